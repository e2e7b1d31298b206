"""The tests of our own rules: they reach everything, notice every change, and each boundary case is needed for that."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from checker.outcomes import Outcome, meaning_of
from checker.ruletests import mutation
from checker.ruletests.cases import RuleCase
from checker.ruletests.changed_rules import with_parts
from checker.ruletests.comparing import expectations, overall_expected
from checker.ruletests.loading import Suite, read_tests
from checker.ruletests.mutation import Mutation, Unnoticed, mutated
from checker.ruletests.running import Together, judged
from checker.ruletests.testing import run_tests
from checker.targets import Share
from checker.verdicts import lines_of
from checker.versions import rule_id
from tests.rules.who_notices import Noticed, who_notices

RULES = Path(__file__).parents[2] / "rules"
EVERY = sorted(path.stem for path in RULES.glob("*.yaml") if not path.stem.endswith(".tests"))
NAMES = ["appearance", "delivery", "responses"]
"""Those of which cases on limits are taken away one by one, and what is told of the survivors is tried."""

ON_THE_LIMIT = re.compile(r"\b(exactly|last minute|last second|quarter of an hour (late|early) is kept)\b")
"""How the name of a case says that it sits exactly on a limit."""


@cache
def suite_of(name: str) -> Suite:
    suite, problems = read_tests(RULES / f"{name}.tests.yaml")
    assert suite is not None, problems
    return suite


class Tried(NamedTuple):
    """A rule set of ours, its cases as they were judged, and what they notice."""

    suite: Suite
    groups: Sequence[Together]
    noticed: Noticed


@pytest.fixture(scope="module", params=EVERY)
def tried(request: pytest.FixtureRequest) -> Iterator[Tried]:
    suite = suite_of(request.param)
    with judged(suite) as groups:
        yield Tried(suite, groups, who_notices(suite, groups))


def test_the_cases_pass_reach_everything_and_notice_every_change(
    tried: Tried, record_property: Callable[[str, object], None]
) -> None:
    (file,) = run_tests([RULES / f"{tried.suite.rule_set.rule_set}.yaml"], coverage=True).files
    assert [case.name for case in file.failed] == []
    assert file.todos == ()
    coverage = file.coverage
    assert coverage is not None
    assert [(part.about, goal.what, goal.side) for part in coverage.parts for goal in part.missing] == []
    changes, untried = tried.noticed
    assert not untried
    unnoticed = [each for each in changes if not each.cases]
    assert [(each.about, each.said) for each in unnoticed if not each.is_equivalent] == []
    assert len(changes) - len(unnoticed) >= 10
    record_property("changes noticed", f"{len(changes) - len(unnoticed)}, and {len(unnoticed)} change nothing")


# ---- each boundary case is needed ------------------------------------------------------------------------------------


class Side(NamedTuple):
    """A side of a limit that a case may reach: exactly on it, or just beyond it."""

    rule: str
    limit: str
    """A limit, in what is observed; or a part of the target."""
    side: str


def sides(groups: Sequence[Together]) -> dict[Side, dict[int, Fraction]]:
    """By side of a limit the cases that reach it, each with how far off it is: a record's limit, or a rule's target.

    A score below its mark is left out: it is several points away, and a mark moves by one. So is a share judged by its
    interval, which turns at no one figure, and where a target asks for all there is, or for none: beyond is nothing.
    """
    off: dict[Side, dict[int, Fraction]] = {}
    for group in groups:
        for case in group.cases:
            for side, distance in (*_of_records(group, case), *_of_verdicts(group, case)):
                cases = off.setdefault(side, {})
                cases[case] = min(distance, cases.get(case, distance))
    return off


def _of_records(group: Together, case: int) -> Iterator[tuple[Side, Fraction]]:
    for expected in expectations(group, case):
        for rule in (expected.rule, *_parts_of(group, expected.rule)):
            _, code, observed, limit, *_ = group.told[rule].get(expected.row, (None,) * 4)
            if isinstance(observed, int) and isinstance(limit, int):
                outcome, distance = meaning_of(code).outcome, Fraction(abs(observed - limit))
                is_score = group.rule(rule).rule.measure.kind == "checklist"
                if distance == 0 and outcome in (Outcome.KEPT, Outcome.BREACH):
                    yield Side(rule_id(rule), str(limit), "on"), distance
                elif outcome is Outcome.BREACH and not is_score:
                    yield Side(rule_id(rule), str(limit), "beyond"), distance


def _parts_of(group: Together, rule: str) -> list[str]:
    """The rules that a rule is made of, also by others: who expects something of it expects something of them."""
    return [each.id for each in with_parts(group.rule_set, [group.rule(rule).rule])]


def _of_verdicts(group: Together, case: int) -> Iterator[tuple[Side, Fraction]]:
    """What is expected of the whole depends on every rule."""
    asked = group.cases[case]
    for compiled in group.compiled.rules if case in group.counts else ():
        name = compiled.rule.id
        if rule_id(name) not in asked.expect_verdict and overall_expected(asked) is None:
            continue
        for line in lines_of(compiled, group.counts[case].rules[name]):
            is_share = isinstance(line.part.target, Share) and line.part.target.weighted_by is None
            share = line.totals.share if is_share else None
            came_to = share if share is not None else line.judgement.statistic
            if came_to is None or getattr(line.part.target, "judged_on", "point") != "point":
                continue
            for key in ("at_least", "above", "at_most", "below"):
                bound = line.bounds.get(key)
                if isinstance(bound, Fraction) and bound not in ((0, 1) if share is not None else (0,)):
                    off = bound - Fraction(came_to)
                    if off == 0:
                        yield Side(rule_id(name), f"{line.number} {key} {bound}", "on"), off
                    elif share is not None and key in ("at_least", "above") and 0 < off <= _worth(group, name):
                        yield Side(rule_id(name), f"{line.number} {key} {bound}", "beyond"), Fraction(0)


def _worth(group: Together, name: str) -> Fraction:
    """By how much a change moves the target: what one record is of the most that some case has judged."""
    asked = [case for case, each in group.cases.items() if rule_id(name) in each.expect_verdict]
    tallies = [group.counts[case].rules[name].outcomes for case in asked]
    return Fraction(1, max((each[Outcome.KEPT] + each[Outcome.BREACH] for each in tallies), default=1) or 1)


def test_without_any_single_boundary_case_a_named_change_goes_unnoticed(
    tried: Tried, record_property: Callable[[str, object], None]
) -> None:
    """What only one case notices is a survivor without it, by the name that it has here.

    A case is a single boundary case where no other reaches its side of a limit as closely. A side that several reach
    has none.
    """
    found = sides(tried.groups)
    cases, single, needless = dict(tried.suite.cases), 0, []
    for side, off in found.items():
        near = {case for case, distance in off.items() if distance == min(off.values())}
        if len(near) == 1:
            single += 1
            if not any(each.about == side.rule and each.cases == near for each in tried.noticed.changes):
                needless.append((side, [cases[case].name for case in near]))
    assert needless == []
    assert single >= FEWEST.get(tried.suite.rule_set.rule_set, 2)
    record_property("single boundary cases", f"{single} of {len(found)} sides of limits")


FEWEST = {"accounts": 20, "delivery": 20, "hotline": 20, "levels": 20, "reactions": 12, "responses": 20}


@pytest.mark.parametrize("name", ["feedback", "moves"])
def test_what_only_one_case_notices_survives_without_it(name: str) -> None:
    """The program itself, with each case left out, leaves what is said above and nothing else."""
    suite = suite_of(name)
    everyone = frozenset(place for place, _ in suite.cases)
    with judged(suite) as groups:
        changes = who_notices(suite, groups).changes
        for left_out in sorted(everyone):
            tried = mutated(suite, groups, everyone - {left_out})
            named = [(each.about, each.said) for each in (*tried.survivors, *tried.equivalent)]
            assert sorted(named) == sorted((each.about, each.said) for each in changes if each.cases <= {left_out})


# ---- and what is told of a survivor can be used ---------------------------------------------------------------------


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
