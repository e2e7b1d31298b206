"""The calendars of a check in words."""

from typing import Any

import pytest

from checker.reports.printing.calendars import MOST_DAYS, calendars_told
from checker.wording import phrases
from tests.reports.golden import results
from tests.reports.printing.test_summary import rule


def told(calendar: Any) -> str:
    within = results({"verdict": "met", "rules": [rule()]}).rule_sets[0]
    identity = within.rule_set.model_copy(update={"calendars": {"office": calendar}})
    within = within.model_copy(update={"rule_set": identity})
    ((name, said),) = calendars_told(within, phrases())
    assert name == "office"
    return said


def test_a_calendar_says_all_that_decides() -> None:
    said = told(
        {
            "hours": {"mon-fri": ["08:00-12:00", "12:30-17:00"], "sat": []},
            "time_zone": "Europe/Warsaw",
            "holidays": "PL",
            "dates": {"2026-12-24": ["08:00-12:00"], "2026-01-02": []},
            "cut_off": "17:00",
            "reopens": "08:30",
            "arrivals_on_days_off": "keep_time",
            "frozen": {
                "from": "2026-06-01",
                "until": "2026-06-08",
                "by": "holidays 1",
                "holidays": {"2026-06-04": "Boże Ciało"},
            },
        }
    )
    assert said == (
        "Working hours are mon-fri 08:00-12:00, 12:30-17:00; sat off, in the time zone Europe/Warsaw. "
        "What arrives at 17:00 or later counts from the next working day. That day then begins at 08:30. "
        "What arrives on a day off counts from the next working day at the same time. "
        "Single dates: 2026-12-24 08:00-12:00, 2026-01-02 off. "
        "Holidays of PL (holidays 1): 2026-06-04 Boże Ciało. "
        "It was resolved for the days from 2026-06-01 to 2026-06-08."
    )


def test_no_more_days_are_listed_than_can_be_read() -> None:
    said = told({"hours": {}, "dates": {f"day {number}": [] for number in range(MOST_DAYS + 5)}})
    assert f"day {MOST_DAYS - 1} off" in said
    assert f"day {MOST_DAYS} off" not in said


@pytest.mark.parametrize("calendar", [None, "office", [], {"hours": 1, "frozen": [], "arrivals_on_days_off": "??"}])
def test_results_that_somebody_changed_are_printed_all_the_same(calendar: Any) -> None:
    assert told(calendar).startswith("Working hours are")
