"""The outer keys of a file spelt right, so that what lies under a misspelt one is read all the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from checker.problems import Problem, quoted
from checker.ruleset.messages import key_meant, value_at
from checker.ruleset.nearest import meant_by
from checker.ruleset.shape import Form, child, is_model, keys_of
from checker.ruleset.yaml12 import Composed, Place, Trail

_MOST = 100
"""Unknown keys of a mapping for which the right one is looked for."""


_KINDS = {"clauses": "standard", "waivers": "waivers", "audits": "audit", "extends": "tailoring"}
"""Kinds of files by a key that only they have."""


def kind_of(written: object) -> str:
    """What a file is, also where some of its outer keys are misspelt: a rule set unless another kind shows."""
    if not isinstance(written, dict) or "rules" in written:
        return "rule_set"
    named = next((kind for key, kind in _KINDS.items() if key in written), None)
    if named is not None:
        return named
    own = "rule_set version records worked_out exclusions rules overall".split()
    keys = list(written)[:_MOST]
    if "rule_set" in written:
        return (
            "tailoring" if any(meant_by(key, ["extends"]) for key in keys) and "records" not in written else "rule_set"
        )
    meant = next((_KINDS[near] for key in keys if (near := meant_by(key, ["clauses", "waivers", "audits"]))), None)
    if meant is not None:
        return meant
    return "standard" if "standard" in written and not any(meant_by(key, own) for key in keys) else "rule_set"


def spell_right(composed: Composed, root: type[BaseModel]) -> Iterator[Problem]:
    """Give the misspelt keys of the whole file, and of its records, their names, and tell each of them."""
    yield from _spell_right(composed, root, root, ())
    records = child(Form(root), "records")
    if records is not None and is_model(records):
        yield from _spell_right(composed, records.type, root, ("records",))


def _spell_right(composed: Composed, model: type[BaseModel], root: type[BaseModel], trail: Trail) -> Iterator[Problem]:
    written = value_at(composed.value, trail)
    if not isinstance(written, dict):
        return
    keys = keys_of(model)
    names: dict[str, str] = {}
    for key in [key for key in written if key not in keys][:_MOST]:
        absent = [name for name in keys if name not in written and name not in names.values()]
        meant = key_meant(key, [name for name in absent if keys[name].is_required()], absent, root)
        if meant:
            names[key] = meant
            place = composed.place((*trail, key), key=True)
            yield composed.problem("R201", f"unknown key {quoted(key)}", place, hint=f"did you mean '{meant}'?")
    give_names(composed, {(*trail, key): name for key, name in names.items()})


def give_names(composed: Composed, names: Mapping[Trail, str]) -> None:
    """Give misspelt keys their names; what lies under them keeps its places, under the old way and the new one."""
    moves: dict[Trail, Trail] = {}
    for trail, name in sorted(names.items(), key=lambda named: -len(named[0])):
        *way, key = trail
        holder = value_at(composed.value, tuple(way))
        if isinstance(holder, dict) and key in holder and name not in holder:
            holder[name] = holder.pop(key)
            moves[trail] = (*way, name)
    every: tuple[dict[Trail, Place], ...] = (composed.keys, composed.values)
    for places in every if moves else ():
        places.update({_moved(trail, moves): place for trail, place in places.items()})


def _moved(trail: Trail, moves: Mapping[Trail, Trail]) -> Trail:
    """The way to a place once misspelt keys on it have their names."""
    for depth in range(len(trail), 0, -1):
        to = moves.get(trail[:depth])
        if to is not None:
            trail = (*to, *trail[depth:])
    return trail
