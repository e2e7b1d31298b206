"""Working time and working days against arithmetic of our own, with Python's dates and zones, one record at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.calendars import Calendar, clock_text
from checker.durations import DAY
from checker.engines.engine import Engine
from checker.fields import EPOCH, moment_number
from tests.engines.available import ENGINES
from tests.made_up.clocks import an_engine, asked, columns_of

MICROSECOND = timedelta(microseconds=1)
HOUR = 3_600_000_000
RECORDS = 400
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
AROUND = {
    "Europe/Warsaw": ("2026-03-29", "2026-10-25"),
    "America/New_York": ("2026-03-08", "2026-11-01"),
    "Australia/Lord_Howe": ("2024-10-06", "2025-04-06"),
    "America/Sao_Paulo": ("2018-02-18", "2018-11-04"),
    "America/St_Johns": ("2005-04-03", "2005-10-30"),
    "Africa/Casablanca": ("2026-02-15", "2026-03-22"),
    "Africa/Cairo": ("2025-04-25", "2025-10-31"),
    "Pacific/Apia": ("2011-12-30",),
    "America/Santiago": ("2024-04-07", "2024-09-08"),
    "Asia/Kathmandu": ("2026-01-01",),
    "UTC": ("1970-01-01",),
}
"""Days on which clocks change, by zone; some at midnight, by half an hour, or over a whole day."""


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with an_engine() as engine:
        yield engine


@pytest.fixture(scope="module", params=[name for name in ENGINES if name != "duckdb"])
def other_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    with an_engine(request.param) as engine:
        yield engine


# ---- by hand


class ByHand:
    """A calendar that walks from day to day."""

    def __init__(self, written: dict[str, Any], zone: str) -> None:
        self.written = written
        self.zone = ZoneInfo(zone)
        self.days: dict[date, list[tuple[datetime, datetime]]] = {}

    def hours(self, day: date) -> list[tuple[int, int]]:
        dated = self.written["dates"].get(day.isoformat())
        parts = self.written["hours"].get(WEEK[day.weekday()], []) if dated is None else dated
        return [tuple(int(end[:2]) * 60 + int(end[3:]) for end in part.split("-")) for part in parts]  # type: ignore[misc]

    def moment(self, day: date, minutes: int) -> datetime:
        local = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)
        return local.replace(tzinfo=self.zone).astimezone(UTC)

    def is_there(self, day: date) -> bool:
        return self.moment(day, 0) < self.moment(day + timedelta(days=1), 0)

    def is_working(self, day: date) -> bool:
        return bool(self.hours(day)) and self.is_there(day)

    def intervals(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        day, last = (end.astimezone(self.zone).date() for end in (start, end))
        found: list[tuple[datetime, datetime]] = []
        while day <= last:
            if day not in self.days:
                self.days[day] = list(self.intervals_of(day))
            found += self.days[day]
            day += timedelta(days=1)
        return [(max(since, start), min(until, end)) for since, until in found if until > start and since < end]

    def intervals_of(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        first, last = self.moment(day, 0), self.moment(day + timedelta(days=1), 0)
        before = first
        for opens, closes in self.hours(day):
            since = min(max(self.moment(day, opens), before), last)
            until = min(max(self.moment(day, closes), since), last)
            yield since, until
            before = until

    def next_working_day(self, day: date) -> date:
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def due_in_days(self, start: datetime, days: int) -> tuple[date, timedelta]:
        local = start.astimezone(self.zone).replace(tzinfo=None)
        day, clock = local.date(), local - datetime(local.year, local.month, local.day)
        rolled = self.next_working_day(day)
        if rolled != day and self.written["arrivals_on_days_off"] == "opening":
            clock = timedelta(minutes=self.hours(rolled)[0][0])
        if "cut_off" in self.written and clock >= minutes_of(self.written["cut_off"]):
            rolled = self.next_working_day(rolled + timedelta(days=1))
            opening = timedelta(minutes=self.hours(rolled)[0][0])
            clock = minutes_of(self.written["reopens"]) if "reopens" in self.written else opening
        for _ in range(days):
            rolled = self.next_working_day(rolled + timedelta(days=1))
        return rolled, clock


def minutes_of(written: str) -> timedelta:
    return timedelta(hours=int(written[:2]), minutes=int(written[3:]))


def length(spans: list[tuple[datetime, datetime]]) -> int:
    return sum((until - since) // MICROSECOND for since, until in spans)


def cut(spans: list[tuple[datetime, datetime]], since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """The spans without what lies between two moments."""
    left = []
    for start, end in spans:
        left += [(start, min(end, since))] if start < since else []
        left += [(max(start, until), end)] if end > until else []
    return [(start, end) for start, end in left if start < end]


# ---- what is tried


@st.composite
def weeks(draw: st.DrawFn) -> dict[str, Any]:
    def parts() -> list[str]:
        grid = draw(st.sampled_from([1, 15, 60]))
        ends = sorted(draw(st.sets(st.integers(0, 24 * 60 // grid), max_size=6)))
        pairs = zip(ends[0::2], ends[1::2], strict=False)
        return [f"{clock_text(start * grid)}-{clock_text(end * grid)}" for start, end in pairs]

    hours = {day: parts() for day in draw(st.sets(st.sampled_from(WEEK), min_size=1))}
    hours[draw(st.sampled_from(WEEK))] = draw(st.sampled_from([["00:00-24:00"], ["08:00-17:00"], ["01:30-02:30"]]))
    written: dict[str, Any] = {"hours": hours, "dates": {}}
    written["arrivals_on_days_off"] = draw(st.sampled_from(["opening", "keep_time"]))
    if draw(st.booleans()):
        written["cut_off"] = draw(st.sampled_from(["12:00", "17:00", "23:59"]))
        if draw(st.booleans()):
            written["reopens"] = draw(st.sampled_from(["08:30", "00:00"]))
    return written


@st.composite
def clocks(draw: st.DrawFn) -> tuple[ByHand, str, list[tuple[int, int, int, int]]]:
    """A calendar, its zone, and records: start, stop, and a pause that may lie anywhere."""
    zone = draw(st.sampled_from(sorted(AROUND)))
    change = date.fromisoformat(draw(st.sampled_from(AROUND[zone])))
    written = draw(weeks())
    for off in draw(st.sets(st.integers(-5, 5), max_size=3)):
        other = draw(st.sampled_from([[], ["00:00-24:00"], ["02:00-03:00", "23:30-24:00"]]))
        written["dates"][(change + timedelta(days=off)).isoformat()] = other
    middle = moment_number(datetime(change.year, change.month, change.day, tzinfo=UTC))
    random = Random(draw(st.integers(0, 2**32)))
    grids = [1, 1_000_000, 900_000_000, HOUR]

    def moment() -> int:
        grid = random.choice(grids)
        return middle + random.randrange(-9 * DAY, 9 * DAY) // grid * grid

    records = []
    for _ in range(RECORDS):
        start, stop = sorted((moment(), moment()))
        since, until = sorted((moment(), moment()))
        records.append((start, stop, since, until))
    return ByHand(written, zone), zone, records


def at(number: int) -> datetime:
    return EPOCH + timedelta(microseconds=number)


MADE = (clocks(), st.integers(0, 30), st.integers(0, 4))
Made = tuple[ByHand, str, list[tuple[int, int, int, int]]]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
@given(*MADE)
def test_ten_thousand_records_come_out_as_by_hand(engine: Engine, made: Made, hours: int, days: int) -> None:
    come_out_as_by_hand(engine, made, hours, days)


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
@given(*MADE)
def test_some_come_out_so_on_every_engine(other_engine: Engine, made: Made, hours: int, days: int) -> None:
    come_out_as_by_hand(other_engine, made, hours, days)


def come_out_as_by_hand(engine: Engine, made: Made, hours: int, days: int) -> None:
    by_hand, zone, records = made
    table = dict(zip(("start", "stop", "since", "until"), map(list, zip(*records, strict=True)), strict=True))
    calendars = {"office": Calendar.model_validate({**by_hand.written, "time_zone": zone})}
    columns = columns_of(table, calendars, "UTC")
    working, paused, by_day, elapsed_by_day, in_days, in_whole_days = asked(
        engine,
        table,
        columns,
        f"{hours} working hours",
        {"within": f"{hours} working hours", "pauses": [{"from": "since", "to": "until"}]},
        {"within": f"{hours} working hours", "by": "day"},
        {"within": f"{hours} hours", "by": "day"},
        f"{days} working days",
        {"within": f"{days} working days", "by": "day"},
    )
    for number, (first, last, since, until) in enumerate(records):
        start, stop = at(first), at(last)
        spans = by_hand.intervals(start, stop)
        used = length(spans)
        assert working[number] == (used, used <= hours * HOUR)
        left = length(cut(spans, at(since), at(until)))
        assert paused[number] == (left, left <= hours * HOUR)
        stopped = stop.astimezone(by_hand.zone)
        due = used_up(spans, start, hours * HOUR)
        last_day = None if due is None else due.astimezone(by_hand.zone).date()
        assert by_day[number][1] == (last_day is None or stopped.date() <= last_day)
        ends = (start + timedelta(hours=hours)).astimezone(by_hand.zone).date()
        assert elapsed_by_day[number] == (last - first, stopped.date() <= ends)
        day, clock = by_hand.due_in_days(start, days)
        local = stopped.replace(tzinfo=None)
        since_midnight = local - datetime(local.year, local.month, local.day)
        assert in_days[number][1] == ((local.date(), since_midnight) <= (day, clock))
        assert in_whole_days[number][1] == (local.date() <= day)


def used_up(spans: list[tuple[datetime, datetime]], start: datetime, amount: int) -> datetime | None:
    """A moment of the day on which working time is used up: just before a closing; none where it is not yet."""
    if amount == 0:
        return start
    for since, until in spans:
        there = (until - since) // MICROSECOND
        if there >= amount:
            return since + timedelta(microseconds=amount) - MICROSECOND
        amount -= there
    return None
