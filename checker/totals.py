"""What targets need of all records together: sums and ranks by group, asked of the engine for a dozen rules at once.

A value is summed in parts that fit an engine's integers whatever the records hold, and put together here. Nothing is
asked for targets that the counts of outcomes judge already.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from checker.compilation import CompiledRule, CompiledRuleSet
from checker.counting import Counts, RuleTally, dozens, with_codes
from checker.engines.engine import Engine, EngineError
from checker.expressions import all_of, nw, one_of
from checker.made_columns import ROW, code_column, target_row_column
from checker.outcomes import Code, Outcome
from checker.target_parts import Part
from checker.targets.target import Totals

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr, LazyFrame

MOST_GROUPS = 100_000
"""So many groups of a rule are judged each; a field with more is no group."""

HALF = 2**32
"""A value is this times one part, plus another; either may be summed over two thousand million records."""

QUARTER = 2**16
"""The same for products, of which four parts are made."""

NEAR = 2**24
"""Values are ranked by how often this goes into them first, and then those of one such step by themselves."""

Key = tuple[Any, ...]
"""The values of the fields by which a part is judged apart."""


def add_totals(engine: Engine, frame: LazyFrame[Any], compiled: CompiledRuleSet, tallies: dict[str, RuleTally]) -> None:
    """Add to the tallies of rules what their targets need beyond them; a rule that cannot be summed says so."""
    asking = [rule for rule in compiled.rules if _asks(rule) and not tallies[rule.rule.id].problem]
    for dozen in dozens(asking):
        try:
            _add(engine, frame, dozen, {(): tallies})
        except EngineError:
            for rule in dozen:
                try:
                    _add(engine, frame, [rule], {(): tallies})
                except EngineError as error:
                    tallies[rule.rule.id] = RuleTally(problem=str(error))


def add_totals_each(
    engine: Engine, frame: LazyFrame[Any], compiled: CompiledRuleSet, by: str, counts: Mapping[Any, Counts]
) -> None:
    """The same for each value of a column by itself. Raises EngineError where the engine cannot sum a rule."""
    asking = [rule for rule in compiled.rules if _asks(rule)]
    tallies = {(value,): each.rules for value, each in counts.items()}
    for dozen in dozens(asking):
        _add(engine, frame, dozen, tallies, by=(by,))


def _asks(rule: CompiledRule) -> bool:
    return any(not part.is_counted for part in rule.target_parts)


def _add(
    engine: Engine,
    frame: LazyFrame[Any],
    rules: Sequence[CompiledRule],
    tallies: Mapping[Key, Mapping[str, RuleTally]],
    by: tuple[str, ...] = (),
) -> None:
    """Sum up the parts of these rules, all that have the same keys in one pass, and rank those that need it."""
    summed = [
        _Summed(rule, number, part)
        for rule in rules
        for number, part in enumerate(rule.target_parts)
        if not part.is_counted
    ]
    coded = with_codes(frame, rules)
    by_keys: dict[tuple[str, ...], list[_Summed]] = {}
    for each in summed:
        by_keys.setdefault(each.keys, []).append(each)
    for keys, some in by_keys.items():
        ready = coded.with_columns(expression.alias(name) for each in some for name, expression in each.columns())
        every = [*by, *keys]
        shared = [each.shared_exposure(every) for each in some if each.part.exposure_of is not None]
        ready = ready.with_columns(*shared) if shared else ready
        sums = [expression for each in some for expression in each.sums()]
        cells = ready.group_by(every).agg(sums) if every else ready.select(sums)
        for row in _few(engine, cells, keys):
            values = iter(row[len(every) :])
            for each in some:
                each.add(row[: len(by)], row[len(by) : len(every)], values)
        for each in some:
            if each.part.percentile is not None:
                for row in _few(engine, _ranked(ready, each, by), keys):
                    each.rank(row[: len(by)], row[len(by) : -1], row[-1])
    for each in summed:
        for value, tally in tallies.items():
            tally[each.rule.rule.id].totals[each.number] = each.folded(value)


def _few(engine: Engine, cells: LazyFrame[Any], keys: Sequence[str]) -> list[tuple[Any, ...]]:
    """Every row, where there are not too many. Raises EngineError where there are."""
    rows = engine.rows(cells.head(MOST_GROUPS + 1))
    if len(rows) > MOST_GROUPS:
        raise EngineError(f"'{', '.join(keys)}' has more than {MOST_GROUPS:,} groups, too many to judge each by itself")
    return rows


class _Summed:
    """The sums that one part of a rule's target needs of each cell, and what they come to."""

    def __init__(self, rule: CompiledRule, number: int, part: Part) -> None:
        self.rule = rule
        self.number = number
        self.part = part
        self.keys = tuple(dict.fromkeys((*part.by, *part.compared)))
        self._cells: dict[Key, dict[Key, Totals]] = {}

    def named(self, what: str) -> str:
        """The column with the value, the weight, …, or whether a record takes part."""
        return f"${what}${self.rule.rule.id}${self.number}"

    def columns(self) -> Iterator[tuple[str, Expr]]:
        """The columns that the sums are made of, to be added to the records with their codes."""
        part = self.part
        code = nw.col(code_column(self.rule.rule.id))
        judged = one_of(code, self._codes(Outcome.KEPT, Outcome.BREACH))
        own = [nw.col(target_row_column(self.rule.rule.id)) == part.row] if part.row is not None else []
        own += [part.fits] if part.fits is not None else []
        mine = nw.coalesce(all_of(own), nw.lit(False)) if own else nw.lit(True)
        needed = [value for value in (part.value, part.weight, part.exposure) if value is not None]
        said = [~nw.col(key).is_null() for key in self.keys] + [~value.is_null() for value in needed]
        said += [nw.coalesce(part.weight >= 0, nw.lit(False))] if part.weight is not None else []
        takes_part = all_of([judged & mine, *said])
        yield self.named("mine"), mine
        yield self.named("judged"), judged & mine
        yield self.named("takes"), takes_part
        for what, value in (("value", part.value), ("weight", part.weight), ("exposure", part.exposure)):
            if value is not None:
                yield self.named(what), nw.when(takes_part).then(value).otherwise(nw.lit(0, nw.Int64))

    def shared_exposure(self, apart: Sequence[str]) -> Expr:
        """The exposure, in the first of the records of a cell that share it."""
        takes = nw.col(self.named("takes"))
        before = takes.cast(nw.Int64).cum_sum().over(*apart, str(self.part.exposure_of), order_by=ROW)
        own = nw.when(takes & (before == 1)).then(nw.col(self.named("exposure"))).otherwise(nw.lit(0, nw.Int64))
        return own.alias(self.named("exposure"))

    def _codes(self, *outcomes: Outcome) -> list[int]:
        return [int(code) for code in self.rule.codes if code.outcome in outcomes] or [-1]

    def sums(self) -> Iterator[Expr]:
        """One expression for each number that `add` takes."""
        code = nw.col(code_column(self.rule.rule.id))
        judged, takes = nw.col(self.named("judged")), nw.col(self.named("takes"))
        is_kept = takes & (code == int(Code.KEPT))
        is_undetermined = one_of(code, self._codes(Outcome.UNDETERMINED)) & nw.col(self.named("mine"))
        counted = [is_kept, takes & ~is_kept, judged & ~takes, is_undetermined]
        if self.part.value is not None:
            counted.append(judged & (code == int(Code.BREACH_OPEN)) & self.part.value.is_null())
        parts = [condition.cast(nw.Int16).sum() for condition in counted]
        value, weight = nw.col(self.named("value")), nw.col(self.named("weight"))
        if self.part.value is not None and self.part.percentile is None:
            parts += _product_sums(value, weight) if self.part.weight is not None else _sums(value)
        if self.part.weight is not None:
            kept = nw.when(is_kept).then(weight).otherwise(nw.lit(0, nw.Int64))
            parts += [*_sums(weight), *_sums(kept)]
        if self.part.exposure is not None:
            parts += _sums(nw.col(self.named("exposure")))
        for number, expression in enumerate(parts):
            yield expression.alias(f"{self.named('sum')}${number}")

    def add(self, by: Key, key: Key, values: Iterator[Any]) -> None:
        """Take the sums of one cell."""
        part, scale = self.part, self.part.scale
        kept, breach, left_out, undetermined = (int(next(values) or 0) for _ in range(4))
        still_open = int(next(values) or 0) if part.value is not None else 0
        total, weight, kept_weight, exposure = Fraction(0), Fraction(kept + breach), Fraction(0), Fraction(0)
        if part.value is not None and part.percentile is None:
            total = Fraction(_product(values) if part.weight is not None else _sum(values), scale)
        if part.weight is not None:
            weight, kept_weight = Fraction(_sum(values)), Fraction(_sum(values))
        if part.exposure is not None:
            exposure = Fraction(_sum(values), 1_000_000)
        outcomes = {Outcome.KEPT: kept, Outcome.BREACH: breach, Outcome.UNDETERMINED: undetermined}
        found = Totals(outcomes, left_out, total, weight, kept_weight, exposure, still_open=still_open)
        self._cells.setdefault(by, {})[key] = found

    def rank(self, by: Key, key: Key, value: int) -> None:
        """Take the value at the rank of one cell."""
        cells = self._cells[by]
        if key in cells:
            cells[key] = replace(cells[key], at_rank=Fraction(value, self.part.scale))

    def folded(self, by: Key) -> dict[Key, Totals]:
        """By the values of the fields that the part is judged by: all that its cells come to."""
        found: dict[Key, Totals] = {}
        groups: dict[Key, dict[str, dict[Any, Totals]]] = {}
        for key, totals in self._cells.get(by, {}).items():
            named = dict(zip(self.keys, key, strict=True))
            own = tuple(named[name] for name in self.part.by)
            found[own] = added(found[own], totals) if own in found else totals
            for name, words in self.part.compared.items():
                group = words.get(named[name], named[name])
                told = groups.setdefault(own, {}).setdefault(name, {})
                if group is not None and (not words or group in words.values()):
                    told[group] = added(told[group], totals) if group in told else totals
        return {own: replace(totals, groups=groups.get(own, {})) for own, totals in found.items()}


def added(one: Totals, other: Totals) -> Totals:
    """What the records of both come to; ranks do not add up."""
    return Totals(
        Counter(one.outcomes) + Counter(other.outcomes),
        one.left_out + other.left_out,
        one.total + other.total,
        one.weight + other.weight,
        one.kept_weight + other.kept_weight,
        one.exposure + other.exposure,
        still_open=one.still_open + other.still_open,
    )


# ---- sums of any size ------------------------------------------------------------------------------------------------


def _sums(value: Expr) -> list[Expr]:
    """The sums of the two parts of a value; whichever way an engine divides numbers below zero, they add up to it."""
    high = value // HALF
    return [high.sum(), (value - high * HALF).sum()]


def _sum(values: Iterator[Any]) -> int:
    high, low = int(next(values) or 0), int(next(values) or 0)
    return high * HALF + low


def _product_sums(one: Expr, other: Expr) -> list[Expr]:
    """The sums of a product, as those of the products of four parts each, by the size of the parts."""
    ones, others = _quarters(one), _quarters(other)
    sums: list[Expr] = []
    for size in range(7):
        products = [ones[place] * others[size - place] for place in range(4) if 0 <= size - place < 4]
        total = products[0]
        for product in products[1:]:
            total = total + product
        sums.append(total.sum())
    return sums


def _quarters(value: Expr) -> list[Expr]:
    """A value as four parts, the smallest first."""
    parts = []
    for _ in range(3):
        high = value // QUARTER
        parts.append(value - high * QUARTER)
        value = high
    return [*parts, value]


def _product(values: Iterator[Any]) -> int:
    return sum(int(next(values) or 0) * QUARTER**size for size in range(7))


# ---- ranks -----------------------------------------------------------------------------------------------------------


def _ranked(ready: LazyFrame[Any], summed: _Summed, by: tuple[str, ...]) -> LazyFrame[Any]:
    """The value at the rank of a percentile, in each cell: counted by steps first, then within the step it lies in.

    Sorting the values themselves would hold them all at once; steps are few, and so is what lies within one.
    """
    part = summed.part
    assert part.percentile is not None
    up, down = part.percentile.numerator, part.percentile.denominator
    keys = [*by, *summed.keys] or ["$whole"]
    whole = [nw.lit(0).alias("$whole")] if keys == ["$whole"] else []
    name, takes = summed.named("value"), summed.named("takes")
    values = ready.filter(nw.col(takes)).with_columns(*whole, (nw.col(name) // NEAR).alias("$step"))
    values = values.select(*keys, "$step", nw.col(name).alias("$value"))
    steps = values.group_by([*keys, "$step"]).agg(nw.len().alias("$records"))
    steps = steps.with_columns(
        nw.col("$records").cum_sum().over(*keys, order_by="$step").alias("$until"),
        nw.col("$records").sum().over(*keys).alias("$all"),
    )
    before = nw.col("$until") - nw.col("$records")
    reached = (nw.col("$until") * down >= nw.col("$all") * up) & (before * down < nw.col("$all") * up)
    steps = steps.filter(reached).select(*keys, "$step", before.alias("$before"), "$all")
    within = values.join(steps, on=[*keys, "$step"], how="left").filter(~nw.col("$before").is_null())
    counted = within.group_by([*keys, "$value", "$before", "$all"]).agg(nw.len().alias("$records"))
    until = nw.col("$before") + nw.col("$records").cum_sum().over(*keys, order_by="$value")
    counted = counted.with_columns(until.alias("$until"))
    first = counted.filter(nw.col("$until") * down >= nw.col("$all") * up)
    at_rank = first.group_by(keys).agg(nw.col("$value").min().alias("$at_rank"))
    return at_rank.select(*by, *summed.keys, "$at_rank")
