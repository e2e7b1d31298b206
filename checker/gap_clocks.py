"""How the time between two events is counted: elapsed, in calendar days, in working time or in working days.

A clock gives every event two places on one line: where the time after it begins, and where the time before it ends. The
two differ for working days only, where an event on a day off, or after the cut-off, counts from a later moment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from checker.calendar_steps import Clock, Instant
from checker.calendars import Calendar
from checker.durations import DAY, Span
from checker.expressions import nw
from checker.fields import Columns, column_name
from checker.series import Stretch, Stretches
from checker.steps import Beside, Step
from checker.working_time import clock_of, local_day, place, worked

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr, LazyFrame

_SHIFT = 100_000
"""Days added before a division, since engines do not round alike below zero."""


@dataclass(frozen=True)
class Ends:
    """The two ends of the stretch as a clock counts them, and as they are told; none in a calendar gap."""

    start: int | None
    end: int | None
    told_start: int
    told_end: int

    @property
    def whole(self) -> int | None:
        """The time from one to the other."""
        return None if self.start is None or self.end is None else max(0, self.end - self.start)


@dataclass(frozen=True)
class SeenEnds:
    """The two ends of the stretch on the clock of each record, as expressions over rows by their keys."""

    start: Expr
    end: Expr
    told_start: Expr
    told_end: Expr
    whole: Expr
    """Null where nobody can say."""
    is_known: bool
    """Whether the whole is known on some clock."""
    may_be_unknown: bool
    """Whether it is not known on some clock."""

    @classmethod
    def of(cls, clock: GapClock, stretches: Stretches, beside: Beside, column: str | None = None) -> SeenEnds:
        """Those of a clock; `column` names the zone where the rows are not by their keys."""
        by_zone = {zone: clock.ends(stretch, beside, zone) for zone, stretch in stretches.by_zone.items()}
        if stretches.elsewhere is not None:
            by_zone[""] = clock.ends(stretches.elsewhere, beside)

        def told(part: str) -> Expr:
            return stretches.told(lambda _, zone: getattr(by_zone[zone], part), column)

        known = [ends.whole is not None for ends in by_zone.values()]
        return cls(
            told("start"),
            told("end"),
            told("told_start"),
            told("told_end"),
            told("whole"),
            is_known=any(known),
            may_be_unknown=stretches.column is not None or not all(known),
        )


@dataclass(frozen=True)
class GapClock:
    """What counts the time between events; `made` are the steps that its expressions need on their rows."""

    span: Span
    calendar: str | None
    """The calendar that it needs; none where the records' own zone is enough."""
    clock: Clock
    is_dated: bool
    """Whether the events are dates."""
    since: Expr
    """Where the time after an event begins."""
    until: Expr
    """Where the time before an event ends."""
    told: Expr
    """Where the event lies, for a reader: its local date where days are counted, else as it is recorded."""
    made: Mapping[str, Step]

    @classmethod
    def of(cls, columns: Columns, name: str, span: Span, calendar: str | None) -> GapClock:
        """The clock of the events in a field, which may be another table's."""
        clock = clock_of(columns, calendar)
        own = replace(columns, made={})
        is_dated = columns.fields[name].family == "date"
        at, value = Instant(column_name(name), is_date=is_dated), columns.value(name)
        since = until = told = value
        match span:
            case Span.CALENDAR_DAYS:
                since = until = told = local_day(own, calendar, at) if calendar is not None else columns.day(name)
            case Span.WORKING:
                since = until = worked(own, str(calendar), at)
            case Span.WORKING_DAYS:
                since, until = place(own, str(calendar), at, arrives=True), place(own, str(calendar), at)
        return cls(span, calendar, clock, is_dated, since, until, told, own.made)

    @property
    def name(self) -> str:
        """How it stands in the names of columns."""
        short = {Span.ELAPSED: "time", Span.CALENDAR_DAYS: "days"}.get(self.span, self.span.value.replace(" ", "_"))
        return f"${short}" if self.calendar is None else f"${short}${self.calendar}"

    @property
    def is_plain(self) -> bool:
        """Whether events lie where they are told to be, so that there are no gaps of the calendar."""
        return self.span in (Span.ELAPSED, Span.CALENDAR_DAYS)

    @property
    def tells_days(self) -> bool:
        """Whether it tells local dates, and not what is recorded."""
        return self.span is Span.CALENDAR_DAYS

    def column(self, part: str) -> str:
        """The columns of the events' rows: `since`, `until` and `told`; one for all where that is the same."""
        if self.is_plain and self.calendar is None:
            return "$day" if self.tells_days else "$value"
        return f"${'told' if self.is_plain else part}{self.name}"

    @property
    def columns(self) -> dict[str, Expr]:
        """What stands in these columns, but for those that the rows of events have in any case."""
        told = {self.column(part): getattr(self, part) for part in ("since", "until", "told")}
        if self.may_be_late:
            told[f"$starts{self.name}"] = (self.since + _SHIFT * DAY) // DAY
            told[f"$ends{self.name}"] = (self.until + _SHIFT * DAY) // DAY
        return {name: value for name, value in told.items() if name not in ("$day", "$value")}

    @property
    def may_be_late(self) -> bool:
        """Whether an event may count from a later moment than it comes; `$starts` is then the working day of that.

        `$ends` is the working day on which it comes, or the next one where it comes on a day off.
        """
        return self.span is Span.WORKING_DAYS and not self.is_dated

    @property
    def leeway(self) -> tuple[int, int]:
        """How much later an event may count than it comes: once in a time, and again with every event.

        One that comes on a day off, or after the cut-off, counts from a later moment, at which the next does not come
        too late in its turn, unless a day begins after its own cut-off.
        """
        if not self.may_be_late or self.clock.calendar is None:
            return 0, 0
        return (0, 2 * DAY) if _begins_too_late(self.clock.calendar) else (DAY, 0)

    def elapsed(self, since: Expr, until: Expr) -> Expr:
        """The time from one event to another; none where it would count from after the other."""
        time = until - since
        never_less = self.span in (Span.ELAPSED, Span.WORKING) or self.calendar is None
        return time if never_less else nw.when(time < 0).then(nw.lit(0)).otherwise(time)

    def ends(self, stretch: Stretch, beside: Beside, zone: str = "") -> Ends:
        """The two ends of the stretch; its days are those of the records, also where the calendar has another zone.

        `zone`: the time zone of the stretch, where each record has its own; empty where nobody knows it.
        """
        if self.clock.zone is None and zone:
            return replace(self, clock=self.clock.seen_in(zone)).ends(stretch, beside)
        if self.is_dated or (self.tells_days and self.calendar is None):
            first, last = stretch.ends(by_day=True)
            if self.is_plain:
                return Ends(first, last, first, last)
            if self.clock.zone is None:
                return Ends(None, None, first, last)
            frozen = self.clock.frozen(beside)
            return Ends(frozen.arrival(first, None), frozen.place(last, None), first, last)
        start, end = stretch.ends(by_day=False)
        if self.span is Span.ELAPSED:
            return Ends(start, end, start, end)
        frozen = self.clock.frozen(beside)
        if self.tells_days:
            first, last = stretch.first, min(stretch.last, frozen.local.clock(stretch.as_of)[0])
            return Ends(first, last, first, last)
        if self.span is Span.WORKING:
            return Ends(frozen.worked(start), frozen.worked(end), start, end)
        day, clock = frozen.local.clock(end)
        place = frozen.place(day, clock) if clock else frozen.place(day - 1, DAY)  # maybe the calendar's last day
        return Ends(frozen.arrival(*frozen.local.clock(start)), place, start, end)

    def take(self, frame: LazyFrame[Any], beside: Beside) -> LazyFrame[Any]:
        """The rows with what its expressions need."""
        for step in self.made.values():
            frame = step.take(frame, beside)
        return frame


def _begins_too_late(calendar: Calendar) -> bool:
    """Whether what begins with a day may come after its cut-off."""
    if calendar.cut_off is None:
        return False
    days = (*calendar.hours.values(), *calendar.dates.values())
    return max(calendar.reopens or 0, *(parts[0].start for parts in days if parts)) >= calendar.cut_off
