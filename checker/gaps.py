"""The longest time without an event of a record's key, and how many events are lacking that no time be too long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checker.durations import DAY
from checker.expressions import nw
from checker.gap_clocks import Ends, GapClock
from checker.series import Events, Stretch

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr, LazyFrame

    from checker.steps import Beside

NEVER_ENOUGH = 2**31
"""So many events that no file has them: what a time lacks that may last no time at all."""


@dataclass(frozen=True)
class Gaps:
    """For each record: the longest time without an event of its key, where it lies, and how many events are lacking.

    The time from the stretch's start to the first event and from the last to its end are among them; without any event
    it is the whole stretch. Of times that are equally long the first is told. Where the calendar of a clock is not good
    for an end of the stretch or for an event, what that clock counts is null.
    """

    name: str
    events: Events
    stretch: Stretch
    clocks: Sequence[GapClock]
    """By what to count, each clock once."""
    limits: Sequence[tuple[str, int]]
    """The constant limits, each with the name of its clock."""

    def column(self, part: str, clock: GapClock) -> str:
        """Over the sure events the columns `longest`, and where that lies, `from` and `to`.

        `least` is the longest time were all events that may be some. Where `from` and `longest` say it, there is no
        `to`.
        """
        return f"${part}{clock.name}${self.name}"

    def lacking(self, limit: int, clock: GapClock) -> str:
        """The column with how many more events it takes that no time is longer than the limit."""
        return f"$lacking${limit}{clock.name}${self.name}"

    def number(self, part: str) -> str:
        """The columns with the number of sure events in the stretch (`events`), and of those `lost` and `unclear`."""
        return f"${part}${self.name}"

    def take(self, frame: LazyFrame[Any], beside: Beside) -> LazyFrame[Any]:
        """The records with what their events leave open."""
        if self.number("lost") in frame.columns:
            return frame
        by = beside.key
        rows = self._inside(self.events.rows(frame, beside, self.clocks))
        ends = {clock.name: clock.ends(self.stretch, beside) for clock in self.clocks}
        counting = [clock for clock in self.clocks if ends[clock.name].whole is not None]
        for clock in counting:
            for flag in self._flags:
                for stage in self._between(by, flag, clock, ends[clock.name].start or 0):
                    rows = rows.with_columns(*(expression.alias(name) for name, expression in stage.items()))
        totals = [total for clock in counting for flag in self._flags for total in self._totals(flag, clock)]
        numbers = [nw.col(f"${part}").sum().alias(self.number(part)) for part in ("lost", "unclear")]
        found = rows.group_by(*by).agg(*totals, *numbers, nw.col("$sure").sum().alias(self.number("events")))
        if counting:
            found = found.with_columns(*(each for clock in counting for each in self._outer(clock, ends[clock.name])))
            found = found.with_columns(*(each for clock in counting for each in self._whole(clock, ends[clock.name])))
        without = dict(self._without(ends))
        nobody = [nw.lit(None, nw.Int64).alias(name) for name, value in without.items() if value is None]
        return self.events.joined(frame, found.with_columns(*nobody) if nobody else found, without, beside)

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

    def _limits(self, clock: GapClock) -> list[int]:
        return [limit for name, limit in self.limits if name == clock.name]

    def _between(self, by: Sequence[str], flag: str, clock: GapClock, start: int) -> Iterator[Mapping[str, Expr]]:
        """The times between one event and the next.

        What counts from a later moment than it came does so until then, though another event comes before that.
        """
        of, is_one, is_first = f"{flag}{clock.name}", nw.col(flag) == 1, flag == self._flags[0]
        since, until, told = (nw.col(clock.column(part)) for part in ("since", "until", "told"))
        if clock.may_be_late:
            late = nw.when(since > until).then(since)
            # What comes on days off stands at the start of the next working day, and before all that comes on that.
            off = nw.when((since > until) & (until % DAY == 0)).then(since)
            yield {
                f"$late{of}": late.max().over(*by, flag, f"$starts{clock.name}"),
                f"$off{of}": off.max().over(*by, flag, f"$ends{clock.name}"),
            }
            before_it = (nw.col(f"${each}{of}").fill_null(start) for each in ("late", "off"))
            since = nw.max_horizontal(since, *before_it, nw.lit(start))
            yield {f"$since{of}": since}
            since = nw.col(f"$since{of}")
        before = {f"$before{of}": since}
        if is_first and not clock.is_plain:
            before[f"$told_before{of}"] = told
        yield {name: value.shift(1).over(*by, flag, order_by=["$value"]) for name, value in before.items()}
        gap = f"$gap{of}"
        yield {gap: nw.when(is_one).then(clock.elapsed(nw.col(f"$before{of}"), until))}
        widest = {f"$widest{of}": nw.col(gap).max().over(*by)} if is_first else {}
        more = {
            f"$more${limit}{clock.name}": _lacking_within(nw.col(gap), limit, clock.leeway)
            for limit in self._limits(clock)
            if flag == "$counted"
        }
        if widest or more:
            yield widest | more
        if widest:
            is_widest = nw.when(nw.col(gap) == nw.col(f"$widest{of}"))
            where = {f"$from{of}": nw.col(f"${'' if clock.is_plain else 'told_'}before{of}")}
            where |= {} if clock.is_plain else {f"$to{of}": told}
            yield {name: is_widest.then(value) for name, value in where.items()}

    def _totals(self, flag: str, clock: GapClock) -> Iterator[Expr]:
        of = f"{flag}{clock.name}"
        is_one = nw.when(nw.col(flag) == 1)
        since, until, told = (nw.col(clock.column(part)) for part in ("since", "until", "told"))
        yield is_one.then(until).min().alias(f"$first{of}")
        since_then = nw.col(f"$since{of}") if clock.may_be_late else since
        yield is_one.then(since_then).max().alias(f"$last{of}")
        yield nw.col(f"$gap{of}").max()
        if flag == self._flags[0]:
            yield nw.col(f"$from{of}").min()
            if not clock.is_plain:
                yield nw.col(f"$to{of}").min()
                yield is_one.then(told).min().alias(f"$told_first{of}")
                yield is_one.then(told).max().alias(f"$told_last{of}")
        if flag == "$counted":
            yield from (nw.col(f"$more${limit}{clock.name}").sum() for limit in self._limits(clock))
            if not clock.is_plain:
                unplaced = (nw.col(flag) == 1) & (since.is_null() | until.is_null())
                yield unplaced.cast(nw.Int64).sum().alias(f"$unplaced{clock.name}")

    def _outer(self, clock: GapClock, ends: Ends) -> Iterator[Expr]:
        """The times before the first event and after the last; the whole stretch, twice, where there is none."""
        start, end = nw.lit(ends.start), nw.lit(ends.end)
        for flag in self._flags:
            of = f"{flag}{clock.name}"
            head, tail = clock.elapsed(start, nw.col(f"$first{of}")), clock.elapsed(nw.col(f"$last{of}"), end)
            for name, time in {"$head": head, "$tail": tail}.items():
                yield time.fill_null(ends.whole).alias(f"{name}{of}")

    def _whole(self, clock: GapClock, ends: Ends) -> Iterator[Expr]:
        for name, value in self._parts(clock, ends):
            if clock.is_plain:
                yield value.alias(name)
            else:
                yield nw.when(nw.col(f"$unplaced{clock.name}") == 0).then(value).alias(name)

    def _parts(self, clock: GapClock, ends: Ends) -> Iterator[tuple[str, Expr]]:
        for flag in dict.fromkeys((self._flags[0], "$counted")):
            of = f"{flag}{clock.name}"
            head, tail, gap = (nw.col(f"{part}{of}") for part in ("$head", "$tail", "$gap"))
            longest = nw.max_horizontal(head, tail, gap.fill_null(0))
            if flag == "$counted":
                yield self.column("least", clock), longest
                for limit in self._limits(clock):
                    yield self.lacking(limit, clock), self._lacks(limit, head, tail, clock, ends)
            if flag == self._flags[0]:
                yield self.column("longest", clock), longest
                told = "" if clock.is_plain else "told_"
                first, last = nw.col(f"${told}first{of}"), nw.col(f"${told}last{of}")
                is_head = nw.when(head == longest)
                start = is_head.then(nw.lit(ends.told_start)).when(gap == longest).then(nw.col(f"$from{of}"))
                yield self.column("from", clock), start.otherwise(last)
                if clock.is_plain:
                    continue
                end = is_head.then(first.fill_null(ends.told_end)).when(gap == longest).then(nw.col(f"$to{of}"))
                yield self.column("to", clock), end.otherwise(nw.lit(ends.told_end))

    def _lacks(self, limit: int, head: Expr, tail: Expr, clock: GapClock, ends: Ends) -> Expr:
        between = nw.col(f"$more${limit}{clock.name}").fill_null(0)
        some = between + _lacking_within(head, limit, clock.leeway) + _lacking_within(tail, limit, clock.leeway)
        nothing = nw.col(f"$first$counted{clock.name}").is_null()
        of_all = lacking_within(ends.whole or 0, limit, clock.leeway)
        lacks: Expr = nw.when(nothing).then(nw.lit(of_all)).otherwise(some)
        return lacks

    def _without(self, ends: dict[str, Ends]) -> Iterator[tuple[str, int | None]]:
        """What a record has without any row of its key, by the columns that are added."""
        for clock in self.clocks:
            its = ends[clock.name]
            is_known = its.whole is not None
            yield self.column("longest", clock), its.whole
            yield self.column("least", clock), its.whole
            yield self.column("from", clock), its.told_start if is_known else None
            if not clock.is_plain:
                yield self.column("to", clock), its.told_end if is_known else None
            for limit in self._limits(clock):
                lacks = None if its.whole is None else lacking_within(its.whole, limit, clock.leeway)
                yield self.lacking(limit, clock), lacks
        yield from ((self.number(part), 0) for part in ("events", "lost", "unclear"))


def lacking_within(time: int, limit: int, leeway: tuple[int, int] = (0, 0)) -> int:
    """How many events it takes, at least, within a time that no part of it is longer than the limit.

    `leeway`: how much later an event may count than it comes, once and each time (see `GapClock.leeway`).
    """
    once, each = leeway
    if time <= limit:
        return 0
    if limit + each < 1:
        return NEVER_ENOUGH if time > once else 1
    return max(1, (max(time - once, 1) - 1) // (limit + each))


def _lacking_within(time: Expr, limit: int, leeway: tuple[int, int]) -> Expr:
    once, each = leeway
    if limit + each < 1:
        enough = nw.when(time > once).then(nw.lit(NEVER_ENOUGH)).otherwise(nw.lit(1))
    elif once or each:
        enough = nw.max_horizontal((nw.max_horizontal(time - once, nw.lit(1)) - 1) // (limit + each), nw.lit(1))
    else:
        enough = (time - 1) // limit
    found: Expr = nw.when(time > limit).then(enough).otherwise(nw.lit(0))
    return found
