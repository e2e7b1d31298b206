"""Steps that add what a calendar says of a moment of each record, looked up in a small table of days.

Null is a gap: the calendar is not good for that moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from checker.durations import DAY, MICROSECONDS
from checker.expressions import nw
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


class ByDay(NamedTuple):
    """What is looked up by the day of a moment."""

    day: Expr
    """Of the moment of a record."""
    rows: Sequence[Sequence[int | None]]
    """What is known of each day, which comes first."""
    value: Expr
    """What the row of the day comes to, over the columns that `Asking._column` names by their place."""


@dataclass(frozen=True)
class Asking:
    """A step that adds the column `name`, of what a calendar says of a moment of each record."""

    name: str
    clock: Clock
    at: Instant

    def take(self, frame: LazyFrame[Any], beside: Beside) -> LazyFrame[Any]:
        """The records with the columns that it makes."""
        if self.name in frame.columns:
            return frame
        if self.clock.zone is None:
            return self.in_each_zone(frame, beside)
        frozen = self.clock.frozen(beside)
        if self.at.column is None:
            return Adding(self.constants(frozen, *frozen.local.clock(self.at.moment))).take(frame, beside)
        return self.of_each(frame, beside, frozen)

    def in_each_zone(self, frame: LazyFrame[Any], beside: Beside) -> LazyFrame[Any]:
        """The records with what is said in each one's own time zone; null where nobody knows that."""
        zones, parts = zones_of(frame, beside), self._of_zones(frame, beside)
        for part in parts:
            frame = part.take(frame, beside)
        made = self.made()
        own = {name: [each.made()[place] for each in parts] for place, name in enumerate(made)}
        chosen = [by_zone(zones, [nw.col(each) for each in names]).alias(name) for name, names in own.items()]
        return frame.with_columns(*chosen).drop(*(name for names in own.values() for name in names), strict=False)

    def made(self) -> tuple[str, ...]:
        """The columns that it adds."""
        return (self.name,)

    def constants(self, frozen: FrozenCalendar, day: int, clock: int) -> Mapping[str, Expr]:
        """The columns where all records have one moment."""
        return {self.name: nw.lit(self.of_all(frozen, day, clock), nw.Int64)}

    def of_all(self, frozen: FrozenCalendar, day: int, clock: int) -> int | None:
        """What is said of the one moment of all records."""
        raise NotImplementedError

    def by_day(self, frame: LazyFrame[Any], beside: Beside, frozen: FrozenCalendar) -> ByDay:
        """What is looked up for the moment of each record."""
        raise NotImplementedError

    def _of_zones(self, frame: LazyFrame[Any], beside: Beside) -> list[Asking]:
        """The same step for each time zone that records have."""
        return [
            replace(self, name=f"{self.name}${zone}", clock=self.clock.seen_in(zone))
            for zone in zones_of(frame, beside)
        ]

    @cached_property
    def _key(self) -> str:
        return f"{self.name}$key"

    def of_each(self, frame: LazyFrame[Any], beside: Beside, frozen: FrozenCalendar) -> LazyFrame[Any]:
        """The records with what is said of the moment of each."""
        asked = self.by_day(frame, beside, frozen)
        days = self._days(beside, asked.rows)
        if days is None:
            return frame.with_columns(nw.lit(None, nw.Int64).alias(self.name))
        keyed = frame.with_columns(asked.day.alias(self._key))
        joined = keyed.join(days, how="left", left_on=self._key, right_on=self._column(0))
        return joined.select(*frame.columns, asked.value.alias(self.name))

    def _days(self, beside: Beside, rows: Sequence[Sequence[int | None]]) -> LazyFrame[Any] | None:
        """The rows as a table, made once; none where there are none."""
        if self.name not in beside.days and rows:
            columns = {self._column(place): [row[place] for row in rows] for place in range(len(rows[0]))}
            beside.days[self.name] = beside.engine.table(columns)
        return beside.days.get(self.name)

    def _column(self, place: int) -> str:
        return f"{self.name}${place}"

    def _span(self, frame: LazyFrame[Any], beside: Beside) -> tuple[int, int]:
        """The first and the last day of UTC, or date, that the column has in the years of calendars."""
        look_over([self], frame, beside)
        return beside.spans[str(self.at.column)]


def look_over(steps: Iterable[Asking], frame: LazyFrame[Any], beside: Beside) -> None:
    """Look once over the records for the spans of all the moments that they have already."""
    there = set(frame.columns) - set(beside.spans)
    sizes = {str(step.at.column): 1 if step.at.is_date else DAY for step in steps if step.at.column in there}
    if not sizes:
        return
    ends = []
    for name, size in sizes.items():
        in_years = nw.col(name).is_between(FIRST_DAY * size, (LAST_DAY + 1) * size - 1)
        known = nw.when(in_years).then(nw.col(name))
        ends += [known.min().alias(f"{name}$first"), known.max().alias(f"{name}$last")]
    ((*found,),) = beside.engine.rows(frame.select(*ends))
    for (name, size), low, high in zip(sizes.items(), found[::2], found[1::2], strict=True):
        beside.spans[name] = (0, -1) if low is None else (int(low) // size, int(high) // size)


class Worked(Asking):
    """The working time from the calendar's origin to the moment."""

    def of_all(self, frozen: FrozenCalendar, day: int, clock: int) -> int | None:
        return frozen.worked(self.at.moment)

    def by_day(self, frame: LazyFrame[Any], beside: Beside, frozen: FrozenCalendar) -> ByDay:
        first, last = self._span(frame, beside)
        value = nw.col(str(self.at.column))
        if self.at.is_date:
            ends = int(self.at.ends)
            rows = [(day, frozen.worked_before(day + ends)) for day in _good_days(frozen, (first, last))]
            return ByDay(value, rows, nw.col(self._column(1)))
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
        return ByDay((value + _SHIFT * DAY) // DAY - _SHIFT, table, whole)


class LocalDay(Asking):
    """The local day of the moment, and beside it its clock time."""

    def made(self) -> tuple[str, ...]:
        return self.name, clock_column(self.name)

    def constants(self, frozen: FrozenCalendar, day: int, clock: int) -> Mapping[str, Expr]:
        """Both columns where all records have one moment."""
        return {self.name: nw.lit(day), clock_column(self.name): nw.lit(clock)}

    def of_each(self, frame: LazyFrame[Any], beside: Beside, frozen: FrozenCalendar) -> LazyFrame[Any]:
        """The records with both columns."""
        first, last = self._span(frame, beside)
        value = nw.col(str(self.at.column))
        since = f"{self.name}$since"
        shifted = frame.with_columns((value + _offset(value, frozen, first, last) + _SHIFT * DAY).alias(since))
        local = nw.col(since)
        parts = ((local // DAY - _SHIFT).alias(self.name), (local % DAY).alias(clock_column(self.name)))
        return shifted.select(*frame.columns, *parts)


def clock_column(local: str) -> str:
    """The column with the clock time that belongs to one with a local day."""
    return f"{local}$clock"


def _offset(value: Expr, frozen: FrozenCalendar, first: int, last: int) -> Expr:
    """The offset from UTC that holds at a moment between two days; the latest is asked for first."""
    changes = frozen.local.changes
    within = [change for change in changes[1:] if first * DAY < change[0] < (last + 1) * DAY]
    before = max((change for change in changes if change[0] <= first * DAY), default=changes[0])
    return _held(value, [before, *within])


_MANY = 16
"""Offsets that follow each other are asked for one after another up to so many."""


def _held(value: Expr, offsets: Sequence[tuple[int, int]]) -> Expr:
    """Which of these offsets holds at a moment, each given with the moment from which it does; the latest first.

    Many are halved until few are left: a century and a half has 300, and so long a chain may be too deep to be built.
    """
    if len(offsets) > _MANY:
        half = len(offsets) // 2
        later, earlier = _held(value, offsets[half:]), _held(value, offsets[:half])
        return nw.when(value >= offsets[half][0]).then(later).otherwise(earlier)
    chain: Any = nw
    for moment, offset in reversed(offsets[1:]):
        chain = chain.when(value >= moment).then(nw.lit(offset))
    held = nw.lit(offsets[0][1])
    whole: Expr = held if chain is nw else chain.otherwise(held)
    return whole


@dataclass(frozen=True)
class OfDay(Asking):
    """What is said of the local day of the moment, which stands in the column `day`."""

    day: str

    def by_day(self, frame: LazyFrame[Any], beside: Beside, frozen: FrozenCalendar) -> ByDay:
        days = _good_days(frozen, self._span(frame, beside), around=int(not self.at.is_date))
        rows = [(day, self.of_all(frozen, day, 0)) for day in days]
        return ByDay(nw.col(self.day), rows, nw.col(self._column(1)))


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

    def by_day(self, frame: LazyFrame[Any], beside: Beside, frozen: FrozenCalendar) -> ByDay:
        if self.at.is_date:
            return super().by_day(frame, beside, frozen)
        days = _good_days(frozen, self._span(frame, beside), around=1)
        clock = nw.col(clock_column(self.day))
        one, two, three = (nw.col(self._column(number)) for number in (1, 2, 3))
        if not self.arrives:
            rows = [(day, frozen.place(day, 0), int(frozen.days[day].opening is not None)) for day in days]
            return ByDay(nw.col(self.day), rows, one if self.whole else one + two * clock)
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
        return ByDay(nw.col(self.day), table, value)


def _good_days(frozen: FrozenCalendar, span: tuple[int, int], around: int = 0) -> range:
    """The days of a span, and so many around it, that the calendar is good for; none where no record has a day."""
    first, last = span
    if last < first:
        return range(0)
    frozen.reach(first - around, last + around)
    return range(max(first - around, frozen.first), min(last + around, frozen.last) + 1)


def _flat(parts: Sequence[tuple[int, int]], most: int) -> list[int]:
    """The ends of parts in one row, with empty parts up to so many."""
    filled = [*parts, *[(0, 0)] * (most - len(parts))]
    return [end for part in filled for end in part]
