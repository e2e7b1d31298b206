"""Where tables of values stand in a part of a rule set."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from checker.conditions import BOUNDS, Comparison, Condition, FittingRow, OtherwiseRow
from checker.ruleset.analysis.tables import Given, Table
from checker.ruleset.analysis.truths import UNKNOWN, YES
from checker.ruleset.shape import keys_of
from checker.ruleset.yaml12 import Trail


def tables_in(part: Any, trail: Trail, given: Given) -> Iterator[Table]:
    """Every table of values in a part of the rule set; `given` is known of the records that the part is asked for.

    The rows of a table of a worked-out field are no further table; bounds in their conditions may be.
    """
    if isinstance(part, Condition):
        yield from _in_condition(part, trail, given, part)
    elif isinstance(part, tuple) and part and isinstance(part[0], FittingRow | OtherwiseRow):
        if trail[0] != "worked_out":
            yield Table(part, trail, given)
        for position, row in enumerate(part):
            if isinstance(row, FittingRow):
                yield from tables_in(row.when, (*trail, position, "when"), given)
    elif isinstance(part, tuple):
        for position, each in enumerate(part):
            if isinstance(each, BaseModel):
                yield from tables_in(each, (*trail, position), given)
    elif isinstance(part, BaseModel):
        for key, name in zip(keys_of(type(part)), type(part).model_fields, strict=True):
            value = getattr(part, name)
            if isinstance(value, BaseModel | tuple):
                yield from tables_in(value, (*trail, key), given)


def _in_condition(condition: Condition, trail: Trail, given: Given, whole: Condition) -> Iterator[Table]:
    """The tables of its bounds; that no row fits matters where the whole condition is unknown because of it."""
    for name, test in condition.tests.items():
        if not isinstance(test, Comparison):
            continue
        for key in BOUNDS:
            rows = getattr(test, key)
            if isinstance(rows, tuple):
                present = Condition.model_validate({name: {"is": "present"}})
                matters = [(whole, UNKNOWN), (present, YES)]
                yield Table(rows, (*trail, name, key), given, matters, "so the condition is unknown of it")
                for position, row in enumerate(rows):
                    if isinstance(row, FittingRow):
                        yield from _in_condition(row.when, (*trail, name, key, position, "when"), given, whole)
    for word, parts in condition.groups.items():
        for position, part in enumerate(parts):
            yield from _in_condition(part, (*trail, word, position), given, whole)
