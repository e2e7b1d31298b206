"""What the rule language has and this program does not support yet: refused by name, never ignored."""

from __future__ import annotations

from typing import Any

from checker.ruleset.yaml12 import Trail

KEYS: dict[str, frozenset[str]] = {
    "RuleSet": frozenset({"calendars", "tables", "extends", "select", "disable", "set"}),
    "Rule": frozenset({"per", "recorded_in", "in_force", "announced_from"}),
    "ElapsedTime": frozenset({"calendar", "by", "pauses"}),
    "Share": frozenset(
        {
            "percentile", "mean", "count", "rate", "spread", "all_of", "across", "of", "for_each", "falling", "rising",
            "in_each", "at_least_records", "weighted_by",
        }
    ),
}  # fmt: skip
"""Keys by the mapping in which they stand."""

KINDS = frozenset({"all_of", "follow_up", "recurrence", "sequence", "unique"})
"""Kinds of measures."""

WORKED_OUT = frozenset(
    {
        "lookup",
        "earliest",
        "latest",
        "difference",
        "sum",
        "ratio",
        "elapsed",
        "quarter",
        "month",
        "year",
        "count",
    }
)
"""Forms of worked-out fields, by their first key."""

STATISTICS = frozenset({"percentile", "mean", "count", "rate", "spread", "all_of"})
"""Forms of targets, by their first key."""

BOUNDS = frozenset({"lookup", "previous"})
"""Forms of a target's bound, by their first key."""


def words() -> frozenset[str]:
    """Every word of the language that is not supported yet."""
    return frozenset().union(*KEYS.values(), KINDS, WORKED_OUT, STATISTICS, BOUNDS)


def not_yet(words: str) -> str:
    """The message for a part of the language that is not supported yet."""
    return f"{words} not supported yet"


def form_not_yet(trail: Trail, written: Any) -> tuple[str, Trail] | None:
    """The message and the place, where a value has a form of the language that is not supported yet."""
    if not trail:
        return None
    key = trail[-1]
    if trail[0] == "worked_out" and len(trail) == 2 and isinstance(written, dict):
        return _by_key(written, WORKED_OUT, trail)
    if len(trail) >= 2 and trail[0] == "rules" and key in ("at_least", "at_most", "above", "below"):
        return _by_key(written, BOUNDS, trail) if isinstance(written, dict) and "target" in trail else None
    if key == "target" and isinstance(written, dict):
        return _by_key(written, STATISTICS, trail)
    if trail[0] == "rules" and key == "weight" and len(trail) == 3 and isinstance(written, dict | list):
        form = "from a field" if isinstance(written, dict) else "by a table"
        return not_yet(f"a weight {form} is"), trail
    if trail == ("records", "time_zone") and isinstance(written, dict | list):
        form = "from a field" if isinstance(written, dict) else "by a table"
        return not_yet(f"a time zone {form} is"), trail
    return None


def _by_key(written: dict[str, Any], known: frozenset[str], trail: Trail) -> tuple[str, Trail] | None:
    found = next((key for key in written if key in known), None)
    return None if found is None else (not_yet(f"'{found}' is"), (*trail, found))
