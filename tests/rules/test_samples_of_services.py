"""The sample company's other records: the same bytes, and in each the failures of the README, and no other."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from checker.audits import AuditFile
from checker.evaluation import Audit, evaluate
from checker.outcomes import Outcome
from checker.periods import parse_as_of, parse_period
from checker.results import RuleSetResult
from checker.ruleset.loading import load_rule_set, read_file
from tests.sample_company.writing import every, files

RULES = Path(__file__).parents[2] / "rules"
SAMPLES = RULES / "samples"
README = (SAMPLES / "README.md").read_text("utf-8").partition("\n## The seven quarters before\n")[0]
AUDIT = Audit(as_of=parse_as_of("2026-10-01T00:00:00+02:00"), period=parse_period("2026-Q3"))
COUNTED = (Outcome.KEPT, Outcome.BREACH, Outcome.PENDING, Outcome.EXCLUDED)

FAILURES = re.findall(r"^\| ([\w-]+) \| ([\w-]+) \| (\w+): ([^|]+?) \|", README, re.MULTILINE)
"""The README's table of built-in failures: rule set, rule, group and the value of it where the failure is."""

SEEN_IN_A_RECORD = {"visited-every-quarter"}
"""Rules of records that have no group of that kind: there the failure is a record."""

NOTHING_TO_COMPARE_WITH = {"not-worse-than-before", "loyalty-does-not-fall"}
"""Rules that are held against an earlier run; the sample has none."""


@cache
def checked(name: str, engine: str = "duckdb") -> RuleSetResult:
    tables = {path.name.split(".")[1]: [path] for path in SAMPLES.glob(f"{name}.*.csv")}
    records, audit = [SAMPLES / f"{name}.csv"], replace(AUDIT, engine=engine)
    (found,) = evaluate(load_rule_set(RULES / f"{name}.yaml"), records, audit, tables=tables).rule_sets
    return found


def test_the_generator_writes_the_same_bytes_again(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "tests.sample_company", tmp_path], check=True, cwd=RULES.parent)
    names = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.csv")}
    assert names == set(files()) == {str(path.relative_to(SAMPLES)) for path in SAMPLES.rglob("*.csv")}
    for name in names:
        assert (tmp_path / name).read_bytes() == (SAMPLES / name).read_bytes(), name


def test_every_rule_set_has_a_sample() -> None:
    sets = {path.stem for path in RULES.glob("*.yaml") if not path.stem.endswith(".tests")}
    assert sets == {"delivery", "responses", "appearance", *every()}


def test_the_audit_of_the_quarter_is_over_all_of_them_and_their_tables() -> None:
    audit, problems = read_file(RULES / "quarter.yml")
    assert problems == []
    assert isinstance(audit, AuditFile)
    named = [file for each in audit.audits for file in (*each.records, *each.tables.values())]
    assert sorted(named) == sorted(f"samples/{path.name}" for path in SAMPLES.glob("*.csv"))
    sets = [Path(each.rules).stem for each in audit.audits]
    assert sorted(sets) == sorted(["delivery", "responses", "appearance", *every()])
    for each in audit.audits:
        assert each.records == (f"samples/{Path(each.rules).stem}.csv",)


@pytest.mark.skipif(find_spec("polars") is None, reason="polars is not installed")
@pytest.mark.parametrize("name", every())
def test_another_engine_says_the_same_to_the_last_word(name: str) -> None:
    assert checked(name, "polars") == checked(name)


@pytest.mark.parametrize("name", every())
def test_a_check_finds_what_the_readme_says(name: str) -> None:
    row = re.compile(
        rf"^\| {name} \| ([\w-]+) \| ([\w ]+) \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|$", re.MULTILINE
    )
    found = [
        (rule.id, rule.verdict.replace("_", " "), *(f"{rule.outcomes[outcome]:,}" for outcome in COUNTED))
        for rule in checked(name).rules
    ]
    assert found == row.findall(README)


@pytest.mark.parametrize("name", every())
def test_no_rule_is_trivially_true_on_its_sample(name: str) -> None:
    result = checked(name)
    assert result.records.rejected == 0
    for rule in result.rules:
        assert rule.outcomes[Outcome.KEPT], rule.id
        assert rule.outcomes[Outcome.BREACH], rule.id


@pytest.mark.parametrize("name", every())
def test_what_is_missed_is_what_was_built_in_and_where(name: str) -> None:
    built_in = {(rule, group, value) for of, rule, group, value in FAILURES if of == name}
    missed = {rule.id: rule for rule in checked(name).rules if rule.verdict == "missed"}
    assert {rule for rule, *_ in built_in} == set(missed)
    for rule, group, value in built_in:
        if rule in SEEN_IN_A_RECORD:
            assert [finding.record for finding in missed[rule].findings] == [value]
            continue
        shares = {name: of.share for name, of in missed[rule].groups[group].items() if of.share is not None}
        assert [name for name, share in shares.items() if share == min(shares.values())] == [value], rule


@pytest.mark.parametrize("name", every())
def test_nothing_is_undetermined_but_what_has_no_earlier_run(name: str) -> None:
    undetermined = {rule.id for rule in checked(name).rules if rule.verdict == "undetermined"}
    assert undetermined <= NOTHING_TO_COMPARE_WITH
