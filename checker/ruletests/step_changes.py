"""Small changes of an order: a step left out, or changing places with the next."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from checker.ruleset.yaml12 import Trail
from checker.ruletests.condition_changes import Change


def step_changes(part: BaseModel, name: str, trail: Trail) -> Iterator[Change]:
    """Steps left out, where two are left, and each changing places with the next."""
    steps: tuple[str, ...] = getattr(part, name)
    for place, each in enumerate(steps):
        if len(steps) > 2:
            left = (*steps[:place], *steps[place + 1 :])
            yield Change((*trail, place), f"steps: without {each}", part.model_copy(update={name: left}))
        if place:
            swapped = (*steps[: place - 1], each, steps[place - 1], *steps[place + 1 :])
            said = f"steps: {each} before {steps[place - 1]}"
            yield Change((*trail, place), said, part.model_copy(update={name: swapped}))
