"""Which files are opened: what cannot be is told in one sentence, whatever it is."""

from __future__ import annotations

import errno
import os

import pytest

from checker.engines.duckdb import connected
from checker.problems import RecordsError
from checker.ruleset.model import Records
from checker.sources import open_records

FIELDS = {"a": "text"}
RECORDS = Records.model_validate({"called": "row", "fields": {"a": {"type": "text"}}})


def test_no_file_at_all_is_told():
    records = Records.model_validate({"called": "row", "fields": {"a": {"type": "text"}}})
    with (
        connected() as connection,
        pytest.raises(RecordsError, match=r"^no record file was named; give one or several$"),
    ):
        open_records([], records, connection)


def test_a_file_that_is_not_there_is_told(read, tmp_path):
    with pytest.raises(RecordsError, match=r"^there is no file '.*orders.csv'; check its name$"):
        read(tmp_path / "orders.csv", FIELDS)
    (tmp_path / "link.csv").symlink_to(tmp_path / "nowhere.csv")
    with pytest.raises(RecordsError, match=r"^there is no file '.*link.csv'; check its name$"):
        read(tmp_path / "link.csv", FIELDS)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("x.doc", ""),
        ("x", ""),
        ("x.csv.bak", ""),
        (".csv", ""),
        ("x.json", "; write one object on each line, and name the file .jsonl"),
        ("x.xls", "; save the workbook as .xlsx"),
        ("x.XLSB", "; save the workbook as .xlsx"),
        ("x.ods", "; save the workbook as .xlsx"),
        ("x.zip", "; unpack it first"),
        ("x.gz", ""),
        ("x.doc.gz", ""),
    ],
)
def test_a_suffix_that_is_not_known_is_told_with_those_that_are(name, hint, read, write):
    with pytest.raises(RecordsError) as told:
        read(write(name, "a\n1\n"), FIELDS)
    known = ".csv, .tsv, .txt, .jsonl, .ndjson, .parquet, .xlsm, .xlsx"
    assert str(told.value) == f"'{name}' has a suffix that is not known; records are read from {known}{hint}"


@pytest.mark.parametrize("name", ["x.xlsx.gz", "x.parquet.gz"])
def test_packed_files_that_are_no_text_are_told(name, read, write):
    with pytest.raises(RecordsError, match=rf"^'{name}' is packed, and only text files may be; unpack it first$"):
        read(write(name, "a\n1\n"), FIELDS)


def test_suffixes_may_be_written_large(read, write):
    assert read(write("X.CSV", "a\n1\n"), FIELDS).column("a") == ["1"]


def test_what_is_no_regular_file_is_told(read, tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(RecordsError, match=r"^'.*pipe.csv' is not a regular file; give a file of records$"):
        read(tmp_path / "pipe.csv", FIELDS)


def test_a_folder_is_not_a_file_of_text(read, tmp_path):
    (tmp_path / "x.csv").mkdir()
    with pytest.raises(RecordsError, match=r"^'x.csv' is a folder without .parquet files; name the record file"):
        read(tmp_path / "x.csv", FIELDS)


def test_a_name_that_is_too_long_for_a_file_is_told(read, tmp_path):
    with pytest.raises(RecordsError, match=r"' cannot be read: File name too long$"):
        read(tmp_path / ("x" * 300 + ".csv"), FIELDS)


def test_a_file_that_may_not_be_read_is_told(read, write, monkeypatch):
    def refuse(path, opening):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr("checker.sources.csv.open_file", refuse)
    with pytest.raises(RecordsError, match=r"^'x.csv' cannot be read: Permission denied$"):
        read(write("x.csv", "a\n1\n"), FIELDS)


@pytest.mark.parametrize("text", ["", "\n", "\n\na\n1\n", "   \n", "\ufeff"])
def test_a_file_without_column_names_is_told(text, read, write):
    with pytest.raises(RecordsError, match=r"^the first line of 'x.csv' is empty; it must hold the column names$"):
        read(write("x.csv", text), FIELDS)


def test_several_files_are_one_table_in_the_order_given(read, write):
    paths = [write("b.csv", "a,n\n1,2\n\n3,4\n"), write("a.csv", "n;a\nx;5\n6\n8;7\n")]
    found = read(paths, {"a": "text", "n": "number"})
    assert [(record["source"], record["row"], record["a"]) for record in found.records] == [
        (0, 1, "1"),
        (0, 3, "3"),
        (1, 1, "5"),
        (1, 3, "7"),
    ]
    assert [(row.source, row.row) for row in found.table.rejected_rows] == [(1, 2)]
    assert [(cell.source, cell.row, cell.text) for cell in found.quality.unreadable_cells] == [(1, 1, "x")]
    assert (found.table.read, found.table.rejected) == (4, 1)
    assert found.notes == ["'b.csv': 1 blank line skipped"]


def test_one_file_that_cannot_be_read_is_told_among_many(read, write, tmp_path):
    with pytest.raises(RecordsError, match=r"^'b.csv' does not have the columns"):
        read([write("a.csv", "a\n1\n"), write("b.csv", "b\n1\n"), tmp_path / "c.csv"], FIELDS)


def test_a_file_named_twice_is_told_under_whatever_name(read, write, tmp_path):
    path = write("x.csv", "a\n1\n")
    (tmp_path / "link.csv").symlink_to(path)
    with pytest.raises(RecordsError, match=r"^'.*/x.csv' was named twice; name it once$"):
        read([path, path], FIELDS)
    with pytest.raises(RecordsError, match=r"^'.*/link.csv' was named twice, as '.*/x.csv' too; name it once$"):
        read([path, tmp_path / "link.csv"], FIELDS)


def test_a_copy_of_a_file_is_another_file(read, write):
    found = read([write("x.csv", "a\n1\n"), write("y.csv", "a\n1\n")], FIELDS)
    assert found.column("a") == ["1", "1"]


@pytest.mark.parametrize(
    "name", ["orders*.csv", "orders?.csv", "orders[1].csv", "orders{1,2}.csv", "it's; --.csv", "ł ó.csv"]
)
def test_a_name_that_could_be_a_pattern_opens_that_file_only(name, read, write):
    write("orders1.csv", "a\nwrong\n")
    write("orders12.csv", "a\nwrong\n")
    assert read(write(name, "a\nright\n"), FIELDS).column("a") == ["right"]


def test_a_folder_whose_name_could_be_a_pattern_is_that_folder(read, tmp_path):
    for folder in ("orders1", "orders[1]"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.csv").write_text(f"a\n{folder}\n")
    assert read(tmp_path / "orders[1]" / "x.csv", FIELDS).column("a") == ["orders[1]"]


def test_a_link_is_the_file_that_it_leads_to(read, write, tmp_path):
    path = write("real.csv", "a\nreal\n")
    (tmp_path / "link.csv").symlink_to(path)
    found = read(tmp_path / "link.csv", FIELDS)
    assert found.column("a") == ["real"]
    assert found.table.files[0].name == "link.csv"


def test_progress_is_told_file_by_file(write):
    told = []
    paths = [write("x.csv", "a\n1\n"), write("y.csv", "a\n2\n")]
    with connected() as connection:
        open_records(paths, RECORDS, connection, progress=lambda stage, part: told.append((stage, part)))
    assert told == [("x.csv", 0.0), ("y.csv", 0.5), ("y.csv", 1.0)]
