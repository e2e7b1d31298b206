"""A rule file to a rule set, or to every problem that the file has, each with its line and column."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from checker.folders import real
from checker.problems import FileProblems, Problem, quoted
from checker.ruleset import yaml12
from checker.ruleset.meaning import Reading
from checker.ruleset.messages import told
from checker.ruleset.model import RuleSet
from checker.ruleset.nearest import did_you_mean
from checker.ruleset.reading import ids_used_once, typed
from checker.ruleset.spelling import kind_of, spell_right
from checker.ruleset.suppressions import Suppression, in_force, suppressed, with_unused
from checker.ruleset.yaml12 import MOST_PROBLEMS, WHOLE, Composed, Place, Trail, too_many_problems
from checker.shipped import shipped
from checker.standards import Standard

if TYPE_CHECKING:
    from checker.audits import AuditFile
    from checker.waivers import Waivers

    Content = RuleSet | Standard | Waivers | AuditFile


def load_rule_set(path: str | Path, standards: str | Path | None = None) -> RuleSet:
    """Load a rule set to judge by; `standards` is the folder of the standard it names.

    Raises FileProblems with every problem of the file, and of its standard, at once. Nothing is executed, no records
    are read. Without `standards` the folder of that name beside the rule file's folder is taken.
    """
    rule_set, problems = read_rule_set(Path(path), None if standards is None else Path(standards))
    if rule_set is None:
        raise FileProblems(problems)
    return rule_set


def as_whole(composed: Composed, path: Path, standards: Path | None = None) -> Composed | None:
    """A rule file as what it means: a tailoring is the whole that it makes of the rule set that it extends.

    None where a tailoring has mistakes, or the rule set that it extends has.
    """
    if kind_of(composed.value) != "tailoring":
        return composed
    from checker.ruleset.other_files import tailored  # noqa: PLC0415

    return tailored(composed, [], path, standards)


def read_rule_set(path: Path, standards: Path | None = None) -> tuple[RuleSet | None, list[Problem]]:
    """The rule set, if the file has no errors, and every problem of the file, warnings included, in their order.

    Warnings that a comment asks to ignore are left out; `read_whole` gives them too.
    """
    composed, problems = yaml12.read(path)
    if composed is None:
        return None, problems
    rule_set, problems = _rule_set(composed, problems, path, standards)
    return rule_set, in_force(with_unused(problems, composed.suppressions))


def read_file(path: Path, standards: Path | None = None) -> tuple[Content | None, list[Problem]]:
    """What a file holds, if it has no errors, and every problem of the file.

    Warnings that a comment asks to ignore are left out; `read_whole` gives them too.
    """
    content, problems, suppressions = read_whole(path, standards)
    return content, in_force(with_unused(problems, suppressions))


def read_whole(path: Path, standards: Path | None = None) -> tuple[Content | None, list[Problem], list[Suppression]]:
    """What a file holds, every problem of it, those marked that a comment asks to ignore, and all that comments ask."""
    composed, problems = yaml12.read(path)
    if composed is None:
        return None, problems, []
    return *content_of(composed, problems, path, standards), composed.suppressions


def content_of(
    composed: Composed, problems: list[Problem], path: Path, standards: Path | None = None
) -> tuple[Content | None, list[Problem]]:
    """What a file says that was composed already; `problems` are those found so far."""
    match kind_of(composed.value):
        case "standard":
            return _standard(composed, problems, path)
        case "waivers":
            from checker.ruleset.other_files import read_waivers  # noqa: PLC0415

            waivers, problems = read_waivers(composed, problems)
            return waivers, in_order(composed, problems)
        case "audit":
            from checker.ruleset.other_files import read_audit  # noqa: PLC0415

            audit, problems = read_audit(composed, problems, path, standards)
            return audit, in_order(composed, problems)
    return _rule_set(composed, problems, path, standards)


def _rule_set(
    composed: Composed, problems: list[Problem], path: Path, standards: Path | None
) -> tuple[RuleSet | None, list[Problem]]:
    if not isinstance(composed.value, dict):
        return None, [*problems, _no_mapping(composed, "rule_set: delivery")]
    if kind_of(composed.value) == "tailoring":
        return _tailored(composed, problems, path, standards)
    if {"rule_set", "cases"} <= set(composed.value) and "rules" not in composed.value:
        hint = f"rename the file to {path.name.partition('.')[0]}.tests.yaml"
        return None, [*problems, composed.problem("R409", "the file holds tests of rules", WHOLE, hint=hint)]
    from checker.ruleset.references import ask_meaning, strange  # noqa: PLC0415

    problems += spell_right(composed, RuleSet)
    strangers = strange(composed, problems)
    rule_set, reading = _typed(composed, problems, strangers.keys)
    if rule_set is None:  # by now misspelt keys have their names, and what lies under them is read too
        strangers = strange(composed, problems)
    problems += strangers.problems
    if reading is not None:
        standard = _standard_of(reading, path, standards, problems)
        ask_meaning(reading, standard)
        if not any(problem.level == "error" for problem in (*problems, *reading.problems)):
            from checker.ruleset.analysis import analyse  # noqa: PLC0415

            analyse(reading, strangers.named)
        problems += reading.problems
    problems = in_order(composed, problems)
    return (None if any(problem.level == "error" for problem in problems) else rule_set), problems


def _tailored(
    composed: Composed, problems: list[Problem], path: Path, standards: Path | None
) -> tuple[RuleSet | None, list[Problem]]:
    """A rule set made of another; what only the whole shows is told where the tailoring says it."""
    from checker.ruleset.other_files import tailored  # noqa: PLC0415

    whole = tailored(composed, problems, path, standards)
    rule_set = None
    if whole is not None:
        rule_set, found = _rule_set(whole, [], path, standards)
        problems += [problem for problem in found if problem.level == "error"]
    return rule_set, in_order(composed, problems)


def in_order(composed: Composed, problems: list[Problem]) -> list[Problem]:
    """Each problem once, the file's own first, by their places; of very many the first ones.

    Those are marked that a comment of the file asks to ignore.
    """
    own, problems = composed.file, suppressed(problems, composed.suppressions)
    ordered = sorted(
        dict.fromkeys(problems), key=lambda each: (each.file != own, each.file, each.line, each.column, each.code)
    )
    if len(ordered) <= MOST_PROBLEMS + 1:
        return ordered
    last = ordered[MOST_PROBLEMS]
    return [
        *ordered[:MOST_PROBLEMS],
        too_many_problems(composed, Place(last.line, last.column, last.line, last.column)),
    ]


def _no_mapping(composed: Composed, example: str) -> Problem:
    return composed.problem("R203", "the file must be a mapping", WHOLE, hint=f"begin with {example}")


def _typed(
    composed: Composed, problems: list[Problem], strangers: list[Trail]
) -> tuple[RuleSet | None, Reading | None]:
    """The rule set, and what can be read of it for the questions about meaning; problems are added to the list."""
    try:
        rule_set = RuleSet.model_validate(composed.value)
    except ValidationError as error:
        from checker.ruleset.repair import repaired  # noqa: PLC0415

        found = told(error, composed, RuleSet, strangers)
        readable, stand_ins, more = repaired(composed, found, strangers)
        problems += [*found.problems, *more.problems]
        return None, Reading(composed, readable, stand_ins) if readable is not None else None
    return rule_set, Reading(composed, rule_set)


# ---- standards


def load_standard(path: str | Path) -> Standard:
    """Load a standard. Raises FileProblems with every problem of the file at once."""
    standard, problems = read_standard(Path(path))
    if standard is None:
        raise FileProblems(problems)
    return standard


def load_standard_of(rule_set: RuleSet, path: str | Path, standards: str | Path | None = None) -> Standard | None:
    """The standard that a rule set of this file names; none where it names none.

    Raises FileProblems where the standard cannot be found or has problems.
    """
    if rule_set.standard is None:
        return None
    folder = None if standards is None else Path(standards)
    file = find_standard(rule_set.standard, Path(path), folder)
    if file is None:
        where = _shown(standards_folder(Path(path), folder))
        raise FileProblems([Problem(str(path), 1, 1, "R314", f"the standard '{rule_set.standard}' is not in {where}")])
    return load_standard(file)


def _shown(path: Path) -> str:
    """A file or folder as people would write it: from where they are."""
    return os.path.relpath(path)


def read_standard(path: Path, shown: str | None = None) -> tuple[Standard | None, list[Problem]]:
    """The standard, if the file has no errors, and every problem of the file; `shown` is its name in problems.

    Warnings that a comment asks to ignore are left out; `read_whole` gives them too.
    """
    composed, problems = yaml12.read(path, shown)
    if composed is None:
        return None, problems
    standard, problems = _standard(composed, problems, path)
    return standard, in_force(problems)


def _standard(composed: Composed, problems: list[Problem], path: Path) -> tuple[Standard | None, list[Problem]]:
    if not isinstance(composed.value, dict):
        return None, [*problems, _no_mapping(composed, "standard: customer-service")]
    standard = typed(composed, problems, Standard)
    name = composed.value.get("standard")
    if isinstance(name, str) and name != path.name.partition(".")[0]:
        message = f"the standard is called {quoted(name)} and its file '{path.name}'"
        hint = f"rename the file to {quoted(name)[1:-1]}.yaml"
        problems.append(composed.problem("R304", message, composed.place(("standard",)), hint=hint))
    problems += ids_used_once(composed, "clauses")
    if standard is None or any(problem.level == "error" for problem in problems):
        return None, in_order(composed, problems)
    return standard, in_order(composed, [*problems, *_without_source(composed, standard)])


def _without_source(composed: Composed, standard: Standard) -> Iterator[Problem]:
    """Warn of clauses that do not say where they come from; once, where none does."""
    without = [position for position, clause in enumerate(standard.clauses) if clause.source is None]
    hint = "add source with the document and its lines"
    if len(without) == len(standard.clauses) > 1:
        place = composed.place(("clauses",), key=True)
        yield composed.problem("R374", "no clause says where it comes from", place, hint=hint, level="warning")
        return
    for position in without:
        message = f"clause '{standard.clauses[position].id}' does not say where it comes from"
        place = composed.place(("clauses", position, "id"))
        yield composed.problem("R374", message, place, hint=hint, level="warning")


def standards_folder(rule_file: Path, standards: Path | None = None) -> Path:
    """Where the standard of a rule file is looked for: as told, else beside the rule file's folder.

    Never among those that come with the program: a report would quote what somebody else promised.
    """
    return standards if standards is not None else real(rule_file).parent.parent / "standards"


def find_standard(name: str, rule_file: Path, standards: Path | None = None) -> Path | None:
    """The file of a standard; none where there is no such file."""
    folder = standards_folder(rule_file, standards)
    files = (folder / f"{name}{suffix}" for suffix in (".yaml", ".yml"))
    return next((file for file in files if file.is_file()), None)


def _standard_of(reading: Reading, path: Path, standards: Path | None, problems: list[Problem]) -> Standard | None:
    """The standard that a rule set names; problems with finding and reading it are added to the list."""
    name = reading.rule_set.standard
    if name is None:
        return None
    file = find_standard(name, path, standards)
    if file is None:
        folder = standards_folder(path, standards)
        known = sorted(each.stem for each in folder.glob("*.y*ml")) if folder.is_dir() else []
        hint = did_you_mean(name, known) or f"put it in {_shown(folder)}, or say where with --standards"
        ours = shipped("standards") / f"{name}.yaml"
        if ours.is_file():
            hint = f"one of this name comes with the program: copy its standards/{name}.yaml"
            hint += ", or say where with --standards"
        reading.say("R314", f"the standard '{name}' is not in {_shown(folder)}", ("standard",), hint=hint)
        return None
    standard, found = read_standard(file, _shown(file))
    problems += (problem for problem in found if problem.level == "error")
    return standard
