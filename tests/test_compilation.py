"""A rule set becomes expressions: nothing runs, nothing heavy is loaded, and only what rules ask for is made."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checker.compilation import compile_rule_set
from checker.counting import count
from checker.outcomes import Code, Outcome
from checker.periods import AuditPeriod
from checker.ruleset.model import RuleSet
from checker.verdicts import judge_rule
from checker.working_out import Staged, in_order
from tests.made_up.prepare import of, prepared_records

ROOT = Path(__file__).parents[1]
Q3 = AuditPeriod("2026-Q3", date(2026, 7, 1), date(2026, 9, 30))
FIELDS: dict[str, Any] = {
    "ordered_at": {"type": "moment"},
    "delivered_at": {"type": "moment"},
    "promised_on": {"type": "date"},
    "intact": {"type": "yes_no"},
    "segment": {"type": "choice", "of": ["A", "B"]},
}
HOURS = {"kind": "elapsed_time", "from": "ordered_at", "to": "delivered_at", "within": "48 hours"}
DAYS = {"kind": "elapsed_time", "from": "ordered_at", "to": "delivered_at", "within": "2 calendar days"}
PROMISE = {"kind": "promise_kept", "promised": "promised_on", "actual": "delivered_at"}
INTACT = {"kind": "requirement", "must": {"intact": "yes"}}


def rule(measure: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": more.pop("id", "rule"), "title": "Rule", "measure": measure} | more


def test_compiling_loads_no_engine() -> None:
    asked = (
        "import sys\n"
        "from checker.compilation import compile_rule_set\n"
        "from checker.ruleset.loading import load_rule_set\n"
        "for name in ('delivery', 'responses', 'appearance'): compile_rule_set(load_rule_set(f'rules/{name}.yaml'))\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules} & {'duckdb', 'polars', 'pyarrow', 'pandas'}))"
    )
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize(
    ("measure", "period", "days"),
    [
        (HOURS, None, set()),
        (HOURS, Q3, {"ordered_at"}),
        (DAYS, None, {"ordered_at", "delivered_at"}),
        (PROMISE, None, {"delivered_at"}),
        (INTACT, None, set()),
    ],
)
def test_local_dates_are_made_for_the_moments_that_need_them(
    measure: dict[str, Any], period: AuditPeriod | None, days: set[str]
) -> None:
    rule_set = of(rule(measure), fields=FIELDS, dated_by="ordered_at")
    assert compile_rule_set(rule_set, as_of=0, period=period).days == days


def codes(written: dict[str, Any], *, period: AuditPeriod | None = None, **records: Any) -> set[Code]:
    rule_set = of(written, fields=FIELDS, dated_by="ordered_at", **records)
    (compiled,) = compile_rule_set(rule_set, as_of=0, period=period).rules
    return set(compiled.codes)


def test_only_the_codes_that_may_occur_are_counted() -> None:
    assert codes(rule(INTACT)) == {Code.KEPT, Code.BREACH, Code.UNREADABLE_VALUE, Code.MISSING_FIELD}
    scoped = codes(rule(INTACT, scope={"segment": "A"}), id="segment", period=Q3)
    assert scoped - codes(rule(INTACT)) == {
        Code.OUTSIDE_PERIOD, Code.DUPLICATE_ID, Code.NOT_IN_SCOPE, Code.UNKNOWN_SCOPE,
    }  # fmt: skip
    by_segment = rule(INTACT, target=[{"when": {"segment": "A"}, "then": "90 %"}])
    assert codes(by_segment) - codes(rule(INTACT)) == {Code.UNKNOWN_ROW, Code.NO_ROW_FITS}


def test_a_target_table_of_one_row_that_fits_everything_is_that_row() -> None:
    rows: list[dict[str, str]] = [{"intact": "yes"}, {"intact": "no"}, {"intact": "yes"}]
    for target in ("50 %", [{"otherwise": "50 %"}]):
        rule_set = of(rule(INTACT, target=target), fields=FIELDS)
        with prepared_records(rule_set, rows) as (engine, ready, compiled):
            tally = count(engine, ready.frame, compiled).rules["rule"]
            assert (tally.outcomes[Outcome.KEPT], tally.outcomes[Outcome.BREACH]) == (2, 1)
            assert judge_rule(compiled.rules[0], tally).verdict == "met"


def test_missing_is_breach_changes_the_evidence_and_not_the_ending_moment() -> None:
    left_open = HOURS | {"open_records": "undetermined"}
    as_breach = codes(rule(left_open, missing="breach"))
    assert as_breach - codes(rule(left_open)) == {Code.BREACH_MISSING}
    assert Code.STILL_OPEN in as_breach
    assert Code.MISSING_FIELD not in as_breach


def test_an_exclusion_takes_records_out_of_every_rule_but_those_excepted() -> None:
    plain = of(rule(INTACT, id="one"), rule(INTACT, id="two"), fields=FIELDS)
    strike = {"id": "strike", "when": {"segment": "B"}, "except": ["two"], "because": "A strike."}
    rule_set = RuleSet.model_validate(plain.model_dump(by_alias=True, exclude_unset=True) | {"exclusions": [strike]})
    assert [compiled.exclusions for compiled in compile_rule_set(rule_set).rules] == [("strike",), ()]


def test_worked_out_fields_stand_after_those_that_they_read() -> None:
    plain = of(rule(INTACT), fields=FIELDS)
    worked_out = {
        "last": [{"when": {"middle": "x"}, "then": "y"}],
        "alone": [{"otherwise": "z"}],
        "middle": [{"when": {"any": [{"first": "x"}, {"segment": "A"}]}, "then": "x"}],
        "first": [{"when": {"segment": "A"}, "then": "x"}],
    }
    written = plain.model_dump(by_alias=True, exclude_unset=True) | {"worked_out": worked_out}
    rule_set = RuleSet.model_validate(written)
    order = in_order(rule_set)
    assert sorted(order) == sorted(worked_out)
    assert order.index("first") < order.index("middle") < order.index("last")
    steps = compile_rule_set(rule_set).worked_out
    added = [name for step in steps if isinstance(step, Staged) for stage in step.stages for name in stage]
    assert [name for name in added if "$" not in name] == order
