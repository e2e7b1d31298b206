"""The changes of a rule set that are tried: those of its rules first, then of what rules share.

Trying a change takes the longer the more there is to be judged by it, and the wider a part is the more changes it has.
So the changes of one part, and those of a whole rule set, are tried up to a size; what is beyond it is named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

from checker.outcomes import Outcome
from checker.ruleset.model import Rule, RuleSet
from checker.ruleset.yaml12 import Trail
from checker.ruletests.changes import (
    Around,
    exclusion_changes,
    importance_changes,
    overall_changes,
    rule_changes,
    worked_out_changes,
)
from checker.ruletests.condition_changes import Change
from checker.ruletests.expecting import Expecting
from checker.ruletests.loading import Suite
from checker.ruletests.noticing import fields_read
from checker.ruletests.running import Together
from checker.ruletests.target_changes import target_changes
from checker.ruletests.walking import parts_of, reads
from checker.versions import rule_id

MOST_OF_A_PART = 10_000
"""The size of the changes of one part that are tried: how many there are, times the words and bounds each is judged by.

The largest of a real rule set has half of it.
"""

MOST_OF_ALL = 10 * MOST_OF_A_PART
"""The size of all changes of a rule set that are tried."""

MOST_CHANGES = 2_000
"""So many changes of one part are tried, however small each is."""


@dataclass(frozen=True)
class Mutant:
    """A rule set with one small change."""

    about: str
    change: Change
    rule: Rule | None = None
    """The rule as it was changed; none where the change concerns what rules share."""
    rule_set: RuleSet | None = None
    """The rule set as it was changed, where rules share what was."""
    rules: tuple[str, ...] = ()
    """The rules that may judge otherwise because of that."""


@dataclass(frozen=True)
class Untried:
    """A part that has more changes than are tried."""

    about: str
    said: str
    line: int
    column: int

    @property
    def told(self) -> str:
        """In a line, such as `not tried: further changes of first-answer, after 210; each is …`."""
        return f"not tried: {self.said}"


def mutants_of(
    suite: Suite, groups: Sequence[Together], expected: Sequence[Expecting], only: Collection[str] | None = None
) -> tuple[list[Mutant], tuple[Untried, ...]]:
    """The changes to try, and the parts of which some are left out; `only` names the parts that are changed."""
    is_whole = any(what.wholes for what in expected)
    around = Around(suite.rule_set, groups[0].compiled.columns, suite.rules, is_judged_as_a_whole=is_whole)
    mutants: list[Mutant] = []
    untried: list[Untried] = []
    left = MOST_OF_ALL
    for part in _parts(around, groups):
        if only is not None and part.about not in only:
            continue
        tried, is_cut = _tried(part, min(left, MOST_OF_A_PART))
        left -= len(tried) * part.size
        mutants += tried
        if is_cut:
            at = suite.rules.place(part.trail)
            what = f"further changes of {part.about}, after {len(tried):,}" if tried else f"changes of {part.about}"
            said = f"{what}; each is judged by {part.size:,} words and bounds"
            untried.append(Untried(part.about, said, at.line, at.column))
    return mutants, tuple(untried)


@dataclass(frozen=True)
class _Part:
    """A part that is changed, where it stands, how much is judged by each change, and the changes one by one."""

    about: str
    trail: Trail
    size: int
    mutants: Iterator[Mutant]


def _tried(part: _Part, most: int) -> tuple[list[Mutant], bool]:
    """The changes of a part up to a size, and whether there are more."""
    tried: list[Mutant] = []
    for mutant in part.mutants:
        if len(tried) >= MOST_CHANGES or (len(tried) + 1) * part.size > most:
            return tried, True
        tried.append(mutant)
    return tried, False


def _parts(around: Around, groups: Sequence[Together]) -> Iterator[_Part]:
    rule_set = around.rule_set
    sizes = {rule.id: _size(rule, rule_set) for rule in rule_set.rules}
    for position, rule in enumerate(rule_set.rules):
        changes = _of_rule(rule, position, around, groups)
        yield _Part(rule.id, ("rules", position, "id"), sizes[rule.id], changes)
    for name in rule_set.classifications:
        readers = tuple(rule.id for rule in rule_set.rules if name in _read_by(rule_set, rule))
        size = sum(sizes[reader] for reader in readers)
        yield _Part(f"worked-out field {name}", ("worked_out", name), size, _of_field(name, readers, around))
    for position, exclusion in enumerate(rule_set.exclusions):
        size = sum(sizes.values())
        changes = _of_exclusion(position, around)
        yield _Part(f"exclusion {exclusion.id}", ("exclusions", position, "id"), size, changes)
    yield _Part("overall", ("overall",), len(rule_set.rules), _of_overall(around))


def _size(rule: Rule, rule_set: RuleSet) -> int:
    """How many words and bounds a rule is judged by, those of worked-out fields and exclusions included."""
    shared = [exclusion.when for exclusion in rule_set.exclusions if rule.id not in exclusion.except_]
    tables = [rule_set.worked_out[name] for name in _read_by(rule_set, rule) if name in rule_set.worked_out]
    return sum(1 for part in (rule.scope, rule.measure, rule.target, *shared, *tables) for _ in parts_of(part, ()))


def _of_rule(rule: Rule, position: int, around: Around, groups: Sequence[Together]) -> Iterator[Mutant]:
    seen = [rule]
    changes = (
        rule_changes(rule, position, around),
        target_changes(rule, position, around, _worths(rule, groups)),
        importance_changes(rule, position, around),
    )
    for change in chain.from_iterable(changes):
        if change.part not in seen:
            seen.append(change.part)
            yield Mutant(rule.id, change, rule=change.part)


def _of_field(name: str, readers: tuple[str, ...], around: Around) -> Iterator[Mutant]:
    rule_set = around.rule_set
    for change in worked_out_changes(name, around):
        changed = rule_set.model_copy(update={"worked_out": {**rule_set.worked_out, name: change.part}})
        yield Mutant(f"worked-out field {name}", change, rule_set=changed, rules=readers)


def _of_exclusion(position: int, around: Around) -> Iterator[Mutant]:
    rule_set, exclusion = around.rule_set, around.rule_set.exclusions[position]
    for change in exclusion_changes(position, exclusion, around):
        changed = rule_set.model_copy(update={"exclusions": change.part})
        concerned = tuple(rule.id for rule in rule_set.rules if _is_concerned(rule.id, rule_set, changed))
        yield Mutant(f"exclusion {exclusion.id}", change, rule_set=changed, rules=concerned)


def _of_overall(around: Around) -> Iterator[Mutant]:
    for change in overall_changes(around):
        yield Mutant("overall", change, rule_set=around.rule_set.model_copy(update={"overall": change.part}))


def _read_by(rule_set: RuleSet, rule: Rule) -> set[str]:
    names = fields_read([rule], rule_set)
    for exclusion in rule_set.exclusions:
        names |= {*exclusion.when.fields()} if rule.id not in exclusion.except_ else set()
    return reads(rule_set, iter(names))


def _is_concerned(rule: str, before: RuleSet, after: RuleSet) -> bool:
    def of_rule(rule_set: RuleSet) -> list[object]:
        return [exclusion.when for exclusion in rule_set.exclusions if rule not in exclusion.except_]

    return of_rule(before) != of_rule(after)


def _worths(rule: Rule, groups: Sequence[Together]) -> dict[int, Fraction]:
    """By row of the target, what one record is of those judged in the largest case that expects a verdict."""
    most: dict[int, int] = {}
    for group in groups:
        for place, case in group.cases.items():
            if rule_id(rule.id) in case.expect_verdict:
                tally = group.counts[place].rules[rule.id]
                for row, outcomes in enumerate(tally.rows or [tally.outcomes]):
                    judged = outcomes.get(Outcome.KEPT, 0) + outcomes.get(Outcome.BREACH, 0)
                    most[row] = max(judged, most.get(row, 0))
    return {row: Fraction(1, judged) for row, judged in most.items() if judged}
