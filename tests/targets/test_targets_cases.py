"""The cases beside each target, on every engine: its verdict over some records, why, and the figure behind it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from checker.evaluation import Audit, evaluate
from checker.judging import rule_result
from checker.periods import parse_as_of
from checker.results import RuleResult
from checker.ruleset.model import RuleSet
from checker.ruleset.yaml12 import Composed
from checker.ruletests.cases import RuleTests
from checker.ruletests.loading import Suite
from checker.ruletests.running import judged as judged_together
from checker.targets import NAMES
from tests.engines.available import ENGINES

FOLDER = Path(__file__).parents[2] / "checker" / "targets"
EMBEDDED = [name for name in ENGINES if name in ("duckdb", "polars")]
"""The engines on which hundreds of small checks cost little; on all of them all cases of a target are one check."""


@cache
def read_cases(kind: str) -> dict[str, Any]:
    """The case file of a kind; every scalar stays the text that it is in the file, as in rule files."""
    cases: dict[str, Any] = yaml.load((FOLDER / f"{kind}.cases.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    return cases


def cases_on(engines: Sequence[str]) -> list[Any]:
    return [
        pytest.param(engine, kind, number, id=f"{engine}-{kind}-{case['name']}")
        for engine in engines
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


@pytest.mark.parametrize(("engine", "kind", "number"), cases_on(EMBEDDED))
def test_the_case_comes_out_as_it_says(engine: str, kind: str, number: int, tmp_path: Path) -> None:
    case = read_cases(kind)["cases"][number]
    assert told(judged(engine, kind, case, tmp_path), case) == case["expect"]


@pytest.mark.parametrize(("engine", "kind", "number"), cases_on(ENGINES))
def test_the_case_comes_out_so_among_others_too(engine: str, kind: str, number: int) -> None:
    case = read_cases(kind)["cases"][number]
    assert told(all_judged(engine, kind)[number], case) == case["expect"]


@cache
def all_judged(engine: str, kind: str) -> list[RuleResult]:
    """What every case of a kind comes to, judged in one go as the cases of tests of rules are."""
    cases = read_cases(kind)
    rules = [
        {"id": name, "title": "R", "measure": cases["measures"][asked["measure"]], "target": asked["target"]}
        for name, asked in cases["targets"].items()
    ]
    described = {"rule_set": "cases", "title": "Cases", "version": "1", "records": cases["records"], "rules": rules}
    written = [
        {
            "name": case["name"],
            "records": [{**record, "case_id": str(place)} for place, record in enumerate(case["records"])],
            "expect_verdict": {case["target"]: case["expect"]["verdict"]},
        }
        for case in cases["cases"]
    ]
    tests = RuleTests.model_validate({"rule_set": "cases", "as_of": cases["as_of"], "cases": written})
    nowhere = Composed("cases", [])
    suite = Suite(Path("cases.tests.yaml"), tests, nowhere, RuleSet.model_validate(described), nowhere)
    with judged_together(suite, engine) as (together,):
        return [
            rule_result(
                together.compiled,
                together.rule(case["target"]),
                together.counts[number].rules[case["target"]],
                (),
                units=len(together.rows_of(number)),
                standard=None,
                as_of=together.as_of,
            )
            for number, case in enumerate(cases["cases"])
        ]


def told(found: RuleResult, case: dict[str, Any]) -> dict[str, Any]:
    """What is said of the rule, as far as the case expects it."""
    received = {
        "verdict": found.verdict.value,
        "reason": found.reason,
        "statistic": found.statistic and found.statistic.text,
        "left_out": str(found.left_out),
    }
    return {name: received[name] for name in case["expect"]}


@pytest.mark.parametrize("kind", NAMES)
def test_the_cases_of_a_target_reach_met_missed_and_undetermined(kind: str) -> None:
    cases = read_cases(kind)
    assert {"met", "missed", "undetermined"} <= {case["expect"]["verdict"] for case in cases["cases"]}
    assert {case["target"] for case in cases["cases"]} == set(cases["targets"])
    names = [case["name"] for case in cases["cases"]]
    assert len(set(names)) == len(names)
