"""Figures as a reader sees them: a printed number never contradicts the verdict beside it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from checker.outcomes import Outcome
from checker.results import GroupTally, RuleResult, TargetFigures, TargetRow, WithoutExclusions, WithoutWaivers
from checker.wording import Phrases

Counted = RuleResult | TargetRow | GroupTally | WithoutExclusions | WithoutWaivers
"""Whatever has records that kept their limit, of records that were judged."""

FINEST = 6
"""Decimals of a percentage beyond which an end of an interval, which is not exact, is not told from a bound."""


def exact(number: float) -> Fraction:
    """A share that people wrote, as the fraction they meant: 0.95 is 19/20."""
    return Fraction(repr(float(number)))


def bounds_of(target: TargetFigures | None) -> tuple[Fraction, ...]:
    """The shares that decide a verdict; what is printed stays on its own side of each."""
    if target is None or target.statistic != "share":
        return ()
    bounds = (target.at_least, target.at_most, target.above, target.below, target.unacceptable)
    return tuple(exact(bound) for bound in bounds if bound is not None)


def percent(share: Fraction, say: Phrases, bounds: Iterable[Fraction] = (), *, finest: int | None = None) -> str:
    """A share in percent, as the language writes it: `94.9 %`."""
    return say.notation.percent(digits(share, bounds, finest=finest))


def digits(share: Fraction, bounds: Iterable[Fraction] = (), *, finest: int | None = None) -> str:
    """The digits of a share in percent, with one decimal or as many as keep it on its own side of bounds, of 0 and 1.

    94.96 % against a target of 95 % is `94.96`, never `95.0`; 1,999 of 2,000 is `99.95`, never `100.0`.
    `finest` is for figures that are not exact: what so many decimals cannot tell from a bound has one decimal.
    """
    sides = (*bounds, *(() if finest is not None else (Fraction(0), Fraction(1))))
    decimals = 1
    while any(_side(_rounded(share, decimals), bound) != _side(share, bound) for bound in sides):
        decimals += 1
        if finest is not None and decimals > finest:
            decimals = 1
            break
    printed = _rounded(share, decimals) * 100 * 10**decimals
    whole, rest = divmod(abs(int(printed)), 10**decimals)
    return f"{'-' if printed < 0 else ''}{whole}.{rest:0{decimals}d}"


def _rounded(share: Fraction, decimals: int) -> Fraction:
    """The share as it is printed with so many decimals of a percent."""
    parts = 100 * 10**decimals
    return Fraction(round(share * parts), parts)


def _side(value: Fraction, bound: Fraction) -> int:
    return (value > bound) - (value < bound)


def written(share: float, say: Phrases) -> str:
    """A bound as people write it, with every digit it was given: `95 %`, `99.95 %`."""
    return say.notation.percent(f"{(Decimal(repr(float(share))) * 100).normalize():f}")


def share_of(kept: int, judged: int, say: Phrases, bounds: Iterable[Fraction] = ()) -> str | None:
    """The share kept of those judged; none where nothing was judged."""
    return percent(Fraction(kept, judged), say, bounds) if judged else None


def end_digits(end: float, bounds: Iterable[Fraction] = ()) -> str:
    """The digits of an end of an interval in percent."""
    return digits(exact(end), bounds, finest=FINEST)


def interval(ends: tuple[float, float] | None, say: Phrases, bounds: Iterable[Fraction] = ()) -> str | None:
    """An interval as `78.6 % - 95.7 %`."""
    if ends is None:
        return None
    sides = tuple(bounds)
    lower, upper = (say.notation.percent(end_digits(end, sides)) for end in ends)
    return say.say("page", "ends", lower=lower, upper=upper)


def n_of_m(counted: Counted, say: Phrases) -> str:
    """What every share stands beside: `45 of 50 judged`."""
    kept, judged = kept_and_judged(counted)
    return say.say("page", "n_of_m", kept=say.count(kept), judged=say.count(judged))


def kept_and_judged(counted: Counted) -> tuple[int, int]:
    """How many records kept their limit, of how many that were judged."""
    if isinstance(counted, TargetRow | WithoutExclusions | WithoutWaivers):
        return counted.kept, counted.kept + counted.breach
    kept = counted.outcomes.get(Outcome.KEPT, 0)
    return kept, kept + counted.outcomes.get(Outcome.BREACH, 0)


def weight(number: float, say: Phrases) -> str:
    """A weight or a sum of weights, without needless decimals."""
    return say.notation.decimal(f"{Decimal(repr(float(number))).normalize():f}")
