"""Where records come from: files of several kinds, opened as one typed table."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.fields import Fault
from checker.problems import RecordsError
from checker.results import UnreadableCell
from checker.ruleset.model import Records
from checker.sources.reading import sql
from checker.sources.reading.headers import column_of
from checker.sources.reading.opening import Opening
from checker.sources.source import FILE_ROWS, LISTED, OpenedFile, Table

if TYPE_CHECKING:
    import duckdb

__all__ = ["Table", "cells_not_read", "faults", "open_records"]

SOURCES = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".parquet": "parquet",
}
"""Which member of the family reads which files, by suffix; `.gz` may follow that of a text file."""

PACKED = {"csv", "jsonl"}


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
    for number, path in enumerate(files):
        if progress is not None:
            progress(path.name, number / len(files))
        opened.append(_open(path, replace(opening, source=number)))
    if progress is not None:
        progress(files[-1].name, 1.0)
    query = " UNION ALL BY NAME ".join(file.query for file in opened) if len(opened) > 1 else opened[0].query
    return Table(
        connection.sql(query),
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


def _files(path: Path) -> list[Path]:
    """The file; of a folder, its Parquet files."""
    if not path.is_dir():
        return [path]
    files = sorted(path.glob("*.parquet"))
    if not files:
        raise RecordsError(f"'{path.name}' is a folder without .parquet files; name the record files themselves")
    return files


def _open(path: Path, opening: Opening) -> OpenedFile:
    if not path.exists():
        raise RecordsError(f"there is no file '{path}'; check its name")
    if not path.is_file():
        raise RecordsError(f"'{path}' is not a regular file; give a file of records")
    suffixes = [suffix.lower() for suffix in path.suffixes]
    packed = suffixes[-1:] == [".gz"]
    source = SOURCES.get((suffixes[-2:-1] if packed else suffixes[-1:] or [""])[0] if suffixes[packed:] else "")
    if source is None or (packed and source not in PACKED):
        raise RecordsError(f"'{path.name}' has a suffix that is not known; records are read from {', '.join(SOURCES)}")
    opened: OpenedFile
    try:
        opened = import_module(f"checker.sources.{source}").open_file(path, opening)
    except OSError as error:
        raise RecordsError(f"'{path.name}' cannot be read: {error.strerror or error}") from None
    return opened


def cells_not_read(table: Table, records: Records, limit: int = LISTED) -> tuple[UnreadableCell, ...]:
    """The first cells whose text is not what their field declares, in the order of the files."""
    bad = {Fault.UNREADABLE, Fault.NO_SUCH_LOCAL_TIME}
    names = [name for name in records.fields if bad & set(table.possible.get(name, bad))]
    if not names:
        return ()
    columns = ", ".join(['"$row"', '"$unreadable"', *(sql.name(f"{name}$fault") for name in names)])
    rows: list[tuple[Any, ...]] = (
        table.relation.filter('"$unreadable" IS NOT NULL').select(columns).order('"$row"').limit(limit).fetchall()
    )
    cells = []
    for row, written, *found in rows:
        texts = json.loads(written)
        for name, fault in zip(names, found, strict=True):
            if fault in bad:
                cells.append(
                    UnreadableCell(
                        source=row // FILE_ROWS,
                        row=row % FILE_ROWS,
                        field=name,
                        column=column_of(records, name),
                        fault=Fault(fault).name.lower(),
                        text=texts.get(name) or "",
                    )
                )
    return tuple(cells[:limit])


def faults(table: Table, records: Records) -> dict[str, dict[str, int]]:
    """By field, how many cells are missing, unreadable, not applicable and so on; only what occurs."""
    every = tuple(fault for fault in Fault if fault is not Fault.NONE)
    asked = [(name, fault) for name in records.fields for fault in table.possible.get(name, every)]
    counts = ", ".join(
        f"count(*) FILTER ({sql.name(f'{name}$fault')} = {fault:d}) AS {sql.name(f'{name} {fault:d}')}"
        for name, fault in asked
    )
    (row,) = table.relation.aggregate(counts).fetchall()
    found: dict[str, dict[str, int]] = {}
    for (name, fault), cells in zip(asked, row, strict=True):
        if cells:
            found.setdefault(name, {})[fault.name.lower()] = cells
    return found
