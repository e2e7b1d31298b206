"""The time from one moment to another is within a limit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from checker.clock import By, clock_misfits, span_of
from checker.durations import Span
from checker.expressions import nw
from checker.fields import Columns, Fault, what_is
from checker.measures.measure import (
    OPEN_CODES,
    Case,
    Misfit,
    Observed,
    OpenRecords,
    days_without_zone,
    inapplicable,
    parted,
    time_paused,
    unknown_calendar,
    unknown_limit,
    unknown_pauses,
    unless_pauses_are_unknown,
    unsaid,
)
from checker.outcomes import Code
from checker.pauses import Pause, fields_of_pauses
from checker.values import CalendarValue, DurationValue, constants_at, fields_of
from checker.written import FieldName, Written

if TYPE_CHECKING:
    from checker.timing import Timing


class ElapsedTime(Written):
    """The time from one moment to another is within a limit.

    The unit of the limit decides what is measured: hours, minutes and seconds are elapsed time, exact to the
    microsecond, also across clock changes; calendar days are the difference of the two local dates, so that anything
    on the next day is one calendar day. The limit itself is kept: 48 hours keeps `48 hours`, 48 hours 0.2 seconds
    breaches it.

    With a calendar, working hours count the time inside its hours, and working days keep the time of day: what begins
    on Monday at 9:00 has three working days until Thursday at 9:00, by the clock on the wall. A day off has no length;
    what arrives on one, or after the calendar's cut-off, begins where the calendar says. `by: day` lasts until the end
    of the day on which the limit is reached. A date stands for its whole day, from its start to its end; working days
    between dates are whole days. Where a moment lies outside the calendar the record is undetermined. `pauses` do not
    count, in the unit of the limit: they are cut to the time between, what they share is taken off once, one without
    an end runs on, and one that ends before it begins is faulty evidence. A pause is between two fields of the record,
    or between two fields of another table: then every row that has the record's key pauses it, and a row of which
    nobody can say when it was leaves the record undetermined.

    A record without its starting moment is undetermined (or what the rule's `missing` says). Without its ending
    moment it is open, and `open_records` decides: `by_limit` (pending while the limit has not passed at the as-of
    moment, breach after), `pending`, `undetermined` or `breach`. An end before its start is faulty evidence, never
    kept.
    """

    kind: Literal["elapsed_time"]
    from_: FieldName = Field(alias="from", description="The field with the starting moment.")
    to: FieldName = Field(description="The field with the ending moment.")
    limit: DurationValue = Field(alias="within", description="The limit; equality keeps it.")
    calendar: CalendarValue | None = Field(None, description="Which hours and days are working time.")
    by: By = Field("moment", description="Whether a limit ends at the moment, or with that day; default moment.")
    pauses: tuple[Pause, ...] = Field((), description="Time that does not count; overlapping pauses count once.")
    open_records: OpenRecords = Field("by_limit", description="What a record without an ending moment is.")

    def fields(self) -> Iterator[str]:
        yield from (self.from_, self.to)
        yield from fields_of(self.limit)
        yield from fields_of(self.calendar)
        yield from fields_of_pauses(self.pauses)

    def misfits(self, columns: Columns) -> Iterator[Misfit]:
        ends = {"from": self.from_, "to": self.to}
        for key, name in ends.items():
            if columns.family(name) not in ("date", "moment", None):
                yield Misfit("R308", f"'{key}' needs a moment or a date; {what_is(name, columns)}", (key,))
        if self.from_ == self.to:
            yield Misfit("R207", "'from' and 'to' are the same field", ("to",), "name the field with the ending moment")
        for code, message, way, hint in clock_misfits(self.limit, self.calendar, self.pauses, columns):
            yield Misfit(code, message, way, hint)
        dates = [name for name in ends.values() if columns.family(name) == "date"]
        for way, limit in constants_at(self.limit):
            place = ("within", *way)
            if span_of(limit) is Span.ELAPSED and dates:
                message = f"hours, minutes and seconds need moments; {what_is(dates[0], columns)}"
                yield Misfit("R309", message, place, "write calendar days")
            elif span_of(limit) is Span.CALENDAR_DAYS:
                yield from days_without_zone(ends.values(), columns, place)

    def units(self, columns: Columns) -> tuple[str, ...]:
        return self._timing(columns).units

    def observe(self, columns: Columns) -> Observed:
        timing = self._timing(columns)
        used = timing.used()
        waited = None if columns.as_of is None else nw.coalesce(used, timing.used(until_as_of=True))
        return Observed(
            value=unless_pauses_are_unknown(timing, used),
            limit=timing.most,
            units=timing.units,
            unit=timing.unit,
            further=time_paused(timing),
            counted=waited,
            kept=timing.decides,
            waits=waited is not None and self.open_records == "by_limit",
        )

    def within(self, columns: Columns) -> list[Case]:
        """What the record says about its time."""
        timing = self._timing(columns)
        start = unsaid(self.from_, columns)
        stop = unsaid(self.to, columns, missing=None)
        not_applicable, other = parted(stop + start)
        return [
            *not_applicable,
            *inapplicable(self.limit, columns),
            *other,
            *unknown_limit(self.limit, columns),
            *unknown_calendar(timing),
            *unknown_pauses(timing),
            *self._open(timing),
            Case(timing.is_reversed(self.from_, self.to), Code.FAULTY_EVIDENCE),
            *self._gap(timing),
            Case(timing.is_within(), Code.KEPT),
            Case(None, Code.BREACH),
        ]

    def _timing(self, columns: Columns) -> Timing:
        from checker.timing import Timing  # noqa: PLC0415

        return Timing(columns, self.from_, self.to, self.limit, self.calendar, self.by, self.pauses)

    def _gap(self, timing: Timing, *, until_as_of: bool = False) -> list[Case]:
        return [] if not timing.has_gaps else [Case(timing.is_gap(until_as_of=until_as_of), Code.CALENDAR_GAP)]

    def _open(self, timing: Timing) -> list[Case]:
        is_open = timing.columns.is_fault(self.to, Fault.MISSING)
        if self.open_records != "by_limit":
            return [Case(is_open, OPEN_CODES[self.open_records])]
        if timing.columns.as_of is None:
            return [Case(is_open, Code.NEEDS_AS_OF)]
        gap = [Case(is_open & case.holds, case.code) for case in self._gap(timing, until_as_of=True)]
        is_early = timing.is_within(until_as_of=True)
        return [*gap, Case(is_open & is_early, Code.PENDING), Case(is_open, Code.BREACH_OPEN)]
