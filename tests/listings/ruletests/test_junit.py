"""JUnit's XML of a run of tests, read back."""

from __future__ import annotations

from junitparser import JUnitXml, Skipped

from checker.listings.ruletests import listed
from checker.problems import Problem
from checker.ruletests.comparing import Mismatch
from checker.ruletests.coverage import Coverage, Goal, Part
from checker.ruletests.mutation import Mutation, Unnoticed
from checker.ruletests.testing import TestedCase, TestedFile, Testing

FAILED = Mismatch("cycle", "late & <more>", 9, 5, "kept", "breach", "49 hours", "48 hours", (("site", "Łódź"),))
FILE = TestedFile(
    "rules/orders.tests.yaml",
    "orders",
    "rules/orders.yaml",
    (TestedCase("in time", 4, 11, ()), TestedCase('too "late"', 7, 11, (FAILED,))),
    ("returned orders",),
    Coverage((Part("cycle", 3, (Goal("outcome", "kept", 3, 9, True), Goal("outcome", "breach", 3, 9, False))),)),
    Mutation(5, (Unnoticed("cycle", "within: 48 hours -> 47 hours", 8, 40, "{a: b} shows it"),), ()),
)
BROKEN = Problem("rules/a.tests.yaml", 2, 3, "R302", "unknown rule 'cicle'", "did you mean 'cycle'?")


def test_every_case_is_a_case_and_every_failure_and_survivor_a_failure() -> None:
    read = JUnitXml.fromstring(listed(Testing((FILE,), (BROKEN,)), "junit").encode())
    suites = {suite.name: suite for suite in read}
    assert list(suites) == [
        "rules/a.tests.yaml",
        "rules/orders.tests.yaml",
        "coverage of rules/orders.yaml",
        "changes of rules/orders.yaml",
    ]  # fmt: skip
    assert read.tests == sum(1 for suite in read for _ in suite)
    assert read.failures == sum(suite.failures for suite in read) == 3
    passed, failed, todo = suites["rules/orders.tests.yaml"]
    assert (passed.name, passed.result) == ("in time", [])
    assert failed.name == 'too "late"'
    assert failed.result[0].message == "cycle: expected kept, received breach"
    assert "observed 49 hours; limit 48 hours; site: Łódź" in failed.result[0].text
    assert (todo.name, type(todo.result[0])) == ("returned orders", Skipped)


def test_a_change_unnoticed_and_a_problem_are_failures_with_their_place() -> None:
    text = listed(Testing((FILE,), (BROKEN,)), "junit")
    read = JUnitXml.fromstring(text.encode())
    broken, _, coverage, changes = read
    assert [case.result[0].type for case in broken] == ["R302"]
    assert [case.result and type(case.result[0]) for case in coverage] == [[], Skipped]
    noticed, unnoticed = changes
    assert noticed.name == "5 of 6 changes noticed"
    assert unnoticed.result[0].message == "no case notices this change"
    assert 'line="8"' in text
