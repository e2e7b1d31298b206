"""Small changes of conditions: tests dropped and turned round, words added and removed, bounds moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from checker.conditions import BOUNDS, Comparison, Condition, FieldReference, FittingRow
from checker.fields import ChoiceField, Columns, DateField, MomentField, NumberField, WholeNumberField, parse_moment
from checker.ruleset.yaml12 import Trail
from checker.written import parse_number

_OPPOSITE = {"at_least": "above", "above": "at_least", "at_most": "below", "below": "at_most"}


@dataclass(frozen=True)
class Change:
    """A part of a rule set as it was changed: where it stands, and the change in words."""

    trail: Trail
    said: str
    part: Any


def always(condition: Condition) -> Condition:
    """A condition over the same records that holds of each."""
    name = next(condition.fields())
    present = _condition({name: _comparison(is_="present")})
    return _condition({}, any=(present, _condition({}, none=(present,))))


def never(condition: Condition) -> Condition:
    """A condition over the same records that holds of none."""
    return _condition({}, none=(always(condition),))


def _condition(tests: dict[str, Any], **groups: Any) -> Condition:
    return Condition.model_construct(_fields_set={*tests, *groups}, **groups, **tests)


def _comparison(**keys: Any) -> Comparison:
    return Comparison.model_construct(_fields_set=set(keys), **keys)


def condition_changes(condition: Condition, trail: Trail, columns: Columns) -> Iterator[Change]:
    """Every small change of a condition that leaves one; dropping all of it is for whom it belongs to."""
    tests, groups = dict(condition.tests), dict(condition.groups)
    several = len(tests) + len(groups) > 1
    for name, test in tests.items():
        at: Trail = (*trail, name)
        rest = {each: kept for each, kept in tests.items() if each != name}
        if several:
            yield Change(at, f"{_place(trail)}: without {name}", _condition(rest, **groups))
        for change in _test_changes(name, test, at, columns):
            ordered = {each: change.part if each == name else kept for each, kept in tests.items()}
            said = f"{_place(trail)}: {change.said}"
            yield Change(change.trail, said, _condition(ordered, **groups))
    for word, parts in groups.items():
        at = (*trail, word)
        for place, part in enumerate(parts):
            rest_of = (*parts[:place], *parts[place + 1 :])
            others = {**groups, word: rest_of} if rest_of else {each: groups[each] for each in groups if each != word}
            if tests or others:
                said = f"{_place(trail)}: {word} without its part {place + 1}"
                yield Change((*at, place), said, _condition(tests, **others))
            for change in condition_changes(part, (*at, place), columns):
                changed = (*parts[:place], change.part, *parts[place + 1 :])
                yield Change(change.trail, change.said, _condition(tests, **{**groups, word: changed}))
        other = {"any": "all", "all": "any", "none": "any"}[word]
        if other not in groups and (len(parts) > 1 or word == "none"):
            turned = {other if each == word else each: kept for each, kept in groups.items()}
            yield Change(at, f"{_place(trail)}: {word} -> {other}", _condition(tests, **turned))


_PLACES = ("scope", "when", "must", "after", "expect", "never")
"""The keys under which a condition stands."""


def _place(trail: Trail) -> str:
    """What the condition is: a scope, a when, a must."""
    return next(str(part) for part in reversed(trail) if part in _PLACES)


def _test_changes(name: str, test: Any, trail: Trail, columns: Columns) -> Iterator[Change]:
    if isinstance(test, FieldReference):
        turned = _comparison(not_=test)
        yield Change(trail, f"{name} {{field: {test.field}}} -> not {{field: {test.field}}}", turned)
    elif isinstance(test, Comparison):
        yield from _comparison_changes(name, test, trail, columns)
    else:
        words = test if isinstance(test, tuple) else (test,)
        yield Change(trail, f"{name} {_shown(words)} -> not {_shown(words)}", _comparison(not_=words))
        for changed in _other_lists(name, words, columns):
            yield Change(trail, f"{name} {_shown(words)} -> {_shown(changed)}", changed)


def _other_lists(name: str, words: tuple[str, ...], columns: Columns) -> Iterator[tuple[str, ...]]:
    """The list with a word less, and with each further word that the field can have."""
    if len(words) > 1:
        for place in range(len(words)):
            yield (*words[:place], *words[place + 1 :])
    known = columns.fields[name].values
    if not known:
        return
    is_choice = isinstance(columns.fields[name], ChoiceField)
    had = set(words) if is_choice else {columns.constant(name, word) for word in words}
    for word in known:
        if word not in had:
            yield (*words, word)


def _shown(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else f"[{', '.join(words)}]"


def _comparison_changes(name: str, test: Comparison, trail: Trail, columns: Columns) -> Iterator[Change]:
    keys = {key: value for key in ("not_", *BOUNDS, "is_", "matches") if (value := getattr(test, key)) is not None}
    for key, value in keys.items():
        at: Trail = (*trail, key.removesuffix("_"))
        rest = {each: kept for each, kept in keys.items() if each != key}
        if rest:
            yield Change(at, f"{name} without {key.removesuffix('_')}", _comparison(**rest))
        if key == "not_":
            yield from _turned(name, value, rest, at, columns)
        elif key == "is_":
            other = "missing" if value == "present" else "present"
            yield Change(at, f"{name} is {value} -> {other}", _comparison(**rest, is_=other))
        elif key in BOUNDS:
            yield from _bound_changes(name, key, value, keys, at, columns)


def _turned(name: str, value: Any, rest: dict[str, Any], trail: Trail, columns: Columns) -> Iterator[Change]:
    """What a field must not be: turned round, with a word less or more."""
    if isinstance(value, FieldReference):
        if not rest:
            yield Change(trail, f"{name} not {{field: {value.field}}} -> {{field: {value.field}}}", value)
        return
    if not rest:
        turned = value[0] if len(value) == 1 else value
        yield Change(trail, f"{name} not {_shown(value)} -> {_shown(value)}", turned)
    for changed in _other_lists(name, value, columns):
        said = f"{name} not {_shown(value)} -> not {_shown(changed)}"
        yield Change(trail, said, _comparison(**rest, not_=changed))


def _bound_changes(
    name: str, word: str, bound: Any, keys: dict[str, Any], trail: Trail, columns: Columns
) -> Iterator[Change]:
    said, other = word.replace("_", " "), _OPPOSITE[word]
    shown = bound if isinstance(bound, str) else "…"
    if other not in keys:
        flipped = {other if each == word else each: kept for each, kept in keys.items()}
        words = f"{name} {said} {shown} -> {other.replace('_', ' ')} {shown}"
        yield Change(trail, words, _comparison(**flipped))
    if isinstance(bound, str):
        for moved in _moved(name, bound, columns):
            words = f"{name} {said} {bound} -> {moved}"
            yield Change(trail, words, _comparison(**{**keys, word: moved}))
    elif isinstance(bound, tuple):
        for place, row in enumerate(bound):
            key = "then" if isinstance(row, FittingRow) else "otherwise"
            value = getattr(row, key)
            for moved in _moved(name, value, columns) if isinstance(value, str) else ():
                changed = (*bound[:place], row.model_copy(update={key: moved}), *bound[place + 1 :])
                words = f"{name} {said} row {place + 1}: {value} -> {moved}"
                yield Change((*trail, place, key), words, _comparison(**{**keys, word: changed}))


def _moved(name: str, bound: str, columns: Columns) -> Iterator[str]:
    """A bound a unit lower and a unit higher, as it would be written; what the field cannot hold is left out."""
    for moved in _neighbours(name, bound, columns):
        try:
            columns.constant(name, moved)
        except ValueError:
            continue
        yield moved


def _neighbours(name: str, bound: str, columns: Columns) -> Iterator[str]:
    declared = columns.fields[name]
    if isinstance(declared, DateField):
        for days in (-1, 1):
            yield (date.fromisoformat(bound) + timedelta(days=days)).isoformat()
    elif isinstance(declared, MomentField):
        moment = parse_moment(bound, columns.time_zone)
        step = timedelta(minutes=1) if moment.second == moment.microsecond == 0 else timedelta(seconds=1)
        yield from ((moment - step).isoformat(), (moment + step).isoformat())
    elif isinstance(declared, NumberField):
        sign = " %" if bound.strip().endswith("%") else ""
        number = parse_number(bound.strip().removesuffix("%").strip())
        step_of = Decimal(1) if isinstance(declared, WholeNumberField) else number_step(bound)
        yield from (f"{each.normalize():f}{sign}" for each in (number - step_of, number + step_of))


def number_step(written: str) -> Decimal:
    """One in the last place of a number as it is written: 1 for 3, 0.1 for 2.5."""
    digits = written.strip().removesuffix("%").strip()
    decimals = len(digits.partition(".")[2]) if digits.replace(".", "", 1).lstrip("+-").isdigit() else 0
    return Decimal(1).scaleb(-min(decimals, 6))
