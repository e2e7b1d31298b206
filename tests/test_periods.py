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
