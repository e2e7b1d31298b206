"""Records given as a frame are judged as the same records in a Parquet file are."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from checker.evaluation import Audit, evaluate
from checker.periods import parse_as_of
from checker.problems import RecordsError
from checker.results import Results
from checker.ruleset.model import RuleSet
from tests.engines.available import ENGINES

RULES = """
rule_set: orders
title: Orders
version: 1
records:
  called: order
  id: id
  time_zone: Europe/Warsaw
  fields:
    id: {type: text}
    ordered_at: {type: moment}
    told_at: {type: moment}
    promised_on: {type: date}
    pieces: {type: whole_number}
    price: {type: number}
    badge: {type: yes_no}
    segment: {type: choice, of: [A, B]}
  groups: [segment]
rules:
  - {id: promise, title: x, measure: {kind: promise_kept, promised: promised_on, actual: told_at}}
  - {id: cycle, title: x, measure: {kind: elapsed_time, from: ordered_at, to: told_at, within: 48 hours}}
  - {id: many, title: x, measure: {kind: requirement, must: {pieces: {at_least: 3}, price: {below: 1.5}}}}
  - {id: badge, title: x, measure: {kind: requirement, must: {badge: "yes"}}}
"""
RULE_SET = RuleSet.model_validate(yaml.load(RULES, Loader=yaml.BaseLoader))

ROWS = """
SELECT * FROM (VALUES
    ('a', TIMESTAMP '2026-03-28 12:00:00', TIMESTAMPTZ '2026-03-30 09:59:59.999999Z', DATE '2026-03-30', 3, 1.25, true, 'A'),
    ('b', TIMESTAMP '2026-03-28 12:00:00', TIMESTAMPTZ '2026-03-30 11:00:00.000001Z', DATE '2026-03-29', 2, 1.5, false, 'B'),
    ('c', TIMESTAMP '2026-03-29 02:30:00', NULL, NULL, NULL, NULL, NULL, NULL),
    ('d', TIMESTAMP '2026-10-25 02:30:00', TIMESTAMPTZ '2026-10-27 00:30:00Z', DATE '2026-10-26', 4, 'nan'::DOUBLE, true, 'C'),
    ('d', NULL, TIMESTAMPTZ '2026-10-27 00:30:00Z', DATE '2026-10-27', 4, 0.1, true, 'A')
) t(id, ordered_at, told_at, promised_on, pieces, price, badge, segment)
"""  # noqa: E501

AUDIT = Audit(as_of=parse_as_of("2026-12-01T00:00:00+01:00"))


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"CREATE TABLE orders AS {ROWS}")
    return connection


@pytest.fixture
def file(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> Path:
    connection.table("orders").write_parquet(str(tmp_path / "orders.parquet"))
    return tmp_path / "orders.parquet"


def told(results: Results) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(results.to_json())
    del said["inputs"]
    return said


FRAMES: dict[str, Callable[[duckdb.DuckDBPyRelation], Any]] = {
    "duckdb": lambda orders: orders,
    "polars": lambda orders: orders.pl(),
    "polars, lazy": lambda orders: orders.pl().lazy(),
    "pyarrow": lambda orders: orders.pl().to_arrow(),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kind", FRAMES)
def test_a_frame_is_judged_as_the_file_is(
    file: Path, connection: duckdb.DuckDBPyConnection, kind: str, engine: str
) -> None:
    expected = told(evaluate(RULE_SET, [file], AUDIT))
    assert {rule["verdict"] for rule in expected["rule_sets"][0]["rules"]} == {"missed"}
    audit = Audit(as_of=AUDIT.as_of, engine=engine)
    assert told(evaluate(RULE_SET, FRAMES[kind](connection.table("orders")), audit)) == expected


def test_a_frame_of_pandas_is_judged_as_the_file_is(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    orders = connection.sql(
        "SELECT * REPLACE (nullif(price, 'nan'::DOUBLE) AS price) FROM orders"
    )  # it is missing there
    orders.write_parquet(str(tmp_path / "orders.parquet"))
    expected = told(evaluate(RULE_SET, [tmp_path / "orders.parquet"], AUDIT))
    assert told(evaluate(RULE_SET, orders.pl().to_pandas(), AUDIT)) == expected


def test_what_is_no_frame_is_refused_in_one_sentence() -> None:
    with pytest.raises(RecordsError, match=r"^records are files, or a frame of Polars, .* not of the type int$"):
        evaluate(RULE_SET, 5, AUDIT)
