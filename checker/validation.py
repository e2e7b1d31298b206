"""Validating files that people wrote, without any records: which are valid, and every problem of the others."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from checker.folders import also_note, real, yaml_files_in
from checker.problems import CheckerError, Problem, Suppressed
from checker.ruleset.codes import OF_ANOTHER_FILE, UNREADABLE
from checker.ruleset.coverage import Coverage
from checker.ruleset.loading import read_whole, standards_folder
from checker.ruleset.model import RuleSet
from checker.ruleset.nearest import distance
from checker.ruleset.shape import keys_of
from checker.ruleset.suppressions import Suppression, in_force, suppressed, with_unused
from checker.ruleset.yaml12 import LARGEST
from checker.ruletests.files import is_tests

if TYPE_CHECKING:
    from checker.ruleset.loading import Content
    from checker.ruletests.loading import Suite

_KEY = re.compile(r"^[ \t]*(?:\{[ \t]*)?[\"']?([A-Za-z_-]{4,20})[\"']?[ \t]*:", re.MULTILINE)
_RULES = re.compile(r"^[ \t{]*[\"']?rules[\"']?[ \t]*:", re.MULTILINE)
_OUTER_KEY = re.compile(r"^(?:\{[ \t]*)?[\"']?([A-Za-z_][\w.-]*)[\"']?[ \t]*:(?=[ \t\r\n]|$)", re.MULTILINE)
_NAMES = ("ruleset", "standard", "clauses", "waivers", "audits")
"""Keys of which one says that a file is one of ours; with one slip they still do."""


class Size(NamedTuple):
    """How much a file holds, in words `12 rules`."""

    number: int
    what: str
    """One of them: `rule`."""
    todo: int = 0
    """How many more are still to be written."""

    def __str__(self) -> str:
        return counted(self.number, self.what) + (f", {self.todo} to do" if self.todo else "")


@dataclass(frozen=True)
class ValidatedFile:
    """One file that was looked at."""

    path: str
    holds: Size | None
    """How much it holds; none where it has errors."""
    is_unasked: bool = False
    """Whether its tables, scopes and unused parts were not looked at: those of a rule set with errors."""


@dataclass(frozen=True)
class Validation:
    """What became of some files."""

    files: tuple[ValidatedFile, ...]
    problems: tuple[Problem, ...]
    """Of all files, each once, in the order of the files; none that somebody chose to ignore."""
    passed_over: tuple[str, ...] = ()
    """The other YAML files of the folders."""
    suppressed: tuple[Problem, ...] = ()
    """The problems that somebody chose to ignore."""
    left_out: tuple[str, ...] = ()
    """What is not looked into of the folders."""

    def telling(self, problems: Iterable[Problem]) -> Validation:
        """The same with more problems, of no file that was looked at."""
        return replace(self, problems=(*self.problems, *problems))

    @property
    def unasked(self) -> tuple[str, ...]:
        """The rule sets of which, for their errors, gaps in tables, scopes and unused parts were not looked for."""
        return tuple(file.path for file in self.files if file.is_unasked)

    def unused(self, ignore: Collection[str]) -> list[str]:
        """The codes to ignore in every file that no file has; none while errors may hide what they speak of."""
        if self.errors:
            return []
        used = {each.code for each in self.suppressed if each.suppressed and each.suppressed.by == "configuration"}
        return [code for code in ignore if code not in used]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that make a file invalid."""
        return tuple(problem for problem in self.problems if problem.level == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The other problems."""
        return tuple(problem for problem in self.problems if problem.level == "warning")

    @property
    def is_readable(self) -> bool:
        """Whether every file could be read as YAML."""
        return not any(problem.code in UNREADABLE for problem in self.errors)


def validate(
    paths: Sequence[Path], standards: Path | None = None, ignore: Mapping[str, str] | None = None
) -> Validation:
    """Validate rule sets and standards: files, and those of folders; `standards` is where rule sets find theirs.

    `ignore` are the codes of warnings to ignore in every file, each with the reason. Nothing is executed. Raises
    CheckerError for a folder that holds none.
    """
    files: list[ValidatedFile] = []
    problems: dict[Problem, Problem] = {}
    passed_over: list[str] = []
    left_out: list[str] = []
    found = [file for path in paths for file in files_in(path, passed_over, left_out)]
    coverage = Coverage()
    read: list[tuple[Path, list[Problem], list[Suppression]]] = []
    for file in _each_once(found):
        content, said, suppressions = _validated(file, _standards_of(file, standards, paths))
        coverage.add(file, content)
        read.append((file, said, suppressions))
        holds = None if content is None else _cases_of(content) if is_tests(file) else size_of(content)
        is_unasked = holds is None and not is_tests(file) and _is_rule_set(file, said)
        files.append(ValidatedFile(str(file), holds, is_unasked))
    across = list(coverage.unchecked_clauses())
    for file, said, suppressions in read:
        own = suppressed([problem for problem in across if problem.file == str(file)], suppressions)
        asked = suppressions if coverage.is_whole else [each for each in suppressions if each.code != coverage.CODE]
        for problem in with_unused([*said, *own], asked):  # of a standard once, however many rule sets name it
            problems.setdefault(replace(problem, file=str(real(Path(problem.file)))), problem)
    wrong = {real(Path(problem.file)) for problem in problems.values() if _is_own(problem)}
    told = [_ignored(_told_once(problem, wrong), ignore or {}) for problem in problems.values()]
    return Validation(
        tuple(files),
        tuple(in_force(told)),
        tuple(passed_over),
        tuple(problem for problem in told if problem.suppressed is not None),
        tuple(left_out),
    )


def _standards_of(file: Path, standards: Path | None, paths: Sequence[Path]) -> Path | None:
    """Where a file finds its standard: as told, beside its folder, or in `standards` that is validated, too."""
    if standards is not None or standards_folder(file).is_dir():
        return standards
    return next((path for path in paths if path.is_dir() and real(path).name == "standards"), None)


def _is_own(problem: Problem) -> bool:
    return problem.level == "error" and problem.code not in OF_ANOTHER_FILE


def _told_once(problem: Problem, wrong: Collection[Path]) -> Problem:
    """That another file has problems, as a note where these are told; else a mistake would count twice."""
    if problem.code in OF_ANOTHER_FILE and any(real(Path(each.file)) in wrong for each in problem.also):
        return replace(problem, level="note", hint="what is wrong is told with that file")
    return problem


def _ignored(problem: Problem, ignore: Mapping[str, str]) -> Problem:
    """The problem, marked where its code is to be ignored in every file."""
    if problem.suppressed is not None or problem.code not in ignore or problem.level == "error":
        return problem
    return replace(problem, suppressed=Suppressed("configuration", ignore[problem.code]))


def _each_once(files: Iterable[Path]) -> list[Path]:
    """The files in their order, each once, however it was named."""
    named: dict[Path, Path] = {}
    for file in files:
        named.setdefault(real(file), file)
    return list(named.values())


def files_in(path: Path, passed_over: list[str], left_out: list[str]) -> list[Path]:
    """The file; of a folder, every YAML file in it that may be a rule set or a standard.

    Named are the others, and what is not looked into. Raises CheckerError for a folder that holds none.
    """
    if not path.is_dir():
        return [path]
    found = []
    for file in yaml_files_in(path, left_out):
        if is_tests(file) or _is_ours(file):
            found.append(file)
        else:
            passed_over.append(str(file))
    if not found:
        raise CheckerError(f"there is no rule set and no standard in '{path}'{also_note(left_out)}")
    return found


def _is_ours(file: Path) -> bool:
    """Whether a file of a folder is a rule set or a standard, also with mistakes; what cannot be read may be one."""
    try:
        with file.open("rb") as opened:
            text = opened.read(LARGEST + 1).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return True
    keys = {key.lower().replace("_", "").replace("-", "") for key in _KEY.findall(text)}
    outer = set(_OUTER_KEY.findall(text))
    if not keys | outer or {"records", "rules"} <= keys or ("rules" in outer and outer <= set(keys_of(RuleSet))):
        return True
    return any(distance(key, name) <= 1 for key in keys for name in _NAMES)


def _is_rule_set(file: Path, problems: Sequence[Problem]) -> bool:
    """Whether a file with errors is a rule set that could be read, with rules of its own."""
    if any(problem.code in UNREADABLE for problem in problems):
        return False
    return _RULES.search(file.read_text("utf-8-sig", "replace")) is not None


def _validated(file: Path, standards: Path | None) -> tuple[Content | Suite | None, list[Problem], list[Suppression]]:
    """What a valid file holds, the problems of a file, and what its comments ask to ignore."""
    if is_tests(file):
        from checker.ruletests.loading import read_whole as read_whole_tests  # noqa: PLC0415

        return read_whole_tests(file, standards)
    return read_whole(file, standards)


def size_of(content: object) -> Size:
    """How much a file holds that is no test of rules."""
    parts = {"rule": "rules", "clause": "clauses", "waiver": "waivers", "audited rule set": "audits"}
    return next(Size(len(getattr(content, name)), word) for word, name in parts.items() if hasattr(content, name))


def _cases_of(content: Content | Suite) -> Size:
    """How many cases there are, and how many are still to be written."""
    suite = cast("Suite", content)
    todo = len(suite.todos)
    return Size(len(suite.tests.cases) - todo, "case", todo)


def counted(number: int, word: str) -> str:
    """A number with what it counts: `1 rule`, `2 rules`."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
