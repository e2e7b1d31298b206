"""What is wrong with the cells of typed records: counted by field, and the first of each kind with row and column."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from checker.fields import UNREADABLE, Fault
from checker.problems import QUOTED, RecordsError
from checker.results import UnreadableCell
from checker.ruleset.model import Records
from checker.sources.reading import sql
from checker.sources.reading.headers import column_of
from checker.sources.source import FILE_ROWS, LISTED, Table

MOST_FILES = 5
FIRST_EMPTY = 10
"""So many records are named in which a required field is empty; the count is complete."""


@dataclass(frozen=True)
class Quality:
    """What is wrong with the cells of a table."""

    faults: dict[str, dict[str, int]]
    """By field, how many cells are missing, unreadable, not applicable and so on; only what occurs."""
    unreadable_cells: tuple[UnreadableCell, ...]
    """The first of them, in the order of the files."""
    notes: tuple[str, ...]
    """What else a reader should know: where required fields are empty."""


def data_quality(table: Table, records: Records, counted: Mapping[str, Mapping[Fault, int]] | None = None) -> Quality:
    """Look over the cells of a table; `counted` are the faults, where somebody has counted them already.

    Raises RecordsError where a file turns out to be damaged.
    """
    with _told_if_damaged(table):
        counted = _counted(table, records) if counted is None else counted
        found = {
            name: {fault.name.lower(): cells for fault, cells in faults.items() if cells}
            for name, faults in counted.items()
            if any(faults.values())
        }
        return Quality(found, _unreadable_cells(table, records, found), _required_but_empty(table, records, found))


def refuse_damaged(table: Table) -> None:
    """Read every cell, to find out why something could not be computed. Raises RecordsError for a damaged file."""
    with _told_if_damaged(table):
        table.relation.aggregate(f"bit_xor(hash({', '.join(map(sql.name, table.relation.columns))}))").fetchall()


@contextmanager
def _told_if_damaged(table: Table) -> Iterator[None]:
    import duckdb  # noqa: PLC0415

    try:
        yield
    except duckdb.Error as error:
        files = ", ".join(f"'{file.name}'" for file in table.files[:MOST_FILES])
        is_one = len(table.files) == 1
        raise RecordsError(
            f"{files if is_one else f'one of the files {files}'} cannot be read to its end; write it again"
            f" (the engine says: {' '.join(str(error).split())[:60]})"
        ) from None


def _counted(table: Table, records: Records) -> dict[str, dict[Fault, int]]:
    every = tuple(fault for fault in Fault if fault is not Fault.NONE)
    asked = [(name, fault) for name in records.fields for fault in table.possible.get(name, every)]
    counts = ", ".join(
        f"count_if({sql.name(f'{name}$fault')} = {fault:d}) AS {sql.name(f'{name} {fault:d}')}" for name, fault in asked
    )
    (row,) = table.relation.aggregate(counts).fetchall()
    counted: dict[str, dict[Fault, int]] = {}
    for (name, fault), cells in zip(asked, row, strict=True):
        counted.setdefault(name, {})[fault] = cells
    return counted


def _unreadable_cells(table: Table, records: Records, found: dict[str, dict[str, int]]) -> tuple[UnreadableCell, ...]:
    kinds = {Fault(fault).name.lower() for fault in UNREADABLE}
    names = [name for name, faults in found.items() if kinds & set(faults)]
    if not names:
        return ()
    places = [sql.name(f"{name}$fault") for name in names]
    is_bad = " OR ".join(sql.among(place, UNREADABLE) for place in places)
    columns = ", ".join(['"$row"', '"$unreadable"', *places])
    rows: list[tuple[Any, ...]] = table.relation.filter(is_bad).select(columns).limit(LISTED).fetchall()
    cells = [
        UnreadableCell(
            source=row // FILE_ROWS,
            row=row % FILE_ROWS,
            field=name,
            column=column_of(records, name),
            fault=Fault(fault).name.lower(),
            text=json.loads(written).get(name) or "",
        )
        for row, written, *faults in rows
        for name, fault in zip(names, faults, strict=True)
        if fault in UNREADABLE
    ]
    return tuple(cells[:LISTED])


def _required_but_empty(table: Table, records: Records, found: dict[str, dict[str, int]]) -> tuple[str, ...]:
    notes = []
    for name, declared in records.fields.items():
        empty = found.get(name, {}).get("missing", 0)
        if not declared.required or not empty:
            continue
        rows = (
            table.relation.filter(f"{sql.name(f'{name}$fault')} = {Fault.MISSING:d}")
            .select('"$row"')
            .limit(FIRST_EMPTY)
            .fetchall()
        )
        places = ", ".join(_place(row, table) for (row,) in rows)
        more = f" and {empty - FIRST_EMPTY:,} more" if empty > FIRST_EMPTY else ""
        where = f"{empty:,} record{'s' if empty > 1 else ''}: {places}{more}"
        notes.append(f"column '{column_of(records, name)[:QUOTED]}' is required, and empty in {where}")
    return tuple(notes)


def _place(row: int, table: Table) -> str:
    number = str(row % FILE_ROWS)
    return f"{number} of '{table.files[row // FILE_ROWS].name}'" if len(table.files) > 1 else number
