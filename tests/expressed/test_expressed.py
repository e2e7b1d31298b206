"""The worked examples of the rule language, judged: what each rule makes of records, expected by hand.

The examples lie beside the checkout and not in it; their tests stand here, NAME.tests.yaml for each rule set.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from checker.ruleset.loading import read_rule_set
from tests.expressed.examples import EXPRESSED, HERE, NAMES, write_examples

pytestmark = pytest.mark.skipif(not EXPRESSED.is_file(), reason="the worked examples are not beside the checkout")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_examples(tmp_path_factory.mktemp("expressed"))


def test_every_worked_example_has_tests(folder: Path) -> None:
    assert sorted(path.stem for path in folder.glob("*.yaml") if ".tests" not in path.name) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_rules_make_of_records_what_is_expected_by_hand(name: str, folder: Path) -> None:
    command = [sys.executable, "-m", "checker", "test", str(folder / f"{name}.yaml")]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_is_expected_to_keep_and_to_breach(name: str, folder: Path) -> None:
    cases = yaml.safe_load((HERE / f"{name}.tests.yaml").read_text("utf-8"))["cases"]
    expected: dict[str, set[Any]] = {}
    for case in cases:
        for rule, outcome in case.get("expect", {}).items():
            records = outcome.values() if isinstance(outcome, dict) and "outcome" not in outcome else [outcome]
            found = {each["outcome"] if isinstance(each, dict) else each for each in records}
            expected.setdefault(rule, set()).update(found)
    rule_set, _ = read_rule_set(folder / f"{name}.yaml")
    assert rule_set is not None
    rules = [rule.id for rule in rule_set.rules]
    assert {rule: sorted({"kept", "breach"} - expected.get(rule, set())) for rule in rules} == {
        rule: [] for rule in rules
    }
