"""Where records come from: files of several kinds, opened as one typed table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from checker.fields import Fault
from checker.problems import RecordsError
from checker.ruleset.model import Records
from checker.sources.reading.beginning import beginning
from checker.sources.reading.opening import Opening
from checker.sources.reading.quality import Quality, data_quality, refuse_damaged
from checker.sources.source import LISTED, OpenedFile, Table, Title

if TYPE_CHECKING:
    import duckdb

__all__ = ["Quality", "Table", "Title", "beginning", "data_quality", "open_records", "refuse_damaged", "titles"]

SOURCES = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".xlsm": "excel",
    ".xlsx": "excel",
}
"""Which member of the family reads which files, by suffix; `.gz` may follow that of a text file."""

_numbers = count(1)

PACKED = {"csv", "jsonl"}
"""The members whose files may be packed."""

SAVE_AS = {
    ".json": "write one object on each line, and name the file .jsonl",
    ".ods": "save the workbook as .xlsx",
    ".xls": "save the workbook as .xlsx",
    ".xlsb": "save the workbook as .xlsx",
    ".zip": "unpack it first",
}
"""What to do about files that are often given and cannot be read."""


def open_records(
    paths: Sequence[Path],
    records: Records,
    connection: duckdb.DuckDBPyConnection,
    *,
    days: Collection[str] = (),
    encoding: str | None = None,
    sheet: str | None = None,
    memory_limit: str | None = None,
    progress: Callable[[str, float | None], None] | None = None,
) -> Table:
    """Open record files as one typed table, in the order given.

    `days`: the moments of which rules need the local date. With a memory limit the typed records lie in temporary
    files. `progress` hears what is done and which part of it. Raises RecordsError, in one sentence, for a file that
    cannot be read as the declared fields.
    """
    opening = Opening(records, connection, days, encoding, sheet, memory_limit is not None, progress)
    opened = []
    files = [file for path in paths for file in _files(path)]
    if not files:
        raise RecordsError("no record file was named; give one or several")
    _refuse_twins(files)
    for number, path in enumerate(files):
        if progress is not None:
            progress(path.name, number / len(files))
        opened.append(_open(path, replace(opening, source=number)))
    if progress is not None:
        progress(files[-1].name, 1.0)
    query = " UNION ALL BY NAME ".join(file.query for file in opened) if len(opened) > 1 else opened[0].query
    # As a view the engine parses it once, and not with every question.
    view = f"typed_records_{next(_numbers)}"
    connection.execute(f"CREATE TEMP VIEW {view} AS {query}")
    return Table(
        connection.table(view),
        sum(file.read for file in opened),
        sum(file.rejected for file in opened),
        tuple(row for file in opened for row in file.rejected_rows)[:LISTED],
        tuple(file.file for file in opened),
        tuple(dict.fromkeys(note for file in opened for note in file.notes)),
        {
            name: tuple(fault for fault in Fault if any(fault in file.possible[name] for file in opened))
            for name in records.fields
        },
    )


def titles(
    path: Path, connection: duckdb.DuckDBPyConnection, *, encoding: str | None = None, sheet: str | None = None
) -> list[Title]:
    """The columns of one record file, before anything is declared of it. Raises RecordsError as `open_records` does."""
    nothing = Records.model_construct(called="record", fields={})
    with _told_if_unreadable(path):
        _refuse_no_file(path)
        member = import_module(f"checker.sources.{_source(path)}")
        found: list[Title] = member.titles(path, Opening(nothing, connection, encoding=encoding, sheet=sheet))
    return found


def is_text(path: Path) -> bool:
    """Whether a record file is read as text, line by line."""
    return _source(path) in PACKED


def _files(path: Path) -> list[Path]:
    """The file; of a folder, its Parquet files."""
    with _told_if_unreadable(path):
        if not path.is_dir():
            return [path]
        files = sorted(file for file in path.iterdir() if file.suffix.lower() == ".parquet")
    if not files:
        raise RecordsError(f"'{path.name}' is a folder without .parquet files; name the record files themselves")
    return files


def _refuse_twins(files: Sequence[Path]) -> None:
    """No file is read twice, under whatever name: each of its records would be there twice."""
    named: dict[Path, Path] = {}
    for path in files:
        real = path.resolve()
        if real in named:
            also = f", as '{named[real]}' too" if named[real] != path else ""
            raise RecordsError(f"'{path}' was named twice{also}; name it once")
        named[real] = path


def _open(path: Path, opening: Opening) -> OpenedFile:
    with _told_if_unreadable(path):
        _refuse_no_file(path)
        opened: OpenedFile = import_module(f"checker.sources.{_source(path)}").open_file(path, opening)
    return opened


def _refuse_no_file(path: Path) -> None:
    if not path.exists():
        raise RecordsError(f"there is no file '{path}'; check its name")
    if not path.is_file():
        raise RecordsError(f"'{path}' is not a regular file; give a file of records")


@contextmanager
def _told_if_unreadable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RecordsError(f"'{path.name}' cannot be read: {error.strerror or error}") from None


def _source(path: Path) -> str:
    """The member that reads this file."""
    is_packed = path.suffix.lower() == ".gz"
    suffix = Path(path.stem).suffix.lower() if is_packed else path.suffix.lower()
    source = SOURCES.get(suffix)
    if source is None:
        hint = f"; {SAVE_AS[suffix]}" if suffix in SAVE_AS else ""
        known = ", ".join(SOURCES)
        raise RecordsError(f"'{path.name}' has a suffix that is not known; records are read from {known}{hint}")
    if is_packed and source not in PACKED:
        raise RecordsError(f"'{path.name}' is packed, and only text files may be; unpack it first")
    return source
