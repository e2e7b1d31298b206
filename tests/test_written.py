"""What people write in files: numbers, shares, names and words."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, TypeAdapter, ValidationError

from checker.written import (
    LARGEST,
    FieldName,
    Id,
    Language,
    ShareText,
    Text,
    Weight,
    WordList,
    Words,
    Written,
    in_language,
    millionths,
    number_text,
    parse_number,
    parse_share,
    parse_share_number,
    share_text,
)

# ---- numbers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("3", "3"),
        (" 3 ", "3"),
        ("-1", "-1"),
        ("+2.50", "2.5"),
        (".5", "0.5"),
        ("0.000001", "0.000001"),
        ("007", "7"),
        (str(LARGEST), str(LARGEST)),
        (str(-LARGEST), str(-LARGEST)),
        (4, "4"),
        (0.1, "0.1"),
        (Decimal("1.5"), "1.5"),
    ],
)
def test_a_plain_number_is_read_exactly(written: object, number: str) -> None:
    assert parse_number(written) == Decimal(number)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "'' is not a number"),
        ("three", "'three' is not a number"),
        ("1,5", "'1,5' is not a number; write a point for decimals"),
        ("1,234,567", "'1,234,567' is not a number"),
        ("1e3", "'1e3' is not a number"),
        ("1_000", "'1_000' is not a number"),
        ("0x10", "'0x10' is not a number"),
        ("NaN", "'NaN' is not a number"),
        ("inf", "'inf' is not a number"),
        ("٣", "'٣' is not a number"),
        ("95 %", "'95 %' is not a number"),
        ("0.0000001", "'0.0000001' has more than six decimals"),
        (str(LARGEST + 1), f"'{LARGEST + 1}' is larger than 9,000,000,000,000"),
        (str(-LARGEST - 1), f"'{-LARGEST - 1}' is larger than 9,000,000,000,000"),
        ("9" * 400, f"'{'9' * 400}' is larger than 9,000,000,000,000"),
        (True, "a number belongs here, such as 3 or 0.5"),
        (None, "a number belongs here, such as 3 or 0.5"),
        ({"field": "a"}, "a number belongs here, such as 3 or 0.5"),
    ],
)
def test_anything_else_is_no_number(written: object, said: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        parse_number(written)
    assert str(refused.value) == said


@given(st.integers(-LARGEST * 1_000_000, LARGEST * 1_000_000))
def test_millionths_are_written_and_read_back_exactly(amount: int) -> None:
    assert millionths(parse_number(number_text(amount))) == amount


@pytest.mark.parametrize(("amount", "text"), [(4_000_000, "4"), (500_000, "0.5"), (0, "0"), (-1, "-0.000001")])
def test_an_amount_is_shown_without_useless_digits(amount: int, text: str) -> None:
    assert number_text(amount) == text


# ---- shares ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "share"),
    [
        ("95 %", Fraction(95, 100)),
        ("95%", Fraction(95, 100)),
        (" 95  % ", Fraction(95, 100)),
        ("0 %", Fraction(0)),
        ("100 %", Fraction(1)),
        ("99.95 %", Fraction(9995, 10_000)),
        ("33.3333 %", Fraction(333_333, 1_000_000)),
        (Fraction(1, 3), Fraction(1, 3)),
    ],
)
def test_a_share_is_a_number_and_a_percent_sign(written: object, share: Fraction) -> None:
    assert parse_share(written) == share


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("95", "'95' is not a share; write 95 %"),
        ("0.95", "'0.95' is not a share; write 95 %"),
        ("0.5", "'0.5' is not a share; write 50 %"),
        ("1", "'1' is not a share; write 1 % or 100 %"),
        ("1.0", "'1.0' is not a share; write 1 % or 100 %"),
        ("99.5", "'99.5' is not a share; write 99.5 %"),
        ("0", "'0' is not a share; write 0 %"),
        ("most", "'most' is not a share; write a number and a percent sign, such as 95 %"),
        ("", "'' is not a share; write a number and a percent sign, such as 95 %"),
        ("95,5 %", "'95,5 %' is not a share; write a number and a percent sign, such as 95 %"),
        ("95 percent", "'95 percent' is not a share; write a number and a percent sign, such as 95 %"),
        ("100.0001 %", "'100.0001 %' is not between 0 % and 100 %"),
        ("-1 %", "'-1 %' is not between 0 % and 100 %"),
        ("95.12345 %", "'95.12345 %' has more than four decimals"),
        (["95 %"], "a share belongs here, such as 95 %"),
        ({"field": "goal"}, "a share belongs here, such as 95 %"),
    ],
)
def test_anything_else_is_no_share_and_what_was_meant_is_told(written: object, said: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        parse_share(written)
    assert str(refused.value) == said


@given(st.integers(0, 1_000_000))
def test_a_share_is_written_and_read_back_exactly(parts: int) -> None:
    share = Fraction(parts, 1_000_000)
    assert parse_share(share_text(share)) == share


def test_a_share_in_records_is_written_either_way() -> None:
    assert parse_share_number("0.95") == parse_share_number("95 %") == parse_share_number("95%") == Decimal("0.95")
    assert parse_share_number("120 %") == Decimal("1.2")
    assert parse_share_number("1") == 1
    with pytest.raises(ValueError, match=r"^'95' is more than the whole; write 95 %$"):
        parse_share_number("95")


# ---- names and words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "good", "bad"),
    [
        (Id, ["delivery", "delivery-cycle", "d-plus-3", "2fast"], ["", "Delivery", "a_b", "-a", "a-", "a--b", "a b"]),
        (Id, ["a" * 80], ["a" * 81, "ł", "a\n", "\na"]),
        (FieldName, ["site", "ordered_at", "a1", "a" * 60], ["", "Site", "1a", "_a", "a-b", "a b", "a\n", "a" * 61]),
        (Language, ["en", "pl", "zh-Hant"], ["", "e", "eng", "EN", "en_GB"]),
        (Text, ["x", "Łódź", "x" * 2000], ["", "x" * 2001]),
    ],
)  # fmt: skip
def test_names_are_written_in_one_way(form: Any, good: list[str], bad: list[str]) -> None:
    reader = TypeAdapter(form)
    for name in good:
        assert reader.validate_python(name) == name
    for name in bad:
        with pytest.raises(ValidationError):
            reader.validate_python(name)


def test_words_are_written_once_or_by_language() -> None:
    reader: TypeAdapter[Any] = TypeAdapter(Words)
    assert reader.validate_python("Branch") == "Branch"
    assert reader.validate_python({"en": "Branch", "pl": "Oddział"}) == {"en": "Branch", "pl": "Oddział"}
    for wrong in ("", {}, {"english": "Branch"}, {"en": ""}, ["Branch"]):
        with pytest.raises(ValidationError):
            reader.validate_python(wrong)


@pytest.mark.parametrize(
    ("words", "language", "said"),
    [
        ("Branch", "pl", "Branch"),
        ({"en": "Branch", "pl": "Oddział"}, "pl", "Oddział"),
        ({"en": "Branch", "pl": "Oddział"}, "de", "Branch"),
        ({"pl": "Oddział", "de": "Filiale"}, "es", "Oddział"),
        ({"pl": "", "en": "Branch"}, "pl", "Branch"),
    ],
)
def test_words_in_a_language_fall_back_to_english_and_then_to_the_first(words: Any, language: str, said: str) -> None:
    assert in_language(words, language) == said


def test_one_word_is_a_list_of_one() -> None:
    reader: TypeAdapter[Any] = TypeAdapter(WordList)
    assert reader.validate_python("brak") == ("brak",)
    assert reader.validate_python(["", "brak"]) == ("", "brak")
    assert reader.validate_python("") == ("",)


def test_a_weight_is_not_below_zero() -> None:
    reader: TypeAdapter[Any] = TypeAdapter(Weight)
    assert reader.validate_python("0") == 0
    with pytest.raises(ValidationError, match=r"'-0.5' is below zero; write 0 or more"):
        reader.validate_python("-0.5")


# ---- mappings --------------------------------------------------------------------------------------------------------


class Promise(Written):
    from_: str = Field(alias="from")
    share: ShareText = Fraction(1)


def test_a_mapping_is_read_by_its_written_keys_alone_and_never_changes() -> None:
    promise = Promise.model_validate({"from": "a", "share": "95 %"})
    assert promise.model_dump(by_alias=True) == {"from": "a", "share": "95 %"}
    for wrong in ({"from_": "a"}, {"from": "a", "form": "b"}, {}):
        with pytest.raises(ValidationError):
            Promise.model_validate(wrong)
    with pytest.raises(ValidationError, match="frozen"):
        promise.share = Fraction(0)  # type: ignore[misc]
