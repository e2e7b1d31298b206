"""Versions of a rule, announced breaches and waivers, as an author of rules would test them (delivery.tests.yaml)."""

from __future__ import annotations

from pathlib import Path

from checker.ruletests.testing import run_tests

HERE = Path(__file__).parent / "made_up" / "versions"


def test_every_case_of_versions_and_waivers_comes_out_as_expected() -> None:
    testing = run_tests([HERE])
    assert not testing.errors
    assert {case.name: case.mismatches for file in testing.files for case in file.failed} == {}


def test_a_day_more_or_less_of_a_version_is_noticed() -> None:
    (file,) = run_tests([HERE], mutation=True).files
    assert file.mutation is not None
    assert [each.said for each in file.mutation.survivors if "in_force" in each.said] == []
