"""Small changes of the dates from which and until which a version of a rule is in force."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from checker.ruleset.model import Rule
from checker.ruleset.yaml12 import Trail
from checker.ruletests.condition_changes import Change


def date_changes(rule: Rule, trail: Trail) -> Iterator[Change]:
    """From when until when a version is in force, a day earlier or later."""
    if rule.in_force is None:
        return
    for name, key in (("from_", "from"), ("until", "until")):
        day = getattr(rule.in_force, name)
        for other in () if day is None else _days_beside(day):
            in_force = rule.in_force.model_copy(update={name: other})
            said = f"in_force {key}: {day} -> {other}"
            yield Change((*trail, "in_force", key), said, rule.model_copy(update={"in_force": in_force}))


def _days_beside(day: date) -> Iterator[date]:
    if day > date.min:
        yield day - timedelta(days=1)
    if day < date.max:
        yield day + timedelta(days=1)
