"""How far from their limits records lie: what lies exactly on an end belongs to the step on the kept side of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import checker.evidence
import checker.wanted
from checker.evaluation import Audit, evaluate
from checker.outcomes import Outcome
from checker.periods import parse_as_of
from checker.results import RuleResult
from tests.engines.available import ENGINES
from tests.made_up.prepare import of, write_records

HOUR = 3_600_000_000
FIELDS: dict[str, Any] = {
    "id": {"type": "text"},
    "segment": {"type": "choice", "of": ["A", "B"]},
    "began": {"type": "moment"},
    "ended": {"type": "moment"},
    "promised": {"type": "date"},
    "actual": {"type": "date"},
    "score": {"type": "whole_number", "at_least": 0, "at_most": 1000},
    "excused": {"type": "yes_no"},
}
TWENTY_HOURS = {"kind": "elapsed_time", "from": "began", "to": "ended", "within": "20 hours"}
BEGAN = datetime(2026, 3, 2, 8)


def result(
    measure: dict[str, Any], rows: list[dict[str, str]], folder: Path, engine: str = "duckdb", **more: Any
) -> RuleResult:
    rule_set = of({"id": "r", "title": "Rule", "measure": measure, **more}, id="id", fields=FIELDS)
    exclusion = {"id": "excused", "when": {"excused": "yes"}, "because": "It was excused."}
    rule_set = type(rule_set).model_validate(
        rule_set.model_dump(by_alias=True, exclude_unset=True) | {"exclusions": [exclusion]}
    )
    path = folder / "records.csv"
    whole: dict[str, str] = dict.fromkeys(FIELDS, "")
    write_records(FIELDS, [whole | {"id": str(number), "excused": "no"} | row for number, row in enumerate(rows)], path)
    audit = Audit(as_of=parse_as_of("2026-03-09T08:00:00+01:00"), engine=engine)
    ((rule,),) = (within.rules for within in evaluate(rule_set, [path], audit).rule_sets)
    return rule


def lasting(*hours: float | timedelta) -> list[dict[str, str]]:
    spans = [each if isinstance(each, timedelta) else timedelta(hours=each) for each in hours]
    return [{"began": str(BEGAN), "ended": str(BEGAN + span)} for span in spans]


def late_by(*days: int) -> list[dict[str, str]]:
    promised = date(2026, 3, 20)
    return [{"promised": str(promised), "actual": str(promised + timedelta(days=each))} for each in days]


def steps(rule: RuleResult) -> dict[tuple[float | None, float | None], int]:
    return {(each.from_, each.until): each.units for each in rule.distribution if each.units}


SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("hours", "start", "until"),
    [
        (10, 0, 0.5), (15, 0.5, 0.75), (18, 0.75, 0.9), (20, 0.9, 1),
        (22, 1, 1.1), (25, 1.1, 1.25), (30, 1.25, 1.5), (40, 1.5, 2),
    ],
)  # fmt: skip
def test_a_time_is_in_the_step_whose_end_it_reaches_and_a_second_more_in_the_next(
    hours: int, start: float, until: float, engine: str, tmp_path: Path
) -> None:
    exactly = timedelta(hours=hours)
    rule = result(TWENTY_HOURS, lasting(exactly - SECOND, exactly, exactly + SECOND, 500), tmp_path, engine)
    found = steps(rule)
    assert found.pop((start or None, until)) == 2
    following = [each for each in rule.distribution if each.from_ == until]
    assert found == {(until, following[0].until): 1, (2, None): 1} if until < 2 else found == {(2, None): 2}


def test_what_is_kept_lies_before_the_limit_and_what_breaches_beyond_it(tmp_path: Path) -> None:
    rule = result(TWENTY_HOURS, lasting(1, 20, 21, 90), tmp_path)
    assert [each.kept for each in rule.distribution] == [True] * 4 + [False] * 5
    assert {each.unit for each in rule.distribution} == {"share of the limit"}
    assert sum(each.units for each in rule.distribution if each.kept) == 2 == rule.outcomes[Outcome.KEPT]
    assert sum(each.units for each in rule.distribution if not each.kept) == 2 == rule.outcomes[Outcome.BREACH]
    assert rule.distribution_of is None


def test_every_record_is_measured_by_its_own_limit(tmp_path: Path) -> None:
    limits = [{"when": {"segment": "A"}, "then": "10 hours"}, {"otherwise": "1 calendar day"}]
    rows = [row | {"segment": segment} for row, segment in zip(lasting(9, 12, 60), "AAB", strict=True)]
    rule = result(TWENTY_HOURS | {"within": limits}, rows, tmp_path)
    assert steps(rule) == {(0.75, 0.9): 1, (1.1, 1.25): 1, (1.5, 2): 1}  # 2 days, of 1


def test_an_open_breach_counts_the_time_it_has_waited(tmp_path: Path) -> None:
    rows = [*lasting(5), {"began": str(datetime(2026, 3, 8, 7))}, {"began": str(datetime(2026, 3, 9, 7))}]
    rule = result(TWENTY_HOURS, rows, tmp_path)
    assert rule.outcomes[Outcome.PENDING] == 1
    assert steps(rule) == {(None, 0.5): 1, (1.1, 1.25): 1}  # open for 25 hours of 20


def test_an_open_record_that_is_a_breach_whatever_it_waited_is_in_no_step(tmp_path: Path) -> None:
    rule = result(TWENTY_HOURS | {"open_records": "breach"}, [*lasting(5), {"began": str(BEGAN)}], tmp_path)
    assert rule.outcomes[Outcome.BREACH] == 1
    assert steps(rule) == {(None, 0.5): 1}


def test_what_is_excluded_or_undetermined_is_in_no_step(tmp_path: Path) -> None:
    rows = [*lasting(5, 50), lasting(60)[0] | {"excused": "yes"}, {"ended": str(BEGAN)}]
    rule = result(TWENTY_HOURS, rows, tmp_path)
    assert (rule.outcomes[Outcome.EXCLUDED], rule.outcomes[Outcome.UNDETERMINED]) == (1, 1)
    assert steps(rule) == {(None, 0.5): 1, (2, None): 1}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_promised_date_is_told_by_days_from_the_last_that_keeps_it(engine: str, tmp_path: Path) -> None:
    measure = {"kind": "promise_kept", "promised": "promised", "actual": "actual", "late": "1 calendar day"}
    rule = result(measure, late_by(-7, -6, -5, 0, 1, 2, 3, 4, 8, 9, 31, 32), tmp_path, engine)
    assert {each.unit for each in rule.distribution} == {"calendar days"}
    assert steps(rule) == {
        (None, -7): 2, (-7, -1): 2, (-1, 0): 1, (0, 1): 1, (1, 2): 1, (2, 7): 2, (7, 30): 2, (30, None): 1,
    }  # fmt: skip


def test_a_promised_moment_is_told_by_hours(tmp_path: Path) -> None:
    measure = {"kind": "promise_kept", "promised": "began", "actual": "ended"}
    rule = result(measure, lasting(-24, -1, 0, 0.25, 1, 24, 25), tmp_path)
    assert {each.unit for each in rule.distribution} == {"elapsed"}
    found = {(start and start / HOUR, until and until / HOUR): units for (start, until), units in steps(rule).items()}
    assert found == {
        (None, -24): 1, (-24, -1): 1, (-1, 0): 1, (0, 0.25): 1, (0.25, 1): 1, (4, 24): 1, (24, None): 1,
    }  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
def test_a_score_that_reaches_its_mark_is_in_the_first_step_beyond_it(engine: str, tmp_path: Path) -> None:
    measure = {"kind": "checklist", "items": [{"field": "score"}], "pass_mark": "80 %"}
    rule = result(measure, [{"score": str(score)} for score in (399, 400, 799, 800, 879, 880)], tmp_path, engine)
    assert steps(rule) == {(None, 0.5): 1, (0.5, 0.75): 1, (0.9, 1): 1, (1, 1.1): 2, (1.1, None): 1}
    assert [each.kept for each in rule.distribution] == [False] * 4 + [True] * 2


@pytest.mark.parametrize(
    "measure",
    [
        {"kind": "requirement", "must": {"excused": "no"}},
        {"kind": "promise_kept", "promised": "began", "actual": "ended", "early": "1 hour"},
        TWENTY_HOURS | {"by": "day"},
    ],
    ids=["no number", "a limit on both sides", "a limit that its day ends"],
)
def test_without_one_limit_that_decides_there_are_no_steps(measure: dict[str, Any], tmp_path: Path) -> None:
    rule = result(measure, [*lasting(5, 90, -5), *late_by(4)], tmp_path)
    assert rule.distribution == ()


def test_a_rule_without_a_breach_has_no_steps(tmp_path: Path) -> None:
    assert result(TWENTY_HOURS, lasting(5), tmp_path).distribution == ()


def test_of_very_many_records_the_first_are_told_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checker.evidence, "LEAST_RECORDS", 10)
    monkeypatch.setattr(checker.wanted, "MOST_FINDINGS", 2)
    rule = result(TWENTY_HOURS, lasting(*[5, 90] * 50), tmp_path)
    assert rule.distribution_of == 10
    assert steps(rule) == {(None, 0.5): 5, (2, None): 5}


def test_a_limit_beyond_all_measure_is_counted_like_any_other(tmp_path: Path) -> None:
    within = {"field": "score", "unit": "hours"}
    rows = [row | {"score": score} for row, score in zip(lasting(5, 90), ("1000", "1"), strict=True)]
    assert steps(result(TWENTY_HOURS | {"within": within}, rows, tmp_path)) == {(None, 0.5): 1, (2, None): 1}
