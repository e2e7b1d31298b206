"""Which way a value went: whether more is asked than before, or less, where that can be known."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from checker.conditions import FieldReference
from checker.difference.change import Kind
from checker.difference.walk import Walk
from checker.durations import UNITS, Duration

Sense = Callable[[Walk, Any, Any], int | None]
"""Which way a value went: above 0 tighter, below 0 looser, none where that cannot be known."""


def growth(walk: Walk, before: Any, after: Any) -> int | None:
    """Whether an amount grew (1), shrank (-1) or stayed (0); none where the two cannot be compared."""
    if isinstance(before, FieldReference) and isinstance(after, FieldReference):
        if walk.mine.name("field", before.field) != after.field:
            return None
        units = [UNITS.get(getattr(side, "unit", ""), (None, 1)) for side in (before, after)]
        return _sign(units[1][1] - units[0][1]) if units[0][0] == units[1][0] else None
    if isinstance(before, Duration) and isinstance(after, Duration):
        return _sign(after.amount - before.amount) if before.span == after.span else None
    if {before, after} & {"none", "any"}:
        return _sign(_rank(after) - _rank(before))
    if isinstance(before, int | Decimal | Fraction) and isinstance(after, int | Decimal | Fraction):
        return _sign(Fraction(after) - Fraction(before))
    return None


def _rank(value: Any) -> int:
    """Where a tolerance stands among none, some and any; an amount of nothing is none."""
    if value in ("none", "any"):
        return 0 if value == "none" else 2
    return 0 if value == 0 or (isinstance(value, Duration) and value.amount == 0) else 1


def _sign(number: Fraction | int) -> int:
    return (number > 0) - (number < 0)


def more_is_tighter(walk: Walk, before: Any, after: Any) -> int | None:
    """Of a value that must be reached."""
    return growth(walk, before, after)


def less_is_tighter(walk: Walk, before: Any, after: Any) -> int | None:
    """Of a limit that must not be passed."""
    grown = growth(walk, before, after)
    return None if grown is None else -grown


def ranked(*words: str) -> Sense:
    """Of a choice among words, of which the last is the tightest."""

    def sense(_walk: Walk, before: Any, after: Any) -> int | None:
        if before not in words or after not in words:
            return None
        return words.index(after) - words.index(before)

    return sense


def kind_of(sense: int | None) -> Kind:
    """What a change is that goes this way."""
    return Kind.CHANGED if not sense else Kind.TIGHTENED if sense > 0 else Kind.LOOSENED
