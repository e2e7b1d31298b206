"""The dates an audit covers, as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from checker.periods import parse_as_of, parse_period


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
        ("2026-07-01..2026-09-30", date(2026, 7, 1), date(2026, 9, 30)),
        ("1000", date(1000, 1, 1), date(1000, 12, 31)),
        ("9999", date(9999, 1, 1), date(9999, 12, 31)),
        ("9999-Q4", date(9999, 10, 1), date(9999, 12, 31)),
    ],
)
def test_years_quarters_months_and_two_dates_are_periods(written: str, first: date, last: date) -> None:
    period = parse_period(written)
    assert (period.first, period.last, period.name) == (first, last, written)


@pytest.mark.parametrize(
    "written", ["2026-Q5", "2026-13", "Q3", "2026-09-30..2026-07-01", "2026-02-30..2026-03-01", ""]
)
def test_anything_else_is_refused_with_the_forms(written: str) -> None:
    with pytest.raises(ValueError, match="write a year, quarter, month or two dates"):
        parse_period(written)


def test_the_as_of_moment_names_its_offset() -> None:
    assert parse_as_of("2026-10-01T00:00:00+02:00").isoformat() == "2026-10-01T00:00:00+02:00"
    with pytest.raises(ValueError, match=r"write one such as 2026-10-01T00:00:00\+02:00"):
        parse_as_of("2026-10-01T00:00:00")


@pytest.mark.parametrize("written", ["0000", "0999", "0001-02", "0999-12-31..2026-01-01"])
def test_a_year_before_those_of_records_is_refused_as_such(written: str) -> None:
    with pytest.raises(ValueError, match="records are read from the year 1000 on"):
        parse_period(written)


@pytest.mark.parametrize("written", ["２０２６", "2026-Q３", "2026-0９", "٢٠٢٦", "2026-07-01..2026-09-３0"])
def test_digits_of_other_scripts_are_refused_as_such(written: str) -> None:
    with pytest.raises(ValueError, match="is not a period \\(its digits are not those from 0 to 9\\); write a year"):
        parse_period(written)


@pytest.mark.parametrize("written", ["２026-10-01T00:00:00+02:00", "2026-10-01T00:00:00+0２:00"])
def test_a_moment_is_written_with_the_digits_from_0_to_9(written: str) -> None:
    with pytest.raises(ValueError, match="is not a moment with its offset"):
        parse_as_of(written)
