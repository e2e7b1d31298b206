"""Records that have time zones of their own: their dates and working time follow these, against Python's zoneinfo."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from checker.evaluation import Audit, evaluate
from checker.outcomes import Outcome
from checker.periods import parse_period
from checker.results import Finding, Results
from checker.ruleset.model import RuleSet
from tests.engines.available import ENGINES

ZONES = ("Europe/Warsaw", "Europe/Lisbon", "America/New_York", "Asia/Kolkata", "Pacific/Auckland")
AS_OF = datetime(2026, 4, 14, 3, 30, tzinfo=UTC)
FIELDS = {
    "call": {"type": "text"},
    "site": {"type": "text"},
    "zone": {"type": "text"},
    "asked_at": {"type": "moment"},
    "answered_at": {"type": "moment"},
    "promised_on": {"type": "date"},
}
BY_TABLE = [
    {"when": {"site": ["s0", "s1"]}, "then": ZONES[0]},
    {"when": {"any": [{"site": "s2"}, {"zone": {"is": "missing"}}]}, "then": "America/New_York"},
    {"otherwise": {"field": "zone"}},
]


def rule_set(time_zone: Any) -> RuleSet:
    elapsed = {"kind": "elapsed_time", "from": "asked_at", "to": "answered_at"}
    measures = {
        "days": {**elapsed, "within": "3 calendar days"},
        "hours": {**elapsed, "within": "70 hours"},
        "working-hours": {**elapsed, "calendar": "office", "within": "20 working hours"},
        "working-days": {**elapsed, "calendar": "office", "within": "3 working days"},
        "until-the-day-ends": {**elapsed, "within": "70 hours", "by": "day"},
        "elsewhere": {**elapsed, "calendar": "warsaw", "within": "3 calendar days"},
        "promised": {"kind": "promise_kept", "promised": "promised_on", "actual": "answered_at", "by": "day"},
    }
    office = {"hours": {"mon-fri": ["08:00-16:00"]}}
    return RuleSet.model_validate(
        {
            "rule_set": "calls",
            "title": "Calls",
            "version": "1",
            "records": {
                "called": "call",
                "id": "call",
                "dated_by": "asked_at",
                "time_zone": time_zone,
                "missing_words": ["", "-"],
                "fields": FIELDS,
            },
            "calendars": {"office": office, "warsaw": {**office, "time_zone": "Europe/Warsaw"}},
            "rules": [{"id": name, "title": name, "measure": measure} for name, measure in measures.items()],
        }
    )


# ---- by hand ---------------------------------------------------------------------------------------------------------


def worked(start: datetime, end: datetime, zone: ZoneInfo) -> timedelta:
    """The time between two moments on weekdays from eight to four, on the clocks of a zone."""
    total, day = timedelta(0), start.astimezone(zone).date()
    while day <= end.astimezone(zone).date():
        if day.weekday() < 5:
            opens, closes = (datetime(day.year, day.month, day.day, hour, tzinfo=zone) for hour in (8, 16))
            first, last = max(opens.astimezone(UTC), start), min(closes.astimezone(UTC), end)
            total += max(timedelta(0), last - first)
        day += timedelta(days=1)
    return total


def placed(moment: datetime, zone: ZoneInfo, *, arrives: bool) -> tuple[int, timedelta]:
    """How many weekdays lie before a moment since 2026-01-01, and what the clock shows on its own."""
    local = moment.astimezone(zone)
    first = date(2026, 1, 1)
    before = sum((first + timedelta(days=each)).weekday() < 5 for each in range((local.date() - first).days))
    if local.weekday() >= 5:
        return before, timedelta(hours=8 if arrives else 0)
    return before, timedelta(hours=local.hour, minutes=local.minute)


def by_hand(record: Mapping[str, str], zone: ZoneInfo) -> dict[str, str]:
    asked = read(record["asked_at"], zone)
    assert asked is not None
    answered = read(record["answered_at"], zone)
    end = answered or AS_OF
    is_open = answered is None
    days = (end.astimezone(zone).date() - asked.astimezone(zone).date()).days
    warsaw = ZoneInfo("Europe/Warsaw")
    there = (end.astimezone(warsaw).date() - asked.astimezone(warsaw).date()).days
    start, stop = placed(asked, zone, arrives=True), placed(end, zone, arrives=False)
    used = timedelta(days=stop[0] - start[0]) + stop[1] - start[1]
    due_on = (asked + timedelta(hours=70)).astimezone(zone).date()
    within = {
        "days": days <= 3,
        "hours": end - asked <= timedelta(hours=70),
        "working-hours": worked(asked, end, zone) <= timedelta(hours=20),
        "working-days": used <= timedelta(days=3),
        "until-the-day-ends": end.astimezone(zone).date() <= due_on,
        "elsewhere": there <= 3,
        "promised": end.astimezone(zone).date() <= date.fromisoformat(record["promised_on"]),
    }
    return {rule: ("pending" if is_open else "kept") if holds else "breach" for rule, holds in within.items()}


def read(written: str, zone: ZoneInfo) -> datetime | None:
    if written in ("", "-"):
        return None
    moment = datetime.fromisoformat(written)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def calls(number: int, seed: int, of_sites: Mapping[str, str] | None = None) -> list[dict[str, str]]:
    random = Random(seed)
    found = []
    for place in range(number):
        site, named = f"s{random.randrange(6)}", random.choice(ZONES)
        zone = ZoneInfo((of_sites or {}).get(site, named))
        asked = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=random.randrange(45 * 24 * 60))
        answered = asked + timedelta(minutes=random.randrange(5 * 24 * 60))
        written = [written_in(each, zone, random) for each in (asked, answered)]
        if not all(written):
            continue
        found.append(
            {
                "call": f"c{place:05}",
                "site": site,
                "zone": zone.key,
                "asked_at": written[0],
                "answered_at": random.choice([written[1]] * 5 + [""]),
                "promised_on": (asked.date() + timedelta(days=random.randrange(5))).isoformat(),
            }
        )
    return found


def written_in(moment: datetime, zone: ZoneInfo, random: Random) -> str:
    """As a clock in the zone shows it, or now and then with another offset; nothing where the clock shows it twice."""
    local = moment.astimezone(zone)
    if local.replace(fold=1).utcoffset() != local.replace(fold=0).utcoffset():
        return ""
    if random.random() < 0.2:
        return moment.astimezone(ZoneInfo("Asia/Tokyo")).isoformat()
    return local.replace(tzinfo=None).isoformat(" ")


# ---- by the program --------------------------------------------------------------------------------------------------


def judged(folder: Path, records: Sequence[Mapping[str, str]], time_zone: Any, **audit: Any) -> Results:
    path = folder / "calls.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(FIELDS))
        writer.writeheader()
        writer.writerows(records)
    return evaluate(rule_set(time_zone), [path], Audit(as_of=AS_OF, **audit))


def findings(results: Results) -> dict[tuple[str, str], Finding]:
    (of_rules,) = results.rule_sets
    return {(rule.id, str(each.record)): each for rule in of_rules.rules for each in rule.findings}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("by_table", [False, True], ids=["field", "table"])
def test_dates_and_working_time_are_those_of_each_records_own_zone(engine: str, by_table: bool, tmp_path: Path) -> None:
    of_sites = {"s0": ZONES[0], "s1": ZONES[0], "s2": "America/New_York"} if by_table else {}
    records = calls(400, seed=7, of_sites=of_sites)
    results = judged(tmp_path, records, BY_TABLE if by_table else {"field": "zone"}, engine=engine)
    told = findings(results)
    seen = set()
    for record in records:
        for name, outcome in by_hand(record, ZoneInfo(record["zone"])).items():
            found = told.get((name, record["call"]))
            is_told = outcome == "breach"
            assert (found.outcome.value if found else None) == (outcome if is_told else None), (name, record)
            seen.add((name, outcome))
    assert len(seen) == 7 * 3
    (result,) = results.rule_sets
    for rule in result.rules:
        expected = [by_hand(record, ZoneInfo(record["zone"]))[rule.id] for record in records]
        assert {name.value: number for name, number in rule.outcomes.items() if number} == {
            name: expected.count(name) for name in set(expected)
        }


@pytest.mark.parametrize("engine", ENGINES)
def test_a_record_whose_zone_nobody_knows_is_undetermined_and_never_judged_in_another(
    engine: str, tmp_path: Path
) -> None:
    plain = {
        "site": "s5",
        "promised_on": "2026-03-03",
        "asked_at": "2026-03-02 09:00",
        "answered_at": "2026-03-02 10:00",
    }
    records = [
        {**plain, "call": "known", "zone": "Europe/Lisbon"},
        {**plain, "call": "missing", "zone": ""},
        {**plain, "call": "no zone", "zone": "Europe/Mars"},
        {**plain, "call": "in another case", "zone": "europe/lisbon"},
        {
            **plain,
            "call": "with offsets",
            "zone": "",
            "asked_at": "2026-03-02 09:00Z",
            "answered_at": "2026-03-02 10:00Z",
        },
    ]
    (result,) = judged(tmp_path, records, {"field": "zone"}, engine=engine).rule_sets
    for rule in result.rules:
        assert {name.value: number for name, number in rule.outcomes.items() if number} == {
            "kept": 1,
            "undetermined": 4,
        }, rule.id
        assert {each.reason.value for each in rule.findings if each.reason} == {"unreadable_value"}
    assert result.records.time_zone is None
    assert "no time zone is known of 4 records, so their moments cannot be read" in result.records.notes


@pytest.mark.parametrize("engine", ENGINES)
def test_the_audits_period_holds_a_record_by_the_date_where_it_is(engine: str, tmp_path: Path) -> None:
    plain = {"site": "s5", "promised_on": "2026-04-02", "answered_at": "2026-04-01 23:00Z"}
    records = [
        {**plain, "call": "auckland", "zone": "Pacific/Auckland", "asked_at": "2026-03-31T12:00:00Z"},  # 1 April there
        {**plain, "call": "new york", "zone": "America/New_York", "asked_at": "2026-04-01T02:00:00Z"},  # 31 March there
    ]
    results = judged(tmp_path, records, {"field": "zone"}, engine=engine, period=parse_period("2026-03"))
    (result,) = results.rule_sets
    assert result.rules[1].outcomes[Outcome.KEPT] == 1
    assert result.rules[1].outcomes[Outcome.OUT_OF_SCOPE] == 1


def test_evidence_is_written_on_the_clock_of_its_record(tmp_path: Path) -> None:
    plain = {
        "site": "s5",
        "promised_on": "2026-03-01",
        "asked_at": "2026-03-02T12:00Z",
        "answered_at": "2026-03-09T12:00Z",
    }
    records = [{**plain, "call": zone, "zone": zone} for zone in ("Asia/Kolkata", "America/New_York")]
    told = findings(judged(tmp_path, records, {"field": "zone"}))
    assert told["days", "Asia/Kolkata"].evidence["asked_at"] == "2026-03-02 17:30:00"
    # The clocks of New York changed between the two.
    assert told["days", "America/New_York"].evidence["answered_at"] == "2026-03-09 08:00:00-04:00"


def test_a_zone_that_comes_late_in_a_file_is_read_like_the_first_ones(tmp_path: Path) -> None:
    plain = {"site": "s5", "promised_on": "2026-03-05", "answered_at": "2026-03-03 10:00"}
    records = [
        {**plain, "call": str(place), "zone": "Europe/Lisbon", "asked_at": "2026-03-02 09:00"}
        for place in range(10_050)
    ]
    records.append({**plain, "call": "late", "zone": "Asia/Kolkata", "asked_at": "2026-02-26 09:00"})
    records.append({**plain, "call": "never", "zone": "nowhere", "asked_at": "2026-02-26 09:00"})
    (result,) = judged(tmp_path, records, {"field": "zone"}).rule_sets
    rule = result.rules[0]
    assert (rule.outcomes[Outcome.KEPT], rule.outcomes[Outcome.BREACH], rule.outcomes[Outcome.UNDETERMINED]) == (
        10_050,
        1,
        1,
    )


def test_results_tell_a_calendar_for_each_zone_in_which_it_was_used(tmp_path: Path) -> None:
    records = [each for each in calls(60, seed=1) if each["zone"] in ("Europe/Lisbon", "Asia/Kolkata")]
    (result,) = judged(tmp_path, records, {"field": "zone"}).rule_sets
    told = {name: each["time_zone"] for name, each in result.rule_set.calendars.items()}
    assert told == {
        "office in Asia/Kolkata": "Asia/Kolkata",
        "office in Europe/Lisbon": "Europe/Lisbon",
        "warsaw": "Europe/Warsaw",
    }


def test_typed_moments_are_placed_by_the_zone_of_their_record(tmp_path: Path) -> None:
    import duckdb

    path = tmp_path / "calls.parquet"
    duckdb.connect().execute(
        "COPY (SELECT * FROM (VALUES"
        " ('a', 's5', 'Asia/Kolkata', TIMESTAMP '2026-03-02 09:00', TIMESTAMP '2026-03-05 08:00', DATE '2026-03-05'),"
        " ('b', 's5', 'Europe/Lisbon', TIMESTAMP '2026-03-28 23:30', TIMESTAMP '2026-03-31 22:30', DATE '2026-03-31'),"
        " ('c', 's5', NULL, TIMESTAMP '2026-03-02 09:00', TIMESTAMP '2026-03-02 10:00', DATE '2026-03-05'))"
        f" AS t({', '.join(FIELDS)})) TO '{path}' (FORMAT parquet)"
    )
    (result,) = evaluate(rule_set({"field": "zone"}), [path], Audit(as_of=AS_OF)).rule_sets
    hours = next(rule for rule in result.rules if rule.id == "hours")
    (breach,) = (each for each in hours.findings if each.outcome == "breach")
    assert breach.observed is not None
    assert breach.observed.text == "71 hours"
    assert (hours.outcomes[Outcome.KEPT], hours.outcomes[Outcome.BREACH], hours.outcomes[Outcome.UNDETERMINED]) == (
        1,
        1,
        1,
    )


WHOLE_DAYS = {"kind": "elapsed_time", "from": "asked_at", "to": "promised_on"}
FOLLOWING = {
    "kind": "follow_up",
    "after": {"site": "ask"},
    "expect": {"site": "answer"},
    "same": ["call"],
    "at": "asked_at",
}
FURTHER: dict[str, dict[str, Any]] = {
    "followed-in-days": {**FOLLOWING, "within": "1 calendar days"},
    "followed-in-hours": {**FOLLOWING, "within": "4 working hours", "calendar": "office"},
    "dates-in-hours": {**WHOLE_DAYS, "within": "30 hours"},
    "dates-in-working-hours": {**WHOLE_DAYS, "within": "8 working hours", "calendar": "office"},
}


@pytest.mark.parametrize("engine", ENGINES)
def test_what_follows_a_record_and_its_dates_count_on_its_own_clock(engine: str, tmp_path: Path) -> None:
    written = rule_set({"field": "zone"}).model_dump(mode="json", by_alias=True, exclude_unset=True)
    written["records"].pop("id")
    written["rules"] = [{"id": name, "title": name, "measure": measure} for name, measure in FURTHER.items()]
    path = tmp_path / "calls.csv"
    path.write_text(
        "call,site,zone,asked_at,answered_at,promised_on\n"
        "a,ask,Asia/Kolkata,2026-03-02 09:00,,2026-03-03\n"
        "a,answer,Europe/Lisbon,2026-03-02 15:00,,\n"  # 20:30 in Kolkata
        "b,ask,America/New_York,2026-03-06 14:00,,2026-03-09\n"  # the clocks go forward on the 8th
        "b,answer,America/New_York,2026-03-09 10:00:01,,\n",
        "utf-8",
    )
    (result,) = evaluate(RuleSet.model_validate(written), [path], Audit(as_of=AS_OF, engine=engine)).rule_sets
    told = {
        (rule.id, each.source_row): each.observed.text
        for rule in result.rules
        for each in rule.findings
        if each.observed
    }
    assert told == {
        ("followed-in-days", 3): "3 calendar days",
        ("followed-in-hours", 1): "7 working hours",
        ("followed-in-hours", 3): "4 working hours 1 working second",
        ("dates-in-hours", 1): "39 hours",
        ("dates-in-hours", 3): "81 hours",
        ("dates-in-working-hours", 1): "15 working hours",
        ("dates-in-working-hours", 3): "10 working hours",
    }
