"""Small changes of how time is counted, and moments that tell them from the rule as it is."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from checker.calendars import Calendar
from checker.fields import Columns, MomentField
from checker.measures.elapsed_time import ElapsedTime
from checker.ruletests.clock_cells import counts_by_calendar, ends_by_calendar, starts_by_calendar
from checker.ruletests.clock_changes import clock_changes, ends_with_its_day
from checker.ruletests.testing import run_tests

CALENDARS = {"office": Calendar.model_validate({"hours": {"mon-fri": ["08:00-17:00"]}})}
COLUMNS = Columns(
    {"a": MomentField(type="moment"), "b": MomentField(type="moment")}, ZoneInfo("UTC"), calendars=CALENDARS
)


def measure(**keys: Any) -> ElapsedTime:
    return ElapsedTime.model_validate({"kind": "elapsed_time", "from": "a", "to": "b", **keys})


@pytest.mark.parametrize(
    ("within", "instead"),
    [
        ("16 working hours", "16 hours"),
        ("3 working days", "3 calendar days"),
        ({"field": "agreed", "unit": "working hours"}, {"field": "agreed", "unit": "hour"}),
        (
            [{"when": {"a": {"is": "present"}}, "then": "2 working days"}, {"otherwise": "5 hours"}],
            [{"when": {"a": {"is": "present"}}, "then": "2 calendar days"}, {"otherwise": "5 hours"}],
        ),
    ],
)
def test_without_its_calendar_a_limit_counts_all_time(within: Any, instead: Any) -> None:
    (change,) = clock_changes(measure(within=within, calendar="office"), ("rules", 0, "measure"))
    assert (change.trail[-1], change.said) == ("calendar", "calendar: removed, so that all time counts")
    assert change.part.model_dump() == measure(within=instead).model_dump()


def test_the_only_pause_is_removed() -> None:
    (change,) = clock_changes(measure(within="4 hours", pauses=[{"from": "a", "to": "b"}]), ("measure",))
    assert change.said == "pauses: removed, so that all time counts"
    assert change.part.pauses == ()


def test_of_several_pauses_each_is_removed() -> None:
    pauses = [{"from": "a", "to": "b"}, {"from": "waits.began", "to": "waits.ended"}]
    changes = list(clock_changes(measure(within="4 hours", pauses=pauses), ("measure",)))
    assert [(change.trail, change.said) for change in changes] == [
        (("measure", "pauses", 0), "pauses: the one from a removed, so that its time counts"),
        (("measure", "pauses", 1), "pauses: the one from waits.began removed, so that its time counts"),
    ]
    assert [[pause.from_ for pause in change.part.pauses] for change in changes] == [["waits.began"], ["a"]]


def test_elapsed_time_has_no_calendar_to_remove() -> None:
    assert not list(clock_changes(measure(within="4 hours"), ("measure",)))
    assert not counts_by_calendar(measure(within="4 hours"))


def test_calendar_days_end_with_their_day() -> None:
    assert ends_with_its_day(measure(within="3 calendar days"))
    assert not ends_with_its_day(measure(within="3 working days", calendar="office"))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_limit_is_tried_where_it_is_used_up() -> None:
    ends = set(
        ends_by_calendar(moment("2026-03-06T10:00"), [measure(within="7 working hours", calendar="office")], 1, COLUMNS)
    )
    assert {moment("2026-03-06T17:00"), moment("2026-03-06T17:00:00.000001"), moment("2026-03-09T08:00")} <= ends
    days = measure(within="1 working day", calendar="office")
    ends = set(ends_by_calendar(moment("2026-03-06T10:00"), [days], 1, COLUMNS))
    assert {moment("2026-03-09T10:00"), moment("2026-03-09T10:00:00.000001"), moment("2026-03-10T00:00")} <= ends


def test_an_open_record_is_tried_where_its_limit_just_passes() -> None:
    as_of = moment("2026-03-09T10:00")
    starts = set(starts_by_calendar(as_of, [measure(within="4 working hours", calendar="office")], 1, COLUMNS))
    assert moment("2026-03-06T15:00") in starts
    starts = set(starts_by_calendar(as_of, [measure(within="1 working day", calendar="office")], 1, COLUMNS))
    assert moment("2026-03-06T10:00") in starts


PAUSED = """
rule_set: paused
title: Paused
version: "1"
records: {called: case, id: id, time_zone: UTC, fields: {id: {type: text}, key: {type: text}, a: {type: moment}, b: {type: moment}}}
tables: {waits: {match: key, fields: {key: {type: text}, began: {type: moment}, ended: {type: moment}}}}
rules:
  - {id: closed, title: Closed, measure: {kind: elapsed_time, from: a, to: b, within: 4 hours, pauses: [{from: waits.began, to: waits.ended}]}}
"""  # noqa: E501

CASES = """
rule_set: paused
defaults: {a: 2026-03-02 08:00, key: k}
cases:
  - name: an hour more where an hour was paused
    records: [{id: 1, b: 2026-03-02 13:00}]
    tables: {waits: [{key: k, began: 2026-03-02 09:00, ended: 2026-03-02 10:00}]}
    expect: {closed: {outcome: kept, observed: 4 hours}}
"""


def test_cases_notice_that_pauses_of_a_table_count_no_more(tmp_path: Path) -> None:
    (tmp_path / "paused.yaml").write_text(PAUSED, "utf-8")
    (tmp_path / "paused.tests.yaml").write_text(CASES, "utf-8")
    (file,) = run_tests([tmp_path / "paused.yaml"], mutation=True).files
    assert not file.cases[0].mismatches
    assert file.mutation is not None
    unnoticed = [each.said for each in file.mutation.survivors]
    assert not [said for said in unnoticed if "pauses" in said]
    assert "open_records: by_limit -> breach" in " ".join(unnoticed)
