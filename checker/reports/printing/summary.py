"""What a reader must know first, as sentences: the verdict with its counts, and what is asked of whom by when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from checker.outcomes import Outcome, Reason, Verdict
from checker.reports.printing.figures import exact, percent, weight, written
from checker.reports.printing.texts import named, prose
from checker.results import GroupScore, Results, RuleResult, RuleSetResult
from checker.wording import Phrases, amount_in_words, condition_in_words, field_label, in_language, told_in_words

WORST_FIRST = (
    Verdict.MISSED,
    Verdict.TOO_CLOSE,
    Verdict.UNDETERMINED,
    Verdict.NOT_EVALUATED,
    Verdict.MET,
    Verdict.NOT_JUDGED,
)
"""The order in which a reader wants to see commitments."""

_TOLD = (
    Verdict.MISSED,
    Verdict.MET,
    Verdict.TOO_CLOSE,
    Verdict.UNDETERMINED,
    Verdict.NOT_EVALUATED,
    Verdict.NOT_JUDGED,
)
"""The order in which a sentence counts them."""

_NOT_JUDGED = (Outcome.OUT_OF_SCOPE, Outcome.EXCLUDED, Outcome.PENDING, Outcome.WAIVED, Outcome.UNDETERMINED)
"""What becomes of records that are not judged."""

WHOLE = 2000
"""Characters of a title or a remedy beyond which no report prints it."""

_SEVERITIES = ("critical", "major", "minor")


@dataclass(frozen=True)
class Commitment:
    """A rule's result together with the rule set that it belongs to."""

    rule: RuleResult
    within: RuleSetResult
    place: int
    """Its place among all commitments of the results, counted from 1."""

    @property
    def anchor(self) -> str:
        """Where a document speaks of it."""
        return f"commitment-{self.place}"


def commitments(results: Results) -> list[Commitment]:
    """Every commitment in the order of the rule files."""
    pairs = [(rule, within) for within in results.rule_sets for rule in within.rules]
    return [Commitment(rule, within, place) for place, (rule, within) in enumerate(pairs, start=1)]


def worst_first(all_commitments: list[Commitment]) -> list[Commitment]:
    """Missed before met, critical before minor, heavy before light; otherwise as the rule files have them."""
    return sorted(all_commitments, key=_badness)


def _badness(commitment: Commitment) -> tuple[int, int, float, int]:
    rule = commitment.rule
    severity = _SEVERITIES.index(rule.severity)
    return WORST_FIRST.index(rule.verdict), severity, -rule.weight, commitment.place


def tally(results: Results) -> Counter[Verdict]:
    """How many commitments have each verdict."""
    return Counter(commitment.rule.verdict for commitment in commitments(results))


# ---- the verdict -----------------------------------------------------------------------------------------------------


def verdict_sentence(results: Results, say: Phrases) -> str:
    """One sentence with counts that add up to the number of commitments."""
    counts = tally(results)
    total = sum(counts.values())
    if total == 1:
        return say.say("sentence", f"one_{next(iter(counts)).value}")
    if counts[Verdict.MET] == total:
        return say.counted("sentence", "all_met", total)
    present = [verdict for verdict in _TOLD if counts[verdict]]
    if present[0] in (Verdict.MISSED, Verdict.MET):
        first, name = present.pop(0), "and_more"
        start = say.counted("sentence", f"first_{first.value}", counts[first], all=say.count(total))
    else:
        start, name = say.counted("sentence", "none_judged", total, all=say.count(total)), "none_judged_and"
    more = say.joined("comma", (say.counted("sentence", verdict.value, counts[verdict]) for verdict in present))
    return say.say("sentence", name if more else "alone", first=start, more=more)


def overall_sentences(within: RuleSetResult, say: Phrases, *, informing: bool = False) -> list[str]:
    """How the rules of a rule set decide together, with numerator, denominator and formula.

    A score that is not asked for is told only for information.
    """
    said = []
    if within.reason in ("unacceptable", "rule_not_evaluated"):
        said.append(say.say("overall", within.reason))
    overall = within.rule_set.overall or {}
    if overall.get("must_meet"):
        said.append(_must_meet_sentence(within, overall["must_meet"], say))
    if not overall:
        said.append(say.say("overall", "any_missed"))
    asked = overall.get("score") is not None
    if within.score is not None and (asked or (informing and within.score.denominator)):
        said.append(_score_sentence(within, say))
        said += _group_sentences(within, say)
    if within.without_waivers is not None:
        name = "same" if within.without_waivers is within.verdict else "whole"
        said.append(say.say("beside", f"without_waivers_{name}", verdict=say["verdict"][within.without_waivers.value]))
    return said


def _must_meet_sentence(within: RuleSetResult, asked: Sequence[Any], say: Phrases) -> str:
    severities = [prose(say.known("severity", str(severity)), 20) for severity in asked]
    if any(rule.severity in asked for rule in within.rules):
        return say.say("overall", "must_meet", severities=say.joined("comma", severities))
    return say.say("overall", "none_must_meet", severities=str(say["condition"]["last"]).join(severities))


def _score_sentence(within: RuleSetResult, say: Phrases) -> str:
    score = within.score
    if score is None or score.value is None or not score.denominator:
        return say.say("overall", "score_none")
    numbers = {"numerator": weight(score.numerator, say), "denominator": weight(score.denominator, say)}
    reached = exact(score.numerator) / exact(score.denominator)
    if score.at_least is None:
        return say.say("overall", "score_free", value=percent(reached, say), **numbers)
    value = percent(reached, say, [exact(score.at_least)])
    return say.say("overall", "score", value=value, at_least=written(score.at_least, say), **numbers)


_MOST_GROUPS = 12
"""Groups whose scores are told in a sentence; the lowest come first, and the results hold all."""


def _group_sentences(within: RuleSetResult, say: Phrases) -> list[str]:
    """The score of each group, where rules weigh otherwise for one than for another: the lowest first."""
    score = within.score
    if score is None or not (score.groups or score.without_group):
        return []
    scored = sorted((group for group in score.groups if group.denominator), key=_reached)
    told = [
        say.say(
            "overall",
            "group",
            group=_group_name(group, within, say),
            value=percent(_reached(group), say, [] if score.at_least is None else [exact(score.at_least)]),
            numerator=weight(group.numerator, say),
            denominator=weight(group.denominator, say),
        )
        for group in scored[:_MOST_GROUPS]
    ]
    said = [say.say("overall", "groups", groups=say.joined("part", told))] if told else []
    if len(scored) > _MOST_GROUPS:
        said.append(say.counted("overall", "groups_more", len(scored) - _MOST_GROUPS))
    if score.without_group:
        said.append(say.counted("overall", "without_group", score.without_group))
    return said


def _reached(group: GroupScore) -> Fraction:
    return exact(group.numerator) / exact(group.denominator)


def _group_name(group: GroupScore, within: RuleSetResult, say: Phrases) -> str:
    """The condition of a group's weights in words, and the weights that its records name themselves."""
    told = [condition_in_words(group.when, within.records, say)] if group.when is not None else []
    for name, value in group.group.items():
        label = field_label(name, within.records, say.language)
        told.append(say.say("page", "group_of", label=label, group=named(value, 60)))
    return prose(" · ".join(told) or str(say["value"]["other_records"]), 120)


# ---- decisions -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Decision:
    """What is asked of whom, by when, because a commitment was missed."""

    title: str
    anchor: str
    asked: str
    owner: str
    due: str


def decisions(results: Results, say: Phrases, *, whole: bool = False) -> list[Decision]:
    """One decision for each missed commitment, the worst first; `whole` cuts neither titles nor remedies."""
    missed = [one for one in worst_first(commitments(results)) if one.rule.verdict is Verdict.MISSED]
    return [decision(one, say, whole=whole) for one in missed]


def title_of_rule(rule: RuleResult, say: Phrases, *, whole: bool = False, most: int = 96) -> str:
    """What a commitment is called: as long as a line of a table has room for, or whole."""
    return prose(in_language(rule.title, say.language), WHOLE if whole else most)


def decision(commitment: Commitment, say: Phrases, *, whole: bool = False) -> Decision:
    """What the rule asks for, or that somebody must decide it."""
    rule, page = commitment.rule, say["page"]
    most = WHOLE if whole else 300
    asked = prose(in_language(rule.remedy, say.language), most) if rule.remedy else page["no_remedy"]
    due = page["no_due"]
    if rule.due is not None:
        due = say.notation.date(rule.due.on) if rule.due.on else amount_in_words(rule.due.within, say)
    owner = rule.owner or commitment.within.rule_set.owner or page["no_owner"]
    return Decision(title_of_rule(rule, say, whole=whole), commitment.anchor, asked, prose(owner, 60), prose(due, 40))


def verdict_reason(rule: RuleResult, say: Phrases) -> str:
    """Why a rule has its verdict, where the verdict needs it; empty otherwise."""
    if not rule.reason:
        return ""
    reason = prose(say.known("reason", rule.reason) if " " not in rule.reason else told_in_words(rule.reason, say), 200)
    if rule.verdict is Verdict.UNDETERMINED and not rule.judged:
        return say.say("reason", "why", reason=reason, why=why_nothing_judged([rule], say))
    return reason


def why_nothing_judged(rules: Sequence[RuleResult], say: Phrases) -> str:
    """What became of the records of rules that judged none: how many were pending, excluded, of another period."""
    outside = sum(rule.reasons.get(Reason.OUTSIDE_PERIOD, 0) for rule in rules)
    became = [(outside, say["reason"][Reason.OUTSIDE_PERIOD.value])]
    for outcome in _NOT_JUDGED:
        number = sum(rule.outcomes.get(outcome, 0) for rule in rules)
        became.append((number - outside if outcome is Outcome.OUT_OF_SCOPE else number, say["outcome"][outcome.value]))
    said = [say.say("reason", "number", number=say.count(number), what=what) for number, what in became if number > 0]
    return say.joined("comma", said) or str(say["reason"]["no_records"])
