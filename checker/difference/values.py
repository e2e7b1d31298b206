"""How the change of one key is told that is a value: a word, a limit, a text, or a table of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from checker.difference.change import Change, Effect, Kind
from checker.difference.meaning import is_table
from checker.difference.sense import Sense, kind_of
from checker.difference.tables import rows
from checker.difference.walk import Spot, Walk


@dataclass(frozen=True)
class Key:
    """How the change of one key is told."""

    name: str = ""
    """What people call it, where that is not the key."""
    kind: Kind = Kind.CHANGED
    effect: Effect | None = None
    sense: Sense | None = None
    absent: str = "not written"
    """What is said where the key is left out."""
    note: str | None = None
    default: Any = None
    """The value where the key is left out."""
    words: Mapping[str, str] = field(default_factory=dict)
    """What its words mean, where they do not say it themselves."""

    def __call__(self, walk: Walk, spot: Spot) -> Iterator[Change]:
        spot = replace(spot, what=_renamed(spot, self.name)) if self.name else spot
        if is_table(spot.before) or is_table(spot.after):
            yield from rows(walk, spot, self.one, self.sense)
        else:
            yield from self.one(walk, spot)

    def one(self, walk: Walk, spot: Spot) -> Iterator[Change]:
        """The change of a value that is no table."""
        if self.kind is Kind.WORDING and isinstance(spot.before, dict) and isinstance(spot.after, dict):
            yield from walk.by_language(spot, self.one)
            return
        before = self.default if spot.before is None else spot.before
        after = self.default if spot.after is None else spot.after
        kind = kind_of(self.sense(walk, before, after)) if self.sense else self.kind
        effect = None if self.sense and kind is not Kind.CHANGED else self.effect
        spot = replace(spot, before=before, after=after)
        yield walk.plainly(spot, kind, absent=self.absent, effect=effect, note=self.note, words=self.words)


def _renamed(spot: Spot, name: str) -> str:
    return name + spot.what.removeprefix(spot.key.replace("_", " "))
