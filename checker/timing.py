"""How measures of time count: what they share whatever they measure from and to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from checker.calendar_steps import Instant
from checker.clock import WORKING, By, by_calendar, span_of, spans_of
from checker.conditions import FieldReference
from checker.durations import Span
from checker.expressions import any_of, nw
from checker.fields import Columns, column_name
from checker.paused_clock import Counted, paused_before
from checker.pauses import Pause
from checker.values import amount_of, chosen, constants_of, rows_of
from checker.working_time import day_start, local_day, place, worked, worked_before_day

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr

# ---- the clock that counts


@dataclass(frozen=True)
class Running:
    """Moments of records as a limit counts them, on a clock that stands still while rows of tables pause."""

    columns: Columns
    pauses: tuple[Pause, ...]
    name: str
    counted: Counted

    def __call__(self, at: Instant) -> Expr:
        """The moment, from an origin that is the same for all that one record asks."""
        return self.unpaused(self.counted(self.columns, at), at.name)

    def unpaused(self, value: Expr, at: str) -> Expr:
        """A value that is counted like the moments, without what was paused before; `at` names it."""
        if not self.pauses:
            return value
        return value - paused_before(self.columns, self.pauses, self.name, self.counted, value, at)


# ---- how much time was used, and whether that is within the limit


@dataclass(frozen=True)
class Timing:
    """Time from one moment to another under clock keys, as expressions over records.

    `start` and `stop` are fields, or columns of microseconds with a name that begins with `$`. Everything is counted as
    the record's limit says: elapsed and working time in microseconds, calendar days in days, working days in
    microseconds of their clocks, 24 hours each. What is used is null in a calendar gap.
    """

    columns: Columns
    start: str
    stop: str
    limit: Any
    calendar: Any = None
    by: By = "moment"
    pauses: tuple[Pause, ...] = ()

    @property
    def units(self) -> tuple[str, ...]:
        """What the limit may count, as `Observed` has it."""
        return tuple(span.value for span in spans_of(self.limit))

    @property
    def unit(self) -> Expr | None:
        """Which of the units it is, where there are several."""
        spans = spans_of(self.limit)
        if len(spans) < 2:
            return None
        return self._by_span(lambda span: nw.lit(spans.index(span)))

    @property
    def decides(self) -> Literal["at_most"] | None:
        """Whether a record is kept where no more was used than its limit; not where that lasts until its day ends."""
        days = (Span.CALENDAR_DAYS, Span.WORKING_DAYS)
        by_amount = self.by == "moment" or all(span in days for span in spans_of(self.limit))
        return "at_most" if by_amount else None

    @property
    def most(self) -> Expr:
        """The record's limit."""
        return chosen(rows_of(self.limit, self.columns), lambda row: amount_of(row.value, self.columns))

    def used(self, *, until_as_of: bool = False) -> Expr:
        """How much was used, until the stop or the as-of moment; null in a gap, and where the limit is unknown."""
        return self._by_span(lambda span: self._used(span, self._stop(until_as_of=until_as_of)))

    def paused(self) -> Mapping[Span, Expr]:
        """By what a limit measures, how much of the time between was paused; null where the record's limit is another.

        Empty where nothing pauses.
        """
        if not self.pauses:
            return {}
        paused, unit = replace(self, pauses=()).used() - self.used(), self.unit
        if unit is None:
            return {spans_of(self.limit)[0]: paused}
        return {span: nw.when(unit == place).then(paused) for place, span in enumerate(spans_of(self.limit))}

    def is_within(self, *, until_as_of: bool = False) -> Expr:
        """Whether no more was used than the limit, or by day: whether it was, or had its end later on that day."""
        stop = self._stop(until_as_of=until_as_of)
        return chosen(
            rows_of(self.limit, self.columns),
            lambda row: self._is_within(span_of(row.value), stop, amount_of(row.value, self.columns)),
            is_known=True,
        )

    def is_gap(self, *, until_as_of: bool = False) -> Expr:
        """Whether the calendar is not good for a moment that is asked for, so that nobody can count."""
        uncounted = self.used(until_as_of=until_as_of).is_null()
        # Until a day ends, the day is asked for as well, also where hours pass by any clock.
        return uncounted if self.by == "moment" else uncounted | self.is_within(until_as_of=until_as_of).is_null()

    def is_reversed(self, start: str, stop: str) -> Expr:
        """Whether one moment lies after the other; where one is a date, its day."""
        first, last = self._at(start), self._at(stop)
        if first.is_date or last.is_date:
            return self._day(last) < self._day(first)
        return self.image(Span.ELAPSED, None, last) < self.image(Span.ELAPSED, None, first)

    def are_reversed(self, columns: Columns, start: str, stop: str) -> Expr:
        """As `is_reversed`, over columns that may be those of another table."""
        return replace(self, columns=columns).is_reversed(start, stop)

    def no_calendar(self) -> Expr | None:
        """Whether the limit needs a calendar, and the record names none that there is; none where that cannot be."""
        named = [each for each in constants_of(self.calendar) if isinstance(each, FieldReference)]
        if not named or not self.needs_calendar:
            return None
        return self.needing(self._by_calendar(lambda _: nw.lit(0)).is_null())

    @property
    def needs_calendar(self) -> bool:
        """Whether some limit counts days or working time by a calendar."""
        by_day = self.by == "day" or Span.CALENDAR_DAYS in spans_of(self.limit)
        return self.calendar is not None and (by_day or any(span in WORKING for span in spans_of(self.limit)))

    @property
    def has_gaps(self) -> bool:
        """Whether there may be moments that nobody can count, since days are looked up."""
        return self.needs_calendar or self.by == "day" or self._has_dated_pauses

    def needing(self, missing: Expr | None) -> Expr | None:
        """Where something is missing, and the record's limit needs a calendar."""
        if missing is None or self.by == "day" or Span.ELAPSED not in spans_of(self.limit):
            return missing
        return (self._by_span(lambda span: nw.lit(int(span is not Span.ELAPSED))) == 1) & missing

    # ---- the parts

    def _by_span(self, value: Callable[[Span], Expr]) -> Expr:
        return chosen(rows_of(self.limit, self.columns), lambda row: value(span_of(row.value)))

    def _by_calendar(self, value: Callable[[str | None], Expr], *, truth: bool = False) -> Expr:
        return by_calendar(self.calendar, value, self.columns, truth=truth)

    def _at(self, name: str, *, ends: bool = False) -> Instant:
        field = self.columns.fields.get(name)
        is_date = field is not None and field.family == "date"
        return Instant(column_name(name), is_date=is_date, ends=ends and is_date)

    def _stop(self, *, until_as_of: bool) -> Instant:
        if not until_as_of:
            return self._at(self.stop, ends=True)
        assert self.columns.as_of is not None
        return Instant(None, self.columns.as_of)

    @property
    def _has_dated_pauses(self) -> bool:
        return any(self._at(name).is_date for pause in self.pauses for name in (pause.from_, pause.to))

    @property
    def _is_dated(self) -> bool:
        return self._at(self.start).is_date or self._at(self.stop).is_date

    def _used(self, span: Span, stop: Instant) -> Expr:
        start = self._at(self.start)
        whole = self.by == "day" or self._is_dated
        if span in (Span.CALENDAR_DAYS, Span.WORKING_DAYS):
            stop = stop._replace(ends=False)  # days are counted from date to date; a pause lasts its last day, too
        if span is Span.WORKING_DAYS:
            used = self._by_calendar(lambda name: self._worked_days(str(name), start, stop, whole=whole))
            return nw.when(used < 0).then(nw.lit(0)).otherwise(used)
        if span is Span.ELAPSED and not self._is_dated and not self._has_dated_pauses:
            return self._between(self._counted(span, None), start, stop)  # whatever calendar the record names, or none
        return self._by_calendar(lambda name: self._between(self._counted(span, name), start, stop))

    def _is_within(self, span: Span, stop: Instant, most: Expr) -> Expr:
        if self.by == "moment" or span in (Span.CALENDAR_DAYS, Span.WORKING_DAYS):
            return self._used(span, stop) <= most
        return self._by_calendar(lambda name: self._is_within_its_day(span, name, stop, most), truth=True)

    def _is_within_its_day(self, span: Span, name: str | None, stop: Instant, most: Expr) -> Expr:
        """Whether the limit was not used up before the day of the stop, or both are on one day."""
        start = self._at(self.start)
        counted = self._counted(span, name)
        opening = day_start(self.columns, name, stop._replace(ends=False))
        from_opening = worked_before_day(self.columns, str(name), stop) if span is Span.WORKING else opening
        until = counted.unpaused(from_opening, f"{stop.name}$opening")
        used = until - counted(start) - self._paused(counted, counted(start), until)
        # Working time is used up at a closing, which belongs to the day that closes; a midnight to the day it begins.
        left = used < most if span is Span.WORKING else used <= most
        return (opening <= self.image(Span.ELAPSED, name, start)) | left

    def _worked_days(self, name: str, start: Instant, stop: Instant, *, whole: bool) -> Expr:
        runs = self._running(
            f"days${name}${'whole' * whole}", lambda columns, at: place(columns, name, at, whole=whole)
        )
        first = runs.unpaused(place(self.columns, name, start, arrives=True, whole=whole), f"{start.name}$arrives")
        return runs(stop) - first - self._paused(runs, first, runs(stop))

    def _counted(self, span: Span, name: str | None) -> Running:
        return self._running(
            f"{span.value}${name or ''}", lambda columns, at: replace(self, columns=columns).image(span, name, at)
        )

    def _running(self, name: str, counted: Counted) -> Running:
        return Running(self.columns, tuple(pause for pause in self.pauses if pause.table is not None), name, counted)

    def image(self, span: Span, name: str | None, at: Instant) -> Expr:
        """A moment as the span counts it, from an origin that is the same for all."""
        if span is Span.WORKING:
            return worked(self.columns, str(name), at)
        if span is Span.CALENDAR_DAYS:
            return self._day(at, name) + int(at.ends)
        if at.is_date:
            return day_start(self.columns, name, at)
        moment: Expr = nw.lit(at.moment) if at.column is None else nw.col(at.column)
        return moment

    def _day(self, at: Instant, name: str | None = None) -> Expr:
        """The local date in the calendar's zone, which is the records' unless it says otherwise."""
        zone = self.columns.calendars[name].time_zone if name is not None else None
        is_ours = zone is None or (self.columns.time_zone is not None and zone == self.columns.time_zone.key)
        if is_ours and at.column is not None and at.column in self.columns.fields:
            return self.columns.day(at.column)
        return local_day(self.columns, name, at)

    def _between(self, counted: Running, start: Instant, stop: Instant) -> Expr:
        return counted(stop) - counted(start) - self._paused(counted, counted(start), counted(stop))

    def _paused(self, counted: Running, first: Expr, last: Expr) -> Expr:
        """How much of the time between was paused; what several pauses share counts once, an open one runs on."""
        own = [pause for pause in self.pauses if pause.table is None]
        if not own:
            nothing: Expr = nw.lit(0)
            return nothing
        parts, gaps = [], []
        for pause in own:
            since, until = counted(self._at(pause.from_)), counted(self._at(pause.to, ends=True))
            never, still = nw.col(pause.from_).is_null(), nw.col(pause.to).is_null()
            gaps += [~never & since.is_null(), ~still & until.is_null()]
            begins = nw.when(never).then(last).otherwise(nw.max_horizontal(since, first))
            ends = nw.when(still).then(last).otherwise(nw.min_horizontal(until, last))
            parts.append((begins, ends))
        whole: Expr = nw.lit(0)
        for number, (begins, ends) in enumerate(parts):
            before = [
                nw.when((since <= begins) if other < number else (since < begins)).then(until).otherwise(begins)
                for other, (since, until) in enumerate(parts)
                if other != number
            ]
            fresh = ends - (nw.max_horizontal(begins, *before) if before else begins)
            whole = whole + nw.when(fresh > 0).then(fresh).otherwise(nw.lit(0))
        known: Expr = nw.when(~any_of(gaps)).then(whole)
        return known
