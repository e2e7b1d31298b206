"""Tests of rules put together from others: a scope that only takes in what no part speaks of is the same scope."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from checker.ruletests.loading import Suite
from checker.ruletests.mutation import mutated
from checker.ruletests.running import judged

RULES = """\
rule_set: orders
title: Orders
version: 1
records:
  called: order
  id: order_id
  fields:
    order_id: {{type: text}}
    state: {{type: choice, of: [open, delivered, cancelled]}}
    whole: {{type: yes_no, yes: ["yes"], no: ["no"]}}
    told: {{type: yes_no, yes: ["yes"], no: ["no"]}}
rules:
  - {{id: came-whole, title: A, scope: {{state: delivered}}, measure: {{kind: requirement, must: {{whole: "yes"}}}}}}
  - {{id: was-told, title: A, {scope}measure: {{kind: requirement, must: {{told: "yes"}}}}}}
  - id: perfect
    title: A
    scope: {{state: delivered}}
    measure: {{kind: all_of, rules: [came-whole, was-told]}}
"""
CASES = """\
rule_set: orders
cases:
  - name: an order is perfect once it is delivered
    records:
      - {order_id: open, state: open, whole: "yes", told: "yes"}
      - {order_id: good, state: delivered, whole: "yes", told: "yes"}
      - {order_id: cut, state: delivered, whole: "no", told: "yes"}
      - {order_id: untold, state: delivered, whole: "yes", told: "no"}
      - {order_id: nobody-knows, whole: "yes", told: "yes"}
    expect:
      perfect: {open: out_of_scope, good: kept, cut: breach, untold: breach, nobody-knows: undetermined}
"""

CANCELLED = "scope: state delivered -> [delivered, cancelled]"


@pytest.mark.parametrize(
    ("scope", "is_the_same"),
    [
        ("scope: {state: {not: cancelled}}, ", True),
        ("scope: {state: {not: open}}, ", False),  # this part speaks of cancelled orders, too
        ("", False),  # this one of every order
        ("scope: {told: {is: present}}, ", False),  # and this one of some cancelled orders
    ],
)
def test_a_scope_is_the_same_where_no_part_speaks_of_what_comes_in(
    scope: str, is_the_same: bool, suite_written: Callable[[str, str], Suite]
) -> None:
    suite = suite_written(RULES.format(scope=scope), CASES)
    with judged(suite) as groups:
        mutation = mutated(suite, groups, frozenset({0}), ["perfect"])
    same = {each.said: each.found for each in mutation.equivalent}
    unnoticed = {each.said for each in mutation.survivors}
    said = "no part speaks of the records that come in or go out"
    assert (same.get(CANCELLED) == said) is is_the_same
    assert (CANCELLED in unnoticed) is not is_the_same
