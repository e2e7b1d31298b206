"""Figures as a reader sees them: a printed number never contradicts the verdict beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from checker.outcomes import Outcome
from checker.results import GroupTally, RuleResult, TargetRow, WithoutExclusions, WithoutWaivers
from checker.wording import Phrases

Counted = RuleResult | TargetRow | GroupTally | WithoutExclusions | WithoutWaivers
"""Whatever has records that kept their limit, of records that were judged."""

Judged = RuleResult | TargetRow
"""Whatever is held against a target."""

FINEST = 6
"""Decimals of a percentage beyond which an end of an interval, which is not exact, is not told from a bound."""

RUN = "previous run"
"""How results say that a bound is the figure of an earlier run."""


def exact(number: float) -> Fraction:
    """A share that people wrote, as the fraction they meant: 0.95 is 19/20."""
    return Fraction(repr(float(number)))


@dataclass(frozen=True)
class Bound:
    """A share that decides a verdict, and the share that stands for it on the page.

    What people wrote stands there with every digit. The figure of an earlier run has as few decimals as tell it apart
    from every figure that is held against it.
    """

    share: Fraction
    printed: Fraction
    decimals: int = 1


Bounds = Iterable[Fraction | Bound]


def bounds_of(counted: Judged | None) -> tuple[Bound, ...]:
    """The shares that decide a verdict; what is printed stays on its own side of each."""
    return tuple(bound for _, bound in _bounds(counted))


def bound_of(counted: Judged, key: str) -> Bound | None:
    """One of them, by its key."""
    return dict(_bounds(counted)).get(key)


def _bounds(counted: Judged | None) -> Iterator[tuple[str, Bound]]:
    target = counted.target if counted is not None else None
    if counted is None or target is None or target.statistic != "share":
        return
    for key in ("at_least", "at_most", "above", "below", "unacceptable"):
        number = getattr(target, key)
        if number is None:
            continue
        share = exact(number)
        if is_of_a_run(target.words.get(key, "")):
            yield key, _of_a_run(share, counted)
        else:
            yield key, Bound(share, share)


def is_of_a_run(words: str) -> bool:
    """Whether a bound is the figure of an earlier run, by its words."""
    return RUN in words


def _of_a_run(share: Fraction, counted: Judged) -> Bound:
    decimals = len(digits(share).partition(".")[2])
    for held in _held_against(counted):
        while _side(_rounded(held, decimals), _rounded(share, decimals)) != _side(held, share) and decimals < FINEST:
            decimals += 1
    return Bound(share, _rounded(share, decimals), decimals)


def _held_against(counted: Judged) -> Iterator[Fraction]:
    """Every share that is printed where a reader holds it against the bounds, unless it is as good as a bound."""
    target = counted.target
    figures: list[tuple[int, int]] = [kept_and_judged(counted)]
    if isinstance(counted, RuleResult):
        beside = [one for one in (counted.without_exclusions, counted.without_waivers) if one is not None]
        groups = [group for told in counted.groups.values() for group in told.values()]
        figures += map(kept_and_judged, [*beside, *groups])
        figures += [(run.kept, run.judged) for run in counted.earlier]
    bounds = [] if target is None else [target.at_least, target.at_most, target.above, target.below]
    yield from (Fraction(kept, judged) for kept, judged in figures if judged and kept / judged not in bounds)


def percent(share: Fraction, say: Phrases, bounds: Bounds = (), *, finest: int | None = None) -> str:
    """A share in percent, as the language writes it: `94.9 %`."""
    return say.notation.percent(digits(share, bounds, finest=finest))


def digits(share: Fraction, bounds: Bounds = (), *, finest: int | None = None) -> str:
    """The digits of a share in percent, with one decimal or as many as keep it on its own side of bounds, of 0 and 1.

    94.96 % against a target of 95 % is `94.96`, never `95.0`; 1,999 of 2,000 is `99.95`, never `100.0`.
    `finest` is for figures that are not exact: what so many decimals cannot tell from a bound has one decimal.
    """
    edges = () if finest is not None else (Fraction(0), Fraction(1))
    sides = [each if isinstance(each, Bound) else Bound(each, each) for each in (*bounds, *edges)]
    for bound in sides:
        if bound.printed != bound.share and float(share) == float(bound.share):  # which results hold as the nearest
            return _digits(bound.printed, bound.decimals)
    decimals = 1
    while any(not _stands(share, decimals, bound) for bound in sides):
        decimals += 1
        if finest is not None and decimals > finest:
            decimals = 1
            break
    return _digits(share, decimals)


def _stands(share: Fraction, decimals: int, bound: Bound) -> bool:
    """Whether a share that is printed with so many decimals is on its own side of a bound as that is printed."""
    printed = bound.printed if decimals <= FINEST else bound.share
    return _side(_rounded(share, decimals), printed) == _side(share, bound.share)


def _digits(share: Fraction, decimals: int) -> str:
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


def share_of(kept: int, judged: int, say: Phrases, bounds: Bounds = ()) -> str | None:
    """The share kept of those judged; none where nothing was judged."""
    return percent(Fraction(kept, judged), say, bounds) if judged else None


def end_digits(end: float, bounds: Bounds = ()) -> str:
    """The digits of an end of an interval in percent."""
    return digits(exact(end), bounds, finest=FINEST)


def interval(ends: tuple[float, float] | None, say: Phrases, bounds: Bounds = ()) -> str | None:
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
