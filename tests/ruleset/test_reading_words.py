"""Names that mislead: files of tests called otherwise, and fields called like words of the language."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from checker.ruleset.loading import read_rule_set

STANDARDS = Path(__file__).parent / "standards"
SMALL: dict[str, Any] = {
    "rule_set": "later",
    "title": "Later",
    "version": "1",
    "standard": "service",
    "records": {
        "called": "order",
        "id": "order_id",
        "fields": {"order_id": {"type": "text"}, "site": {"type": "text"}},
    },
    "rules": [
        {
            "id": "rule",
            "title": "Rule",
            "clause": "delivery.cycle",
            "measure": {"kind": "requirement", "must": {"site": {"is": "present"}}},
        }
    ],
}


def test_tests_in_a_file_of_another_name_are_told_how_to_call_it(tmp_path: Path) -> None:
    path = tmp_path / "later.yaml"
    path.write_text("rule_set: later\ncases:\n  - {name: x}\n", "utf-8")
    _, problems = read_rule_set(path)
    assert [(problem.code, problem.hint) for problem in problems] == [("R409", "rename the file to later.tests.yaml")]


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ({"weight": {"at_lest": "3"}}, "R201"),
        ({"target": {"feild": "goal"}}, "R201"),
    ],
)
def test_a_field_called_like_a_word_of_the_language_is_a_field(
    condition: dict[str, Any], code: str, tmp_path: Path
) -> None:
    written = deepcopy(SMALL)
    written["records"]["fields"] |= {"weight": {"type": "number"}, "target": {"type": "share"}}
    written["rules"][0]["scope"] = condition
    path = tmp_path / "later.yaml"
    path.write_text(yaml.safe_dump(written), "utf-8")
    _, problems = read_rule_set(path, STANDARDS)
    assert [problem.code for problem in problems] == [code]
