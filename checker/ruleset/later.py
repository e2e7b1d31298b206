"""What the rule language has and no engine judges yet: it is loaded and validated, and refused where it is judged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from pydantic import BaseModel

from checker.ruleset.yaml12 import Trail

MEASURES: frozenset[str] = frozenset()
"""Kinds of measures that are not judged yet."""


class Unsupported(NamedTuple):
    """A part of a rule set that is not judged yet: what it is, and where it stands."""

    what: str
    trail: Trail
    is_key: bool = False

    @property
    def message(self) -> str:
        """In a sentence: `working time is not supported yet`."""
        return f"{self.what} not supported yet"


def unsupported(part: BaseModel) -> Iterator[Unsupported]:
    """Every part of a rule set that is not judged yet, once; of a mapping of it there is none."""
    records: Any = getattr(part, "records", None)
    if not getattr(records, "has_own_zones", False):
        return
    for position, rule in enumerate(getattr(part, "rules", ())):
        trail: Trail = ("rules", position, "measure")
        if rule.measure.kind == "recurrence":
            # Its period begins at another moment in every time zone, also of records that have no event.
            yield Unsupported("'recurrence' of records with time zones of their own is", (*trail, "kind"))
        if any(pause.table is not None for pause in getattr(rule.measure, "pauses", ())):
            what = "pauses of a table, where records have time zones of their own, are"
            yield Unsupported(what, (*trail, "pauses"), is_key=True)
