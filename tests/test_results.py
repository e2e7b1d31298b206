"""Results are frozen values and a file: the same results, the same bytes, and nothing else is read as results."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from checker.evaluation import Audit, evaluate
from checker.outcomes import Outcome
from checker.periods import parse_as_of, parse_period
from checker.problems import CheckerError
from checker.results import Results
from checker.ruleset.loading import load_rule_set

SHOP = Path(__file__).parent / "made_up" / "shop.yaml"
GOLDEN = SHOP.with_suffix(".results.json")


@pytest.fixture(scope="module")
def results() -> Results:
    audit = Audit(as_of=parse_as_of("2026-10-31T12:00:00+01:00"), period=parse_period("2026-10"))
    return evaluate(load_rule_set(SHOP), [SHOP.with_suffix(".csv")], audit)


def without_inputs(results: Results) -> str:
    """The results file, except for what it was made from and by."""
    told = json.loads(results.to_json())
    del told["inputs"]
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def test_the_results_of_the_small_shop_are_these_bytes(results: Results, tmp_path: Path) -> None:
    received = tmp_path / GOLDEN.name
    received.write_text(without_inputs(results), encoding="utf-8", newline="")
    assert received.read_bytes() == GOLDEN.read_bytes(), f"if the change is meant, keep {received}"


def test_the_results_file_has_the_shape_that_other_programs_read(results: Results) -> None:
    told = json.loads(results.to_json())
    assert list(told) == ["format", "inputs", "organisation", "period", "as_of", "verdict", "rule_sets"]
    assert set(told["inputs"]) == {"program", "version", "engine", "files"}
    assert all(set(file) == {"role", "name", "sha256", "size"} for file in told["inputs"]["files"])
    (within,) = told["rule_sets"]
    assert set(within) >= {"rule_set", "records", "verdict", "score", "rules"}
    assert set(within["rule_set"]) >= {"id", "version", "title", "owner", "overall", "calendars"}
    assert set(within["records"]) >= {"called", "read", "rejected", "faults"}
    assert set(within["score"]) >= {"value", "numerator", "denominator", "formula"}
    for rule in within["rules"]:
        assert set(rule) >= set(
            "id title clause describe severity weight tags remedy owner due verdict reason target share statistic "
            "interval units outcomes reasons groups distribution findings_total findings".split()
        )
        assert list(rule["outcomes"]) == [outcome.value for outcome in Outcome]
        assert sum(rule["outcomes"].values()) == rule["units"]
        for cells in rule["groups"].values():
            assert all(set(cell) == {"outcomes", "share"} for cell in cells.values())
        for found in rule["findings"]:
            assert set(found) >= {"record", "outcome", "observed", "limit", "reason", "source_row", "groups"}


def test_results_are_read_back_as_they_were_written(results: Results) -> None:
    again = Results.from_json(results.to_json())
    assert again == results
    assert again.to_json() == results.to_json()
    assert Results.from_json(results.to_json().encode()) == results


def test_results_cannot_be_changed(results: Results) -> None:
    rule = results.rule_sets[0].rules[0]
    parts = {"verdict": results, "reason": results.rule_sets[0], "share": rule, "outcome": rule.findings[0]}
    for name, part in parts.items():
        with pytest.raises(ValidationError, match="frozen"):
            setattr(part, name, None)


def changed(results: Results, **more: Any) -> str:
    return json.dumps(json.loads(results.to_json()) | more)


def test_a_newer_format_is_refused_by_its_number(results: Results) -> None:
    with pytest.raises(
        CheckerError, match=r"^it has format 2, and this version reads 1; use the version that wrote it$"
    ):
        Results.from_json(changed(results, format=2))


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 100_000, b"\xff\xfe{", "%PDF-1.7"], ids=["empty", "part", "nested", "binary", "another"]
)
def test_what_is_no_json_is_refused(text: str | bytes) -> None:
    with pytest.raises(CheckerError, match=r"^it is not JSON, or only a part of it; make it again with checker check$"):
        Results.from_json(text)


@pytest.mark.parametrize("text", ["[]", "{}", '"results"', "null", "1", '{"format": "1"}', '{"format": true}'])
def test_json_of_another_kind_is_refused(text: str) -> None:
    with pytest.raises(CheckerError, match=r"^it is no results file; give one that checker check wrote with --report$"):
        Results.from_json(text)


def test_a_damaged_file_is_refused_with_the_place_of_the_damage(results: Results) -> None:
    told = json.loads(results.to_json())
    told["rule_sets"][0]["rules"][0]["outcomes"]["excluded"] += 1
    with pytest.raises(
        CheckerError, match=r"damaged at rule_sets\.0\.rules\.0: .*'cycle' do not add up to its 12 units"
    ):
        Results.from_json(json.dumps(told))
    with pytest.raises(CheckerError, match=r"^it was changed or damaged at verdict: .*; make it again$"):
        Results.from_json(changed(results, verdict="perfect"))
    with pytest.raises(CheckerError, match=r"^it was changed or damaged at remarks: .*; make it again$"):
        Results.from_json(changed(results, remarks="none"))
    del told["rule_sets"]
    with pytest.raises(CheckerError, match=r"^it was changed or damaged at rule_sets: .*; make it again$"):
        Results.from_json(json.dumps(told))
