"""Numbers, dates and days in the signs of each language; every digit is kept and can be read back."""

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.wording.catalogue import languages
from checker.wording.notation import notation


@settings(deadline=None)
@given(st.sampled_from(languages()), st.decimals(-(10**9), 10**9, places=4))
def test_every_digit_of_a_number_can_be_read_back(language, number):
    signs = notation(language)
    digits = f"{number:f}"
    told = signs.decimal(digits)
    assert told.replace(signs.separator, "").replace(signs.decimal_sign, ".") == digits
    assert Decimal(told.replace(signs.separator, "").replace(signs.decimal_sign, ".")) == number


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["999", "1,000", "12,345", "-1,234,567.5", "94.96 %"]),
        ("pl", ["999", "1000", "12\u00a0345", "-1\u00a0234\u00a0567,5", "94,96%"]),
        ("es", ["999", "1000", "12.345", "-1.234.567,5", "94,96\u00a0%"]),
        ("ru", ["999", "1\u00a0000", "12\u00a0345", "-1\u00a0234\u00a0567,5", "94,96\u00a0%"]),
        ("zh-Hant", ["999", "1,000", "12,345", "-1,234,567.5", "94.96%"]),
    ],
)
def test_numbers_have_the_signs_of_their_language(language, told):
    signs = notation(language)
    numbers = [signs.decimal(digits) for digits in ("999", "1000", "12345", "-1234567.5")]
    assert [*numbers, signs.percent("94.96")] == told


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["2026-10-01", "2026-10-01", "2026-10-01 07:05 (UTC+02:00)", "mon-fri"]),
        ("pl", ["1 paź 2026", "1.10.2026", "1 paź 2026, 07:05 (UTC+02:00)", "pon.-pt."]),
        ("es", ["1 oct 2026", "1/10/2026", "1 oct 2026, 07:05 (UTC+02:00)", "lun-vie"]),
        ("ru", ["1 окт. 2026 г.", "01.10.2026", "1 окт. 2026 г., 07:05 (UTC+02:00)", "пн-пт"]),
        ("zh-Hant", ["2026年10月1日", "2026/10/1", "2026年10月1日 07:05 (UTC+02:00)", "週一-週五"]),
    ],
)
def test_dates_and_days_have_the_form_of_their_language(language, told):
    signs = notation(language)
    moment = signs.moment("2026-10-01T07:05:00+02:00")
    said = [signs.date("2026-10-01"), signs.dated("2026-10-01"), moment, signs.days("mon-fri")]
    assert [each.replace("\u00a0", " ") for each in said] == told


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("text", ["", "some day", "2026-13-45", "20261001", "Łódź", "2026-10"])
def test_what_is_no_date_stays_as_it_is(language, text):
    signs = notation(language)
    if not re.fullmatch(r"\d{8}", text):  # which Python reads as a date
        assert signs.date(text) == text
    assert signs.dated(text) == text


@pytest.mark.parametrize("language", languages())
def test_a_moment_in_a_table_keeps_its_time_to_the_last_digit(language):
    assert notation(language).dated("2026-10-25 02:30:00.000001+01:00").endswith(" 02:30:00.000001+01:00")
