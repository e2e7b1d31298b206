"""For merge requests of GitLab: a Code Quality report, whose issues stand beside the changed lines."""

from __future__ import annotations

import json
from collections import Counter

from checker.listings.sarif import fingerprint
from checker.listings.text import said
from checker.ruleset.codes import UNREADABLE
from checker.validation import Validation


def listed(validation: Validation) -> str:
    """A list of issues, one for each problem."""
    seen: Counter[str] = Counter()
    issues = [
        {
            "description": said(problem),
            "check_name": problem.code,
            "fingerprint": fingerprint(problem, seen),
            "severity": "minor" if problem.level == "warning" else "blocker" if problem.code in UNREADABLE else "major",
            "location": {"path": problem.file, "lines": {"begin": problem.line}},
        }
        for problem in validation.problems
    ]
    return json.dumps(issues, ensure_ascii=False, indent=1) + "\n"
