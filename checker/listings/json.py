"""For programs: every problem with its place and its parts, and what each file holds."""

from __future__ import annotations

import json
from typing import Any

from checker.listings.text import unasked
from checker.problems import Problem
from checker.validation import Validation

FORMAT = 1
"""The version of the form; it changes where a reader of the old form would stumble."""


def listed(validation: Validation) -> str:
    """One JSON object; lines and columns count from 1, and an end column is the one after the last character."""
    told = {
        "format": FORMAT,
        "errors": len(validation.errors),
        "warnings": len(validation.warnings),
        "suppressed": len(validation.suppressed),
        "unasked": unasked(validation) if validation.unasked else None,
        "files": [
            {
                "file": each.path,
                "valid": each.holds is not None,
                "holds": str(each.holds) if each.holds else None,
                "analysed": not each.is_unasked,
            }
            for each in validation.files
        ],
        "passed_over": list(validation.passed_over),
        "problems": [problem_parts(problem) for problem in validation.problems],
        "suppressed_problems": [
            {**problem_parts(problem), **(problem.suppressed._asdict() if problem.suppressed else {})}
            for problem in validation.suppressed
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def problem_parts(problem: Problem) -> dict[str, Any]:
    """A problem with its place, by the names of its parts."""
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "end_line": problem.end_line,
        "end_column": problem.end_column,
        "code": problem.code,
        "level": problem.level,
        "message": problem.message,
        "hint": problem.hint,
        "excerpt": problem.excerpt,
        "also": [each._asdict() for each in problem.also],
    }
