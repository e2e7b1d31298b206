"""What every source gives: the columns of a typed table, and rejected rows and notes that say what was left out."""

from __future__ import annotations

import csv
import json
from importlib import import_module
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from checker.engines.duckdb import connected
from checker.ruleset.loading import load_rule_set
from checker.ruleset.model import Records
from checker.sources import SOURCES, open_records, titles
from checker.sources.source import FILE_ROWS, skipped

RULES = Path(__file__).parents[2] / "rules"
MEMBERS = sorted(set(SOURCES.values()))
RECORDS = Records.model_validate(
    {"called": "row", "time_zone": "Europe/Warsaw", "fields": {"a": {"type": "moment"}, "b": {"type": "number"}}}
)


@pytest.fixture
def samples(tmp_path: Path) -> dict[str, Path]:
    """The same two records as a file of each kind."""
    rows = [["2026-03-02 09:00:00", 1.5], ["2026-03-03 09:00:00", None]]
    (tmp_path / "x.csv").write_text("a,b\n2026-03-02 09:00:00,1.5\n2026-03-03 09:00:00,\n")
    (tmp_path / "x.jsonl").write_text('{"a": "2026-03-02 09:00:00", "b": 1.5}\n{"a": "2026-03-03 09:00:00"}\n')
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate([["a", "b"], *rows]):
            sheet.write_row(number, 0, cells)
    with duckdb.connect() as connection:
        connection.read_csv(str(tmp_path / "x.csv")).write_parquet(str(tmp_path / "x.parquet"))
    return {
        "csv": tmp_path / "x.csv",
        "excel": tmp_path / "x.xlsx",
        "jsonl": tmp_path / "x.jsonl",
        "parquet": tmp_path / "x.parquet",
    }


def test_the_suffixes_of_the_members_are_the_registered_ones():
    suffixes = {suffix: name for name in MEMBERS for suffix in import_module(f"checker.sources.{name}").SUFFIXES}
    assert suffixes == SOURCES


def test_the_members_are_the_files_of_the_folder():
    folder = Path(import_module("checker.sources").__file__ or "").parent
    assert sorted(path.stem for path in folder.glob("*.py") if path.stem not in {"__init__", "source"}) == MEMBERS


@pytest.mark.parametrize("kind", MEMBERS)
@pytest.mark.parametrize("in_files", [False, True], ids=["in memory", "in files"])
def test_every_source_gives_the_same_table(kind, in_files, samples):
    with connected() as connection:
        table = open_records([samples[kind]], RECORDS, connection, days=["a"], memory_limit="1GB" if in_files else None)
        assert table.relation.columns == ["$row", "a", "a$fault", "a$day", "b", "b$fault", "$unreadable"]
        assert [str(type_) for type_ in table.relation.types] == [
            "BIGINT", "BIGINT", "TINYINT", "BIGINT", "BIGINT", "TINYINT", "VARCHAR"
        ]  # fmt: skip
        assert table.relation.fetchall() == [
            (1, 1_772_438_400_000_000, 0, 20_514, 1_500_000, 0, None),
            (2, 1_772_524_800_000_000, 0, 20_515, None, 1, None),
        ]
        assert (table.read, table.rejected, table.rejected_rows, table.notes) == (2, 0, (), ())
        (file,) = table.files
        assert (file.role, file.name, file.size) == ("records", samples[kind].name, samples[kind].stat().st_size)


@pytest.mark.parametrize("kind", MEMBERS)
def test_every_source_names_its_columns_before_any_is_declared(kind, samples):
    with connected() as connection:
        found = titles(samples[kind], connection)
    assert [title.name for title in found] == ["a", "b"]
    assert [title.type for title in found] == (["moment", "number"] if kind == "parquet" else [None, None])


def test_parquet_columns_that_no_field_reads_are_told_from_those_that_text_reads(tmp_path):
    columns = {
        "text": "'a'", "id": "1", "day": "DATE '2026-01-01'", "at": "TIMESTAMPTZ '2026-01-01 00:00:00+00'",
        "answer": "true", "price": "1.5::DECIMAL(9, 2)", "ratio": "0.5::DOUBLE",
        "parts": "[1, 2]", "time": "TIME '09:00'",
    }  # fmt: skip
    with duckdb.connect() as connection:
        selected = ", ".join(f"{value} AS {name}" for name, value in columns.items())
        connection.sql(f"SELECT {selected}").write_parquet(str(tmp_path / "x.parquet"))
    with connected() as connection:
        found = {title.name: title.type for title in titles(tmp_path / "x.parquet", connection)}
    assert found == {
        "text": None, "id": None, "day": "date", "at": "moment", "answer": "yes_no", "price": "number",
        "ratio": "number", "parts": "", "time": "",
    }  # fmt: skip


def test_files_of_all_kinds_are_one_table(samples):
    with connected() as connection:
        table = open_records([samples[kind] for kind in MEMBERS], RECORDS, connection)
        rows = table.relation.select('"$row"', "a").fetchall()
        assert [(row // FILE_ROWS, row % FILE_ROWS) for row, _ in rows] == [(f, r) for f in range(4) for r in (1, 2)]
        assert [moment for _, moment in rows] == [1_772_438_400_000_000, 1_772_524_800_000_000] * 4
        assert [file.name for file in table.files] == [samples[kind].name for kind in MEMBERS]
        assert table.read == 8


@pytest.mark.parametrize(
    ("count", "note"), [(0, ()), (1, ("'x': 1 blank line skipped",)), (1200, ("'x': 1,200 blank lines skipped",))]
)
def test_what_was_skipped_is_said_once(count, note):
    assert skipped("x", "blank line", count) == note


@pytest.mark.parametrize("name", ["delivery", "responses", "appearance"])
def test_the_samples_are_the_same_records_as_every_kind_of_file(name, tmp_path):
    rule_set = load_rule_set(RULES / f"{name}.yaml")
    sample = RULES / "samples" / f"{name}.csv"
    with connected() as connection:
        table = open_records([sample], rule_set.records, connection)
        wanted = table.relation.fetchall()
        left_out = {row.row for row in table.rejected_rows}
    assert len(wanted) == table.read > 100
    for path in copies(sample, left_out, tmp_path):
        with connected() as connection:
            copy = open_records([path], rule_set.records, connection)
            assert copy.relation.fetchall() == wanted, path.name


def copies(sample: Path, left_out: set[int], folder: Path) -> list[Path]:
    """A sample written as text into files of other kinds, with empty rows in the place of rejected ones."""
    delimiter = ";" if ";" in sample.read_text("utf-8").partition("\n")[0] else ","
    with sample.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = list(csv.reader(file, delimiter=delimiter))
    rows = [[] if number in left_out else row for number, row in enumerate(rows, 1)]
    with xlsxwriter.Workbook(folder / "x.xlsx", {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate([header, *rows]):
            sheet.write_row(number, 0, cells)
    lines = [json.dumps(dict(zip(header, cells, strict=True))) if cells else "" for cells in rows]
    (folder / "x.jsonl").write_text("\n".join(lines))
    return [folder / "x.xlsx", folder / "x.jsonl"]
