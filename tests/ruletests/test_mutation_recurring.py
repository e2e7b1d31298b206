"""Tests of rules on how events recur: what their cases notice, and what they reach."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.ruletests.comparing import mismatches
from checker.ruletests.coverage import covered
from checker.ruletests.loading import Suite, read_tests
from checker.ruletests.mutation import mutated
from checker.ruletests.running import judged

RULES = """\
rule_set: accounts
title: Accounts
version: 1
records:
  called: account
  id: account_id
  time_zone: Europe/Warsaw
  fields: {account_id: {type: text}, owner: {type: text}, event: {type: choice, of: [met, other]}, at: {type: moment}}
tables:
  contacts: {match: account_id, fields: {account_id: {type: text}, met_at: {type: moment}}}
rules:
  - {id: gap, title: A, measure: {kind: recurrence, at: contacts.met_at, within: 45 calendar days}}
  - {id: often, title: A, measure: {kind: recurrence, at: contacts.met_at, every: quarter, at_least: 2}}
  - id: owners
    title: A
    per: owner
    measure: {kind: recurrence, at: {field: at, when: {event: met}}, every: quarter, at_least: 1}
"""
HEAD = """\
rule_set: accounts
as_of: 2026-04-01T00:00:00+02:00
defaults: {owner: ann, event: met, at: 2026-02-01 10:00}
cases:
"""
ON_THE_LIMIT = """\
  - name: on the limit
    period: 2026-Q1
    records: [{account_id: a}, {account_id: b}, {account_id: c}]
    tables:
      contacts:
        - {account_id: a, met_at: 2026-02-15 10:00}
        - {account_id: a, met_at: 2026-03-31 10:00}
        - {account_id: b, met_at: 2026-02-14 10:00}
        - {account_id: c, met_at: 2026-02-16 10:00}
        - {account_id: c, met_at: 2026-03-20 10:00}
        - {account_id: c, met_at: 2026-03-20 10:00}
    expect:
      gap: {a: {outcome: kept, observed: 45 calendar days}, b: kept, c: breach}
      often: {a: kept, b: breach, c: kept}
"""
FAR_FROM_IT = """\
  - name: far from the limit
    period: 2026-Q1
    records: [{account_id: a}, {account_id: b}]
    tables:
      contacts:
        - {account_id: a, met_at: 2026-02-01}
        - {account_id: a, met_at: 2026-02-20}
        - {account_id: a, met_at: 2026-03-10}
    expect: {gap: {a: kept, b: breach}, often: {a: kept, b: breach}}
"""
OWNERS = """\
  - name: what is no meeting counts for nobody
    period: 2026-Q1
    records: [{account_id: a}, {account_id: b, owner: bob, event: other}, {account_id: c, owner: bob, at: 2026-04-01}]
    expect: {owners: {a: kept, b: breach, c: breach}}
"""


def suite_of(cases: str, folder: Path) -> Suite:
    (folder / "accounts.yaml").write_text(RULES, "utf-8")
    (folder / "accounts.tests.yaml").write_text(HEAD + cases, "utf-8")
    suite, problems = read_tests(folder / "accounts.tests.yaml")
    assert suite is not None, problems
    return suite


def survivors(cases: str, folder: Path) -> set[str]:
    """The changes that these cases do not notice; the cases come out as they say."""
    suite = suite_of(cases, folder)
    with judged(suite) as groups:
        assert not [each for group in groups for place in group.cases for each in mismatches(group, place)]
        mutation = mutated(suite, groups, frozenset(place for place, _ in suite.cases))
    return {f"{each.about}: {each.said}" for each in mutation.survivors}


LIMITS = {"gap: within: 45 calendar days -> 44 calendar days", "gap: within: 45 calendar days -> 46 calendar days"}


def test_cases_on_the_limit_notice_that_it_moves(tmp_path: Path) -> None:
    left = survivors(ON_THE_LIMIT, tmp_path)
    assert not left & LIMITS
    assert not [each for each in left if each.startswith(("often: at_least", "often: every"))]


def test_cases_far_from_the_limit_do_not(tmp_path: Path) -> None:
    assert {*LIMITS, "often: at_least: 2 -> 3", "often: at_least: 2 -> 1"} <= survivors(FAR_FROM_IT, tmp_path)


def test_what_only_several_records_show_is_told_with_the_kind_of_case_that_does(tmp_path: Path) -> None:
    suite = suite_of(FAR_FROM_IT, tmp_path)
    with judged(suite) as groups:
        left = mutated(suite, groups, frozenset(place for place, _ in suite.cases), only=["gap"]).survivors
    told = {each.found for each in left if each.said.startswith("within: ")}
    wanted = "events just as far apart, or as many, as the limit allows, and others one unit beside it"
    assert told == {f"no records were made up for it; a case may show it with {wanted}"}


def test_cases_notice_which_records_are_events(tmp_path: Path) -> None:
    left = {each for each in survivors(OWNERS, tmp_path) if each.startswith("owners: ")}
    assert not [each for each in left if "when" in each]


@pytest.mark.parametrize(
    ("cases", "lacks"),
    [
        (ON_THE_LIMIT, {"gap": {"below within 45 calendar days"}, "often": set()}),
        (FAR_FROM_IT, {"gap": {"on within 45 calendar days"}, "often": {"on at_least 2"}}),
    ],
    ids=["on the limit", "far from it"],
)
def test_what_cases_reach_is_told_by_limits(cases: str, lacks: dict[str, set[str]], tmp_path: Path) -> None:
    suite = suite_of(cases, tmp_path)
    with judged(suite) as groups:
        parts = covered(suite, groups).parts
    missing = {part.about: {f"{goal.side} {goal.what}" for goal in part.missing} for part in parts}
    limits = ("within 45 calendar days", "at_least 2")
    assert {name: {each for each in missing[name] if each.endswith(limits)} for name in lacks} == lacks
