"""Small changes of how all records together are judged: of a bound, of what it is held against, of whom it is for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from checker.conditions import BOUNDS, FittingRow
from checker.durations import Duration
from checker.ruleset.model import Rule
from checker.ruleset.yaml12 import Trail
from checker.ruletests.changes import Around, changes_of, table_changes
from checker.ruletests.condition_changes import Change, number_step
from checker.ruletests.walking import written_at
from checker.targets import AllOf, Share
from checker.targets.percentile import Percentile
from checker.targets.share import constant
from checker.targets.target import Amount, Previous
from checker.written import share_text

_CONFIDENCES = (Fraction(90, 100), Fraction(95, 100), Fraction(99, 100))
"""The levels that are in use."""

_OPPOSITE = {"at_least": "above", "above": "at_least", "at_most": "below", "below": "at_most"}

_EARLIER = "the earlier run"

_DROPPED = ("in_each", "weighted_by", "at_least_records")
"""Keys that a target may have or not."""


def target_changes(rule: Rule, position: int, around: Around, worths: Mapping[int, Fraction]) -> Iterator[Change]:
    """Every small change of a rule's target; `worths` says by its row what one record is of those judged.

    The part is the whole rule.
    """
    for change in _changes(rule.target, ("rules", position, "target"), around, worths):
        yield replace(change, part=rule.model_copy(update={"target": change.part}))


def _changes(target: Any, trail: Trail, around: Around, worths: Mapping[int, Fraction]) -> Iterator[Change]:
    if not isinstance(target, tuple):
        yield from _one_target(target, trail, replace(around, worth=worths.get(0, around.worth)))
        return
    yield from table_changes(target, trail, around, with_values=False)
    for place, row in enumerate(target):
        word = "then" if isinstance(row, FittingRow) else "otherwise"
        its_own = replace(around, worth=worths.get(place, around.worth))
        for change in _one_target(getattr(row, word), (*trail, place, word), its_own):
            changed = row.model_copy(update={word: change.part})
            said = f"target row {place + 1}: {change.said.removeprefix('target: ')}"
            yield Change(change.trail, said, (*target[:place], changed, *target[place + 1 :]))


def _one_target(target: Any, trail: Trail, around: Around) -> Iterator[Change]:
    if isinstance(target, AllOf):
        yield from _several(target, trail, around)
    elif hasattr(target, "judge"):  # not `none`, nor a field that carries each record's own share
        yield from _bounds(target, trail, around)
        yield from _statistic(target, trail)
        if isinstance(target, Share):
            yield from _sample(target, trail)
            yield from _unacceptable(target, trail, around)


def _several(target: AllOf, trail: Trail, around: Around) -> Iterator[Change]:
    """One of several targets dropped, or changed."""
    for place, part in enumerate(target.all_of):
        at: Trail = (*trail, "all_of", place)
        before, after = target.all_of[:place], target.all_of[place + 1 :]
        if before or after:
            without = target.model_copy(update={"all_of": (*before, *after)})
            yield Change(at, f"target: without part {place + 1}", without)
        for change in _one_target(part, at, around):
            whole = target.model_copy(update={"all_of": (*before, change.part, *after)})
            said = f"target part {place + 1}: {change.said.removeprefix('target: ')}"
            yield Change(change.trail, said, whole)


# ---- bounds


def _bounds(target: Any, trail: Trail, around: Around) -> Iterator[Change]:
    """A bound moved by the worth of one record or by one unit, or no longer kept by equality."""
    for word, other in _OPPOSITE.items():
        bound = getattr(target, word, None)
        if bound is None:
            continue
        said = word.replace("_", " ")
        for change in _moved(bound, (*trail, word), around):
            yield replace(
                change, said=f"target: {said} {change.said}", part=target.model_copy(update={word: change.part})
            )
        # No end of Wilson's interval lies on a share that people write.
        if getattr(target, "judged_on", "point") == "point" and not isinstance(bound, tuple):
            written = _text(bound, (*trail, word), around)
            words = f"target: {said} {written} -> {other.replace('_', ' ')} {written}"
            yield Change(trail, words, target.model_copy(update={word: None, other: bound}))


def _text(bound: Any, trail: Trail, around: Around) -> str:
    if isinstance(bound, Previous):
        return _EARLIER
    return share_text(bound) if isinstance(bound, Fraction) else written_at(around.composed, trail) or str(bound)


def _moved(bound: Any, trail: Trail, around: Around) -> Iterator[Change]:
    """What a bound might be instead; its words begin with what it is."""
    match bound:
        case Fraction():
            for share in (bound - around.worth, bound + around.worth):
                if 0 <= share <= 1:
                    of = around.worth.denominator
                    yield Change(trail[:-1], f"{share_text(bound)} -> {_share(share)} (one record of {of})", share)
        case Amount():
            yield from _amounts(bound, trail, around)
        case Duration():
            for change in changes_of(bound, trail, around):
                if " -> under " not in change.said:  # equality has a change of its own
                    yield replace(change, said=change.said.partition(": ")[2])
        case Previous():
            for key in ("plus", "minus"):
                for change in _moved(getattr(bound, key), (*trail, key), around):
                    said = f"{_EARLIER} {key} {change.said}"
                    yield replace(change, said=said, part=bound.model_copy(update={key: change.part}))
        case tuple():
            for change in table_changes(bound, trail, around):
                yield replace(change, said=f"by its table: {change.said}")


def _amounts(bound: Amount, trail: Trail, around: Around) -> Iterator[Change]:
    """One in the last place that is written more, and less."""
    written = written_at(around.composed, trail) or str(bound)
    number = written.removesuffix("%").partition("point")[0].strip()
    step = Fraction(number_step(number)) / (1 if bound.unit == "number" else 100)
    for value in (bound.value - step, bound.value + step):
        moved = Amount(value, bound.unit)
        yield Change(trail[:-1], f"{bound} -> {moved}", moved)


def _share(share: Fraction) -> str:
    return share_text(share) if 1_000_000 % share.denominator == 0 else f"{float(share) * 100:.2f} %"


# ---- what the bounds are held against


def _statistic(target: Any, trail: Trail) -> Iterator[Change]:
    """Another percentile, an order turned round, a target that no longer holds in each group."""
    for key in _DROPPED:
        value = getattr(target, key, None)
        if value is not None:
            yield Change((*trail, key), f"target: without {key} {value}", target.model_copy(update={key: None}))
    least = getattr(target, "at_least_records", None)
    for number in (least - 1, least + 1) if least is not None else ():
        if number > 0:
            said = f"target: at_least_records: {least} -> {number}"
            yield Change((*trail, "at_least_records"), said, target.model_copy(update={"at_least_records": number}))
    if isinstance(target, Percentile):
        step = number_step(str(target.percentile))
        for percent in (target.percentile - step, target.percentile + step):
            if 0 < percent <= 100:
                said = f"target: percentile: {target.percentile} -> {percent}"
                yield Change((*trail, "percentile"), said, target.model_copy(update={"percentile": percent}))
    if "for_each" in target.model_fields_set:
        tenfold = target.for_each * Decimal(10)
        said = f"target: for_each: {target.for_each} -> {tenfold}"
        yield Change((*trail, "for_each"), said, target.model_copy(update={"for_each": tenfold}))
    for way, other in (("falling", "rising"), ("rising", "falling")):
        order = getattr(target, way, None)
        if order is not None and getattr(target, other) is None:
            turned = target.model_copy(update={way: None, other: order})
            yield Change((*trail, way), f"target: {way} -> {other}", turned)
            if any(getattr(target, key) is not None for key in BOUNDS):
                yield Change((*trail, way), f"target: without {way}", target.model_copy(update={way: None}))


def _sample(target: Share, trail: Trail) -> Iterator[Change]:
    """A sample judged as if it were all there is, or by another confidence."""
    if target.judged_on != "interval":
        return
    yield Change(trail, "target: judged on interval -> point", target.model_copy(update={"judged_on": "point"}))
    for level in _CONFIDENCES:
        if level != target.confidence:
            words = f"target: confidence {share_text(target.confidence)} -> {share_text(level)}"
            yield Change(trail, words, target.model_copy(update={"confidence": level}))


def _unacceptable(target: Share, trail: Trail, around: Around) -> Iterator[Change]:
    lowest = constant(target.unacceptable)
    if lowest is None or not around.is_judged_as_a_whole:
        return
    at: Trail = (*trail, "unacceptable")
    without = target.model_copy(update={"unacceptable": None})
    yield Change(at, f"target: without unacceptable {share_text(lowest)}", without)
    for moved in (lowest - around.worth, lowest + around.worth):
        if 0 <= moved <= 1:
            words = f"target: unacceptable {share_text(lowest)} -> {_share(moved)}"
            yield Change(at, words, target.model_copy(update={"unacceptable": moved}))
