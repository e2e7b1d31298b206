"""For the summary of a job and for comments: GitHub Flavored Markdown (0.29), in which no word of a file is markup."""

from __future__ import annotations

import re

from checker.listings.text import said, summary, visible
from checker.problems import Problem
from checker.ruleset.codes import named
from checker.validation import Validation

MOST = 200
"""So many problems are listed; a summary of more than a megabyte is refused where it is shown."""

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def listed(validation: Validation) -> str:
    """A line that counts the problems, and a table with a row for each."""
    lines = [f"{'✅' if not validation.errors else '❌'} {escaped(summary(validation))}"]
    if validation.problems:
        lines += ["", "| where | | problem | code |", "|---|---|---|---|", *map(_row, validation.problems[:MOST])]
    if len(validation.problems) > MOST:
        lines += ["", f"and {len(validation.problems) - MOST:,} more"]
    return "\n".join(lines) + "\n"


def _row(problem: Problem) -> str:
    where = f"{problem.file}:{problem.line}:{problem.column}"
    cells = [where, problem.level, said(problem), named(problem.code)]
    return f"| {' | '.join(map(escaped, cells))} |"


def escaped(text: str) -> str:
    """The text as Markdown that shows it: every punctuation mark is escaped, so that none is taken for markup."""
    words = " ".join(visible(text.replace("\n", " ")).split())
    return _PUNCTUATION.sub(r"\\\1", words)
