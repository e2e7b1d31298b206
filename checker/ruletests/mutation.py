"""Whether the cases of a rule set notice a change of its rules: each is changed in small ways, and judged again.

A change is noticed where some case that came out as expected no longer does. What no case notices is tried on records
made up for it (see `witnesses`): where none can tell the change from the rule as it is, it changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from checker.conditions import FittingRow, OtherwiseRow
from checker.measures.all_of import AllOf
from checker.measures.checklist import Checklist
from checker.measures.follow_up import FollowUp
from checker.measures.recurrence import Recurrence
from checker.outcomes import Code
from checker.ruleset.analysis.possible_values import NotAnalysed
from checker.ruleset.analysis.regions import Question, RecordSpace, TooMuchWork
from checker.ruleset.analysis.truths import UNKNOWN, YES, Differ
from checker.ruleset.model import Rule, RuleSet
from checker.ruletests.expecting import Expecting, expecting
from checker.ruletests.loading import Suite
from checker.ruletests.mutants import Mutant, Untried, mutants_of
from checker.ruletests.noticing import noticed_by_records, noticed_by_verdicts
from checker.ruletests.running import Together
from checker.ruletests.scores import attainable, judge_alike
from checker.ruletests.witnesses import Found, explore_rule, explore_shared
from checker.targets import Share
from checker.targets.share import constant
from checker.values import WeightValue, constant_weight
from checker.versions import rule_id


@dataclass(frozen=True)
class Unnoticed:
    """A change that no case noticed."""

    about: str
    said: str
    line: int
    column: int
    found: str | None
    """A record that would show it, or why it changes nothing."""


@dataclass(frozen=True)
class Mutation:
    """What became of all changes of a rule set."""

    noticed: int
    survivors: tuple[Unnoticed, ...]
    equivalent: tuple[Unnoticed, ...]
    """Changes that were proved to change nothing."""
    untried: tuple[Untried, ...] = ()
    """The parts of which not every change was tried."""

    @property
    def changes(self) -> int:
        """How many changes could be noticed."""
        return self.noticed + len(self.survivors)


def mutated(
    suite: Suite, groups: Sequence[Together], passing: frozenset[int], only: Collection[str] | None = None
) -> Mutation:
    """Change the rules of a suite in small ways, and see what its cases notice.

    `passing`: the cases that come out as expected; the others notice nothing. `only`: the parts of the rule set that
    are changed, by what they are called: `delivery-cycle`, `exclusion strike`; default all.
    """
    expected = [expecting(group, passing) for group in groups]
    mutants, untried = mutants_of(suite, groups, expected, only)
    noticed: set[int] = set()
    for group, what in zip(groups, expected, strict=True):
        left = {place: mutant for place, mutant in enumerate(mutants) if place not in noticed}
        noticed |= _noticed(group, what, left)
    left = {place: mutant for place, mutant in enumerate(mutants) if place not in noticed}
    found = _explored(suite, groups[0], expected, left)
    survivors: list[Unnoticed] = []
    equivalent: list[Unnoticed] = []
    for place, mutant in left.items():
        at = suite.rules.place(mutant.change.trail)
        what_found = found.get(place)
        told = Unnoticed(mutant.about, mutant.change.said, at.line, at.column, what_found.said if what_found else None)
        (equivalent if what_found and what_found.is_equivalent else survivors).append(told)
    return Mutation(len(noticed), tuple(survivors), tuple(equivalent), untried)


# ---- what is noticed


def _noticed(group: Together, expected: Expecting, mutants: Mapping[int, Mutant]) -> set[int]:
    """The mutants that the cases of a group notice."""
    noticed: set[int] = set()
    quick = {place: mutant for place, mutant in mutants.items() if _only_judges(group, mutant)}
    noticed |= noticed_by_verdicts(
        group, expected, {place: (each.rule, each.rule_set) for place, each in quick.items()}
    )
    own = {place: each.rule for place, each in mutants.items() if each.rule is not None and place not in quick}
    noticed |= noticed_by_records(group, expected, own)
    for place, mutant in mutants.items():
        if mutant.rule_set is not None and mutant.rules and place not in quick:
            seen = noticed_by_records(group, expected, {}, (mutant.rule_set, mutant.rules))
            noticed |= {place} if seen else set()
    return noticed


def _only_judges(group: Together, mutant: Mutant) -> bool:
    """Whether a change leaves every record as it is, and concerns verdicts only."""
    if mutant.rule is None:
        return not mutant.rules
    rule = group.rule(mutant.rule.id).rule
    deciding = ("scope", "per", "measure", "missing", "in_force", "announced_from")
    same = all(getattr(rule, key) == getattr(mutant.rule, key) for key in deciding)
    return same and _whens(rule) == _whens(mutant.rule)


def _whens(rule: Rule) -> list[object]:
    return [getattr(row, "when", None) for row in rule.target] if isinstance(rule.target, tuple) else []


# ---- what is not


def _explored(
    suite: Suite, group: Together, expected: Sequence[Expecting], left: Mapping[int, Mutant]
) -> dict[int, Found]:
    """What is found of each change that was not noticed."""
    found: dict[int, Found] = {}
    for rule in suite.rule_set.rules:
        changed = {place: each.rule for place, each in left.items() if each.rule is not None and each.about == rule.id}
        proved = {place: said for place, each in changed.items() if (said := _proved(group, rule, each))}
        found |= {place: Found(said, is_equivalent=True) for place, said in proved.items()}
        open_ones = {place: each for place, each in changed.items() if place not in proved}
        found |= _by_verdicts_only(expected, rule, open_ones)
        records = {place: each for place, each in open_ones.items() if place not in found}
        needs_several = group.rule(rule.id).is_composed or isinstance(rule.measure, FollowUp | Recurrence)
        if needs_several:  # none are made up: several records, or rules, would have to be made up together
            found |= dict.fromkeys(records, _shown_by_several(rule))
        elif records:
            found |= explore_rule(group, rule, records)
    for place, mutant in left.items():
        if mutant.about == "overall" and mutant.rule_set is not None:
            alike = _decides_alike(suite.rule_set, mutant.rule_set)
            found |= {place: Found("no score of these weights lies between", is_equivalent=True)} if alike else {}
        if mutant.rule_set is not None and mutant.rules:
            what = explore_shared(group, mutant.change.trail, mutant.rule_set)
            found |= {place: what} if what else {}
    return found


def _shown_by_several(rule: Rule) -> Found:
    """What kind of case would show a change that only several records, or several rules, show together."""
    if isinstance(rule.measure, Recurrence):
        said = "events just as far apart, or as many, as the limit allows, and others one unit beside it"
    elif isinstance(rule.measure, FollowUp):
        said = "a record and what follows it just within the limit, and one unit later; or what may not follow"
    else:
        said = "records of one key, or parts, of which one alone decides what becomes of the whole"
    return Found(f"no records were made up for it; a case may show it with {said}", is_equivalent=False)


def _by_verdicts_only(expected: Sequence[Expecting], rule: Rule, mutants: Mapping[int, Rule]) -> dict[int, Found]:
    """What to say of changes that no record can show, only what records come to together."""
    has_verdict = any(rule_id(rule.id) in what.verdicts for what in expected)
    of_target = (
        "a case just on the target and one just below it" if has_verdict else "no case that passes expects its verdict"
    )
    found: dict[int, Found] = {}
    for place, each in mutants.items():
        if each.severity != rule.severity or each.weight != rule.weight:
            found[place] = Found("a case in which the rule decides what is said of the whole", is_equivalent=False)
        elif (each.in_force, each.announced_from) != (rule.in_force, rule.announced_from):
            found[place] = Found("a record dated on the day between the two", is_equivalent=False)
        elif not isinstance(each.target, tuple) and each.target != rule.target:
            found[place] = Found(of_target, is_equivalent=False)
    return found


def _proved(group: Together, rule: Rule, changed: Rule) -> str | None:
    """Why a change changes nothing, where that needs no records to see."""
    if changed.missing != rule.missing and Code.MISSING_FIELD not in group.rule(rule.id).codes:
        return "no record can miss what decides"
    if changed.missing != rule.missing and group.rule(rule.id).parts:
        return "its parts say themselves what missing evidence means"
    if _no_part_speaks(group, rule, changed):
        return "no part speaks of the records that come in or go out"
    if _marks_alike(group, rule, changed):
        return "no score lies between the two marks"
    overall = group.rule_set.overall
    demanded: Iterable[str] = overall.must_meet if overall else ()
    if _is_missed_anyway(rule, changed) and (overall is None or rule.severity in demanded):
        return "what is unacceptable is missed, and a miss decides"
    if changed.severity != rule.severity:
        if (changed.severity in demanded) == (rule.severity in demanded):
            return "both severities decide alike"
        if rule.target == "none":
            return "a rule without a target decides nothing"
    if changed.weight != rule.weight and rule.target == "none":
        return "a rule without a target is not scored"
    return None


def _no_part_speaks(group: Together, rule: Rule, changed: Rule) -> bool:
    """Whether only the scope of a composed rule was changed, by records that are in the scope of none of its parts."""
    if not isinstance(rule.measure, AllOf) or rule.per or rule.model_copy(update={"scope": changed.scope}) != changed:
        return False
    parts = [each for each in group.rule_set.rules if rule_id(each.id) in rule.measure.rules]
    scopes = [each for each in (rule.scope, changed.scope, *(part.scope for part in parts)) if each is not None]
    if len(scopes) < 2 + len(parts) or any(part.in_force or part.announced_from for part in parts):
        return False  # nothing is claimed
    try:
        question = Question(RecordSpace.of(group.rule_set), scopes)
        before, after, *others = question.conditions
        differ = (Differ(before, after), YES)
        return all(question.find([differ, (each, YES | UNKNOWN)], certain=False) is None for each in others)
    except (NotAnalysed, TooMuchWork):
        return False


_MOST_SUMS = 20_000
"""Sums of weights that are looked at; two dozen rules of very different weights have millions."""


def _decides_alike(before: RuleSet, after: RuleSet) -> bool:
    """Whether two marks for the score are reached by the same sums of weights; all else is left as it was."""
    one, other = before.overall, after.overall
    if one is None or other is None or one.must_meet != other.must_meet or not (one.score and other.score):
        return False
    marks = (one.score.at_least, other.score.at_least)
    reached = {(Fraction(0), Fraction(0))}  # the weights of the rules that are met, and of all
    for rule in before.rules:
        may_be = _weights(rule.weight) if rule.target != "none" else {Fraction(0)}
        if may_be is None:
            return False  # nothing is claimed
        reached = {
            (met + more, of + weight) for met, of in reached for weight in may_be for more in (Fraction(0), weight)
        }
        if len(reached) > _MOST_SUMS:
            return False  # nothing is claimed
    return all(len({met >= mark * of for mark in marks}) == 1 for met, of in reached)


def _weights(weight: WeightValue) -> set[Fraction] | None:
    """What a weight may be in one group or another; none where a field gives it, or where no row of a table may fit."""
    rows = weight if isinstance(weight, tuple) else (OtherwiseRow(otherwise=weight),)
    if not isinstance(rows[-1], OtherwiseRow):
        return None
    constants = [constant_weight(row.then if isinstance(row, FittingRow) else row.otherwise) for row in rows]
    weights = {Fraction(constant) for constant in constants if constant is not None}
    return weights if None not in constants else None


def _marks_alike(group: Together, rule: Rule, changed: Rule) -> bool:
    """Whether only the pass mark of a checklist was changed, to one that the same scores reach."""
    one, other = rule.measure, changed.measure
    if not isinstance(one, Checklist) or not isinstance(other, Checklist):
        return False
    if one.model_copy(update={"pass_mark": other.pass_mark}) != other or one == other:
        return False
    scores = attainable(one, group.compiled.columns)
    return scores is not None and judge_alike(one.pass_mark, other.pass_mark, scores)


def _is_missed_anyway(rule: Rule, changed: Rule) -> bool:
    """Whether only what is unacceptable was changed, and all that is below it is missed too."""
    one, other = rule.target, changed.target
    if not isinstance(one, Share) or not isinstance(other, Share) or one == other:
        return False
    if one.model_copy(update={"unacceptable": other.unacceptable}) != other or one.judged_on != "point":
        return False
    bounds = one.constants()
    lowest = max((bounds[key] for key in ("at_least", "above") if key in bounds), default=None)
    return lowest is not None and all((constant(each.unacceptable) or 0) <= lowest for each in (one, other))
