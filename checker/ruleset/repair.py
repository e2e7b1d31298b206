"""A rule file with mistakes made readable, so that one mistake does not hide another.

Misspelt keys get their names, and parts that cannot be used are left out or stood in for; what is then said about a
stand-in is dropped. Nothing made here is ever evaluated.
"""

from __future__ import annotations

from collections.abc import Collection
from copy import deepcopy
from typing import Any

from pydantic import ValidationError

from checker.conditions import Condition
from checker.ruleset.messages import Told, told, value_at
from checker.ruleset.model import RuleSet
from checker.ruleset.references import strange
from checker.ruleset.shape import Form, child, is_model, keys_of, option_for
from checker.ruleset.spelling import give_names
from checker.ruleset.yaml12 import MOST_PROBLEMS, Composed, Trail

_ROUNDS = 4
_NEEDED = frozenset({"id", "title", "measure", "when", "because"})
_ANY: dict[str, Any] = {"is": "present"}


def repaired(composed: Composed, first: Told, strangers: Collection[Trail]) -> tuple[RuleSet | None, list[Trail], Told]:
    """The rule set with stand-ins, the places of these, and what was found once misspelt keys had their names."""
    copy = Composed(composed.file, composed.lines, deepcopy(composed.value), dict(composed.keys), dict(composed.values))
    more = Told()
    stand_ins: list[Trail] = []
    now = first
    for _ in range(_ROUNDS if len(first.problems) <= MOST_PROBLEMS else 0):
        taken = _rename(composed, copy, now)
        if now.renamed:  # what lies under them is read now
            strangers = strange(composed, more.problems, copy).keys
        stand_ins += [trail for trail in (*now.left_out, *taken) if _leave_out(copy.value, trail)]
        for trail in now.unusable:
            place = (
                _narrow_stand_in(copy.value, trail) or _in_its_entry(copy.value, trail) or _stand_in(copy.value, trail)
            )
            stand_ins += [place] if place else []
        try:
            return RuleSet.model_validate(copy.value), stand_ins, more
        except ValidationError as error:
            now = told(error, copy, RuleSet, [*strangers, *stand_ins])
            more.problems += now.problems
    return None, stand_ins, more


def _rename(composed: Composed, copy: Composed, now: Told) -> list[Trail]:
    """Give misspelt keys their names, in the file and in its copy; gives the places of keys whose name is taken."""
    names: dict[Trail, str] = {}
    taken: list[Trail] = []
    given: set[Trail] = set()
    for trail, name in now.renamed.items():
        holder, named = value_at(copy.value, trail[:-1]), (*trail[:-1], name)
        if named in given or (isinstance(holder, dict) and name in holder):
            taken.append(trail)
        else:
            names[trail] = name
            given.add(named)
    give_names(composed, names)
    give_names(copy, names)
    return taken


def _narrow_stand_in(value: dict[str, Any], trail: Trail) -> Trail | None:
    """Replace no more than a test, a condition, or a key of a measure that may be left out; gives the place."""
    form: Form | None = Form(RuleSet)
    for depth, part in enumerate(trail):
        form = option_for(form, value_at(value, trail[:depth])) if form else None
        if form is None:
            return None
        place = trail[: depth + 1]
        if form.type is Condition and part not in keys_of(Condition):
            return _put(value, place, _ANY) if value_at(value, place) != _ANY else None
        info = keys_of(form.type).get(str(part)) if is_model(form) else None
        if depth == 3 and trail[2] == "measure" and info is not None and not info.is_required():
            return _leave_out(value, place)
        form = child(form, part)
    if form is None or form.type is not Condition:
        return None
    known = {_a_field(value): _ANY}
    return _put(value, trail, known) if value_at(value, trail) != known else None


def _in_its_entry(value: dict[str, Any], trail: Trail) -> Trail | None:
    """Leave out one calendar or table, or stand in for one of several targets; gives the place."""
    match trail:
        case ("calendars" | "tables" as kind, str(name), *way):
            return _leave_out(value, (kind, name, *_optional(kind, way))) or (kind, name)
        case ("rules", int(position), "target", *way) if any(isinstance(part, int) for part in way):
            last = max(place for place, part in enumerate(way) if isinstance(part, int))
            entry: Trail = ("rules", position, "target", *way[: last + 1])
            row = value_at(value, entry)
            inner = next((key for key in ("then", "otherwise") if isinstance(row, dict) and key in row), None)
            return _put(value, (*entry, inner) if inner else entry, "95 %")
    return None


def _stand_in(value: dict[str, Any], trail: Trail) -> Trail | None:
    """Put something readable where a part cannot be used, or leave it out; gives the place."""
    match trail:
        case ("records", "fields", str(name), *_):
            return _put(value, ("records", "fields", name), {"type": "text"})
        case ("records", "called", *_):
            return _put(value, ("records", "called"), "record")
        case ("records",) | ("records", "fields"):
            return _put(value, trail, {"called": "record", "fields": {"record": {"type": "text"}}})
        case ("worked_out", str(name), *_):
            return _put(value, ("worked_out", name), [{"otherwise": "unknown"}])
        case ("rules" | "exclusions" as kind, int(position)):
            whole = {"id": f"unnamed-{position}", "title": "?", "measure": _measure(value)}
            other = {"id": f"unnamed-{position}", "when": {_a_field(value): _ANY}, "because": "?"}
            return _put(value, (kind, position), whole if kind == "rules" else other)
        case ("rules" | "exclusions" as kind, int(position), str(key), *_) if key in _NEEDED:
            put = {
                "id": f"unnamed-{position}", "title": "?", "because": "?",
                "measure": _measure(value), "when": {_a_field(value): _ANY},
            }  # fmt: skip
            return _put(value, (kind, position, key), put[key])
        case ("rules" | "exclusions" as kind, int(position), key, *_):
            return _leave_out(value, (kind, position, key))
        case ("records", key, *_):
            return _leave_out(value, ("records", key))
        case ("rule_set" | "title" | "version" as key, *_):
            return _put(value, (key,), "unnamed")
        case ("rules", *_):
            return _put(value, ("rules",), [{"id": "unnamed", "title": "?", "measure": _measure(value)}])
        case (key, *_):
            return _leave_out(value, (key,))
    return None


def _optional(kind: str, way: list[str | int]) -> list[str | int]:
    """The key of a calendar or table to leave out alone; none where the whole cannot do without it."""
    needed = {"calendars": ("hours",), "tables": ("match", "fields")}[kind]
    return way[:1] if way and way[0] not in needed else []


def _a_field(value: dict[str, Any]) -> str:
    fields = value_at(value, ("records", "fields"))
    return next((name for name in fields if isinstance(name, str)), "record") if isinstance(fields, dict) else "record"


def _measure(value: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "requirement", "must": {_a_field(value): _ANY}}


def _put(value: dict[str, Any], trail: Trail, stand_in: Any) -> Trail | None:
    *parent, key = trail
    holder = value_at(value, tuple(parent))
    if isinstance(holder, list) and isinstance(key, int) and key < len(holder):
        holder[key] = stand_in
        return trail
    if isinstance(holder, dict):
        holder[key] = stand_in
        return trail
    return None


def _leave_out(value: dict[str, Any], trail: Trail) -> Trail | None:
    *parent, key = trail
    holder = value_at(value, tuple(parent))
    if isinstance(holder, dict):
        holder.pop(key, None)
        return trail
    return None
