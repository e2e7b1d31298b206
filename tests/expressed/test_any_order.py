"""Whatever the order of rows, columns and rules, and on either engine, the worked examples find the same."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

import checker.counting
from checker.evaluation import Audit, evaluate
from checker.outcomes import FOUND, Outcome
from checker.periods import parse_as_of, parse_period
from checker.results import Results, RuleResult
from checker.ruleset.loading import read_rule_set
from checker.ruleset.model import RuleSet
from tests.expressed.examples import EXPRESSED, NAMES, write_examples
from tests.made_up.of_fields import Row, made_up_rows, write

pytestmark = pytest.mark.skipif(not EXPRESSED.is_file(), reason="the worked examples are not beside the checkout")

COUNT = 150


def found(rule_set: RuleSet, rows: dict[str, list[Row]], random: Random | None, engine: str, folder: Path) -> Results:
    """What is found in the rows, in another order where one is drawn."""
    folder.mkdir()
    files = {}
    for name, written in rows.items():
        every, columns = written, list(written[0])
        if random:
            every = random.sample(written, len(written))
            random.shuffle(columns)
        files[name] = write(folder / f"{name}.csv", every, columns)
    if random:
        rule_set = rule_set.model_copy(update={"rules": tuple(random.sample(rule_set.rules, len(rule_set.rules)))})
    records = files.pop("records")
    audit = Audit(
        as_of=parse_as_of("2026-12-01T00:00:00+01:00"), period=parse_period("2026-07-10..2026-11-20"), engine=engine
    )
    return evaluate(rule_set, [records], audit, tables={name: [file] for name, file in files.items()})


def figures(results: Results) -> Any:
    """The results without the places of rows, which another order changes."""
    (within,) = json.loads(results.to_json())["rule_sets"]
    read = within["records"]
    told = {
        "read": [read[name] for name in ("read", "rejected", "faults", "duplicate_records", "superseded")],
        "exclusions": within["exclusions"],
        "verdict": [within["verdict"], within["score"]],
    }
    for rule in within["rules"]:
        for finding in rule["findings"]:
            del finding["source_row"]
            finding["record"] = "" if "no." in str(finding["record"]) else finding["record"]
        rule["findings"].sort(key=json.dumps)
        told[rule["id"]] = rule
    return told


def adds_up(rule: RuleResult) -> None:
    """Every group holds all that the rule holds; findings are its breaches and what could not be told."""
    for values in rule.groups.values():
        together: Counter[Outcome] = Counter()
        for tally in values.values():
            together.update(tally.outcomes)
        assert +together == +Counter(rule.outcomes), rule.id
    assert rule.findings_total == sum(rule.outcomes.get(outcome, 0) for outcome in FOUND)
    assert len(rule.findings) == rule.findings_total
    assert {each.outcome for each in rule.findings} == {each for each in FOUND if rule.outcomes.get(each)}


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_examples(tmp_path_factory.mktemp("examples"))


@pytest.mark.parametrize("name", NAMES)
def test_neither_order_nor_engine_decides_nor_what_is_counted_together(
    name: str, examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule_set, _ = read_rule_set(examples / f"{name}.yaml")
    assert rule_set is not None
    random = Random(name)
    records, others = made_up_rows(rule_set, random, COUNT)
    rows = {"records": records, **others}
    usual = found(rule_set, rows, None, "duckdb", tmp_path / "usual")
    monkeypatch.setattr(checker.counting, "RULES_AT_ONCE", 1)
    other = found(rule_set, rows, random, "polars", tmp_path / "other")
    assert figures(usual) == figures(other)
    outcomes: Counter[Outcome] = Counter()
    for rule in usual.rule_sets[0].rules:
        assert sum(rule.outcomes.values()) == rule.units
        adds_up(rule)
        outcomes.update(rule.outcomes)
    assert outcomes[Outcome.KEPT]
    assert outcomes[Outcome.BREACH]
    assert outcomes[Outcome.UNDETERMINED]
