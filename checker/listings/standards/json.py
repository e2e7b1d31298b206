"""For programs: every clause with its rules, and the rules that cite none."""

from __future__ import annotations

import json

from checker.clause_matrix import ClauseMatrix

FORMAT = 1
"""The version of the form; it changes where a reader of the old form would stumble."""


def listed(matrix: ClauseMatrix) -> str:
    """One JSON object; a rule is named as RULE_SET/RULE."""
    told = {
        "format": FORMAT,
        "clauses": [
            {
                "id": clause.id,
                "standard": clause.standard,
                "text": clause.text,
                "source": clause.source or None,
                "rules": list(clause.rules),
                "not_checkable_because": clause.not_checkable_because,
            }
            for clause in matrix.clauses
        ],
        "rules_without_clause": list(matrix.without_clause),
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
