"""What the rule language has and this program does not support yet: refused by name, never ignored."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from checker.measures import NAMES as MEASURES
from checker.ruleset.yaml12 import Trail

KEYS: dict[str, frozenset[str]] = {
    "RuleSet": frozenset({"calendars", "tables", "extends", "select", "disable", "set"}),
    "Rule": frozenset({"per", "recorded_in", "in_force", "announced_from"}),
    "ElapsedTime": frozenset({"calendar", "by", "pauses"}),
    "Share": frozenset(
        {"of", "for_each", "across", "falling", "rising", "in_each", "at_least_records", "weighted_by"}
    ),
}  # fmt: skip
"""Keys of the language, by the mapping in which they stand."""

KINDS = frozenset(
    "elapsed_time promise_kept requirement checklist all_of follow_up recurrence sequence unique".split()
) - frozenset(MEASURES)
"""Kinds of measures of the language that are not registered."""

WORKED_OUT = frozenset("lookup earliest latest difference sum ratio elapsed quarter month year count".split())
"""Forms of worked-out fields, by their first key."""

STATISTICS = frozenset("percentile mean count rate spread all_of".split())
"""Forms of targets, by their first key."""

BOUNDS = frozenset({"lookup", "previous"})
"""Forms of a target's bound, by their first key."""

FILES = {"waivers": "waiver files are", "audits": "audit files are", "cases": "tests of rules are"}
"""Other files than rule sets and standards, by a key that only they have."""


def words() -> frozenset[str]:
    """Every key of the language that is not supported yet."""
    return frozenset().union(*KEYS.values(), WORKED_OUT, STATISTICS, BOUNDS)


def not_yet(what: str) -> str:
    """The message for a part of the language that is not supported yet: `working time is not supported yet`."""
    return f"{what} not supported yet"


def form_not_yet(trail: Trail, written: Any) -> tuple[str, Trail] | None:
    """The message and the place, where a value has a form of the language that is not supported yet."""
    if not trail or not isinstance(written, dict | list):
        return None
    if trail[0] == "worked_out" and len(trail) == 2:
        return _by_key(written, WORKED_OUT, trail)
    if trail == ("records", "time_zone"):
        return _by_form(written, "a time zone", trail)
    if trail[0] == "rules" and trail[-1] == "weight" and (len(trail) == 3 or trail[-3] == "items"):
        return _by_form(written, "a weight", trail)
    if trail[:1] + trail[2:3] == ("rules", "target") and "when" not in trail:
        return _target_not_yet(trail, written)
    return None


def _target_not_yet(trail: Trail, written: Any) -> tuple[str, Trail] | None:
    if trail[-1] in ("at_least", "at_most", "above", "below", "unacceptable", "confidence"):
        return _by_key(written, BOUNDS, trail) or _by_form(written, "a bound", trail)
    if isinstance(written, dict) and trail[-1] in ("target", "then", "otherwise"):
        return _by_key(written, STATISTICS, trail) or _by_key(written, ("field",), trail, "a target from a field is")
    return None


def _by_form(written: dict[str, Any] | list[Any], what: str, trail: Trail) -> tuple[str, Trail] | None:
    if isinstance(written, dict):
        return _by_key(written, ("field",), trail, f"{what} from a field is")
    is_table = any(isinstance(row, dict) and {"when", "otherwise"} & set(row) for row in written)
    return (not_yet(f"{what} by a table is"), trail) if is_table else None


def _by_key(
    written: dict[str, Any] | list[Any], known: Iterable[str], trail: Trail, what: str | None = None
) -> tuple[str, Trail] | None:
    found = next((key for key in written if key in known), None) if isinstance(written, dict) else None
    return None if found is None else (not_yet(what or f"'{found}' is"), (*trail, found))
