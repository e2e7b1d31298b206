"""How far each share is from its target, in percentage points, on one scale that all bars of a document share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from checker.reports.printing.figures import exact, kept_and_judged
from checker.reports.printing.summary import commitments
from checker.results import Results, RuleResult, TargetFigures, TargetRow

_EXTENTS = (5, 10, 20, 30)
"""Points to either side of the target; what lies further off is drawn as an arrow at the end of the scale."""


@dataclass(frozen=True)
class Scale:
    """So many points short of the target, and beyond it."""

    short: int
    beyond: int

    @property
    def target(self) -> float:
        """Where the target stands on a bar that is 100 wide."""
        return self.at(Fraction(0))

    def at(self, margin: Fraction) -> float:
        """Where a distance from the target stands on a bar that is 100 wide."""
        points = min(max(margin * 100, Fraction(-self.short)), Fraction(self.beyond))
        return round(float(100 * (points + self.short) / (self.short + self.beyond)), 1)


@dataclass(frozen=True)
class Bar:
    """An actual share with its interval, as places on a scale that is 100 wide."""

    actual: float
    off: Literal["", "short", "beyond"]
    """Whether the actual share lies off the scale, and on which side."""
    lower: float | None
    upper: float | None
    target: float
    goes_on: tuple[bool, bool] = (False, False)
    """Whether the interval goes on beyond the scale: short of the target, and beyond it."""


def margin(share: Fraction, target: TargetFigures) -> Fraction | None:
    """How far a share is from the nearest of its bounds, below zero where it falls short; none without a bound."""
    if target.statistic != "share" or target.weighted_by is not None:
        return None
    from_below = [share - exact(bound) for bound in (target.at_least, target.above) if bound is not None]
    from_above = [exact(bound) - share for bound in (target.at_most, target.below) if bound is not None]
    return min([*from_below, *from_above], default=None)


def scale_of(results: Results) -> Scale:
    """The smallest scale on which every share and interval of the results has its place, as far as there is one."""
    margins = list(_margins(results))
    short, beyond = _extent(-min(margins, default=Fraction(0))), _extent(max(margins, default=Fraction(0)))
    return Scale(max(short, beyond // 2), max(beyond, short // 3))


def _margins(results: Results) -> Iterator[Fraction]:
    for commitment in commitments(results):
        judged_apart: list[RuleResult | TargetRow] = [commitment.rule, *commitment.rule.target_rows]
        for counted in judged_apart:
            kept, judged = kept_and_judged(counted)
            if counted.target is None or not judged:
                continue
            for share in (Fraction(kept, judged), *map(exact, counted.interval or ())):
                distance = margin(share, counted.target)
                if distance is not None:
                    yield distance


def _extent(farthest: Fraction) -> int:
    return next((points for points in _EXTENTS if farthest * 100 <= points), _EXTENTS[-1])


def bar(
    target: TargetFigures | None, kept: int, judged: int, ends: tuple[float, float] | None, scale: Scale
) -> Bar | None:
    """A share against its target; none where nothing was judged, or against nothing."""
    if target is None or not judged:
        return None
    actual = margin(Fraction(kept, judged), target)
    if actual is None:
        return None
    distances = sorted(distance for end in ends or () if (distance := margin(exact(end), target)) is not None)
    band = [scale.at(distance) for distance in distances]
    goes_on = (
        bool(distances) and distances[0] * 100 < -scale.short,
        bool(distances) and distances[-1] * 100 > scale.beyond,
    )
    off: Literal["", "short", "beyond"] = ""
    if not -scale.short <= actual * 100 <= scale.beyond:
        off = "short" if actual < 0 else "beyond"
    return Bar(scale.at(actual), off, band[0] if band else None, band[-1] if band else None, scale.target, goes_on)
