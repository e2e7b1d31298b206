"""Working time against the published and the random vectors beside the project; skipped where they are absent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from checker.calendars import Calendar, clock_text, parse_clock
from checker.due_moments import due_by_working_days, due_by_working_time
from checker.durations import MICROSECONDS
from checker.engines.engine import Engine
from checker.fields import moment_number
from checker.frozen_calendars import FrozenCalendar
from tests.engines.available import ENGINES
from tests.made_up.clocks import an_engine, asked, columns_of, worked_at

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "vectors"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the vectors are not there")


def read(name: str) -> list[dict[str, Any]]:
    if not FOLDER.is_dir():
        return []
    vectors: list[dict[str, Any]] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))["vectors"]
    return vectors


def calendar_of(written: dict[str, Any]) -> Calendar:
    """A vector's calendar as ours; its holidays and its breaks of single dates are dates with other hours."""
    hours = {day: parts_of(parts) for day, parts in written["hours"].items()}
    dates = {day: parts_of(parts) for day, parts in written.get("overrides", {}).items()}
    for day, breaks in written.get("breaks", {}).items():
        weekday = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[date.fromisoformat(day).weekday()]
        usual = written.get("overrides", {}).get(day, written["hours"].get(weekday, []))
        dates[day] = parts_of(without(usual, breaks))
    dates |= {day: [] for day in written.get("holidays", [])}
    return Calendar.model_validate({"hours": hours, "dates": dates, "time_zone": written["time_zone"]})


def parts_of(parts: list[list[str]]) -> list[str]:
    return [f"{start}-{end}" for start, end in sorted(parts)]


def without(parts: list[list[str]], breaks: list[list[str]]) -> list[list[str]]:
    """The parts of a day without its breaks, minute by minute."""
    minutes = {minute for start, end in parts for minute in range(parse_clock(start), parse_clock(end))}
    minutes -= {minute for start, end in breaks for minute in range(parse_clock(start), parse_clock(end))}
    starts = sorted(minute for minute in minutes if minute - 1 not in minutes)
    ends = sorted(minute + 1 for minute in minutes if minute + 1 not in minutes)
    return [[clock_text(start), clock_text(end)] for start, end in zip(starts, ends, strict=True)]


def moment(written: str) -> int:
    return moment_number(datetime.fromisoformat(written))


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    with an_engine(request.param) as engine:
        yield engine


def used(engine: Engine, vectors: list[dict[str, Any]]) -> list[int | None]:
    """The microseconds of working time between the moments of vectors of one calendar, without their pauses."""
    records: dict[str, list[int | None]] = {
        "start": [moment(vector["start"]) for vector in vectors],
        "stop": [moment(vector["end"]) for vector in vectors],
    }
    pauses = []
    for number in range(max(len(vector.get("pauses", [])) for vector in vectors)):
        spans = [vector.get("pauses", [])[number : number + 1] for vector in vectors]
        for place, name in enumerate(("since", "until")):
            records[f"{name}_{number}"] = [moment(span[0][place]) if span else None for span in spans]
        pauses.append({"from": f"since_{number}", "to": f"until_{number}"})
    columns = columns_of(records, {"office": calendar_of(vectors[0]["calendar"])}, "UTC")
    (found,) = asked(engine, records, columns, {"within": "1 working hour", "pauses": pauses})
    return [amount for amount, _ in found]


def test_the_published_vectors_of_working_time_are_exact(engine: Engine) -> None:
    vectors = [vector for vector in read("working_time_published") if vector["kind"] == "elapsed"]
    assert len(vectors) == 36
    by_calendar: dict[str, list[dict[str, Any]]] = {}
    for vector in vectors:
        if moment(vector["end"]) < moment(vector["start"]):  # which is faulty evidence before anything is counted
            assert vector.get("expected_seconds", vector.get("expected_minutes")) == 0
        else:
            by_calendar.setdefault(json.dumps(vector["calendar"], sort_keys=True), []).append(vector)
    for together in by_calendar.values():
        expected = [vector.get("expected_seconds", vector.get("expected_minutes", 0) * 60) for vector in together]
        assert used(engine, together) == [seconds * MICROSECONDS["second"] for seconds in expected], together


TOGETHER = 25
"""So many calendars are asked for in one question."""


def test_the_random_vectors_of_working_time_are_exact(engine: Engine) -> None:
    vectors = sorted(read("working_time_random"), key=lambda vector: vector["start"])
    assert len(vectors) == 400
    for first in range(0, len(vectors), TOGETHER):
        some = vectors[first : first + TOGETHER]
        ends = [[moment(vector["start"]), moment(vector["end"])] for vector in some]
        found = worked_at(engine, ends, [calendar_of(vector["calendar"]) for vector in some])
        assert [after - before for before, after in found] == [
            vector["expected_seconds"] * MICROSECONDS["second"] for vector in some
        ]


def frozen_of(vector: dict[str, Any]) -> FrozenCalendar:
    return FrozenCalendar(calendar_of(vector["calendar"]), ZoneInfo(vector["calendar"]["time_zone"]))


def test_the_random_vectors_come_due_where_they_say() -> None:
    for number, vector in enumerate(read("working_time_random")):
        amount = vector["duration_seconds"] * MICROSECONDS["second"]
        due = due_by_working_time(frozen_of(vector), moment(vector["start"]), amount, at_opening=True)
        assert due == moment(vector["expected_due"]), number


def due_of(vector: dict[str, Any], *, at_opening: bool) -> int | None:
    """When a vector's budget is used up; its pauses are taken off until nothing changes any more."""
    calendar, start = frozen_of(vector), moment(vector["start"])
    amount = vector["duration_seconds"] * MICROSECONDS["second"]
    pauses = [(moment(since), moment(until)) for since, until in vector.get("pauses", [])]
    paused = 0
    while True:
        due = due_by_working_time(calendar, start, amount + paused, at_opening=at_opening)
        assert due is not None
        spans = [(max(since, start), min(until, due)) for since, until in pauses if until > start and since < due]
        off = sum((calendar.worked(until) or 0) - (calendar.worked(since) or 0) for since, until in spans)
        if off == paused:
            return due
        paused = off


def test_the_published_vectors_come_due_where_they_say() -> None:
    vectors = [vector for vector in read("working_time_published") if vector["kind"] == "due"]
    vectors = [vector for vector in vectors if vector["reference_agrees"]]
    assert len(vectors) == 44
    for vector in vectors:
        due = {at_opening: due_of(vector, at_opening=at_opening) for at_opening in (False, True)}
        if "tie" in vector:
            assert due[vector["tie"] == "next_open"] == moment(vector["expected"]), vector["id"]
        else:
            assert moment(vector["expected"]) in due.values(), vector["id"]


def test_the_published_vectors_of_working_days_come_due_where_they_say() -> None:
    """Days back: what came due now began then. Until the end of a day: of its working hours."""
    vectors = [vector for vector in read("working_time_published") if vector["kind"] == "due_working_days"]
    assert len(vectors) == 4
    for vector in vectors:
        calendar, days = frozen_of(vector), vector["working_days"]
        start, expected = moment(vector["start"]), moment(vector["expected"])
        if vector["mode"] == "end_of_day":
            day, _ = calendar.local.clock(expected)
            calendar.reach(day, day)
            assert expected == calendar.days[day].parts[-1][1], vector["id"]
            _, clock = calendar.local.clock(start)
            expected = calendar.local.moment(day, clock)
        first, last = (start, expected) if days > 0 else (expected, start)
        assert due_by_working_days(calendar, first, abs(days)) == last, vector["id"]
