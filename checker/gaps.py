"""The longest time without an event of a record's key, and how many events are lacking that no time be too long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checker.durations import DAY
from checker.expressions import all_of, nw
from checker.gap_clocks import GapClock, SeenEnds
from checker.made_columns import CLOCK
from checker.series import Events, Stretch, Stretches

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
        """The columns with the number of sure events in the stretch (`events`), and of those `lost` and `unclear`.

        `to_come`, where records have time zones of their own: 1 where the stretch begins after the as-of moment, and
        null where it is not known when it does.
        """
        return f"${part}${self.name}"

    def take(self, frame: LazyFrame[Any], beside: Beside) -> LazyFrame[Any]:
        """The records with what their events leave open."""
        if self.number("lost") in frame.columns:
            return frame
        frame, beside, stretches = self.events.placed(frame, beside)
        by = beside.key
        rows = self._inside(self.events.rows(frame, beside, self.clocks), stretches)
        ends = {clock.name: SeenEnds.of(clock, stretches, beside) for clock in self.clocks}
        counting = [clock for clock in self.clocks if ends[clock.name].is_known]
        for clock in counting:
            for flag in self._flags:
                for stage in self._between(by, flag, clock, ends[clock.name].start):
                    rows = rows.with_columns(*(expression.alias(name) for name, expression in stage.items()))
        totals = [total for clock in counting for flag in self._flags for total in self._totals(flag, clock)]
        numbers = [nw.col(f"${part}").sum().alias(self.number(part)) for part in ("lost", "unclear")]
        found = rows.group_by(*by).agg(*totals, *numbers, nw.col("$sure").sum().alias(self.number("events")))
        if counting:
            found = found.with_columns(*(each for clock in counting for each in self._outer(clock, ends[clock.name])))
            found = found.with_columns(*(each for clock in counting for each in self._whole(clock, ends[clock.name])))
        nobody = [
            nw.lit(None, nw.Int64).alias(name)
            for clock in self.clocks
            if clock not in counting
            for name in self._columns(clock)
        ]
        found = found.with_columns(*nobody) if nobody else found
        column = CLOCK if stretches.column else None
        of_records = {clock.name: SeenEnds.of(clock, stretches, beside, column) for clock in self.clocks}
        to_come = {self.number("to_come"): stretches.told(lambda stretch, _: int(stretch.is_to_come), column)}
        more = to_come if stretches.column else {}
        return self.events.joined(frame, found, dict(self._without(of_records)), beside, more)

    @property
    def _flags(self) -> tuple[str, ...]:
        return ("$counted",) if self.events.fits is None else ("$sure", "$counted")

    def _inside(self, rows: LazyFrame[Any], stretches: Stretches) -> LazyFrame[Any]:
        """The rows, where no event counts outside the stretch; with time zones of their own they are in it by date."""
        stretch, value = self.stretch, nw.col("$value")
        if self.events.is_dated:
            inside = value.is_between(stretch.first, stretch.last)
            inside = inside & (value <= stretches.told(lambda each, _: each.as_of_day))
        elif stretches.column is not None:
            inside = nw.col("$day").is_between(stretch.first, stretch.last) & (value <= stretch.as_of)
        else:
            inside = (value >= stretch.start) & (value < stretch.after) & (value <= stretch.as_of)
        is_inside = inside.fill_null(False).cast(nw.Int64)
        return rows.with_columns(*((nw.col(flag) * is_inside).alias(flag) for flag in ("$sure", "$counted")))

    def _limits(self, clock: GapClock) -> list[int]:
        return [limit for name, limit in self.limits if name == clock.name]

    def _between(self, by: Sequence[str], flag: str, clock: GapClock, start: Expr) -> Iterator[Mapping[str, Expr]]:
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
            before_it = (nw.coalesce(nw.col(f"${each}{of}"), start) for each in ("late", "off"))
            since = nw.max_horizontal(since, *before_it, start)
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
            f"$more${limit}{clock.name}": lacking_within(nw.col(gap), limit, clock.leeway)
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

    def _outer(self, clock: GapClock, ends: SeenEnds) -> Iterator[Expr]:
        """The times before the first event and after the last; the whole stretch, twice, where there is none."""
        for flag in self._flags:
            of = f"{flag}{clock.name}"
            head = clock.elapsed(ends.start, nw.col(f"$first{of}"))
            tail = clock.elapsed(nw.col(f"$last{of}"), ends.end)
            for name, time in {"$head": head, "$tail": tail}.items():
                yield nw.coalesce(time, ends.whole).alias(f"{name}{of}")

    def _whole(self, clock: GapClock, ends: SeenEnds) -> Iterator[Expr]:
        known = [] if clock.is_plain else [nw.col(f"$unplaced{clock.name}") == 0]
        known += [~ends.whole.is_null()] if ends.may_be_unknown else []
        for name, value in self._parts(clock, ends):
            yield (nw.when(all_of(known)).then(value) if known else value).alias(name)

    def _parts(self, clock: GapClock, ends: SeenEnds) -> Iterator[tuple[str, Expr]]:
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
                start = is_head.then(ends.told_start).when(gap == longest).then(nw.col(f"$from{of}"))
                yield self.column("from", clock), start.otherwise(last)
                if clock.is_plain:
                    continue
                end = is_head.then(nw.coalesce(first, ends.told_end)).when(gap == longest).then(nw.col(f"$to{of}"))
                yield self.column("to", clock), end.otherwise(ends.told_end)

    def _lacks(self, limit: int, head: Expr, tail: Expr, clock: GapClock, ends: SeenEnds) -> Expr:
        between = nw.col(f"$more${limit}{clock.name}").fill_null(0)
        some = between + lacking_within(head, limit, clock.leeway) + lacking_within(tail, limit, clock.leeway)
        nothing = nw.col(f"$first$counted{clock.name}").is_null()
        of_all = lacking_within(ends.whole, limit, clock.leeway)
        lacks: Expr = nw.when(nothing).then(of_all).otherwise(some)
        return lacks

    def _columns(self, clock: GapClock) -> Iterator[str]:
        """The columns that are added for a clock."""
        yield from (self.column(part, clock) for part in ("longest", "least", "from"))
        yield from [] if clock.is_plain else [self.column("to", clock)]
        yield from (self.lacking(limit, clock) for limit in self._limits(clock))

    def _without(self, ends: dict[str, SeenEnds]) -> Iterator[tuple[str, Expr]]:
        """What a record has without any row of its key, by the columns that are added; null in a calendar gap."""
        for clock in self.clocks:
            its = ends[clock.name]
            whole = its.whole
            lacks = (lacking_within(whole, limit, clock.leeway) for limit in self._limits(clock))
            told = [its.told_start, *([] if clock.is_plain else [its.told_end]), *lacks]
            values = [whole, whole, *(nw.when(~whole.is_null()).then(value) for value in told)]
            yield from zip(self._columns(clock), values, strict=True)
        yield from ((self.number(part), nw.lit(0)) for part in ("events", "lost", "unclear"))


def lacking_within(time: Expr, limit: int, leeway: tuple[int, int] = (0, 0)) -> Expr:
    """How many events it takes, at least, within a time that no part of it is longer than the limit.

    `leeway`: how much later an event may count than it comes, once and each time (see `GapClock.leeway`).
    """
    once, each = leeway
    if limit + each < 1:
        enough = nw.when(time > once).then(nw.lit(NEVER_ENOUGH)).otherwise(nw.lit(1))
    elif once or each:
        enough = nw.max_horizontal((nw.max_horizontal(time - once, nw.lit(1)) - 1) // (limit + each), nw.lit(1))
    else:
        enough = (time - 1) // limit
    found: Expr = nw.when(time > limit).then(enough).otherwise(nw.lit(0))
    return found
