"""Changes of weights that differ by group, and of rules whose records have time zones of their own."""

from __future__ import annotations

from pathlib import Path

from checker.ruletests.comparing import mismatches
from checker.ruletests.loading import Suite, read_tests
from checker.ruletests.mutation import Mutation, mutated
from checker.ruletests.running import judged

RULES = """\
rule_set: calls
title: Calls
version: 1
records:
  called: call
  id: call
  time_zone: {field: zone}
  fields:
    call: {type: text}
    zone: {type: text}
    segment: {type: choice, of: [A, B]}
    polite: {type: yes_no}
    asked_at: {type: moment}
    answered_at: {type: moment}
rules:
  - id: quick
    title: Quick
    measure: {kind: elapsed_time, from: asked_at, to: answered_at, within: 1 calendar days}
    weight: [{when: {segment: A}, then: 3}, {otherwise: 1}]
  - {id: polite, title: Polite, measure: {kind: requirement, must: {polite: "yes"}}, weight: 1}
overall: {score: {at_least: 60 %}}
"""
HEAD = """\
rule_set: calls
as_of: 2026-04-01T00:00:00Z
defaults: {zone: Europe/Lisbon, segment: A, polite: "yes", asked_at: 2026-03-02 12:00, answered_at: 2026-03-02 13:00}
cases:
"""
BY_GROUP = """\
  - name: who is not polite to some has half of their weight
    records: [{call: 1, polite: "no"}, {call: 2, segment: B}]
    expect: {quick: {"1": kept, "2": kept}}
    expect_overall: {verdict: missed, score: 1 of 2}
"""
ONE_GROUP = """\
  - name: three of four are enough
    records: [{call: 1, polite: "no"}]
    expect_overall: {verdict: met, score: 3 of 4}
"""
ZONES = """\
  - name: the date is that of the place
    records:
      - {call: 1, zone: Asia/Kolkata, asked_at: 2026-03-02T20:00Z, answered_at: 2026-03-04T17:00Z}
      - {call: 2, zone: America/New_York, asked_at: 2026-03-02T20:00Z, answered_at: 2026-03-04T06:00Z}
      - {call: 3, zone: Europe/Mars}
    expect: {quick: {"1": kept, "2": breach, "3": undetermined}}
"""


def told(folder: Path, cases: str) -> Mutation:
    (folder / "calls.yaml").write_text(RULES, "utf-8")
    (folder / "calls.tests.yaml").write_text(HEAD + cases, "utf-8")
    suite, problems = read_tests(folder / "calls.tests.yaml")
    assert suite is not None, problems
    return changed(suite)


def changed(suite: Suite) -> Mutation:
    with judged(suite) as groups:
        wrong = [each for group in groups for place in group.cases for each in mismatches(group, place)]
        assert wrong == []
        return mutated(suite, groups, frozenset(place for group in groups for place in group.cases))


def test_a_weight_in_a_row_of_a_table_is_changed_and_noticed_by_the_score(tmp_path: Path) -> None:
    by_group = {each.said for each in told(tmp_path, BY_GROUP).survivors if "weight" in each.said}
    assert by_group == {"weight row 1: 3 -> 2", "weight row 1: 3 -> 4"}
    both = {each.said for each in told(tmp_path, BY_GROUP + ONE_GROUP).survivors if "weight" in each.said}
    assert both == set()


def test_marks_between_which_no_score_of_any_group_lies_are_alike(tmp_path: Path) -> None:
    mutation = told(tmp_path, BY_GROUP + ONE_GROUP)
    marks = {each.said for each in mutation.equivalent if each.about == "overall"}
    assert {"score at_least: 60 % -> 59 %", "score at_least: 60 % -> 61 %"} <= marks


def test_a_mark_on_a_score_of_one_group_is_not_alike_to_another(tmp_path: Path) -> None:
    (tmp_path / "calls.yaml").write_text(RULES.replace("60 %", "75 %"), "utf-8")  # 3 of 4, in A
    (tmp_path / "calls.tests.yaml").write_text(HEAD + BY_GROUP, "utf-8")
    suite, problems = read_tests(tmp_path / "calls.tests.yaml")
    assert suite is not None, problems
    mutation = changed(suite)
    assert "score at_least: 75 % -> 76 %" in {each.said for each in mutation.survivors}
    assert "score at_least: 75 % -> 74 %" in {each.said for each in mutation.equivalent}


def test_records_of_several_time_zones_are_judged_and_what_would_show_a_change_is_looked_for_in_one(
    tmp_path: Path,
) -> None:
    mutation = told(tmp_path, ZONES)
    found = {each.said: each.found for each in mutation.survivors if each.about == "quick"}
    assert mutation.noticed
    assert any(shown is not None and "asked_at" in shown for shown in found.values())
