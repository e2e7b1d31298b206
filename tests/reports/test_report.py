"""Reports as files: the suffix says the format, and a file is there whole or not at all."""

import os
import stat

import pytest

from checker.problems import CheckerError
from checker.reports import FORMATS, Manner, write_report
from checker.reports.report import format_of, write_whole
from tests.reports.conftest import golden, html_of, pdf_of


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_suffix_says_the_format_whatever_its_case(suffix, tmp_path):
    write_report(golden("one_rule"), tmp_path / f"report{suffix.upper()}")
    (path,) = tmp_path.iterdir()
    content = path.read_bytes()
    starts = {
        ".pdf": b"%PDF-", ".html": b"<!DOCTYPE html>", ".json": b"{", ".md": b"## Wigry", ".xlsx": b"PK",
        ".txt": "Wigry & Daughters ·".encode(),
    }  # fmt: skip
    assert content.startswith(starts[suffix])


def test_reports_are_the_same_whether_written_or_rendered(tmp_path):
    write_report(golden("one_rule"), str(tmp_path / "a.pdf"))
    write_report(golden("one_rule"), tmp_path / "a.html")
    assert (tmp_path / "a.pdf").read_bytes() == pdf_of("one_rule")
    assert (tmp_path / "a.html").read_text(encoding="utf-8") == html_of("one_rule")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("report.doc", "'.doc' is no report format; known are .html .json .md .pdf .txt .xlsx"),
        ("report", "a report needs a suffix that says its format; known are .html .json .md .pdf .txt .xlsx"),
        (".pdf", "a report needs a suffix that says its format"),
    ],
)
def test_an_unknown_suffix_is_an_error_that_names_the_known_ones(name, says, tmp_path):
    with pytest.raises(CheckerError) as raised:
        format_of(tmp_path / name, FORMATS)
    assert says in str(raised.value)


def test_a_language_that_reports_are_not_written_in_is_an_error(tmp_path):
    with pytest.raises(CheckerError, match=r"reports are not written in 'xx'; known languages are en"):
        write_report(golden("one_rule"), tmp_path / "a.html", Manner(language="xx"))


def test_an_old_file_is_replaced_and_nothing_else_is_left(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text("old", encoding="utf-8")
    write_whole(b"new", path)
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"new"]


def test_the_file_has_the_permissions_of_any_new_file(tmp_path):
    before = os.umask(0o027)
    try:
        write_whole(b"new", tmp_path / "report.txt")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "report.txt").stat().st_mode) == 0o640


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("missing/report.txt", "No such file or directory"),
        ("folder", "it is a folder"),
        ("file/report.txt", "Not a directory"),
        ("x" * 300, "File name too long"),
    ],
)
def test_what_cannot_be_written_is_an_error_in_one_sentence(name, says, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(CheckerError) as raised:
        write_whole(b"new", tmp_path / name)
    assert says in str(raised.value)
    assert "name a folder that exists and may be written" in str(raised.value)
    assert not list(tmp_path.rglob("*.part"))


def test_a_write_that_stops_half_way_leaves_the_old_file_and_no_part(tmp_path, monkeypatch):
    path = tmp_path / "report.txt"
    path.write_text("old", encoding="utf-8")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(CheckerError, match="No space left on device"):
        write_whole(b"new", path)
    assert [file.read_text(encoding="utf-8") for file in tmp_path.iterdir()] == ["old"]
