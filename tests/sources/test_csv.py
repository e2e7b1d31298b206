"""Delimited text: every case of csv.cases.yaml, and what a file on a disk may be besides."""

from __future__ import annotations

import hashlib
from pathlib import Path
from time import process_time

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.problems import RecordsError
from checker.sources import csv as module
from checker.sources.reading import opening, straightening, textfile

CASES = yaml.load((Path(__file__).parent / "csv.cases.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
ABC = {"a": "text", "b": "text", "c": "text"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
@pytest.mark.parametrize("memory_limit", [None, "1GB"], ids=["in memory", "in files"])
def test_delimited_text(case, memory_limit, read, write):
    found = read(write("cases.csv", case["file"]), case.get("fields", ABC), memory_limit=memory_limit)
    fields = list(case.get("fields", ABC))
    records = {str(record["row"]): [record[name] for name in fields] for record in found.records}
    assert records == case["records"] if case["records"] else not records
    assert {str(row): reason for row, reason, _ in found.rejected} == case.get("rejected", {})
    assert found.notes == case.get("notes", [])
    assert found.table.read == len(records)
    assert found.table.rejected == len(found.rejected)
    starts = {str(row): start for row, _, start in found.rejected}
    assert case.get("excerpts", {}).items() <= starts.items()


# ---- any file --------------------------------------------------------------------------------------------------------

PLAIN = st.text("ab é", min_size=1, max_size=4)
ANY = st.text('ab ,;"\n\r é', min_size=1, max_size=6)
AFTER_OPEN_QUOTES = st.tuples(PLAIN, st.text("ab ,;\n é", max_size=5)).map("".join)
"""A quoted cell that starts with a delimiter could close a quote that was left open before it; nobody can tell."""

WRONG = {
    "blank": ("", None),
    "short": ("x,y", "it has 2 cells where the header has 3"),
    "long": ("x,y,z,w", "it has 4 cells where the header has 3"),
    "surplus": ("x,y,z,", "it has 4 cells where the header has 3"),
    "quoted surplus": ('x,"y",z,"",""', "it has 5 cells where the header has 3"),
    "open": ('x,"y,z', "a quote in it is never closed"),
    "text after quote": ('x,"y"z,w', "text stands after a closing quote"),
}


@st.composite
def delimited_files(draw):
    """The text of a file, the cells of each record by number, and why others are rejected."""
    kinds = draw(st.lists(st.sampled_from(["good"] * 6 + list(WRONG)), max_size=12))
    ends = draw(st.sampled_from([["\n"], ["\r\n"], ["\n", "\r\n"], ["\r"]]))
    cells = AFTER_OPEN_QUOTES if "open" in kinds else ANY
    text = "a,b,c" + ends[0]
    records: dict[int, tuple[str, str, str]] = {}
    rejected: dict[int, str] = {}
    for number, kind in enumerate(kinds, 1):
        if kind == "good":
            records[number] = draw(st.tuples(cells, cells, cells))
            row = ",".join(quoted(cell) for cell in records[number])
        else:
            row, reason = WRONG[kind]
            rejected |= {number: reason} if reason else {}
        text += row + draw(st.sampled_from(ends))
    return text, records, rejected, kinds.count("blank")


def quoted(cell: str) -> str:
    return f'"{cell.replace(chr(34), chr(34) * 2)}"' if set(cell) & set(',"\n\r') else cell


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(delimited_files())
def test_every_row_is_a_record_or_rejected_under_its_own_number(read, write, file):
    text, records, rejected, blank = file
    found = read(write("any.csv", text), ABC)
    assert {record["row"]: (record["a"], record["b"], record["c"]) for record in found.records} == records
    assert {row: reason for row, reason, _ in found.rejected} == rejected
    assert found.table.read + found.table.rejected + blank == len(records) + len(rejected) + blank
    assert len(found.notes) == (1 if blank else 0)


# ---- files on a disk -------------------------------------------------------------------------------------------------


def test_a_good_file_is_read_without_a_copy_of_it(read, write, monkeypatch):
    monkeypatch.setattr(module, "straightened", None)
    text = 'a,b,c\n"1, one","2 ""two""","three\nlines"\n4,5,\n7,8\n9,10,11\n'
    found = read(write("good.csv", text), ABC)
    assert [record["row"] for record in found.records] == [1, 2, 4]
    assert found.rejected == [(3, "it has 2 cells where the header has 3", "7,8")]


def test_a_row_longer_than_the_longest_is_rejected(read, write):
    long = "x" * textfile.LONGEST_ROW
    reason = "it is longer than 2,000,000 bytes"
    found = read(write("long.csv", f"a,b,c\n1,2,3\n4,{long},6\n7,8,9\n"), ABC)
    assert [record["row"] for record in found.records] == [1, 3]
    assert found.rejected == [(2, reason, "4," + "x" * 38)]
    found = read(write("long_and_blank.csv", f"a,b,c\n\n1,2,3\n4,{long},6\n7,8,9\n"), ABC)
    assert [record["row"] for record in found.records] == [2, 4]
    assert found.rejected == [(3, reason, "4," + "x" * 38)]


def test_rows_as_long_as_the_longest_are_read(read, write):
    cell = "x" * (textfile.LONGEST_ROW - 5)
    for blank in ("", "\n"):
        found = read(write("long.csv", f"a,b,c\n{blank}1,{cell},3\n"), ABC)
        assert [len(record["b"]) for record in found.records] == [len(cell)]


def test_quotes_that_are_evidently_none_are_told(read, write, monkeypatch):
    monkeypatch.setattr(straightening, "MOST_OPEN_QUOTES", 3)
    open_quotes = write("open.csv", "a,b,c\n" + '1,"2,3\n' * 4 + "\n")
    with pytest.raises(RecordsError, match=r"^in more than 3 rows of 'open.csv' a quote is never closed; write quotes"):
        read(open_quotes, ABC)
    found = read(write("three.csv", "a,b,c\n" + '1,"2,3\n' * 3 + "\n"), ABC)
    assert [row for row, _, _ in found.rejected] == [1, 2, 3]


def test_rejected_rows_are_listed_up_to_a_hundred_and_all_counted(read, write):
    rows = "".join("1,2\n" if number % 2 else "1,2,3\n" for number in range(1, 301))
    found = read(write("many.csv", "a,b,c\n" + rows), ABC)
    assert (found.table.read, found.table.rejected, len(found.rejected)) == (150, 150, 100)
    assert [row for row, _, _ in found.rejected] == list(range(1, 200, 2))
    assert found.column("row") == list(range(2, 301, 2))


@pytest.mark.parametrize("memory_limit", [None, "1GB"])
@pytest.mark.parametrize("most", [3, 10_000])
def test_record_numbers_hold_however_many_rows_are_left_out(most, memory_limit, read, write, monkeypatch):
    monkeypatch.setattr(opening, "_MOST_JUMPS", most)
    kinds = ["1,2,3", "4,5", "", "6,7,8,", '"9",10,11', "", "", '12,"13,14'] * 8
    found = read(write("many.csv", "a,b,c\n" + "\n".join(kinds) + "\n"), ABC, memory_limit=memory_limit)
    assert found.column("row") == [number for number, row in enumerate(kinds, 1) if row in {"1,2,3", '"9",10,11'}]
    assert found.column("a") == ["1", "9"] * 8


def test_a_packed_file_is_the_file(read, write):
    for name in ("x.csv.gz", "x.CSV.GZ", "x.tsv.gz", "x.txt.gz"):
        found = read(write(name, "a,b,c\n\n1,2,3\n4,5\n"), ABC)
        assert [(record["row"], record["a"]) for record in found.records] == [(2, "1")]
        assert [row for row, _, _ in found.rejected] == [3]


def test_what_was_read_is_known_by_its_name_size_and_digest(read, write):
    path = write("x.csv.gz", "a,b,c\n1,2,3\n")
    (file,) = read(path, ABC).table.files
    assert (file.role, file.name, file.size) == ("records", "x.csv.gz", path.stat().st_size)
    assert file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("before", range(30, 40))
@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_a_cleared_row_is_found_wherever_the_file_is_cut_into_pieces(before, end, read, write, monkeypatch):
    monkeypatch.setattr("checker.sources.reading.files.CHUNK", 16)
    ends = end or "\n"
    path = write("x.csv", f"a,b,c{ends}{'x' * before},2,3{ends},,{end}")
    found = read(path, {"a": "text", "b": "text", "c": "text"})
    assert [record["row"] for record in found.records] == [1]
    assert found.notes == ["'x.csv': 1 blank line skipped"]


def test_a_row_of_very_many_cells_is_rejected_at_once(read, write):
    path = write("x.csv", "a,b\n1,2\n3,4" + ",x" * 100_000 + "\n5,6\n")
    before = process_time()
    found = read(path, {"a": "text", "b": "text"})
    assert process_time() - before < 60  # minutes, were each cell told
    assert [record["row"] for record in found.records] == [1, 3]
    ((number, reason, _),) = found.rejected
    assert (number, reason) == (2, "it has 100002 cells where the header has 2")
