"""Annotations in a pull request: workflow commands of GitHub Actions, one for each problem."""

from __future__ import annotations

import re

from checker.listings.text import said, summary, visible
from checker.problems import Problem
from checker.ruleset.codes import named
from checker.validation import Validation


def listed(validation: Validation) -> str:
    """`::error file=…,line=…::message` for each problem, and a line that counts them."""
    return "".join(f"{_command(problem)}\n" for problem in validation.problems) + f"{summary(validation)}\n"


def _command(problem: Problem) -> str:
    properties = {
        "file": problem.file,
        "line": problem.line,
        "endLine": problem.end_line,
        "col": problem.column,
        # An annotation ends on its last character.
        "endColumn": problem.end_column and max(problem.column, problem.end_column - 1),
        "title": named(problem.code),
    }
    if problem.end_line not in (None, problem.line):
        del properties["col"], properties["endColumn"]  # columns are for annotations of one line
    written = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if value is not None)
    level = "notice" if problem.level == "note" else problem.level
    return f"::{level} {written}::{_data(said(problem))}"


def _data(text: str) -> str:
    """Text that cannot be taken for the end of a command."""
    lines = re.split("([\r\n])", text)
    shown = "".join(line if line in ("\r", "\n") else visible(line) for line in lines)
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
