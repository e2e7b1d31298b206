"""What a report is: results written as the bytes of a file, by a format that its suffix names."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from checker.interruptions import uninterrupted
from checker.problems import CheckerError
from checker.reports.printing.profiles import DEFAULT
from checker.results import Results

if TYPE_CHECKING:
    from checker.reports.printing.branding import Branding
    from checker.wording import Phrases


@dataclass(frozen=True)
class Manner:
    """How a report is written."""

    language: str = "en"
    profile: str = DEFAULT
    """For whom pages are, and so which parts they have."""
    font: Path | None = None
    """Draws what the report's own fonts do not, where pages are drawn here and not by who reads them."""
    branding: Branding | None = None
    """The organisation's own look of .pdf and .html; `printing/branding.py` reads one from a folder."""

    @property
    def look(self) -> Branding:
        """The look of pages: the organisation's own, else that of the program."""
        from checker.reports.printing.branding import Branding  # noqa: PLC0415

        return self.branding or Branding()

    @property
    def words(self) -> Phrases:
        """What pages say, in the organisation's words where it has some."""
        return self.look.phrases(self.language)


PLAIN = Manner()
"""In English, for managers, in the look of the program."""


class Report(Protocol):
    """Writes results as the bytes of a file. The same results are the same bytes, and nothing else is read."""

    def __call__(self, results: Results, manner: Manner = PLAIN) -> bytes:
        """The bytes of the file. Raises CheckerError where they cannot be made."""


def format_of(path: Path, formats: Mapping[str, str]) -> Report:
    """The format that a file's suffix names. Raises CheckerError naming the formats there are."""
    made_by = formats.get(path.suffix.lower())
    if made_by is None:
        known = " ".join(sorted(formats))
        what = f"'{path.suffix}' is no report format" if path.suffix else "a report needs a suffix that says its format"
        raise CheckerError(f"{path}: {what}; known are {known}")
    module, _, name = made_by.partition(":")
    report: Report = getattr(import_module(module), name)
    return report


def write_whole(content: bytes, path: Path) -> None:
    """Write a file so that it is there whole or not at all, also when the program is stopped half-way.

    Raises CheckerError where the folder or the file cannot be written.
    """
    try:
        _replace(content, path)
    except OSError as error:
        raise CheckerError(
            f"{path} cannot be written: {error.strerror or error}; name a folder that exists and may be written"
        ) from None


def _replace(content: bytes, path: Path) -> None:
    if path.is_dir():
        raise IsADirectoryError(None, "it is a folder")
    permissions = 0o666 & ~_mask()
    unfinished = None
    try:
        with uninterrupted():
            handle, name = tempfile.mkstemp(prefix=f".{path.name[:80]}.", suffix=".part", dir=path.parent)
            unfinished = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.chmod(permissions)
        unfinished.replace(path)
    finally:
        if unfinished is not None:
            unfinished.unlink(missing_ok=True)


def _mask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
