"""How events recur where records have time zones of their own, against a plain walk through all events of a key."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from checker.evaluation import Audit, evaluate
from checker.periods import AuditPeriod, parse_period
from checker.results import RuleSetResult
from checker.ruleset.model import RuleSet
from tests.engines.available import ENGINES
from tests.measures.test_recurrence import called, walked

ZONES = ("Europe/Warsaw", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Pacific/Honolulu")
UNKNOWN = ("", "Europe/Mars")
PERIOD = parse_period("2026-02-02..2026-04-12")
OFFICE = {"hours": {"mon-fri": ["08:00-16:00"]}}
LIMITS: dict[str, dict[str, Any]] = {
    "days": {"at": "at", "within": "20 calendar days"},
    "hours": {"at": "at", "within": "480 hours"},
    "working-hours": {"at": "at", "within": "112 working hours", "calendar": "office"},
    "working-days": {"at": "on", "within": "14 working days", "calendar": "office"},
    "weeks": {"at": "at", "every": "week", "at_least": "1"},
    "months": {"at": "at", "every": "month", "at_least": "2"},
    "dates": {"at": "on", "within": "20 calendar days"},
    "dates-of-months": {"at": "on", "every": "month", "at_least": "2"},
}
ORDER = ("breach", "undetermined", "pending", "kept", "out_of_scope")
"""Of the records of one key, the first of these that is there."""

Row = dict[str, str]


def rule_set(log: bool) -> RuleSet:
    """Rules over customers with a table of visits beside them; or over visits, each customer a unit."""
    visit = {"customer": {"type": "text"}, "at": {"type": "moment"}, "on": {"type": "date"}}
    own = {"row": {"type": "text"}, "customer": {"type": "text"}, "zone": {"type": "text"}}
    rules = []
    for name, limit in LIMITS.items():
        at = limit["at"] if log else f"visits.{limit['at']}"
        rule = {"id": name, "title": name, "measure": {"kind": "recurrence", **limit, "at": at}}
        rules.append(rule | ({"per": "customer"} if log else {}))
    fields = {**own, **visit} if log else own
    return RuleSet.model_validate(
        {
            "rule_set": "visits",
            "title": "Visits",
            "version": "1",
            "records": {"called": "visit", "id": "row", "time_zone": {"field": "zone"}, "fields": fields},
            "tables": {} if log else {"visits": {"match": "customer", "time_zone": "UTC", "fields": visit}},
            "calendars": {"office": OFFICE},
            "rules": rules,
        }
    )


# ---- by hand ---------------------------------------------------------------------------------------------------------


class Clock:
    """The time that is looked at, on the clock of one zone."""

    def __init__(self, zone: ZoneInfo, period: AuditPeriod, as_of: datetime) -> None:
        self.zone, self.period, self.as_of = zone, period, as_of
        self.start = midnight(period.first, zone)
        self.end = min(midnight(period.last + timedelta(days=1), zone), as_of)
        self.today = as_of.astimezone(zone).date()
        self.last = min(period.last, self.today)

    def worked(self, since: datetime, until: datetime) -> float:
        """The hours worked between two moments."""
        total, day = 0.0, since.astimezone(self.zone).date()
        while day <= until.astimezone(self.zone).date():
            opens, closes = (datetime.combine(day, time(hour), self.zone).astimezone(UTC) for hour in (8, 16))
            part = (min(closes, until) - max(opens, since)) / timedelta(hours=1)
            total += max(0.0, part) if day.weekday() < 5 else 0.0
            day += timedelta(days=1)
        return total


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def working_days(since: date, until: date) -> int:
    """How many weekdays lie between two dates, each counted from the start of its day, or of the next weekday."""
    count = 0
    while since < until:
        count, since = count + (since.weekday() < 5), since + timedelta(days=1)
    return count


def judged(name: str, visits: Sequence[Row], clock: Clock, zone_of: Mapping[int, ZoneInfo | None]) -> str:
    """What becomes of a record with these visits, each seen in its zone."""
    limit = LIMITS[name]
    placed, lost = list[tuple[datetime | date, date]](), 0
    for place, visit in enumerate(visits):
        zone, cell = zone_of[place], visit[limit["at"]]
        if limit["at"] == "on":
            placed += [(date.fromisoformat(cell), date.fromisoformat(cell))] if cell else []
            lost += not cell
        elif zone is None or not cell:
            lost += 1
        else:
            at = datetime.fromisoformat(cell)
            placed.append((at, at.astimezone(zone).date()))
    until = clock.as_of if limit["at"] == "at" else clock.today
    seen = sorted((at, day) for at, day in placed if clock.period.first <= day <= clock.period.last and at <= until)
    if clock.as_of < clock.start:
        return "pending"
    if "every" in limit:
        return counted(limit, [day for _, day in seen], lost, clock)
    longest = max(times(name, seen, clock), default=0.0)
    most = float(limit["within"].split()[0])
    if longest <= most:
        return "kept"
    lacking = sum(walked(each, most) for each in times(name, seen, clock))
    return "breach" if lacking > lost else "undetermined"


def times(name: str, seen: Sequence[tuple[Any, date]], clock: Clock) -> Iterator[float]:
    """The times from the start to the first visit, between them, and from the last to the end."""
    in_days = name in ("days", "dates", "working-days")
    way = [clock.period.first, *(day for _, day in seen), clock.last] if in_days else []
    way = way or [clock.start, *(at for at, _ in seen), clock.end]
    # Visits on one clock may have dates that do not follow each other on another; the ends lie around all of them.
    if in_days and seen:
        days = [day for _, day in seen]
        yield between(name, clock.period.first, min(days), clock)
        yield between(name, max(days), clock.last, clock)
        way = days
    for before, after in pairwise(way):
        yield between(name, before, after, clock)


def between(name: str, before: Any, after: Any, clock: Clock) -> float:
    if name == "working-days":
        return working_days(before, after)
    if name == "working-hours":
        return clock.worked(before, after)
    span: timedelta = after - before
    return span.days if name in ("days", "dates") else span / timedelta(hours=1)


def counted(limit: Mapping[str, Any], days: Sequence[date], lost: int, clock: Clock) -> str:
    every, least = limit["every"], int(limit["at_least"])
    around = [clock.period.first + timedelta(days=each) for each in range(-40, 120)]
    last: dict[str, date] = {}
    for day in around:
        last[called(day, every)] = day
    outside = {called(day, every) for day in around if not clock.period.first <= day <= clock.period.last}
    whole = [name for name in last if name not in outside]
    has = {name: sum(called(day, every) == name for day in days) for name in whole}
    over = [name for name in whole if last[name] < clock.today]
    lacking = sum(max(0, least - has[name]) for name in over)
    if lacking:
        return "breach" if lacking > lost else "undetermined"
    return "pending" if any(has[name] < least for name in whole) else "kept"


def by_hand(name: str, row: Row, visits: Sequence[Row], log: bool, as_of: datetime) -> str:
    zone = known(row["zone"])
    if zone is None:
        last_to_end = ZoneInfo("Etc/GMT+12")
        is_free = LIMITS[name]["at"] == "on" and as_of.astimezone(last_to_end).date() > PERIOD.last
        if not is_free or name == "working-days":
            return "undetermined"
    zone = zone or ZoneInfo("UTC")
    zones = {place: known(visit["zone"]) if log else zone for place, visit in enumerate(visits)}
    return judged(name, visits, Clock(zone, PERIOD, as_of), zones)


def known(name: str) -> ZoneInfo | None:
    return None if name in UNKNOWN else ZoneInfo(name)


# ---- made up, and by the program -------------------------------------------------------------------------------------


def visited(random: Random, customer: str) -> Iterator[Row]:
    at = datetime(2026, 1, 28, tzinfo=UTC) + timedelta(days=random.randrange(12))
    while at < datetime(2026, 4, 16, tzinfo=UTC):
        # Often near a midnight somewhere, so that the date differs by zone.
        moment = at + timedelta(minutes=random.randrange(24 * 60))
        cell = moment.strftime("%Y-%m-%dT%H:%M:%SZ") if random.random() > 0.02 else ""
        yield {"customer": customer, "at": cell, "on": at.date().isoformat() if random.random() > 0.02 else ""}
        at += timedelta(days=random.choice([5, 6, 7, 19, 20, 21]) if random.random() < 0.9 else 30)


def made_up(random: Random, log: bool) -> tuple[list[Row], list[Row]]:
    """Records with their zones, and the visits that go with them."""
    records, visits = list[Row](), list[Row]()
    for place in range(60):
        customer = f"c{place:03}"
        homes = [random.choice([*ZONES, *ZONES, *UNKNOWN]) for _ in range(random.choice([1, 1, 2]))]
        own = list(visited(random, customer))
        if log:
            homes = [home for home in homes if home in ZONES] or [ZONES[place % 5]]
            homes += [random.choice(UNKNOWN)] if random.random() < 0.1 else []
            records += [
                {**visit, "row": f"{customer}-{number}", "zone": random.choice(homes)}
                for number, visit in enumerate(own)
            ]
        else:
            records += [
                {"row": f"{customer}-{number}", "customer": customer, "zone": home} for number, home in enumerate(homes)
            ]
            visits += own
    return records, visits


def written(path: Path, rows: Sequence[Row], fields: Sequence[str]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(fields))
        writer.writeheader()
        writer.writerows(rows)
    return path


def by_program(
    folder: Path, log: bool, records: Sequence[Row], visits: Sequence[Row], as_of: datetime, engine: str
) -> RuleSetResult:
    made = rule_set(log)
    path = written(folder / "records.csv", records, list(made.records.fields))
    tables = {name: [written(folder / "visits.csv", visits, list(made.tables[name].fields))] for name in made.tables}
    (result,) = evaluate(made, [path], Audit(as_of=as_of, period=PERIOD, engine=engine), tables=tables).rule_sets
    return result


AS_OF = {
    "long after": datetime(2026, 6, 1, tzinfo=UTC),
    "before the period is over everywhere": datetime(2026, 4, 12, 20, tzinfo=UTC),
    "within the period": datetime(2026, 3, 22, 22, 30, tzinfo=UTC),
    "when it has begun in some places": datetime(2026, 2, 1, 17, tzinfo=UTC),
}


LOOKED_AT = [
    (False, "before the period is over everywhere"),
    (False, "when it has begun in some places"),
    (True, "within the period"),
    (True, "long after"),
]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("log", "moment"), LOOKED_AT)
def test_each_record_comes_out_as_a_walk_on_its_own_clock_says(
    engine: str, log: bool, moment: str, tmp_path: Path
) -> None:
    as_of, random = AS_OF[moment], Random(f"{moment} {log}")
    records, visits = made_up(random, log)
    result = by_program(tmp_path, log, records, visits, as_of, engine)
    for rule in result.rules:
        expected: dict[str, str] = {}
        for row in records:
            key = row["customer"] if log else row["row"]
            own = [each for each in (records if log else visits) if each["customer"] == row["customer"]]
            outcome = by_hand(rule.id, row, own, log, as_of)
            expected[key] = min(outcome, expected.get(key, outcome), key=ORDER.index)
        told = {each.evidence["customer"] if log else str(each.record): each.outcome.value for each in rule.findings}
        assert told == {key: out for key, out in expected.items() if out in ("breach", "undetermined")}, rule.id
        counts = {name.value: number for name, number in rule.outcomes.items() if number}
        units = list(expected.values())
        assert counts == {name: units.count(name) for name in set(units)}, rule.id


def test_what_is_made_up_comes_to_every_outcome_and_to_other_ones_than_in_one_zone() -> None:
    seen, differ = set(), 0
    for moment, as_of in AS_OF.items():
        records, visits = made_up(Random(f"{moment} False"), log=False)
        for row in records:
            own = [each for each in visits if each["customer"] == row["customer"]]
            for name in LIMITS:
                outcome = by_hand(name, row, own, False, as_of)
                seen.add((name, outcome))
                differ += known(row["zone"]) is not None and outcome != by_hand(
                    name, {**row, "zone": ZONES[0]}, own, False, as_of
                )
    assert {outcome for _, outcome in seen} == {"kept", "breach", "pending", "undetermined"}
    assert differ > 20


@pytest.mark.parametrize("engine", ENGINES)
def test_an_event_has_the_date_of_its_own_clock_and_a_key_is_kept_only_on_all_of_its_clocks(
    engine: str, tmp_path: Path
) -> None:
    made = rule_set(log=True)
    made = made.model_copy(update={"rules": tuple(rule for rule in made.rules if rule.id in ("months", "hours"))})
    at = {"a": "2026-02-28T23:30", "b": "2026-03-01T00:30"}  # the last and the first day of a month, each at home
    rows = [
        {"customer": customer, "zone": zone, "at": at.get(customer, moment), "row": f"{customer}{zone}{moment}"}
        for customer, zone, moment in [
            ("a", "Pacific/Auckland", ""),
            ("a", "Europe/Warsaw", ""),
            ("b", "Pacific/Auckland", ""),
            ("b", "Europe/Warsaw", ""),
        ]
    ]
    path = written(tmp_path / "records.csv", [{**row, "on": ""} for row in rows], list(made.records.fields))
    audit = Audit(as_of=datetime(2026, 6, 1, tzinfo=UTC), period=parse_period("2026-02-01..2026-02-28"), engine=engine)
    (result,) = evaluate(made, [path], audit).rule_sets
    told = {(rule.id, each.evidence["customer"]): each for rule in result.rules for each in rule.findings}
    assert set(told) == {("months", "b"), ("hours", "a"), ("hours", "b")}
    # From the midnight of Auckland, or of Warsaw, to the visit in Auckland, which was the first.
    assert told["hours", "a"].observed is not None
    assert told["hours", "a"].observed.text in ("671 hours 30 minutes", "659 hours 30 minutes")
