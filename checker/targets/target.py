"""What a target is: how all records together are judged, from their counts alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from checker.outcomes import Outcome, Verdict


@dataclass(frozen=True)
class Judgement:
    """What a target says of the counts, with the figures that a reader needs to follow it."""

    verdict: Verdict
    reason: str | None = None
    share: Fraction | None = None
    interval: tuple[float, float] | None = None
    unacceptable: bool = False
    """Whether the share is below what is acceptable at all."""


class Target(Protocol):
    """How all records together are judged."""

    def judge(self, outcomes: Mapping[Outcome, int]) -> Judgement:
        """The verdict over these counts; nothing judged is undetermined, never 100 %."""
