"""What a change of rule files is: what became of what, which way it goes, and where it stands in both files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Effect(StrEnum):
    """What a change does to the promise, as far as the files alone can prove it; in the order of the lists."""

    LESS = "less"
    """Less is promised, of fewer records, or a promise is gone."""
    UNCLEAR = "unclear"
    """Verdicts may differ, and the files do not say which way."""
    MORE = "more"
    """More is promised, of more records, or a promise is new."""
    NONE = "none"
    """No verdict differs: names, wording, who is asked."""


class Kind(StrEnum):
    """What became of a part of a rule file."""

    LOOSENED = "loosened"
    NARROWED = "narrowed"
    """It speaks of fewer records."""
    REMOVED = "removed"
    CHANGED = "changed"
    TIGHTENED = "tightened"
    WIDENED = "widened"
    """It speaks of more records."""
    ADDED = "added"
    RENAMED = "renamed"
    WORDING = "wording"
    """Words for people, which decide nothing."""


EFFECTS = {
    Kind.LOOSENED: Effect.LESS,
    Kind.NARROWED: Effect.LESS,
    Kind.REMOVED: Effect.LESS,
    Kind.CHANGED: Effect.UNCLEAR,
    Kind.TIGHTENED: Effect.MORE,
    Kind.WIDENED: Effect.MORE,
    Kind.ADDED: Effect.MORE,
    Kind.RENAMED: Effect.NONE,
    Kind.WORDING: Effect.NONE,
}
"""What each kind does to the promise, unless a change says otherwise."""


@dataclass(frozen=True)
class Location:
    """A line of a file, counted from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Change:
    """One change of meaning, in words."""

    of: str
    """The rule set or standard, by its id."""
    rule: str | None
    """The rule or clause; none where the change is about the file as a whole."""
    what: str
    """The part that changed: `limit where “group” is A`."""
    kind: Kind
    before: str | None
    """What was said, in words; none where nothing was."""
    after: str | None
    old: Location | None
    """Where that stands in the old file, or the nearest part around; none where the file or rule is not in it."""
    new: Location | None
    effect: Effect
    note: str | None = None
    """What else a reader should know."""
    rules: tuple[str, ...] = ()
    """The rules that read what changed, and change with it."""

    @property
    def values(self) -> str:
        """What was said before and after; empty for what has no value of its own."""
        return " → ".join(value for value in (self.before, self.after) if value is not None)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What else a reader should know, the rules that are concerned included."""
        rules = (f"read by {', '.join(self.rules)}",) if self.rules else ()
        return (*((self.note,) if self.note else ()), *rules)


@dataclass(frozen=True)
class Compared:
    """A rule set or standard and its two files; one of them is none where it was added or removed."""

    of: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class Difference:
    """What the change from old to new rule files means."""

    old: str
    new: str
    """The two files or folders that were given."""
    compared: tuple[Compared, ...]
    changes: tuple[Change, ...]
    """Those by which less is promised come first."""
    left_out: tuple[str, ...] = ()
    """What is not looked into of the folders."""

    def has(self, effects: Iterable[Effect]) -> bool:
        """Whether some change has one of these effects."""
        wanted = set(effects)
        return any(change.effect in wanted for change in self.changes)
