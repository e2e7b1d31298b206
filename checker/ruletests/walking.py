"""The parts of a rule set with the way to each in its file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from checker.conditions import BOUNDS, Comparison, Condition, FieldReference, FittingRow
from checker.problems import excerpt
from checker.ruleset.messages import value_at
from checker.ruleset.model import RuleSet
from checker.ruleset.shape import keys_of
from checker.ruleset.yaml12 import Composed, Trail
from checker.worked_out import reads as reads_of


def parts_of(part: Any, trail: Trail) -> Iterator[tuple[Trail, Any]]:
    """A part of a rule set and all parts within it, the outer ones first."""
    yield trail, part
    if isinstance(part, Condition):
        for name, test in part.tests.items():
            yield from parts_of(test, (*trail, name))
        for word, conditions in part.groups.items():
            for place, condition in enumerate(conditions):
                yield from parts_of(condition, (*trail, word, place))
    elif isinstance(part, tuple):
        for place, each in enumerate(part):
            yield from parts_of(each, (*trail, place))
    elif isinstance(part, BaseModel):
        for key, name in zip(keys_of(type(part)), type(part).model_fields, strict=True):
            value = getattr(part, name)
            if value is not None:
                yield from parts_of(value, (*trail, key))


def bounds_in(part: Any, trail: Trail) -> Iterator[tuple[Trail, str, str]]:
    """Every constant that a condition within a part compares a field with: the way to it, the field, the constant."""
    for at, each in parts_of(part, trail):
        if not isinstance(each, Comparison):
            continue
        name = str(at[-1])
        for word in BOUNDS:
            bound = getattr(each, word)
            if isinstance(bound, str):
                yield (*at, word), name, bound
            elif isinstance(bound, tuple):
                for place, row in enumerate(bound):
                    key = "then" if isinstance(row, FittingRow) else "otherwise"
                    value = getattr(row, key)
                    if not isinstance(value, FieldReference):
                        yield (*at, word, place, key), name, value


def reads(rule_set: RuleSet, names: Iterator[str]) -> set[str]:
    """These fields, and those that the worked-out ones among them are made of."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += reads_of(rule_set.worked_out.get(name, ()), rule_set.tables)
    return found


def written_at(composed: Composed, trail: Trail) -> str:
    """What stands at a place, as it was written, in few words; of a whole part, an ellipsis."""
    written = value_at(composed.value, trail)
    if isinstance(written, str):
        return excerpt(written)
    if isinstance(written, list) and all(isinstance(each, str) for each in written):
        return excerpt(f"[{', '.join(written)}]")
    return "…" if written is not None else ""
