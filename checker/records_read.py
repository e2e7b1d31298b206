"""What was read of record files and of other tables, and what was wrong with it: a part of the results."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field


class Part(BaseModel):
    """A mapping of the results."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, defer_build=True)


Count = Annotated[int, Field(ge=0)]
"""How many there are."""


class RejectedRow(Part):
    """A row that could not be placed in columns."""

    source: int = 0
    row: int
    reason: str
    text: str = ""
    """The start of the row, at most 40 characters."""


class UnreadableCell(Part):
    """A cell whose text is not what its field declares."""

    source: int = 0
    row: int
    field: str
    column: str
    fault: str
    text: str


class Place(Part):
    """Where a record stands: the file's number among the record files, from 0, and its row there, from 1."""

    source: int
    row: int


class DuplicateId(Part):
    """An id that several records share; all of them are undetermined."""

    id: str
    places: tuple[Place, ...]


class RecordsRead(Part):
    """What was read: how many records, and what was wrong with them."""

    called: str
    id: str | None = None
    dated_by: str | None = None
    time_zone: str | None = None
    fields: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """The declared fields: type, label, column."""
    groups: tuple[str, ...] = ()
    read: Count
    rejected: Count
    superseded: Count = 0
    """Rows of an event log that a later row of the same case replaced."""
    faults: dict[str, dict[str, int]] = Field(default_factory=dict)
    """By field: how many cells are missing, unreadable, no_such_local_time, twice, not_applicable, not_checked."""
    duplicate_records: int = 0
    duplicates: tuple[DuplicateId, ...] = ()
    """The first of them."""
    rejected_rows: tuple[RejectedRow, ...] = ()
    """The first of them."""
    unreadable_cells: tuple[UnreadableCell, ...] = ()
    """The first of them."""
    notes: tuple[str, ...] = ()
    """What else a reader should know: columns that no field declares."""


class OverlappingRows(Part):
    """Rows of another table that hold for the same key at once, so that nobody can say which of them counts."""

    key: str
    places: tuple[Place, ...]


class TableRead(Part):
    """What was read of another table, what was wrong with it, and how it goes with the records."""

    name: str
    match: str
    """The field by which its rows belong to records; `rule` where they belong to rules."""
    files: tuple[str, ...] = ()
    """Its files, as `source` counts them."""
    fields: dict[str, dict[str, Any]] = Field(default_factory=dict)
    read: Count
    rejected: Count
    faults: dict[str, dict[str, int]] = Field(default_factory=dict)
    """By field, as of records."""
    rejected_rows: tuple[RejectedRow, ...] = ()
    unreadable_cells: tuple[UnreadableCell, ...] = ()
    rows_without_record: Count = 0
    """Rows that belong to no record, or to no rule."""
    records_without_row: Count = 0
    overlaps: tuple[OverlappingRows, ...] = ()
    """The first of them."""
    notes: tuple[str, ...] = ()
