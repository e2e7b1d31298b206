"""The cases beside each measure, on every engine: what it observes, what its limit is, what becomes of the record."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from checker.beside import open_tables
from checker.compilation import compile_rule_set
from checker.engines import open_engine
from checker.evidence import Evidence
from checker.explanation import files_of
from checker.fields import moment_number
from checker.measures import NAMES
from checker.outcomes import Outcome
from checker.periods import parse_as_of, parse_period
from checker.preparation import prepared
from checker.results import Finding
from checker.ruleset.model import RuleSet
from checker.sources import open_records
from tests.engines.available import ENGINES

FOLDER = Path(__file__).parents[2] / "checker" / "measures"


FILES = [path.name.removesuffix(".cases.yaml") for kind in NAMES for path in files_of("measures", kind)]
"""Every case file, such as `elapsed_time` and `elapsed_time.zones`; the cases of each are one file of records."""


def read_cases(file: str) -> dict[str, Any]:
    """A case file; every scalar stays the text that it is in the file, as in rule files."""
    cases: dict[str, Any] = yaml.load((FOLDER / f"{file}.cases.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    return cases


CASES = [
    pytest.param(engine, file, number, id=f"{engine}-{file}-{case['name']}")
    for engine in ENGINES
    for file in FILES
    for number, case in enumerate(read_cases(file)["cases"])
]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], dict[str, Finding]]:
    """What became of every case of a file on an engine, by the case's number and measure; judged when first asked."""

    @cache
    def judge(engine: str, file: str) -> dict[str, Finding]:
        return judge_cases(engine, file, tmp_path_factory.mktemp(file))

    return judge


def judge_cases(engine_name: str, cases_file: str, folder: Path) -> dict[str, Finding]:
    cases = read_cases(cases_file)
    rule_set = RuleSet.model_validate(
        {
            "rule_set": "cases",
            "title": "Cases",
            "version": "1",
            "records": cases["records"],
            "calendars": cases.get("calendars", {}),
            "tables": cases.get("tables", {}),
            "rules": [{"id": name, "title": name, "measure": measure} for name, measure in cases["measures"].items()],
        }
    )
    identity = rule_set.records.id
    assert identity
    path = folder / "cases.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rule_set.records.fields))
        writer.writeheader()
        for number, case in enumerate(cases["cases"]):
            writer.writerow({**case["record"], identity: str(number)})
    tables = {name: [write_table(cases, rule_set, name, folder / f"{name}.csv")] for name in rule_set.tables}
    as_of = moment_number(parse_as_of(cases["as_of"])) if "as_of" in cases else None
    period = parse_period(cases["period"]) if "period" in cases else None
    compiled = compile_rule_set(rule_set, as_of=as_of, period=period)
    with open_engine([path, *(file for files in tables.values() for file in files)], name=engine_name) as engine:
        assert engine.name == engine_name
        table = open_records([path], rule_set.records, engine.connection, days=compiled.days)
        beside = {name: each.frame for name, each in open_tables(rule_set, tables, engine, days=compiled.days).items()}
        ready = prepared(engine, engine.frame(table.relation), compiled, table.read, beside)
        every = {rule.rule.id: dict.fromkeys(Outcome, 100) for rule in compiled.rules}
        evidence = Evidence(engine, ready.frame, compiled, every, ready.units)
        return {f"{found.record}/{rule.rule.id}": found for rule in compiled.rules for found in evidence.of(rule)}


def write_table(cases: dict[str, Any], rule_set: RuleSet, name: str, path: Path) -> Path:
    """The rows of another table in the cases, as a file; a row without its key belongs to the record of its case."""
    match = rule_set.tables[name].match
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rule_set.tables[name].fields))
        writer.writeheader()
        for case in cases["cases"]:
            writer.writerows({match: case["record"][match]} | row for row in case.get("tables", {}).get(name, ()))
    return path


@pytest.mark.parametrize(("engine", "file", "number"), CASES)
def test_the_case_comes_out_as_it_says(
    judged: Callable[[str, str], dict[str, Finding]], engine: str, file: str, number: int
) -> None:
    case = read_cases(file)["cases"][number]
    found = judged(engine, file)[f"{number}/{case['measure']}"]
    expected = case["expect"] if isinstance(case["expect"], dict) else {"outcome": case["expect"]}
    received = {
        "outcome": found.outcome.value,
        "reason": found.reason and found.reason.value,
        "field": found.field,
        "observed": found.observed and found.observed.text,
        "limit": found.limit and found.limit.text,
        "paused": found.evidence.get("time paused"),
    }
    assert {name: received[name] for name in expected} == expected


@pytest.mark.parametrize("file", FILES)
def test_every_measure_of_a_case_file_has_cases_and_every_case_its_own_name(file: str) -> None:
    cases = read_cases(file)
    names = [case["name"] for case in cases["cases"]]
    assert len(set(names)) == len(names)
    assert {case["measure"] for case in cases["cases"]} == set(cases["measures"])


@pytest.mark.parametrize("file", FILES)
def test_the_cases_of_a_measure_reach_kept_breach_and_undetermined(file: str) -> None:
    expected = {
        case["expect"]["outcome"] if isinstance(case["expect"], dict) else case["expect"]
        for case in read_cases(file)["cases"]
    }
    assert {"kept", "breach", "undetermined"} <= expected
