"""Calendar periods by their numbers and names, against the days of a calendar one by one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.fields import day_number
from checker.period_counts import Every, Periods, first_day, last_day, number_of, period_name
from checker.series import Stretch

DATES = st.dates(date(1000, 1, 1), date(9999, 12, 31))
EVERY: tuple[Every, ...] = ("week", "month", "quarter", "year")


def names(day: date, every: Every) -> str:
    """What the calendar period of a date is called, by the date alone."""
    if every == "week":
        return "{}-W{:02}".format(*day.isocalendar()[:2])
    quarter = f"{day.year}-Q{(day.month + 2) // 3}"
    return {"month": f"{day.year}-{day.month:02}", "quarter": quarter, "year": f"{day.year}"}[every]


def stretch(first: date, last: date, as_of: date) -> Stretch:
    return Stretch(day_number(first), day_number(last), 0, 0, 0, day_number(as_of))


@given(day=DATES, every=st.sampled_from(EVERY))
def test_a_date_is_in_the_period_that_bears_its_name(day: date, every: Every) -> None:
    number = number_of(day_number(day), every)
    assert period_name(number, every) == names(day, every)
    assert first_day(number, every) <= day_number(day) <= last_day(number, every)


@given(day=st.dates(date(1000, 1, 8), date(9998, 12, 31)), every=st.sampled_from(EVERY))
def test_a_period_ends_where_the_next_begins(day: date, every: Every) -> None:
    number = number_of(day_number(day), every)
    assert last_day(number, every) + 1 == first_day(number + 1, every)
    assert number_of(last_day(number, every), every) == number
    assert number_of(last_day(number, every) + 1, every) == number + 1


@settings(deadline=None)
@given(
    first=st.dates(date(1999, 1, 1), date(2030, 12, 31)),
    length=st.integers(0, 800),
    as_of=st.integers(-400, 900),
    every=st.sampled_from(EVERY),
)
def test_asked_are_the_periods_that_lie_in_the_time_from_end_to_end(
    first: date, length: int, as_of: int, every: Every
) -> None:
    days = [first + timedelta(days=day) for day in range(length + 1)]
    seen = first + timedelta(days=as_of)
    outside = {names(days[0] - timedelta(days=1), every), names(days[-1] + timedelta(days=1), every)}
    last = {names(day, every): day for day in days}
    whole = sorted(set(last) - outside)
    over = [name for name in whole if last[name] < seen]
    periods = Periods.of(stretch(days[0], days[-1], seen), every)
    assert [period_name(number, every) for number in range(periods.first, periods.last + 1)] == whole
    assert (periods.number, periods.over) == (len(whole), len(over))


@pytest.mark.parametrize("every", EVERY)
def test_the_last_days_of_the_calendar_have_their_periods(every: Every) -> None:
    periods = Periods.of(stretch(date(9990, 1, 1), date(9999, 12, 31), date(9999, 12, 31)), every)
    assert period_name(periods.last, every) == {"week": "9999-W51"}.get(every, names(date(9999, 12, 31), every))
