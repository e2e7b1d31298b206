"""What a reader must know first, as sentences: the verdict with its counts, what is asked of whom, how good the records are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from checker.outcomes import Outcome, Verdict
from checker.reports.printing.figures import count, exact, percent, weight, written
from checker.reports.printing.texts import prose
from checker.results import Results, RuleResult, RuleSetResult
from checker.wording import Phrases, in_language

WORST_FIRST = (
    Verdict.MISSED,
    Verdict.TOO_CLOSE,
    Verdict.UNDETERMINED,
    Verdict.NOT_EVALUATED,
    Verdict.MET,
    Verdict.NOT_JUDGED,
)
"""The order in which a reader wants to see commitments."""

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


def verdict_sentence(results: Results, say: Phrases) -> str:
    """One sentence with counts that add up to the number of commitments."""
    counts = tally(results)
    total = sum(counts.values())
    if total == 1:
        return say.say("sentence", f"one_{next(iter(counts)).value}")
    if counts[Verdict.MET] == total:
        return say.say("sentence", "all_met", n=count(total))
    present = [verdict for verdict in WORST_FIRST if counts[verdict]]
    order = [verdict for verdict in (Verdict.MISSED, Verdict.MET) if counts[verdict]]
    if order:
        number = counts[order[0]]
        name = "first_one" if number == 1 else "first"
        parts = [say.say("sentence", name, n=count(number), all=count(total), words=say["verdict"][order[0].value])]
    else:
        parts = [say.say("sentence", "none_judged", all=count(total))]
    rest = order[1:] + [verdict for verdict in present if verdict not in (Verdict.MISSED, Verdict.MET)]
    parts += [say.say("sentence", verdict.value, n=count(counts[verdict])) for verdict in rest]
    return (": " if not order else ", ").join([parts[0], ", ".join(parts[1:])] if parts[1:] else parts) + "."


def overall_sentences(within: RuleSetResult, say: Phrases) -> list[str]:
    """How the rules of a rule set decide together, with numerator, denominator and formula."""
    said = []
    overall = within.rule_set.overall or {}
    if overall.get("must_meet"):
        said.append(say.say("overall", "must_meet", severities=", ".join(overall["must_meet"])))
    if within.score is not None:
        said.append(_score_sentence(within, say))
    return said or [say.say("overall", "any_missed")]


def _score_sentence(within: RuleSetResult, say: Phrases) -> str:
    score = within.score
    if score is None or score.value is None or not score.denominator:
        return say.say("overall", "score_none")
    numbers = {"numerator": weight(score.numerator), "denominator": weight(score.denominator)}
    from_weights = exact_score(score.numerator, score.denominator)
    if score.at_least is None:
        return say.say("overall", "score_free", value=percent(from_weights), **numbers)
    bound = exact_score(score.at_least, 1)
    required = written(score.at_least)
    return say.say("overall", "score", value=percent(from_weights, [bound]), at_least=required, **numbers)


def exact_score(numerator: float, denominator: float) -> Fraction:
    """Two sums of weights as one fraction."""
    return exact(numerator) / exact(denominator)


# ---- decisions -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Decision:
    """What is asked of whom, by when, because a commitment was missed."""

    title: str
    anchor: str
    asked: str
    owner: str
    due: str


def decisions(results: Results, say: Phrases) -> list[Decision]:
    """One decision for each missed commitment, the worst first."""
    missed = [one for one in worst_first(commitments(results)) if one.rule.verdict is Verdict.MISSED]
    return [_decision(one, say) for one in missed]


def _decision(commitment: Commitment, say: Phrases) -> Decision:
    rule, page = commitment.rule, say["page"]
    asked = prose(in_language(rule.remedy, say.language), 240) if rule.remedy else page["no_remedy"]
    due = page["no_due"] if rule.due is None else rule.due.on or rule.due.within
    owner = rule.owner or commitment.within.rule_set.owner or page["no_owner"]
    title = prose(in_language(rule.title, say.language), 90)
    return Decision(title, commitment.anchor, asked, prose(owner, 60), prose(due, 40))


# ---- data quality ----------------------------------------------------------------------------------------------------


def data_quality(results: Results, say: Phrases) -> list[str]:
    """One line for each rule set, and one on what the undetermined records could change."""
    return [
        *(_records_read(within, say) for within in results.rule_sets),
        _what_undetermined_could_change(results, say),
    ]


def _records_read(within: RuleSetResult, say: Phrases) -> str:
    read = within.records
    words = {"called": prose(read.called, 40)}
    unreadable = sum(
        faults.get("unreadable", 0) + faults.get("no_such_local_time", 0) for faults in read.faults.values()
    )
    undetermined = sum(rule.outcomes.get(Outcome.UNDETERMINED, 0) for rule in within.rules)
    wrong = {
        "rejected": read.rejected,
        "cells": unreadable,
        "duplicates": read.duplicate_records,
        "undetermined": undetermined,
    }
    parts = [say.say("quality", name, n=count(number)) for name, number in wrong.items() if number]
    if not parts:
        return say.say("quality", "nothing", n=count(read.read), **words)
    first = say.say("quality", "read", n=count(read.read), **words)
    return f"{first}: {', '.join(parts)}."


def _what_undetermined_could_change(results: Results, say: Phrases) -> str:
    changed = list(_changed(results, say))
    if not changed:
        asked = any(one.rule.if_undetermined_were_breaches for one in commitments(results))
        return say.say("quality", "unchanged" if asked else "unknown")
    name = "changed_one" if len(changed) == 1 else "changed"
    rules = "; ".join(changed[:3]) + (" …" if len(changed) > 3 else "")
    return say.say("quality", name, n=count(len(changed)), rules=rules)


def _changed(results: Results, say: Phrases) -> Iterator[str]:
    for one in commitments(results):
        then = one.rule.if_undetermined_were_breaches
        if then is not None and then is not one.rule.verdict:
            words = say["verdict"]
            title = prose(in_language(one.rule.title, say.language), 60)
            yield say.say(
                "quality", "changed_to", rule=title, before=words[one.rule.verdict.value], after=words[then.value]
            )


def verdict_reason(rule: RuleResult, say: Phrases) -> str:
    """Why a rule has its verdict, where the verdict needs it; empty otherwise."""
    return (
        prose(say.known("reason", rule.reason) if " " not in rule.reason else rule.reason, 200) if rule.reason else ""
    )
