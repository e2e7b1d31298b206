"""For code scanning: SARIF 2.1.0 (OASIS Standard, 27 March 2020)."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import quote

from checker import __version__
from checker.listings.text import said, unasked
from checker.problems import Elsewhere, Problem
from checker.ruleset.codes import sentence
from checker.validation import Validation

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def listed(validation: Validation) -> str:
    """A log of one run: the rules are the codes that occur, the results the problems, with those that are ignored."""
    problems = [*validation.problems, *validation.suppressed]
    codes = sorted({problem.code for problem in problems})
    driver = {
        "name": "checker",
        "fullName": "Service standards checker",
        "semanticVersion": __version__,
        "rules": [_rule(code) for code in codes],
    }
    seen: Counter[str] = Counter()
    run = {
        "tool": {"driver": driver},
        **_invocations(validation),
        "columnKind": "unicodeCodePoints",
        "artifacts": [{"location": _location(file.path), "roles": ["analysisTarget"]} for file in validation.files],
        "results": [_result(problem, codes.index(problem.code), seen) for problem in problems],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _invocations(validation: Validation) -> dict[str, Any]:
    """That errors left something unsaid, as a notification of the run (3.20.21)."""
    if not validation.unasked:
        return {}
    notification = {
        "level": "note",
        "message": {"text": unasked(validation)},
        "locations": [{"physicalLocation": {"artifactLocation": _location(path)}} for path in validation.unasked],
    }
    return {"invocations": [{"executionSuccessful": True, "toolExecutionNotifications": [notification]}]}


def _rule(code: str) -> dict[str, Any]:
    return {
        "id": code,
        "shortDescription": {"text": sentence(code)},
        "help": {"text": f"checker explain {code} says why, with a wrong and a right example."},
    }


def _result(problem: Problem, rule: int, seen: Counter[str]) -> dict[str, Any]:
    region: dict[str, Any] = {"startLine": problem.line, "startColumn": problem.column}
    related = {"relatedLocations": list(map(_related, problem.also))} if problem.also else {}
    if problem.end_line is not None and problem.end_column is not None:
        region |= {"endLine": problem.end_line, "endColumn": problem.end_column}
    if problem.excerpt is not None:
        region["snippet"] = {"text": problem.excerpt}
    return {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": problem.level,
        "message": {"text": said(problem)},
        "locations": [{"physicalLocation": {"artifactLocation": _location(problem.file), "region": region}}],
        **related,
        "partialFingerprints": {"problem/v1": fingerprint(problem, seen)},
        "suppressions": _suppressions(problem),
    }


def _related(other: Elsewhere) -> dict[str, Any]:
    """Another place that a problem is about (3.27.22)."""
    region = {
        "startLine": other.line,
        "startColumn": other.column,
        "endLine": other.end_line,
        "endColumn": other.end_column,
    }
    where = {"artifactLocation": _location(other.file), "region": region}
    return {"physicalLocation": where, "message": {"text": "the other place"}}


def _suppressions(problem: Problem) -> list[dict[str, str]]:
    """Why a problem is ignored (3.27.23, 3.35): `inSource` by a comment, `external` by the configuration."""
    if problem.suppressed is None:
        return []
    kind = {"comment": "inSource", "configuration": "external"}[problem.suppressed.by]
    return [{"kind": kind, "justification": problem.suppressed.reason}]


def _location(file: str) -> dict[str, str]:
    """A file as SARIF names it: from the root of the sources where it lies below, else where it lies."""
    path = Path(file)
    if path.is_absolute():
        return {"uri": path.as_uri()}
    return {"uri": quote(os.fsencode(path)), "uriBaseId": "%SRCROOT%"}


def fingerprint(problem: Problem, seen: Counter[str]) -> str:
    """The same for the same mistake when lines above it come and go; `seen` counts those that are alike."""
    message = problem.message.rpartition("; first in line ")[0] if problem.also else problem.message
    about = "\0".join([problem.code, problem.file, message, (problem.excerpt or "").strip()])
    seen[about] += 1
    return hashlib.sha256(f"{about}\0{seen[about]}".encode("utf-8", "backslashreplace")).hexdigest()[:32]
