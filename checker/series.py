"""Events of one key as a series: over which time they are looked at, and which rows are events.

An event whose moment is not known may have come at any time; a row of which nobody knows whether it is an event may be
one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from checker.expressions import nw
from checker.fields import EPOCH, UNREADABLE, Columns, Fault, column_name, moment_number

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr, LazyFrame

    from checker.steps import Beside

_END = moment_number(datetime(MAXYEAR, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)) + 1


@dataclass(frozen=True)
class Stretch:
    """The time that is looked at: from the first day that the audit covers to its last, or to the as-of moment.

    Days are numbered from 1970-01-01, moments are microseconds since then, in UTC. In moments it ends before `after`.
    """

    first: int
    last: int
    start: int
    after: int
    as_of: int
    as_of_day: int

    @classmethod
    def of(cls, columns: Columns) -> Stretch:
        """That of the audit; its days begin in the time zone of the records."""
        assert columns.covered is not None
        assert columns.as_of is not None
        first, last = columns.covered
        return cls(
            first, last, _start_of(first, columns), _start_of(last + 1, columns), columns.as_of, columns.as_of_day
        )

    @property
    def is_empty(self) -> bool:
        """Whether there is no day in it."""
        return self.last < self.first

    @property
    def is_to_come(self) -> bool:
        """Whether it begins after the as-of moment."""
        return self.as_of < self.start

    def ends(self, *, by_day: bool) -> tuple[int, int]:
        """Its two ends, as days or as moments."""
        if by_day:
            return self.first, min(self.last, self.as_of_day)
        return self.start, min(self.after, self.as_of)


def _start_of(day: int, columns: Columns) -> int:
    try:
        local: date = EPOCH.date() + timedelta(days=day)
    except OverflowError:  # after the last day of the calendar
        return _END
    return moment_number(datetime(local.year, local.month, local.day, tzinfo=columns.time_zone or UTC))


class Placing(Protocol):
    """What says where events lie, by columns of their rows."""

    @property
    def columns(self) -> Mapping[str, Expr]:
        """These columns."""

    def take(self, frame: LazyFrame[Any], beside: Beside) -> LazyFrame[Any]:
        """The rows with what these columns are made of."""


@dataclass(frozen=True)
class Events:
    """Where the events stand, which rows are events, and the field by which records have them."""

    table: str | None
    key: str
    at: str
    fits: Expr | None
    """Which rows are events; without it all are."""
    columns: Columns

    def rows(self, frame: LazyFrame[Any], beside: Beside, clocks: Sequence[Placing] = ()) -> LazyFrame[Any]:
        """The rows that have a key: `$value`, `$day`, and as 0 or 1 `$sure`, `$counted`, `$lost` and `$unclear`.

        `clocks`: also where these place each event.

        Sure are events that have a moment; counted are also the rows with one of which nobody knows whether they are
        events. Lost are those of both that have no moment, and unclear the lost ones where something stands that cannot
        be read.
        """
        rows = (
            beside.tables[self.table] if self.table is not None else frame if beside.records is None else beside.records
        )
        key = self.key if self.table is None else column_name(f"{self.table}.{self.key}")
        columns, fits = self.columns, nw.lit(True) if self.fits is None else self.fits
        no_value, may_fit = columns.has_no_value(self.at), fits.fill_null(True)
        lost = may_fit & no_value & ~columns.is_fault(self.at, Fault.NOT_APPLICABLE)
        told = {
            "$sure": fits.fill_null(False) & ~no_value,
            "$counted": may_fit & ~no_value,
            "$lost": lost,
            "$unclear": lost & columns.is_fault(self.at, *UNREADABLE),
        }
        for clock in clocks:
            rows = clock.take(rows, beside)
        placed = {name: at for clock in clocks for name, at in clock.columns.items()}
        return rows.filter(~nw.col(key).is_null()).select(
            *beside.keyed(key),
            columns.value(self.at).cast(nw.Int64).alias("$value"),
            columns.day(self.at).cast(nw.Int64).alias("$day"),
            *(at.cast(nw.Int64).alias(name) for name, at in placed.items()),
            *(holds.cast(nw.Int64).alias(name) for name, holds in told.items()),
        )

    def joined(
        self, frame: LazyFrame[Any], found: LazyFrame[Any], without: dict[str, int | None], beside: Beside
    ) -> LazyFrame[Any]:
        """The records with what was found of their keys, null without a key.

        `without`: by column, what a record has of whose key there is no row; null where nobody can say.
        """
        kept = beside.engine.keep(found.select(*beside.key, *(nw.col(name).cast(nw.Int64) for name in without)))
        joined = frame.join(kept, how="left", left_on=[*beside.apart, self.key], right_on=beside.key)
        has_key = ~nw.col(self.key).is_null()
        filled = {
            name: nw.when(has_key).then(nw.col(name) if value is None else nw.col(name).fill_null(value))
            for name, value in without.items()
        }
        told = (value.alias(name) for name, value in filled.items())
        return joined.with_columns(*told).select(*frame.columns, *without)
