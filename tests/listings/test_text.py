"""Problems as people read them in a terminal: the place, the message, and the line with a caret below it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.cli.telling import tell
from checker.listings.text import told, visible, width_of
from checker.problems import Problem


def problem(line: int, start: int, end: int, excerpt: str, **more: str) -> Problem:
    """A problem of the characters from `start` until `end`, counted from 1."""
    return Problem("a.yaml", line, start, "R201", "unknown key", end_line=line, end_column=end, excerpt=excerpt, **more)  # type: ignore[arg-type]


def shown(one: Problem, columns: int = 80) -> list[str]:
    return told(one, columns).splitlines()


# ---- the first line --------------------------------------------------------------------------------------------------


def test_a_problem_says_where_what_and_what_to_do() -> None:
    one = Problem("rules/a.yaml", 17, 5, "R201", "unknown key 'severty'", "did you mean 'severity'?")
    assert told(one) == "rules/a.yaml:17:5: R201 unknown key 'severty'; did you mean 'severity'?"


def test_a_warning_says_that_it_is_one() -> None:
    one = Problem("a.yaml", 1, 1, "R351", "no standard", level="warning")
    assert told(one) == "a.yaml:1:1: R351 warning: no standard"


# ---- the line of the file --------------------------------------------------------------------------------------------


def test_the_caret_stands_below_what_is_meant() -> None:
    assert shown(problem(7, 5, 12, "    severty: critical")) == [
        "a.yaml:7:5: R201 unknown key",
        "    7 |     severty: critical",
        "      |     ^^^^^^^",
    ]


@pytest.mark.parametrize(
    ("excerpt", "start", "end", "line", "caret"),
    [
        # Tabs take one column, wide characters two, combining ones none, and what is not seen is named
        ("\tkey: x", 2, 5, " key: x", " ^^^"),
        ("標題: x", 1, 3, "標題: x", "^^^^"),
        ("標題: 錯", 5, 6, "標題: 錯", "      ^^"),
        ("e\u0301e: x", 3, 4, "e\u0301e: x", " ^"),
        # A vowel sign, an enclosing circle, a variation selector and a Hangul vowel stand on the letter before them
        ("क\u0941e: x", 3, 4, "क\u0941e: x", " ^"),
        ("a\u20dde: x", 3, 4, "a\u20dde: x", " ^"),
        ("✓\ufe0fe: x", 3, 4, "✓\ufe0fe: x", " ^"),
        ("\u1112\u1161e: x", 3, 4, "\u1112\u1161e: x", "  ^"),
        ("a\u202eb: x", 3, 4, "aU+202Eb: x", "       ^"),
        ("\u200bkey: x", 1, 2, "U+200Bkey: x", "^^^^^^"),
        ("a: \x1b[31m", 4, 9, "a: U+001B[31m", "   ^^^^^^^^^^"),
        # An empty place still has a caret, also at the end of the line
        ("key:", 5, 5, "key:", "    ^"),
        ("", 1, 1, "", "^"),
        ("key:   ", 1, 4, "key:", "^^^"),
    ],
)
def test_the_caret_stands_below_any_letters(excerpt: str, start: int, end: int, line: str, caret: str) -> None:
    assert shown(problem(1, start, end, excerpt))[1:] == [f"    1 | {line}".rstrip(), f"      | {caret}"]


def test_what_reaches_over_several_lines_is_marked_to_the_end_of_the_first() -> None:
    one = Problem("a.yaml", 2, 3, "R203", "x", end_line=4, end_column=2, excerpt="a: [b,")
    assert shown(one)[1:] == ["    2 | a: [b,", "      |   ^^^^"]


def test_a_large_line_number_keeps_the_caret_in_its_place() -> None:
    assert shown(problem(123_456, 1, 2, "key"))[1:] == ["123456 | key", "       | ^"]


LONG = "0123456789" * 30


@pytest.mark.parametrize(
    ("start", "end", "line", "caret"),
    [
        (1, 4, f"{LONG[:31]}…", "^^^"),
        (40, 43, f"…{LONG[24:54]}…"[:32], " " * 16 + "^^^"),
        (299, 301, f"…{LONG[-17:]}", " " * 16 + "^^"),
        (10, 200, f"{LONG[:31]}…", " " * 9 + "^" * 23),
        (100, 300, f"…{LONG[84:99]}{LONG[99:114]}…", " " * 16 + "^" * 16),
    ],
)
def test_a_long_line_is_cut_around_what_is_meant(start: int, end: int, line: str, caret: str) -> None:
    assert shown(problem(1, start, end, LONG), columns=40)[1:] == [f"    1 | {line}", f"      | {caret}"]


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\n\r\x85\u2028\u2029\x0b\x0c\x1c\x1d\x1e"), max_size=80),
    st.integers(1, 90),
    st.integers(0, 90),
    st.integers(1, 120),
)
def test_any_line_fits_into_any_terminal(excerpt: str, start: int, length: int, columns: int) -> None:
    _, line, caret = [*shown(problem(1, start, start + length, excerpt), columns), ""][:3]
    assert width_of(line) <= max(20, columns - 8) + 8
    assert "^" in caret
    assert caret.count("^") == len(caret.lstrip("| ").rstrip())


def test_a_very_long_line_is_cut_at_once() -> None:
    assert len(told(problem(1, 2_000_000, 2_000_010, "x" * 4_000_000))) < 300


# ---- what is not seen ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Łódź 標題 é", "Łódź 標題 é"),
        ("a\tb", "a b"),
        ("a\nb", "aU+000Ab"),
        ("\x1b[31mred", "U+001B[31mred"),
        ("a\u202eb", "aU+202Eb"),
        ("\ufeffa", "U+FEFFa"),
        ("a\x00b", "aU+0000b"),
        ("\ue000", "U+E000"),
        ("\u2028", "U+2028"),
    ],
)
def test_what_would_not_be_seen_or_would_move_other_text_is_named(text: str, seen: str) -> None:
    assert visible(text) == seen


def test_a_message_cannot_move_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    tell([Problem("a\x1b[2J.yaml", 1, 1, "R201", "unknown key '\u202ekey'", "x\x07")])
    assert capsys.readouterr().out == "aU+001B[2J.yaml:1:1: R201 unknown key 'U+202Ekey'; xU+0007\n"


def test_problems_follow_each_other_on_the_stream_that_is_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    tell([problem(1, 1, 2, "x" * 50), problem(2, 1, 2, "y")], err=True)
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("a.yaml:") == 2
    assert f"| {'x' * 21}…" in said.err


def test_a_problem_is_written_in_one_line_for_programs() -> None:
    one = problem(3, 1, 4, "key: x", hint="did you mean 'kee'?")
    assert str(one) == "a.yaml:3:1: R201 unknown key; did you mean 'kee'?"
