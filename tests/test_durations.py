"""Durations as people write them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from checker.durations import UNITS, Duration, DurationText, Span, parse_duration, shown, unit_named

HOUR = 3_600_000_000


@pytest.mark.parametrize(
    ("written", "amount", "span"),
    [
        ("48 hours", 48 * HOUR, Span.ELAPSED),
        ("1 hour", HOUR, Span.ELAPSED),
        ("0 hours", 0, Span.ELAPSED),
        ("1.5 hours", 3 * HOUR // 2, Span.ELAPSED),
        ("90 minutes", 3 * HOUR // 2, Span.ELAPSED),
        ("1 hour 30 minutes", 3 * HOUR // 2, Span.ELAPSED),
        ("30 minutes 1 hour", 3 * HOUR // 2, Span.ELAPSED),
        ("48 hours 0.2 seconds", 48 * HOUR + 200_000, Span.ELAPSED),
        ("0.000001 seconds", 1, Span.ELAPSED),
        ("0.0000000002777777777777778 hours 0.000001 seconds", None, Span.ELAPSED),
        ("16 working hours", 16 * HOUR, Span.WORKING),
        ("16 working hours 1 working second", 16 * HOUR + 1_000_000, Span.WORKING),
        ("3 calendar days", 3, Span.CALENDAR_DAYS),
        ("1 calendar day", 1, Span.CALENDAR_DAYS),
        ("1 working day", 1, Span.WORKING_DAYS),
        ("48hours", 48 * HOUR, Span.ELAPSED),
        ("  3   calendar   days ", 3, Span.CALENDAR_DAYS),
        ("1 hours", HOUR, Span.ELAPSED),
        ("2 hour", 2 * HOUR, Span.ELAPSED),
        ("+2 hours", 2 * HOUR, Span.ELAPSED),
    ],
)
def test_a_number_and_a_unit_are_read(written: str, amount: int | None, span: Span) -> None:
    if amount is None:
        with pytest.raises(ValueError, match="finer than microseconds"):
            parse_duration(written)
    else:
        assert parse_duration(written) == Duration(amount, span)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        # What `days`, `weeks` and `months` could mean
        ("3 days", "'3 days' could mean 3 calendar days, 3 working days or 72 hours; write the one you mean"),
        ("1 day", "'1 day' could mean 1 calendar day, 1 working day or 24 hours; write the one you mean"),
        ("2 weeks", "'2 weeks' could mean 14 calendar days, 10 working days or 336 hours; write the one you mean"),
        ("0.5 weeks", "'0.5 weeks' could mean 3.5 calendar days, 2.5 working days or 84 hours; write the one you mean"),
        ("1 month", "'1 month' has no fixed length; write calendar days, working days or hours"),
        ("2 years", "'2 years' has no fixed length; write calendar days, working days or hours"),
        # What is no duration at all
        ("17:00", "'17:00' is a clock time; a duration is a number and a unit, such as 17 hours"),
        (" 8:30:00 ", "' 8:30:00 ' is a clock time; a duration is a number and a unit, such as 17 hours"),
        ("2026-05-01", "'2026-05-01' is a date; a duration is a number and a unit, such as 30 calendar days"),
        ("48", "'48' has no unit; write what is measured, such as 48 hours or 48 calendar days"),
        ("1", "'1' has no unit; write what is measured, such as 1 hour or 1 calendar day"),
        ("", "a duration is empty; write a number and a unit, such as 48 hours"),
        ("soon", "'soon' is not a duration; write a number and a unit, such as 48 hours"),
        ("two hours", "'two hours' is not a duration; write a number and a unit, such as 48 hours"),
        ("hours", "'hours' is not a duration; write a number and a unit, such as 48 hours"),
        ("PT48H", "'PT48H' is not a duration; write a number and a unit, such as 48 hours"),
        ("1,5 hours", "'1,5 hours' is not a duration; write a point for decimals"),
        ("1 hour and 5 minutes", "unknown unit 'hour and'; did you mean 'hours'?"),
        # Units that were meant
        ("3 calender days", "unknown unit 'calender days'; did you mean 'calendar days'?"),
        ("3 calendar-days", "unknown unit 'calendar'; did you mean 'calendar days'?"),
        ("48 h", "unknown unit 'h'; did you mean 'hours'?"),
        ("48 Hours", "unknown unit 'Hours'; did you mean 'hours'?"),
        ("90 min", "unknown unit 'min'; did you mean 'minutes'?"),
        ("20 secs", "unknown unit 'secs'; did you mean 'seconds'?"),
        ("3 business days", "unknown unit 'business days'; did you mean 'working days'?"),
        ("4 business hours", "unknown unit 'business hours'; did you mean 'working hours'?"),
        ("1 work day", "unknown unit 'work day'; did you mean 'working days'?"),
        ("3 workdays", "unknown unit 'workdays'; did you mean 'working days'?"),
        ("3 bananas", f"unknown unit 'bananas'; known are {', '.join(f'{unit}s' for unit in UNITS)}"),
        # Amounts
        ("1 hour 1 calendar day", "'1 hour 1 calendar day' mixes calendar days and elapsed time; use one kind of unit"),
        ("1 hour 1 working hour", "'1 hour 1 working hour' mixes elapsed time and working time; use one kind of unit"),
        ("0.0000001 seconds", "'0.0000001 seconds' is finer than microseconds"),
        ("1.5 calendar days", "'1.5 calendar days' is finer than whole days"),
        ("0.5 working days", "'0.5 working days' is finer than whole days"),
        ("-1 hours", "'-1 hours' is below zero"),
        ("999999999999 hours", "'999999999999 hours' is longer than 10,000 years"),
        ("3652501 calendar days", "'3652501 calendar days' is longer than 10,000 years"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_what_to_write(written: str, said: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        parse_duration(written)
    assert str(refused.value) == said


@pytest.mark.parametrize("written", [48, 1.5, None, True, ["48 hours"], {"hours": 48}])
def test_what_is_no_text_is_no_duration(written: object) -> None:
    with pytest.raises(ValueError, match="a duration is a number and a unit, such as 48 hours or 3 calendar days"):
        parse_duration(written)


def test_a_unit_by_itself_is_told_without_a_number() -> None:
    assert unit_named("hours") == unit_named("hour") == "hour"
    assert unit_named("calendar  days") == "calendar day"
    with pytest.raises(ValueError, match=r"^'days' could mean calendar days, working days or 24 hours each; write the"):
        unit_named("days")


@given(st.integers(0, 10**15), st.sampled_from([Span.ELAPSED, Span.WORKING]))
def test_what_is_shown_of_time_is_read_back_as_the_same(amount: int, span: Span) -> None:
    assert parse_duration(shown(amount, span)) == Duration(amount, span)


@given(st.integers(0, 3_652_500), st.sampled_from([Span.CALENDAR_DAYS, Span.WORKING_DAYS]))
def test_what_is_shown_of_days_is_read_back_as_the_same(amount: int, span: Span) -> None:
    assert parse_duration(shown(amount, span)) == Duration(amount, span)


@given(st.sampled_from(sorted(UNITS)), st.integers(0, 10_000), st.integers(0, 999_999))
def test_decimals_are_exact(unit: str, whole: int, millionths: int) -> None:
    span, size = UNITS[unit]
    exact = (whole + Fraction(millionths, 1_000_000)) * size
    written = f"{whole}.{millionths:06d} {unit}s"
    if exact.denominator == 1:
        assert parse_duration(written) == Duration(int(exact), span)
    else:
        with pytest.raises(ValueError, match="is finer than"):
            parse_duration(written)


@pytest.mark.parametrize(
    ("amount", "span", "text"),
    [
        (0, Span.ELAPSED, "0 seconds"),
        (0, Span.WORKING, "0 working seconds"),
        (0, Span.CALENDAR_DAYS, "0 calendar days"),
        (1, Span.WORKING_DAYS, "1 working day"),
        (HOUR, Span.ELAPSED, "1 hour"),
        (48 * HOUR, Span.ELAPSED, "48 hours"),
        (48 * HOUR + 200_000, Span.ELAPSED, "48 hours 0.2 seconds"),
        (16 * HOUR + 1_000_000, Span.WORKING, "16 working hours 1 working second"),
        (HOUR + 60_000_001, Span.ELAPSED, "1 hour 1 minute 0.000001 seconds"),
        (-90_000_000, Span.ELAPSED, "-1 minute 30 seconds"),
    ],
)
def test_a_duration_is_shown_as_people_write_it(amount: int, span: Span, text: str) -> None:
    assert shown(amount, span) == text
    assert str(Duration(abs(amount), span)) == text.removeprefix("-")


def test_a_model_reads_and_writes_durations_as_people_do() -> None:
    form: TypeAdapter[Duration] = TypeAdapter(DurationText)
    read = form.validate_python("90 minutes")
    assert read == Duration(3 * HOUR // 2, Span.ELAPSED)
    assert form.validate_python(read) is read
    assert form.dump_python(read) == "1 hour 30 minutes"
