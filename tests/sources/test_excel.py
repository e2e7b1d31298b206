"""Excel workbooks: typed cells, cells without a value, the sheet that is meant, and where the records begin."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from checker.fields import EPOCH, EPOCH_DAY
from checker.problems import RecordsError

FORMATS = {datetime: "yyyy-mm-dd hh:mm:ss.000", date: "dd/mm/yyyy", time: "hh:mm", timedelta: "[h]:mm:ss"}


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Write a workbook; its sheets are rows of cells, from the top left one on, by name."""

    def writing(name: str = "x.xlsx", start: tuple[int, int] = (0, 0), **sheets: Sequence[Sequence[Any]]) -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(path) as book:
            formats = {kind: book.add_format({"num_format": form}) for kind, form in FORMATS.items()}
            for title, rows in sheets.items():
                sheet = book.add_worksheet(title)
                for row, cells in enumerate(rows, start[0]):
                    for column, cell in enumerate(cells, start[1]):
                        sheet.write(row, column, cell, formats.get(type(cell)))
        return path

    return writing


def utc(*moments: str) -> list[int]:
    return [(datetime.fromisoformat(moment) - EPOCH) // timedelta(microseconds=1) for moment in moments]


def day(*days: str) -> list[int]:
    return [date.fromisoformat(written).toordinal() - EPOCH_DAY for written in days]


# ---- cells -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("declared", "cells", "values"),
    [
        ("text", [1001.0, 7, "007", " x ", True, 0.1, -2.5], ["1001", "7", "007", " x ", "TRUE", "0.1", "-2.5"]),
        (
            "text",
            [1e-7, 1e14, 123456789012345.0, 1e20],
            ["0.0000001", "1" + "0" * 14, "123456789012345", "1" + "0" * 20],
        ),
        ("text", [date(2026, 3, 2), datetime(2026, 3, 2, 9, 30)], ["2026-03-02", "2026-03-02 09:30:00"]),
        ("text", [time(9, 30), timedelta(hours=36, seconds=5)], ["09:30:00", "36:00:05"]),
        ("number", [1, 0.1, 1 / 3, 0.1 + 0.2, "12.5", 1e-17], [1_000_000, 100_000, 333_333, 300_000, 12_500_000, 0]),
        ("number", [9e12, 9.1e12, 1e300, "1e3", True], [9 * 10**18, *["<unreadable>"] * 4]),
        ("whole_number", [5, 5.0, 5.5, "5"], [5_000_000, 5_000_000, "<unreadable>", 5_000_000]),
        ("share", [0.95, 1, "95 %"], [950_000, 1_000_000, 950_000]),
        ("yes_no", [True, False, "yes", "TRUE", 1], ["yes", "no", "yes", "<unreadable>", "<unreadable>"]),
        ({"type": "yes_no", "yes": ["1"], "no": ["0", "TRUE"]}, [1, 0, True, "TRUE"], ["yes", "no", "yes", "no"]),
        ({"type": "choice", "of": ["1", "A"]}, [1, "A", "B"], ["1", "A", "<unreadable>"]),
        ("date", [date(2026, 3, 2), "2026-03-02", datetime(2026, 3, 2, 9)], [*day("2026-03-02") * 2, "<unreadable>"]),
        ("date", [46083, time(9)], ["<unreadable>"] * 2),
        (
            {"type": "date", "format": "%d.%m.%Y"},
            [date(2026, 3, 2), "02.03.2026", "2026-03-02", datetime(2026, 3, 2, 9)],
            [*day("2026-03-02") * 2, "<unreadable>", "<unreadable>"],
        ),
        (
            "moment",
            [datetime(2026, 3, 2, 9), "2026-03-02 09:00:00", "2026-03-02T09:00:00Z", date(2026, 7, 2)],
            utc("2026-03-02T08:00Z", "2026-03-02T08:00Z", "2026-03-02T09:00Z", "2026-07-01T22:00Z"),
        ),
        ("moment", [datetime(2026, 3, 29, 2, 30), 46083.375, time(9)], ["<no_such_local_time>", *["<unreadable>"] * 2]),
        (
            {"type": "moment", "format": "%d.%m.%Y %H:%M"},
            [datetime(2026, 3, 2, 9, 0, 0, 200_000), "02.03.2026 09:00", date(2026, 3, 2), "2026-03-02 09:00"],
            [*utc("2026-03-02T08:00:00.2Z", "2026-03-02T08:00Z", "2026-03-01T23:00Z"), "<unreadable>"],
        ),
        (
            {"type": "moment", "format": "%d.%m.%Y %H:%M %z"},
            [datetime(2026, 3, 2, 9), "02.03.2026 09:00 +0000", datetime(2026, 3, 29, 2, 30)],
            [*utc("2026-03-02T08:00Z", "2026-03-02T09:00Z"), "<no_such_local_time>"],
        ),
    ],
)
@pytest.mark.parametrize("memory_limit", [None, "1GB"], ids=["in memory", "in files"])
def test_typed_cells_are_what_they_are(declared, cells, values, memory_limit, read, workbook):
    path = workbook(Sheet1=[["cell"], *([cell] for cell in cells)])
    assert read(path, {"cell": declared}, memory_limit=memory_limit).column("cell") == values


def test_words_for_nothing_are_known_in_cells_that_are_dates_and_numbers(read, workbook):
    nothing, something = [-1, date(1900, 3, 1), datetime(9999, 12, 31)], [1, date(1900, 3, 2), datetime(9999, 12, 30)]
    fields = {"n": "number", "d": {"type": "date", "format": "%d.%m.%Y"}, "m": "moment"}
    rows = [list(fields), nothing, something]
    found = read(workbook(Sheet1=rows), fields, missing_words=["", "-1", "01.03.1900", "9999-12-31"])
    assert [found.records[0][name] for name in fields] == ["<missing>"] * 3
    assert not [value for value in found.records[1].values() if str(value).startswith("<")]


def test_unreadable_cells_are_told_with_row_and_column(read, workbook):
    rows = [["Ordered on"], [date(2026, 3, 2)], [datetime(2026, 3, 2, 9)], [46083], ["x" * 60]]
    found = read(workbook(Sheet1=rows), {"cell": {"type": "date", "column": "Ordered on"}})
    assert found.unreadable == [
        (2, "Ordered on", "2026-03-02 09:00:00"),
        (3, "Ordered on", "46083"),
        (4, "Ordered on", "x" * 40),
    ]


@pytest.mark.parametrize("start", [0, 3])
def test_error_values_are_unreadable_whatever_is_declared(start, read, tmp_path):
    path = tmp_path / "errors.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(start, start, ["a", "id", "b"])
        for row, error in enumerate(["#N/A", "#DIV/0!", "#VALUE!", "#REF!"], start + 1):
            sheet.write(row, start + 1, row)
            sheet.write_formula(row, start, "=1/0", None, error)
            sheet.write_formula(row, start + 2, "=1/0", None, error)
        sheet.write_row(start + 5, start, ["#N/A", 5, 1])
    found = read(path, {"id": "text", "a": "text", "b": "number"})
    assert found.column("a") == [*["<unreadable>"] * 4, "#N/A"]
    assert found.column("b") == [*["<unreadable>"] * 4, 1_000_000]
    assert found.unreadable[:3] == [(1, "a", "#N/A"), (1, "b", "#N/A"), (2, "a", "#DIV/0!")]
    assert found.quality.faults == {"a": {"unreadable": 4}, "b": {"unreadable": 4}}


def test_formulas_have_the_value_that_was_calculated_and_without_one_are_unreadable(read, tmp_path):
    path = tmp_path / "formulas.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "n", "t"])
        sheet.write_row(1, 0, [1])
        sheet.write_formula(1, 1, "=1+1", None, 2)
        sheet.write_formula(1, 2, '="a"&"b"', None, "ab")
    assert [read(path, {"n": "number", "t": "text"}).records[0][name] for name in ("n", "t")] == [2_000_000, "ab"]

    book = openpyxl.Workbook()
    for row in (["id", "n"], [1, "=1+1"], [2, 3]):
        book.active.append(row)
    book.save(tmp_path / "never.xlsx")
    found = read(tmp_path / "never.xlsx", {"id": "text", "n": "number"})
    assert found.column("n") == ["<unreadable>", 3_000_000]
    assert found.unreadable == [(1, "n", "a formula without a value")]


def test_rows_of_nothing_but_formulas_without_a_value_are_records_at_the_end_too(read, tmp_path):
    book = openpyxl.Workbook()
    for row in (["a", "b"], ["x", 1], ["=A2", "=B2"], [None, None], ["=A3", "=B3"]):
        book.active.append(row)
    book.save(tmp_path / "never.xlsx")
    found = read(tmp_path / "never.xlsx", {"a": "text", "b": "number"})
    assert [(record["row"], record["a"], record["b"]) for record in found.records] == [
        (1, "x", 1_000_000),
        (2, "<unreadable>", "<unreadable>"),
        (4, "<unreadable>", "<unreadable>"),
    ]


def test_of_merged_cells_the_first_one_holds_the_value_and_that_is_noted(read, tmp_path):
    path = tmp_path / "merged.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "site", "note"])
        sheet.write_column(1, 0, [1, 2, 3])
        sheet.merge_range(1, 1, 3, 1, "Łódź")
        sheet.merge_range(1, 2, 2, 2, "unused")
    found = read(path, {"id": "text", "site": "text"})
    assert found.column("site") == ["Łódź", "<missing>", "<missing>"]
    assert found.notes == [
        "column 'note' not used",
        "'merged.xlsx': of merged cells (B2:B4) only the first one holds a value, the others are empty",
    ]


# ---- rows ------------------------------------------------------------------------------------------------------------


def test_empty_rows_are_counted_and_leave_the_numbers_as_they_are(read, workbook):
    found = read(workbook(Sheet1=[["a", "b"], [], [1, 2], [], [], [3]]), {"a": "text", "b": "text"})
    assert [(record["row"], record["a"], record["b"]) for record in found.records] == [
        (2, "1", "2"),
        (5, "3", "<missing>"),
    ]
    assert found.notes == ["'x.xlsx': 3 empty rows skipped"]
    assert found.table.read == 2


def test_cells_beyond_the_column_names_are_told(read, workbook):
    path = workbook(Sheet1=[["a", "", "b"], ["1", "lost", "2"], ["3", "", "4"], ["5", "lost too", "6"]])
    found = read(path, {"a": "text", "b": "text"})
    assert found.column("b") == ["2", "4", "6"]
    assert found.notes == ["'x.xlsx': in 2 rows cells of columns without a name were not read"]


def test_the_first_row_that_holds_something_has_the_column_names(read, workbook):
    found = read(workbook(start=(3, 2), Sheet1=[["a", "b"], [1, 2], [], [3, 4]]), {"b": "text", "a": "text"})
    assert [(record["row"], record["a"], record["b"]) for record in found.records] == [(1, "1", "2"), (3, "3", "4")]


def test_column_names_below_a_title_are_pointed_at(read, workbook):
    path = workbook(Sheet1=[["Orders of March"], [], ["a", "b"], [1, 2]])
    with pytest.raises(RecordsError, match=r"^the column names of 'x.xlsx' stand in row 3; delete the rows above it$"):
        read(path, {"a": "text", "b": "text"})


def test_columns_that_are_missing_or_twins_are_told_at_once(read, workbook):
    path = workbook(Sheet1=[["a", "a", "B ", "b"], [1, 2, 3, 4]])
    with pytest.raises(RecordsError) as told:
        read(path, {"a": "text", "b": "text", "c": "text"})
    assert "column 'a' stands there twice; columns 'b' and 'B ' cannot be told apart; column 'c' is" in str(told.value)


def test_column_names_may_be_numbers_and_dates(read, workbook):
    rows = [[2026, date(2026, 3, 2)], ["x", "y"]]
    fields = {"a": {"type": "text", "column": "2026"}, "b": {"type": "text", "column": "2026-03-02"}}
    assert read(workbook(Sheet1=rows), fields).records == [{"row": 1, "source": 0, "a": "x", "b": "y"}]


def test_a_header_alone_is_no_records(read, workbook):
    found = read(workbook(Sheet1=[["a"]]), {"a": "text"})
    assert (found.table.read, found.records) == (0, [])


def test_a_row_longer_than_the_longest_is_rejected(read, workbook):
    names = [f"c{number}" for number in range(70)]
    path = workbook(Sheet1=[names, ["é" * 16_000] * 70, ["x"] * 70])
    found = read(path, dict.fromkeys(names, "text"))
    assert found.column("row") == [2]
    assert found.rejected == [(1, "it is longer than 2,000,000 bytes", "é" * 40)]


# ---- sheets ----------------------------------------------------------------------------------------------------------


def test_with_several_sheets_one_must_be_named(read, workbook):
    path = workbook(Orders=[["a"], ["o"]], Visits=[["a"], ["v"]])
    assert read(path, {"a": "text"}, sheet="Visits").column("a") == ["v"]
    with pytest.raises(RecordsError) as told:
        read(path, {"a": "text"})
    assert str(told.value) == (
        "'x.xlsx' has several sheets; say with --sheet which one holds the records: 'Orders', 'Visits'"
    )
    with pytest.raises(RecordsError) as told:
        read(path, {"a": "text"}, sheet="visits")
    assert str(told.value) == "'x.xlsx' has no sheet 'visits' (did you mean 'Visits'?); it has 'Orders', 'Visits'"


def test_a_hidden_sheet_is_read_only_when_named(read, tmp_path):
    path = tmp_path / "hidden.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for title in ("Records", "Lists"):
            book.add_worksheet(title).write_column(0, 0, ["a", title])
        book.get_worksheet_by_name("Lists").hide()
        book.add_chartsheet("Chart")
    assert read(path, {"a": "text"}).column("a") == ["Records"]
    assert read(path, {"a": "text"}, sheet="Lists").column("a") == ["Lists"]


def test_names_of_sheets_may_be_odd(read, workbook):
    path = workbook(**{"Zażółć & <gęślą>": [["a"], ["x"]], "Other": [["a"], ["y"]]})
    assert read(path, {"a": "text"}, sheet="Zażółć & <gęślą>").column("a") == ["x"]


def test_an_empty_sheet_is_told(read, workbook):
    with pytest.raises(RecordsError, match=r"^sheet 'Sheet1' of 'x.xlsx' is empty; its first row must hold the column"):
        read(workbook(Sheet1=[]), {"a": "text"})


def test_workbooks_with_macros_and_large_suffixes_are_read(read, workbook):
    for name in ("x.xlsm", "x.XLSX"):
        assert read(workbook(name, Sheet1=[["a"], ["x"]]), {"a": "text"}).column("a") == ["x"]


def test_another_date_system_gives_the_same_dates(read, tmp_path):
    path = tmp_path / "mac.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write_datetime(1, 0, datetime(2026, 3, 2), book.add_format({"num_format": "dd.mm.yyyy"}))
    assert read(path, {"a": "date"}).column("a") == day("2026-03-02")


def test_what_openpyxl_writes_is_read_alike(read, tmp_path):
    book = openpyxl.Workbook()
    for row in (["a", "b", "c", "d"], ["007", datetime(2026, 3, 2, 9), 1.5, True], [8, None, "x", False]):
        book.active.append(row)
    book.save(tmp_path / "x.xlsx")
    found = read(tmp_path / "x.xlsx", {"a": "text", "b": "moment", "c": "number", "d": "yes_no"})
    assert found.column("a") == ["007", "8"]
    assert found.column("b") == [*utc("2026-03-02T08:00Z"), "<missing>"]
    assert found.column("c") == [1_500_000, "<unreadable>"]
    assert found.column("d") == ["yes", "no"]


@pytest.mark.parametrize("count", ["4000000000", "18446744073709551615"])
def test_a_false_count_of_shared_texts_is_a_damaged_workbook(count, read, workbook, tmp_path):
    sound = workbook(Sheet1=[["a"], ["one"]])
    false = tmp_path / "false.xlsx"
    with zipfile.ZipFile(sound) as before, zipfile.ZipFile(false, "w") as after:
        for part in before.infolist():
            content = before.read(part)
            if part.filename == "xl/sharedStrings.xml":
                content = re.sub(rb'uniqueCount="[0-9]+"', f'uniqueCount="{count}"'.encode(), content)
            after.writestr(part.filename, content)
    with pytest.raises(RecordsError, match=r"^'false\.xlsx' is a damaged Excel workbook; save it again$"):
        read(false, {"a": "text"})


def test_many_cells_may_share_few_texts(read, workbook):
    rows = [["a"], *[["x"]] * 5_000]
    assert len(read(workbook(Sheet1=rows), {"a": "text"}).records) == 5_000
