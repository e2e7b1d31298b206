"""Calendars as they are written: weeks, hours, holidays."""

from __future__ import annotations

from importlib import import_module, resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.calendars import DAY, WEEKDAYS, Calendar, clock_text, parse_clock, parse_interval, weekdays_of


def test_the_countries_are_those_of_the_holidays_package() -> None:
    registry = import_module("holidays.registry")
    known: dict[str, list[str]] = {}
    for module, (name, *codes) in registry.COUNTRIES.items():
        parts = getattr(import_module(f"holidays.countries.{module}"), name).subdivisions
        written = [part for part in parts if part.isascii() and part.isalnum()]
        known |= {code: written for code in codes if len(code) == 2}
    text = resources.files("checker").joinpath("calendars.holidays.txt").read_text("utf-8")
    assert {country: parts for country, *parts in map(str.split, text.splitlines())} == known


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("mon", "mon"),
        ("mon-fri", "mon tue wed thu fri"),
        ("sat-sun", "sat sun"),
        ("sun-thu", "sun mon tue wed thu"),
        ("fri-mon", "fri sat sun mon"),
        ("sun-sat", "sun mon tue wed thu fri sat"),
        ("wed-wed", "wed"),
    ],
)
def test_a_range_of_days_holds_both_ends_and_goes_on_after_sunday(written: str, days: str) -> None:
    assert weekdays_of(written) == tuple(days.split())


@given(st.sampled_from(WEEKDAYS), st.sampled_from(WEEKDAYS))
def test_a_range_begins_and_ends_with_its_ends_and_holds_no_day_twice(first: str, last: str) -> None:
    days = weekdays_of(f"{first}-{last}")
    assert (days[0], days[-1]) == (first, last)
    assert len(set(days)) == len(days)


@given(st.integers(0, DAY))
def test_a_time_of_day_is_read_as_it_is_written(minutes: int) -> None:
    assert parse_clock(clock_text(minutes)) == minutes


@pytest.mark.parametrize("written", ["24:01", "25:00", "12:60", "1:00", "noon", "", "12:00:00", "-1:00", "１２:00"])
def test_what_is_no_time_of_day_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="not a time of day"):
        parse_clock(written)


@given(st.integers(0, DAY), st.integers(0, DAY))
def test_a_part_of_a_day_ends_after_it_begins(start: int, end: int) -> None:
    written = f"{clock_text(start)}-{clock_text(end)}"
    if start < end:
        assert str(parse_interval(written)) == written
    else:
        with pytest.raises(ValueError, match="is empty" if start == end else "ends before it begins"):
            parse_interval(written)


def test_the_length_of_a_day_is_known_where_all_working_days_are_alike() -> None:
    office = Calendar.model_validate({"hours": {"mon-fri": ["08:00-12:00", "12:30-16:30"], "sat": []}})
    assert office.usual_day() == 480
    short_friday = Calendar.model_validate({"hours": {"mon-thu": ["08:00-17:00"], "fri": ["08:00-15:00"]}})
    assert short_friday.usual_day() is None
