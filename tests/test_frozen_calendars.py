"""Calendars frozen for the days that records need."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from checker.calendars import Calendar
from checker.fields import day_number, moment_number
from checker.frozen_calendars import FrozenCalendar
from checker.ruleset.model import RuleSet
from tests.made_up.prepare import of, prepared_records

HOUR = 3_600_000_000
OFFICE: dict[str, Any] = {"hours": {"mon-fri": ["08:00-17:00"]}, "holidays": "PL"}


def frozen(written: dict[str, Any], zone: str = "Europe/Warsaw") -> FrozenCalendar:
    return FrozenCalendar(Calendar.model_validate(written), ZoneInfo(zone))


def moment(text: str) -> int:
    return moment_number(datetime.fromisoformat(text).replace(tzinfo=UTC))


@pytest.mark.parametrize(
    "days", [("2026-03-02", "2026-06-30"), ("2026-06-30", "2026-03-02"), ("2025-01-01", "2027-12-31")]
)
def test_what_was_asked_before_changes_nothing_between_two_moments(days: tuple[str, str]) -> None:
    calendar = frozen(OFFICE)
    for day in days:
        calendar.reach(day_number(date.fromisoformat(day)), day_number(date.fromisoformat(day)))
    before, after = calendar.worked(moment("2026-05-29T10:00")), calendar.worked(moment("2026-06-05T08:00"))
    assert before is not None
    assert after is not None
    assert (
        after - before == (5 + 9 * 3 + 2) * HOUR
    )  # Friday from 12:00, Monday to Wednesday, a holiday, Friday to 10:00


@pytest.mark.parametrize("language", ["C.UTF-8", "pl_PL", "de", "uk"])
def test_the_results_hold_the_days_and_the_holidays_among_them(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", language)  # holidays would otherwise be named in it
    calendar = frozen(OFFICE)
    calendar.reach(day_number(date(2026, 6, 1)), day_number(date(2026, 6, 8)))
    told = calendar.told()
    assert told["time_zone"] == "Europe/Warsaw"
    assert told["hours"] == {"mon-fri": ["08:00-17:00"]}
    assert told["frozen"].pop("by").startswith("holidays ")
    assert told["frozen"] == {"from": "2026-06-01", "until": "2026-06-08", "holidays": {"2026-06-04": "Corpus Christi"}}
    assert not list(calendar.notes("office"))


def test_a_year_without_any_holiday_is_told() -> None:
    calendar = frozen({**OFFICE, "holidays": "UA"})
    calendar.reach(day_number(date(2026, 6, 1)), day_number(date(2026, 6, 8)))
    (note,) = calendar.notes("office")
    assert note == "calendar 'office' asks for the holidays of UA, and of 2026 none is known; write them under dates"


def in_the_office(kind: str, within: str) -> RuleSet:
    """From `a` to `b`, each of this kind, so much of an office's time may pass."""
    measure = {"kind": "elapsed_time", "from": "a", "to": "b", "calendar": "office", "within": within}
    fields = {"id": {"type": "text"}, "a": {"type": kind}, "b": {"type": kind}}
    rule_set = of({"id": "cycle", "title": "Cycle", "measure": measure}, fields=fields, id="id")
    return rule_set.model_copy(update={"calendars": {"office": Calendar.model_validate(OFFICE)}})


def test_years_that_nobody_works_in_make_no_days() -> None:
    rule_set = in_the_office("moment", "4 working hours")
    rows = [
        {"id": "1", "a": "2026-03-02 09:00", "b": "2026-03-02 10:00"},
        {"id": "2", "a": "1900-01-01 00:00", "b": "9999-12-31 00:00"},
    ]
    with prepared_records(rule_set, rows) as (_, ready, _):
        assert len(ready.calendars["office"].days) < 60


@pytest.mark.parametrize("kind", ["moment", "date"])
@pytest.mark.parametrize("within", ["4 working hours", "2 working days"])
def test_a_field_without_any_value_needs_no_days(kind: str, within: str) -> None:
    rows = [{"id": "1", "a": "2026-03-02" + (" 09:00" if kind == "moment" else ""), "b": ""}]
    with prepared_records(in_the_office(kind, within), rows) as (_, ready, _):
        days = ready.calendars["office"].days
        assert 0 < len(days) < 60
        assert min(days) > day_number(date(2026, 1, 1))


def test_a_day_that_a_zone_left_out_is_no_working_day() -> None:
    calendar = frozen({"hours": {"mon-sun": ["08:00-17:00"]}}, "Pacific/Apia")
    left_out = day_number(date(2011, 12, 30))
    assert calendar.next_working_day(left_out) == left_out + 1
    assert calendar.days[left_out].parts == ()
