"""How the rules decide together."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

import pytest

from checker.compilation import CompiledRule, compile_rule_set
from checker.counting import RuleTally
from checker.outcomes import Code, Outcome, Verdict
from checker.results import RuleResult, TargetFigures
from checker.ruleset.model import Overall
from checker.verdicts import Weighed, judge_if_undetermined_were_breaches, judge_rule, judge_rule_set, worst
from tests.made_up.prepare import of


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
        ([rule("undetermined"), rule("undetermined", weight=2)], "undetermined", "score"),
        # An undetermined critical rule makes it undetermined, whatever the score, which counts it below the line only;
        # a missed one is missed for certain, and one too close to call does not hide a missed score.
        ([rule("undetermined", "critical", 5), rule("met", weight=5)], "undetermined", "must_meet"),
        ([rule("undetermined", "critical"), rule("missed", "critical")], "missed", "must_meet"),
        ([rule("too_close", "critical", 5), rule("met", weight=5)], "missed", "score"),
        ([rule("undetermined", weight=5), rule("met", "critical", 5)], "missed", "score"),
        # A rule that was not evaluated goes before all else: nobody knows what it would have said.
        ([rule("missed", "critical"), rule("not_evaluated")], "not_evaluated", "rule_not_evaluated"),
        ([rule("met", unacceptable=True), rule("not_evaluated")], "not_evaluated", "rule_not_evaluated"),
    ],
)
def test_overall_asks_for_the_critical_rules_and_the_score(
    rules: list[RuleResult], whole: str, reason: str | None
) -> None:
    judged = judge_rule_set(OVERALL, rules)
    assert (judged.verdict, judged.reason) == (whole, reason)


def test_a_demand_that_no_rule_answers_is_not_met() -> None:
    only_critical = Overall.model_validate({"must_meet": ["critical"]})
    judged = judge_rule_set(only_critical, [rule("met"), rule("not_judged", "critical")])
    assert (judged.verdict, judged.reason) == ("undetermined", "nothing_judged")
    assert judge_rule_set(only_critical, [rule("missed"), rule("met", "critical")]).verdict == "met"


def test_without_overall_a_share_that_is_not_acceptable_is_missed() -> None:
    judged = judge_rule_set(None, [rule("met", unacceptable=True), rule("met")])
    assert (judged.verdict, judged.reason) == ("missed", "unacceptable")


@pytest.mark.parametrize(
    ("met", "missed"),
    [
        ([0.1, 0.1, 0.1], [0.7]),
        ([0.1, 0.2], [0.7]),
        ([0.1] * 3, [0.1] * 7),
    ],
)
def test_weights_of_a_tenth_add_up_exactly(met: list[float], missed: list[float]) -> None:
    rules = [rule("met", weight=weight) for weight in met] + [rule("missed", weight=weight) for weight in missed]
    exactly = judge_rule_set(Overall.model_validate({"score": {"at_least": "30 %"}}), rules)
    assert exactly.score is not None
    assert (exactly.score.numerator, exactly.score.denominator, exactly.score.value) == (0.3, 1.0, 0.3)
    assert exactly.verdict == "met"
    assert judge_rule_set(Overall.model_validate({"score": {"at_least": "30.0001 %"}}), rules).verdict == "missed"


def test_a_rule_of_no_weight_is_not_scored_and_a_score_of_nothing_is_undetermined() -> None:
    only_score = Overall.model_validate({"score": {"at_least": "50 %"}})
    judged = judge_rule_set(only_score, [rule("met", weight=0), rule("missed", weight=0)])
    assert judged.verdict == "undetermined"
    assert judged.score is not None
    assert (judged.score.value, judged.score.numerator, judged.score.denominator) == (None, 0, 0)


def test_a_score_is_told_without_overall_too() -> None:
    score = judge_rule_set(None, [rule("met", weight=2), rule("missed")]).score
    assert score is not None
    assert (score.numerator, score.denominator, score.at_least) == (2, 3, None)
    assert (
        score.formula == "weight of rules met / weight of rules with a target, also of those too close or undetermined"
    )


def test_if_undetermined_were_breaches_what_is_unacceptable_is_asked_again() -> None:
    barely = rule("met").model_copy(
        update={
            "units": 100,
            "outcomes": {Outcome.KEPT: 89, Outcome.BREACH: 0, Outcome.UNDETERMINED: 11},
            "target": TargetFigures(at_least=0.8, unacceptable=0.9),
            "if_undetermined_were_breaches": Verdict.MET,
        }
    )
    by_score = Overall.model_validate({"score": {"at_least": "50 %"}})
    assert judge_rule_set(by_score, [barely]).verdict == "met"
    assert judge_if_undetermined_were_breaches(by_score, [barely]) == "missed"
    without = barely.model_copy(update={"target": TargetFigures(at_least=0.8, unacceptable=0.89)})
    assert judge_if_undetermined_were_breaches(by_score, [without]) == "met"


def test_too_close_and_undetermined_rules_count_below_the_line_only() -> None:
    score = judge_rule_set(
        OVERALL,
        [rule("met", weight=3), rule("too_close"), rule("undetermined"), rule("not_judged")],
    ).score
    assert score is not None
    assert (score.numerator, score.denominator, score.value) == (3, 5, 0.6)


def judged_by(target: Any) -> CompiledRule:
    fields = {"site": {"type": "text"}}
    must = {"kind": "requirement", "must": {"site": {"is": "present"}}}
    (compiled,) = compile_rule_set(
        of({"id": "r", "title": "R", "measure": must, "target": target}, fields=fields)
    ).rules
    return compiled


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
    table = [{"when": {"site": "A"}, "then": "98 %"}, {"otherwise": "90 %"}]
    assert judge_rule(judged_by(table), tally(*rows)).verdict == verdict


def test_figures_only_are_not_judged() -> None:
    judgement = judge_rule(judged_by("none"), tally((1, 1, 0)))
    assert judgement.verdict is Verdict.NOT_JUDGED
    assert judgement.share == Fraction(1, 2)


def by_groups(*weights: tuple[float, ...], unknown: int = 0) -> Weighed:
    return Weighed(tuple(Weighed.Group({"segment": each}, {}, 1, each) for each in weights), unknown)


@pytest.mark.parametrize(
    ("weights", "whole", "score"),
    [
        ([(9, 1), (8, 2)], "missed", (8, 10)),
        ([(8, 2), (9, 1)], "missed", (8, 10)),
        ([(9, 1), (18, 2)], "met", (9, 10)),
        ([(9, 1), (0, 0)], "met", (9, 10)),
        ([(9, 1), (0, 1)], "missed", (0, 1)),
        ([(0, 0)], "undetermined", (0, 0)),
        ([], "undetermined", (0, 0)),
    ],
)
def test_where_weights_differ_by_group_the_lowest_score_decides(
    weights: list[tuple[float, ...]], whole: str, score: tuple[float, float]
) -> None:
    only_score = Overall.model_validate({"score": {"at_least": "90 %"}})
    judged = judge_rule_set(only_score, [rule("met"), rule("missed")], by_groups(*weights, unknown=3))
    assert judged.verdict == whole
    assert judged.score is not None
    assert (judged.score.numerator, judged.score.denominator) == score
    assert [group.weights for group in judged.score.groups] == weights
    assert judged.score.without_group == 3


def test_what_undetermined_records_and_waivers_change_is_asked_of_every_group() -> None:
    by_score = Overall.model_validate({"score": {"at_least": "50 %"}})
    rules = [
        rule("met").model_copy(update={"if_undetermined_were_breaches": Verdict.MISSED}),
        rule("met"),
    ]
    weighed = by_groups((1, 3), (3, 1))
    assert judge_rule_set(by_score, rules, weighed).verdict == "met"
    assert judge_if_undetermined_were_breaches(by_score, rules, weighed) == "missed"
    assert judge_if_undetermined_were_breaches(by_score, rules, by_groups((1, 3))) == "met"
