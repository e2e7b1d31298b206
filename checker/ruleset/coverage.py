"""Which promises of a standard no rule checks: asked of all files that are validated together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from checker.problems import Problem
from checker.ruleset import yaml12
from checker.ruleset.model import RuleSet
from checker.standards import Standard


class Coverage:
    """The standards of some files, and the clauses that rules of the others check."""

    CODE = "R375"
    """The code of what it warns of."""

    def __init__(self) -> None:
        self.standards: dict[str, tuple[Path, Standard]] = {}
        self.checked: dict[str, set[str]] = {}
        self.is_whole = True

    def add(self, file: Path, content: object) -> None:
        """Take note of a valid file; of one with errors nobody can say what it checks."""
        if content is None:
            self.is_whole = False
        elif isinstance(content, Standard):
            self.standards.setdefault(content.standard, (file, content))
        elif isinstance(content, RuleSet) and content.standard is not None:
            clauses = {rule.clause for rule in content.rules if rule.clause is not None}
            self.checked.setdefault(content.standard, set()).update(clauses)

    def unchecked_clauses(self) -> Iterator[Problem]:
        """Warn of clauses that no rule checks, where the standard and a rule set that names it are among the files."""
        if not self.is_whole:
            return
        for name, (file, standard) in self.standards.items():
            checked = self.checked.get(name)
            if checked is None:
                continue
            left = [
                position
                for position, clause in enumerate(standard.clauses)
                if clause.id not in checked and clause.not_checkable_because is None
            ]
            composed = yaml12.read(file)[0] if left else None
            if composed is None:
                continue
            for position in left:
                message = f"no rule checks clause '{standard.clauses[position].id}'"
                hint = "write a rule, or say not_checkable_because"
                place = composed.place(("clauses", position, "id"))
                yield composed.problem(self.CODE, message, place, hint=hint, level="warning")
