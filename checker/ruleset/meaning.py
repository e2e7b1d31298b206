"""Where the meaning of a rule set is asked after: its fields, and a place to say what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from checker.fields import Columns
from checker.problems import Level, Problem, quoted
from checker.ruleset.messages import place_at
from checker.ruleset.model import RuleSet
from checker.ruleset.nearest import MOST_HINTS, did_you_mean
from checker.ruleset.yaml12 import Composed, Trail


@dataclass
class Reading:
    """A rule set read from a file, what its fields are, and every problem found so far."""

    composed: Composed
    rule_set: RuleSet
    stand_ins: Iterable[Trail] = ()
    """Parts that could not be read; nothing is said about what stands in for them."""
    problems: list[Problem] = field(default_factory=list)
    hints: int = 0
    """Words for which the nearest known one was looked for."""

    def __post_init__(self) -> None:
        self.stand_ins = tuple(self.stand_ins)
        unsure = {trail[2] for trail in self.stand_ins if trail[:2] == ("records", "fields") and len(trail) > 2}
        unsure |= {trail[1] for trail in self.stand_ins if trail[0] == "worked_out" and len(trail) > 1}
        known = self.rule_set.columns().fields
        # Where the zone could not be read, nothing is said of moments without one.
        is_unsure = ("records", "time_zone") in self.stand_ins
        zone = ZoneInfo("UTC") if is_unsure else self.rule_set.records.zone
        self.columns = Columns(
            {name: model for name, model in known.items() if name not in unsure},
            zone,
            dated_by=self.rule_set.records.dated_by,
            own_zones=self.rule_set.records.has_own_zones and not is_unsure,
        )

    def say(
        self,
        code: str,
        message: str,
        trail: Trail,
        *,
        hint: str | None = None,
        key: bool = False,
        level: Level = "error",
    ) -> None:
        """Tell a problem of the value at a place, or of the key that leads there."""
        if any(trail[: len(stand_in)] == stand_in for stand_in in self.stand_ins):
            return
        place = place_at(self.composed, trail, key=key)
        self.problems.append(self.composed.problem(code, message, place, hint=hint, level=level))

    def nearest_to(self, word: str, known: Iterable[str]) -> str | None:
        """What to write instead of a word; of a file with very many strange words, for the first of them."""
        self.hints += 1
        return did_you_mean(word, known) if self.hints <= MOST_HINTS else None

    def where(self, trail: Trail, *, key: bool = True) -> str:
        """Where a key or value stands, for a message about another."""
        place = self.composed.place(trail, key=key)
        return f"line {place.line}, column {place.column}"


def no_word_twice(reading: Reading, words: Iterable[str], trail: Trail) -> None:
    """Say which words of a list are in it already."""
    seen: set[str] = set()
    for position, word in enumerate(words):
        if word in seen:
            reading.say(
                "R207", f"{quoted(word)} is listed twice", entry_of(reading, trail, position), hint="keep one of them"
            )
        seen.add(word)


def entry_of(reading: Reading, trail: Trail, position: int) -> Trail:
    """The place of an entry of a list, or of the only word, which may be written without a list."""
    entry = (*trail, position)
    return entry if entry in reading.composed.values else trail
