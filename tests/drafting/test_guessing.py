"""What cells suggest, and what they leave open."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.drafting.guessing import Column, guess


def guessed(*values: str, times: int = 1) -> tuple[str, dict[str, str]]:
    found = guess(Column("x", values * times))
    return found.type, dict(found.keys)


@pytest.mark.parametrize(
    ("values", "type_", "keys"),
    [
        (["007", "012"], "text", {}),
        (["7", "12", "-3"], "whole_number", {}),
        (["7", "12.5", ".5"], "number", {}),
        (["95 %", "7%"], "share", {}),
        (["7", "9" * 14], "text", {}),
        (["yes", "no"], "yes_no", {}),
        (["YES"], "yes_no", {"yes": '"YES"', "no": '"NO"'}),
        (["Nie"], "yes_no", {"yes": "Tak", "no": "Nie"}),
        (["N"], "yes_no", {"yes": '"Y"', "no": '"N"'}),
        (["t", "n"], "yes_no", {"yes": "t", "no": '"n"'}),
        (["tak", "nie", "1"], "yes_no", {"yes": '[tak, "1"]', "no": '[nie, "0"]'}),
        (["да", "нет"], "yes_no", {"yes": "да", "no": "нет"}),
        (["sí", "no"], "yes_no", {"yes": "sí", "no": '"no"'}),
        (["是", "否"], "yes_no", {"yes": "是", "no": "否"}),
        (["0", "1"], "whole_number", {}),
        (["2026-05-31"], "date", {}),
        (["31.05.2026 10:00"], "moment", {"format": '"%d.%m.%Y %H:%M"'}),
        (["some words", "others"], "text", {}),
    ],
)
def test_cells_suggest_a_type(values: list[str], type_: str, keys: dict[str, str]) -> None:
    assert guessed(*values) == (type_, keys)


def test_few_words_that_repeat_are_a_choice_and_many_are_text() -> None:
    assert guessed("open", "sent", times=5) == ("choice", {"of": "[open, sent]"})
    assert guessed("open", "sent", times=4) == ("text", {})
    assert guessed(*(f"word {letter}" for letter in "abcdefghijklm"), times=9) == ("text", {})


def test_words_of_a_choice_that_may_be_slips_are_told() -> None:
    found = guess(Column("x", (*("open", "sent") * 9, "sennt", "a b")))
    assert found.remark == "the words seen, 'sennt' and 'a b' only once; any other word will be unreadable"


def test_a_choice_holds_no_word_that_a_rule_file_cannot_hold() -> None:
    assert guessed("open", "a\x07b", times=5) == ("text", {})


def test_a_few_cells_may_be_otherwise_and_are_told() -> None:
    found = guess(Column("x", ("1.5", *("2",) * 30, "two")))
    assert (found.type, found.remark) == ("number", "1 of 32 cells cannot be read so, such as 'two'")
    found = guess(Column("x", (*("31.05.2026",) * 30, "31.09.2026")))
    assert (found.type, found.remark) == ("date", "1 of 31 cells cannot be read so, such as '31.09.2026'")
    found = guess(Column("x", (*("2026-05-31",) * 30, "31.05.2026")))
    assert (found.type, found.remark) == ("date", "1 of 31 cells cannot be read so, such as '31.05.2026'")
    assert guess(Column("x", ("1.5", "2", "3", "two"))).type == "text"


def test_dates_that_can_be_read_in_two_ways_are_left_open_until_somebody_says_which() -> None:
    column = Column("x", ("05/06/2026", "07/08/2026"))
    found = guess(column)
    assert (found.type, found.is_open, found.is_ambiguous) == ("text", True, True)
    assert found.remark == (
        "dates that can be read in more than one way, such as '05/06/2026': write"
        ' {type: date, format: "%d/%m/%Y"} or {type: date, format: "%m/%d/%Y"}'
    )
    found = guess(column, "month-first")
    assert (found.type, found.keys, found.is_open) == ("date", (("format", '"%m/%d/%Y"'),), False)
    assert found.remark == "month-first, as you said"


def test_decimal_commas_are_told_since_no_check_reads_them() -> None:
    found = guess(Column("x", ("1,5", "1.234,00", "3")))
    assert (found.type, found.is_open) == ("text", True)
    assert found.remark == (
        "numbers with a decimal comma, such as '1,5': only points are read,"
        " so save them with points and make it a number"
    )


def test_words_for_nothing_are_found_beside_any_type() -> None:
    found = guess(Column("x", ("brak", "31.05.2026", "N/D", "", "?")))
    assert (found.type, found.missing, found.filled) == ("date", ("brak", "N/D", "?"), 1)


def test_a_record_can_be_named_by_cells_that_are_all_there_and_all_but_unlike() -> None:
    def is_unique(*values: str) -> bool:
        return guess(Column("x", values)).is_unique

    ids = [f"Z-{number}" for number in range(200)]
    assert is_unique(*ids)
    assert is_unique(*ids, "Z-7", "Z-8")
    assert not is_unique(*ids, "Z-7", "Z-8", "Z-9")
    assert not is_unique(*ids, "")
    assert not is_unique("Z-1")
    assert not is_unique("1.5", "2.5")
    assert not is_unique("2026-05-31", "2026-06-01")


def test_a_column_without_cells_says_so() -> None:
    assert guess(Column("x")).remark == "the file has no rows yet"
    assert guess(Column("x", ("", "-"))).remark == "no cell of it was seen with anything in it"


def test_a_type_of_the_file_is_taken_over() -> None:
    assert guess(Column("x", type="moment")).type == "moment"


@given(st.lists(st.text(max_size=12), max_size=8))
def test_any_cells_suggest_something(values: list[str]) -> None:
    assert guess(Column("x", tuple(values))).type
