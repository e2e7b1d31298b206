"""How far from its limit what was observed lies: so many records in each of a few steps, for rules with breaches.

Of a time or a score the steps are shares of the record's own limit, so that records with different limits stand in one
picture; of a promised date or moment they are days or hours from the last one that keeps it. Steps are narrow near the
limit, where a reader asks what was just missed. What lies exactly on the limit is kept, and in the last step before it.

Of very many records the first are looked at, and results say so: to count all in steps costs a tenth of a whole check.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

from checker.compilation import CompiledRule, CompiledRuleSet
from checker.counting import dozens
from checker.durations import DAY
from checker.engines.engine import Engine, EngineError
from checker.evidence import Evidence
from checker.expressions import nw, one_of
from checker.made_columns import code_column, limit_column, observed_column, waited_column
from checker.measures.measure import Observed
from checker.outcomes import Code
from checker.results import OF_LIMIT, Bucket

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr

HOUR = DAY // 24
MOST = 2**57
"""A limit as good as none: four thousand years in microseconds, of which a multiple still fits an engine's integers."""


@dataclass(frozen=True)
class Steps:
    """Where steps end, on the side of the limit that is kept and on the other."""

    unit: str
    below: tuple[int, ...]
    """The ends before the limit, as so many parts of `size`, or as a difference from the limit."""
    above: tuple[int, ...]
    size: int = 1
    at_most: bool = True
    """Whether what lies below the limit is kept; else what reaches it is."""

    @property
    def of_limit(self) -> bool:
        """Whether they are shares of the limit, and not a difference from it."""
        return self.unit == OF_LIMIT

    def ends(self) -> Iterator[float]:
        """Where each step but the last ends, the limit among them."""
        limit = self.size if self.of_limit else 0
        yield from (end / self.size for end in (*self.below, limit, *self.above))


SHARES = Steps(OF_LIMIT, (10, 15, 18), (22, 25, 30, 40), size=20)
SCORES = Steps(OF_LIMIT, (10, 15, 18), (22,), size=20, at_most=False)
DAYS = Steps("calendar days", (-7, -1), (1, 2, 7, 30))
TIMES = Steps("elapsed", (-DAY, -HOUR), (HOUR // 4, HOUR, 4 * HOUR, DAY))


def steps_of(observed: Observed) -> Steps | None:
    """The steps in which records are counted; none where what was observed is not on one side of a limit."""
    if observed.kept is None or observed.value is None or observed.limit is None:
        return None
    if observed.sides is not None:
        return DAYS if observed.units == (DAYS.unit,) else TIMES
    return SHARES if observed.kept == "at_most" else SCORES


class _Stepped:
    """The sums that one rule's distribution needs, and what they come to."""

    def __init__(self, rule: CompiledRule, steps: Steps) -> None:
        self.rule = rule
        self._steps = steps

    def sums(self) -> list[Expr]:
        """One expression for each end of a step, with how many lie before it on its own side; then for either side."""
        steps, name, waits = self._steps, self.rule.rule.id, self.rule.observed.waits
        code, value = nw.col(code_column(name)), nw.col(waited_column(name) if waits else observed_column(name))
        limit = nw.max_horizontal(nw.min_horizontal(nw.col(limit_column(name)), nw.lit(MOST)), nw.lit(-MOST))
        measured = value * steps.size if steps.of_limit else value - limit
        # An open breach has used the time that it has waited.
        breach = [int(each) for each in (Code.BREACH, Code.BREACH_OPEN)[: 1 + waits]]
        sides = [code == int(Code.KEPT), one_of(code, breach)]
        conditions = []
        for side, ends in zip(sides if steps.at_most else sides[::-1], (steps.below, steps.above), strict=True):
            for end in ends:
                bound = limit * end if steps.of_limit else nw.lit(end, nw.Int64)
                conditions.append(side & (measured <= bound if steps.at_most else measured < bound))
            conditions.append(side)
        return [
            condition.cast(nw.Int16).sum().alias(f"{name}$step${number}") for number, condition in enumerate(conditions)
        ]

    def buckets(self, up_to: Sequence[int]) -> tuple[Bucket, ...]:
        """The steps with their records; empty where no record is in any."""
        steps, first = self._steps, len(self._steps.below) + 1
        units = [after - before for side in (up_to[:first], up_to[first:]) for before, after in pairwise((0, *side))]
        if not sum(units):
            return ()
        ends = [None, *steps.ends(), None]
        return tuple(
            Bucket(from_=start, until=end, unit=steps.unit, kept=steps.at_most is (place < first), units=number)
            for place, ((start, end), number) in enumerate(zip(pairwise(ends), units, strict=True))
        )


def distributions(
    engine: Engine, evidence: Evidence, compiled: CompiledRuleSet, breaches: Collection[str]
) -> dict[str, Distribution]:
    """How far from their limits records lie, by the rule; of rules in which something breached.

    A rule that several records or other rules come to together has none, and neither has one that cannot be counted so.
    """
    found: dict[str, Distribution] = {}
    for dozen in dozens(compiled.rules):
        stepped = [
            _Stepped(rule, steps)
            for rule in dozen
            if rule.rule.id in breaches and not rule.is_composed and (steps := steps_of(rule.observed))
        ]
        told = evidence.among_first(stepped[0].rule) if stepped else None
        if told is None:
            continue
        with suppress(EngineError):
            sums = [each.sums() for each in stepped]
            (row,) = engine.rows(told.select(nw.len().alias("$records"), *chain.from_iterable(sums)))
            records, *numbers = (int(number or 0) for number in row)
            counted = iter(numbers)
            for each, own in zip(stepped, sums, strict=True):
                buckets = each.buckets([*islice(counted, len(own))])
                if buckets:
                    found[each.rule.rule.id] = Distribution(records, buckets)
    return found


class Distribution(NamedTuple):
    """How far from their limit so many records lie, the first of all."""

    records: int
    buckets: tuple[Bucket, ...]
