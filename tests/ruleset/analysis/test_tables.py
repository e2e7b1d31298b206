"""Tables of values against every record there is: what is said of a table, and what a loop over all records finds."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.problems import Problem
from checker.ruleset.analysis import analyse
from checker.ruleset.meaning import Reading
from checker.ruleset.model import RuleSet
from checker.ruleset.shape import Form, names_in
from checker.ruleset.yaml12 import compose
from tests.ruleset.analysis.all_records import REQUIRED, Found, conditions, every_record, few_fields, rule_set_of


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Any]:
    """A rule set with one worked-out table over at most three fields."""
    names = draw(few_fields())
    rows: list[dict[str, Any]] = [
        {"when": draw(conditions(names)), "then": draw(st.sampled_from("pqr"))} for _ in range(draw(st.integers(1, 4)))
    ]
    if draw(st.booleans()):
        rows.append({"otherwise": "rest"})
    return rule_set_of(draw(REQUIRED), worked_out={"made": rows})


def whens(rule_set: dict[str, Any]) -> list[dict[str, Any]]:
    return [row["when"] for row in rule_set["worked_out"]["made"] if "when" in row]


def first_fit(truths: list[bool | None]) -> int | None:
    """The row that fits first; none where a row before it is unknown or none fits."""
    for position, truth in enumerate(truths):
        if truth is None:
            return None
        if truth:
            return position
    return None


def expected(rule_set: dict[str, Any], records: list[Found]) -> set[tuple[str, int | None]]:
    """What is to be said: each code with the row that it is about."""
    rows = rule_set["worked_out"]["made"]
    count = len(whens(rule_set))
    unused = {each for each in range(count) if all(first_fit(found.truths) != each for found in records)}
    told: set[tuple[str, int | None]] = {("R363", each) for each in unused}
    if len(rows) > count:
        if not any(found.truths.count(False) == count for found in records):
            told.add(("R364", count))
    elif any(found.is_certain and found.truths.count(False) == count for found in records):
        told.add(("R361", None))
    for later in range(count):
        for earlier in range(later):
            contains = any(
                all(found.truths[other] is True for found in records if found.truths[one])
                for one, other in ((earlier, later), (later, earlier))
            )
            both = any(
                found.is_certain and first_fit(found.truths) == earlier and found.truths[later] for found in records
            )
            if both and not contains and rows[earlier]["then"] != rows[later]["then"] and not {earlier, later} & unused:
                told.add(("R362", later))
    return told


def said(rule_set: dict[str, Any]) -> list[Problem]:
    composed, problems = compose(json.dumps(rule_set), "any.yaml")
    assert composed is not None, problems
    reading = Reading(composed, RuleSet.model_validate(composed.value))
    analyse(reading, list(names_in(Form(RuleSet), composed.value)))
    return [problem for problem in reading.problems if "R361" <= problem.code <= "R365"]


def row_of(problem: Problem, rule_set: dict[str, Any]) -> int | None:
    if problem.code == "R361":
        return None
    if problem.code == "R364":
        return len(rule_set["worked_out"]["made"]) - 1
    number = re.search(r"^rows? (?:\d+ and )?(\d+) of", problem.message)
    assert number
    return int(number[1]) - 1


def matching(example: str, rule_set: dict[str, Any]) -> list[Found]:
    """The records that may exist and have what an example says; what it does not say is free."""
    states = {"missing": "", "not_applicable": "n/a", "not_checked": "?"}
    cells = {
        name: states[value["is"]] if isinstance(value, dict) else value
        for name, value in yaml.load(example, yaml.BaseLoader).items()
    }
    return [found for found in every_record(rule_set, whens(rule_set), cells) if found.is_certain]


@settings(max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables())
def test_what_is_said_of_a_table_is_what_all_records_show(rule_set: dict[str, Any]) -> None:
    records = every_record(rule_set, whens(rule_set))
    problems = said(rule_set)
    assert {(problem.code, row_of(problem, rule_set)) for problem in problems} == expected(rule_set, records)
    for problem in problems:
        example = re.search(r"a record such as (\{.*?\})(?:, so| and give)", problem.message)
        if problem.code not in ("R361", "R362"):
            continue
        assert example
        found = matching(example[1], rule_set)
        assert found, "the example is a record that may exist"
        if problem.code == "R361":
            assert all(set(each.truths) == {False} for each in found)
        else:
            one, other = (int(number) - 1 for number in re.findall(r"\d+", problem.message)[:2])
            assert all(first_fit(each.truths) == one and each.truths[other] for each in found)
