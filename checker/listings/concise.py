"""One line for each problem, as editors and other programs take them apart."""

from __future__ import annotations

from checker.listings.text import summary, visible
from checker.problems import Problem
from checker.validation import Validation


def listed(validation: Validation) -> str:
    """`file:line:column: code message; hint`, and a line that counts the problems."""
    return "".join(f"{_line(problem)}\n" for problem in validation.problems) + f"{summary(validation)}\n"


def _line(problem: Problem) -> str:
    warning = "warning: " if problem.level == "warning" else ""
    return visible(f"{problem.file}:{problem.line}:{problem.column}: {problem.code} {warning}{said(problem)}")


def said(problem: Problem) -> str:
    """What is wrong, and what to do about it."""
    return f"{problem.message}; {problem.hint}" if problem.hint else problem.message
