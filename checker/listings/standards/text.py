"""For people at a terminal: each clause with its rules or the reason, then rules without a clause, and the sum."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from checker.clause_matrix import CheckedClause, ClauseMatrix
from checker.listings.text import terminal_columns, visible
from checker.validation import counted

OPEN = "no rule, and no reason why not"
"""What is said of a clause that is forgotten."""


def listed(matrix: ClauseMatrix) -> str:
    """Clauses of which neither a rule nor a reason is known are marked."""
    width = terminal_columns()
    lines: list[str] = []
    for standard in matrix.standards:
        lines.append(visible(standard))
        for clause in matrix.clauses:
            if clause.standard == standard:
                lines += _clause(clause, width)
        lines.append("")
    if matrix.without_clause:
        lines += [*_wrapped(f"without a clause: {', '.join(matrix.without_clause)}", width, "", "  "), ""]
    lines += _wrapped(summary(matrix), width, "", "")
    return "".join(f"{line}\n" for line in lines)


def summary(matrix: ClauseMatrix) -> str:
    """How many clauses are checked, cannot be, or are forgotten."""
    checked = sum(bool(clause.rules) for clause in matrix.clauses)
    reasons = sum(not clause.rules and not clause.is_open for clause in matrix.clauses)
    said = f"{counted(len(matrix.clauses), 'clause')}: {checked} checked by a rule, {reasons} not checkable"
    said += f", {len(matrix.open_clauses)} open" if matrix.open_clauses else ""
    return said + (f"; {counted(len(matrix.without_clause), 'rule')} without a clause" if matrix.without_clause else "")


def _clause(clause: CheckedClause, width: int) -> Iterator[str]:
    source = f" ({clause.source})" if clause.source else ""
    yield from _wrapped(f"{clause.id}{source}", width, "  ", "  ")
    yield from _wrapped(clause.text, width, "    ", "    ")
    if clause.rules:
        yield from _wrapped(f"checked by {', '.join(clause.rules)}", width, "    ", "      ")
    if clause.not_checkable_because is not None:
        yield from _wrapped(f"not checkable: {clause.not_checkable_because}", width, "    ", "      ")
    if clause.is_open:
        yield f"    OPEN: {OPEN}"


def _wrapped(text: str, width: int, indent: str, hanging: str) -> list[str]:
    return textwrap.wrap(
        visible(text), width, initial_indent=indent, subsequent_indent=hanging, break_on_hyphens=False,
        break_long_words=False,
    )  # fmt: skip
