"""A rule's target taken apart: each statistic with the records that it is for, and where its bounds come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

from checker.conditions import BOUNDS, FieldReference, FittingRow
from checker.durations import Duration, observed_amount
from checker.expressions import all_of
from checker.fields import Columns, ShareField, column_name
from checker.measures.measure import Measured
from checker.ruleset.model import Rule, RuleSet
from checker.targets import AllOf, Share, Target
from checker.targets.mean import Mean
from checker.targets.percentile import Percentile
from checker.targets.rate import Rate
from checker.targets.spread import Spread
from checker.targets.target import Amount, LookedUp, Previous
from checker.values import constants_of, fields_of, number_of, rows_of
from checker.worked_out import Lookup
from checker.written import MILLIONTHS

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr

Bound = Fraction | FieldReference | LookedUp | Previous
"""A bound in the unit of its target, or where it comes from."""

_IN_MILLIONTHS = ("number", "share")


@dataclass(frozen=True, eq=False)
class Part:
    """One statistic with its bounds, and the records that it is for."""

    target: Target
    unit: str
    """What the statistic counts: share, points, number, elapsed or working (microseconds), days."""
    bounds: Mapping[str, Bound]
    row: int | None = None
    """The row of the rule's target table whose records it is for."""
    when: tuple[Any, ...] = ()
    """The conditions of the rows that it stands in; of a last row none."""
    fits: Expr | None = None
    """Whether a record is its own by the tables of its bounds; null where that is unknown."""
    by: tuple[str, ...] = ()
    """The fields of which each value is judged by itself."""
    compared: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)
    """The fields whose groups it compares, with the words of those that it names."""
    value: Expr | None = None
    weight: Expr | None = None
    exposure: Expr | None = None
    exposure_of: str | None = None
    """The field by which records share an exposure, which the first of them counts; none: each has its own."""

    @property
    def is_counted(self) -> bool:
        """Whether counts of outcomes say all that it needs."""
        asked = (self.fits, self.value, self.weight, self.exposure)
        return not self.by and not self.compared and all(each is None for each in asked)

    @property
    def percentile(self) -> Fraction | None:
        """The part of all values that its value is reached by, where it is a percentile."""
        return Fraction(self.target.percentile) / 100 if isinstance(self.target, Percentile) else None

    @property
    def scale(self) -> int:
        """How many of what records hold make one in its unit."""
        return MILLIONTHS if self.unit in _IN_MILLIONTHS else 1


def parts_of(rule: Rule, rule_set: RuleSet, columns: Columns) -> tuple[Part, ...]:
    """The parts of a rule's target; none where it is reported for its figures only."""
    if rule.target == "none":
        return ()
    if not isinstance(rule.target, tuple):
        return tuple(_of_one(rule.target, rule, rule_set, columns))
    found: list[Part] = []
    for number, row in enumerate(rule.target):
        target, when = (row.then, (row.when,)) if isinstance(row, FittingRow) else (row.otherwise, ())
        found += _of_one(target, rule, rule_set, columns, row=number, when=when)
    return tuple(found)


def fields_read(target: Any) -> Iterator[str]:
    """Every field of the records that a rule's target reads."""
    yield from fields_of(target)
    for one in constants_of(target):
        for single in singles_of(one):
            for bound in (getattr(single, key, None) for key in (*BOUNDS, "unacceptable")):
                yield from fields_of(bound)
            named = [getattr(single, key, None) for key in ("in_each", "across", "weighted_by", "mean", "of")]
            named += [name for key in ("falling", "rising") for name in getattr(single, key, None) or ()]
            yield from (name for name in named if name and name not in ("observed", "records") and "." not in name)
            if (exposure := exposure_field(single)) is not None:
                yield exposure


def exposure_field(target: Any) -> str | None:
    """The field with the exposure of a rate; that of another table is looked up as a field of its own."""
    if not isinstance(target, Rate) or target.of == "records":
        return None
    return f"${column_name(target.of)}" if "." in target.of else target.of


def with_exposures(rule_set: RuleSet) -> RuleSet:
    """The rule set with a worked-out field for each exposure that stands in another table."""
    targets = [one for rule in rule_set.rules for whole in constants_of(rule.target) for one in singles_of(whole)]
    looked_up = {
        name: Lookup(lookup=target.of)
        for target in targets
        if (name := exposure_field(target)) is not None and "." in target.of
    }
    if not looked_up:
        return rule_set
    return rule_set.model_copy(update={"worked_out": {**rule_set.worked_out, **looked_up}})


def is_of_observed(target: Any) -> bool:
    """Whether some part of a rule's target is made of what its measure observes."""
    singles = [single for one in constants_of(target) for single in singles_of(one)]
    return any(isinstance(each, Percentile) or getattr(each, "mean", None) == "observed" for each in singles)


def singles_of(target: Any) -> tuple[Any, ...]:
    """The targets that one comes to: itself, or each of `all_of`."""
    return target.all_of if isinstance(target, AllOf) else (target,)


def _of_one(
    target: Any,
    rule: Rule,
    rule_set: RuleSet,
    columns: Columns,
    *,
    row: int | None = None,
    when: tuple[Any, ...] = (),
) -> Iterator[Part]:
    for single in singles_of(target):
        if isinstance(single, FieldReference):  # each record's own share
            whole = Share.model_construct({"at_least"}, at_least=single)
            yield from _by_rows(whole, rule, rule_set, columns, row, when)
        else:
            yield from _by_rows(single, rule, rule_set, columns, row, when)


def _by_rows(
    target: Any, rule: Rule, rule_set: RuleSet, columns: Columns, row: int | None, when: tuple[Any, ...]
) -> Iterator[Part]:
    """A part for each choice of rows of the tables that its bounds stand in."""
    written = {key: bound for key in (*BOUNDS, "unacceptable") if (bound := getattr(target, key, None)) is not None}
    tables = {key: bound for key, bound in written.items() if isinstance(bound, tuple)}
    choices = [[(key, number, each) for number, each in enumerate(table)] for key, table in tables.items()]
    for choice in product(*choices):
        bounds = {**written, **{key: next(constants_of((each,))) for key, _, each in choice}}
        fits = [number_of(rows_of(tables[key], columns)) == number for key, number, _ in choice]
        chosen = tuple(each.when for _, _, each in choice if isinstance(each, FittingRow))
        yield _part(target, rule, rule_set, columns, bounds, row, (*when, *chosen), all_of(fits) if fits else None)


def _part(
    target: Any,
    rule: Rule,
    rule_set: RuleSet,
    columns: Columns,
    bounds: Mapping[str, Any],
    row: int | None,
    when: tuple[Any, ...],
    fits: Expr | None,
) -> Part:
    unit, value = _measured(target, rule, columns)
    if unit == "number" and any(isinstance(each, Amount) and each.unit == "share" for each in bounds.values()):
        unit = "share"
    weighted_by, in_each = getattr(target, "weighted_by", None), getattr(target, "in_each", None)
    exposure = exposure_field(target)
    by = [
        *([in_each] if in_each else []),
        *(each.field for each in bounds.values() if isinstance(each, FieldReference)),
    ]
    return Part(
        target=target,
        unit=unit,
        bounds={key: exact(each) if isinstance(each, Amount | Duration) else each for key, each in bounds.items()},
        row=row,
        when=when,
        fits=fits,
        by=tuple(dict.fromkeys(by)),
        compared=_compared(target, columns),
        value=value,
        weight=columns.value(weighted_by) if weighted_by else None,
        exposure=columns.value(exposure) if exposure else None,
        exposure_of=rule_set.tables[target.of.partition(".")[0]].match if exposure and "." in target.of else None,
    )


def exact(amount: Amount | Duration) -> Fraction:
    """A constant as a number: microseconds, days, parts of one, or as it is."""
    return Fraction(observed_amount(amount)) if isinstance(amount, Duration) else amount.value


def _measured(target: Any, rule: Rule, columns: Columns) -> tuple[str, Expr | None]:
    """What the statistic counts, and the value in each record that it is made of."""
    match target:
        case Share():
            return "share", None
        case Spread():
            return "points", None
        case Mean(mean=name) if name != "observed":
            model = columns.fields[name]
            unit = "share" if isinstance(model, ShareField) else model.family
            return unit, columns.value(name)
        case Mean() | Percentile():
            assert isinstance(rule.measure, Measured)
            observed = rule.measure.observe(columns)
            return rule.measure.units(columns)[0], observed.value if observed.counted is None else observed.counted
    return "number", None


def _compared(target: Any, columns: Columns) -> dict[str, dict[Any, str]]:
    """The fields whose groups are compared, with what their words are in the records."""
    if isinstance(target, Spread):
        return {target.across: {}}
    if isinstance(target, Mean):
        return {
            name: {columns.constant(name, word): word for word in words}
            for order in (target.falling, target.rising)
            for name, words in (order or {}).items()
        }
    return {}
