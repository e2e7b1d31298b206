"""The tests of our own rules: they reach everything, notice every change, and each boundary case is needed for that."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from checker.outcomes import Outcome, meaning_of
from checker.ruletests import mutation
from checker.ruletests.cases import RuleCase
from checker.ruletests.loading import Suite, read_tests
from checker.ruletests.mutation import Mutation, Unnoticed, mutated
from checker.ruletests.running import Together, judged
from checker.ruletests.testing import run_tests
from checker.written import MILLIONTHS

RULES = Path(__file__).parents[2] / "rules"
EVERY = sorted(path.stem for path in RULES.glob("*.yaml") if not path.stem.endswith(".tests"))
NAMES = ["appearance", "delivery", "responses"]
"""Those of which each boundary case is taken away and looked for."""

ON_THE_LIMIT = re.compile(r"\b(exactly|last minute|last second|quarter of an hour (late|early) is kept)\b")
"""How the name of a case says that it sits exactly on a limit."""


@cache
def suite_of(name: str) -> Suite:
    suite, problems = read_tests(RULES / f"{name}.tests.yaml")
    assert suite is not None, problems
    return suite


@pytest.mark.parametrize("name", EVERY)
def test_the_cases_pass_reach_everything_and_notice_every_change(
    name: str, record_property: Callable[[str, object], None]
) -> None:
    (file,) = run_tests([RULES / f"{name}.yaml"], coverage=True, mutation=True).files
    assert [case.name for case in file.failed] == []
    assert file.todos == ()
    coverage, tried = file.coverage, file.mutation
    assert coverage is not None
    assert [(part.about, goal.what, goal.side) for part in coverage.parts for goal in part.missing] == []
    assert tried is not None
    assert [(each.about, each.said, each.found) for each in tried.survivors] == []
    assert not tried.untried
    assert tried.changes >= 10
    record_property(f"changes of {name} noticed", f"{tried.noticed}, and {len(tried.equivalent)} change nothing")


# ---- each boundary case is needed ------------------------------------------------------------------------------------

Boundaries = Mapping[int, frozenset[str]]
"""By the places of cases, the rules of which they reach a limit."""


def boundaries(groups: Sequence[Together], *, beyond: bool) -> Boundaries:
    """The cases with a record exactly on a limit, or with the nearest of all records that are beyond it.

    What any ordinary record reaches is not counted: a limit of nothing, or all points. Nor is a score beyond its mark,
    since the nearest is several points away, and a mark moves by one.
    """
    off: dict[tuple[str, int], dict[int, int]] = {}
    for group in groups:
        for rule, rows in group.told.items():
            is_score = group.rule(rule).rule.measure.kind == "checklist"
            for row, (_, code, observed, limit, *_) in rows.items():
                case = group.rows[row].case
                if isinstance(observed, int) and isinstance(limit, int) and rule in group.cases[case].expect:
                    outcome = meaning_of(code).outcome
                    is_on = (
                        outcome is Outcome.KEPT and observed == limit != 0 and not (is_score and limit == MILLIONTHS)
                    )
                    if outcome is Outcome.BREACH and not is_score if beyond else is_on:
                        off.setdefault((rule, limit), {}).setdefault(case, abs(observed - limit))
    found: dict[int, set[str]] = {}
    for (rule, _), cases in off.items():
        for case, distance in cases.items():
            if distance == min(cases.values()):
                found.setdefault(case, set()).add(rule)
    return {case: frozenset(rules) for case, rules in found.items()}


@pytest.fixture(scope="module")
def judged_once() -> Iterator[Callable[[str], Sequence[Together]]]:
    """The cases of a rule set, judged once for all that is asked of them."""
    with ExitStack() as open_until_the_end:
        yield cache(lambda name: open_until_the_end.enter_context(judged(suite_of(name))))


def without(name: str, groups: Sequence[Together], place: int | None, rules: frozenset[str]) -> Mutation:
    """What is noticed of changes of these rules by the cases that name them, all but one."""
    cases = {
        number
        for number, case in suite_of(name).cases
        if number != place and (rules & {*case.expect, *case.expect_verdict} or case.expect_overall is not None)
    }
    return mutated(suite_of(name), groups, frozenset(cases), rules)


@pytest.mark.parametrize("beyond", [False, True], ids=["on", "beyond"])
@pytest.mark.parametrize("name", NAMES)
def test_without_any_one_case_on_a_limit_or_just_beyond_it_a_change_goes_unnoticed(
    name: str, beyond: bool, judged_once: Callable[[str], Sequence[Together]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mutation, "_explored", lambda *_: {})  # what changes nothing is left whatever the cases are
    groups = judged_once(name)
    reached = boundaries(groups, beyond=beyond)
    assert len(reached) >= FEWEST.get((name, beyond), 0)
    nothing = {rules: said_of(without(name, groups, None, rules)) for rules in {*reached.values()}}
    needless = [
        suite_of(name).tests.cases[place]
        for place, rules in sorted(reached.items())
        if not said_of(without(name, groups, place, rules)) - nothing[rules]
    ]
    assert [case.name for case in needless if isinstance(case, RuleCase)] == []


FEWEST = {("delivery", False): 4, ("delivery", True): 5, ("responses", False): 6, ("responses", True): 6}


def said_of(tried: Mutation) -> set[tuple[str, str]]:
    return {(each.about, each.said) for each in tried.survivors}


# ---- and what is told of a survivor can be used ---------------------------------------------------------------------


def called_on_the_limit() -> Iterator[tuple[str, int]]:
    for name in NAMES:
        for place, case in suite_of(name).cases:
            if ON_THE_LIMIT.search(case.name):
                yield name, place


BOUNDARIES = list(called_on_the_limit())


def test_there_are_cases_on_every_kind_of_limit() -> None:
    assert len(BOUNDARIES) >= 15


@pytest.mark.parametrize(("name", "place"), BOUNDARIES, ids=[f"{name}-{place}" for name, place in BOUNDARIES])
def test_without_a_case_on_the_limit_a_change_of_that_limit_goes_unnoticed(
    name: str,
    place: int,
    judged_once: Callable[[str], Sequence[Together]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    suite = suite_of(name)
    case = suite.tests.cases[place]
    assert isinstance(case, RuleCase)
    rules = frozenset({*case.expect, *case.expect_verdict})
    survivors = without(name, judged_once(name), place, rules).survivors
    assert survivors, case.name
    for each in survivors:
        assert each.about in rules
        assert "->" in each.said or "dropped" in each.said
        assert each.line > 1
    shown = [each for each in survivors if each.found and SHOWN in each.found and BECOMES in each.found]
    if case.expect:  # of a verdict it is said in words which records would show it
        assert shown
    assert_noticed(name, shown, tmp_path, monkeypatch)


SHOWN, BECOMES = " shows it: ", " becomes "


def assert_noticed(name: str, shown: Sequence[Unnoticed], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Records that are shown, copied into cases as they are, pass and notice the changes that they are shown for."""
    shutil.copytree(RULES.parent / "standards", folder / "standards")
    (folder / "rules").mkdir()
    shutil.copy(RULES / f"{name}.yaml", folder / "rules")
    tests = folder / "rules" / f"{name}.tests.yaml"
    with tests.open("w", encoding="utf-8") as file:
        file.write((RULES / tests.name).read_text("utf-8"))
        for number, each in enumerate(shown):
            cells, _, said = str(each.found).partition(SHOWN)
            before = said.partition(BECOMES)[0]
            outcome, _, reason = before.rstrip(")").replace(" (", "(").replace(" ", "_").partition("(")
            expected = f"{{outcome: {outcome}, reason: {reason}}}" if reason else outcome
            file.write(f"  - {{name: shown {number}, records: [{cells}], expect: {{{each.about}: {expected}}}}}\n")
    (ended,) = run_tests([tests]).files
    assert [case.name for case in ended.failed] == []
    suite, problems = read_tests(tests)
    assert suite is not None, problems
    added = frozenset(number for number, case in suite.cases if case.name.startswith("shown "))
    assert len(added) == len(shown)
    monkeypatch.setattr(mutation, "_explored", lambda *_: {})  # nothing more is looked for
    with judged(suite) as groups:
        left = mutated(suite, groups, added, {each.about for each in shown}).survivors
    assert not {(each.about, each.said) for each in shown} & {(each.about, each.said) for each in left}
