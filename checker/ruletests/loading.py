"""A file of tests to its cases and the rule set that they test, or to every problem that it has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from checker.folders import SUFFIXES
from checker.problems import Problem, quoted
from checker.ruleset import yaml12
from checker.ruleset.loading import as_whole, in_order, read_rule_set
from checker.ruleset.model import RuleSet
from checker.ruleset.nearest import did_you_mean
from checker.ruleset.reading import blamed, typed
from checker.ruleset.suppressions import Suppression, in_force, with_unused
from checker.ruleset.yaml12 import MOST_PROBLEMS, WHOLE, Composed
from checker.ruletests.cases import RuleCase, RuleTests, Todo
from checker.ruletests.files import SUFFIX, is_tests
from checker.ruletests.meaning import Wrong, wrong_in


@dataclass(frozen=True)
class Suite:
    """The tests of one rule set, with where everything in both files stands."""

    path: Path
    tests: RuleTests
    composed: Composed
    rule_set: RuleSet
    rules: Composed

    @property
    def cases(self) -> Iterator[tuple[int, RuleCase]]:
        """Every case that can be run, with its place in the file."""
        return ((place, case) for place, case in enumerate(self.tests.cases) if isinstance(case, RuleCase))

    @property
    def todos(self) -> tuple[str, ...]:
        """What is still to be tested."""
        return tuple(case.todo for case in self.tests.cases if isinstance(case, Todo))


def read_tests(path: Path, standards: Path | None = None) -> tuple[Suite | None, list[Problem]]:
    """The tests, if their file and their rule set have no errors, and every problem of the file in its order.

    Warnings that a comment asks to ignore are left out; `read_whole` gives them too.
    """
    suite, problems, suppressions = read_whole(path, standards)
    return suite, in_force(with_unused(problems, suppressions))


def read_whole(path: Path, standards: Path | None = None) -> tuple[Suite | None, list[Problem], list[Suppression]]:
    """The tests, every problem of the file, those marked that a comment asks to ignore, and all that comments ask."""
    composed, problems = yaml12.read(path, scalar=_null_or_text)
    if composed is None:
        return None, problems, []
    suite, problems = _suite(composed, problems, path, standards)
    return suite, problems, composed.suppressions


def _suite(
    composed: Composed, problems: list[Problem], path: Path, standards: Path | None
) -> tuple[Suite | None, list[Problem]]:
    if not isinstance(composed.value, dict):
        message = "the file must be a mapping"
        return None, [*problems, composed.problem("R203", message, WHOLE, hint="begin with rule_set: delivery")]
    tests = typed(composed, problems, RuleTests)
    problems += _of_its_name(composed, path)
    tested = _tested(composed, path, standards, problems)
    wrong = wrong_in(composed.value, tested[0] if tested else None)
    problems += [_problem(composed, each) for each in islice(wrong, MOST_PROBLEMS + 2)]
    problems = in_order(composed, problems)
    if tests is None or tested is None or any(problem.level == "error" for problem in problems):
        return None, problems
    return Suite(path, tests, composed, *tested), problems


def _null_or_text(text: str, plain: bool) -> str | None:
    """A scalar of a file of tests: `null` is nothing, as in a cell that was not recorded; all else is text."""
    return None if plain and text in ("null", "~", "") else text


def _problem(composed: Composed, wrong: Wrong) -> Problem:
    place = composed.place(wrong.trail, key=wrong.is_key)
    first = None if wrong.first is None else composed.place(wrong.first)
    return composed.problem(wrong.code, wrong.message, place, hint=wrong.hint, first=first)


def _of_its_name(composed: Composed, path: Path) -> Iterator[Problem]:
    """The rule set that a file tests is said by its name, and inside it."""
    name, stem = composed.value.get("rule_set"), path.stem.removesuffix(SUFFIX)
    if isinstance(name, str) and name and name != stem:
        message = f"the tests are of {quoted(name)} and their file is called '{path.name}'"
        hint = f"rename the file to {quoted(name)[1:-1]}{SUFFIX}.yaml"
        yield composed.problem("R304", message, composed.place(("rule_set",)), hint=hint)


def _tested(
    composed: Composed, path: Path, standards: Path | None, problems: list[Problem]
) -> tuple[RuleSet, Composed] | None:
    """The rule set beside the file, as it is read and as it is written; why there is none is added to the problems."""
    stem = path.stem.removesuffix(SUFFIX)  # another name inside the file is told by itself
    file = next((each for suffix in SUFFIXES if (each := path.with_name(f"{stem}{suffix}")).is_file()), None)
    place = composed.place(("rule_set",))
    if file is None:
        beside = (each for suffix in SUFFIXES for each in path.parent.glob(f"*{suffix}"))
        known = sorted(each.stem for each in beside if not is_tests(each))
        hint = did_you_mean(stem, known, else_list="beside it are") or "put the tests beside the rule set"
        problems.append(
            composed.problem("R401", f"there is no rule set {quoted(stem)} beside the tests", place, hint=hint)
        )
        return None
    rule_set, found = read_rule_set(file, standards)
    written, _ = yaml12.read(file)
    if written is not None and rule_set is not None:
        written = as_whole(written, file, standards)
    if rule_set is None or written is None:
        errors = sum(problem.level == "error" for problem in found)
        many = errors > 1
        message = f"the rule set '{stem}' has {errors} problem{'s' if many else ''}"
        hint = f"see {'them' if many else 'it'} with checker validate {file}"
        problems.append(replace(composed.problem("R402", message, place, hint=hint), also=blamed(found)))
        return None
    return rule_set, written
