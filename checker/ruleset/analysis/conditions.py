"""Conditions that no record fits, or that every record fits, and parts of them that change nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from checker.conditions import Comparison, Condition
from checker.fields import Columns, Fault
from checker.ruleset.analysis.possible_values import NotAnalysed
from checker.ruleset.analysis.regions import Question, RecordSpace
from checker.ruleset.analysis.truths import NO, UNKNOWN, YES, Differ
from checker.ruleset.meaning import Reading
from checker.ruleset.model import Exclusion, Rule
from checker.ruleset.yaml12 import Trail

MOST_PARTS = 40
"""Parts of one condition that are left out one by one, to see whether anything changes."""


def ask_exclusion(reading: Reading, space: RecordSpace, exclusion: Exclusion, position: int) -> None:
    """Warn of an exclusion that takes no record out, or every one."""
    trail: Trail = ("exclusions", position, "when")
    try:
        question = Question(space, [exclusion.when])
        (when,) = question.conditions
        if question.find([(when, YES)], certain=False) is None:
            message = f"exclusion '{exclusion.id}' takes no record out: its condition never holds"
            _warn(reading, "R366", message, trail, "correct or remove it")
        elif question.find([(when, NO | UNKNOWN)], certain=False) is None:
            message = f"exclusion '{exclusion.id}' takes every record out: its condition always holds"
            _warn(reading, "R367", message, trail, "correct or remove it")
    except NotAnalysed:
        return
    ask_parts(reading, space, exclusion.when, trail)


def ask_scope(reading: Reading, space: RecordSpace, rule: Rule, position: int, exclusions: Sequence[Exclusion]) -> bool:
    """Warn of a scope that holds of no record, or of every one; whether the rule has records at all."""
    if rule.scope is None:
        return True
    trail: Trail = ("rules", position, "scope")
    try:
        question = Question(space, [rule.scope, *(exclusion.when for exclusion in exclusions)])
        scope, *others = question.conditions
        if question.find([(scope, YES)], certain=False) is None:
            message = f"no record is ever in the scope of rule '{rule.id}': its condition never holds"
            _warn(reading, "R366", message, trail, "correct it")
            return False
        if question.find([(scope, NO)], certain=False) is None:
            message = f"the scope of rule '{rule.id}' leaves no record out"
            unknown = question.find([(scope, UNKNOWN)])
            also = "; records of which it is unknown are undetermined because of it" if unknown is not None else ""
            _warn(reading, "R367", message, trail, f"correct or remove it{also}")
        left = [(scope, YES), *((other, NO | UNKNOWN) for other in others)]
        if others and question.find(left, certain=False) is None:
            meeting = (
                exclusion.id
                for exclusion, other in zip(exclusions, others, strict=True)
                if question.find([(scope, YES), (other, YES)], certain=False) is not None
            )
            names = " and ".join(f"'{each}'" for each in islice(meeting, 3))
            message = f"every record in the scope of rule '{rule.id}' is taken out by {names}"
            hint = f"name '{rule.id}' under 'except', or correct one of the two"
            _warn(reading, "R366", message, trail, hint)
            return False
    except NotAnalysed:
        return True
    ask_parts(reading, space, rule.scope, trail)
    return True


def ask_must(
    reading: Reading, space: RecordSpace, rule: Rule, position: int, given: Sequence[tuple[Condition, int]]
) -> None:
    """Warn of a requirement that no record in scope can keep, or none can breach."""
    must: Condition = rule.measure.must  # type: ignore[attr-defined]
    trail: Trail = ("rules", position, "measure", "must")
    left_out = [(condition, NO) for condition in _not_applicable(must, space.columns)]
    try:
        known = [*given, *left_out]
        question = Question(space, [must, *(condition for condition, _ in known)])
        asked, *others = question.conditions
        wants = [(other, truths) for other, (_, truths) in zip(others, known, strict=True)]
        in_scope = " in its scope" if rule.scope is not None else ""
        if question.find([(asked, YES), *wants], certain=False) is None:
            message = f"no record{in_scope} can keep rule '{rule.id}': 'must' never holds of one"
            _warn(reading, "R366", message, trail, "correct 'must' or the scope")
        breaches = NO | UNKNOWN if rule.missing == "breach" else NO
        if question.find([(asked, breaches), *wants], certain=False) is None:
            message = f"no record{in_scope} can breach rule '{rule.id}': 'must' is never false of one"
            _warn(reading, "R367", message, trail, "correct 'must' or the scope")
    except NotAnalysed:
        return
    ask_parts(reading, space, must, trail)


def _not_applicable(must: Condition, columns: Columns) -> Iterator[Condition]:
    """What makes a requirement inapplicable: that a field which it compares is not applicable."""
    for name in dict.fromkeys(must.compared_fields()):
        if columns.may_be(name, Fault.NOT_APPLICABLE):
            yield Condition.model_validate({name: {"is": "not_applicable"}})


# ---- parts


def ask_parts(reading: Reading, space: RecordSpace, condition: Condition, trail: Trail) -> None:
    """Warn of parts of a condition that never hold beside others, or change nothing."""
    times = Counter(_mentions(condition))
    if max(times.values(), default=0) < 2 and not any(name in space.worked_out for name in times):
        return
    try:
        for way in _idle(space, condition):
            name = f"'{way[-1]}'" if isinstance(way[-1], str) else f"part {way[-1] + 1} of '{way[-2]}'"
            message = f"{name} changes nothing: the condition says the same without it"
            _warn(reading, "R368", message, (*trail, *way), "correct or remove it", key=isinstance(way[-1], str))
    except NotAnalysed:
        return


def _idle(space: RecordSpace, condition: Condition) -> Iterator[Trail]:
    """The ways to parts without which the condition says the same, all of them together left out."""
    written = condition.model_dump(by_alias=True, exclude_unset=True, mode="json")
    out: list[Trail] = []
    for way in list(_ways(written))[:MOST_PARTS][::-1]:
        if any(done[: len(way)] == way for done in out):
            continue
        left: Any = written
        for each in sorted([*out, way], key=_from_the_end):
            left = _cut(left, each)
        if not left or _is_hollow(left):
            continue
        question = Question(space, [condition, Condition.model_validate(left)])
        differ = [(Differ(*question.conditions), YES)]
        # Where nothing asks `is`, a part of `any` or `none` is there for records that have values.
        if isinstance(way[-1], int) and way[-2] != "all" and not _asks_is(written):
            is_idle = question.find_valued(differ) is None
        else:
            is_idle = question.find(differ, certain=False) is None
        if is_idle:
            out.append(way)
            yield way


def _from_the_end(way: Trail) -> tuple[tuple[int, str], ...]:
    """Sorts ways so that what is cut first moves nothing that is cut later."""
    return tuple((-part, "") if isinstance(part, int) else (0, part) for part in way)


def _is_hollow(written: Any) -> bool:
    if not isinstance(written, dict | list):
        return False
    parts = list(written.values()) if isinstance(written, dict) else written
    return not parts or any(map(_is_hollow, parts))


def _asks_is(part: Any) -> bool:
    if isinstance(part, dict):
        return "is" in part or any(map(_asks_is, part.values()))
    return isinstance(part, list) and any(map(_asks_is, part))


def _mentions(condition: Condition) -> Iterator[str]:
    for name, test in condition.tests.items():
        yield name
        if isinstance(test, Comparison) and len(test.model_fields_set) > 1:
            yield name
        yield from (each for each in Condition.model_construct(**{name: test}).fields() if each != name)
    for parts in condition.groups.values():
        for part in parts:
            yield from _mentions(part)


def _ways(written: dict[str, Any]) -> Iterator[Trail]:
    """The way to each part beside which there is another."""
    for key, value in written.items():
        if key in ("any", "all", "none"):
            if len(written) > 1:
                yield (key,)
            for position, part in enumerate(value):
                if len(value) > 1:
                    yield (key, position)
                yield from ((key, position, *way) for way in _ways(part))
        else:
            if len(written) > 1:
                yield (key,)
            if isinstance(value, dict) and len(value) > 1 and "field" not in value:
                yield from ((key, each) for each in value)


def _cut(written: Any, way: Trail) -> Any:
    first, *rest = way
    if isinstance(written, list):
        if not rest:
            return [each for position, each in enumerate(written) if position != first]
        return [_cut(each, tuple(rest)) if position == first else each for position, each in enumerate(written)]
    if not rest:
        return {key: each for key, each in written.items() if key != first}
    return {key: _cut(each, tuple(rest)) if key == first else each for key, each in written.items()}


def _warn(reading: Reading, code: str, message: str, trail: Trail, hint: str, *, key: bool = True) -> None:
    reading.say(code, message, trail, key=key, hint=hint, level="warning")
