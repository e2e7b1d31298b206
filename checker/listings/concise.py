"""One line for each problem, as editors and other programs take them apart."""

from __future__ import annotations

from checker.listings.text import on_one_line, summary
from checker.validation import Validation


def listed(validation: Validation) -> str:
    """`file:line:column: code message; hint`, and a line that counts the problems."""
    return "".join(f"{on_one_line(problem)}\n" for problem in validation.problems) + f"{summary(validation)}\n"
