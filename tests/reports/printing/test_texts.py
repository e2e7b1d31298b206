"""Texts made fit for print."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.reports.printing.texts import BREAK, at_underscores, code, dates_apart, named, prose, shown, visible


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain", "plain"),
        ("a\u202eb", "aU+202Eb"),
        ("\x1b[31m", "U+001B[31m"),
        ("soft\u00adhyphen", "soft\u00adhyphen"),
        ("\ud800", "U+D800"),
        ("\U000e0041", "U+E0041"),
        ("नि\u200dश", "नि\u200dश"),
    ],
)
def test_what_hides_or_turns_is_written_as_its_code_and_what_scripts_need_is_left(text, seen):
    assert visible(text) == seen


def test_a_code_is_as_people_look_it_up():
    assert [code("\x07"), code("\u202e"), code("\U0001f9ff")] == ["U+0007", "U+202E", "U+1F9FF"]


@pytest.mark.parametrize(
    ("text", "most", "seen"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "abc…"),
        ("1\n2\n3\n4\n5", 99, "1U+000A2U+000A3U+000A4U+000A5"),
        ("1\n2\n3\n4\n5\n6", 99, "1U+000A2U+000A3U+000A4U+000A5…"),
        ("", 9, ""),
    ],
)
def test_a_text_of_a_record_is_cut_after_so_many_characters_or_five_lines(text, most, seen):
    assert shown(text, most) == seen


@pytest.mark.parametrize(
    ("text", "most", "seen"),
    [
        ("two\n  words", 99, "two words"),
        ("one two three", 13, "one two three"),
        ("one two three", 12, "one two…"),
        ("one two, three", 13, "one two…"),
        ("unbreakable", 6, "unbre…"),
        ("x unbreakable", 9, "x unbrea…"),
    ],
)
def test_words_of_a_rule_file_are_cut_between_words(text, most, seen):
    assert prose(text, most) == seen


@pytest.mark.parametrize("length", [39, 40, 41, 81])
def test_a_long_run_has_places_to_break(length):
    assert shown("W" * length) == BREAK.join("W" * 40 for _ in range(length // 40)) + (
        (BREAK if length > 40 else "") + "W" * (length % 40) if length % 40 else ""
    )


def test_at_most_four_marks_stay_on_a_letter():
    assert shown("e" + "\u0301" * 9 + "x") == "e" + "\u0301" * 4 + "…x"
    assert shown("Việt Nam") == "Việt Nam"


def test_a_name_with_spaces_around_it_is_told_from_the_one_without():
    assert [named(" Łódź"), named("Łódź ", 60), named("Łódź")] == ["“ Łódź”", "“Łódź ”", "Łódź"]


@settings(deadline=None)
@given(st.text(max_size=2000))
def test_whatever_the_text_it_is_short_printable_and_breaks(text):
    for seen in (shown(text, 100), prose(text, 100)):
        assert len(seen.replace(BREAK, "")) <= 101
        assert not set(seen) & {chr(number) for number in (*range(32), *range(0x7F, 0xA0), 0x202E, 0xFEFF)}
        assert all(len(run) <= 41 for run in seen.replace(BREAK, " ").split())


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("", []),
        ("2026-08-04", ["2026-08-04"]),
        ("from 2026-08-04 09:01:00 to 2026-08-05 10:00; 7", ["2026-08-04 09:01:00", "2026-08-05 10:00"]),
        ("2026-08-04T09:01:00+02:00", ["2026-08-04T09:01:00"]),
        ("Z-2026-08-04 12026-08-04 2026-08-041 2026-08-04-7 04.08.2026", []),
    ],
)
def test_dates_are_told_apart_from_the_text_around_them(text, dates):
    pieces = dates_apart(text)
    assert [piece for piece, is_date in pieces if is_date] == dates
    assert "".join(piece for piece, _ in pieces) == text


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("competitors_price", ["competitors_", "price"]),
        ("a__b_", ["a__", "b_"]),
        ("Łódź · power_cut", ["Łódź · power_", "cut"]),
        ("storm", ["storm"]),
    ],
)
def test_a_name_may_be_broken_after_its_underscores(text, pieces):
    assert at_underscores(text).split(BREAK) == pieces
