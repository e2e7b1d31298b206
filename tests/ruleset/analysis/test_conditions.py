"""What is said of scopes, requirements, exclusions and their parts, against every record there is."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.ruleset.analysis import analyse
from checker.ruleset.meaning import Reading
from checker.ruleset.model import RuleSet
from checker.ruleset.shape import Form, names_in
from checker.ruleset.yaml12 import compose
from tests.ruleset.analysis.all_records import FIELDS, REQUIRED, conditions, every_record, few_fields, rule_set_of


@st.composite
def rule_sets(draw: st.DrawFn) -> dict[str, Any]:
    """A rule set with an exclusion and a rule that has a scope."""
    names = draw(few_fields())
    rule = {
        "id": "a",
        "title": "A",
        "scope": draw(conditions(names, 1)),
        "measure": {"kind": "requirement", "must": draw(conditions(names, 1))},
        "missing": draw(st.sampled_from(["undetermined", "breach"])),
    }
    exclusion = {"id": "out", "when": draw(conditions(names, 1)), "because": "B"}
    return rule_set_of(draw(REQUIRED), rules=[rule], exclusions=[exclusion])


def said(rule_set: dict[str, Any]) -> set[tuple[str, str]]:
    """The codes, each with the key that it is about."""
    composed, problems = compose(json.dumps(rule_set), "any.yaml")
    assert composed is not None, problems
    reading = Reading(composed, RuleSet.model_validate(composed.value))
    analyse(reading, list(names_in(Form(RuleSet), composed.value)))
    keys = {(place.line, place.column): trail[-1] for trail, place in composed.keys.items()}
    told = [each for each in reading.problems if each.code in ("R366", "R367")]
    return {(each.code, str(keys[each.line, each.column])) for each in told}


def compared(written: dict[str, Any]) -> set[str]:
    """The fields whose values are compared, so that a requirement is out of scope where they do not apply."""
    names: set[str] = set()
    for name, test in written.items():
        if name in FIELDS:
            parts = [test, *test.values()] if isinstance(test, dict) else []
            names |= {part["field"] for part in parts if isinstance(part, dict) and "field" in part}
            names |= {name} if not isinstance(test, dict) or set(test) != {"is"} else set()
    return names.union(*(compared(part) for word in ("any", "all", "none") for part in written.get(word, [])))


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rule_sets())
def test_what_never_or_always_holds_is_what_all_records_show(rule_set: dict[str, Any]) -> None:
    (rule,), (exclusion,) = rule_set["rules"], rule_set["exclusions"]
    must = rule["measure"]["must"]
    found = every_record(rule_set, [exclusion["when"], rule["scope"], must])
    expected: set[tuple[str, str]] = set()
    excluded = [each.truths[0] for each in found]
    if True not in excluded:
        expected.add(("R366", "when"))
    elif set(excluded) == {True}:
        expected.add(("R367", "when"))
    scopes = [each.truths[1] for each in found]
    judged = [each for each in found if each.truths[1] and not each.truths[0]]
    if True not in scopes:
        expected.add(("R366", "scope"))
    else:
        if False not in scopes:
            expected.add(("R367", "scope"))
        if not judged:
            expected.add(("R366", "scope"))
    if judged:
        words = {name: field.get("not_applicable", ["-"])[0] for name, field in FIELDS.items()}
        applies = [each for each in judged if all(each.texts[name] != words[name] for name in compared(must))]
        kept = {each.truths[2] for each in applies}
        if True not in kept:
            expected.add(("R366", "must"))
        if not kept & {False, None if rule["missing"] == "breach" else False}:
            expected.add(("R367", "must"))
    assert said(rule_set) == expected
