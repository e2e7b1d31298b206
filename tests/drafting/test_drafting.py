"""The whole draft: which files there are, and that the tests of rules fit the rules where they can be run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from checker.drafting import Request, draft
from checker.ruleset.yaml12 import compose

SAMPLE = Path(__file__).parents[2] / "rules" / "samples" / "responses.csv"


def read(text: str) -> dict[str, Any]:
    composed, problems = compose(text, "draft")
    assert composed is not None, problems
    assert problems == []
    value: dict[str, Any] = composed.value
    return value


@pytest.mark.parametrize("records", [None, SAMPLE], ids=["from an idea", "from records"])
def test_the_tests_of_rules_speak_of_the_rules_and_fields_that_there_are(records: Path | None) -> None:
    drafted = draft(Request(name="x", standard="y", records=records, has_tests=True))
    rules, tests = read(drafted.files["rules/x.yaml"]), read(drafted.files["rules/x.tests.yaml"])
    assert tests["rule_set"] == "x"
    assert set(tests) <= {"rule_set", "as_of", "defaults", "cases"}
    fields, ids = set(rules["records"]["fields"]), {rule["id"] for rule in rules["rules"]}
    assert set(tests.get("defaults", {})) <= fields
    for case in tests["cases"]:
        assert set(case) in ({"todo"}, {"name", "records", "expect"})
        for record in case.get("records", []):
            assert set(record) <= fields
        assert set(case.get("expect", {})) <= ids
        assert set(case.get("expect", {}).values()) <= {"kept", "breach", "pending"}


def test_every_file_is_drafted_on_request_and_says_what_it_holds() -> None:
    drafted = draft(Request(name="x", standard="y", pre_commit=True, github=True, has_tests=True))
    assert list(drafted.files) == [
        "standards/y.yaml", "rules/x.yaml", "records/x.csv", "rules/x.tests.yaml", ".pre-commit-config.yaml",
        ".github/workflows/rules.yml",
    ]  # fmt: skip
    assert set(drafted.contents) == set(drafted.files)
    assert "checker test rules/" in drafted.files[".pre-commit-config.yaml"]
    assert "checker test rules/" in drafted.files[".github/workflows/rules.yml"]
    for name, text in drafted.files.items():
        if name.endswith((".yaml", ".yml")):
            read(text)


def test_without_a_program_that_runs_them_no_tests_are_drafted() -> None:
    drafted = draft(Request(name="x", standard="y", pre_commit=True, github=True))
    assert "rules/x.tests.yaml" not in drafted.files
    assert not any("checker test" in text for text in drafted.files.values())


def test_the_same_request_gives_the_same_bytes() -> None:
    request = Request(name="x", standard="y", records=SAMPLE)
    assert draft(request) == draft(request)
