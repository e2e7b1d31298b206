"""What the times between events are held against: the limit of each record, and what counts it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checker.clock import WORKING, by_calendar, calendars_of, span_of
from checker.durations import Duration, Span, observed_amount
from checker.expressions import nw
from checker.fields import Columns
from checker.gap_clocks import GapClock
from checker.gaps import Gaps
from checker.values import Fitting, amount_of, chosen, constants_of, rows_of

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr


@dataclass(frozen=True)
class GapLimits:
    """The longest time that may pass between the events in a field, as expressions over records."""

    columns: Columns
    at: str
    """The field with the moments of the events."""
    limit: Any
    calendar: Any

    def clocks(self) -> tuple[tuple[GapClock, ...], tuple[tuple[str, int], ...]]:
        """What may count the times, each clock once, and the constant limits, each with the name of its clock."""
        limits: dict[tuple[str, int], None] = {}
        clocks: dict[str, GapClock] = {}
        for limit in constants_of(self.limit):
            for calendar in self._calendars(span_of(limit)):
                clock = GapClock.of(self.columns, self.at, span_of(limit), calendar)
                clocks.setdefault(clock.name, clock)
                if isinstance(limit, Duration):
                    limits[clock.name, observed_amount(limit)] = None
        return tuple(clocks.values()), tuple(limits)

    def longest(self, gaps: Gaps) -> Expr:
        """The longest time without an event, as the record's limit counts it; null in a calendar gap."""
        return self._by_clock(lambda clock: nw.col(gaps.column("longest", clock)), gaps)

    def lacks(self, gaps: Gaps, lost: Expr) -> Expr:
        """Whether more events are lacking than have no moment; where a field says the limit, in the longest time."""

        def of_limit(clock: GapClock, limit: Any) -> Expr:
            if isinstance(limit, Duration):
                return nw.col(gaps.lacking(observed_amount(limit), clock)) > lost
            most, least = amount_of(limit, self.columns), nw.col(gaps.column("least", clock))
            once, each = clock.leeway
            rest = nw.max_horizontal(least - once, nw.lit(0)) if once else least
            # So many parts of a time are at best as long as each other.
            lacks = (rest + lost) // (lost + 1) > (most + each if each else most)
            return lacks | ((lost == 0) & (least > most)) if once or each else lacks

        return self._by_limit(of_limit, gaps, truth=True, is_known=True)

    def where(self, part: str, gaps: Gaps, *, in_days: bool) -> Expr:
        """An end of the longest time, where the record's limit tells it in days, or does not; else null."""

        def of_clock(clock: GapClock) -> Expr:
            if clock.tells_days is not in_days:
                return nw.lit(None, nw.Int64)
            if part == "to" and clock.is_plain:
                return nw.col(gaps.column("from", clock)) + nw.col(gaps.column("longest", clock))
            return nw.col(gaps.column(part, clock))

        return self._by_clock(of_clock, gaps)

    def _calendars(self, span: Span) -> tuple[str | None, ...]:
        """The calendars by which a limit may count; none alone where the records' own zone says all."""
        return tuple(dict.fromkeys(self._needed(span, each) for each in calendars_of(self.calendar, self.columns)))

    def _needed(self, span: Span, calendar: str | None) -> str | None:
        """The calendar, if a limit cannot be counted without it; of calendar days it says the time zone at most."""
        if calendar is None or span in WORKING:
            return calendar
        if span is Span.ELAPSED or self.columns.fields[self.at].family == "date":
            return None
        zone = self.columns.calendars[calendar].time_zone
        is_ours = zone is None or (self.columns.time_zone is not None and zone == self.columns.time_zone.key)
        return None if is_ours else calendar

    def _by_clock(self, value: Callable[[GapClock], Expr], gaps: Gaps, *, is_known: bool = False) -> Expr:
        """A value by what the record's limit counts, and by its calendar."""
        return self._by_limit(lambda clock, _: value(clock), gaps, is_known=is_known)

    def _by_limit(
        self,
        value: Callable[[GapClock, Any], Expr],
        gaps: Gaps,
        *,
        truth: bool = False,
        is_known: bool = False,
    ) -> Expr:
        """As `_by_clock`, of the clock and the limit; `truth`: it is yes or no."""
        clocks = {(clock.span, clock.calendar): clock for clock in gaps.clocks}

        def of_row(row: Fitting) -> Expr:
            span = span_of(row.value)
            needed = self._calendars(span)
            if len(needed) == 1:
                return value(clocks[span, needed[0]], row.value)
            return by_calendar(
                self.calendar,
                lambda name: value(clocks[span, self._needed(span, name)], row.value),
                self.columns,
                truth=truth,
            )

        return chosen(rows_of(self.limit, self.columns), of_row, truth=truth, is_known=is_known)
