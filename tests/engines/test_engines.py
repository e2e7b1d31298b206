"""One rule set over the same records gives the same on every engine: counts, outcomes, reasons, evidence, findings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import click
import pyarrow.parquet
import pytest

import checker.engines
from checker.cli.check import check
from checker.engines import AUTO, NAMES, PACKED, SMALL, open_engine
from checker.engines.polars import LARGEST
from checker.evaluation import Audit, evaluate
from checker.periods import parse_as_of, parse_period
from checker.problems import CheckerError
from checker.results import Results
from checker.ruleset.loading import load_rule_set, read_rule_set
from checker.ruleset.model import RuleSet
from checker.ruletests.loading import read_tests
from checker.ruletests.running import judged
from checker.written import MILLIONTHS
from tests.engines.available import ENGINES, as_in_use
from tests.expressed.examples import EXPRESSED, write_examples
from tests.expressed.examples import NAMES as EXAMPLES
from tests.made_up.prepare import write_records
from tests.made_up.records import made_up

ROOT = Path(__file__).parents[2]
RULES = ROOT / "rules"
MADE_UP = ROOT / "tests" / "made_up" / "everything.yaml"
REAL_RULES = ROOT / "tests" / "real_records"
REAL_RECORDS = ROOT.parent / "shared" / "data"
OTHERS = [name for name in ENGINES if name != "duckdb"]

AS_OF = parse_as_of("2026-10-26T12:00:00+01:00")
Q3 = Audit(as_of=parse_as_of("2026-10-01T00:00:00+02:00"), period=parse_period("2026-Q3"))


def told(results: Results) -> dict[str, Any]:
    """All that results say, but for how they came about."""
    said: dict[str, Any] = json.loads(results.to_json())
    del said["inputs"]
    return said


def evaluated(rules: Path, records: Path, audit: Audit, engine: str) -> dict[str, Any]:
    return told(evaluate(load_rule_set(rules), [records], replace(audit, engine=engine)))


@cache
def by_duckdb(rules: Path, records: Path, audit: Audit) -> dict[str, Any]:
    return evaluated(rules, records, audit, "duckdb")


def test_the_engines_are_the_files_of_the_family_and_each_is_described() -> None:
    folder = Path(checker.engines.__file__).parent
    assert {path.stem for path in folder.glob("*.py")} - {"__init__", "engine"} == set(NAMES)
    assert set(ENGINES) <= set(NAMES)
    assert all(NAMES.values())


@pytest.mark.parametrize("engine", OTHERS)
@pytest.mark.parametrize(
    "name", sorted(path.stem for path in (RULES / "samples").glob("*.csv") if "." not in path.stem)
)
def test_every_case_of_our_rules_comes_out_the_same(engine: str, name: str) -> None:
    compare_cases(RULES / f"{name}.tests.yaml", engine)


@pytest.mark.parametrize("engine", OTHERS)
def test_every_case_of_versions_and_waivers_comes_out_the_same(engine: str) -> None:
    compare_cases(MADE_UP.parent / "versions" / "delivery.tests.yaml", engine)


@pytest.mark.skipif(not EXPRESSED.is_file(), reason="the worked examples are not beside the checkout")
@pytest.mark.parametrize("engine", OTHERS)
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_case_of_the_worked_examples_comes_out_the_same(engine: str, name: str, tmp_path: Path) -> None:
    tests = write_examples(tmp_path) / f"{name}.tests.yaml"
    rule_set, _ = read_rule_set(tmp_path / f"{name}.yaml")
    assert rule_set is not None
    compare_cases(tests, engine)


def compare_cases(tests: Path, engine: str) -> None:
    """What is found in every record of every case, and what is counted of it, is the same as on DuckDB."""
    suite, problems = read_tests(tests)
    assert suite is not None, problems
    with judged(suite, "duckdb") as expected, judged(suite, engine) as found:
        assert len(expected) == len(found)
        for ours, theirs in zip(expected, found, strict=True):
            assert theirs.told == ours.told
            assert theirs.counts == ours.counts


@pytest.mark.parametrize("engine", OTHERS)
@pytest.mark.parametrize("name", ["appearance", "delivery", "responses"])
def test_the_samples_give_the_same_results(engine: str, name: str) -> None:
    rules, records = RULES / f"{name}.yaml", RULES / "samples" / f"{name}.csv"
    assert evaluated(rules, records, Q3, engine) == by_duckdb(rules, records, Q3)


@pytest.mark.parametrize("engine", OTHERS)
def test_made_up_records_of_every_kind_give_the_same_results(engine: str, tmp_path: Path) -> None:
    rule_set = load_rule_set(MADE_UP)
    records = tmp_path / "records.csv"
    write_records(rule_set.records.fields, made_up(1, 3000), records)
    audit = Audit(as_of=AS_OF)
    with as_in_use(engine):
        found = told(evaluate(rule_set, [records], replace(audit, engine=engine)))
    assert found == told(evaluate(rule_set, [records], replace(audit, engine="duckdb")))


@pytest.mark.parametrize("engine", ENGINES)
def test_the_order_of_records_changes_nothing_but_where_they_stand(engine: str, tmp_path: Path) -> None:
    rule_set = load_rule_set(MADE_UP)
    rows = made_up(2, 1000)
    shuffled = Random(3).sample(rows, len(rows))
    found = []
    for name, order in (("straight", rows), ("shuffled", shuffled)):
        records = tmp_path / f"{name}.csv"
        write_records(rule_set.records.fields, order, records)
        found.append(without_places(told(evaluate(rule_set, [records], Audit(as_of=AS_OF, engine=engine)))))
    assert found[0] == found[1]


def without_places(results: Mapping[str, Any]) -> Any:
    """The results without the places of records, and lists whose order is that of places in an order of their own."""

    def straight(value: Any) -> Any:
        if isinstance(value, dict):
            kept = {key: each for key, each in value.items() if key not in ("source", "source_row", "row", "places")}
            if str(kept.get("record", "")).startswith("no. "):  # named after its place, for want of an id
                del kept["record"]
            return {key: straight(each) for key, each in kept.items()}
        if isinstance(value, list):
            return sorted((straight(each) for each in value), key=json.dumps)
        return value

    # Which unreadable cells and which of many shared ids are listed first is a matter of places; counts are complete.
    results = json.loads(json.dumps(results))
    for rule_set in results["rule_sets"]:
        for partly in ("unreadable_cells", "duplicates", "notes"):
            del rule_set["records"][partly]
    return straight(results)


@pytest.mark.parametrize("engine", OTHERS)
def test_the_findings_are_the_same(engine: str, tmp_path: Path) -> None:
    for name in ("duckdb", engine):
        files = tuple(tmp_path / f"{name}{suffix}" for suffix in (".csv", ".parquet"))
        audit = replace(Q3, engine=name, findings=files)
        evaluate(load_rule_set(RULES / "delivery.yaml"), [RULES / "samples" / "delivery.csv"], audit)
    rows = (tmp_path / "duckdb.csv").read_bytes()
    assert rows.count(b"\n") > 300
    assert (tmp_path / f"{engine}.csv").read_bytes() == rows
    tables = [pyarrow.parquet.read_table(tmp_path / f"{name}.parquet") for name in ("duckdb", engine)]
    assert tables[0].schema.types == tables[1].schema.types
    assert tables[0].to_pylist() == tables[1].to_pylist()


REAL = [
    ("olist-by-date", "olist_orders_8135.csv.gz", None),
    ("olist-by-moment", "olist_orders_8135.csv.gz", None),
    ("boston", "boston311_2015_2024_slim.csv.gz", None),
    ("boston-100-iso", "boston311-100.csv", "2022-01-01T00:00:00-05:00"),
    ("boston-100-dmy", "boston311-dmy-100.csv", "2023-01-01T00:00:00-05:00"),
    ("flights", "nycflights_jan.csv.gz", None),
]


@pytest.mark.skipif(not REAL_RECORDS.is_dir(), reason="the real records are not on this machine")
@pytest.mark.parametrize("engine", OTHERS)
@pytest.mark.parametrize(("rules", "records", "as_of"), REAL)
def test_real_records_give_the_same_results(engine: str, rules: str, records: str, as_of: str | None) -> None:
    audit = Audit(as_of=parse_as_of(as_of) if as_of else None)
    asked = REAL_RULES / f"{rules}.yaml", REAL_RECORDS / records, audit
    with as_in_use(engine):
        assert evaluated(*asked, engine) == by_duckdb(*asked)


def test_the_command_line_offers_every_engine() -> None:
    (offered,) = [each.type for each in check.params if each.name == "engine"]
    assert isinstance(offered, click.Choice)
    assert list(offered.choices) == [AUTO, *NAMES]


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({"orders.csv": SMALL - 1}, "polars"),
        ({"orders.csv": SMALL}, "polars"),
        ({"orders.csv": SMALL + 1}, "duckdb"),
        ({"orders.csv": SMALL // 2, "visits.jsonl": SMALL // 2 + 1}, "duckdb"),
        ({"orders.csv.gz": SMALL // PACKED}, "polars"),
        ({"orders.parquet": SMALL // PACKED + 1}, "duckdb"),
        ({"orders.csv": 0, "yet to be written.csv": None}, "polars"),
    ],
)
def test_small_files_are_judged_by_polars_and_all_others_by_duckdb(
    sizes: dict[str, int | None], expected: str, tmp_path: Path
) -> None:
    for name, size in sizes.items():
        if size is not None:
            with (tmp_path / name).open("wb") as file:
                file.truncate(size)
    with open_engine([tmp_path / name for name in sizes], name=AUTO) as engine:
        assert engine.name == expected


def test_folders_and_what_has_a_memory_limit_are_judged_by_duckdb(tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text("id\n1\n", encoding="utf-8")
    with open_engine([tmp_path], name=AUTO) as engine:
        assert engine.name == "duckdb"
    with open_engine([file], name=AUTO, memory_limit="1GB") as engine:
        assert engine.name == "duckdb"


FAR: dict[str, Any] = {
    "rule_set": "far",
    "title": "Far apart",
    "version": "1",
    "records": {
        "called": "order",
        "fields": {"ordered": {"type": "number"}, "delivered": {"type": "number"}},
    },
    "rules": [
        {
            "id": "in-full",
            "title": "In full",
            "measure": {"kind": "promise_kept", "promised": "ordered", "actual": "delivered"},
        }
    ],
}


@pytest.mark.parametrize(("beyond", "expected"), [("0", "polars"), ("0.000001", "duckdb")])
def test_numbers_that_polars_cannot_be_trusted_with_are_judged_by_duckdb(
    beyond: str, expected: str, tmp_path: Path
) -> None:
    half = Decimal(LARGEST) / 2
    apart = 2 * half + Decimal(beyond)
    records = tmp_path / "orders.csv"
    records.write_text(f"ordered,delivered\n{half},{half - apart}\n", encoding="utf-8")
    results = evaluate(RuleSet.model_validate(FAR), [records])
    assert results.inputs.engine == expected
    (finding,) = results.rule_sets[0].rules[0].findings
    assert finding.observed is not None
    assert finding.observed.amount == -int(apart * MILLIONTHS)
    if expected == "duckdb":
        with pytest.raises(CheckerError, match=r"numbers beyond 400,000,000,000, .*; take --engine duckdb$"):
            evaluate(RuleSet.model_validate(FAR), [records], Audit(engine="polars"))


def test_an_engine_that_is_not_installed_says_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(checker.engines.NEEDS, "spark", ("spark_that_is_not_there",))
    with (
        pytest.raises(CheckerError, match=r"run pip install 'service-standards-checker\[spark\]'"),
        open_engine([], name="spark"),
    ):
        pass
