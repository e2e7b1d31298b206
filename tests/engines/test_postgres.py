"""Records in a table of PostgreSQL are judged as the same records in a file are."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import duckdb
import pytest

from checker.cli import run
from checker.engines import open_engine
from checker.engines.engine import EngineError
from checker.engines.postgres import parted
from checker.expressions import nw
from checker.problems import RecordsError
from tests.engines.available import ENGINES

needs_server = pytest.mark.skipif("postgres" not in ENGINES, reason="./run test-engines starts a server")

RULES = """
rule_set: orders
title: Orders
version: 1
records:
  called: order
  id: id
  time_zone: Europe/Warsaw
  fields: {id: {type: text}, ordered_at: {type: moment}, told_at: {type: moment}, price: {type: number}}
rules:
  - {id: cycle, title: x, measure: {kind: elapsed_time, from: ordered_at, to: told_at, within: 48 hours}}
  - {id: cheap, title: x, measure: {kind: requirement, must: {price: {below: 1.5}}}}
"""
ROWS = """(VALUES
    ('a', TIMESTAMP '2026-03-28 12:00:00', TIMESTAMPTZ '2026-03-30 10:00:00Z', 1.25::numeric(9, 2)),
    ('b', TIMESTAMP '2026-03-28 12:00:00', TIMESTAMPTZ '2026-03-30 11:00:00.000001Z', 1.5),
    ('c', TIMESTAMP '2026-03-29 02:30:00', NULL, NULL)
) t(id, ordered_at, told_at, price)"""


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("postgresql://me:secret@host/db?table=orders", ("postgresql://me:secret@host/db", "orders")),
        ("postgresql:///db?sslmode=require&table=a.b", ("postgresql:///db?sslmode=require", "a.b")),
    ],
)
def test_an_address_is_that_of_a_server_with_the_name_of_a_table(address: str, expected: tuple[str, str]) -> None:
    assert parted(address) == expected


@pytest.mark.parametrize("address", ["postgresql://host/db", "postgresql://host/db?table=a&table=b"])
def test_an_address_names_one_table(address: str) -> None:
    with pytest.raises(RecordsError, match=r"end it with \?table=NAME"):
        parted(address)


def test_an_address_stands_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "orders.yaml").write_text(RULES)
    assert run(["check", "postgresql:///db?table=a", "b.csv", "--rules", str(tmp_path / "orders.yaml")]) == 2
    assert "the address of a table stands alone" in capsys.readouterr().err


@needs_server
@pytest.mark.parametrize("engine", ENGINES)
def test_a_table_is_judged_as_the_file_is(engine: str, tmp_path: Path) -> None:
    import psycopg

    with psycopg.connect("", autocommit=True) as server:
        server.execute("CREATE SCHEMA IF NOT EXISTS audit")
        server.execute("DROP TABLE IF EXISTS audit.orders")
        server.execute("SET TIME ZONE 'UTC'")
        server.execute(f"CREATE TABLE audit.orders AS SELECT * FROM {ROWS}")
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.sql(f"SELECT * FROM {ROWS}").write_parquet(str(tmp_path / "orders.parquet"))
    (tmp_path / "orders.yaml").write_text(RULES)
    address = f"postgresql://checker@/postgres?host={os.environ['PGHOST']}&table=audit.orders"
    said = []
    for records in (address, str(tmp_path / "orders.parquet")):
        asked = ["check", records, "--rules", str(tmp_path / "orders.yaml"), "--as-of", "2026-12-01T00:00:00Z"]
        assert run([*asked, "--engine", engine, "--report", str(tmp_path / "results.json")]) == 1
        said.append(told((tmp_path / "results.json").read_text("utf-8")))
    assert said[0] == said[1]
    assert [rule["outcomes"]["kept"] for rule in said[0]["rule_sets"][0]["rules"]] == [1, 1]


def told(results: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(results)
    assert "checker@" not in results, "an address may hold a password"
    del said["inputs"]
    return said


@needs_server
@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("postgresql://checker@/postgres?host={PGHOST}&table=nothing", "there is no table 'nothing' in the database"),
        ("postgresql://checker@/nowhere?host={PGHOST}&table=orders", "PostgreSQL cannot be reached: "),
    ],
)
def test_what_is_not_there_is_told_in_one_line(
    address: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "orders.yaml").write_text(RULES)
    assert run(["check", address.format(**os.environ), "--rules", str(tmp_path / "orders.yaml")]) == 2
    said = capsys.readouterr().err
    assert message in said
    assert "Traceback" not in said


@needs_server
def test_texts_have_the_order_of_their_characters_and_not_that_of_the_database() -> None:
    import psycopg

    words = ["a", "B", "Z", "z", "ä"]
    with psycopg.connect("") as server:
        ordered = server.execute("SELECT word FROM unnest(%s::text[]) word ORDER BY word", [words]).fetchall()
    assert [word for (word,) in ordered] != sorted(words)
    with open_engine([], name="postgres") as engine:
        frame = engine.table({"word": words})
        for asked in (frame, engine.keep(frame.with_columns((nw.col("word") + nw.lit("")).alias("word")))):
            assert [word for (word,) in engine.rows(asked.sort("word"))] == sorted(words)


@needs_server
def test_names_that_are_alike_in_their_first_sixty_three_bytes_are_told_apart() -> None:
    names = ["długa-" * 9 + end for end in ("one", "two", "two$fault")]
    with open_engine([], name="postgres") as engine:
        frame = engine.table({name: [place] for place, name in enumerate(names)})
        summed = frame.with_columns((nw.col(names[0]) + nw.col(names[1]) * 10).alias(f"{names[0]}$sum"))
        kept = engine.keep(summed.filter(nw.col(names[2]) == 2))
        assert kept.columns == [*names, f"{names[0]}$sum"]
        assert engine.rows(kept) == [(0, 1, 2, 10)]


@needs_server
@pytest.mark.parametrize(("value", "size"), [(2**62 + 1, 2), (-7, 2), (2**53 + 1, 1), (-(2**62) - 1, 10**9)])
def test_whole_numbers_are_divided_exactly(value: int, size: int) -> None:
    with open_engine([], name="postgres") as engine:
        frame = engine.table({"value": [value]}).select(nw.col("value") // size)
        assert engine.rows(frame) == [(value // size,)]


@needs_server
def test_a_question_may_be_nested_deeply_and_what_lies_below_is_worked_out_once() -> None:
    with open_engine([], name="postgres") as engine:
        frame = engine.table({"a": [1]})
        for _ in range(60):  # each doubles what is written, were it written where it is used
            frame = frame.with_columns((nw.col("a") + nw.col("a") - nw.col("a") + 1).alias("a"))
        assert engine.rows(frame) == [(61,)]
        assert engine.rows(frame.select(nw.col("a") * 2)) == [(122,)]


@needs_server
def test_more_columns_than_a_table_can_have_are_refused() -> None:
    with open_engine([], name="postgres") as engine:
        frame = engine.table({"a": [1]}).with_columns(*(nw.lit(1).alias(f"b{place}") for place in range(1600)))
        with pytest.raises(
            EngineError, match=r"^a table of PostgreSQL has at most 1,600 columns, .* 1,601; take another engine$"
        ):
            engine.rows(engine.keep(frame))


@needs_server
def test_nothing_is_left_in_the_database(tmp_path: Path) -> None:
    import psycopg

    with open_engine([], name="postgres") as engine:
        engine.keep(engine.frame(engine.connection.sql("SELECT 1 AS a")))
    with psycopg.connect("") as server:
        left = server.execute("SELECT relname FROM pg_class WHERE relname LIKE 'checker%'")
        assert left.fetchall() == []
