"""Pauses that rows of another table say, against plain Python: what they share counts once, faulty ones are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.fields import Columns, MomentField, TextField
from checker.measures.follow_up import FollowUp
from checker.outcomes import Outcome
from checker.results import Finding
from tests.engines.available import ENGINES
from tests.made_up.paused import judged, rules_with_pauses

WAITS = {"from": "waits.began", "to": "waits.ended"}
WAITS_TOO = {"from": "waits_too.began", "to": "waits_too.ended"}
OWN = {"from": "own_from", "to": "own_to"}
OFFICE = {"hours": {"mon-fri": ["09:00-12:00", "13:00-17:00"]}}
WARSAW = ZoneInfo("Europe/Warsaw")
MONDAY = "2026-03-02"


def spoken(case: str) -> dict[str, str | None]:
    """A span of the Monday, drawn: `10:00-12:00`, `10:00-` or `-12:00`."""
    since, until = case.split("-")
    return {"began": f"{MONDAY}T{since}" if since else None, "ended": f"{MONDAY}T{until}" if until else None}


WAIT_CASES: dict[str, tuple[Sequence[str], str, str | Outcome]] = {
    "without a row all time counts": ([], "", "8 hours"),
    "each row is a pause": (["10:00-11:00", "14:00-14:30"], "", "6 hours 30 minutes"),
    "what rows share counts once": (["10:00-12:00", "11:00-13:00"], "", "5 hours"),
    "the same row twice counts once": (["10:00-12:00", "10:00-12:00"], "", "6 hours"),
    "a row within another adds nothing": (["10:00-13:00", "11:00-12:00"], "", "5 hours"),
    "rows that touch": (["10:00-11:00", "11:00-12:00"], "", "6 hours"),
    "what a row and the record share counts once": (["10:00-11:00"], "10:30-12:00", "6 hours"),
    "a row within the record's own pause": (["11:00-11:30"], "10:00-12:00", "6 hours"),
    "what lies outside is cut off": (["07:00-10:00", "16:00-20:00"], "", "6 hours"),
    "a row before the start and one after the end": (["05:00-08:59", "17:01-20:00"], "", "8 hours"),
    "a row around everything": (["07:00-18:00"], "", "0 seconds"),
    "a row without an end runs on": (["16:00-"], "", "7 hours"),
    "of two rows without an end the first counts": (["15:00-", "10:00-"], "", "1 hour"),
    "a row without an end that begins after the record's end": (["18:00-"], "", "8 hours"),
    "a row that ends before it begins": (["12:00-11:00"], "", Outcome.UNDETERMINED),
    "a row that ends as it begins": (["12:00-12:00"], "", "8 hours"),
    "a row without a beginning": (["-12:00"], "", Outcome.UNDETERMINED),
    "a row that says nothing": (["-"], "", Outcome.UNDETERMINED),
    "a row nobody can read": (["soon-12:00"], "", Outcome.UNDETERMINED),
    "an end nobody can read": (["10:00-late"], "", Outcome.UNDETERMINED),
}


@cache
def waits_judged(engine: str) -> dict[str, Finding]:
    """What becomes of every case, which has a key of its own; some rows belong to none of them."""
    rule_set = rules_with_pauses({"closed": {"within": "24 hours", "pauses": [WAITS, OWN]}})
    records, rows = [], [{"case_id": "b", **spoken("09:00-16:00")}, {"case_id": None, **spoken("09:00-")}]
    for place, (case, (waits, own, _)) in enumerate(WAIT_CASES.items()):
        between = spoken(own) if own else {"began": None, "ended": None}
        ends = {"opened": f"{MONDAY}T09:00", "closed": f"{MONDAY}T17:00"}
        records.append(
            {"id": str(place), "case_id": case, **ends, "own_from": between["began"], "own_to": between["ended"]}
        )
        rows += [{"case_id": case, **spoken(each)} for each in waits]
    found = judged(rule_set, records, {"waits": rows}, engine)["closed"]
    return {case: found[str(place)] for place, case in enumerate(WAIT_CASES)}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", WAIT_CASES)
def test_the_rows_of_the_records_key_do_not_count(engine: str, case: str) -> None:
    found, expected = waits_judged(engine)[case], WAIT_CASES[case][-1]
    if isinstance(expected, Outcome):
        assert (found.outcome, found.observed, found.evidence.get("time paused")) == (expected, None, None)
    else:
        assert (found.outcome, found.observed and found.observed.text) == (Outcome.KEPT, expected)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_record_without_a_key_may_have_been_paused(engine: str) -> None:
    rule_set = rules_with_pauses({"closed": {"within": "24 hours", "pauses": [WAITS]}})
    record = {"id": "1", "case_id": None, "opened": f"{MONDAY}T09:00", "closed": f"{MONDAY}T17:00"}
    found = judged(rule_set, [record], {}, engine)["closed"]["1"]
    assert (found.outcome, found.reason and found.reason.value) == (Outcome.UNDETERMINED, "missing_field")


@pytest.mark.parametrize("engine", ENGINES)
def test_an_open_record_is_paused_until_the_as_of_moment(engine: str) -> None:
    rule_set = rules_with_pauses({"closed": {"within": "4 hours", "pauses": [WAITS]}})
    record = {"id": "1", "case_id": "a", "opened": f"{MONDAY}T09:00", "closed": None}
    for hours, outcome in (("12:00", Outcome.BREACH), ("12:01", Outcome.PENDING)):
        rows = {"waits": [{"case_id": "a", **spoken(f"11:00-{hours}")}]}
        found = judged(rule_set, [record], rows, engine, as_of=f"{MONDAY}T14:00:01+01:00")["closed"]["1"]
        assert found.outcome is outcome


@pytest.mark.parametrize("engine", ENGINES)
def test_a_row_of_dates_pauses_from_the_start_of_a_day_to_the_end_of_another(engine: str) -> None:
    holds = {"from": "holds.began", "to": "holds.ended"}
    measures = {
        "elapsed": {"within": "240 hours", "pauses": [holds, WAITS]},
        "working": {"within": "90 working hours", "calendar": "office", "pauses": [holds, WAITS]},
        "days": {"within": "9 working days", "calendar": "office", "pauses": [holds, WAITS]},
        "by-day": {"within": "27 working hours", "by": "day", "calendar": "office", "pauses": [holds, WAITS]},
    }
    rule_set = rules_with_pauses(measures, calendars={"office": OFFICE})
    record = {"id": "1", "case_id": "a", "opened": f"{MONDAY}T10:00", "closed": "2026-03-06T10:00"}
    tables = {
        "holds": [{"case_id": "a", "began": "2026-03-03", "ended": "2026-03-03"}],
        "waits": [{"case_id": "a", "began": "2026-03-03T12:00", "ended": "2026-03-04T10:00"}],
    }
    found = judged(rule_set, [record], tables, engine)
    told = {rule: each["1"].observed.text for rule, each in found.items() if each["1"].observed is not None}
    assert told["elapsed"] == "62 hours"
    assert told["working"] == "20 working hours"
    assert found["by-day"]["1"].outcome is Outcome.KEPT
    assert told["days"] == "2 working days 14 hours"


# ---- meaning


def between(*ends: str) -> dict[str, Any]:
    """A limit, and pauses from one field to the next."""
    pairs = zip(ends[::2], ends[1::2], strict=True)
    return {"within": "1 hour", "pauses": [{"from": since, "to": until} for since, until in pairs]}


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"pauses": [WAITS]}, "without a limit nothing is timed, so pauses change nothing"),
        (between("waits.began", "other.ended"), "a pause is two fields of the records, or two fields of one table"),
        (between("waits.began", "waits.began"), "'from' and 'to' are the same field"),
        (between("waits.key", "waits.ended"), "a pause needs a moment or a date; 'waits.key' is a text"),
        (
            between("waits.began", "waits.ended", "other.began", "other.ended"),
            "the tables 'waits' and 'other' go with the records by different fields",
        ),
        (
            between("of_rules.began", "of_rules.ended"),
            "the table 'of_rules' goes with rules, and a pause is of a record",
        ),
    ],
)
def test_pauses_that_cannot_be_counted_are_told(keys: dict[str, Any], message: str) -> None:
    moment = MomentField(type="moment")
    ends = {f"{table}.{end}": moment for table in ("waits", "other", "of_rules") for end in ("began", "ended")}
    fields = {"at": moment, "key": TextField(type="text"), "waits.key": TextField(type="text"), **ends}
    columns = Columns(fields, matches={"waits": "key", "other": "at", "of_rules": "rule"})
    written = {"kind": "follow_up", "after": {"key": "a"}, "never": {"key": "b"}, "same": "key", "at": "at", **keys}
    measure = FollowUp.model_validate(written)
    assert message in [misfit.message for misfit in measure.misfits(columns)]


# ---- any pauses at all


Spans = list[tuple[int, int | None]]


def spans(longest: int) -> st.SearchStrategy[Spans]:
    """Pauses in minutes, of which some have no end."""
    lengths = st.one_of(st.none(), st.integers(0, longest))
    pairs = st.tuples(st.integers(0, longest), lengths)
    return st.lists(pairs.map(lambda pair: (pair[0], None if pair[1] is None else pair[0] + pair[1])), max_size=6)


MINUTES = st.integers(0, 60)
CASES = st.lists(st.tuples(MINUTES, MINUTES, spans(70), spans(70), st.booleans()), min_size=1, max_size=32)


@settings(max_examples=8, deadline=None)
@given(CASES)
def test_what_is_left_is_what_no_pause_covers(made: list[tuple[int, int, Spans, Spans, bool]]) -> None:
    rule_set = rules_with_pauses({"elapsed": {"within": "24 hours", "pauses": [WAITS, WAITS_TOO, OWN]}})
    records: list[dict[str, Any]] = []
    waits: list[dict[str, Any]] = []
    too: list[dict[str, Any]] = []
    expected: dict[str, int] = {}
    for number, (one, other, first, second, is_paused) in enumerate(made):
        start, stop = min(one, other), max(one, other)
        own: Spans = [(start + 1, start + 3)] if is_paused else []
        covered = [(since, stop if until is None else until) for since, until in (*first, *second, *own)]
        # From one end to the next nothing changes: all of that is covered, or nothing.
        ends = sorted({start, stop, *(end for span in covered for end in span if start < end < stop)})
        free = [
            until_then - since_then
            for since_then, until_then in pairwise(ends)
            if not any(since <= since_then and until_then <= until for since, until in covered)
        ]
        expected[str(number)] = sum(free)
        ids = {"id": str(number), "case_id": f"k{number}"}
        own_ends = {"own_from": moment(start + 1), "own_to": moment(start + 3)} if is_paused else {}
        records.append({**ids, "opened": moment(start), "closed": moment(stop), **own_ends})
        for rows, table in ((first, waits), (second, too)):
            table += [{"case_id": f"k{number}", "began": moment(a), "ended": moment(b)} for a, b in rows]
    found = judged(rule_set, records, {"waits": waits, "waits_too": too}, "duckdb")["elapsed"]
    assert {record: finding.observed and finding.observed.amount for record, finding in found.items()} == {
        record: minutes * 60_000_000 for record, minutes in expected.items()
    }


# ---- many of them


def random_rows(random: Random, keys: Sequence[str], number: int) -> list[dict[str, Any]]:
    rows = []
    for _ in range(number):
        since = random.randrange(0, 12 * 24 * 60)
        until = None if random.random() < 0.1 else since + random.randrange(0, 3 * 24 * 60)
        rows.append({"key": random.choice(keys), "since": since, "until": until})
    return rows


def moment(minutes: int | None) -> str | None:
    """A moment so many minutes after the start of March in Warsaw, written with its offset."""
    return None if minutes is None else (START + timedelta(minutes=minutes)).isoformat()


START = datetime(2026, 3, 22, 23, tzinfo=UTC)
"""A week before the clocks go forward in Warsaw."""


def works(minute: int) -> bool:
    local = (START + timedelta(minutes=minute)).astimezone(WARSAW)
    return local.weekday() < 5 and (9 <= local.hour < 12 or 13 <= local.hour < 17)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(3))
def test_random_pauses_come_out_minute_by_minute(engine: str, seed: int) -> None:
    random = Random(seed)
    keys = [f"k{number}" for number in range(12)]
    rows = random_rows(random, keys, 40)
    records, expected = [], {}
    for number in range(60):
        key = random.choice([*keys, "nobody"])
        start, stop = sorted(random.randrange(0, 14 * 24 * 60) for _ in range(2))
        (own,) = random_rows(random, [key], 1)
        has_own = random.random() < 0.7
        cases = [row for row in rows if row["key"] == key] + ([own] if has_own else [])
        spans = [(row["since"], stop if row["until"] is None else row["until"]) for row in cases]
        counts = [each for each in range(start, stop) if not any(since <= each < until for since, until in spans)]
        expected[str(number)] = (len(counts), sum(map(works, counts)))
        records.append(
            {
                "id": str(number),
                "case_id": key,
                "opened": moment(start),
                "closed": moment(stop),
                "own_from": moment(own["since"]) if has_own else None,
                "own_to": moment(own["until"]) if has_own else None,
            }
        )
    pauses = [WAITS, OWN]
    measures = {
        "elapsed": {"within": "100 hours", "pauses": pauses},
        "working": {"within": "20 working hours", "calendar": "office", "pauses": pauses},
    }
    rule_set = rules_with_pauses(measures, calendars={"office": OFFICE})
    table = [{"case_id": row["key"], "began": moment(row["since"]), "ended": moment(row["until"])} for row in rows]
    found = judged(rule_set, records, {"waits": table}, engine)
    for place, (rule, most) in enumerate((("elapsed", 100), ("working", 20))):
        for record, used in expected.items():
            finding = found[rule][record]
            observed = finding.observed
            assert observed is not None
            assert observed.amount == used[place] * 60_000_000, (rule, record)
            assert (finding.outcome is Outcome.KEPT) == (used[place] <= most * 60)
