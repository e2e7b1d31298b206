"""How much each rule weighs for each group of records, where weights are fields or tables: a score for each group.

A group is the records for which the same rows of these tables, and the same values of these fields, say the weights.
Only records count that some rule of such a weight has judged. Of a record whose weights nobody knows it is counted that
it has no group.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from checker.compilation import CompiledRule, CompiledRuleSet
from checker.conditions import FieldReference, FittingRow
from checker.counting import with_codes
from checker.engines.engine import Engine
from checker.expressions import any_of, nw
from checker.made_columns import code_column
from checker.outcomes import Code, Outcome
from checker.problems import CheckerError
from checker.ruleset.model import Rule
from checker.value_words import shown_cell
from checker.values import Fitting, chosen, constants_of, number_of, rows_of
from checker.verdicts import Weighed
from checker.written import MILLIONTHS

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr, LazyFrame

MOST_GROUPS = 1000
"""More groups than that tell a reader nothing; a field that differs in every record is no weight of a group."""

Cell = tuple[int | None, int | None]
"""Which row of a weight's table is a record's, and what the field says that stands in it, in millionths."""


@dataclass(frozen=True)
class WeightGroup:
    """Records for which the same rows and fields say the weights, by the weight as it is written."""

    cells: Mapping[str, Cell]
    records: int

    def weight(self, rule: Rule) -> Fraction | None:
        """How much a rule weighs for them; none where nobody can say."""
        if isinstance(rule.weight, Decimal):
            return Fraction(rule.weight)
        if rule.id not in self.cells:  # it could not be evaluated, and is not scored
            return Fraction(0)
        row, said = self.cells[rule.id]
        constants = list(constants_of(rule.weight))
        if row is None or row >= len(constants):
            return None
        if isinstance(constants[row], FieldReference):
            return None if said is None or said < 0 else Fraction(said, MILLIONTHS)
        return Fraction(constants[row])


def weight_groups(engine: Engine, frame: LazyFrame[Any], compiled: CompiledRuleSet) -> list[WeightGroup]:
    """The groups of the records; none where every weight is a constant."""
    return _groups(engine, frame, compiled, None).get(None, [])


def weight_groups_each(
    engine: Engine, frame: LazyFrame[Any], compiled: CompiledRuleSet, by: str
) -> dict[Any, list[WeightGroup]]:
    """The groups of the records that have the same value in a column, for each value by itself."""
    return _groups(engine, frame, compiled, by)


def weighed(compiled: CompiledRuleSet, groups: Sequence[WeightGroup], rules: Sequence[Rule] = ()) -> Weighed | None:
    """What the rules weigh for each group, in their order; `rules` may be others of the same ids.

    None where every weight is a constant. Raises CheckerError for more groups than a reader can make sense of.
    """
    rules = rules or [rule.rule for rule in compiled.rules]
    if not any(map(_varies, rules)):
        return None
    if len(groups) > MOST_GROUPS:
        raise CheckerError(
            f"the weights of the rules differ in {len(groups)} ways, and at most {MOST_GROUPS} groups have a score "
            "each; give weights by groups of records, such as those of customers"
        )
    known: list[Weighed.Group] = []
    unknown = 0
    for group in groups:
        weights = [group.weight(rule) if _is_scored(rule) else Fraction(0) for rule in rules]
        sure = [weight for weight in weights if weight is not None]
        if len(sure) < len(weights):
            unknown += group.records
            continue
        when = _when(group, rules)
        said = _said(group, rules, compiled)
        known.append(Weighed.Group(when, said, group.records, tuple(float(weight) for weight in sure)))
    return Weighed(tuple(known), unknown)


def _varies(rule: Rule) -> bool:
    return _is_scored(rule) and not isinstance(rule.weight, Decimal)


def _is_scored(rule: Rule) -> bool:
    return rule.target != "none"


def _groups(
    engine: Engine, frame: LazyFrame[Any], compiled: CompiledRuleSet, by: str | None
) -> dict[Any, list[WeightGroup]]:
    rules = [rule for rule in compiled.rules if _varies(rule.rule)]
    if not rules:
        return {}
    alike: dict[str, list[CompiledRule]] = {}
    for rule in rules:
        alike.setdefault(repr(rule.rule.model_dump(mode="json", include={"weight"})), []).append(rule)
    keys: dict[str, Expr] = {}
    for number, (first, *_) in enumerate(alike.values()):
        rows = rows_of(first.rule.weight, compiled.columns)
        keys[f"$weight_row${number}"] = number_of(rows).cast(nw.Int64)
        keys[f"$weight${number}"] = chosen(rows, lambda row: _field(row, compiled)).cast(nw.Int64)
    codes = [int(code) for code in Code if code.outcome in (Outcome.KEPT, Outcome.BREACH)]
    judged = any_of(nw.col(code_column(rule.rule.id)).is_in(codes) for rule in rules)
    asked = with_codes(frame, rules).filter(judged)
    told = asked.select(*([by] if by else []), *(key.alias(name) for name, key in keys.items()))
    found: dict[Any, list[WeightGroup]] = {}
    for row in sorted(engine.rows(told.group_by(told.columns).agg(nw.len().alias("$records"))), key=_in_order):
        value, cells = (row[0], row[1:-1]) if by else (None, row[:-1])
        pairs = zip(cells[::2], cells[1::2], strict=True)
        of_rules = {rule.rule.id: pair for each, pair in zip(alike.values(), pairs, strict=True) for rule in each}
        found.setdefault(value, []).append(WeightGroup(of_rules, int(row[-1])))
    return found


def _in_order(row: Sequence[Any]) -> tuple[Any, ...]:
    return tuple((each is None, str(each) if isinstance(each, str) else "", each or 0) for each in row[:-1])


def _field(row: Fitting, compiled: CompiledRuleSet) -> Expr:
    if isinstance(row.value, FieldReference):
        return compiled.columns.value(row.value.field)
    nothing: Expr = nw.lit(None, nw.Int64)
    return nothing


def _rows(group: WeightGroup, rules: Sequence[Rule]) -> Iterator[tuple[Any, Any, int | None]]:
    """Each row of a table that says a weight of the group, the value that stands in it, and what its field says."""
    for rule in filter(_varies, rules):
        row, said = group.cells.get(rule.id, (None, None))
        if row is not None:
            whole = rule.weight[row] if isinstance(rule.weight, tuple) else None
            yield whole, list(constants_of(rule.weight))[row], said


def _when(group: WeightGroup, rules: Sequence[Rule]) -> dict[str, Any] | None:
    """The conditions of these rows as they are written, each once; none where all are last rows."""
    written: list[dict[str, Any]] = []
    for row, _, _ in _rows(group, rules):
        if isinstance(row, FittingRow):
            one = row.when.model_dump(mode="json", by_alias=True, exclude_unset=True)
            written += [] if one in written else [one]
    return {"all": written} if len(written) > 1 else written[0] if written else None


def _said(group: WeightGroup, rules: Sequence[Rule], compiled: CompiledRuleSet) -> dict[str, str]:
    """What the fields say that are weights, in words."""
    return {
        value.field: shown_cell(compiled.columns.fields[value.field], said, compiled.rule_set)
        for _, value, said in _rows(group, rules)
        if isinstance(value, FieldReference) and said is not None
    }
