"""How many events of a record's key came in each calendar week, month, quarter or year."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

from checker.expressions import nw
from checker.fields import EPOCH, day_number
from checker.made_columns import CLOCK
from checker.months import month_number, month_stages
from checker.series import Events, Stretch, Stretches

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr, LazyFrame

    from checker.steps import Beside

Every = Literal["week", "month", "quarter", "year"]
"""The calendar periods in which events are counted; a week begins on Monday."""

_MONTHS = {"month": 1, "quarter": 3, "year": 12}

_FIRST_MONDAY = 4
"""1970-01-05; weeks are counted from it."""

_BEFORE_ALL = 100_000
"""Weeks that are added before a division, since engines do not round alike below zero."""


@dataclass(frozen=True)
class Periods:
    """The calendar periods that lie in the time that is looked at from end to end, as numbers; maybe none."""

    first: int
    last: int
    over: int
    """How many of them are over at the as-of moment."""

    @classmethod
    def of(cls, stretch: Stretch, every: Every) -> Periods:
        """Those of the audit."""
        first, last = number_of(stretch.first, every), number_of(stretch.last, every)
        first += first_day(first, every) < stretch.first
        last -= last_day(last, every) > stretch.last
        return cls(first, last, max(0, min(last, number_of(stretch.as_of_day, every) - 1) - first + 1))

    @property
    def number(self) -> int:
        """How many they are."""
        return max(0, self.last - self.first + 1)


def number_of(day: int, every: Every) -> int:
    """The number of the calendar period of a date in days since 1970-01-01."""
    if every == "week":
        return (day - _FIRST_MONDAY) // 7 + _BEFORE_ALL
    return month_number(_date(day)) // _MONTHS[every]


def first_day(number: int, every: Every) -> int:
    """The first day of a calendar period."""
    if every == "week":
        return (number - _BEFORE_ALL) * 7 + _FIRST_MONDAY
    year, month = divmod(number * _MONTHS[every], 12)
    return day_number(date(year, month + 1, 1))


def last_day(number: int, every: Every) -> int:
    """The last day of a calendar period."""
    if every == "week":
        return first_day(number, every) + 6
    year, month = divmod((number + 1) * _MONTHS[every] - 1, 12)
    return day_number(date(year, month + 1, monthrange(year, month + 1)[1]))


def period_name(number: int, every: Every) -> str:
    """What a calendar period is called: 2026, 2026-Q3, 2026-09, 2026-W31."""
    first = _date(first_day(number, every))
    if every == "week":
        year, week, _ = first.isocalendar()
        return f"{year}-W{week:02}"
    if every == "year":
        return f"{first.year:04}"
    return f"{first.year:04}-Q{first.month // 3 + 1}" if every == "quarter" else f"{first.year:04}-{first.month:02}"


def _date(day: int) -> date:
    return EPOCH.date() + timedelta(days=day)


@dataclass(frozen=True)
class PeriodCounts:
    """For each record: how many events of its key came in the calendar periods, none counted above what is asked for.

    What is told of one period is told of the first with the fewest events: of those that are over, or of all where
    none is over yet.
    """

    name: str
    events: Events
    stretch: Stretch
    every: Every
    at_least: int

    def column(self, part: str) -> str:
        """The columns that are added.

        `fewest`: the smallest number in a period, and `fewest_in` the number of that period. `sure` and `counted`: the
        events in the periods that are over, none above what is asked for in each, and `coming` the sure ones in the
        others; `lost` and `unclear` (see `series.Events`). Where records have time zones of their own also `over`: how
        many periods are over, and `to_come` (see `gaps.Gaps.number`); both null where no zone is known and it matters.
        """
        return f"${part}${self.name}"

    def take(self, frame: LazyFrame[Any], beside: Beside) -> LazyFrame[Any]:
        """The records with what their periods hold."""
        if self.column("lost") in frame.columns:
            return frame
        frame, beside, stretches = self.events.placed(frame, beside)
        by, over = beside.key, self._over(stretches)
        rows = self.events.rows(frame, beside)
        for stage in self._placing(stretches):
            rows = rows.with_columns(*(expression.alias(name) for name, expression in stage.items()))
        parts = ("$sure", "$counted", "$lost", "$unclear")
        each = rows.group_by(*by, "$period").agg(*(nw.col(part).sum() for part in parts))
        for stage in self._counting(by, over):
            each = each.with_columns(*(expression.alias(name) for name, expression in stage.items()))
        sums = ("shown", "filled", "perhaps", "coming", "lost", "unclear")
        ends = {
            "least": nw.col("$least").min(),
            "missed": nw.col("$missed").min(),
            "least_in": nw.col("$least_in").min(),
        }
        found = each.group_by(*by).agg(*(nw.col(f"${name}").sum() for name in sums), *ends.values())
        found = found.with_columns(*self._told(over))
        return self.events.joined(frame, found, dict(self._without()), beside, self._of_clocks(stretches))

    @property
    def _periods(self) -> Periods:
        return Periods.of(self.stretch, self.every)

    def _over(self, stretches: Stretches, column: str | None = None) -> Expr:
        """How many periods are over at the as-of moment."""
        return stretches.told(lambda stretch, _: Periods.of(stretch, self.every).over, column)

    def _of_clocks(self, stretches: Stretches) -> dict[str, Expr]:
        """What is said of every record where they have time zones of their own."""
        if stretches.column is None:
            return {}
        to_come = stretches.told(lambda stretch, _: int(stretch.is_to_come), CLOCK)
        return {self.column("to_come"): to_come, self.column("over"): self._over(stretches, CLOCK)}

    def _shown(self, over: Expr) -> Expr:
        """How many periods the smallest number is told of, from the first on."""
        shown: Expr = nw.when(over > 0).then(over).otherwise(nw.lit(self._periods.number))
        return shown

    def _placing(self, stretches: Stretches) -> Iterator[Mapping[str, Expr]]:
        """The period of each row; -1 where it is in none."""
        periods = self._periods
        if self.every == "week":
            yield {"$number": (nw.col("$day") - _FIRST_MONDAY + 7 * _BEFORE_ALL) // 7}
        else:
            yield from month_stages("event", nw.col("$day"))
            yield {"$number": nw.col("$months$event") // _MONTHS[self.every]}
        until = nw.lit(self.stretch.as_of)
        if self.events.is_dated:
            until = stretches.told(lambda stretch, _: stretch.as_of_day)
        number = nw.col("$number")
        seen = number.is_between(periods.first, periods.last) & (nw.col("$value") <= until)
        yield {"$period": nw.when(seen).then(number).otherwise(nw.lit(-1)).cast(nw.Int64)}

    def _counting(self, by: list[str], over: Expr) -> Iterator[Mapping[str, Expr]]:
        """What each period has, and which of those that are shown is the first without any event."""
        first, period, sure = self._periods.first, nw.col("$period"), nw.col("$sure")
        is_over = (period >= first) & (period < over + first)
        is_coming = period >= over + first
        is_shown = (period >= first) & (period < self._shown(over) + first) & (sure > 0)
        nothing = nw.lit(0)
        yield {
            "$shown": is_shown.cast(nw.Int64),
            "$filled": nw.when(is_over).then(self._no_more("$sure")).otherwise(nothing).cast(nw.Int64),
            "$perhaps": nw.when(is_over).then(self._no_more("$counted")).otherwise(nothing).cast(nw.Int64),
            "$coming": nw.when(is_coming).then(self._no_more("$sure")).otherwise(nothing).cast(nw.Int64),
            "$least": nw.when(is_shown).then(sure).cast(nw.Int64),
        }
        place = nw.col("$shown").cum_sum().over(*by, "$shown", order_by=["$period"])
        yield {"$place": place, "$smallest": nw.col("$least").min().over(*by)}
        missed = nw.col("$place") + (first - 1)
        yield {
            # The period before which the first is missing has a place that is smaller than it should be.
            "$missed": nw.when((nw.col("$least") > 0) & (period > missed)).then(missed),
            "$least_in": nw.when(nw.col("$least") == nw.col("$smallest")).then(period),
        }

    def _no_more(self, number: str) -> Expr:
        found: Expr = nw.when(nw.col(number) > self.at_least).then(nw.lit(self.at_least)).otherwise(nw.col(number))
        return found

    def _told(self, over: Expr) -> Iterator[Expr]:
        has_all = nw.col("$shown") >= self._shown(over)
        fewest = nw.when(has_all).then(nw.col("$least")).otherwise(nw.lit(0))
        after_all = nw.col("$shown") + self._periods.first
        fewest_in = nw.when(has_all).then(nw.col("$least_in")).otherwise(nw.col("$missed").fill_null(after_all))
        yield fewest.alias(self.column("fewest"))
        yield fewest_in.alias(self.column("fewest_in"))
        yield nw.col("$filled").alias(self.column("sure"))
        yield nw.col("$perhaps").alias(self.column("counted"))
        yield from (nw.col(f"${part}").alias(self.column(part)) for part in ("coming", "lost", "unclear"))

    def _without(self) -> Iterator[tuple[str, Expr]]:
        parts = ("fewest", "sure", "counted", "coming", "lost", "unclear")
        yield from ((self.column(part), nw.lit(0)) for part in parts)
        yield self.column("fewest_in"), nw.lit(self._periods.first)
