"""How events recur by a calendar, against a walk through every minute of the time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate, pairwise
from random import Random
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from checker.evidence import Reader, every_row
from checker.periods import AuditPeriod
from checker.results import Finding
from checker.ruleset.model import RuleSet
from tests.engines.available import ENGINES
from tests.made_up.prepare import prepared_records

ZONE = ZoneInfo("Europe/Warsaw")
KEYS = ("A", "B", "C")
BEGINS = datetime(2026, 3, 1, tzinfo=ZONE)
MINUTES = 150 * 24 * 60
"""So many minutes from then on are walked through; the clocks change among them, and a holiday is off."""

HOURS = {"mon-thu": ["08:00-12:00", "12:30-17:00"], "fri": ["08:00-14:00"]}
OFF = date(2026, 5, 1)
CALENDARS: dict[str, dict[str, Any]] = {
    "office": {"hours": HOURS, "dates": {OFF.isoformat(): []}, "cut_off": "16:00", "reopens": "08:30"},
    "keeping": {"hours": HOURS, "arrivals_on_days_off": "keep_time"},
    "early": {"hours": HOURS, "cut_off": "07:00"},
    "always": {"hours": {"mon-sun": ["00:00-24:00"]}},
}
LIMITS = {
    "office-hours": ("office", "60 working hours"),
    "office-days": ("office", "9 working days"),
    "keeping-days": ("keeping", "9 working days"),
    "early-days": ("early", "9 working days"),
    "always-hours": ("always", "300 working hours"),
}


def rule_set() -> RuleSet:
    """Customers, and a table of what came to them."""
    rules = [
        {"id": name, "title": "A", "measure": {"kind": "recurrence", "at": "events.at", "calendar": of, "within": most}}
        for name, (of, most) in LIMITS.items()
    ]
    fields = {"row": {"type": "text"}, "customer": {"type": "text"}}
    events = {"match": "customer", "fields": {"customer": {"type": "text"}, "at": {"type": "moment"}}}
    return RuleSet.model_validate(
        {
            "rule_set": "made-up",
            "title": "A",
            "version": "1",
            "records": {"called": "record", "id": "row", "time_zone": ZONE.key, "fields": fields},
            "calendars": CALENDARS,
            "tables": {"events": events},
            "rules": rules,
        }
    )


# ---- by hand ---------------------------------------------------------------------------------------------------------


class Walk(NamedTuple):
    """Minute by minute: the minutes worked before, the place among working days, and that of something that arrives."""

    worked: list[int]
    places: list[int]
    arrivals: list[int]


@cache
def walk(calendar: str) -> Walk:
    written = CALENDARS[calendar]
    hours = {day: _parts(written["hours"], day) for day in range(7)}

    def parts(day: date) -> list[tuple[int, int]]:
        return [] if "dates" in written and day == OFF else hours[day.weekday()]

    local = [(BEGINS.astimezone(UTC) + timedelta(minutes=each)).astimezone(ZONE) for each in range(MINUTES)]
    days = [local[0].date() + timedelta(days=each) for each in range(MINUTES // 1440 + 30)]
    number: dict[date, int] = {}
    for day in days:
        number[day] = sum(1 for each in number if parts(each))
    late = _clock(written["cut_off"]) if "cut_off" in written else 24 * 60
    worked, walked = 0, Walk([], [], [])
    for each in local:
        day, clock = each.date(), each.hour * 60 + each.minute
        walked.worked.append(worked)
        worked += any(start <= clock < end for start, end in parts(day))
        walked.places.append(number[day] * 1440 + (clock if parts(day) else 0))
        while not parts(day):
            day += timedelta(days=1)
        if day != each.date() and "arrivals_on_days_off" not in written:
            clock = parts(day)[0][0]
        if clock >= late:
            day += timedelta(days=1)
            while not parts(day):
                day += timedelta(days=1)
            clock = _clock(written["reopens"]) if "reopens" in written else parts(day)[0][0]
        walked.arrivals.append(number[day] * 1440 + clock)
    return walked


def _clock(written: str) -> int:
    return int(written[:2]) * 60 + int(written[3:])


def _parts(hours: dict[str, list[str]], weekday: int) -> list[tuple[int, int]]:
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    for days, parts in hours.items():
        first, _, last = days.partition("-")
        if names.index(first) <= weekday <= names.index(last or first):
            return [(_clock(part[:5]), _clock(part[6:])) for part in parts]
    return []


def minute(moment: datetime) -> int:
    return int((moment - BEGINS) / timedelta(minutes=1))


def by_hand(name: str, events: Sequence[int], lost: int, ends: tuple[int, int]) -> tuple[set[str], int, int, int]:
    """What a customer may come out as, its longest time in minutes, and from when until when that lies."""
    calendar, limit = LIMITS[name]
    walked, amount = walk(calendar), int(limit.split()[0])
    in_days = "days" in limit
    since, until = (walked.arrivals, walked.places) if in_days else (walked.worked, walked.worked)
    most = amount * (1440 if in_days else 60)
    way = [ends[0], *sorted(events), ends[1]]
    starts = list(accumulate((since[each] for each in way), max))
    times = [
        (max(0, until[later] - start), before, later)
        for start, (before, later) in zip(starts, pairwise(way), strict=False)
    ]
    longest, start, end = max(times, key=lambda time: (time[0], -time[1]))
    if longest <= most:
        return {"kept"}, longest, start, end
    lacking = sum(
        _lacking(since, until, start, later, most) for start, (_, _, later) in zip(starts, times, strict=False)
    )
    if lacking > lost:
        # Of working days with an event of which nobody knows when it came, less may be certain than is true.
        return {"breach"} | ({"undetermined"} if in_days and lost else set()), longest, start, end
    return {"undetermined"}, longest, start, end


def _lacking(since: list[int], until: list[int], start: int, later: int, most: int) -> int:
    """How often one must stop on the way: each time as late as one may."""
    stops = 0
    while until[later] - start > most:
        last = bisect_right(until, start + most) - 1
        start, stops = max(since[last], start), stops + 1
    return stops


# ---- by the program --------------------------------------------------------------------------------------------------


def judged(
    events: dict[str, list[int]], lost: dict[str, int], period: AuditPeriod, as_of: datetime, engine: str
) -> dict[str, dict[str, Finding]]:
    rows = [
        {"customer": key, "at": (BEGINS.astimezone(UTC) + timedelta(minutes=each)).isoformat()}
        for key, moments in events.items()
        for each in moments
    ]
    rows += [{"customer": key, "at": ""} for key, number in lost.items() for _ in range(number)]
    customers = [{"row": key, "customer": key} for key in KEYS]
    made = rule_set()
    with prepared_records(
        made, customers, as_of=as_of.isoformat(), period=period, tables={"events": rows}, engine_name=engine
    ) as (opened, ready, compiled):
        told: dict[str, dict[str, Finding]] = {}
        for name, found in every_row(opened, ready.frame, compiled, compiled.rules).items():
            (rule,) = (each for each in compiled.rules if each.rule.id == name)
            reader = Reader(made, compiled.columns.fields, rule)
            told[name] = {each.evidence["customer"]: each for each in map(reader.finding, found)}
    return told


@pytest.mark.parametrize("engine", ENGINES)
@settings(
    max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)
@given(seed=st.integers(0, 2**32))
def test_a_customer_comes_out_as_a_walk_through_the_calendar_says(engine: str, seed: int) -> None:
    random = Random(seed)
    first = date(2026, 3, 1) + timedelta(days=random.randint(1, 20))
    period = AuditPeriod("made up", first, first + timedelta(days=random.choice([20, 45, 80])))
    as_of = BEGINS.astimezone(UTC) + timedelta(minutes=random.randint(30 * 1440, 110 * 1440))
    start, after = (
        datetime(day.year, day.month, day.day, tzinfo=ZONE) for day in (period.first, period.last + timedelta(days=1))
    )
    ends = (minute(start.astimezone(UTC)), minute(min(after.astimezone(UTC), as_of)))
    events = {key: random.sample(range(ends[0], ends[1]), random.randint(0, 9)) for key in KEYS}
    lost = {key: random.choice([0, 0, 1, 3]) for key in KEYS}
    for rule, found in judged(events, lost, period, as_of, engine).items():
        for key in KEYS:
            outcomes, longest, since, until = by_hand(rule, events[key], lost[key], ends)
            assert found[key].outcome in outcomes, (rule, key)
            observed = found[key].observed
            assert observed is not None
            assert observed.amount == longest * 60_000_000, (rule, key)
            where = [_read(str(found[key].evidence[f"no event {word}"])) for word in ("from", "until")]
            assert where == [since, until], (rule, key)


def _read(written: str) -> int:
    moment = datetime.fromisoformat(written)
    return minute((moment if moment.tzinfo else moment.replace(tzinfo=ZONE)).astimezone(UTC))


def test_minutes_are_walked_as_a_clock_on_the_wall_shows_them() -> None:
    office = walk("office")
    friday = minute(datetime(2026, 3, 6, 13, 0, tzinfo=ZONE))
    assert office.worked[friday] == 4 * 510 + 5 * 60
    assert office.places[friday] == 4 * 1440 + 13 * 60
    assert office.arrivals[minute(datetime(2026, 3, 6, 16, 0, tzinfo=ZONE))] == 5 * 1440 + 8 * 60 + 30
