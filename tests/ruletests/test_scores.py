"""The scores that a checklist can come to: all of them, and no other."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from checker.measures.checklist import Checklist
from checker.ruleset.model import RuleSet
from checker.ruletests.scores import attainable, judge_alike, sides_of

FIELDS: dict[str, Any] = {
    "clean": {"type": "yes_no", "not_applicable": ["n/a"]},
    "friendly": {"type": "whole_number", "at_least": 1, "at_most": 5},
    "solved": {"type": "choice", "of": ["yes", "partly", "no"]},
    "length": {"type": "number", "at_least": 0, "at_most": 10},
}


def checklist(*items: dict[str, Any], **keys: Any) -> tuple[Checklist, Any]:
    measure = {"kind": "checklist", "items": list(items), "pass_mark": "75 %", **keys}
    rule = {"id": "visit", "title": "Visit", "measure": measure}
    written = {
        "rule_set": "visits", "title": "Visits", "version": "1", "rules": [rule],
        "records": {"called": "visit", "fields": FIELDS},
    }  # fmt: skip
    rules = RuleSet.model_validate(written)
    found = rules.rules[0].measure
    assert isinstance(found, Checklist)
    return found, rules.columns()


def shares(*items: dict[str, Any], **keys: Any) -> set[Fraction]:
    scores = attainable(*checklist(*items, **keys))
    assert scores is not None
    return {earned / possible for earned, possible in scores}


def test_a_yes_or_no_is_all_or_nothing_and_left_out_where_it_does_not_apply() -> None:
    assert shares({"field": "clean"}) == {0, 1}
    assert attainable(*checklist({"field": "clean"})) == {(Fraction(0), Fraction(1)), (Fraction(1), Fraction(1))}
    assert shares({"field": "clean"}, {"field": "friendly"}) == {Fraction(each, 8) for each in (*range(9),)}


def test_points_may_be_below_zero() -> None:
    points = {"yes": "1", "partly": "0", "no": "-1"}
    assert shares({"field": "solved", "points": points}) == {-1, 0, 1}


def test_nothing_is_said_where_an_answer_may_be_any_number() -> None:
    assert attainable(*checklist({"field": "length"})) is None


def test_the_sides_of_a_mark_are_those_on_which_a_score_lies() -> None:
    scores = {(Fraction(0), Fraction(1)), (Fraction(1), Fraction(1))}
    assert sides_of(550_000, scores) == {-1, 1}
    assert sides_of(1_000_000, scores) == {-1, 0}


@given(st.integers(0, 100), st.integers(0, 100), st.sets(st.integers(0, 40), min_size=1))
def test_two_marks_are_alike_unless_a_score_lies_between(one: int, other: int, earned: set[int]) -> None:
    scores = {(Fraction(each), Fraction(40)) for each in earned}
    low, high = sorted((one, other))
    between = any(low <= Fraction(each * 100, 40) < high for each in earned)
    assert judge_alike(Fraction(one, 100), Fraction(other, 100), scores) == (not between)
