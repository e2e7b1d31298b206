"""Whether a condition, or a list of names, takes in more than before, less, or something else."""

from __future__ import annotations

from typing import Any

from checker.difference.change import Change, Effect, Kind
from checker.difference.implication import implies
from checker.difference.walk import Spot, Walk, inner


def by_condition(walk: Walk, spot: Spot, narrower: Kind, wider: Kind) -> Change:
    """A condition that holds of fewer records than before, of more, or of others."""
    before, after = walk.mine.logic.node(spot.before), walk.theirs.logic.node(spot.after)
    is_narrower, is_wider = implies(after, before), implies(before, after)
    absent = f"every {walk.new.speaker.records.called}"
    if is_narrower and is_wider:
        note = "it holds of the same records"
        return walk.plainly(spot, Kind.CHANGED, absent=absent, effect=Effect.NONE, note=note)
    return walk.plainly(spot, narrower if is_narrower else wider if is_wider else Kind.CHANGED, absent=absent)


def by_names(walk: Walk, spot: Spot, more: Kind, fewer: Kind, **notes: Any) -> Change:
    """A list of names of which more, or fewer, is one way."""
    before = {walk.mine.of(name, inner(spot.old_form, spot.before)) for name in spot.before or ()}
    after = {walk.theirs.of(name, inner(spot.new_form, spot.after)) for name in spot.after or ()}
    kind = more if before < after else fewer if after < before else Kind.CHANGED
    return walk.plainly(spot, kind, absent="none", **notes)
