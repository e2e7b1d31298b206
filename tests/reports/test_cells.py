"""Texts in cells of spreadsheets."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.reports.cells import LONGEST, safe_cell


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "|", "＝", "＋", "－", "＠", "｜", "⁺", "₌", "﹣"])
@pytest.mark.parametrize("before", ["", " ", "  ", "\u00a0", "\u3000"])
def test_a_text_that_a_spreadsheet_would_run_begins_with_an_apostrophe(start, before):
    assert safe_cell(f"{before}{start}1+1") == f"'{before}{start}1+1"


@pytest.mark.parametrize("start", ["\t", "\r", "\n"])
def test_a_text_that_begins_with_a_control_character_is_marked_too(start):
    assert safe_cell(f"{start}=1+1").startswith("'U+00")


def test_a_formula_behind_something_invisible_is_marked():
    assert safe_cell("\u200b=1+1") == "'U+200B=1+1"
    assert safe_cell("\ufeff@SUM(A1)") == "'U+FEFF@SUM(A1)"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("a;=1+1", "a;'=1+1"),
        ("a; \u00a0@SUM(A1)", "a;' \u00a0@SUM(A1)"),
        ('a;"=1+1"', 'a;\'"=1+1"'),
        ("a;＝1;b", "a;'＝1;'b"),
        ("=1;=2", "'=1;'=2"),
        ("a;\u200b=1", "a;U+200B=1"),
        ("a;;-1", "a;';'-1"),
    ],
)
def test_a_formula_behind_a_semicolon_is_marked_too(text, safe):
    assert safe_cell(text) == safe


@pytest.mark.parametrize("text", ["a;b", ";", "a; b=1", "monday; tuesday", "a;1-1", "a;'=1"])
def test_a_semicolon_before_anything_else_stays_as_it_is(text):
    assert safe_cell(text) == text


@pytest.mark.parametrize("text", ["", "a=1", "1-1", "Łódź", "0123", "007", "50 %", "'quoted'", "(=)"])
def test_any_other_text_stays_as_it_is(text):
    assert safe_cell(text) == text


def test_line_ends_and_marks_that_turn_text_are_written_as_codes():
    assert safe_cell("a\r\nb\u202ec\x00") == "aU+000DU+000AbU+202EcU+0000"


@pytest.mark.parametrize("length", [LONGEST - 1, LONGEST, LONGEST + 1])
def test_a_text_longer_than_a_cell_holds_is_cut_and_says_so(length):
    safe = safe_cell("x" * length)
    assert safe == "x" * length if length <= LONGEST else safe == "x" * LONGEST + f"… ({length} characters)"


@settings(deadline=None)
@given(st.text(max_size=60) | st.text(";\"' =+-@|a", max_size=12))
def test_no_text_is_a_formula_or_breaks_a_row(text):
    safe = safe_cell(text)
    for cell in safe.split(";")[1:]:
        assert not cell.lstrip(' "').startswith(("=", "+", "-", "@", "|"))
    assert not safe.lstrip().startswith(("=", "+", "-", "@", "|"))
    assert len(safe.splitlines()) <= 1
