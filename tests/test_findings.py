"""Every finding as a file: all of them, in three formats, with nothing in a cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import gc
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import polars
import pyarrow.parquet
import pytest
import xlsxwriter

import checker.findings
from checker.engines import open_engine
from checker.engines.duckdb import DuckDb
from checker.engines.engine import Engine, EngineError
from checker.engines.polars import Polars
from checker.evaluation import Audit, evaluate
from checker.expressions import nw
from checker.findings import SUFFIXES, with_dates, with_safe_texts
from checker.outcomes import Verdict
from checker.problems import CheckerError
from checker.reports.cells import safe_cell
from checker.results import Results
from checker.ruleset.model import RuleSet

RULE_SET: dict[str, Any] = {
    "rule_set": "orders",
    "title": "Orders",
    "version": "1",
    "records": {
        "called": "order",
        "id": "order_id",
        "time_zone": "Europe/Warsaw",
        "fields": {
            "order_id": {"type": "text"},
            "ordered_at": {"type": "moment"},
            "delivered_at": {"type": "moment"},
            "ordered_on": {"type": "date"},
            "wanted": {"type": "text"},
            "used": {"type": "text"},
            "quantity": {"type": "number"},
            "floor": {"type": "number"},
        },
        "groups": ["wanted", "floor", "ordered_on"],
    },
    "rules": [
        {
            "id": "cycle",
            "title": "Cycle",
            "measure": {"kind": "elapsed_time", "from": "ordered_at", "to": "delivered_at", "within": "48 hours"},
        },
        {
            "id": "channel",
            "title": "Channel",
            "measure": {"kind": "promise_kept", "promised": "wanted", "actual": "used"},
        },
        {
            "id": "enough",
            "title": "Enough",
            "measure": {"kind": "requirement", "must": {"quantity": {"at_least": "3"}}},
        },
    ],
}
AS_OF = datetime(2026, 6, 10, tzinfo=UTC)
HOURS_IN_BREACH = 1_300


def cell(number: int) -> dict[str, str]:
    """An order whose cycle is 48 hours and so many hours more; every tenth has no beginning."""
    ordered = datetime(2026, 1, 1, 12)
    return {
        "order_id": f"Z-{number:04}",
        "ordered_at": "" if number % 10 == 9 else ordered.isoformat(" "),
        "delivered_at": (ordered + timedelta(hours=48 + number)).isoformat(" "),
        "ordered_on": "2026-01-01",
        "wanted": "mail",
        "used": "mail" if number % 2 else "=cmd()",
        "quantity": str(number % 4),
        "floor": "2.5",
    }


def write_records(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(RULE_SET["records"]["fields"]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def check(records: Path, findings: Path, rule_set: dict[str, Any] = RULE_SET) -> Results:
    return evaluate(RuleSet.model_validate(rule_set), [records], Audit(as_of=AS_OF, findings=(findings,)))


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a findings file, with its numbers as numbers and nothing as None."""
    if path.suffix == ".parquet":
        rows: list[dict[str, Any]] = pyarrow.parquet.read_table(path).to_pylist()
        return rows
    if path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path)["findings"]
        header, *lines = sheet.iter_rows(values_only=True)
        return [dict(zip(map(str, header), line, strict=True)) for line in lines]
    numbers = {"source": int, "source_row": int, "observed": float, "limit": float, "floor": float, "paused": float}
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {name: numbers.get(name, str)(value) if value else None for name, value in row.items()}
            for row in csv.DictReader(file)
        ]


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Results, dict[str, list[dict[str, Any]]]]:
    """A check with more breaches than results hold, and its findings in each format."""
    folder = tmp_path_factory.mktemp("findings")
    records = write_records(folder / "orders.csv", [cell(number) for number in range(HOURS_IN_BREACH + 1)])
    results = [check(records, folder / f"all{suffix}") for suffix in SUFFIXES]
    assert len({each.to_json() for each in results}) == 1
    return results[0], {suffix: read(folder / f"all{suffix}") for suffix in SUFFIXES}


def test_the_file_holds_every_finding_also_those_that_results_have_no_room_for(checked: Any) -> None:
    results, files = checked
    rules = {rule.id: rule for rule in results.rule_sets[0].rules}
    assert rules["cycle"].findings_total == HOURS_IN_BREACH
    assert len(rules["cycle"].findings) == 1000
    for found in files.values():
        assert Counter(row["rule"] for row in found) == {name: rule.findings_total for name, rule in rules.items()}
        told = Counter((row["rule"], row["outcome"]) for row in found)
        for name, rule in rules.items():
            for outcome in ("breach", "undetermined"):
                assert told[name, outcome] == rule.outcomes[outcome]


def test_every_format_holds_the_same_findings(checked: Any) -> None:
    _, files = checked
    safe = [
        row | {"observed_text": row["observed_text"] and safe_cell(row["observed_text"])} for row in files[".parquet"]
    ]
    assert files[".csv"] == files[".xlsx"] == safe


def test_a_finding_has_its_row_its_numbers_with_their_unit_and_its_groups(checked: Any) -> None:
    _, files = checked
    by_row = {(row["rule"], row["source_row"]): row for row in files[".parquet"]}
    assert by_row["cycle", 2] == {
        "rule": "cycle", "record": "Z-0001", "source": 0, "source_row": 2, "outcome": "breach", "reason": None,
        "observed": 49.0, "limit": 48.0, "unit": "hours", "observed_text": None, "limit_text": None,
        "wanted": "mail", "floor": 2.5, "ordered_on": "2026-01-01",
    }  # fmt: skip
    unknown = by_row["cycle", 10]
    assert (unknown["outcome"], unknown["reason"], unknown["observed"]) == ("undetermined", "missing_field", None)
    words = by_row["channel", 1]
    assert (words["observed_text"], words["limit_text"], words["unit"]) == ("=cmd()", "mail", None)


# ---- cells that a spreadsheet would run ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDb]:
    with open_engine([]) as opened:
        assert isinstance(opened, DuckDb)
        yield opened


def test_a_spreadsheet_runs_no_text_whatever_character_it_begins_with(engine: DuckDb) -> None:
    characters = [*range(0x10000), *range(0x10000, 0x110000, 59), *range(0xE0000, 0xE0200)]
    asked = ", ".join(str(code) for code in characters if not 0xD800 <= code <= 0xDFFF)
    texts = engine.connection.sql(
        f"SELECT chr(code) || ending AS text FROM (SELECT unnest([{asked}]::INTEGER[]) AS code),"
        " (SELECT unnest(['', '1', '=1', ' -1']) AS ending)"
    )
    rows = engine.rows(with_safe_texts(engine.frame(texts.select("text, text AS safe")), ["safe"]))
    assert len(rows) > 4 * 0xF800
    assert [(text, safe) for text, safe in rows if safe != safe_cell(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "@SUM(A1)", "\t=1", "\u00a0=1", "\u3000+1", "\u200b\u202e-1", "＝1", "|calc", "a\x00b", "a\r\nb", "- a",
        "-5", "plain", "", " ", "a=1", "x" * 32_000, "x" * 32_001, "\x07" * 7_000, "=" + "y" * 40_000,
        "a;=1", "a;\u00a0\u3000＝1", 'a;"=1', "a;'+1;b", "=1;=2", "a;\u200b=1", "a;b", "x" * 31_999 + ";" + "=" * 9,
    ],
)  # fmt: skip
def test_engines_mark_a_text_as_reports_do(engine: DuckDb, text: str) -> None:
    here = engine.frame(engine.connection.sql("SELECT ? AS text", params=[text]))
    assert engine.rows(with_safe_texts(here, ["text"])) == [(safe_cell(text),)]
    there = nw.from_native(polars.LazyFrame({"text": [text]}))
    assert with_safe_texts(there, ["text"]).collect().to_native().rows() == [(safe_cell(text),)]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_an_id_that_is_a_formula_is_written_as_text(tmp_path: Path, suffix: str) -> None:
    ids = ["=HYPERLINK(1)", "＝2", "\u00a0+3", "line\nbreak", "\u202e4", "5"]
    rows = [cell(number) | {"order_id": written, "wanted": written} for number, written in enumerate(ids, 1)]
    check(write_records(tmp_path / "orders.csv", rows), tmp_path / f"all{suffix}")
    found = [row for row in read(tmp_path / f"all{suffix}") if row["rule"] == "cycle"]
    expected = ["'=HYPERLINK(1)", "'＝2", "'\u00a0+3", "lineU+000Abreak", "U+202E4", "5"]
    assert [row["record"] for row in found] == expected
    assert [row["wanted"] for row in found] == expected


def test_days_are_written_as_the_calendar_has_them(engine: DuckDb) -> None:
    first, last = date(1000, 1, 1), date(9999, 12, 31)
    edges = [
        date(year, *day) for year in (1899, 1900, 1999, 2000, 2024, 2026) for day in ((1, 1), (2, 28), (3, 1), (12, 31))
    ]
    edges += [date(2000, 2, 29), date(2024, 2, 29), first, last]
    edges += [first + timedelta(days=step) for step in range(0, (last - first).days, 997)]
    numbers = [(day - date(1970, 1, 1)).days for day in edges]
    days = engine.connection.sql(f"SELECT unnest({numbers}) AS number").select("number, number AS day")
    rows = engine.rows(with_dates(engine.frame(days), ["day"]))
    assert dict(rows) == {number: day.isoformat() for number, day in zip(numbers, edges, strict=True)}


# ---- all or nothing --------------------------------------------------------------------------------------------------


def left_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"orders.csv"}


@pytest.mark.parametrize(
    ("suffix", "error"),
    [
        (".csv", EngineError("the disk is full")),
        (".xlsx", OSError(28, "No space left on device")),
        (".parquet", KeyboardInterrupt()),
    ],
)
def test_a_failure_leaves_the_file_of_before_and_no_part_of_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, error: BaseException
) -> None:
    def fail(engine: Engine, frame: object, path: Path) -> None:
        path.write_text("a part", encoding="utf-8")
        raise error

    monkeypatch.setattr(Polars, "write", fail)  # whose the few records here are
    monkeypatch.setattr(checker.findings, "_write_xlsx", fail)
    records = write_records(tmp_path / "orders.csv", [cell(5)])
    before = tmp_path / f"all{suffix}"
    before.write_text("of before", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt if isinstance(error, KeyboardInterrupt) else CheckerError):
        check(records, before)
    assert left_in(tmp_path) == {before.name}
    assert before.read_text("utf-8") == "of before"


def test_what_cannot_be_written_is_told_in_one_sentence(tmp_path: Path) -> None:
    records = write_records(tmp_path / "orders.csv", [cell(5)])
    with pytest.raises(CheckerError, match=r"^'all.csv' cannot be written: .+; choose another place for it$"):
        check(records, tmp_path / "nowhere" / "all.csv")
    assert left_in(tmp_path) == set()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the writer leaves its own file open
def test_a_workbook_that_cannot_be_closed_is_told_like_any_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object, **options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(xlsxwriter.workbook, "ZipFile", fail)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    records = write_records(tmp_path / "orders.csv", [cell(5)])
    with pytest.raises(CheckerError, match=r"^'all.xlsx' cannot be written: .*No space left on device"):
        check(records, tmp_path / "all.xlsx")
    gc.collect()
    assert left_in(tmp_path) == set()


def test_more_findings_than_a_sheet_holds_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checker.findings, "MOST_XLSX_ROWS", 3)
    records = write_records(tmp_path / "orders.csv", [cell(number) for number in range(4)])
    with pytest.raises(
        CheckerError, match=r"8 findings are more than an Excel sheet holds; write them to .csv or .parquet"
    ):
        check(records, tmp_path / "all.xlsx")
    assert left_in(tmp_path) == set()


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_same_findings_give_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    records = write_records(tmp_path / "orders.csv", [cell(number) for number in range(30)])
    written = []
    for _ in range(2):
        check(records, tmp_path / f"all{suffix}")
        written.append((tmp_path / f"all{suffix}").read_bytes())
    assert written[0] == written[1]


@pytest.mark.parametrize("suffix", [".xlsx", ".parquet"])
def test_nothing_found_is_a_file_with_its_header(tmp_path: Path, suffix: str) -> None:
    kept = cell(0) | {"used": "mail", "quantity": "3"}
    check(write_records(tmp_path / "orders.csv", [kept]), tmp_path / f"all{suffix}")
    assert read(tmp_path / f"all{suffix}") == []


# ---- rules that could not be evaluated -------------------------------------------------------------------------------

TOO_LARGE = {
    "id": "too-large",
    "title": "Differences that no integer holds",
    "measure": {"kind": "promise_kept", "promised": "floor", "actual": "quantity"},
}
FAR_APART = {"floor": "-9000000000000", "quantity": "9000000000000"}


def test_a_rule_that_could_not_be_evaluated_has_no_findings_and_the_others_have_theirs(tmp_path: Path) -> None:
    twin = cell(7) | FAR_APART  # its id is shared: only its evidence meets the difference
    records = write_records(tmp_path / "orders.csv", [cell(5), twin, twin])
    results = check(records, tmp_path / "all.csv", RULE_SET | {"rules": [TOO_LARGE, *RULE_SET["rules"]]})
    assert results.rule_sets[0].rules[0].verdict is Verdict.NOT_EVALUATED
    assert {row["rule"] for row in read(tmp_path / "all.csv")} == {"cycle", "channel", "enough"}


def test_where_no_rule_could_be_evaluated_no_file_is_written(tmp_path: Path) -> None:
    records = write_records(tmp_path / "orders.csv", [cell(5) | FAR_APART])
    with pytest.raises(CheckerError, match=r"^no rule could be evaluated, so .all\.csv. would hold no findings"):
        check(records, tmp_path / "all.csv", RULE_SET | {"rules": [TOO_LARGE]})
    assert left_in(tmp_path) == set()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_time_that_was_paused_stands_beside_what_was_observed(tmp_path: Path, suffix: str) -> None:
    described = {**RULE_SET["records"], "groups": ["wanted"]}
    fields = {**described["fields"], "waited_from": {"type": "moment"}, "waited_to": {"type": "moment"}}
    cycle = RULE_SET["rules"][0]["measure"] | {"pauses": [{"from": "waited_from", "to": "waited_to"}]}
    days = [{"when": {"wanted": "mail"}, "then": "48 hours"}, {"otherwise": "3 calendar days"}]
    rules = [
        {"id": "cycle", "title": "Cycle", "measure": {**cycle, "within": days}},
        {"id": "without", "title": "Without", "measure": RULE_SET["rules"][0]["measure"]},
    ]
    path = tmp_path / "orders.csv"
    path.write_text(
        "order_id,ordered_at,delivered_at,ordered_on,wanted,used,quantity,floor,waited_from,waited_to\n"
        "a,2026-01-01 12:00,2026-01-05 12:00,,mail,,,,2026-01-02 12:00,2026-01-02 22:30\n"
        "b,2026-01-01 12:00,2026-01-09 12:00,,telephone,,,,2026-01-02 12:00,2026-01-04 22:30\n"
        "c,2026-01-01 12:00,2026-01-09 12:00,,mail,,,,2026-01-02 12:00,soon\n",
        "utf-8",
    )
    made = {**RULE_SET, "records": {**described, "fields": fields}, "rules": rules}
    check(path, tmp_path / f"all{suffix}", made)
    told = {(row["rule"], row["record"]): (row["observed"], row["paused"]) for row in read(tmp_path / f"all{suffix}")}
    assert told == {
        ("cycle", "a"): (85.5, 10.5),
        ("cycle", "b"): (6, 2),
        ("cycle", "c"): (None, None),
        ("without", "a"): (96, None),
        ("without", "b"): (192, None),
        ("without", "c"): (192, None),
    }
