"""Real audit records, as they are, give the counts that are known of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.cli import run
from checker.evaluation import Audit, evaluate
from checker.outcomes import Outcome
from checker.periods import parse_as_of
from checker.results import Results, RuleResult, RuleSetResult
from checker.ruleset.loading import load_rule_set

RULES = Path(__file__).parent / "real_records"
RECORDS = Path(__file__).parents[2] / "shared" / "data"

OLIST = "olist_orders_8135.csv.gz"
BOSTON = "boston311_2015_2024_slim.csv.gz"
BEFORE_THE_TARGETS = "2022-01-01T00:00:00-05:00"
AFTER_THE_TARGETS = "2023-01-01T00:00:00-05:00"

pytestmark = pytest.mark.skipif(not RECORDS.is_dir(), reason="the real records are not on this machine")


def judged(rules: str, records: str, as_of: str | None = None) -> RuleSetResult:
    audit = Audit(as_of=parse_as_of(as_of) if as_of else None)
    (result,) = evaluate(load_rule_set(RULES / f"{rules}.yaml"), [RECORDS / records], audit).rule_sets
    return result


def rule(result: RuleSetResult, name: str) -> RuleResult:
    return next(rule for rule in result.rules if rule.id == name)


def counts(found: RuleResult) -> dict[str, int]:
    """The outcomes that occurred; for every rule they add up to its units."""
    assert sum(found.outcomes.values()) == found.units
    return {outcome.value: count for outcome, count in found.outcomes.items() if count}


@pytest.mark.parametrize(
    ("rules", "records", "as_of", "name", "expected"),
    [
        ("olist-by-date", OLIST, None, "on-time",
         {"kept": 4822, "breach": 342, "out_of_scope": 1234, "undetermined": 1737}),
        ("olist-by-moment", OLIST, None, "on-time",
         {"kept": 4750, "breach": 414, "out_of_scope": 1234, "undetermined": 1737}),
        ("boston", BOSTON, None, "closed-in-time", {"kept": 3809, "breach": 475, "out_of_scope": 711}),
        ("boston-100-iso", "boston311-100.csv", BEFORE_THE_TARGETS, "closed-in-time",
         {"kept": 72, "breach": 5, "out_of_scope": 11, "pending": 12}),
        ("boston-100-dmy", "boston311-dmy-100.csv", BEFORE_THE_TARGETS, "closed-in-time",
         {"kept": 72, "breach": 5, "out_of_scope": 11, "pending": 12}),
        ("boston-100-iso", "boston311-100.csv", BEFORE_THE_TARGETS, "closed-by-limit",
         {"kept": 72, "breach": 5, "out_of_scope": 11, "pending": 12}),
        ("boston-100-iso", "boston311-100.csv", AFTER_THE_TARGETS, "closed-by-limit",
         {"kept": 72, "breach": 17, "out_of_scope": 11}),
        ("boston-100-dmy", "boston311-dmy-100.csv", AFTER_THE_TARGETS, "closed-by-limit",
         {"kept": 72, "breach": 17, "out_of_scope": 11}),
        ("flights", "nycflights_jan.csv.gz", None, "on-time", {"kept": 20197, "breach": 6201, "undetermined": 606}),
    ],
)  # fmt: skip
def test_real_records_give_the_counts_that_are_known(
    rules: str, records: str, as_of: str | None, name: str, expected: dict[str, int]
) -> None:
    result = judged(rules, records, as_of)
    assert counts(rule(result, name)) == expected
    assert result.records.rejected == 0
    assert result.records.read == sum(expected.values())


def test_our_verdict_agrees_with_the_citys_own() -> None:
    groups = rule(judged("boston", BOSTON), "closed-in-time").groups["city_says"]
    told = {
        label: (group.outcomes[Outcome.KEPT], group.outcomes[Outcome.BREACH]) for label, group in sorted(groups.items())
    }
    assert told == {"": (0, 1), "ONTIME": (3809, 0), "OVERDUE": (0, 474)}


def test_comparing_by_day_passes_what_was_late_on_the_day() -> None:
    result = judged("boston", BOSTON)
    assert (
        rule(result, "closed-on-the-day").outcomes[Outcome.KEPT] > rule(result, "closed-in-time").outcomes[Outcome.KEPT]
    )


def test_a_closing_time_that_exists_twice_is_counted_under_data_quality() -> None:
    assert judged("boston", BOSTON).records.faults["closed_at"] == {"twice": 1}


def test_day_first_dates_give_the_same_findings_as_iso_dates() -> None:
    iso = judged("boston-100-iso", "boston311-100.csv", AFTER_THE_TARGETS)
    day_first = judged("boston-100-dmy", "boston311-dmy-100.csv", AFTER_THE_TARGETS)
    assert iso.rules[1].findings == day_first.rules[1].findings
    assert len(iso.rules[1].findings) == 17


def test_the_command_line_gives_the_same_counts(tmp_path: Path) -> None:
    report = tmp_path / "x.json"
    rules = str(RULES / "boston-100-iso.yaml")
    asked = ["check", str(RECORDS / "boston311-100.csv"), "--rules", rules, "--as-of", AFTER_THE_TARGETS]
    assert run([*asked, "--report", str(report)]) == 1
    (result,) = Results.from_json(report.read_bytes()).rule_sets
    assert counts(rule(result, "closed-by-limit")) == {"kept": 72, "breach": 17, "out_of_scope": 11}
