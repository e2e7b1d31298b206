"""How targets changed: a target asks more where every share that meets it met the other one too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from pydantic import BaseModel

from checker.conditions import BOUNDS
from checker.difference.change import Change, Effect, Kind
from checker.difference.meaning import is_table
from checker.difference.sense import growth, kind_of, more_is_tighter
from checker.difference.side import Side
from checker.difference.tables import rows
from checker.difference.values import Key
from checker.difference.walk import Spot, Teller, Walk
from checker.targets import EVERY_RECORD


def target(walk: Walk, spot: Spot) -> Iterator[Change]:
    """A rule's target: one for all records, a table, or none."""
    # A rule that names no target has one all the same.
    spot = replace(spot, before=spot.before or EVERY_RECORD, after=spot.after or EVERY_RECORD)
    if is_table(spot.before) or is_table(spot.after):
        yield from rows(walk, spot, _one, _sense, _said)
    else:
        yield from _one(walk, spot)


def _one(walk: Walk, spot: Spot) -> Iterator[Change]:
    before, after = spot.before, spot.after
    if before == "none" or after == "none":
        kind = Kind.TIGHTENED if before == "none" else Kind.LOOSENED
        yield walk.change(
            spot, kind, _said(walk.old, before), _said(walk.new, after), note="none: reported, not judged"
        )
        return
    if not isinstance(before, BaseModel) or type(before) is not type(after):
        yield walk.plainly(spot)
        return
    if walk.differ(_bounds(before), _bounds(after)):
        spot_of_bounds = replace(
            spot, old=_further(walk.old, spot.old, before), new=_further(walk.new, spot.new, after)
        )
        kind = kind_of(_tighter(walk, _bounds(before), _bounds(after)))
        yield walk.change(spot_of_bounds, kind, _said_bounds(walk.old, before), _said_bounds(walk.new, after))
    for change in walk.keys(replace(spot, what=""), left_out=BOUNDS):
        yield replace(change, what=f"{spot.what}, {change.what}")


def _further(side: Side, trail: Any, target: Any) -> Any:
    """The place of the only bound, where it is written by its name."""
    asked = list(_bounds(target))
    if trail is None or len(asked) != 1 or (*trail, asked[0]) not in side.composed.keys:
        return trail
    return (*trail, asked[0])


def _bounds(target: Any) -> dict[str, Any]:
    return {bound: getattr(target, bound) for bound in BOUNDS if getattr(target, bound, None) is not None}


def _sense(walk: Walk, before: Any, after: Any) -> int | None:
    if before == "none" or after == "none":
        return int(before == "none") - int(after == "none")
    if not isinstance(before, BaseModel) or type(before) is not type(after):
        return None
    if walk.mine.without(before, *BOUNDS) != walk.theirs.without(after, *BOUNDS):
        return None
    return _tighter(walk, _bounds(before), _bounds(after))


def _tighter(walk: Walk, before: dict[str, Any], after: dict[str, Any]) -> int | None:
    """Whether fewer shares meet the bounds (1), more (-1), the same (0), or some others (none)."""
    lower, upper = (
        [_edge(bounds, *names) for bounds in (before, after)] for names in (("at_least", "above"), ("at_most", "below"))
    )
    senses = {_raised(walk, *lower), _lowered(walk, *upper)}
    if None in senses or senses >= {1, -1}:
        return None
    return next((sense for sense in senses if sense), 0)


_Edge = tuple[Any, bool]
"""A bound and whether it leaves its own value out."""


def _edge(bounds: dict[str, Any], closed: str, opened: str) -> list[_Edge]:
    return [(bounds[name], name == opened) for name in (closed, opened) if name in bounds]


def _raised(walk: Walk, before: list[_Edge], after: list[_Edge]) -> int | None:
    """Whether a lower bound went up; without one everything is above it."""
    if not before or not after:
        return bool(after) - bool(before)
    if len(before) > 1 or len(after) > 1:
        return 0 if before == after else None
    grown = growth(walk, before[0][0], after[0][0])
    return grown if grown != 0 else after[0][1] - before[0][1]


def _lowered(walk: Walk, before: list[_Edge], after: list[_Edge]) -> int | None:
    if not before or not after:
        return bool(after) - bool(before)
    if len(before) > 1 or len(after) > 1:
        return 0 if before == after else None
    grown = growth(walk, before[0][0], after[0][0])
    return None if grown is None else -grown if grown != 0 else after[0][1] - before[0][1]


def _said(side: Side, target: Any) -> str:
    return "none" if target == "none" else _said_bounds(side, target)


_IN_WORDS = {"at_least": "at least", "above": "more than", "at_most": "at most", "below": "less than"}


def _said_bounds(side: Side, target: Any) -> str:
    said = [f"{_IN_WORDS[name]} {side.said(bound)}" for name, bound in _bounds(target).items()]
    return " and ".join(said) if said else side.said(target)


def confidence(walk: Walk, spot: Spot) -> Iterator[Change]:
    """The confidence of the interval; it decides only where the interval is judged."""
    judged = {getattr(each, "judged_on", None) for each in (spot.old_in, spot.new_in)}
    if judged == {"point"}:
        yield walk.plainly(spot, effect=Effect.NONE, note="for orientation; the share itself is judged")
    else:
        yield walk.plainly(spot, note="an interval of more confidence is wider, and decides less often")


def _unacceptable(walk: Walk, before: Any, after: Any) -> int | None:
    """Nothing is unacceptable where no bound says so."""
    return more_is_tighter(walk, before or Fraction(0), after or Fraction(0))


TELLERS: dict[str, Teller] = {
    "Rule.target": target,
    "Share.judged_on": Key("judged on", note="interval: too close to call where the sample is too small"),
    "Share.confidence": confidence,
    "Share.unacceptable": Key("unacceptable below", sense=_unacceptable, absent="no bound"),
}
"""How the keys of targets are told."""
