"""The schema of each kind of file, printed or written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from checker.ruleset.schema import KINDS

Call = Callable[..., tuple[int, str, str]]


def test_the_schema_is_printed_as_json(checker: Call) -> None:
    code, out, err = checker("schema")
    assert (code, err) == (0, "")
    assert json.loads(out)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_schema_of_tests_is_another(checker: Call) -> None:
    code, out, err = checker("schema", "tests")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert told["title"] == "Tests"
    assert {"rule_set", "as_of", "defaults", "cases"} == set(told["properties"])


def test_the_schema_is_written_to_a_file_as_it_is_printed(checker: Call, folder: Path) -> None:
    code, out, err = checker("schema", "--out", "rule-set.schema.json")
    assert (code, out, err) == (0, "", "written: rule-set.schema.json\n")
    assert (folder / "rule-set.schema.json").read_text("utf-8") == checker("schema")[1]


def test_every_kind_of_file_has_its_schema(checker: Call) -> None:
    assert checker("schema", "rule_set") == checker("schema") == checker("schema", "rule-set")
    assert json.loads(checker("schema", "standard")[1])["title"] == "Standard"
    assert all(kind in checker("schema", "--help")[1] for kind in KINDS)


def test_a_kind_of_file_that_is_not_known_is_told(checker: Call) -> None:
    code, out, err = checker("schema", "standart")
    assert (code, out) == (2, "")
    assert "no kind of file 'standart'; did you mean 'standard'?" in err
