"""Events of one key as a series: over which time they are looked at, and which rows are events.

An event whose moment is not known may have come at any time; a row of which nobody knows whether it is an event may be
one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import MAXYEAR, UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol
from zoneinfo import ZoneInfo

from checker.calendar_steps import Instant
from checker.expressions import nw
from checker.fields import EPOCH, UNREADABLE, Columns, Fault, column_name, moment_number
from checker.made_columns import CLOCK
from checker.own_zones import by_zone, on_clocks, with_clock, zones_of
from checker.working_time import local_day

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr, LazyFrame

    from checker.steps import Beside, Step

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
    def of(cls, columns: Columns, zone: ZoneInfo | None = None) -> Stretch:
        """That of the audit; its days begin in the zone, default that of all records."""
        if zone is not None:
            return cls.of(replace(columns, time_zone=zone))
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
    def is_over(self) -> bool:
        """Whether the as-of moment comes after its last day."""
        return self.as_of_day > self.last

    @property
    def is_to_come(self) -> bool:
        """Whether it begins after the as-of moment."""
        return self.as_of < self.start

    def ends(self, *, by_day: bool) -> tuple[int, int]:
        """Its two ends, as days or as moments."""
        if by_day:
            return self.first, min(self.last, self.as_of_day)
        return self.start, min(self.after, self.as_of)


@dataclass(frozen=True)
class Stretches:
    """The time that is looked at on every clock: on one for all records, or in each time zone that records name."""

    by_zone: Mapping[str, Stretch]
    column: str | None
    """What names the zone in the rows of a key; none where all records have one clock."""
    elsewhere: Stretch | None = None
    """That of records of which no zone is known, where it is the same in every zone."""

    @classmethod
    def of(cls, columns: Columns, zones: Sequence[str], beside: Beside, *, is_dated: bool) -> Stretches:
        """Those of the audit; `beside` has the keys of the rows, and `is_dated` says that events are dates."""
        if not columns.own_zones:
            return cls({"": Stretch.of(columns)}, None)
        by_zone = {zone: Stretch.of(columns, ZoneInfo(zone)) for zone in zones}
        last = Stretch.of(columns, LAST_TO_END)
        return cls(by_zone, beside.key[-2], last if is_dated and last.is_over else None)

    def told(self, value: Callable[[Stretch, str], int | None], column: str | None = None) -> Expr:
        """What is said of a stretch and the name of its zone, by the column that names that, default that of keys."""
        said = {zone: nw.lit(value(stretch, zone), nw.Int64) for zone, stretch in self.by_zone.items()}
        if self.column is None:
            return said[""]
        elsewhere = None if self.elsewhere is None else nw.lit(value(self.elsewhere, ""), nw.Int64)
        return by_zone(list(said), list(said.values()), column or self.column, elsewhere)


LAST_TO_END = ZoneInfo("Etc/GMT+12")
"""Where every day ends last."""


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

    @property
    def is_dated(self) -> bool:
        """Whether the events are dates."""
        return self.columns.fields[self.at].family == "date"

    def placed(self, frame: LazyFrame[Any], beside: Beside) -> tuple[LazyFrame[Any], Beside, Stretches]:
        """The records and the keys of their rows, told apart by clock where each has its own, and the stretches."""
        if not self.columns.own_zones:
            return frame, beside, Stretches.of(self.columns, (), beside, is_dated=self.is_dated)
        zones = zones_of(frame, beside)
        frame, beside = with_clock(frame, beside)
        return frame, beside, Stretches.of(self.columns, zones, beside, is_dated=self.is_dated)

    def rows(self, frame: LazyFrame[Any], beside: Beside, clocks: Sequence[Placing] = ()) -> LazyFrame[Any]:
        """The rows that have a key: `$value`, `$day`, and as 0 or 1 `$sure`, `$counted`, `$lost` and `$unclear`.

        `clocks`: also where these place each event. `frame` and `beside` are those of `placed`.

        Sure are events that have a moment; counted are also the rows with one of which nobody knows whether they are
        events. Lost are those of both that have no moment, and unclear the lost ones where something stands that cannot
        be read.
        """
        rows = (
            beside.tables[self.table] if self.table is not None else frame if beside.records is None else beside.records
        )
        key = self.key if self.table is None else column_name(f"{self.table}.{self.key}")
        columns, fits = self.columns, nw.lit(True) if self.fits is None else self.fits
        if columns.own_zones:
            rows = on_clocks(rows, key, frame, self.key, beside)
        no_value, may_fit = columns.has_no_value(self.at), fits.fill_null(True)
        lost = may_fit & no_value & ~columns.is_fault(self.at, Fault.NOT_APPLICABLE)
        told = {
            "$sure": fits.fill_null(False) & ~no_value,
            "$counted": may_fit & ~no_value,
            "$lost": lost,
            "$unclear": lost & columns.is_fault(self.at, *UNREADABLE),
        }
        day, made = self._day()
        for step in (*made, *clocks):
            rows = step.take(rows, beside)
        placed = {name: at for clock in clocks for name, at in clock.columns.items()}
        return rows.filter(~nw.col(key).is_null()).select(
            *beside.keyed(key),
            columns.value(self.at).cast(nw.Int64).alias("$value"),
            day.cast(nw.Int64).alias("$day"),
            *(at.cast(nw.Int64).alias(name) for name, at in placed.items()),
            *(holds.cast(nw.Int64).alias(name) for name, holds in told.items()),
        )

    def _day(self) -> tuple[Expr, tuple[Step, ...]]:
        """The local date of an event, and the steps that it needs.

        An event that is a record has the date of its own clock, and one of a table that of its record's.
        """
        if self.table is None or self.is_dated or not self.columns.own_zones:
            return self.columns.day(self.at), ()
        own = replace(self.columns, made={})
        day = local_day(own, None, Instant(column_name(self.at)))
        return day, tuple(own.made.values())

    def joined(
        self,
        frame: LazyFrame[Any],
        found: LazyFrame[Any],
        without: Mapping[str, Expr],
        beside: Beside,
        more: Mapping[str, Expr] = MappingProxyType({}),
    ) -> LazyFrame[Any]:
        """The records with what was found of their keys, null without a key.

        `without`: by column, what a record has of whose key there is no row; `more`: columns of every record.
        """
        kept = beside.keep(
            found.select(*beside.key, nw.lit(1).alias("$found"), *(nw.col(name).cast(nw.Int64) for name in without))
        )
        joined = frame.join(kept, how="left", left_on=[*beside.apart, self.key], right_on=beside.key)
        is_found, has_key = ~nw.col("$found").is_null(), ~nw.col(self.key).is_null()
        told = {
            name: nw.when(is_found).then(nw.col(name)).when(has_key).then(value) for name, value in without.items()
        } | dict(more)
        there = [name for name in frame.columns if name != CLOCK]
        return joined.with_columns(*(value.alias(name) for name, value in told.items())).select(*there, *told)
