"""Pauses that rows of a table say, where records have time zones of their own, against plain Python."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from checker.evaluation import Audit, evaluate
from checker.results import RuleSetResult
from checker.ruleset.model import RuleSet
from tests.engines.available import ENGINES

ZONES = ("Europe/Warsaw", "America/New_York", "Asia/Kolkata", "Pacific/Auckland")
WAITS = [{"from": "waits.began", "to": "waits.ended"}]
CLOSED = [{"from": "closed.first", "to": "closed.last"}]
OFFICE = {"hours": {"mon-fri": ["08:00-16:00"]}}
RULES: dict[str, dict[str, Any]] = {
    "hours": {"within": "60 hours", "pauses": WAITS},
    "days": {"within": "3 calendar days", "pauses": WAITS},
    "working-hours": {"within": "16 working hours", "calendar": "office", "pauses": WAITS},
    "hours-open": {"within": "60 hours", "pauses": CLOSED},
    "working-hours-open": {"within": "16 working hours", "calendar": "office", "pauses": CLOSED},
}
FIELDS = ("call", "case", "zone", "asked", "answered")

Row = dict[str, str]
Span = tuple[datetime, datetime]


def rule_set(rules: Mapping[str, dict[str, Any]] = RULES) -> RuleSet:
    key, moment, day = {"case": {"type": "text"}}, {"type": "moment"}, {"type": "date"}
    elapsed = {"kind": "elapsed_time", "from": "asked", "to": "answered"}
    return RuleSet.model_validate(
        {
            "rule_set": "calls",
            "title": "Calls",
            "version": "1",
            "records": {
                "called": "call",
                "id": "call",
                "time_zone": {"field": "zone"},
                "fields": {name: moment if name in ("asked", "answered") else {"type": "text"} for name in FIELDS},
            },
            "tables": {
                "waits": {"match": "case", "time_zone": "UTC", "fields": {**key, "began": moment, "ended": moment}},
                "closed": {"match": "case", "fields": {**key, "first": day, "last": day}},
            },
            "calendars": {"office": OFFICE},
            "rules": [{"id": name, "title": name, "measure": {**elapsed, **keys}} for name, keys in rules.items()],
        }
    )


# ---- by hand ---------------------------------------------------------------------------------------------------------


def worked(span: Span, zone: ZoneInfo) -> timedelta:
    total, day = timedelta(0), span[0].astimezone(zone).date()
    while day <= span[1].astimezone(zone).date():
        opens, closes = (datetime.combine(day, time(hour), zone).astimezone(UTC) for hour in (8, 16))
        part = min(closes, span[1]) - max(opens, span[0])
        total += max(timedelta(0), part) if day.weekday() < 5 else timedelta(0)
        day += timedelta(days=1)
    return total


def left(whole: tuple[Any, Any], pauses: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
    """The parts of a span that no pause covers."""
    at, end = whole
    for since, until in sorted(pauses):
        if min(since, end) > at:
            yield at, min(since, end)
        at = max(at, until)
    if at < end:
        yield at, end


def by_hand(name: str, record: Row, waits: Sequence[Row], closed: Sequence[Row]) -> str:
    zone = ZoneInfo(record["zone"])
    whole = tuple(datetime.fromisoformat(record[name]) for name in ("asked", "answered"))
    spans: list[Span] = [(datetime.fromisoformat(row["began"]), datetime.fromisoformat(row["ended"])) for row in waits]
    if "open" in name:
        spans = [
            (midnight(date.fromisoformat(row["first"]), zone), midnight(after(row["last"]), zone)) for row in closed
        ]
    if name == "days":
        days = [tuple(each.astimezone(zone).date() for each in span) for span in (whole, *spans)]
        used = sum(((until - since).days for since, until in left((days[0][0], days[0][1]), days[1:])), 0)  # type: ignore[arg-type]
        return "kept" if used <= 3 else "breach"
    parts = list(left((whole[0], whole[1]), spans))
    if "working" in name:
        return "kept" if sum((worked(part, zone) for part in parts), timedelta(0)) <= timedelta(hours=16) else "breach"
    return "kept" if sum((b - a for a, b in parts), timedelta(0)) <= timedelta(hours=60) else "breach"


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def after(day: str) -> date:
    return date.fromisoformat(day) + timedelta(days=1)


# ---- made up, and by the program -------------------------------------------------------------------------------------


def moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def made_up(random: Random) -> tuple[list[Row], list[Row], list[Row]]:
    """Records, two of a case in different zones now and then, and the rows that pause them."""
    records, waits, closed = list[Row](), list[Row](), list[Row]()
    for place in range(80):
        asked = datetime(2026, 3, 20, tzinfo=UTC) + timedelta(minutes=random.randrange(20 * 24 * 60))
        answered = asked + timedelta(minutes=random.randrange(6 * 24 * 60))
        for number, zone in enumerate(random.sample(ZONES, random.choice([1, 2]))):
            named = {"call": f"{place}-{number}", "case": f"case-{place}", "zone": zone}
            records.append({**named, "asked": moment(asked), "answered": moment(answered)})
        for _ in range(random.choice([0, 1, 2, 3])):
            began = asked + timedelta(minutes=random.randrange(-1000, 6 * 24 * 60))
            ended = began + timedelta(minutes=random.randrange(36 * 60))
            waits.append({"case": f"case-{place}", "began": moment(began), "ended": moment(ended)})
        for _ in range(random.choice([0, 1, 2])):
            first = asked.date() + timedelta(days=random.randrange(-1, 5))
            last = first + timedelta(days=random.randrange(2))
            closed.append({"case": f"case-{place}", "first": first.isoformat(), "last": last.isoformat()})
    waits.append({"case": "of nobody", "began": moment(asked), "ended": moment(answered)})
    return records, waits, closed


def by_program(
    folder: Path, rules: RuleSet, records: Sequence[Row], waits: Sequence[Row], closed: Sequence[Row], engine: str
) -> RuleSetResult:
    rows = {"records": (FIELDS, records), "waits": (("case", "began", "ended"), waits)}
    rows["closed"] = (("case", "first", "last"), closed)
    for name, (fields, written) in rows.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, fields)
            writer.writeheader()
            writer.writerows(written)
    tables = {name: [folder / f"{name}.csv"] for name in rules.tables}
    audit = Audit(as_of=datetime(2026, 6, 1, tzinfo=UTC), engine=engine)
    (result,) = evaluate(rules, [folder / "records.csv"], audit, tables=tables).rule_sets
    return result


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_pause_each_record_on_its_own_clock(engine: str, tmp_path: Path) -> None:
    records, waits, closed = made_up(Random(11))
    result = by_program(tmp_path, rule_set(), records, waits, closed, engine)
    for rule in result.rules:
        expected = {
            record["call"]: by_hand(rule.id, record, *(of(record, rows) for rows in (waits, closed)))
            for record in records
        }
        assert set(expected.values()) == {"kept", "breach"}
        breaches = {call for call, outcome in expected.items() if outcome == "breach"}
        assert {str(each.record) for each in rule.findings} == breaches, rule.id
        assert {name.value for name, number in rule.outcomes.items() if number} == {"kept", "breach"}


def of(record: Row, rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row["case"] == record["case"]]
