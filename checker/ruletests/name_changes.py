"""Small changes of a list of names: one left out, and where their order counts, one changing places with the next."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from checker.ruleset.yaml12 import Trail
from checker.ruletests.condition_changes import Change

FEWEST = {"steps": 2, "rules": 1}
"""The keys whose lists are changed, and how many names are left at least."""


def name_changes(part: BaseModel, key: str, trail: Trail) -> Iterator[Change]:
    """The steps of a sequence or the parts of a rule, without one of them; and steps that change places."""
    names: tuple[str, ...] = getattr(part, key)
    for place, each in enumerate(names):
        if len(names) > FEWEST[key]:
            left = (*names[:place], *names[place + 1 :])
            yield Change((*trail, place), f"{key}: without {each}", part.model_copy(update={key: left}))
        if place and key == "steps":
            swapped = (*names[: place - 1], each, names[place - 1], *names[place + 1 :])
            said = f"{key}: {each} before {names[place - 1]}"
            yield Change((*trail, place), said, part.model_copy(update={key: swapped}))
