"""What a rule's target came to, as results hold it: every line of it with its bounds, its figures and its verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from checker.conditions import FieldReference
from checker.durations import MICROSECONDS, Span, observed_text
from checker.outcomes import Verdict
from checker.results import ComparedGroup, Statistic, TargetFigures, TargetRow
from checker.target_parts import Bound, Part
from checker.targets import Share
from checker.targets.mean import Mean
from checker.targets.percentile import Percentile
from checker.targets.rate import Rate
from checker.targets.target import Bounds, Compared, Judgement, LookedUp, Previous
from checker.verdicts import Line
from checker.written import share_text

Shown = Callable[[str, Any], str]
"""A value of a field as a reader knows it."""


def target_row(line: Line, says: Shown) -> TargetRow:
    """A line of a target with what it came to."""
    part, judgement = line.part, line.judgement
    verdict = judgement.verdict if line.says_something else Verdict.NOT_JUDGED
    return TargetRow(
        when=condition_of(part),
        group=group_of(line.group, says),
        target=target_figures(part, line.bounds, judgement),
        kept=line.totals.kept,
        breach=line.totals.breaches,
        share=_float(line.totals.share),
        statistic=statistic_of(judgement, part, line.bounds),
        interval=judgement.interval,
        left_out=line.totals.left_out,
        compared=compared_of(line, says),
        verdict=verdict,
        reason=judgement.reason if line.says_something else None,
    )


def condition_of(part: Part) -> dict[str, Any] | None:
    """The condition of the table's row that a part stands in, as it is written; none of a last row."""
    written = [each.model_dump(mode="json", by_alias=True, exclude_unset=True) for each in part.when]
    if len(written) > 1:
        return {"all": written}
    return written[0] if written else None


def group_of(group: Mapping[str, Any], says: Shown) -> dict[str, str]:
    """The group that a line is judged by, in words."""
    return {name: says(name, value) for name, value in group.items()}


def target_figures(part: Part, bounds: Bounds, judgement: Judgement | None = None) -> TargetFigures:
    """A part of a target with its bounds as they are known, in words as fine as what they are held against needs."""
    target: Any = part.target
    reached = _reached(judgement)
    known = {key: float(bound) for key, bound in bounds.items() if isinstance(bound, Fraction)}
    words = {key: _bound_text(part, key, bounds[key], reached) for key in bounds if _needs_words(part, key)}
    optional = {
        key: value for key in ("across", "weighted_by", "at_least_records") if (value := getattr(target, key, None))
    }
    orders = {key: value for key in ("falling", "rising") if (value := getattr(target, key, None))}
    if isinstance(target, Share):
        optional |= {"judged_on": target.judged_on, "confidence": float(target.confidence)}
    if isinstance(target, Percentile):
        optional["percentile"] = f"{target.percentile.normalize():f}"
    if isinstance(target, Mean) and target.mean != "observed":
        optional["of"] = target.mean
    if isinstance(target, Rate):
        optional |= {"of": target.of, "for_each": f"{target.for_each.normalize():f}"}
    return TargetFigures(
        statistic=type(target).__name__.lower(), unit=part.unit, words=words, **known, **optional, **orders
    )


def target_in_short(part: Part) -> str:
    """A part of a target in few words: `at least 95 %`, `percentile 90 at most 4 hours`."""
    target: Any = part.target
    bounds = [
        f"{key.replace('_', ' ')} {_bound_text(part, key, each)}" for key, each in _said(part) if key != "unacceptable"
    ]
    orders = [
        f"{key} {name} {', '.join(words)}"
        for key in ("falling", "rising")
        for name, words in (getattr(target, key, None) or {}).items()
    ]
    kind = type(target).__name__.lower()
    starts = {
        "share": [],
        "percentile": [f"percentile {target.percentile.normalize():f}"] if kind == "percentile" else [],
    }
    return " and ".join([" ".join([*starts.get(kind, [kind]), *bounds[:1]]), *bounds[1:], *orders]).strip()


def _said(part: Part) -> Iterator[tuple[str, Fraction | str]]:
    for key, bound in part.bounds.items():
        yield key, bound if isinstance(bound, Fraction) else ""


def _needs_words(part: Part, key: str) -> bool:
    return part.unit != "share" or not isinstance(part.bounds[key], Fraction)


def _bound_text(part: Part, key: str, known: Fraction | str, reached: Fraction | None = None) -> str:
    """A bound as a reader sees it, with where it comes from."""
    bound, figure = part.bounds[key], ""
    if isinstance(known, Fraction) and isinstance(bound, Previous):
        figure = _in_unit(_told_apart(known, part.unit, reached), part.unit)
    elif isinstance(known, Fraction):
        figure = share_text(known) if part.unit == "share" else _in_unit(known, part.unit)
    source = _source(bound)
    return f"{figure} ({source})" if figure and source else figure or source


def _source(bound: Bound) -> str:
    match bound:
        case Previous():
            moved = [f"{sign} {each}" for sign, each in (("+", bound.plus), ("-", bound.minus)) if each is not None]
            return " ".join(["previous run", *moved])
        case LookedUp():
            return bound.lookup
        case FieldReference():
            return bound.field
    return ""


def compared_of(line: Line, says: Shown) -> tuple[ComparedGroup, ...]:
    """The groups that a line's target compares."""
    part = line.part
    unit = "share" if part.unit == "points" else part.unit
    fields = list(part.compared)
    found = []
    for field, each in _by_field(line, fields):
        named = part.compared[field]
        statistic = each.statistic
        text = None if statistic is None else _statistic(statistic, unit, ())
        group = each.group if named else says(field, each.group)
        found.append(ComparedGroup(field=field, group=group, judged=each.judged, statistic=text, reason=each.reason))
    return tuple(found)


def _by_field(line: Line, fields: list[str]) -> Iterable[tuple[str, Compared]]:
    """Every compared group with its field: those of an order stand one order after the other."""
    left = list(line.judgement.compared)
    for field in fields:
        own = len(line.part.compared[field]) or len(left)
        yield from ((field, each) for each in left[:own])
        left = left[own:]


# ---- figures in words ------------------------------------------------------------------------------------------------


def statistic_of(judgement: Judgement, part: Part, bounds: Bounds) -> Statistic | None:
    """A statistic with its words, which stand on the same side of every bound as it does itself."""
    number = judgement.statistic
    if number is None:
        return None
    known = {key: bound for key, bound in bounds.items() if isinstance(bound, Fraction)}
    printed = [
        (bound, _told_apart(bound, part.unit, number) if isinstance(part.bounds[key], Previous) else bound)
        for key, bound in known.items()
    ]
    return _statistic(number, part.unit, printed)


def _reached(judgement: Judgement | None) -> Fraction | None:
    """What the bounds of a judgement are held against."""
    if judgement is None:
        return None
    return judgement.share if judgement.statistic is None else judgement.statistic


def _told_apart(bound: Fraction, unit: str, reached: Fraction | None) -> Fraction:
    """The figure of an earlier run, no finer than it must be to stand as it does to what is held against it."""
    for step in _steps(bound, unit):
        rounded = _rounded(bound, step)
        if reached is None or _side(_rounded(reached, step), rounded) == _side(reached, bound):
            return rounded
    return bound


Printed = Iterable[tuple[Fraction, Fraction]]
"""Bounds, each with the number that stands for it on the page."""


def _statistic(number: Fraction, unit: str, bounds: Printed) -> Statistic:
    return Statistic(unit=unit, value=float(number), exact=str(number), text=statistic_text(number, unit, bounds))


_IN_MICROSECONDS = (Span.ELAPSED, Span.WORKING, Span.WORKING_DAYS)
_DECIMALS = [Fraction(1, 10**places) for places in range(1, 13)]
_TIMES = [Fraction(MICROSECONDS["second"]), Fraction(1000), Fraction(1)]
"""Means of times are told to the second, or as finely as they must be."""


def _steps(number: Fraction, unit: str) -> list[Fraction]:
    """To what a number is rounded, the coarsest first; a time that is exact is told in full."""
    if unit in _IN_MICROSECONDS:
        return [Fraction(1)] if number.denominator == 1 else _TIMES
    if unit in ("share", "points"):
        return [each / 100 for each in _DECIMALS]
    return _DECIMALS if unit == Span.CALENDAR_DAYS else _DECIMALS[1:]


def statistic_text(number: Fraction, unit: str, bounds: Printed) -> str:
    """A number in words, as finely as keeps it on its own side of every bound; one that is exact is told in full."""
    sides = list(bounds)
    for step in _steps(number, unit):
        rounded = _rounded(number, step)
        if all(
            _side(rounded, printed) == _side(number, bound) or number == bound != printed for bound, printed in sides
        ):
            return _in_unit(rounded, unit)
    near, printed = next(each for each in sides if _side(rounded, each[1]) != _side(number, each[0]))
    return f"just {'above' if number > near else 'below'} {_in_unit(printed, unit)}"


def _in_unit(number: Fraction, unit: str) -> str:
    if unit in _IN_MICROSECONDS:
        return observed_text(int(number), Span(unit))
    if unit == Span.CALENDAR_DAYS:
        return _days(number, unit)
    if unit == "share":
        return f"{_decimal(number * 100, 1)} %"
    return f"{_decimal(number * 100)} points" if unit == "points" else _decimal(number)


def _rounded(number: Fraction, step: Fraction) -> Fraction:
    return round(number / step) * step


def _side(one: Fraction, other: Fraction) -> int:
    return (one > other) - (one < other)


def _decimal(number: Fraction, least: int = 0) -> str:
    """A decimal number without needless zeros, but with so many decimals at least."""
    number = round(number, 12)
    places = next(places for places in range(13) if (number * 10**places).denominator == 1)
    places = max(places, least)
    whole, rest = divmod(abs(int(number * 10**places)), 10**places)
    return f"{'-' if number < 0 else ''}{whole}" + (f".{rest:0{places}d}" if places else "")


def _days(number: Fraction, unit: str) -> str:
    word = unit.removesuffix("s")
    return f"{_decimal(number)} {word if number == 1 else unit}"


def _float(number: Fraction | None) -> float | None:
    return None if number is None else float(number)
