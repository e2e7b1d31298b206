"""Counting codes: one pass over the records for a dozen rules and all groups at once, rolled up here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from checker.compilation import CompiledRuleSet
from checker.compiled_rule import EXCLUSIONS_LEAVE, SETTLED, CompiledRule
from checker.engines.engine import Engine, EngineError
from checker.expressions import is_breach, nw
from checker.fields import Fault
from checker.made_columns import (
    ROW,
    base_column,
    code_column,
    exclusion_column,
    hidden_column,
    included_column,
    target_row_column,
)
from checker.outcomes import Code, Outcome, Reason
from checker.targets.target import Totals

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr, LazyFrame

T = TypeVar("T")

RULES_AT_ONCE = 12
"""Building expressions costs more than linearly; a pass over the records is cheap."""

MOST_CELLS = 10_000
"""Above so many combinations of groups, each group is counted by itself."""


@dataclass
class RuleTally:
    """How many records of a rule had which code."""

    codes: Counter[int] = field(default_factory=Counter)
    groups: dict[str, dict[Any, Counter[Outcome]]] = field(default_factory=dict)
    rows: list[Counter[Outcome]] = field(default_factory=list)
    """For each row of a target table: kept, breach, undetermined, and waived."""
    totals: dict[int, dict[tuple[Any, ...], Totals]] = field(default_factory=dict)
    """By the number of a part of the target and the values that it is judged by: what counts alone do not say."""
    looked_up: dict[str, Fraction | str] = field(default_factory=dict)
    """By the field of a table, the bound that it holds for the rule, or why that is not known."""
    excluded_kept: int = 0
    """How many more were kept had nothing been excluded; fewer, where a unit has excluded records among others."""
    excluded_breach: int = 0
    hidden: Counter[Outcome] = field(default_factory=Counter)
    """Units of a composed rule that are undetermined or pending, and would be breaches but for a waiver."""
    problem: str | None = None
    """Why the rule could not be evaluated."""

    @property
    def outcomes(self) -> dict[Outcome, int]:
        """All seven outcomes."""
        found = _outcomes(self.codes)
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


@dataclass
class ExclusionTally:
    """How many records an exclusion fits, and of how many that is unknown."""

    records: int = 0
    unknown: int = 0


@dataclass
class Counts:
    """What is counted of the records, by the id of a rule or exclusion and by the name of a field."""

    rules: dict[str, RuleTally] = field(default_factory=dict)
    exclusions: dict[str, ExclusionTally] = field(default_factory=dict)
    faults: dict[str, Counter[Fault]] = field(default_factory=dict)
    """How many cells are missing, unreadable and so on."""


def with_included_codes(frame: LazyFrame[Any], rules: Iterable[CompiledRule]) -> LazyFrame[Any]:
    """The records with the code that each rule would give them had nothing been excluded; what is there stays."""
    there = set(frame.columns)
    rules = [rule for rule in rules if included_column(rule.rule.id) not in there]
    if not rules:
        return frame
    first, then = [], []
    for rule in rules:
        name = rule.rule.id
        if rule.target_row is not None:
            first.append(rule.target_row.alias(target_row_column(name)))
        if rule.included is None:
            first.append(rule.base.alias(included_column(name)))
        else:
            first.append(rule.base.alias(base_column(name)))
            then.append(rule.included.alias(included_column(name)))
    coded = frame.with_columns(first)
    return coded.with_columns(then) if then else coded


def with_codes(frame: LazyFrame[Any], rules: Iterable[CompiledRule]) -> LazyFrame[Any]:
    """The records with the code of each rule; those that have it already keep it."""
    there = set(frame.columns)
    rules = [rule for rule in rules if code_column(rule.rule.id) not in there]
    if not rules:
        return frame
    codes = [rule.code.alias(code_column(rule.rule.id)) for rule in rules]
    return with_included_codes(frame, rules).with_columns(codes)


def dozens(things: Sequence[T]) -> list[Sequence[T]]:
    """Rules, or what goes with each, in their order: as many together as are asked for in one pass."""
    return [things[start : start + RULES_AT_ONCE] for start in range(0, len(things), RULES_AT_ONCE)]


def held_with_codes(engine: Engine, frame: LazyFrame[Any], compiled: CompiledRuleSet) -> LazyFrame[Any]:
    """The records with the codes of all rules, computed once and held; a dozen that cannot be is left to be asked."""
    held = frame
    for rules in dozens(compiled.rules):
        try:
            held = engine.keep(with_codes(held, rules), few=True)
        except EngineError:
            continue
    return held


def count(
    engine: Engine,
    frame: LazyFrame[Any],
    compiled: CompiledRuleSet,
    faults: Mapping[str, Sequence[Fault]] = MappingProxyType({}),
) -> Counts:
    """Count every rule's codes, every exclusion's records, and of each field the faults that its cells may have.

    A rule that the engine cannot compute says so in its tally, and the others are counted.
    """
    groups = compiled.rule_set.records.groups
    exclusions = tuple(exclusion.id for exclusion in compiled.rule_set.exclusions)
    together = len(groups) < 2 or _cells(engine, frame, groups) <= MOST_CELLS
    passes = [groups] if together else [(), *((group,) for group in groups)]
    counts = Counts()
    for number, rules in enumerate(dozens(compiled.rules)):
        asked = {} if number else faults
        try:
            _look(engine, frame, Look(rules, exclusions, asked), passes, counts)
        except EngineError:
            _look(engine, frame, Look((), exclusions, asked), passes, counts)
            for rule in rules:
                try:
                    _look(engine, frame, Look((rule,), rule.exclusions), passes, counts)
                except EngineError as error:
                    counts.rules[rule.rule.id] = RuleTally(problem=str(error))
    return counts


def count_each(engine: Engine, frame: LazyFrame[Any], compiled: CompiledRuleSet, by: str) -> dict[Any, Counts]:
    """Count every rule's codes and every exclusion's records for each value of a column by itself.

    Raises EngineError where the engine cannot compute a rule.
    """
    exclusions = tuple(exclusion.id for exclusion in compiled.rule_set.exclusions)
    fits = [exclusion_column(name) for name in exclusions]
    counts: dict[Any, Counts] = {}
    for rules in dozens(compiled.rules):
        looks: dict[Any, Look] = {}
        coded = with_included_codes(frame, rules)
        for value, *numbers in engine.rows(coded.group_by([by, *fits]).agg(Look(rules, exclusions).sums())):
            looks.setdefault(value, Look(rules, exclusions)).add({}, numbers, totals=True)
        for value, look in looks.items():
            each = counts.setdefault(value, Counts())
            each.rules |= {counted.rule.rule.id: counted.tally for counted in look.counted}
            each.exclusions |= look.excluded
    return counts


def _cells(engine: Engine, frame: LazyFrame[Any], groups: Sequence[str]) -> int:
    """How many combinations of groups the records have."""
    cells = frame.group_by(list(groups)).agg(nw.len().alias("records"))
    return int(engine.rows(cells.select(nw.len().alias("cells")))[0][0])


def _look(engine: Engine, frame: LazyFrame[Any], look: Look, passes: Sequence[tuple[str, ...]], counts: Counts) -> None:
    """Look over the records once, or once for each of several groups, and keep what was counted."""
    coded = with_included_codes(frame, look.rules)
    fits = [exclusion_column(name) for name in look.exclusions]
    # Each sum is compared with the name of each column, so the engine is given no others than are counted.
    made = [included_column, code_column, hidden_column, target_row_column]
    counted = {*fits, *(f"{name}$fault" for name in look.faults), *(name for groups in passes for name in groups)}
    counted |= {column(rule.rule.id) for rule in look.rules for column in made}
    coded = coded.select(ROW, *(name for name in coded.columns if name in counted))
    for number, groups in enumerate(passes):
        keys = [*groups, *fits]
        cells = coded.group_by(keys).agg(look.sums()) if keys else coded.select(look.sums())
        for row in engine.rows(cells):
            look.add(dict(zip(groups, row, strict=False)), row[len(groups) :], totals=number == 0)
    counts.rules |= {each.rule.rule.id: each.tally for each in look.counted}
    counts.exclusions |= look.excluded
    if look.faults:
        counts.faults = look.faults


class Look:
    """What one look over the records counts; which exclusions fit makes cells of their own, as groups do."""

    def __init__(
        self,
        rules: Sequence[CompiledRule],
        exclusions: Sequence[str],
        faults: Mapping[str, Sequence[Fault]] = MappingProxyType({}),
    ) -> None:
        self.rules = rules
        self.exclusions = exclusions
        first: dict[tuple[Any, ...], Counted] = {}
        self.counted = [CountedUnits(rule) if rule.is_composed else Counted(rule, first) for rule in rules]
        self.excluded = {name: ExclusionTally() for name in exclusions}
        self.faults: dict[str, Counter[Fault]] = {name: Counter() for name in faults}
        self._asked = [(name, fault) for name, possible in faults.items() for fault in possible]

    def sums(self) -> list[Expr]:
        """One expression for each number that `add` takes after the fits of the exclusions."""
        cells = [
            (nw.col(f"{name}$fault") == int(fault)).cast(nw.Int16).sum().alias(f"{name}$fault${int(fault)}")
            for name, fault in self._asked
        ]
        return [nw.len().alias("$records"), *cells, *(sums for each in self.counted for sums in each.sums())]

    def add(self, groups: dict[str, Any], numbers: Sequence[Any], *, totals: bool) -> None:
        """Add a cell's numbers to the tallies of its groups, and to the totals."""
        fits = dict(zip(self.exclusions, numbers, strict=False))
        values = iter([int(number or 0) for number in numbers[len(fits) :]])
        records = next(values)
        found = [(name, fault, next(values)) for name, fault in self._asked]
        if totals:
            for name, fit in fits.items():
                self.excluded[name].records += records if fit else 0
                self.excluded[name].unknown += records if fit is None else 0
            for name, fault, cells in found:
                self.faults[name][fault] += cells
        for each in self.counted:
            excluded = any(fits[name] for name in each.rule.exclusions)
            each.add(groups, records, values, excluded=excluded, totals=totals)


class Counted:
    """The sums that one rule needs of each cell, and the tally that they add up to.

    A sum costs as much as a rule's whole condition, so none is asked for that follows from others: rules that settle
    the same records before their measures count these once, and one code is that of all records that have no other.
    """

    def __init__(self, rule: CompiledRule, first: dict[tuple[Any, ...], Counted]) -> None:
        self.rule = rule
        self.tally = RuleTally(rows=[Counter() for _ in range(rule.rows)])
        settled = [code for code in rule.codes if code in SETTLED]
        other = [code for code in rule.codes if code not in SETTLED]
        self._like = first.setdefault(rule.before, self)
        self._shared = [] if self._like is self else settled
        # Of all codes an undetermined one: what nobody thought of would be no breach, and never kept.
        self._rest = next((code for code in reversed(other) if code.outcome is Outcome.UNDETERMINED), None)
        self._asked = [code for code in rule.codes if code not in self._shared and code is not self._rest]
        self.cell: Counter[Code] = Counter()

    def sums(self) -> Iterator[Expr]:
        """One expression for each number that `add` takes."""
        name = self.rule.rule.id
        code = nw.col(included_column(name))
        conditions = [code == int(each) for each in self._asked]
        undetermined = [int(each) for each in self.rule.codes if each.outcome is Outcome.UNDETERMINED]
        for number in range(len(self.tally.rows)):
            in_row = nw.col(target_row_column(name)) == number
            conditions += [
                in_row & (code == int(Code.KEPT)),
                in_row & is_breach(code),
                in_row & code.is_in([each for each in undetermined if each != Code.DUPLICATE_ID]),
                in_row & (code == int(Code.DUPLICATE_ID)),
                *([in_row & (code == int(Code.WAIVED))] if self.rule.waivers else []),
            ]
        for number, condition in enumerate(conditions):
            yield condition.cast(nw.Int16).sum().alias(f"{name}${number}")

    def _codes(self, records: int, values: Iterator[int]) -> Counter[Code]:
        """How many records of a cell have which code."""
        found = {code: self._like.cell[code] for code in self._shared} | {code: next(values) for code in self._asked}
        if self._rest is not None:
            found[self._rest] = records - sum(found.values())
        self.cell = Counter(found)
        return self.cell

    def add(self, groups: dict[str, Any], records: int, values: Iterator[int], *, excluded: bool, totals: bool) -> None:
        """Add the sums of one cell of so many records; an exclusion fits all of them, or none."""
        codes = self._codes(records, values)
        if excluded and totals:
            self.tally.excluded_kept += codes[Code.KEPT]
            self.tally.excluded_breach += _outcomes(codes)[Outcome.BREACH]
        if excluded:
            codes = Counter({code: number for code, number in codes.items() if _stays(code)}) + Counter(
                {Code.EXCLUDED: sum(number for code, number in codes.items() if not _stays(code))}
            )
        for row in self.tally.rows:
            kept, breach, undetermined, duplicates = (next(values) for _ in range(4))
            waived = next(values) if self.rule.waivers else 0
            if totals and not excluded:
                row.update({Outcome.KEPT: kept, Outcome.BREACH: breach, Outcome.UNDETERMINED: undetermined})
                row[Outcome.WAIVED] += waived
            if totals:
                row[Outcome.UNDETERMINED] += duplicates
        outcomes = _outcomes(codes)
        if totals:
            self.tally.codes.update(codes)
        for group, value in groups.items():
            self.tally.groups.setdefault(group, {}).setdefault(value, Counter()).update(outcomes)


class CountedUnits:
    """The sums of a rule whose code is what others come to: of a unit one record is counted, under its code as it is.

    What is excluded is a code like the others, since a record that is excluded may belong to a unit that is judged.
    """

    def __init__(self, rule: CompiledRule) -> None:
        self.rule = rule
        self.tally = RuleTally(rows=[Counter() for _ in range(rule.rows)])
        waived = (Outcome.WAIVED,) if Code.WAIVED in rule.codes else ()
        self._told = (Outcome.KEPT, Outcome.BREACH, Outcome.UNDETERMINED, *waived)
        self._may_be_excluded = Code.EXCLUDED in rule.codes

    def sums(self) -> Iterator[Expr]:
        """One expression for each number that `add` takes."""
        name = self.rule.rule.id
        code, included = nw.col(code_column(name)), nw.col(included_column(name))
        conditions = [code == int(each) for each in self.rule.codes]
        if self._may_be_excluded:
            conditions += [included == int(Code.KEPT), is_breach(included)]
        if self.rule.waivers:
            hides = nw.col(hidden_column(name)) == 1
            conditions += [hides & code.is_in(_codes_of(outcome)) for outcome in _HIDING]
        for number in range(len(self.tally.rows)):
            in_row = nw.col(target_row_column(name)) == number
            for outcome in self._told:
                conditions.append(in_row & code.is_in([int(each) for each in Code if each.outcome is outcome]))
        for number, condition in enumerate(conditions):
            yield condition.cast(nw.Int16).sum().alias(f"{name}${number}")

    def add(self, groups: dict[str, Any], records: int, values: Iterator[int], *, excluded: bool, totals: bool) -> None:
        """Add the sums of one cell; what is excluded is told by the codes."""
        codes = Counter({code: next(values) for code in self.rule.codes})
        outcomes = _outcomes(codes)
        if self._may_be_excluded:
            kept, breach = next(values), next(values)
            if totals:
                self.tally.excluded_kept += kept - outcomes[Outcome.KEPT]
                self.tally.excluded_breach += breach - outcomes[Outcome.BREACH]
        for outcome in _HIDING if self.rule.waivers else ():
            number = next(values)
            self.tally.hidden[outcome] += number if totals else 0
        for row in self.tally.rows:
            for outcome in self._told:
                number = next(values)
                row[outcome] += number if totals else 0
        if totals:
            self.tally.codes.update(codes)
        for group, value in groups.items():
            self.tally.groups.setdefault(group, {}).setdefault(value, Counter()).update(outcomes)


_HIDING = (Outcome.UNDETERMINED, Outcome.PENDING)
"""What decides before a breach that is accepted."""


def _codes_of(outcome: Outcome) -> list[int]:
    return [int(each) for each in Code if each.outcome is outcome]


def _stays(code: Code) -> bool:
    """Whether no exclusion changes it."""
    first, last = EXCLUSIONS_LEAVE
    return first <= code <= last


def _outcomes(codes: Mapping[Code, int] | Mapping[int, int]) -> Counter[Outcome]:
    found: Counter[Outcome] = Counter()
    for code, number in codes.items():
        found[Code(code).outcome] += number
    return found
