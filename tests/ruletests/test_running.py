"""Tests of rules that are made of others, that judge the records of one key together, or that look for what follows."""

from __future__ import annotations

from collections.abc import Callable

from checker.ruletests.comparing import mismatches
from checker.ruletests.loading import Suite
from checker.ruletests.mutation import mutated
from checker.ruletests.running import judged

SuiteWritten = Callable[[str, str], Suite]

RULES = """\
rule_set: orders
title: Orders
version: 1
records:
  called: line
  id: line_id
  dated_by: at
  time_zone: Europe/Warsaw
  fields:
    {line_id: {type: text}, order_id: {type: text}, full: {type: yes_no}, whole: {type: yes_no}, at: {type: moment}}
rules:
  - {id: full, title: A, measure: {kind: requirement, must: {full: "yes"}}}
  - {id: whole, title: A, measure: {kind: requirement, must: {whole: "yes"}}}
  - {id: perfect, title: A, per: order_id, measure: {kind: all_of, rules: [full, whole]}}
  - id: again
    title: A
    measure: {kind: follow_up, after: {full: "no"}, never: {full: "no"}, same: order_id, within: 2 hours}
"""
CASES = """\
  - name: a line that is not whole spoils its order, and no other
    records: [{line_id: a, order_id: A}, {line_id: b, order_id: A, whole: "no"}, {line_id: c, order_id: B}]
    expect: {perfect: {a: breach, b: {outcome: breach, observed: whole}, c: kept}}
  - name: an order of the same name in another case is another order
    records: [{line_id: d, order_id: A}]
    expect: {perfect: kept, again: out_of_scope}
  - name: a line follows another on the limit
    records: [{line_id: a, order_id: A, full: "no"}, {line_id: b, order_id: A, full: "no", at: 2026-05-01 11:00}]
    expect: {again: {a: {outcome: breach, observed: 2 hours}, b: kept}}
  - name: alone
    records: [{line_id: a, order_id: A, full: "no", at: 2026-05-01 10:00}]
    expect: {again: kept}
"""
HEAD = """\
rule_set: orders
as_of: 2026-06-01T00:00:00+02:00
defaults: {full: "yes", whole: "yes", at: 2026-05-01 09:00}
cases:
"""


def test_cases_notice_changes_of_the_key_the_parts_and_what_follows(suite_written: SuiteWritten) -> None:
    suite = suite_written(RULES, HEAD + CASES)
    with judged(suite) as groups:
        assert not [each for group in groups for place in group.cases for each in mismatches(group, place)]
        mutation = mutated(suite, groups, frozenset(place for place, _ in suite.cases))
    survivors = {f"{each.about}: {each.said}" for each in mutation.survivors}
    assert "perfect: per: dropped, so that each record counts" not in survivors
    assert "perfect: rules: without whole" not in survivors
    assert "perfect: rules: without full" in survivors
    assert "again: within: 2 hours -> under 2 hours" not in survivors
    assert "again: within: 2 hours -> 3 hours" in survivors
    assert not [each for each in survivors if each.startswith("whole: must")]
    assert [each for each in survivors if each.startswith("full: must")]


PARTS_BY_HOURS = RULES.replace(
    'measure: {kind: requirement, must: {whole: "yes"}}',
    "measure: {kind: elapsed_time, from: at, to: sent_at, within: 2 hours}",
).replace("at: {type: moment}}", "at: {type: moment}, sent_at: {type: moment}}")
FAR_FROM_IT = """\
  - name: what is sent late spoils its order
    records: [{line_id: a, order_id: A, sent_at: 2026-05-01 14:00}, {line_id: b, order_id: B}]
    expect: {perfect: {a: {outcome: breach, observed: whole}, b: kept}}
"""


def test_a_case_that_names_the_part_at_fault_does_not_notice_what_leaves_that_part_at_fault(
    suite_written: SuiteWritten,
) -> None:
    head = HEAD.replace('whole: "yes"', "whole: x, sent_at: 2026-05-01 09:30")
    rules = PARTS_BY_HOURS.replace("whole: {type: yes_no}", "whole: {type: text}")
    suite = suite_written(rules, head + FAR_FROM_IT)
    with judged(suite) as groups:
        assert not [each for group in groups for place in group.cases for each in mismatches(group, place)]
        mutation = mutated(suite, groups, frozenset(place for place, _ in suite.cases))
    survivors = {f"{each.about}: {each.said}" for each in mutation.survivors}
    assert {"whole: within: 2 hours -> 3 hours", "whole: within: 2 hours -> 1 hour"} <= survivors
