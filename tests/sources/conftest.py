"""Reads real files as the program does, and gives what became of them as plain values."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from checker.engines.duckdb import connected, lock_down
from checker.fields import Fault
from checker.ruleset.model import Records
from checker.sources import Quality, Table, data_quality, open_records
from checker.sources.source import FILE_ROWS

NAMES = {fault: fault.name.lower() for fault in Fault}


def declare(fields: dict[str, Any], **more: Any) -> Records:
    """Declared records; a field may be given by its type alone."""
    written = {name: {"type": field} if isinstance(field, str) else field for name, field in fields.items()}
    return Records.model_validate({"called": "row", "time_zone": "Europe/Warsaw", **more, "fields": written})


@dataclass(frozen=True)
class Found:
    """What was read."""

    table: Table
    quality: Quality
    records: list[dict[str, Any]]
    """Each record by field: its value, or what is wrong with the cell in angle brackets; `row` and `source` too."""

    @property
    def rejected(self) -> list[tuple[int, str, str]]:
        return [(row.row, row.reason, row.text) for row in self.table.rejected_rows]

    @property
    def unreadable(self) -> list[tuple[int, str, str]]:
        return [(cell.row, cell.column, cell.text) for cell in self.quality.unreadable_cells]

    @property
    def notes(self) -> list[str]:
        return [*self.table.notes, *self.quality.notes]

    def column(self, name: str) -> list[Any]:
        return [record[name] for record in self.records]


Read = Callable[..., Found]


@pytest.fixture(scope="session")
def read() -> Read:
    """Read files under the lock-down that a check has."""

    def reading(
        paths: Path | Sequence[Path],
        fields: dict[str, Any] | Records,
        *,
        days: Collection[str] = (),
        encoding: str | None = None,
        sheet: str | None = None,
        memory_limit: str | None = None,
        **declared: Any,
    ) -> Found:
        paths = [paths] if isinstance(paths, Path) else list(paths)
        records = fields if isinstance(fields, Records) else declare(fields, **declared)
        with connected(memory_limit) as connection:
            lock_down(connection, paths)
            table = open_records(
                paths, records, connection, days=days, encoding=encoding, sheet=sheet, memory_limit=memory_limit
            )
            columns = table.relation.columns
            rows = table.relation.order('"$row"').fetchall()
            return Found(table, data_quality(table, records), [_record(columns, row, records) for row in rows])

    return reading


def _record(columns: Sequence[str], row: Sequence[Any], records: Records) -> dict[str, Any]:
    cells = dict(zip(columns, row, strict=True))
    record = {"row": cells["$row"] % FILE_ROWS, "source": cells["$row"] // FILE_ROWS}
    for name in records.fields:
        fault = Fault(cells[f"{name}$fault"])
        has_value = cells[name] is not None
        assert has_value == (fault in (Fault.NONE, Fault.TWICE)), f"{name} is {fault} and has a value: {has_value}"
        record[name] = cells[name] if has_value else f"<{NAMES[fault]}>"
        if f"{name}$day" in cells:
            record[f"{name}$day"] = cells[f"{name}$day"]
    return record


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a file; text as UTF-8, and packed where its name says so."""

    def writing(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        written = content.encode() if isinstance(content, str) else content
        path.write_bytes(gzip.compress(written) if name.lower().endswith(".gz") else written)
        return path

    return writing
