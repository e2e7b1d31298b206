"""Durations as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.durations import Duration, Span, parse_duration, shown


@pytest.mark.parametrize(
    ("written", "amount", "span"),
    [
        ("48 hours", 172_800_000_000, Span.ELAPSED),
        ("1 hour", 3_600_000_000, Span.ELAPSED),
        ("1.5 hours", 5_400_000_000, Span.ELAPSED),
        ("48 hours 0.2 seconds", 172_800_200_000, Span.ELAPSED),
        ("0.000001 seconds", 1, Span.ELAPSED),
        ("16 working hours 1 working second", 57_601_000_000, Span.WORKING),
        ("3 calendar days", 3, Span.CALENDAR_DAYS),
        ("1 working day", 1, Span.WORKING_DAYS),
    ],
)
def test_a_number_and_a_unit_are_read(written: str, amount: int, span: Span) -> None:
    assert parse_duration(written) == Duration(amount, span)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            "3 days",
            "'3 days' could mean 3 calendar days, 3 working days or 72 hours; write the one you mean",
        ),
        (
            "2 weeks",
            "'2 weeks' could mean 14 calendar days, 10 working days or 336 hours; write the one you mean",
        ),
        ("1 month", "'1 month' has no fixed length; write calendar days, working days or hours"),
        ("17:00", "'17:00' is a clock time; a duration is a number and a unit, such as 17 hours"),
        ("48", "'48' has no unit; write what is measured, such as 48 hours or 48 calendar days"),
        ("3 calender days", "unknown unit 'calender days'; did you mean 'calendar days'?"),
        (
            "1 hour 2 calendar days",
            "'1 hour 2 calendar days' mixes calendar days and elapsed; use one kind of unit",
        ),
        ("0.0000001 seconds", "'0.0000001 seconds' is finer than microseconds"),
        ("1.5 calendar days", "'1.5 calendar days' is finer than whole days"),
        ("-1 hours", "'-1 hours' is below zero"),
        ("", "a duration is empty; write a number and a unit, such as 48 hours"),
        ("soon", "'soon' is not a duration; write a number and a unit, such as 48 hours"),
    ],
)
def test_anything_else_is_refused_with_what_to_write(written: str, said: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        parse_duration(written)
    assert str(refused.value) == said


@given(st.integers(0, 10**15), st.sampled_from(list(Span)))
def test_what_is_shown_is_read_back_as_the_same(amount: int, span: Span) -> None:
    assert parse_duration(shown(amount, span)) == Duration(amount, span)
