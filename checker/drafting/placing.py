"""Several new files at once: all of them or none, and never in the place of another."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from checker.problems import CheckerError


def place(files: Mapping[str, str], into: Path) -> None:
    """Write the files below a folder, which is made where it is missing.

    Raises CheckerError naming every file that is there already, or why they cannot be written; then nothing is.
    """
    places = {into / name: text for name, text in files.items()}
    _refuse_existing(places, into)
    made: list[Path] = []
    unfinished: dict[Path, Path] = {}
    placed: list[Path] = []
    is_done = False
    try:
        for path, text in places.items():
            made.extend(_folders_made(path.parent))
            unfinished[path] = _written_beside(path, text)
        for path, part in unfinished.items():
            _put(part, path)
            placed.append(path)
        is_done = True
    except OSError as error:
        where = Path(error.filename2 or error.filename or into)
        raise CheckerError(f"nothing was written: {where}: {(error.strerror or str(error)).lower()}") from None
    finally:
        for part in unfinished.values():
            part.unlink(missing_ok=True)
        if not is_done:
            for path in placed:
                path.unlink(missing_ok=True)
            for folder in reversed(made):
                with suppress(OSError):  # somebody else put a file there
                    folder.rmdir()


def _put(part: Path, path: Path) -> None:
    """Give a finished file its name; one that came in between is refused, as renaming would not."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:  # not every file system has links
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
        part.rename(path)


def _refuse_existing(places: Mapping[Path, str], into: Path) -> None:
    there = [str(path) for path in places if os.path.lexists(path)]
    if there:
        are = "is a file already" if len(there) == 1 else "are files already"
        raise CheckerError(
            f"nothing was written, since there {are}: {', '.join(there)}; give another --name, --standard or --into"
        )
    if into.exists() and not into.is_dir():
        raise CheckerError(f"nothing was written: {into} is no folder; give another --into")


def _folders_made(folder: Path) -> Iterator[Path]:
    """Make a folder with those above it, and name each before the next is made."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        each.mkdir()
        yield each


def _written_beside(path: Path, text: str) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:80]}.", suffix=".part", dir=path.parent)
    part = Path(name)
    is_done = False
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0o077)
        os.umask(mask)
        part.chmod(0o666 & ~mask)
        is_done = True
    finally:
        if not is_done:
            part.unlink(missing_ok=True)
    return part
