"""Results of an earlier check, read from their file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from checker.problems import CheckerError

if TYPE_CHECKING:
    from checker.results import Results


def read_results(path: Path) -> Results:
    """Read a results file. Raises CheckerError, with the file's name, for anything else."""
    from checker.results import Results  # noqa: PLC0415

    try:
        content = path.read_bytes()
    except OSError as error:
        raise CheckerError(f"'{path}' cannot be read: {(error.strerror or 'no such file').lower()}") from None
    try:
        return Results.from_json(content)
    except CheckerError as error:
        raise CheckerError(f"'{path}' cannot be used: {error}") from None
