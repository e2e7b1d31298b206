"""For programs: every case with what was expected and received, what is covered, and every change unnoticed."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from checker.listings.json import problem_parts
from checker.ruletests.coverage import Coverage
from checker.ruletests.mutation import Mutation
from checker.ruletests.testing import TestedFile, Testing

FORMAT = 1
"""The version of the form; it changes where a reader of the old form would stumble."""


def listed(testing: Testing) -> str:
    """One JSON object; lines and columns count from 1."""
    reached, goals = testing.covered
    told = {
        "format": FORMAT,
        "cases": sum(len(file.cases) for file in testing.files),
        "failed": testing.failed,
        "coverage": {"reached": reached, "goals": goals} if goals else None,
        "unnoticed": testing.survivors if any(file.mutation for file in testing.files) else None,
        "files": [_file(file) for file in testing.files],
        "without_tests": list(testing.untested),
        "problems": [problem_parts(problem) for problem in testing.problems],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _file(file: TestedFile) -> dict[str, Any]:
    return {
        "file": file.path,
        "rules": file.rules,
        "rule_set": file.rule_set,
        "cases": [
            {
                "name": case.name,
                "line": case.line,
                "column": case.column,
                "passed": not case.mismatches,
                "mismatches": [{**asdict(each), "cells": dict(each.cells)} for each in case.mismatches],
            }
            for case in file.cases
        ],
        "todo": list(file.todos),
        "coverage": None if file.coverage is None else _coverage(file.coverage),
        "mutation": None if file.mutation is None else _mutation(file.mutation),
    }


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "reached": coverage.reached,
        "goals": coverage.goals,
        "parts": [
            {"about": part.about, "line": part.line, "goals": [asdict(goal) for goal in part.goals]}
            for part in coverage.parts
        ],
    }


def _mutation(mutation: Mutation) -> dict[str, Any]:
    return {
        "noticed": mutation.noticed,
        "unnoticed": [asdict(each) for each in mutation.survivors],
        "change_nothing": [asdict(each) for each in mutation.equivalent],
        "not_tried": [asdict(each) for each in mutation.untried],
    }
