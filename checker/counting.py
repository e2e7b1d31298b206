"""Counting codes: one pass over the records for a dozen rules and all groups at once, rolled up here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from checker.compilation import (
    EXCLUDED,
    CompiledRule,
    CompiledRuleSet,
    base_column,
    code_column,
    target_row_column,
)
from checker.engines.engine import Engine, EngineError
from checker.expressions import nw
from checker.outcomes import Code, Outcome, Reason

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr, LazyFrame

RULES_AT_ONCE = 12
"""Building expressions costs more than linearly; a pass over the records is cheap."""

MOST_CELLS = 10_000
"""Above so many combinations of groups, each group is counted by itself."""

_LAST_BREACH = int(Code.BREACH_CRITICAL)


@dataclass
class RuleTally:
    """How many records of a rule had which code."""

    codes: Counter[int] = field(default_factory=Counter)
    groups: dict[str, dict[Any, Counter[Outcome]]] = field(default_factory=dict)
    rows: list[Counter[Outcome]] = field(default_factory=list)
    """For each row of a target table: kept, breach and undetermined."""
    excluded_kept: int = 0
    excluded_breach: int = 0
    problem: str | None = None
    """Why the rule could not be evaluated."""

    @property
    def outcomes(self) -> dict[Outcome, int]:
        """All seven outcomes."""
        found: Counter[Outcome] = Counter()
        for code, count in self.codes.items():
            found[Code(code).outcome] += count
        return {outcome: found[outcome] for outcome in Outcome}

    @property
    def reasons(self) -> dict[Reason, int]:
        """How often each reason occurred, most frequent first."""
        found: Counter[Reason] = Counter()
        for code, count in self.codes.items():
            reason = Code(code).reason
            if reason is not None and count:
                found[reason] += count
        return dict(sorted(found.items(), key=lambda entry: (-entry[1], entry[0])))


def with_codes(frame: LazyFrame[Any], rules: Iterable[CompiledRule]) -> LazyFrame[Any]:
    """The records with the code of each rule; those that have it already keep it."""
    there = set(frame.columns)
    rules = [rule for rule in rules if code_column(rule.rule.id) not in there]
    if not rules:
        return frame
    first = [rule.target_row.alias(target_row_column(rule.rule.id)) for rule in rules if rule.target_row is not None]
    first += [rule.base.alias(base_column(rule.rule.id)) for rule in rules]
    return frame.with_columns(first).with_columns([rule.code.alias(code_column(rule.rule.id)) for rule in rules])


def held_with_codes(engine: Engine, frame: LazyFrame[Any], compiled: CompiledRuleSet) -> LazyFrame[Any]:
    """The records with the codes of all rules, computed once and held; a dozen that cannot be is left to be asked."""
    held = frame
    for start in range(0, len(compiled.rules), RULES_AT_ONCE):
        try:
            held = engine.keep(with_codes(held, compiled.rules[start : start + RULES_AT_ONCE]))
        except EngineError:
            continue
    return held


def count(engine: Engine, frame: LazyFrame[Any], compiled: CompiledRuleSet) -> dict[str, RuleTally]:
    """The tally of every rule; a rule that the engine cannot compute says so, and the others are counted."""
    groups = compiled.rule_set.records.groups
    together = len(groups) < 2 or _cells(engine, frame, groups) <= MOST_CELLS
    tallies: dict[str, RuleTally] = {}
    for start in range(0, len(compiled.rules), RULES_AT_ONCE):
        rules = compiled.rules[start : start + RULES_AT_ONCE]
        try:
            tallies |= _count(engine, frame, rules, groups, together=together)
        except EngineError:
            for rule in rules:
                try:
                    tallies |= _count(engine, frame, [rule], groups, together=together)
                except EngineError as error:
                    tallies[rule.rule.id] = RuleTally(problem=str(error))
    return tallies


def _cells(engine: Engine, frame: LazyFrame[Any], groups: Sequence[str]) -> int:
    """How many combinations of groups the records have."""
    cells = frame.group_by(list(groups)).agg(nw.len().alias("records"))
    return int(engine.rows(cells.select(nw.len().alias("cells")))[0][0])


def _count(
    engine: Engine,
    frame: LazyFrame[Any],
    rules: Sequence[CompiledRule],
    groups: Sequence[str],
    *,
    together: bool,
) -> dict[str, RuleTally]:
    coded = with_codes(frame, rules)
    counted = [Counted(rule) for rule in rules]
    sums = [expression for each in counted for expression in each.sums()]
    passes = [tuple(groups)] if together else [(), *((group,) for group in groups)]
    for keys in passes:
        cells = coded.group_by(list(keys)).agg(sums) if keys else coded.select(sums)
        for row in engine.rows(cells):
            values = iter(row[len(keys) :])
            for each in counted:
                each.add(dict(zip(keys, row, strict=False)), values, totals=together or not keys)
    return {each.rule.rule.id: each.tally for each in counted}


class Counted:
    """The sums that one rule needs of each cell, and the tally that they add up to."""

    def __init__(self, rule: CompiledRule) -> None:
        self.rule = rule
        self.tally = RuleTally(rows=[Counter() for _ in rule.targets] if rule.target_row is not None else [])

    def sums(self) -> Iterator[Expr]:
        """One expression for each number that `add` takes."""
        rule, name = self.rule, self.rule.rule.id
        code = nw.col(code_column(name))
        conditions = [code == int(each) for each in rule.codes]
        if rule.excludable:
            conditions += [
                code == EXCLUDED + int(Code.KEPT),
                (code > EXCLUDED + int(Code.KEPT)) & (code <= EXCLUDED + _LAST_BREACH),
                code > EXCLUDED + _LAST_BREACH,
            ]
        undetermined = [int(each) for each in rule.codes if each.outcome is Outcome.UNDETERMINED]
        for number in range(len(self.tally.rows)):
            in_row = nw.col(target_row_column(name)) == number
            conditions += [
                in_row & (code == int(Code.KEPT)),
                in_row & (code > int(Code.KEPT)) & (code <= _LAST_BREACH),
                in_row & code.is_in(undetermined),
            ]
        for number, condition in enumerate(conditions):
            yield condition.cast(nw.Int16).sum().alias(f"{name}${number}")

    def add(self, cell: dict[str, Any], values: Iterator[Any], *, totals: bool) -> None:
        """Add the sums of one cell."""
        codes = Counter({int(code): int(next(values) or 0) for code in self.rule.codes})
        if self.rule.excludable:
            kept, breach, other = (int(next(values) or 0) for _ in range(3))
            codes[int(Code.EXCLUDED)] += kept + breach + other
            if totals:
                self.tally.excluded_kept += kept
                self.tally.excluded_breach += breach
        for row in self.tally.rows:
            kept, breach, undetermined = (int(next(values) or 0) for _ in range(3))
            if totals:
                row.update({Outcome.KEPT: kept, Outcome.BREACH: breach, Outcome.UNDETERMINED: undetermined})
        if totals:
            self.tally.codes.update(codes)
        for group, value in cell.items():
            tally = self.tally.groups.setdefault(group, {}).setdefault(value, Counter())
            for code, number in codes.items():
                tally[Code(code).outcome] += number
