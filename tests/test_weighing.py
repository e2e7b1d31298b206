"""Weights that differ by group of records: a score for each group, of which the lowest decides."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from checker.evaluation import Audit, evaluate
from checker.problems import CheckerError
from checker.reports.printing.summary import overall_sentences
from checker.results import Results
from checker.ruleset.model import RuleSet
from checker.wording import phrases
from tests.engines.available import ENGINES

RULES: dict[str, Any] = {
    "rule_set": "service",
    "title": "Service",
    "version": "1",
    "records": {
        "called": "order",
        "id": "order_id",
        "fields": {
            "order_id": {"type": "text"},
            "segment": {"type": "text"},
            "importance": {"type": "number"},
            "quick": {"type": "yes_no"},
            "whole": {"type": "yes_no"},
        },
    },
    "rules": [
        {
            "id": "quick",
            "title": "Quick",
            "measure": {"kind": "requirement", "must": {"quick": "yes"}},
            "target": "50 %",
            "weight": [{"when": {"segment": "A"}, "then": "5"}, {"when": {"segment": "B"}, "then": "1"}],
        },
        {"id": "whole", "title": "Whole", "measure": {"kind": "requirement", "must": {"whole": "yes"}}, "weight": "2"},
        {
            "id": "own",
            "title": "Own",
            "measure": {"kind": "requirement", "must": {"quick": "yes"}},
            "target": "10 %",
            "weight": {"field": "importance"},
        },
    ],
    "overall": {"score": {"at_least": "70 %"}},
}
ORDERS = [
    # segment, importance, quick, whole
    ("A", "1", "yes", "yes"),
    ("A", "1", "yes", "no"),
    ("B", "1", "no", "yes"),
    ("B", "3", "yes", "yes"),
    ("B", "0.5", "", "yes"),  # neither kept nor a breach of what differs, so this weight is of no group
    ("C", "1", "yes", "yes"),  # no row fits
    ("", "1", "yes", "yes"),
    ("A", "", "yes", "yes"),
    ("A", "-1", "yes", "yes"),
]


def judged(folder: Path, orders: Sequence[tuple[str, ...]], engine: str = "duckdb") -> Results:
    path = folder / "orders.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(RULES["records"]["fields"])
        writer.writerows([str(number), *order] for number, order in enumerate(orders, 1))
    return evaluate(RuleSet.model_validate(RULES), [path], Audit(engine=engine))


@pytest.mark.parametrize("engine", ENGINES)
def test_every_group_has_a_score_and_the_lowest_decides(engine: str, tmp_path: Path) -> None:
    (result,) = judged(tmp_path, ORDERS, engine).rule_sets
    score = result.score
    assert score is not None
    assert [(each.when, each.group, each.records, each.weights) for each in score.groups] == [
        ({"segment": "A"}, {"importance": "1"}, 2, (5, 2, 1)),
        ({"segment": "B"}, {"importance": "1"}, 1, (1, 2, 1)),
        ({"segment": "B"}, {"importance": "3"}, 1, (1, 2, 3)),
    ]
    assert [(each.numerator, each.denominator) for each in score.groups] == [(6, 8), (2, 4), (4, 6)]
    assert (score.value, score.numerator, score.denominator) == (0.5, 2, 4)
    assert (result.verdict, result.reason) == ("missed", "score")
    assert score.without_group == 4
    assert [rule.weight for rule in result.rules] == [1, 2, 1]


def test_reports_tell_the_score_of_every_group_the_lowest_first(tmp_path: Path) -> None:
    results = judged(tmp_path, ORDERS)
    assert Results.from_json(results.to_json()) == results
    told = overall_sentences(results.rule_sets[0], phrases())
    assert told[0] == "Score 50.0 %: 2 of 4 weight met, at least 70 % required."
    assert told[1] == (
        "The weights differ by group, and the lowest score decides: "
        "50.0 %, 2 of 4, for “segment” is B · importance: 1; 66.7 %, 4 of 6, for “segment” is B · importance: 3; "
        "75.0 %, 6 of 8, for “segment” is A · importance: 1."
    )
    assert told[2] == "Of 4 judged records nobody knows the group, so they have no score."


def test_without_any_record_of_a_group_there_is_no_score(tmp_path: Path) -> None:
    (result,) = judged(tmp_path, [("C", "1", "yes", "yes")]).rule_sets
    assert (result.verdict, result.reason) == ("undetermined", "score")
    assert result.score is not None
    assert (result.score.value, result.score.without_group) == (None, 1)


def test_more_groups_than_tell_something_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckerError, match="differ in 1001 ways, and at most 1000 groups"):
        judged(tmp_path, [("A", str(number), "yes", "yes") for number in range(1001)])
