"""The JSON of a run of tests: what programs build on."""

from __future__ import annotations

import json

from checker.listings.ruletests import listed
from checker.ruletests.testing import Testing
from tests.listings.ruletests.test_junit import BROKEN, FILE


def test_json_says_every_part_of_a_run() -> None:
    told = json.loads(listed(Testing((FILE,), (BROKEN,), ("rules/visits.yaml",)), "json"))
    assert {key: told[key] for key in ("format", "cases", "failed", "unnoticed", "coverage", "without_tests")} == {
        "format": 1, "cases": 2, "failed": 1, "unnoticed": 1, "coverage": {"reached": 1, "goals": 2},
        "without_tests": ["rules/visits.yaml"],
    }  # fmt: skip
    (file,) = told["files"]
    assert file["cases"][0] == {"name": "in time", "line": 4, "column": 11, "passed": True, "mismatches": []}
    (mismatch,) = file["cases"][1]["mismatches"]
    assert (mismatch["expected"], mismatch["received"], mismatch["cells"]) == ("kept", "breach", {"site": "Łódź"})
    assert file["mutation"]["unnoticed"][0]["said"] == "within: 48 hours -> 47 hours"
    assert file["coverage"]["parts"][0]["goals"][1] == {
        "what": "outcome", "side": "breach", "line": 3, "column": 9, "is_reached": False,
    }  # fmt: skip
    assert told["problems"][0]["code"] == "R302"


def test_what_was_not_asked_for_is_null() -> None:
    told = json.loads(listed(Testing((), ()), "json"))
    assert (told["coverage"], told["unnoticed"], told["files"]) == (None, None, [])
