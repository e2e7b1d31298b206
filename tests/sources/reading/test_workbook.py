"""Workbooks that are none, are damaged, or would fill the memory: each is told in one sentence before it is opened."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from checker.problems import RecordsError
from checker.sources.reading import workbook
from checker.sources.reading.workbook import NOT_CALCULATED, Cells, looked_into

SHEET = "xl/worksheets/sheet1.xml"


def cells(*rows: str, namespace: str = "") -> Cells:
    seen = Cells()
    prefix = f"{namespace}:" if namespace else ""
    root, within = f'{prefix}worksheet xmlns{":" * bool(namespace)}{namespace}="x"', f"{prefix}sheetData"
    text = f"<{root}><{within}>{''.join(rows)}</{within}></{prefix}worksheet>"
    seen.parse(io.BytesIO(text.encode()))
    return seen


def unchanged(part: str, text: bytes) -> bytes:
    return text


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write a workbook of two cells, with its parts changed."""

    def writing(name: str = "x.xlsx", change: Callable[[str, bytes], bytes | None] = unchanged) -> Path:
        plain, path = tmp_path / "plain.xlsx", tmp_path / name
        with xlsxwriter.Workbook(plain) as book:
            book.add_worksheet().write_column(0, 0, ["a", "x"])
        with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
            for part in source.namelist():
                changed = change(part, source.read(part))
                if changed is not None:
                    target.writestr(part, changed)
        return path

    return writing


def in_sheet(old: str, new: str) -> Callable[[str, bytes], bytes]:
    return lambda part, text: re.sub(old.encode(), new.encode(), text) if part == SHEET else text


# ---- which cells have no value ---------------------------------------------------------------------------------------


def test_errors_and_formulas_without_a_value_are_seen_where_they_stand():
    seen = cells(
        '<row r="2"><c r="B2"><v>1</v></c><c r="C2" t="e"><v>#N/A</v></c></row>',
        '<row r="3"><c r="AB3" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>',
        '<row r="4"><c r="B4"><f>A1</f></c><c r="C4"><f>A1</f><v/></c><c r="D4"><f>A1</f><v></v></c></row>',
        '<row r="5"><c r="B5"><f>A1</f><v>0</v></c><c r="C5" t="str"><f>A1</f><v></v></c></row>',
        '<row r="6"><c r="B6" s="3"/><c r="C6" t="s"><v>0</v></c><c r="D6" t="e"/></row>',
    )
    assert seen.bad == {
        1: {2: "#N/A"},
        2: {27: "#DIV/0!"},
        3: {1: NOT_CALCULATED, 2: NOT_CALCULATED, 3: NOT_CALCULATED},
    }
    assert seen.bottom == 5


def test_a_shared_formula_is_one_in_each_of_its_cells():
    formula = '<f t="shared" si="0"/>'
    seen = cells(f'<row r="1"><c r="A1">{formula}<v>1</v></c><c r="A2">{formula}<v></v></c></row>')
    assert seen.bad == {1: {0: NOT_CALCULATED}}


def test_cells_without_their_place_follow_one_another():
    seen = cells(
        '<row><c><v>1</v></c><c t="e"><v>#N/A</v></c></row>',
        '<row r="5"><c r="C5"><v>1</v></c><c t="e"><v>#REF!</v></c></row>',
        '<row><c t="e"><v>#NULL!</v></c></row>',
    )
    assert seen.bad == {0: {1: "#N/A"}, 4: {3: "#REF!"}, 5: {0: "#NULL!"}}


def test_names_may_have_a_prefix():
    seen = cells('<x:row r="1"><x:c r="A1" t="e"><x:v>#N/A</x:v></x:c></x:row>', namespace="x")
    assert (seen.bad, seen.extent) == ({0: {0: "#N/A"}}, (1, 1))


@pytest.mark.parametrize(
    ("rows", "extent"),
    [
        ("", (0, 0)),
        ('<row r="9"><c r="C9" s="1"/></row>', (0, 0)),
        ('<row r="9"><c r="C9"><v>1</v></c></row>', (1, 1)),
        ('<row r="9"><c r="C9"><v>1</v></c><c r="XFD9" s="1"/></row><row r="1048576"><c r="A1048576"/></row>', (1, 1)),
        (
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
            (1_048_576, 16_384),
        ),
        ('<row r="1"><c r="XFD1048576"><v>1</v></c><c r="A1"><v>1</v></c></row>', (1_048_576, 16_384)),
        ('<row r="7"><c r="xfd7"><v>1</v></c><c r="A7" t="inlineStr"><is><t>x</t></is></c></row>', (1, 16_384)),
    ],
)
def test_the_extent_is_that_of_cells_that_hold_something(rows, extent):
    assert cells(rows).extent == extent


# ---- what is refused -------------------------------------------------------------------------------------------------


def test_two_cells_far_apart_are_told_before_memory_is_claimed_for_all_between(read, written):
    far = '</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    with pytest.raises(RecordsError) as told:
        read(written("far.xlsx", in_sheet("</row></sheetData>", far)), {"a": "text"})
    assert str(told.value) == (
        "the cells of sheet 'Sheet1' of 'far.xlsx' spread over 1,048,576 rows and 16,384 columns;"
        " delete stray cells far from the others, or save the sheet as CSV (UTF-8)"
    )


def test_a_sheet_may_be_as_large_as_the_largest(read, written, monkeypatch):
    path = written(change=in_sheet("A2", "A10"))
    monkeypatch.setattr(workbook, "LARGEST_SHEET", 10)
    assert read(path, {"a": "text"}).column("row") == [9]
    monkeypatch.setattr(workbook, "LARGEST_SHEET", 9)
    with pytest.raises(RecordsError, match="spread over 10 rows and 1 columns"):
        read(path, {"a": "text"})


def test_what_a_sheet_says_of_its_own_size_is_not_believed(read, written):
    path = written(change=in_sheet('<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"'))
    assert read(path, {"a": "text"}).column("a") == ["x"]


def test_what_unpacks_to_far_more_than_its_size_is_told(read, written):
    path = written("bomb.xlsx", lambda part, text: text + b" " * 30_000_000 if part == SHEET else text)
    with pytest.raises(RecordsError, match=r"^'bomb.xlsx' unpacks to more than 200 times its size or 2 GB; save the"):
        read(path, {"a": "text"})


def test_what_unpacks_to_too_much_is_told_from_its_list_of_parts(read, written, monkeypatch):
    path = written()
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
    monkeypatch.setattr(workbook, "LARGEST_WORKBOOK", unpacked)
    assert read(path, {"a": "text"}).column("a") == ["x"]
    monkeypatch.setattr(workbook, "LARGEST_WORKBOOK", unpacked - 1)
    with pytest.raises(RecordsError, match=r"'x.xlsx' unpacks to more than"):
        read(path, {"a": "text"})


def test_a_part_that_is_longer_than_its_list_says_is_damage(read, written):
    path = written("liar.xlsx", lambda part, text: text + b" " * 5_000 if part == "xl/sharedStrings.xml" else text)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/sharedStrings.xml").file_size
    for place in [found.start() for found in re.finditer(re.escape(size.to_bytes(4, "little")), bytes(content))]:
        content[place : place + 4] = (100).to_bytes(4, "little")
    path.write_bytes(content)
    with pytest.raises(RecordsError, match=r"^'liar.xlsx' is a damaged Excel workbook; save it again$"):
        read(path, {"a": "text"})


def test_entities_are_refused(read, written):
    declared = '<!DOCTYPE x [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">]><worksheet'
    with pytest.raises(RecordsError, match=r"^'x.xlsx' is a damaged Excel workbook"):
        read(written(change=in_sheet("<worksheet", declared)), {"a": "text"})


@pytest.mark.parametrize(
    "change",
    [
        in_sheet("</sheetData>", ""),
        in_sheet('r="A2"', 'r="2A"'),
        in_sheet('r="A2"', 'r="ABCD2"'),
        in_sheet('<row r="2"', '<row r="two"'),
        in_sheet("<worksheet", '<?xml version="1.0" encoding="UTF-9"?><worksheet'),
        lambda part, text: None if part == SHEET else text,
        lambda part, text: None if part == "xl/workbook.xml" else text,
        lambda part, text: None if part == "xl/_rels/workbook.xml.rels" else text,
        lambda part, text: b"\xff\xfe" if part == "xl/workbook.xml" else text,
        lambda part, text: text[: len(text) // 2] if part == "xl/sharedStrings.xml" else text,
    ],
    ids=range(10),
)
def test_damaged_parts_are_told(change, read, written):
    with pytest.raises(RecordsError, match=r"^'x.xlsx' is a damaged Excel workbook; save it again$"):
        read(written(change=change), {"a": "text"})


def test_files_that_are_no_workbook_are_told(read, write, written):
    whole = written().read_bytes()
    damaged = r"^'{}' is a damaged Excel workbook; save it again$"
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    expected = {
        "text.xlsx": (b"a,b\n1,2\n", r"^'{}' is not an Excel workbook; give it the suffix of what it is$"),
        "nothing.xlsx": (b"", r"^'{}' is not an Excel workbook"),
        "old.xlsx": (
            old,
            r"^'{}' is protected by a password, or an old Excel",
        ),
        "part.xlsx": (whole[: len(whole) // 2], damaged),
        "flipped.xlsx": (whole[:200] + bytes(byte ^ 255 for byte in whole[200:260]) + whole[260:], damaged),
    }
    for name, (content, message) in expected.items():
        with pytest.raises(RecordsError, match=message.format(name)):
            read(write(name, content), {"a": "text"})


def test_another_zip_file_is_told(read, tmp_path):
    with zipfile.ZipFile(tmp_path / "other.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    with pytest.raises(RecordsError, match=r"^'other.xlsx' is a damaged Excel workbook"):
        read(tmp_path / "other.xlsx", {"a": "text"})


def test_two_parts_of_one_name_are_damage(read, written):
    path = written()
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(SHEET.upper(), "<worksheet/>")
    with pytest.raises(RecordsError, match=r"^'x.xlsx' is a damaged Excel workbook"):
        read(path, {"a": "text"})


def test_the_sheets_are_those_that_hold_cells_in_their_order(tmp_path):
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("B", "A"):
            book.add_worksheet(name).write(0, 0, name)
        book.add_chartsheet("Chart")
        book.get_worksheet_by_name("A").very_hidden()
    with looked_into(path) as parts:
        assert [(sheet.name, sheet.is_hidden) for sheet in parts.sheets()] == [("B", False), ("A", True)]
