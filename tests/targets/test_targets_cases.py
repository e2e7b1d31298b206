"""The cases beside each target, on every engine: its verdict over some records, why, and the figure behind it."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from checker.engines import NAMES as ENGINES
from checker.evaluation import Audit, evaluate
from checker.periods import parse_as_of
from checker.results import RuleResult
from checker.ruleset.model import RuleSet
from checker.targets import NAMES

FOLDER = Path(__file__).parents[2] / "checker" / "targets"
EMBEDDED = [name for name in ENGINES if name in ("duckdb", "polars")]


@cache
def read_cases(kind: str) -> dict[str, Any]:
    """The case file of a kind; every scalar stays the text that it is in the file, as in rule files."""
    cases: dict[str, Any] = yaml.load((FOLDER / f"{kind}.cases.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    return cases


CASES = [
    pytest.param(engine, kind, number, id=f"{engine}-{kind}-{case['name']}")
    for engine in EMBEDDED
    for kind in NAMES
    for number, case in enumerate(read_cases(kind)["cases"])
]


def judged(engine: str, kind: str, case: dict[str, Any], folder: Path) -> RuleResult:
    cases = read_cases(kind)
    asked = cases["targets"][case["target"]]
    rule = {"id": "rule", "title": "R", "measure": cases["measures"][asked["measure"]], "target": asked["target"]}
    described = {"rule_set": "cases", "title": "Cases", "version": "1", "records": cases["records"], "rules": [rule]}
    rule_set = RuleSet.model_validate(described)
    path = folder / "records.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rule_set.records.fields))
        writer.writeheader()
        for place, record in enumerate(case["records"]):
            cells = {name: cell for name, cell in record.items() if name != "copies"}
            for copy in range(int(record.get("copies", 1))):
                writer.writerow({**cells, "case_id": f"{place}-{copy}"})
    results = evaluate(rule_set, [path], Audit(as_of=parse_as_of(cases["as_of"]), engine=engine))
    return results.rule_sets[0].rules[0]


@pytest.mark.parametrize(("engine", "kind", "number"), CASES)
def test_the_case_comes_out_as_it_says(engine: str, kind: str, number: int, tmp_path: Path) -> None:
    case = read_cases(kind)["cases"][number]
    found = judged(engine, kind, case, tmp_path)
    received = {
        "verdict": found.verdict.value,
        "reason": found.reason,
        "statistic": found.statistic and found.statistic.text,
        "left_out": str(found.left_out),
    }
    assert {name: received[name] for name in case["expect"]} == case["expect"]


@pytest.mark.parametrize("kind", NAMES)
def test_the_cases_of_a_target_reach_met_missed_and_undetermined(kind: str) -> None:
    cases = read_cases(kind)
    assert {"met", "missed", "undetermined"} <= {case["expect"]["verdict"] for case in cases["cases"]}
    assert {case["target"] for case in cases["cases"]} == set(cases["targets"])
    names = [case["name"] for case in cases["cases"]]
    assert len(set(names)) == len(names)
