"""Steps: how typed records are made ready for rules, one after the other; each may read what those before it added.

Most add columns that are expressions over a record. Others bring something beside the records to them: the days of a
calendar, the rows of another table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from checker.expressions import nw

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr, LazyFrame

Constants = Mapping[str, Sequence[int | str | None]]
"""A small table by its columns, all of one length; a column is of whole numbers or of texts."""


class Maker(Protocol):
    """What a step asks of an engine (see `engines.engine`)."""

    def rows(self, frame: LazyFrame[Any]) -> list[tuple[Any, ...]]:
        """Every row of a small answer, as Python values."""

    def keep(self, frame: LazyFrame[Any], *, few: bool = False) -> LazyFrame[Any]:
        """The frame computed once and held; `few`: it has so few rows that they need no room but memory."""

    def table(self, columns: Constants) -> LazyFrame[Any]:
        """A small table of constants as a frame."""


@dataclass(frozen=True)
class Beside:
    """What stands beside the records while they are made ready."""

    engine: Maker
    tables: Mapping[str, LazyFrame[Any]] = field(default_factory=lambda: MappingProxyType({}))
    """The other tables by name, typed like records, the columns named with the table: `contacts:person`."""
    apart: tuple[str, ...] = ()
    """Columns of the records and of all tables: only rows that agree in them belong together."""
    records: LazyFrame[Any] | None = None
    """The records with their worked-out fields, before anything was joined to them for a measure."""
    calendars: dict[str, Any] = field(default_factory=dict)
    """The calendars that steps needed, by name, frozen for the days that the records needed."""
    days: dict[str, LazyFrame[Any]] = field(default_factory=dict)
    """By the step that looks them up: what calendars say of days, as tables."""
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    """By column of moments or dates: its first and its last day."""
    zones: dict[str | None, int] = field(default_factory=dict)
    """How many records name each time zone, where each has its own; empty until that was asked."""
    few: bool = False
    """Whether the records are so few that they need no room but memory."""

    @property
    def key(self) -> list[str]:
        """The columns of a key, and of what keeps it apart, as they are called in every frame of rows by their keys."""
        return [f"$key${place}" for place in range(len(self.apart) + 1)]

    def keep(self, frame: LazyFrame[Any]) -> LazyFrame[Any]:
        """A frame of the records, or of their keys, computed once and held."""
        return self.engine.keep(frame, few=self.few)

    def keyed(self, column: str) -> list[Expr]:
        """The columns by which rows belong together, as those of a key; `column` holds the key itself."""
        return [nw.col(name).alias(as_) for name, as_ in zip([*self.apart, column], self.key, strict=True)]


class Step(Protocol):
    """One step; taking it twice is taking it once, for what it adds stays where it is there already."""

    def take(self, frame: LazyFrame[Any], beside: Beside) -> LazyFrame[Any]:
        """The records with what the step adds: the same rows, but in any order."""


@dataclass(frozen=True)
class Adding:
    """Columns that are expressions over a record."""

    columns: Mapping[str, Expr]

    def take(self, frame: LazyFrame[Any], beside: Beside) -> LazyFrame[Any]:
        """The records with the columns that are not there yet."""
        there = set(frame.columns)
        new = [expression.alias(name) for name, expression in self.columns.items() if name not in there]
        return frame.with_columns(*new) if new else frame
