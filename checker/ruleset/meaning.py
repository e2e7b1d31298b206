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
from checker.ruleset.yaml12 import Composed, Place, Trail


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
        first: Place | None = None,
    ) -> None:
        """Tell a problem of the value at a place, or of the key that leads there; `first`: where the same stands."""
        if any(trail[: len(stand_in)] == stand_in for stand_in in self.stand_ins):
            return
        place = place_at(self.composed, trail, key=key)
        self.problems.append(self.composed.problem(code, message, place, hint=hint, level=level, first=first))

    def nearest_to(self, word: str, known: Iterable[str]) -> str | None:
        """What to write instead of a word; of a file with very many strange words, for the first of them."""
        self.hints += 1
        return did_you_mean(word, known) if self.hints <= MOST_HINTS else None


def no_word_twice(reading: Reading, words: Iterable[str], trail: Trail) -> None:
    """Say which words of a list are in it already."""
    seen: dict[str, int] = {}
    for position, word in enumerate(words):
        before = seen.setdefault(word, position)
        if before != position:
            entry, first = (entry_of(reading, trail, each) for each in (position, before))
            message = f"{quoted(word)} is listed twice"
            reading.say("R207", message, entry, hint="keep one of them", first=reading.composed.place(first))


def entry_of(reading: Reading, trail: Trail, position: int) -> Trail:
    """The place of an entry of a list, or of the only word, which may be written without a list."""
    entry = (*trail, position)
    return entry if entry in reading.composed.values else trail
