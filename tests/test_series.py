"""Over which time a series of events is looked at, and what an audit must say of it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from checker.evaluation import Audit, evaluate
from checker.fields import Columns, TextField, moment_number
from checker.periods import parse_as_of, parse_period
from checker.problems import CheckerError
from checker.results import Finding, RuleResult
from checker.ruleset.model import RuleSet
from checker.series import Stretch
from tests.made_up.prepare import of, write_records

WARSAW = ZoneInfo("Europe/Warsaw")
EVENTS = {
    "event_id": {"type": "text"},
    "customer": {"type": "text"},
    "kind": {"type": "text"},
    "at": {"type": "moment"},
}
GAP = {"kind": "recurrence", "at": "at", "within": "30 calendar days"}
EACH_MONTH = {"kind": "recurrence", "at": "at", "every": "month", "at_least": "1"}
YEAR = "2026-01-01..2026-12-31"


def rule(name: str = "regular", **more: Any) -> dict[str, Any]:
    return {"id": name, "title": "Regular", "per": "customer", "measure": GAP, **more}


def judged(
    folder: Path, rules: RuleSet, at: str, *, as_of: str | None = "2026-07-01T00:00:00+02:00", period: str | None = YEAR
) -> list[RuleResult]:
    """What becomes of one customer with events at these moments, each with its kind where one is named: `9 call`."""
    rows = [
        dict(zip(EVENTS, (f"e{place:02}", "A", *event.partition(" ")[::-2]), strict=True))
        for place, event in enumerate(at.split(", "))
    ]
    write_records(EVENTS, rows, folder / "events.csv")
    audit = Audit(as_of=parse_as_of(as_of) if as_of else None, period=parse_period(period) if period else None)
    return list(evaluate(rules, [folder / "events.csv"], audit).rule_sets[0].rules)


def outcomes(result: RuleResult) -> dict[str, int]:
    return {outcome.value: number for outcome, number in result.outcomes.items() if number}


def found(result: RuleResult) -> Finding:
    (finding,) = result.findings
    return finding


def events(*rules: dict[str, Any], **records: Any) -> RuleSet:
    return of(*rules, fields=EVENTS, id="event_id", **records)


# ---- the time that is looked at --------------------------------------------------------------------------------------


def test_the_days_of_the_period_begin_in_the_zone_of_the_records() -> None:
    as_of = moment_number(datetime(2026, 6, 1, 12, tzinfo=WARSAW))
    columns = Columns({"a": TextField(type="text")}, time_zone=WARSAW, as_of=as_of, covered=(20454, 20543))
    stretch = Stretch.of(columns)
    assert stretch.start == moment_number(datetime(2026, 1, 1, tzinfo=WARSAW))
    assert stretch.after == moment_number(datetime(2026, 4, 1, tzinfo=WARSAW))
    assert stretch.ends(by_day=True) == (20454, 20543)
    assert stretch.ends(by_day=False) == (stretch.start, stretch.after)


@pytest.mark.parametrize(
    ("period", "as_of", "told"),
    [
        ("2026-01-01..2026-01-31", "2026-07-01T00:00:00+02:00", {"kept": 1}),
        ("2026-01-01..2026-02-01", "2026-07-01T00:00:00+02:00", {"breach": 1}),
        ("2026-01-01..2026-12-31", "2026-01-31T23:59:59+01:00", {"kept": 1}),
        ("2026-01-01..2026-12-31", "2026-02-01T00:00:00+01:00", {"breach": 1}),
        ("2026-01-01..2026-12-31", "2026-01-01T00:00:00+01:00", {"kept": 1}),
        ("2026-01-01..2026-12-31", "2025-12-31T23:59:59+01:00", {"pending": 1}),
    ],
)
def test_it_ends_with_the_period_or_with_the_as_of_day(
    period: str, as_of: str, told: dict[str, int], tmp_path: Path
) -> None:
    (result,) = judged(tmp_path, events(rule()), "2026-08-01T10:00:00", as_of=as_of, period=period)
    assert outcomes(result) == told


@pytest.mark.parametrize(
    ("in_force", "told", "since"),
    [
        ({"from": "2026-06-01"}, {"kept": 1}, None),
        ({"from": "2026-05-31"}, {"breach": 1}, "2026-05-31"),
        ({"until": "2026-01-31"}, {"kept": 1}, None),
        ({"until": "2026-02-01"}, {"breach": 1}, "2026-01-01"),
        ({"from": "2025-01-01", "until": "2025-12-31"}, {"out_of_scope": 1}, None),
    ],
)
def test_a_promise_counts_from_its_first_day_to_its_last(
    in_force: dict[str, str], told: dict[str, int], since: str | None, tmp_path: Path
) -> None:
    made = events(rule(in_force=in_force), dated_by="at")
    at = "2026-01-01T00:00:00" if "until" in in_force else "2026-07-01T10:00:00"
    (result,) = judged(tmp_path, made, at)
    assert outcomes(result) == told
    assert since is None or found(result).evidence["no event from"] == since


# ---- what an audit must say ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "period"), [(None, YEAR), ("2026-07-01T00:00:00+02:00", None), (None, None)], ids=str
)
def test_without_a_period_or_a_moment_nothing_is_judged(as_of: str | None, period: str | None, tmp_path: Path) -> None:
    with pytest.raises(CheckerError, match="--period 2026-Q3 --as-of"):
        judged(tmp_path, events(rule()), "2026-08-01T10:00:00", as_of=as_of, period=period)


# ---- which records are events ----------------------------------------------------------------------------------------

CALLS = {"kind": "call"}


@pytest.mark.parametrize(
    ("at", "outcome"),
    [
        ("2026-01-15T10:00:00 call", "kept"),
        ("2026-01-15T10:00:00 visit, 2026-03-01T10:00:00 call", "breach"),
        ("2026-01-15T10:00:00 , 2026-03-01T10:00:00 call", "undetermined"),
        ("2026-04-15T10:00:00 , 2026-03-01T10:00:00 call", "breach"),
    ],
)
def test_records_of_which_the_rule_does_not_speak_are_no_events_and_unclear_ones_may_be(
    at: str, outcome: str, tmp_path: Path
) -> None:
    (result,) = judged(tmp_path, events(rule(scope=CALLS)), at, as_of="2026-02-14T00:00:00+01:00")
    assert outcomes(result) == {outcome: 1}


def test_a_finding_tells_when_nothing_came_and_in_which_month_least(tmp_path: Path) -> None:
    made = events(rule("gap"), rule("each-month", measure=EACH_MONTH))
    at = "2026-01-05T10:00:00, 2026-02-20T10:00:00, 2026-03-01T10:00:00, 2026-05-01T10:00:00, 2026-06-05T10:00:00"
    gap, month = (found(result) for result in judged(tmp_path, made, at))
    assert gap.observed is not None
    assert gap.observed.text == "61 calendar days"
    assert gap.evidence == {
        "no event from": "2026-03-01", "no event until": "2026-05-01", "events": "5", "customer": "A",
    }  # fmt: skip
    assert month.evidence == {"fewest events in": "2026-04", "customer": "A"}


@pytest.mark.parametrize(
    ("at", "since", "until", "number"),
    [
        ("2026-04-01T00:00:00, 2026-04-20T10:00:00", "2026-01-01", "2026-04-01", "2"),
        ("2026-01-10T10:00:00, 2026-02-01T10:00:00", "2026-02-01", "2026-05-10", "2"),
        ("2026-01-20T10:00:00, 2026-05-10T12:00:00", "2026-01-20", "2026-05-10", "2"),
        ("2026-01-20T10:00:00, 2026-05-10T12:00:01", "2026-01-20", "2026-05-10", "1"),
    ],
    ids=["before the first", "after the last", "at the as-of moment", "a second later"],
)
def test_the_longest_time_is_told_wherever_it_lies(
    at: str, since: str, until: str, number: str, tmp_path: Path
) -> None:
    (result,) = judged(tmp_path, events(rule()), at, as_of="2026-05-10T12:00:00+02:00")
    told = found(result).evidence
    assert (told["no event from"], told["no event until"], told["events"]) == (since, until, number)


def test_the_first_moment_after_the_period_does_not_prolong_it(tmp_path: Path) -> None:
    (result,) = judged(tmp_path, events(rule()), "2026-02-01T00:00:00", period="2026-01-01..2026-01-31")
    assert outcomes(result) == {"kept": 1}
