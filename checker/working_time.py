"""Working time and working days as expressions over records: small tables of days, joined by day, and whole numbers.

What a calendar says of a moment becomes a column of the records, made by a step before the rules are judged: the
working time from the calendar's origin to the moment, its local day and clock time, its place among the working days.
Two such columns are subtracted, and the origin is gone. Null is a gap: the calendar is not good for that moment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from checker.durations import DAY, MICROSECONDS
from checker.expressions import nw
from checker.fields import Columns
from checker.frozen_calendars import FIRST_DAY, LAST_DAY, FrozenCalendar
from checker.own_zones import by_zone, zones_of
from checker.steps import Adding, Beside

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr, LazyFrame

    from checker.calendars import Calendar

_SHIFT = 20_000
"""Days added before a division and taken off after it, since engines do not round alike below zero.

No more than the years of calendars need: Spark divides by way of floating point, where a microsecond before midnight is
midnight in numbers beyond 2**53. Other years are not in a calendar's table, whatever day they come out as.
"""


class Instant(NamedTuple):
    """A moment of every record: a column of moments or of dates, or one moment for all."""

    column: str | None
    moment: int = 0
    """Of all records, where there is no column."""
    is_date: bool = False
    ends: bool = False
    """Whether a date stands for the end of its day; else for its start."""

    @property
    def name(self) -> str:
        """How it stands in the names of columns."""
        return f"{self.column or self.moment}{'$end' if self.ends else ''}"


@dataclass(frozen=True)
class Clock:
    """A calendar by its name, or without one a time zone by which days are counted."""

    name: str
    calendar: Calendar | None
    zone: ZoneInfo | None
    """None: that of each record."""

    def seen_in(self, zone: str) -> Clock:
        """The clock of the records that have this time zone."""
        return self if self.zone is not None else Clock(f"{self.name}${zone}", self.calendar, ZoneInfo(zone))

    def frozen(self, beside: Beside) -> FrozenCalendar:
        """The calendar, frozen for what was asked of it so far."""
        assert self.zone is not None
        if self.name not in beside.calendars:
            beside.calendars[self.name] = FrozenCalendar(self.calendar, self.zone)
        frozen: FrozenCalendar = beside.calendars[self.name]
        return frozen


def clock_of(columns: Columns, calendar: str | None) -> Clock:
    """The calendar of that name with its zone, default the records'; or without a calendar only that zone."""
    found = columns.calendars[calendar] if calendar is not None else None
    zone = None if columns.own_zones else columns.time_zone or ZoneInfo("UTC")
    if found is not None and found.time_zone is not None:
        zone = ZoneInfo(found.time_zone)
    return Clock(calendar if calendar is not None else f"${_key(zone)}", found, zone)


def _key(zone: ZoneInfo | None) -> str:
    return "own" if zone is None else zone.key


def as_of_day(columns: Columns) -> Expr | int:
    """The local date of the as-of moment, in days since 1970-01-01; where each record has its own zone, in that."""
    if not columns.own_zones:
        return columns.as_of_day
    assert columns.as_of is not None
    return local_day(columns, None, Instant(None, columns.as_of))


def worked(columns: Columns, calendar: str, at: Instant) -> Expr:
    """The working time from the calendar's origin to a moment, in microseconds; null in a gap."""
    return _made(columns, Worked(f"$worked${calendar}${at.name}", clock_of(columns, calendar), at))


def local_day(columns: Columns, calendar: str | None, at: Instant) -> Expr:
    """The local day of a moment, or the date, in days since 1970-01-01."""
    if at.is_date:
        return nw.col(str(at.column))
    return _made(columns, LocalDay(_local(columns, calendar, at), clock_of(columns, calendar), at))


def day_start(columns: Columns, calendar: str | None, at: Instant) -> Expr:
    """The first moment of a moment's local day or of a date, or the moment after a date that ends; null in a gap."""
    return _of_day(columns, calendar, at, "starts", DayStarts)


def worked_before_day(columns: Columns, calendar: str, at: Instant) -> Expr:
    """The working time from the calendar's origin to the start of a moment's local day, or of a date."""
    return _of_day(columns, calendar, at._replace(ends=False), "before", WorkedBefore)


def place(columns: Columns, calendar: str, at: Instant, *, arrives: bool = False, whole: bool = False) -> Expr:
    """Where a moment stands among the calendar's working days, of which each has a day's length; null in a gap.

    `arrives`: as something that arrives then (days off, cut-off); `whole`: the start of its day, as of every date.
    """
    whole = whole or at.is_date
    kind = ("$arrival" if arrives else "$place") + ("$whole" if whole and not at.is_date else "")
    if at.column is not None:
        local_day(columns, calendar, at)  # its columns are read
    day = _local(columns, calendar, at)
    step = Placed(f"{kind}${calendar}${at.name}", clock_of(columns, calendar), at, day, arrives, whole)
    return _made(columns, step)


def _local(columns: Columns, calendar: str | None, at: Instant) -> str:
    """The column with the local day; the clock time stands beside it."""
    return str(at.column) if at.is_date else f"$local${_key(clock_of(columns, calendar).zone)}${at.name}"


def _of_day(
    columns: Columns, calendar: str | None, at: Instant, word: str, kind: Callable[[str, Clock, Instant, str], OfDay]
) -> Expr:
    clock = clock_of(columns, calendar)
    if at.column is not None:
        local_day(columns, calendar, at)
    return _made(columns, kind(f"${word}${clock.name}${at.name}", clock, at, _local(columns, calendar, at)))


def _made(columns: Columns, step: Any) -> Expr:
    """The column that the step makes; one step of a name is enough."""
    columns.made.setdefault(step.name, step)
    made: Expr = nw.col(step.name)
    return made


# ---- steps


@dataclass(frozen=True)
class Asking:
    """A step that adds the column `name`, of what a calendar says of a moment of each record."""

    name: str
    clock: Clock
    at: Instant

    def take(self, frame: LazyFrame[Any], beside: Beside) -> LazyFrame[Any]:
        """The records with the column that it makes."""
        if self.name in frame.columns:
            return frame
        if self.clock.zone is None:
            return self.in_each_zone(frame, beside)
        frozen = self.clock.frozen(beside)
        if self.at.column is None:
            value = self.of_all(frozen, *frozen.local.clock(self.at.moment))
            return Adding({self.name: nw.lit(value, nw.Int64)}).take(frame, beside)
        return self.of_each(frame, beside, frozen)

    def in_each_zone(self, frame: LazyFrame[Any], beside: Beside) -> LazyFrame[Any]:
        """The records with what is said in each one's own time zone; null where nobody knows that."""
        zones = zones_of(frame, beside)
        parts = []
        for zone in zones:
            parts.append(replace(self, name=f"{self.name}${zone}", clock=self.clock.seen_in(zone)))
            frame = parts[-1].take(frame, beside)
        made = self.made()
        own = {name: [each.made()[place] for each in parts] for place, name in enumerate(made)}
        chosen = [by_zone(zones, [nw.col(each) for each in names]).alias(name) for name, names in own.items()]
        return frame.with_columns(*chosen).drop(*(name for names in own.values() for name in names), strict=False)

    def made(self) -> tuple[str, ...]:
        """The columns that it adds."""
        return (self.name,)

    def of_all(self, frozen: FrozenCalendar, day: int, clock: int) -> int | None:
        """What is said of the one moment of all records."""
        raise NotImplementedError

    def of_each(self, frame: LazyFrame[Any], beside: Beside, frozen: FrozenCalendar) -> LazyFrame[Any]:
        """The records with what is said of the moment of each."""
        raise NotImplementedError

    @cached_property
    def _key(self) -> str:
        return f"{self.name}$key"

    def _joined(
        self, frame: LazyFrame[Any], beside: Beside, day: Expr, rows: Sequence[Sequence[int | None]], value: Expr
    ) -> LazyFrame[Any]:
        """The records with a value over columns `$1`, `$2` … of the row of their day; a row begins with its day."""
        if not any(None not in row[:1] for row in rows):
            return frame.with_columns(nw.lit(None, nw.Int64).alias(self.name))
        names = [f"{self._key}$right", *(self._column(place) for place in range(1, len(rows[0])))]
        table = beside.engine.table({name: [row[place] for row in rows] for place, name in enumerate(names)})
        joined = frame.with_columns(day.alias(self._key)).join(table, how="left", left_on=self._key, right_on=names[0])
        return joined.with_columns(value.alias(self.name)).drop(self._key, *names, strict=False)

    def _column(self, place: int) -> str:
        return f"{self.name}${place}"

    def _span(self, frame: LazyFrame[Any], beside: Beside) -> tuple[int, int]:
        """The first and the last day of UTC, or date, that the column has in the years of calendars."""
        name = str(self.at.column)
        if name not in beside.spans:
            size = 1 if self.at.is_date else DAY
            ends = FIRST_DAY * size, (LAST_DAY + 1) * size - 1
            known = nw.when(nw.col(name).is_between(*ends)).then(nw.col(name))
            ((low, high),) = beside.engine.rows(frame.select(known.min().alias("low"), known.max().alias("high")))
            beside.spans[name] = (0, -1) if low is None else (int(low) // size, int(high) // size)
        return beside.spans[name]


class Worked(Asking):
    """The working time from the calendar's origin to the moment."""

    def of_all(self, frozen: FrozenCalendar, day: int, clock: int) -> int | None:
        return frozen.worked(self.at.moment)

    def of_each(self, frame: LazyFrame[Any], beside: Beside, frozen: FrozenCalendar) -> LazyFrame[Any]:
        first, last = self._span(frame, beside)
        value = nw.col(str(self.at.column))
        if self.at.is_date:
            ends = int(self.at.ends)
            rows = [(day, frozen.worked_before(day + ends)) for day in _good_days(frozen, first, last)]
            return self._joined(frame, beside, value, rows, nw.col(self._column(1)))
        days = list(frozen.utc_days(first, last))
        most = max((len(day.parts) for day in days), default=0)
        table = [(day.day, day.worked, *_flat(day.parts, most)) for day in days]
        clock = value + _SHIFT * DAY - (nw.col(self._key) + _SHIFT) * DAY
        whole = nw.col(self._column(1))
        for part in range(most):
            start, end = nw.col(self._column(2 + 2 * part)), nw.col(self._column(3 + 2 * part))
            whole = whole + nw.max_horizontal(nw.min_horizontal(clock, end) - start, nw.lit(0))
        if frozen.calendar is not None and frozen.calendar.valid is not None:
            whole = nw.when(value.is_between(*frozen.bounds)).then(whole)
        return self._joined(frame, beside, (value + _SHIFT * DAY) // DAY - _SHIFT, table, whole)


class LocalDay(Asking):
    """The local day of the moment, and beside it its clock time."""

    def made(self) -> tuple[str, ...]:
        return self.name, clock_column(self.name)

    def take(self, frame: LazyFrame[Any], beside: Beside) -> LazyFrame[Any]:
        """The records with both columns."""
        if self.name in frame.columns:
            return frame
        if self.clock.zone is None:
            return self.in_each_zone(frame, beside)
        frozen = self.clock.frozen(beside)
        if self.at.column is None:
            day, clock = frozen.local.clock(self.at.moment)
            return Adding({self.name: nw.lit(day), clock_column(self.name): nw.lit(clock)}).take(frame, beside)
        first, last = self._span(frame, beside)
        value = nw.col(self.at.column)
        since = f"{self.name}$since"
        shifted = frame.with_columns((value + _offset(value, frozen, first, last) + _SHIFT * DAY).alias(since))
        local = nw.col(since)
        parts = ((local // DAY - _SHIFT).alias(self.name), (local % DAY).alias(clock_column(self.name)))
        return shifted.with_columns(*parts).drop(since)


def clock_column(local: str) -> str:
    """The column with the clock time that belongs to one with a local day."""
    return f"{local}$clock"


def _offset(value: Expr, frozen: FrozenCalendar, first: int, last: int) -> Expr:
    """The offset from UTC that holds at a moment between two days; the latest is asked for first."""
    changes = frozen.local.changes
    within = [change for change in changes[1:] if first * DAY < change[0] < (last + 1) * DAY]
    before = max((change for change in changes if change[0] <= first * DAY), default=changes[0])
    chain: Any = nw
    for moment, offset in reversed(within):
        chain = chain.when(value >= moment).then(nw.lit(offset))
    held = nw.lit(before[1])
    whole: Expr = held if chain is nw else chain.otherwise(held)
    return whole


@dataclass(frozen=True)
class OfDay(Asking):
    """What is said of the local day of the moment, which stands in the column `day`."""

    day: str

    def of_each(self, frame: LazyFrame[Any], beside: Beside, frozen: FrozenCalendar) -> LazyFrame[Any]:
        first, last = self._span(frame, beside)
        around = 0 if self.at.is_date else 1
        days = _good_days(frozen, first - around, last + around)
        rows = [(day, self.of_all(frozen, day, 0)) for day in days]
        return self._joined(frame, beside, nw.col(self.day), rows, nw.col(self._column(1)))


class DayStarts(OfDay):
    """The first moment of the day, or the moment after it."""

    def of_all(self, frozen: FrozenCalendar, day: int, clock: int) -> int | None:
        return frozen.local.moment(day + int(self.at.ends))


class WorkedBefore(OfDay):
    """The working time from the calendar's origin to the start of the day."""

    def of_all(self, frozen: FrozenCalendar, day: int, clock: int) -> int | None:
        return frozen.worked_before(day)


@dataclass(frozen=True)
class Placed(OfDay):
    """Where the moment stands among the working days."""

    arrives: bool = False
    whole: bool = False

    def of_all(self, frozen: FrozenCalendar, day: int, clock: int) -> int | None:
        asked = frozen.arrival if self.arrives else frozen.place
        of_date = DAY if self.at.ends else None
        found = asked(day, of_date if self.at.is_date else clock)
        return found // DAY * DAY if self.whole and found is not None else found

    def of_each(self, frame: LazyFrame[Any], beside: Beside, frozen: FrozenCalendar) -> LazyFrame[Any]:
        if self.at.is_date:
            return super().of_each(frame, beside, frozen)
        first, last = self._span(frame, beside)
        days = _good_days(frozen, first - 1, last + 1)
        clock = nw.col(clock_column(self.day))
        one, two, three = (nw.col(self._column(number)) for number in (1, 2, 3))
        if not self.arrives:
            rows = [(day, frozen.place(day, 0), int(frozen.days[day].opening is not None)) for day in days]
            return self._joined(frame, beside, nw.col(self.day), rows, one if self.whole else one + two * clock)
        calendar = frozen.calendar
        assert calendar is not None
        late = DAY if calendar.cut_off is None else calendar.cut_off * MICROSECONDS["minute"]
        table = []
        for day in days:
            is_off = frozen.days[day].opening is None and calendar.arrivals_on_days_off == "opening"
            start = frozen.arrival(day, None)
            table.append(
                (
                    day,
                    frozen.arrival(day, 0) if is_off else start,
                    0 if is_off else 1,
                    frozen.arrival(day, late),
                )
            )
        value = nw.when((two == 1) & (clock >= late)).then(three).otherwise(one + two * clock)
        if self.whole:
            value = (value + _SHIFT * DAY) // DAY * DAY - _SHIFT * DAY
        return self._joined(frame, beside, nw.col(self.day), table, value)


def _good_days(frozen: FrozenCalendar, first: int, last: int) -> range:
    """The days among these that the calendar is good for."""
    frozen.reach(first, last)
    return range(max(first, frozen.first), min(last, frozen.last) + 1)


def _flat(parts: Sequence[tuple[int, int]], most: int) -> list[int]:
    """The ends of parts in one row, with empty parts up to so many."""
    filled = [*parts, *[(0, 0)] * (most - len(parts))]
    return [end for part in filled for end in part]
