"""What a source is: record files of one kind, opened as one typed table that says what could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

from checker.fields import Fault
from checker.results import InputFile, RejectedRow

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from checker.sources.reading.opening import Opening

FILE_ROWS = 1 << 40
"""`$row` is the file's number (from 0) times this, plus the record's number in its file (from 1)."""

LISTED = 100
"""So many rejected rows and unreadable cells are listed; the counts are complete."""


@dataclass(frozen=True)
class Table:
    """Records of a rule set, typed by its declared fields.

    The relation's columns, in this order: `$row`; for each declared field `NAME` (the value, null unless it can be
    read), `NAME$fault` (a `fields.Fault`) and, for the moments that were asked for, `NAME$day`; `$unreadable`, which
    holds the start of unreadable cells as a JSON object by field, else null.
    """

    relation: duckdb.DuckDBPyRelation
    read: int
    """Records that could be placed in columns."""
    rejected: int
    """Rows that could not."""
    rejected_rows: tuple[RejectedRow, ...]
    """The first of them."""
    files: tuple[InputFile, ...]
    notes: tuple[str, ...]
    """What a reader should know: columns that no field declares, blank lines."""
    possible: Mapping[str, tuple[Fault, ...]] = field(default_factory=dict)
    """By field: what can be wrong with its cells at all."""


@dataclass(frozen=True)
class OpenedFile:
    """One record file, typed: a query that gives the columns of `Table`, and what became of its rows."""

    query: str
    read: int
    file: InputFile
    rejected: int = 0
    rejected_rows: tuple[RejectedRow, ...] = ()
    notes: tuple[str, ...] = ()
    possible: Mapping[str, tuple[Fault, ...]] = field(default_factory=dict)


class Title(NamedTuple):
    """The name of a column as it stands in a record file, and what its cells are there already."""

    name: str
    type: str | None = None
    """The type of field that reads them; none where they are text, empty where no field can."""


def skipped(file: str, what: str, count: int) -> tuple[str, ...]:
    """Say how many blank lines or rows were left out of a file, if any."""
    return (f"'{file}': {count:,} {what}{'s' if count > 1 else ''} skipped",) if count else ()


class Source(Protocol):
    """A kind of record file; each member of the family is a module with these functions."""

    def open_file(self, path: Path, opening: Opening) -> OpenedFile:
        """Open one file. Raises RecordsError in one sentence where it is not what the rule set says it is."""

    def titles(self, path: Path, opening: Opening) -> list[Title]:
        """The columns of one file in their order, declared or not. Raises RecordsError as above."""
