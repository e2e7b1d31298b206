"""The longest time without an event of a record's key, and how many events are lacking that no time be too long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checker.expressions import nw
from checker.series import Events, Stretch

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr, LazyFrame

    from checker.steps import Beside

NEVER_ENOUGH = 2**31
"""So many events that no file has them: what a time lacks that may last no time at all."""


@dataclass(frozen=True)
class Gaps:
    """For each record: the longest time without an event of its key, where it begins, and how many events are lacking.

    The time from the stretch's start to the first event and from the last to its end are among them; without any event
    it is the whole stretch. Of times that are equally long the first is told.
    """

    name: str
    events: Events
    stretch: Stretch
    by_day: Sequence[bool]
    """In what to measure: in days, in microseconds, or in both."""
    limits: Sequence[tuple[bool, int]]
    """The constant limits, each with whether it is in days."""

    def column(self, part: str, *, by_day: bool) -> str:
        """`longest` and its start `from`, over the sure events; `least`: the longest were all events that may count."""
        return f"${part}{_unit(by_day)}${self.name}"

    def lacking(self, limit: int, *, by_day: bool) -> str:
        """The column with how many more events it takes that no time is longer than the limit."""
        return f"$lacking${limit}{_unit(by_day)}${self.name}"

    def number(self, part: str) -> str:
        """The columns with the number of sure events in the stretch (`events`), and of those `lost` and `unclear`."""
        return f"${part}${self.name}"

    def take(self, frame: LazyFrame[Any], beside: Beside) -> LazyFrame[Any]:
        """The records with what their events leave open."""
        if self.number("lost") in frame.columns:
            return frame
        by = beside.key
        rows = self._inside(self.events.rows(frame, beside))
        for by_day in self.by_day:
            for flag in self._flags:
                for stage in self._between(by, flag, by_day=by_day):
                    rows = rows.with_columns(*(expression.alias(name) for name, expression in stage.items()))
        totals = [total for by_day in self.by_day for flag in self._flags for total in self._totals(flag, by_day)]
        numbers = [nw.col(f"${part}").sum().alias(self.number(part)) for part in ("lost", "unclear")]
        found = rows.group_by(*by).agg(*totals, *numbers, nw.col("$sure").sum().alias(self.number("events")))
        found = found.with_columns(*(each for by_day in self.by_day for each in self._outer(by_day)))
        found = found.with_columns(*(each for by_day in self.by_day for each in self._whole(by_day)))
        return self.events.joined(frame, found, dict(self._without()), beside)

    @property
    def _flags(self) -> tuple[str, ...]:
        return ("$counted",) if self.events.fits is None else ("$sure", "$counted")

    def _inside(self, rows: LazyFrame[Any]) -> LazyFrame[Any]:
        """The rows, where no event counts outside the stretch."""
        stretch, value = self.stretch, nw.col("$value")
        is_dated = self.events.columns.fields[self.events.at].family == "date"
        seen = value <= (stretch.as_of_day if is_dated else stretch.as_of)
        if is_dated:
            inside = value.is_between(stretch.first, stretch.last) & seen
        else:
            inside = (value >= stretch.start) & (value < stretch.after) & seen
        is_inside = inside.fill_null(False).cast(nw.Int64)
        return rows.with_columns(*((nw.col(flag) * is_inside).alias(flag) for flag in ("$sure", "$counted")))

    def _between(self, by: Sequence[str], flag: str, *, by_day: bool) -> Iterator[dict[str, Expr]]:
        """The times between one event and the next."""
        time, of = ("$day" if by_day else "$value"), flag + _unit(by_day)
        is_one = nw.col(flag) == 1
        before = nw.col(time).shift(1).over(*by, flag, order_by=[time])
        yield {f"$before{of}": before, f"$at{of}": nw.when(is_one).then(nw.col(time))}
        gap = f"$gap{of}"
        yield {gap: nw.when(is_one).then(nw.col(time) - nw.col(f"$before{of}"))}
        widest = {f"$widest{of}": nw.col(gap).max().over(*by)} if flag == self._flags[0] else {}
        more = {
            f"$more${limit}{_unit(by_day)}": _lacking_within(nw.col(gap), limit)
            for each, limit in self.limits
            if each is by_day and flag == "$counted"
        }
        if widest or more:
            yield widest | more
        if widest:
            yield {f"$from{of}": nw.when(nw.col(gap) == nw.col(f"$widest{of}")).then(nw.col(f"$before{of}"))}

    def _totals(self, flag: str, by_day: bool) -> Iterator[Expr]:
        of = flag + _unit(by_day)
        yield nw.col(f"$at{of}").min().alias(f"$first{of}")
        yield nw.col(f"$at{of}").max().alias(f"$last{of}")
        yield nw.col(f"$gap{of}").max()
        if flag == self._flags[0]:
            yield nw.col(f"$from{of}").min()
        if flag == "$counted":
            yield from (nw.col(f"$more${limit}{_unit(by_day)}").sum() for each, limit in self.limits if each is by_day)

    def _outer(self, by_day: bool) -> Iterator[Expr]:
        """The times before the first event and after the last; the whole stretch, twice, where there is none."""
        start, end = self.stretch.ends(by_day=by_day)
        for flag in self._flags:
            of = flag + _unit(by_day)
            for name, time in {"$head": nw.col(f"$first{of}") - start, "$tail": end - nw.col(f"$last{of}")}.items():
                yield time.fill_null(end - start).alias(f"{name}{of}")

    def _whole(self, by_day: bool) -> Iterator[Expr]:
        start, unit = self.stretch.ends(by_day=by_day)[0], _unit(by_day)
        for flag in dict.fromkeys((self._flags[0], "$counted")):
            head, tail, gap = (nw.col(f"{part}{flag}{unit}") for part in ("$head", "$tail", "$gap"))
            longest = nw.max_horizontal(head, tail, gap.fill_null(0))
            if flag == "$counted":
                yield longest.alias(self.column("least", by_day=by_day))
                for each, limit in self.limits:
                    if each is by_day:
                        yield self._lacks(limit, head, tail, by_day=by_day).alias(self.lacking(limit, by_day=by_day))
            if flag == self._flags[0]:
                yield longest.alias(self.column("longest", by_day=by_day))
                first = nw.when(head == longest).then(nw.lit(start))
                after = first.when(gap == longest).then(nw.col(f"$from{flag}{unit}"))
                yield after.otherwise(nw.col(f"$last{flag}{unit}")).alias(self.column("from", by_day=by_day))

    def _lacks(self, limit: int, head: Expr, tail: Expr, *, by_day: bool) -> Expr:
        start, end = self.stretch.ends(by_day=by_day)
        between = nw.col(f"$more${limit}{_unit(by_day)}").fill_null(0)
        some = between + _lacking_within(head, limit) + _lacking_within(tail, limit)
        nothing = nw.col(f"$first$counted{_unit(by_day)}").is_null()
        lacks: Expr = nw.when(nothing).then(nw.lit(lacking_within(end - start, limit))).otherwise(some)
        return lacks

    def _without(self) -> Iterator[tuple[str, int]]:
        """What a record has without any row of its key, by the columns that are added."""
        for by_day in self.by_day:
            start, end = self.stretch.ends(by_day=by_day)
            yield self.column("longest", by_day=by_day), end - start
            yield self.column("least", by_day=by_day), end - start
            yield self.column("from", by_day=by_day), start
        for by_day, limit in self.limits:
            start, end = self.stretch.ends(by_day=by_day)
            yield self.lacking(limit, by_day=by_day), lacking_within(end - start, limit)
        yield from ((self.number(part), 0) for part in ("events", "lost", "unclear"))


def _unit(by_day: bool) -> str:
    return "$days" if by_day else "$time"


def lacking_within(time: int, limit: int) -> int:
    """How many events it takes within a time that no part of it is longer than the limit."""
    if time <= limit:
        return 0
    return NEVER_ENOUGH if limit < 1 else (time - 1) // limit


def _lacking_within(time: Expr, limit: int) -> Expr:
    enough = nw.lit(NEVER_ENOUGH) if limit < 1 else (time - 1) // limit
    found: Expr = nw.when(time > limit).then(enough).otherwise(nw.lit(0))
    return found
