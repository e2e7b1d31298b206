"""What cases reach: outcomes, both sides of limits and bounds, rows, verdicts; and nothing that no case speaks of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.ruletests.coverage import Coverage, covered, percent
from tests.ruletests.conftest import RULES

Groups = Callable[..., Any]


def coverage_of(groups_of: Groups, cases: str, rules: str = RULES) -> Coverage:
    with groups_of(cases, rules) as (suite, groups):
        return covered(suite, groups)


def reached(coverage: Coverage, about: str) -> dict[str, list[str]]:
    """By what is reached, the sides that are."""
    (part,) = (part for part in coverage.parts if part.about == about)
    found: dict[str, list[str]] = {}
    for goal in part.goals:
        found.setdefault(goal.what, [])
        if goal.is_reached:
            found[goal.what].append(goal.side)
    return found


ON = """
  - name: two days to the minute
    records: [{order_id: a, delivered_at: 03.09.2026 09:00}]
    expect: {cycle: kept}
"""


def test_a_case_on_the_limit_reaches_it_and_neither_side(groups_of: Groups) -> None:
    coverage = coverage_of(groups_of, ON)
    found = reached(coverage, "cycle")
    assert found["within 48 hours"] == ["on"]
    assert found["within 24 hours"] == []
    assert found["row 2 of within (48 hours)"] == [""]
    assert found["row 1 of within (24 hours)"] == []
    assert found["outcome"] == ["kept"]
    assert found["target at least 90 %"] == []


def test_each_goal_says_where_it_stands_in_the_rule_set(groups_of: Groups) -> None:
    coverage = coverage_of(groups_of, ON)
    lines = RULES.splitlines()
    for part in coverage.parts:
        for goal in part.goals:
            if goal.what.startswith("within"):
                assert lines[goal.line - 1][goal.column - 1 :].startswith(goal.what.removeprefix("within "))


def test_a_record_of_which_nothing_is_expected_reaches_nothing(groups_of: Groups) -> None:
    coverage = coverage_of(groups_of, ON)
    assert {part.about: part.reached for part in coverage.parts} == {
        "cycle": 3, "promised": 0, "clean": 0, "worked-out field size": 2, "exclusion strike": 0, "overall": 0,
    }  # fmt: skip


def test_the_outcomes_are_those_that_the_rule_can_have(groups_of: Groups) -> None:
    coverage = coverage_of(groups_of, ON)
    (clean,) = (part for part in coverage.parts if part.about == "clean")
    assert [goal.side for goal in clean.goals if goal.what == "outcome"] == [
        "kept", "breach", "out of scope", "undetermined",
    ]  # fmt: skip
    (cycle,) = (part for part in coverage.parts if part.about == "cycle")
    assert {goal.side for goal in cycle.goals if goal.what == "outcome"} == {
        "kept", "breach", "pending", "excluded", "out of scope", "undetermined",
    }  # fmt: skip


def test_both_sides_of_a_promise_are_told_apart(groups_of: Groups) -> None:
    rules = RULES.replace(
        "actual: delivered_at}", "actual: delivered_at, early: 1 calendar day, late: 2 calendar days}"
    )
    cases = "".join(
        f"  - name: {day}\n    records: [{{order_id: a, delivered_at: {day:02d}.09.2026 09:00}}]\n"
        f"    expect: {{promised: {outcome}}}\n"
        for day, outcome in [(1, "kept"), (2, "kept"), (4, "kept"), (5, "breach")]
    )
    found = reached(coverage_of(groups_of, cases, rules), "promised")
    assert found["late 2 calendar days"] == ["below", "on", "above"]
    assert found["early 1 calendar day"] == ["below", "on"]


def test_the_bounds_of_worked_out_fields_and_conditions_have_two_sides_and_themselves(groups_of: Groups) -> None:
    cases = "".join(
        f"  - name: {pieces}\n    records: [{{order_id: a, pieces: {pieces}}}]\n    expect: {{cycle: {outcome}}}\n"
        for pieces, outcome in [(99, "kept"), (100, "out_of_scope")]
    )
    found = reached(coverage_of(groups_of, cases), "worked-out field size")
    assert found["pieces at least 100"] == ["below", "on"]
    assert found["row 1 of size (large)"] == found["row 2 of size (small)"] == [""]


def test_a_bound_at_the_end_of_what_a_field_can_be_has_one_side_less(groups_of: Groups) -> None:
    rules = RULES.replace("pieces: {at_least: 100}", "pieces: {at_least: 1}")
    (part,) = (part for part in coverage_of(groups_of, ON, rules).parts if part.about == "worked-out field size")
    assert [goal.side for goal in part.goals if goal.what == "pieces at least 1"] == ["on", "above"]


def test_an_exclusion_fits_some_case_and_does_not_fit_another(groups_of: Groups) -> None:
    cases = ON.replace("order_id: a", "order_id: a, site: Lisbon")
    assert reached(coverage_of(groups_of, cases), "exclusion strike") == {"condition": ["does not fit"]}
    struck = ON.replace("order_id: a", "order_id: a, site: Gdańsk").replace("cycle: kept", "clean: undetermined")
    assert reached(coverage_of(groups_of, struck), "exclusion strike") == {"condition": []}  # clean is excepted
    struck = struck.replace("clean: undetermined", "cycle: excluded")
    assert reached(coverage_of(groups_of, struck), "exclusion strike") == {"condition": ["fits"]}


def test_a_target_is_met_missed_and_on_a_sample_too_close(groups_of: Groups) -> None:
    cases = """
  - name: nine of ten
    records:
      - {order_id: good, copies: 9, clean: "yes"}
      - {order_id: bad, delivered_at: 20.09.2026 09:00, clean: "no"}
    expect_verdict: {cycle: met, clean: too_close}
    expect_overall: met
"""
    coverage = coverage_of(groups_of, cases)
    assert reached(coverage, "cycle")["target at least 90 %"] == ["met"]
    assert reached(coverage, "clean")["target at least 80 %"] == ["too close"]
    assert reached(coverage, "promised")["target at least 100 %"] == []
    assert reached(coverage, "overall") == {"verdict": ["missed"]}


def test_a_pass_mark_between_two_scores_is_never_sat_upon(groups_of: Groups) -> None:
    rules = RULES.replace(
        'kind: requirement, must: {clean: "yes"}', "kind: checklist, items: [{field: clean}], pass_mark: 55 %"
    )
    (part,) = (part for part in coverage_of(groups_of, ON, rules).parts if part.about == "clean")
    assert [goal.side for goal in part.goals if goal.what == "pass_mark 55 %"] == ["below", "above"]


# ---- figures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("got", "of", "said"),
    [(0, 7, "0 %"), (1, 3, "33.3 %"), (2, 3, "66.6 %"), (9_999, 10_000, "99.9 %"), (7, 7, "100 %"), (0, 0, "100 %")],
)
def test_a_percentage_is_never_rounded_up(got: int, of: int, said: str) -> None:
    assert percent(got, of) == said


@given(st.integers(1, 10**9), st.data())
def test_only_everything_is_a_hundred_percent(of: int, data: st.DataObject) -> None:
    got = data.draw(st.integers(0, of))
    assert (percent(got, of) == "100 %") == (got == of)
