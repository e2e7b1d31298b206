"""For programs: every change with its parts and both places, and the files that were compared."""

from __future__ import annotations

import json
from typing import Any

from checker.difference.change import Change, Difference, Effect, Location

FORMAT = 1
"""The version of the form; it changes where a reader of the old form would stumble."""


def listed(difference: Difference) -> str:
    """One JSON object; lines count from 1."""
    counts = {str(effect): sum(change.effect is effect for change in difference.changes) for effect in Effect}
    told = {
        "format": FORMAT,
        "old": difference.old,
        "new": difference.new,
        "counts": counts,
        "compared": [{"of": each.of, "old": each.old, "new": each.new} for each in difference.compared],
        "changes": [_change(change) for change in difference.changes],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _change(change: Change) -> dict[str, Any]:
    return {
        "of": change.of,
        "rule": change.rule,
        "what": change.what,
        "kind": str(change.kind),
        "effect": str(change.effect),
        "before": change.before,
        "after": change.after,
        "note": change.note,
        "rules": list(change.rules),
        "old": _place(change.old),
        "new": _place(change.new),
    }


def _place(place: Location | None) -> dict[str, Any] | None:
    return None if place is None else {"file": place.file, "line": place.line}
