"""How events recur, against a plain walk through all events of a key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any
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
KEYS = ("A", "B", "C", "D")
TOGETHER = 4
"""So many made-up worlds are judged in one go."""
WORLDS = [f"{world}{key}" for world in range(TOGETHER) for key in KEYS]
FIRST = datetime(2026, 1, 15, tzinfo=ZONE)
SPAN = 170 * 24 * 60
"""So many minutes lie between the first and the last event; the clocks change among them."""

EVENT = {
    "customer": {"type": "text", "not_applicable": ["n/a"]},
    "event": {"type": "choice", "of": ["visit", "call"]},
    "site": {"type": "choice", "of": ["here", "there"]},
    "came_at": {"type": "moment", "not_applicable": ["never"]},
    "came_on": {"type": "date"},
}
LIMITS: list[dict[str, Any]] = [
    {"within": "40 calendar days"},
    {"within": "960 hours"},
    {"every": "week", "at_least": "1"},
    {"every": "month", "at_least": "2"},
    {"every": "quarter", "at_least": "4"},
]

Event = dict[str, Any]


def rule_set(log: bool) -> RuleSet:
    """Rules over a log of events, each customer a unit; or over customers with the log as a table beside them."""
    rules = []
    for number, limit in enumerate(LIMITS):
        for name in ("came_at", "came_on"):
            if name == "came_on" and number not in (0, 3):
                continue
            when = {"field": name, "when": {"event": "visit"}} if log else f"events.{name}"
            rule = {
                "id": f"{name.replace('_', '-')}-{number}",
                "title": "A",
                "measure": {"kind": "recurrence", "at": when, **limit},
            }
            rules.append(rule | ({"per": "customer", "scope": {"site": "here"}} if log else {}))
    fields = {"row": {"type": "text"}, **(EVENT if log else {"customer": EVENT["customer"]})}
    tables = {} if log else {"events": {"match": "customer", "fields": EVENT}}
    records = {"called": "record", "id": "row", "time_zone": ZONE.key, "fields": fields}
    written = {
        "rule_set": "made-up",
        "title": "A",
        "version": "1",
        "records": records,
        "tables": tables,
        "rules": rules,
    }
    return RuleSet.model_validate(written)


# ---- by hand ---------------------------------------------------------------------------------------------------------


def by_hand(
    limit: dict[str, Any], events: Sequence[Event], name: str, log: bool, period: AuditPeriod, as_of: datetime
) -> Any:
    """The outcome of a customer, its reason, and what is observed, of a walk through all its events."""
    ones = [event for event in events if not log or (event["event"] != "call" and event["site"] != "there")]
    doubtful = [event for event in ones if log and "" in (event["event"], event["site"])]
    lost = [event for event in ones if event[name] in ("", "soon")]
    placed = [event for event in ones if isinstance(event[name], datetime) and moment(event, name) <= as_of]
    sure = [moment(event, name) for event in placed if event not in doubtful]
    perhaps = [moment(event, name) for event in placed]
    reason = "unreadable_value" if any(event[name] == "soon" for event in lost) else "missing_field"
    if "every" in limit:
        return _counted(limit, sure, perhaps, len(lost), reason, period, as_of)
    in_days = "days" in limit["within"]
    most = 40 if in_days else 960 * 60
    ends = edges(period, as_of, in_days)
    if as_of < datetime(period.first.year, period.first.month, period.first.day, tzinfo=ZONE):
        return "pending", "open", None
    longest = max(steps(ends, inside(sure, period), in_days))
    if longest <= most:
        return "kept", None, longest
    lacking = sum(walked(step, most) for step in steps(ends, inside(perhaps, period), in_days))
    return ("breach", None, longest) if lacking > len(lost) else ("undetermined", reason, longest)


def moment(event: Event, name: str) -> datetime:
    came: datetime = event[name]
    return came if name == "came_at" else came.astimezone(ZONE).replace(hour=0, minute=0)


def inside(moments: Iterable[datetime], period: AuditPeriod) -> list[datetime]:
    return sorted(each for each in moments if period.first <= each.astimezone(ZONE).date() <= period.last)


def edges(period: AuditPeriod, as_of: datetime, in_days: bool) -> tuple[Any, Any]:
    after = period.last + timedelta(days=1)
    if in_days:
        return period.first, min(period.last, as_of.astimezone(ZONE).date())
    start, end = (datetime(day.year, day.month, day.day, tzinfo=ZONE) for day in (period.first, after))
    return start, min(end, as_of)


def steps(ends: tuple[Any, Any], moments: Sequence[datetime], in_days: bool) -> list[int]:
    """The times from one end to the other by way of all moments: days, or minutes."""
    way = [ends[0], *(each.astimezone(ZONE).date() if in_days else each for each in moments), ends[1]]
    if in_days:
        return [(later - before).days for before, later in pairwise(way)]
    utc = [each.astimezone(UTC) for each in way]
    return [int((later - before) / timedelta(minutes=1)) for before, later in pairwise(utc)]


def walked(step: float, most: float) -> int:
    """How often one must stop on the way, when no part may be longer."""
    stops = 0
    while step > most:
        step, stops = step - most, stops + 1
    return stops


def called(day: date, every: str) -> str:
    if every == "week":
        return "{}-W{:02}".format(*day.isocalendar()[:2])
    return f"{day.year}-Q{(day.month + 2) // 3}" if every == "quarter" else f"{day.year}-{day.month:02}"


def _counted(
    limit: dict[str, Any],
    sure: list[datetime],
    perhaps: list[datetime],
    lost: int,
    reason: str,
    period: AuditPeriod,
    as_of: datetime,
) -> Any:
    every, least, today = limit["every"], int(limit["at_least"]), as_of.astimezone(ZONE).date()
    days: dict[str, list[date]] = {}
    for number in range(-100, (period.last - period.first).days + 101):
        day = period.first + timedelta(days=number)
        days.setdefault(called(day, every), []).append(day)
    whole = {name: of for name, of in days.items() if period.first <= of[0] and of[-1] <= period.last}
    if not whole:
        return "out_of_scope", "outside_period", None
    if as_of < edges(period, as_of, in_days=False)[0]:
        return "pending", "open", None
    of = {
        name: [
            sum(called(each.astimezone(ZONE).date(), every) == name for each in moments) for moments in (sure, perhaps)
        ]
        for name in whole
    }
    over = [name for name in whole if whole[name][-1] < today]
    fewest = min(of[name][0] for name in over or whole)
    if sum(max(0, least - of[name][1]) for name in over) > lost:
        return "breach", None, fewest
    if any(of[name][0] < least for name in over):
        return "undetermined", reason, fewest
    lacks = any(of[name][0] < least for name in whole)
    return ("pending", "open", fewest) if lacks else ("kept", None, fewest)


# ---- by the program --------------------------------------------------------------------------------------------------


def written(event: Event, place: int) -> dict[str, str]:
    cells = {"row": f"row-{place:03}", **event}
    for name, form in {"came_at": "%Y-%m-%dT%H:%M:%S%z", "came_on": "%Y-%m-%d"}.items():
        if isinstance(cells[name], datetime):
            cells[name] = cells[name].astimezone(ZONE).strftime(form)
    return cells


def judged(
    log: bool, events: Sequence[Event], engine: str, period: AuditPeriod, as_of: datetime
) -> dict[str, dict[str, Finding]]:
    """By rule and customer, what became of it; of several records of a customer, the one that speaks for it."""
    made = rule_set(log)
    rows = [written(event, place) for place, event in enumerate(events)]
    customers = [{"row": key, "customer": key} for key in WORLDS]
    tables = {} if log else {"events": [{name: row[name] for name in EVENT} for row in rows]}
    with prepared_records(
        made, rows if log else customers, as_of=as_of.isoformat(), period=period, tables=tables, engine_name=engine
    ) as (opened, ready, compiled):
        told: dict[str, dict[str, Finding]] = {}
        for name, found in every_row(opened, ready.frame, compiled, compiled.rules).items():
            (rule,) = (each for each in compiled.rules if each.rule.id == name)
            reader = Reader(made, compiled.columns.fields, rule)
            findings = [reader.finding(row) for row in found]
            told[name] = {
                each.evidence["customer"]: each for each in findings if not log or each.outcome != "out_of_scope"
            }
    return told


def made_up(random: Random) -> tuple[list[Event], AuditPeriod, datetime]:
    """Events, a period that lies among them, and a moment to look from, mostly after it or late in it."""

    def cell(value: Any, *others: str) -> Any:
        return random.choice(others) if random.random() < unclear else value

    def moment(first: int = 0) -> datetime:
        return (FIRST.astimezone(UTC) + timedelta(minutes=random.randint(first, SPAN))).astimezone(ZONE)

    unclear = random.choice([0.01, 0.05, 0.2])
    events = [
        {
            "customer": cell(random.choice(KEYS), "", "n/a"),
            "event": cell("visit", "", "call"),
            "site": cell("here", "", "there"),
            "came_at": cell(moment(), "", "soon", "never"),
            "came_on": cell(moment(), "", "soon"),
        }
        for _ in range(random.choice([8, 30, 90, 250]))
    ]
    first = FIRST.date() + timedelta(days=random.randint(0, 60))
    period = AuditPeriod("made up", first, first + timedelta(days=random.choice([10, 31, 70, 100, 130])))
    return events, period, moment(random.choice([0, SPAN * 2 // 3, SPAN]))


def worlds(random: Random) -> tuple[list[Event], AuditPeriod, datetime]:
    """Events of several made-up worlds, each with customers of its own, looked at as the first of them is."""
    made = [made_up(random) for _ in range(TOGETHER)]
    events = [
        {**event, "customer": f"{place}{event['customer']}" if event["customer"] in KEYS else event["customer"]}
        for place, (each, _, _) in enumerate(made)
        for event in each
    ]
    return events, *made[0][1:]


@pytest.mark.parametrize("log", [False, True], ids=["table", "log"])
@pytest.mark.parametrize("engine", ENGINES)
@settings(
    max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)
@given(seed=st.integers(0, 2**32))
def test_a_customer_comes_out_as_a_walk_through_its_events_says(engine: str, log: bool, seed: int) -> None:
    events, period, as_of = worlds(Random(seed))
    for rule, found in judged(log, events, engine, period, as_of).items():
        name, limit = rule.rpartition("-")[0].replace("-", "_"), LIMITS[int(rule[-1])]
        for key in WORLDS:
            own = [event for event in events if event["customer"] == key]
            speaking = [event for event in own if event["site"] != "there"]
            unclear = [event for event in speaking if event["site"] == ""]
            expected = by_hand(limit, own, name, log, period, as_of)
            if log and (not speaking or (expected[0] == "out_of_scope" and not unclear)):
                assert key not in found
            elif log and unclear and (expected[0] != "breach" or len(unclear) == len(speaking)):
                assert found[key].outcome == "undetermined"
            else:
                assert _told(found[key], limit) == expected, (rule, key)


def _told(finding: Finding, limit: dict[str, Any]) -> tuple[str, str | None, float | None]:
    """The outcome, its reason, and what is observed, in events, days or minutes."""
    size = 1_000_000 if "every" in limit else 1 if "days" in limit["within"] else 60_000_000
    amount = finding.observed.amount if finding.observed else None
    return finding.outcome, finding.reason, None if amount is None else float(amount) / size


def test_what_is_made_up_comes_to_every_outcome() -> None:
    found = set()
    for seed in range(20):
        events, period, as_of = made_up(Random(seed))
        for limit in LIMITS:
            for key in KEYS:
                own = [each for each in events if each["customer"] == key]
                told = [by_hand(limit, own, "came_at", log, period, as_of)[0] for log in (False, True)]
                found |= {("every" in limit, outcome) for outcome in told}
    always = {"kept", "breach", "pending", "undetermined"}
    assert found == {(False, outcome) for outcome in always} | {
        (True, outcome) for outcome in (*always, "out_of_scope")
    }
