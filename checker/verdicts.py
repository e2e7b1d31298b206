"""From counts to verdicts: of each rule by its target, and of the rule set by all its rules together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from checker.compilation import CompiledRule
from checker.conditions import FieldReference
from checker.counting import RuleTally
from checker.earlier_runs import ABSENT
from checker.outcomes import Outcome, Verdict
from checker.results import GroupScore, RuleResult, ScoreFigures
from checker.ruleset.model import Overall
from checker.target_parts import Bound, Part, exact
from checker.targets import Judgement
from checker.targets.target import NOT_LOOKED_UP, NOTHING_JUDGED, Bounds, LookedUp, Previous, Totals

WORST_FIRST = (
    Verdict.MISSED,
    Verdict.NOT_EVALUATED,
    Verdict.UNDETERMINED,
    Verdict.TOO_CLOSE,
    Verdict.MET,
    Verdict.NOT_JUDGED,
)
"""Which verdict decides where several come together; a miss is certain, whatever else could not be seen."""


def worst(verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict that decides where several come together; nothing at all is undetermined."""
    return min(verdicts, key=WORST_FIRST.index, default=Verdict.UNDETERMINED)


@dataclass(frozen=True)
class Known:
    """What a target may be held against that the records do not say: figures of an earlier run, bounds of a table."""

    previous: Callable[[int, Group, Previous], Fraction | str] | None = None
    """The bound that the earlier run gives a part's group, or why there is none."""


Group = Mapping[str, Any]
"""A group by its field, as records hold its value."""


@dataclass(frozen=True)
class Line:
    """One part of a target over one group of records, with its verdict."""

    number: int
    """Which part it is, counted from 0."""
    part: Part
    group: Group
    """By field, the value by which these records are judged apart."""
    totals: Totals
    bounds: Bounds
    judgement: Judgement

    @property
    def says_something(self) -> bool:
        """Whether some record is kept, in breach or undetermined, so that the line counts."""
        return says_something(self.totals.outcomes) or bool(self.totals.left_out)


def lines_of(rule: CompiledRule, tally: RuleTally, known: Known | None = None) -> list[Line]:
    """Every part of a rule's target judged, group by group where it is judged in each."""
    known = known or Known()
    return [
        _line(number, part, group, totals, known, tally)
        for number, part in enumerate(rule.target_parts)
        for group, totals in _groups(number, part, tally)
    ]


def _groups(number: int, part: Part, tally: RuleTally) -> Iterator[tuple[Group, Totals]]:
    """The records of a part, apart by the fields that it is judged by; those of no group only count as left out."""
    if part.is_counted:
        yield {}, Totals(tally.outcomes if part.row is None else tally.rows[part.row])
        return
    totals = tally.totals.get(number, {})
    named = {key: each for key, each in totals.items() if None not in key}
    for key in sorted(named, key=lambda key: tuple((str(type(each)), each) for each in key)):
        yield dict(zip(part.by, key, strict=True)), named[key]
    if not named:
        left_out = sum(each.left_out for each in totals.values())
        undetermined = sum(each.outcomes.get(Outcome.UNDETERMINED, 0) for each in totals.values())
        yield {}, Totals({Outcome.UNDETERMINED: undetermined}, left_out)


def left_out(rule: CompiledRule, tally: RuleTally) -> int:
    """Judged records that some part of the target has no use for: of no group, or without what it is made of."""
    totals = [tally.totals.get(number, {}) for number in range(len(rule.target_parts))]
    return max((sum(each.left_out for each in groups.values()) for groups in totals), default=0)


def _line(number: int, part: Part, group: Group, totals: Totals, known: Known, tally: RuleTally) -> Line:
    bounds = {key: _bound(number, part, group, bound, known, tally) for key, bound in part.bounds.items()}
    return Line(number, part, group, totals, bounds, part.target.judge(totals, bounds))


def _bound(number: int, part: Part, group: Group, bound: Bound, known: Known, tally: RuleTally) -> Fraction | str:
    """A bound as a number, or why there is none."""
    match bound:
        case FieldReference():
            return Fraction(group[bound.field], part.scale) if bound.field in group else NOTHING_JUDGED
        case Previous():
            return known.previous(number, group, bound) if known.previous else ABSENT
        case LookedUp():
            return tally.looked_up.get(bound.lookup, NOT_LOOKED_UP)
    return bound


def moved(figure: Fraction, bound: Previous) -> Fraction:
    """The figure of an earlier run with what the bound adds to it, or takes from it."""
    plus, minus = (Fraction(0) if each is None else exact(each) for each in (bound.plus, bound.minus))
    return figure + plus - minus


def judge_rule(rule: CompiledRule, tally: RuleTally, known: Known | None = None) -> Judgement:
    """The verdict of a rule: by its target, or by every line of it that some record belongs to."""
    return judge_lines(lines_of(rule, tally, known), tally)


def judge_lines(lines: Sequence[Line], tally: RuleTally) -> Judgement:
    """The verdict of a rule by the lines of its target."""
    if not lines:
        return Judgement(Verdict.NOT_JUDGED, "figures_only", share_of(tally.outcomes))
    if len(lines) == 1:
        return lines[0].judgement
    seen = [line.judgement for line in lines if line.says_something]
    if not seen:
        return Judgement(Verdict.UNDETERMINED, NOTHING_JUDGED)
    verdict = worst([judgement.verdict for judgement in seen])
    reason = next((judgement.reason for judgement in seen if judgement.verdict is verdict and judgement.reason), None)
    unacceptable = any(judgement.unacceptable for judgement in seen)
    return Judgement(verdict, reason, share_of(tally.outcomes), None, unacceptable)


def says_something(row: Mapping[Outcome, int]) -> bool:
    """Whether some record of a target table's row is kept, in breach or undetermined, so that the row is judged."""
    return any(row.get(outcome) for outcome in (Outcome.KEPT, Outcome.BREACH, Outcome.UNDETERMINED))


def share_of(outcomes: Mapping[Outcome, int]) -> Fraction | None:
    """Kept of judged; none where nothing was judged."""
    judged = outcomes.get(Outcome.KEPT, 0) + outcomes.get(Outcome.BREACH, 0)
    return Fraction(outcomes.get(Outcome.KEPT, 0), judged) if judged else None


@dataclass(frozen=True)
class Whole:
    """What is said of a rule set: its verdict, why, and its score."""

    verdict: Verdict
    reason: str | None
    score: ScoreFigures | None


@dataclass(frozen=True)
class Weighed:
    """What the rules weigh for each group of records, where that differs; `unknown` records have no group."""

    class Group(NamedTuple):
        """A group by the conditions of its rows and what its fields say, and the weights of all rules, in order."""

        when: dict[str, Any] | None
        said: dict[str, str]
        records: int
        weights: tuple[float, ...]

    groups: tuple[Group, ...]
    unknown: int = 0


def judge_rule_set(overall: Overall | None, rules: Sequence[RuleResult], weighed: Weighed | None = None) -> Whole:
    """The verdict over all rules; without `overall`, missed if any rule is missed.

    `weighed`: weights by group; then each group has a score, and the lowest decides.
    """
    judged = [(rule.severity, rule.verdict, rule.weight, rule.unacceptable) for rule in rules]
    return judge_together(overall, judged, weighed)


def judge_if_undetermined_were_breaches(
    overall: Overall | None, rules: Sequence[RuleResult], weighed: Weighed | None = None
) -> Verdict:
    """The verdict over all rules if every undetermined record counted as a breach."""
    return judge_together(
        overall,
        [
            (
                rule.severity,
                rule.if_undetermined_were_breaches or rule.verdict,
                rule.weight,
                rule.unacceptable or _would_be_unacceptable(rule),
            )
            for rule in rules
        ],
        weighed,
    ).verdict


def judge_without_waivers(
    overall: Overall | None, rules: Sequence[RuleResult], weighed: Weighed | None = None
) -> Verdict | None:
    """The verdict over all rules were no breach accepted by a waiver; none where none is, or where nobody can say."""
    if all(rule.without_waivers is None for rule in rules):
        return None
    judged: list[Judged] = []
    for rule in rules:
        plain = rule.without_waivers or rule
        if plain.verdict is None:
            return None
        judged.append((rule.severity, plain.verdict, rule.weight, plain.unacceptable))
    return judge_together(overall, judged, weighed).verdict


def _would_be_unacceptable(rule: RuleResult) -> bool:
    """Whether the share would be below what is acceptable if every undetermined record counted as a breach."""
    counted = rule.judged + rule.outcomes.get(Outcome.UNDETERMINED, 0)
    if rule.target is None or rule.target.unacceptable is None or not counted:
        return False
    return Fraction(rule.outcomes.get(Outcome.KEPT, 0), counted) < Fraction(repr(rule.target.unacceptable))


Judged = tuple[str, Verdict, float, bool]
"""What decides of a rule: its severity, its verdict, its weight, and whether its share is unacceptable."""


def judge_together(overall: Overall | None, rules: Sequence[Judged], weighed: Weighed | None = None) -> Whole:
    """The verdict over all rules, by what decides of each."""
    verdicts = [verdict for _, verdict, _, _ in rules]
    score = _score(overall, rules) if weighed is None else _lowest_score(overall, rules, weighed)
    below = [Verdict.MISSED] if any(unacceptable for *_, unacceptable in rules) else []
    if overall is None:
        verdict = worst([*below, *verdicts])
        return Whole(verdict, "unacceptable" if below and Verdict.MISSED not in verdicts else None, score)
    if Verdict.NOT_EVALUATED in verdicts:
        return Whole(Verdict.NOT_EVALUATED, "rule_not_evaluated", score)
    if below:
        return Whole(Verdict.MISSED, "unacceptable", score)
    demanded = [
        verdict
        for severity, verdict, _, _ in rules
        if severity in overall.must_meet and verdict is not Verdict.NOT_JUDGED
    ]
    if not demanded and overall.score is None:
        return Whole(Verdict.UNDETERMINED, "nothing_judged", score)
    by_severity = worst(demanded) if demanded else Verdict.MET
    if by_severity in (Verdict.MISSED, Verdict.UNDETERMINED):  # whatever the score, which counts it below the line only
        return Whole(by_severity, "must_meet", score)
    by_score = _score_verdict(overall, score, verdicts)
    verdict = worst([by_severity, by_score])
    reason = None if verdict is Verdict.MET else "must_meet" if verdict is by_severity else "score"
    return Whole(verdict, reason, score)


def _score(overall: Overall | None, rules: Sequence[Judged]) -> ScoreFigures:
    """sum(weight of met) / sum(weight of judged rules); too close and undetermined count below the line only."""
    counted = [(verdict, weight) for _, verdict, weight, _ in rules if verdict not in _NOT_SCORED]
    met = _sum(weight for verdict, weight in counted if verdict is Verdict.MET)
    possible = _sum(weight for _, weight in counted)
    at_least = overall.score.at_least if overall and overall.score else None
    return ScoreFigures(
        value=float(met / possible) if possible else None,
        numerator=float(met),
        denominator=float(possible),
        at_least=None if at_least is None else float(at_least),
        formula="weight of rules met / weight of rules with a target, also of those too close or undetermined",
    )


def _lowest_score(overall: Overall | None, rules: Sequence[Judged], weighed: Weighed) -> ScoreFigures:
    """The score of the group that has the lowest, with those of all; a group for which nothing weighs has none."""
    scores = []
    for group in weighed.groups:
        own = [
            (severity, verdict, each, low)
            for (severity, verdict, _, low), each in zip(rules, group.weights, strict=True)
        ]
        scores.append(_score(overall, own))
    groups = tuple(
        GroupScore(
            when=group.when,
            group=group.said,
            records=group.records,
            weights=group.weights,
            value=score.value,
            numerator=score.numerator,
            denominator=score.denominator,
        )
        for group, score in zip(weighed.groups, scores, strict=True)
    )
    nothing = _score(overall, [(severity, verdict, 0.0, low) for severity, verdict, _, low in rules])
    lowest = min((score for score in scores if score.denominator), key=_reached, default=nothing)
    return lowest.model_copy(update={"groups": groups, "without_group": weighed.unknown})


def _reached(score: ScoreFigures) -> Fraction:
    return Fraction(repr(score.numerator)) / Fraction(repr(score.denominator))


def _sum(weights: Iterable[float]) -> Fraction:
    """The exact sum of weights as they were written: three of 0.1 are 0.3."""
    return sum((Fraction(repr(weight)) for weight in weights), Fraction(0))


_NOT_SCORED = (Verdict.NOT_JUDGED, Verdict.NOT_EVALUATED)


_DECIDED = (Verdict.MET, Verdict.MISSED, Verdict.TOO_CLOSE)


def _score_verdict(overall: Overall, score: ScoreFigures, verdicts: Sequence[Verdict]) -> Verdict:
    """What the score says; where no rule could be judged it is no score of 0 %, but undetermined."""
    if overall.score is None:
        return Verdict.MET
    if not score.denominator or not set(verdicts) & set(_DECIDED):
        return Verdict.UNDETERMINED
    return Verdict.MET if _reached(score) >= overall.score.at_least else Verdict.MISSED
