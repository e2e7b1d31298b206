"""A target is held against the figure of the same rule in the same version of an earlier run, or is undetermined."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from checker.evaluation import Audit, evaluate
from checker.results import Results, RuleResult
from checker.ruleset.model import RuleSet
from tests.made_up.prepare import of

FIELDS = {"id": {"type": "text"}, "site": {"type": "text"}, "solved": {"type": "yes_no"}, "hours": {"type": "number"}}
SOLVED = {"kind": "requirement", "must": {"solved": "yes"}}


def rules(target: Any, version: str = "1", rule: str = "solved") -> RuleSet:
    written = of({"id": rule, "title": "Solved", "measure": SOLVED, "target": target}, id="id", fields=FIELDS)
    return written.model_copy(update={"version": version})


def checked(rule_set: RuleSet, folder: Path, cells: str, *previous: Results) -> Results:
    """Check records of a site and an answer each: `A yes, A no 3`, the last with its hours."""
    path = folder / "records.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(FIELDS)
        for number, record in enumerate(cells.split(", ")):
            site, solved, hours = (*record.split(), "")[:3]
            writer.writerow([str(number), site, solved, hours])
    return evaluate(rule_set, [path], Audit(previous=previous))


def only(results: Results) -> RuleResult:
    return results.rule_sets[0].rules[0]


NOT_WORSE = {"share": "kept", "at_least": {"previous": "run"}}
THREE_OF_FOUR = "A yes, A yes, A yes, A no"


@pytest.mark.parametrize(
    ("bound", "verdict"),
    [
        ({"previous": "run"}, "met"),
        ({"previous": "run", "plus": "0.1 points"}, "missed"),
        ({"previous": "run", "minus": "5 points"}, "met"),
    ],
)
def test_a_share_is_held_against_that_of_the_earlier_run(tmp_path: Path, bound: Any, verdict: str) -> None:
    target = {"share": "kept", "at_least": bound}
    earlier = checked(rules(target), tmp_path, THREE_OF_FOUR)
    assert (only(earlier).verdict, only(earlier).reason) == ("undetermined", "previous_absent")
    assert only(checked(rules(target), tmp_path, THREE_OF_FOUR, earlier)).verdict == verdict
    again = Results.from_json(earlier.to_json())
    assert only(checked(rules(target), tmp_path, THREE_OF_FOUR, again)).verdict == verdict


def test_of_several_runs_the_last_that_has_the_rule_counts(tmp_path: Path) -> None:
    best = checked(rules(NOT_WORSE), tmp_path, "A yes")
    worst = checked(rules(NOT_WORSE), tmp_path, "A no")
    other = checked(rules(NOT_WORSE, rule="other"), tmp_path, "A yes")
    assert only(checked(rules(NOT_WORSE), tmp_path, THREE_OF_FOUR, best, worst, other)).verdict == "met"
    assert only(checked(rules(NOT_WORSE), tmp_path, THREE_OF_FOUR, worst, best)).verdict == "missed"


@pytest.mark.parametrize(
    ("version", "rule", "cells", "reason"),
    [
        ("2", "solved", THREE_OF_FOUR, "previous_other_version"),
        ("1", "other", THREE_OF_FOUR, "previous_absent"),
        ("1", "solved", "A perhaps", "previous_without_figure"),
    ],
)
def test_what_is_absent_or_stale_leaves_it_undetermined(
    tmp_path: Path, version: str, rule: str, cells: str, reason: str
) -> None:
    earlier = checked(rules(NOT_WORSE, version, rule), tmp_path, cells)
    found = only(checked(rules(NOT_WORSE), tmp_path, THREE_OF_FOUR, earlier))
    assert (found.verdict, found.reason) == ("undetermined", reason)


def test_a_bound_that_is_known_may_be_missed_whatever_the_earlier_run_was(tmp_path: Path) -> None:
    target = {"share": "kept", "at_least": {"previous": "run"}, "at_most": "50 %"}
    assert only(checked(rules(target), tmp_path, THREE_OF_FOUR)).verdict == "missed"


def test_every_group_is_held_against_itself_and_a_new_one_has_nothing_to_be_held_against(tmp_path: Path) -> None:
    target = {"mean": "hours", "at_most": {"previous": "run"}, "in_each": "site"}
    earlier = checked(rules(target), tmp_path, "A yes 3, A no 4, B yes 1")
    found = only(checked(rules(target), tmp_path, "A yes 3.5, B yes 2, C yes 1", earlier))
    verdicts = {row.group["site"]: (row.verdict, row.reason) for row in found.target_rows}
    assert verdicts == {
        "A": ("met", None),
        "B": ("missed", None),
        "C": ("undetermined", "previous_without_figure"),
    }
    assert found.verdict == "missed"


# ---- the trend -------------------------------------------------------------------------------------------------------


def test_what_a_rule_came_to_in_earlier_runs_stands_in_its_result_the_oldest_first(tmp_path: Path) -> None:
    first = checked(rules("50 %", version="0"), tmp_path, "A yes, A no")
    second = checked(rules("50 %"), tmp_path, "A yes, A yes, A no")
    now = only(checked(rules("50 %"), tmp_path, "A yes", first, second))
    assert [(each.kept, each.judged, each.version, each.verdict) for each in now.earlier] == [
        (1, 2, "0", "met"), (2, 3, "1", "met"),
    ]  # fmt: skip
    assert only(checked(rules("50 %", rule="other"), tmp_path, "A yes", first, second)).earlier == ()


def test_a_trend_goes_back_eleven_runs(tmp_path: Path) -> None:
    runs = [checked(rules("50 %"), tmp_path, ", ".join(["A yes"] * (number + 1))) for number in range(13)]
    now = only(checked(rules("50 %"), tmp_path, "A yes", *runs))
    assert [each.kept for each in now.earlier] == list(range(3, 14))
