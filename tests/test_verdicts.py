"""How the rules decide together."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest

from checker.counting import RuleTally
from checker.outcomes import Code, Outcome, Verdict
from checker.results import RuleResult
from checker.ruleset.model import Overall
from checker.targets import Share
from checker.verdicts import judge_rule, judge_rule_set, worst


def rule(verdict: str, severity: str = "major", weight: float = 1, *, unacceptable: bool = False) -> RuleResult:
    return RuleResult.model_validate(
        {
            "id": "r", "title": "R", "describe": {}, "severity": severity, "weight": weight, "verdict": verdict,
            "units": 0, "outcomes": {}, "unacceptable": unacceptable,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("verdicts", "whole"),
    [
        (["met", "met"], "met"),
        (["met", "missed"], "missed"),
        (["met", "too_close"], "too_close"),
        (["met", "undetermined", "too_close"], "undetermined"),
        (["met", "not_evaluated", "undetermined"], "not_evaluated"),
        (["missed", "not_evaluated"], "missed"),
        (["not_judged", "met"], "met"),
        (["not_judged"], "not_judged"),
    ],
)
def test_without_overall_the_worst_rule_decides(verdicts: list[str], whole: str) -> None:
    assert judge_rule_set(None, [rule(verdict) for verdict in verdicts]).verdict == whole
    assert worst([Verdict(verdict) for verdict in reversed(verdicts)]) == whole


OVERALL = Overall.model_validate({"must_meet": ["critical"], "score": {"at_least": "90 %"}})


@pytest.mark.parametrize(
    ("rules", "whole", "reason"),
    [
        ([rule("met", "critical"), rule("met", weight=8), rule("missed")], "met", None),
        ([rule("met", "critical"), rule("met", weight=7), rule("missed")], "missed", "score"),
        ([rule("missed", "critical", 0), rule("met", weight=9)], "missed", "must_meet"),
        ([rule("undetermined", "critical", 0), rule("met", weight=9)], "undetermined", "must_meet"),
        ([rule("too_close", "critical", 0), rule("met", weight=9)], "too_close", "must_meet"),
        ([rule("met", "critical"), rule("not_evaluated")], "not_evaluated", "rule_not_evaluated"),
        ([rule("met", "critical", 9), rule("met", unacceptable=True)], "missed", "unacceptable"),
        ([rule("not_judged")], "undetermined", "score"),
    ],
)
def test_overall_asks_for_the_critical_rules_and_the_score(
    rules: list[RuleResult], whole: str, reason: str | None
) -> None:
    judged = judge_rule_set(OVERALL, rules)
    assert (judged.verdict, judged.reason) == (whole, reason)


def test_too_close_and_undetermined_rules_count_below_the_line_only() -> None:
    score = judge_rule_set(
        OVERALL,
        [rule("met", weight=3), rule("too_close"), rule("undetermined"), rule("not_judged")],
    ).score
    assert score is not None
    assert (score.numerator, score.denominator, score.value) == (3, 5, 0.6)


def tally(*rows: tuple[int, int, int]) -> RuleTally:
    counted = [
        Counter({Outcome.KEPT: kept, Outcome.BREACH: breach, Outcome.UNDETERMINED: unknown})
        for kept, breach, unknown in rows
    ]
    codes = Counter({Code.KEPT: sum(row[0] for row in rows), Code.BREACH: sum(row[1] for row in rows)})
    return RuleTally(codes=Counter({int(code): number for code, number in codes.items()}), rows=counted)


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [
        (((98, 2, 0), (90, 10, 0)), "met"),
        (((97, 3, 0), (100, 0, 0)), "missed"),
        (((98, 2, 0), (0, 0, 0)), "met"),
        (((98, 2, 0), (0, 0, 5)), "undetermined"),
        (((0, 0, 0), (0, 0, 0)), "undetermined"),
    ],
)
def test_every_row_of_a_target_table_that_has_records_meets_its_own(
    rows: tuple[tuple[int, int, int], ...], verdict: str
) -> None:
    targets = (
        Share.model_validate({"at_least": "98 %"}),
        Share.model_validate({"at_least": "90 %"}),
    )
    assert judge_rule(targets, tally(*rows)).verdict == verdict


def test_figures_only_are_not_judged() -> None:
    judgement = judge_rule((), tally((1, 1, 0)))
    assert judgement.verdict is Verdict.NOT_JUDGED
    assert judgement.share == Fraction(1, 2)
