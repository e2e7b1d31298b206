"""Which rules check which clauses: every clause of the standards, and every rule that cites none of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from checker.folders import real
from checker.problems import FileProblems, Problem
from checker.ruleset.loading import find_standard, read_file
from checker.ruleset.model import RuleSet
from checker.ruletests.files import is_tests
from checker.standards import Clause, Standard
from checker.validation import files_in
from checker.versions import rule_id
from checker.written import in_language


@dataclass(frozen=True)
class CheckedClause:
    """A clause and the rules that check it, each as RULE_SET/RULE."""

    id: str
    standard: str
    text: str
    source: str
    """Its lines in the document, or the document; empty where the clause names none."""
    rules: tuple[str, ...]
    not_checkable_because: str | None

    @property
    def is_open(self) -> bool:
        """Whether neither a rule checks it nor a reason says why none does."""
        return not self.rules and self.not_checkable_because is None


@dataclass(frozen=True)
class ClauseMatrix:
    """Clauses against rules, in the order of the standards."""

    clauses: tuple[CheckedClause, ...]
    without_clause: tuple[str, ...]
    """The rules that cite no clause."""
    left_out: tuple[str, ...] = ()
    """What is not looked into of the folders."""
    read: tuple[Path, ...] = ()
    """The files that were read."""

    @property
    def standards(self) -> tuple[str, ...]:
        """The names of the standards."""
        return tuple(dict.fromkeys(clause.standard for clause in self.clauses))

    @property
    def open_clauses(self) -> tuple[CheckedClause, ...]:
        """The clauses with neither a rule nor a reason."""
        return tuple(clause for clause in self.clauses if clause.is_open)


def clause_matrix(paths: Sequence[Path], standards: Path | None = None) -> ClauseMatrix:
    """The clauses of the standards that are among these files, or that their rule sets name, and what checks each.

    Rules in several versions are named once. Raises FileProblems with every error of the files, since of a file with
    errors nobody can say what it checks, and CheckerError for a folder that holds none.
    """
    left_out: list[str] = []
    files = {real(file): file for path in paths for file in files_in(path, [], left_out)}
    known: dict[str, Standard] = {}
    checked: dict[tuple[str, str], list[str]] = {}
    without: list[str] = []
    problems: list[Problem] = []
    read: list[Path] = []
    for file in files.values():
        if is_tests(file):
            continue
        content, found = read_file(file, standards)
        problems += [problem for problem in found if problem.level == "error"]
        read.append(file)
        match content:
            case Standard():
                known.setdefault(content.standard, content)
            case RuleSet():
                of = content.standard and find_standard(content.standard, file, standards)
                if of and content.standard not in known:
                    standard, _ = read_file(of)  # its mistakes were told with the rule set's
                    read.append(of)
                    if isinstance(standard, Standard):
                        known[standard.standard] = standard
                for rule in content.rules:
                    name = f"{content.rule_set}/{rule_id(rule.id)}"
                    if content.standard is None or rule.clause is None:
                        without.append(name)
                    else:
                        checked.setdefault((content.standard, rule.clause), []).append(name)
    if problems:
        raise FileProblems(list(dict.fromkeys(problems)))
    clauses = [
        _checked(standard.standard, clause, checked.get((standard.standard, clause.id), ()))
        for standard in known.values()
        for clause in standard.clauses
    ]
    return ClauseMatrix(tuple(clauses), tuple(dict.fromkeys(without)), tuple(left_out), tuple(read))


def _checked(standard: str, clause: Clause, rules: Sequence[str]) -> CheckedClause:
    source = clause.source
    cited = "" if source is None else ", ".join(source.lines) or source.document
    return CheckedClause(
        id=clause.id,
        standard=standard,
        text=in_language(clause.text),
        source=cited,
        rules=tuple(dict.fromkeys(rules)),
        not_checkable_because=clause.not_checkable_because,
    )
