"""The story of a test run: find the tests, load them, judge their cases, compare; on request cover and mutate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from checker.folders import also_note, real, yaml_files_in
from checker.problems import CheckerError, Problem, quoted
from checker.ruleset.codes import UNREADABLE
from checker.ruletests.comparing import Mismatch, mismatches
from checker.ruletests.coverage import Coverage, covered
from checker.ruletests.files import found_beside, is_tests
from checker.ruletests.loading import Suite, read_tests
from checker.ruletests.mutation import Mutation, mutated
from checker.ruletests.running import judged
from checker.versions import versions_apart

_A_RULE_SET = re.compile(r"^rule_set[ \t]*:", re.MULTILINE)


@dataclass(frozen=True)
class TestedCase:
    """A case that was run."""

    __test__ = False

    name: str
    line: int
    column: int
    mismatches: tuple[Mismatch, ...]


@dataclass(frozen=True)
class TestedFile:
    """A file of tests that was run."""

    __test__ = False

    path: str
    rule_set: str
    rules: str
    """The file of the rule set."""
    cases: tuple[TestedCase, ...]
    todos: tuple[str, ...]
    coverage: Coverage | None = None
    mutation: Mutation | None = None

    @property
    def failed(self) -> tuple[TestedCase, ...]:
        """The cases that came out otherwise than expected."""
        return tuple(case for case in self.cases if case.mismatches)


@dataclass(frozen=True)
class Testing:
    """What became of all tests."""

    __test__ = False

    files: tuple[TestedFile, ...]
    problems: tuple[Problem, ...]
    untested: tuple[str, ...] = ()
    """Rule sets of the folders without tests, and those of which every case is still to be written."""
    left_out: tuple[str, ...] = ()
    """What is not looked into of the folders."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that kept tests from being run."""
        return tuple(problem for problem in self.problems if problem.level == "error")

    @property
    def failed(self) -> int:
        """How many cases came out otherwise than expected."""
        return sum(len(file.failed) for file in self.files)

    @property
    def survivors(self) -> int:
        """How many changes of rules no case noticed."""
        return sum(len(file.mutation.survivors) for file in self.files if file.mutation)

    @property
    def untried(self) -> int:
        """Of how many parts of rule sets not every change was tried."""
        return sum(len(file.mutation.untried) for file in self.files if file.mutation)

    @property
    def covered(self) -> tuple[int, int]:
        """Over all files: how much the cases reach, and of how much."""
        all_files = [file.coverage for file in self.files if file.coverage]
        return sum(each.reached for each in all_files), sum(each.goals for each in all_files)

    def is_covered_less(self, percent: float) -> bool:
        """Whether the cases reach less than so much of all; in integers, so that 99.9 % is never 100 %.

        Where a rule set has no tests at all nobody can say how much is reached, and it is less.
        """
        reached, goals = self.covered
        return bool(self.untested and percent) or Fraction(reached, max(goals, 1)) * 100 < Fraction(repr(percent))

    @property
    def is_readable(self) -> bool:
        """Whether every file could be read as YAML."""
        return not any(problem.code in UNREADABLE for problem in self.errors)


_MOST_TODOS = 20
"""So many cases that are still to be written are named where there is no other."""


def run_tests(
    paths: Sequence[Path], standards: Path | None = None, *, coverage: bool = False, mutation: bool = False
) -> Testing:
    """Run the tests of files and folders. Raises CheckerError where there is not one to run."""
    untested: list[str] = []
    left_out: list[str] = []
    found = [file for path in paths for file in _files(path, untested, left_out)]
    files: list[TestedFile] = []
    problems: list[Problem] = []
    for file in {real(file): file for file in reversed(found)}.values():
        suite, said = read_tests(file, standards)
        problems += said
        if suite is not None:
            files.append(_tested(suite, coverage=coverage, mutation=mutation))
    untested += [file.rules for file in files if not file.cases]
    order = {str(file): place for place, file in reversed(list(enumerate(found)))}
    files.sort(key=lambda each: order.get(each.path, 0))
    problems.sort(key=lambda each: order.get(each.file, 0))
    if not problems and not any(file.cases for file in files):
        where = f"{', '.join(map(str, paths))}{also_note(left_out)}"
        todos = [quoted(todo) for file in files for todo in file.todos]
        if todos:
            rest = f" and {len(todos) - _MOST_TODOS:,} more" if len(todos) > _MOST_TODOS else ""
            named = ", ".join(todos[:_MOST_TODOS]) + rest
            raise CheckerError(f"no tests found in {where}; still to be written: {named}")
        raise CheckerError(f"no tests found in {where}; write some in NAME.tests.yaml")
    return Testing(tuple(files), tuple(problems), tuple(untested), tuple(left_out))


def _tested(suite: Suite, *, coverage: bool, mutation: bool) -> TestedFile:
    suite = replace(suite, rule_set=versions_apart(suite.rule_set))
    with judged(suite) as groups:
        cases = {
            place: TestedCase(case.name, *suite.composed.place(("cases", place, "name"))[:2], mismatches(group, place))
            for group in groups
            for place, case in group.cases.items()
        }
        passing = frozenset(place for place, case in cases.items() if not case.mismatches)
        return TestedFile(
            path=str(suite.path),
            rule_set=suite.rule_set.rule_set,
            rules=suite.rules.file,
            cases=tuple(cases[place] for place in sorted(cases)),
            todos=suite.todos,
            coverage=covered(suite, groups) if coverage and groups else None,
            mutation=mutated(suite, groups, passing) if mutation and groups else None,
        )


def _files(path: Path, untested: list[str], left_out: list[str]) -> Iterable[Path]:
    """The file of tests, that beside a rule set, or every one in a folder."""
    if path.is_dir():
        return _of_folder(path, untested, left_out)
    if is_tests(path):
        return [path]
    beside = found_beside(path)
    if beside is None:
        raise CheckerError(f"no tests found for '{path}'; write them in {path.stem}.tests.yaml beside it")
    return [beside]


def _of_folder(path: Path, untested: list[str], left_out: list[str]) -> Iterator[Path]:
    for file in yaml_files_in(path, left_out):
        if is_tests(file):
            yield file
        elif found_beside(file) is None and _is_rule_set(file):
            untested.append(str(file))


def _is_rule_set(file: Path) -> bool:
    try:
        return _A_RULE_SET.search(file.read_text("utf-8")) is not None
    except (OSError, UnicodeDecodeError):
        return False
