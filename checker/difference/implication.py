"""Which of two conditions holds of fewer records, as far as it can be proven from the conditions alone.

A proof is sound: what it says is so of every record, whatever of it is missing. Where none is found nothing is said.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from checker.conditions import BOUNDS
from checker.difference.logic import All, Atom, Node, Not, Some, words_of

STEPS = 200_000
"""Pairs of parts that are compared before a proof is given up; the conditions then only differ."""


def implies(one: Node, other: Node) -> bool:
    """Whether it is proven that the other condition holds wherever the one does; no proof is found for some."""
    return _Proof().implies(one, other, strict=False)


class _Proof:
    def __init__(self) -> None:
        self.left = STEPS
        self.known: dict[tuple[int, int, bool], tuple[bool, Node, Node]] = {}

    def implies(self, one: Node, other: Node, *, strict: bool) -> bool:
        """`strict`: also where the other condition is false the one is, which a mere value does not prove of `is`."""
        key = (id(one), id(other), strict)
        if key not in self.known:
            # The nodes are kept beside the answer, so that no other node can come to have their identity.
            self.known[key] = (self._implies(one, other, strict), one, other)
        return self.known[key][0]

    def _implies(self, one: Node, other: Node, strict: bool) -> bool:
        self.left -= 1
        if self.left < 0:
            return False
        if one == other:
            return True
        if isinstance(other, All):
            mine = one.parts if isinstance(one, All) else frozenset({one})
            return all(self.implies(one, part, strict=strict) for part in other.parts - mine)
        if isinstance(one, Some):
            theirs = other.parts if isinstance(other, Some) else frozenset({other})
            return all(self.implies(part, other, strict=strict) for part in one.parts - theirs)
        if isinstance(other, Some) and any(self.implies(one, part, strict=strict) for part in other.parts):
            return True
        if isinstance(one, All):
            return any(self.implies(part, other, strict=strict) for part in one.parts)
        if isinstance(one, Not) and isinstance(other, Not):
            return self.implies(other.part, one.part, strict=True)
        if isinstance(one, Atom) and isinstance(other, Atom) and one.field == other.field:
            return _atom_implies(one, other, strict)
        return False


def _atom_implies(one: Atom, other: Atom, strict: bool) -> bool:
    mine, theirs = one.value, other.value
    match one.asks, other.asks:
        case ("one_of", "one_of"):
            return words_of(mine) <= words_of(theirs)
        case ("one_of", "none_of"):
            return not words_of(mine) & words_of(theirs)
        case ("none_of", "none_of"):
            return words_of(theirs) <= words_of(mine)
        case ("one_of", "lowest" | "highest"):
            return all(_keeps(value, other.asks, theirs) for value in words_of(mine))
        case ("lowest" | "highest", "none_of"):
            return not any(_may_be(value, one.asks, mine) for value in words_of(theirs))
        case ("lowest", "lowest") | ("highest", "highest"):
            return _keeps(mine, other.asks, theirs)
        case (_, "is"):
            return theirs == "present" and one.asks in _NEEDS_A_VALUE and not strict
    if one.asks == other.asks and one.asks.endswith(" by rows"):
        return _rows_imply(mine, theirs)
    return False


_NEEDS_A_VALUE = {
    *("one_of", "none_of", "lowest", "highest", "equals", "differs", "matches"),
    *BOUNDS,
    *(f"{bound} by rows" for bound in BOUNDS),
}
"""What is only ever answered with yes where the field has a value."""


def _rows_imply(mine: Any, theirs: Any) -> bool:
    """Whether every row of a bound by a table asks at least as much as the same row of the other."""
    return len(mine) == len(theirs) and all(map(_row_implies, mine, theirs))


def _row_implies(mine: Any, theirs: Any) -> bool:
    (when, (asks, value)), (other_when, (other_asks, other_value)) = mine, theirs
    if when != other_when or asks != other_asks:
        return False
    return value == other_value or (asks in ("lowest", "highest") and _keeps(value, asks, other_value))


def _keeps(value: Hashable, asks: str, bound: Hashable) -> bool:
    if not isinstance(value, int) or not isinstance(bound, int):
        return False
    return value >= bound if asks == "lowest" else value <= bound


def _may_be(value: Hashable, asks: str, bound: Hashable) -> bool:
    return not isinstance(value, int) or _keeps(value, asks, bound)


def disjoint(one: Node, other: Node) -> bool:
    """Whether it is proven that no record has both conditions, so that the order of their rows means nothing."""
    mine = one.parts if isinstance(one, All) else {one}
    theirs = other.parts if isinstance(other, All) else {other}
    atoms = [part for part in mine if isinstance(part, Atom)]
    others = [part for part in theirs if isinstance(part, Atom)]
    return any(_apart(a, b) or _apart(b, a) for a in atoms for b in others if a.field == b.field)


def _apart(one: Atom, other: Atom) -> bool:
    match one.asks, other.asks:
        case ("one_of", "one_of"):
            return not words_of(one.value) & words_of(other.value)
        case ("one_of", "none_of"):
            return words_of(one.value) <= words_of(other.value)
        case ("one_of", "lowest" | "highest"):
            return not any(_may_be(value, other.asks, other.value) for value in words_of(one.value))
        case ("lowest", "highest"):
            return isinstance(one.value, int) and isinstance(other.value, int) and one.value > other.value
    return False
