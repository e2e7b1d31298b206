"""How a standard changed: the promises themselves, in the words in which they were made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from checker.difference.change import Change, Effect, Kind
from checker.difference.rules import by_id, renamed
from checker.difference.values import Key
from checker.difference.walk import Spot, Teller, Walk
from checker.written import in_language


def clauses(walk: Walk, spot: Spot) -> Iterator[Change]:
    """The clauses by their ids; one that only has another id is renamed."""
    for part in by_id(walk, spot):
        whole = replace(part, what="clause")
        if part.before is None:
            yield walk.change(replace(whole, old=None), Kind.ADDED, None, in_language(part.after.text))
        elif part.after is None:
            yield walk.change(replace(whole, new=None), Kind.REMOVED, in_language(part.before.text), None)
        else:
            yield from renamed(walk, part, "clause")
            yield from walk.keys(replace(part, what=""), left_out=("id",))


def text(walk: Walk, spot: Spot) -> Iterator[Change]:
    """The words of a promise: what they promise only people can compare."""
    if isinstance(spot.before, dict) and isinstance(spot.after, dict):
        yield from walk.by_language(spot, text)
    else:
        yield walk.plainly(spot, absent="none")


TELLERS: dict[str, Teller] = {
    "Standard.title": Key(kind=Kind.WORDING),
    "Standard.clauses": clauses,
    "Clause.text": text,
    "Clause.source": Key(effect=Effect.NONE, absent="none"),
    "Clause.tags": Key(effect=Effect.NONE, absent="none"),
    "Clause.not_checkable_because": Key("why no rule checks it", effect=Effect.NONE, absent="not said"),
}
"""How the keys of standards are told."""
