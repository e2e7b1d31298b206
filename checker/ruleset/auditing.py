"""An audit to judge by: every rule set with its standard, its waivers and the places of its records.

All problems of all files are found before any record is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from checker.audits import AuditedRuleSet, AuditFile
from checker.problems import FileProblems, Problem, quoted
from checker.ruleset import yaml12
from checker.ruleset.loading import load_standard_of, read_rule_set
from checker.ruleset.messages import value_at
from checker.ruleset.model import RuleSet
from checker.ruleset.other_files import ReadRuleSets, misfits_of, read_audit, read_waivers
from checker.ruleset.spelling import kind_of
from checker.ruleset.yaml12 import Composed, Trail
from checker.standards import Standard
from checker.waivers import Waiver


@dataclass(frozen=True)
class LoadedPart:
    """A rule set of an audit, with what it is checked against."""

    rules: Path
    rule_set: RuleSet
    standard: Standard | None
    standards: Path | None
    records: tuple[Path, ...]
    tables: dict[str, Path] = field(default_factory=dict)
    waivers_file: Path | None = None
    waivers: tuple[Waiver, ...] = ()
    encoding: str | None = None
    sheet: str | None = None


@dataclass(frozen=True)
class LoadedAudit:
    """An audit file, and all that it names but the records."""

    file: Path
    audit: AuditFile
    parts: tuple[LoadedPart, ...]


def is_audit(path: Path) -> bool:
    """Whether a file is called as files of rules and audits are, and not as records."""
    return path.suffix.lower() in (".yaml", ".yml")


def load_audit(path: Path, standards: Path | None = None) -> LoadedAudit:
    """Load an audit. Raises FileProblems with every problem of its file and of all that it names, at once."""
    composed, problems = yaml12.read(path)
    if composed is None:
        raise FileProblems(problems)
    if kind_of(composed.value) != "audit":
        message = "the file is no audit, so it does not say which records to check"
        hint = "give the files of records with --rules RULES.yaml, or a file with audits: [{rules: …, records: …}]"
        raise FileProblems([composed.problem("R203", message, yaml12.WHOLE, hint=hint)])
    folder = standards or _standards_folder(composed, path)
    read: ReadRuleSets = {}
    audit, problems = read_audit(composed, problems, path, folder, read)
    problems = [problem for problem in problems if problem.level == "error"]
    parts: list[LoadedPart] = []
    for position, written in enumerate(audit.audits if audit else ()):
        part, said = _part(composed, ("audits", position), written, path.parent, folder, read)
        problems += said
        parts += [part] if part else []
    problems += _of_named_files(composed, path, folder) if audit is None else []
    if audit is None or problems:
        raise FileProblems(list(dict.fromkeys(problems)))
    return LoadedAudit(path, audit, tuple(parts))


def _standards_folder(composed: Composed, path: Path) -> Path | None:
    written = composed.value.get("standards")
    return path.parent / written if isinstance(written, str) else None


def _part(
    composed: Composed,
    trail: Trail,
    written: AuditedRuleSet,
    folder: Path,
    standards: Path | None,
    read: ReadRuleSets,
) -> tuple[LoadedPart | None, list[Problem]]:
    rules = folder / written.rules
    rule_set, problems = read[rules] if rules in read else read_rule_set(rules, standards)
    problems = [problem for problem in problems if problem.level == "error"]
    one = not isinstance(value_at(composed.value, (*trail, "records")), list)
    records = (
        ((*trail, "records") if one else (*trail, "records", place), each) for place, each in enumerate(written.records)
    )
    tables = (((*trail, "tables", name), file) for name, file in written.tables.items())
    for way, name in (*records, *tables):
        if not (folder / name).exists():
            where, hint = composed.place(way), "paths start from the folder of this file"
            problems.append(composed.problem("R325", f"there is no file {quoted(name)}", where, hint=hint))
    if rule_set is None:
        return None, problems
    waivers_file = folder / written.waivers if written.waivers else None
    part = LoadedPart(
        rules=rules,
        rule_set=rule_set,
        standard=load_standard_of(rule_set, rules, standards) if not problems else None,
        standards=standards,
        records=tuple(folder / each for each in written.records),
        tables={name: folder / each for name, each in written.tables.items()},
        waivers_file=waivers_file,
        waivers=load_waivers(waivers_file, [rule_set]) if waivers_file and not problems else (),
        encoding=written.encoding,
        sheet=written.sheet,
    )
    return part, problems


def _of_named_files(composed: Composed, path: Path, standards: Path | None) -> list[Problem]:
    """The problems of the rule sets and waivers themselves, where the audit only says that they have some."""
    found: list[Problem] = []
    entries = composed.value.get("audits")
    for entry in entries if isinstance(entries, list) else ():
        for key in ("rules", "waivers"):
            name = entry.get(key) if isinstance(entry, dict) else None
            file = path.parent / name if isinstance(name, str) and name else None
            if file is None or not file.is_file():
                continue
            if key == "rules":
                found += read_rule_set(file, standards)[1]
            else:
                written, said = yaml12.read(file)
                found += (
                    said if written is None or not isinstance(written.value, dict) else read_waivers(written, said)[1]
                )
    return [problem for problem in found if problem.level == "error"]


def load_waivers(path: Path, rule_sets: Sequence[RuleSet]) -> tuple[Waiver, ...]:
    """The waivers of a file. Raises FileProblems with every problem, also for a rule that none of the rule sets has."""
    composed, problems = yaml12.read(path)
    if composed is None:
        raise FileProblems(problems)
    if kind_of(composed.value) != "waivers":
        hint = "begin with waivers:, and each with its id, rules, from, until, approved_by and justification"
        raise FileProblems([composed.problem("R203", "the file holds no waivers", yaml12.WHOLE, hint=hint)])
    waivers, problems = read_waivers(composed, problems)
    if waivers is not None:
        of_each = [list(misfits_of(waivers, composed, rule_set)) for rule_set in rule_sets]
        problems += [problem for problem in of_each[0] if all(_is_said(problem, said) for said in of_each)]
    problems = [problem for problem in problems if problem.level == "error"]
    if waivers is None or problems:
        raise FileProblems(problems)
    return waivers.waivers


def _is_said(problem: Problem, others: Sequence[Problem]) -> bool:
    """Whether something is wrong at the same place for another rule set too."""
    return any((problem.line, problem.column, problem.code) == (each.line, each.column, each.code) for each in others)
