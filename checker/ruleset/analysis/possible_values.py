"""What a field may be in a record, as few states as a set of tests can tell apart, each with an example.

Every value of a field answers some tests alike: with the constant 3, all numbers below it do, and 3, and all above it.
One value stands for each such part of the field's domain. Beside the values stand the other things a cell may be:
missing, unreadable, not applicable, not checked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

from checker.durations import MICROSECONDS
from checker.fields import (
    EARLIEST_YEAR,
    EPOCH,
    EPOCH_DAY,
    DateField,
    Fault,
    FieldModel,
    MomentField,
    NumberField,
    ShareField,
    WholeNumberField,
    day_number,
)
from checker.ruleset.analysis.pattern_examples import matching_texts, searched
from checker.written import LARGEST, MILLIONTHS, millionths, number_text

MOST_PATTERNS = 5
"""Patterns asked of one field; which of them hold together is tried for every combination."""


class NotAnalysed(Exception):
    """A question about conditions has no answer within reasonable work; one clause says why."""


@dataclass(frozen=True)
class State:
    """One thing that a field may be, standing for all values that the tests at hand do not tell from it."""

    fault: Fault = Fault.NONE
    value: int | str | None = None
    ranges: tuple[tuple[int, int], ...] = ()
    """Of a number, date or moment: which values it stands for, as integers from and to, in order."""
    words: tuple[str, ...] = ()
    """Of a word: the words that it stands for, itself among them."""
    is_certain: bool = True
    """Whether such records exist; another may be impossible, so it serves for proofs and never as an example."""
    matches: frozenset[str] | None = None
    """Of a text that was not found but may exist: the patterns that it would match."""
    is_rest: bool = False
    """Whether it stands for every text that is not named."""


@dataclass(frozen=True)
class Asked:
    """What a set of tests asks of one field."""

    constants: frozenset[int | str] = frozenset()
    patterns: tuple[str, ...] = ()
    together: int = 1
    """How many fields are compared with each other in its group; so many values of each part are needed."""


MISSING = State(Fault.MISSING)
_ABSENT = {"not_applicable": Fault.NOT_APPLICABLE, "not_checked": Fault.NOT_CHECKED}


def states_of(field: FieldModel, asked: Asked) -> list[State]:
    """Everything the field of the records may be, as far as what is asked can tell; plain values first."""
    states = list(_values(field, asked))
    states.append(replace(MISSING, is_certain=not field.required))
    states += [State(fault) for words, fault in _ABSENT.items() if getattr(field, words)]
    # What cannot be read is a slip in the records, not a case that a rule provides for: never an example.
    return [*states, State(Fault.UNREADABLE, is_certain=False)]


def states_of_results(results: Iterable[int | str]) -> list[State]:
    """Everything a worked-out field may be: its declared results, or missing where none could be worked out."""
    values = dict.fromkeys(results)
    return [*map(_result, values), replace(MISSING, is_certain=False)]


def _result(value: int | str) -> State:
    if isinstance(value, int):
        return State(value=value, ranges=((value, value),))
    return State(value=value, words=(value,))


def told_apart(states: Sequence[State], answers: Callable[[State], tuple[int, ...]]) -> list[State]:
    """One state for all that get the same answers; a certain one stands for the others."""
    alike: dict[tuple[int, ...], list[State]] = {}
    for state in states:
        alike.setdefault(answers(state), []).append(state)
    return [_as_one(same) for same in alike.values()]


def _as_one(states: list[State]) -> State:
    first = next((state for state in states if state.is_certain), states[0])
    if len(states) == 1 or not first.is_certain:
        return first
    others = [state for state in states if state.is_certain and state.fault is first.fault]
    return replace(
        first,
        ranges=tuple(each for state in others for each in state.ranges),
        words=tuple(word for state in others for word in state.words),
        is_rest=any(state.is_rest for state in others),
    )


# ---- values


def _values(field: FieldModel, asked: Asked) -> Iterator[State]:
    if field.values:
        yield from (State(value=word, words=(word,)) for word in field.values)
    elif field.family == "text":
        yield from _texts(asked)
    else:
        yield from _ordered(field, asked)


def _ordered(field: FieldModel, asked: Asked) -> Iterator[State]:
    """Numbers, dates, moments: each constant, and what lies between, before and after them."""
    lowest, highest, step = _domain(field)
    certain_low, certain_high = (0, MILLIONTHS) if isinstance(field, ShareField) else (lowest, highest)
    edges = {number for number in asked.constants if isinstance(number, int) and lowest <= number <= highest}
    if isinstance(field, ShareField):  # shares outside nought and one are not declared impossible
        edges |= {edge for edge in (0, MILLIONTHS) if lowest <= edge <= highest}
    start = lowest
    for edge in [*sorted(edges), None]:
        end = highest if edge is None else edge - 1
        for value, low, high in _parts(start, end, step, field, asked.together, is_last=edge is None):
            yield State(value=value, ranges=((low, high),), is_certain=certain_low <= value <= certain_high)
        if edge is not None:
            if edge % step == 0:
                yield State(value=edge, ranges=((edge, edge),))
            start = edge + 1


def _domain(field: FieldModel) -> tuple[int, int, int]:
    """The lowest and the highest value, and the distance between two values."""
    if isinstance(field, NumberField):
        step = MILLIONTHS if isinstance(field, WholeNumberField) else 1
        lowest = -LARGEST * MILLIONTHS if field.at_least is None else millionths(field.at_least)
        highest = LARGEST * MILLIONTHS if field.at_most is None else millionths(field.at_most)
        return -(-lowest // step) * step, highest // step * step, step
    if isinstance(field, DateField):
        return day_number(date(EARLIEST_YEAR, 1, 1)), day_number(date.max), 1
    days = date(EARLIEST_YEAR, 1, 2).toordinal() - EPOCH_DAY, day_number(date.max) - 1
    return days[0] * 24 * MICROSECONDS["hour"], days[1] * 24 * MICROSECONDS["hour"], 1


def edges_of(field: FieldModel) -> list[int | str]:
    """Where its domain begins and ends, or its words: fields that are compared must be parted at the same places."""
    if field.values:
        return list(field.values)
    if field.family == "text":
        return []
    lowest, highest, _ = _domain(field)
    return [lowest, highest]


def _parts(
    start: int, end: int, step: int, field: FieldModel, number: int, *, is_last: bool
) -> Iterator[tuple[int, int, int]]:
    """Up to so many values between two edges, each with the range that it stands for; round ones are preferred."""
    start, end = -(-start // step) * step, end // step * step
    if start > end:
        return
    if number == 1:
        yield _round(start, end, step, field, from_below=is_last or start > _domain(field)[0]), start, end
        return
    yield from ((each, each, each) for each in sorted(_together(start, end, step, field, number)))


def _together(start: int, end: int, step: int, field: FieldModel, number: int) -> set[int]:
    """So many values between two edges that fields compared with each other may stand in every order there.

    Whole numbers among others are few between two edges: then what lies beside each of them matters, too.
    """
    chosen: set[int] = set()
    sizes = _NUMBER_SIZES if isinstance(field, NumberField) else _round_sizes(field)
    for size in (size for size in sizes if size >= step):
        first, last = -(-start // size) * size, end // size * size
        if first > last:
            continue
        if (last - first) // size >= number:
            chosen |= {*range(first, first + size * number, size), *range(last, last - size * number, -size)}
            break
        for each in range(first, last + 1, size):
            chosen |= {*range(each - number * step, each + number * step + 1, step)}
    return {each for each in chosen if start <= each <= end}


_NUMBER_SIZES = (MILLIONTHS, MILLIONTHS // 10, MILLIONTHS // 100, 1000, 10, 1)


def _round_sizes(field: FieldModel) -> tuple[int, ...]:
    if isinstance(field, MomentField):
        hour = MICROSECONDS["hour"]
        return (24 * hour, hour, MICROSECONDS["minute"], MICROSECONDS["second"], 1)
    if isinstance(field, DateField):
        return (1,)
    return _NUMBER_SIZES[2:] if isinstance(field, ShareField) else _NUMBER_SIZES


def _round(start: int, end: int, step: int, field: FieldModel, *, from_below: bool) -> int:
    """A round value of the range, at the end where the constants are."""
    for size in _round_sizes(field):
        if size < step:
            break
        value = -(-start // size) * size if from_below else end // size * size
        if start <= value <= end:
            return value
    return start if from_below else end


def _texts(asked: Asked) -> Iterator[State]:
    """The texts that are named, an example for each pattern, any other text, and what no text was found for."""
    if len(asked.patterns) > MOST_PATTERNS:
        raise NotAnalysed(f"a field is asked for more than {MOST_PATTERNS} patterns")
    named = dict.fromkeys(str(word) for word in sorted(asked.constants, key=str))
    others = [f"other text{'' if number == 1 else f' {number}'}" for number in range(1, asked.together + 1)]
    examples = [text for pattern in asked.patterns for text in matching_texts(pattern)]
    found: set[frozenset[str]] = set()
    for text in dict.fromkeys([*named, *others, *examples, "x", "0"]):
        matched = frozenset(pattern for pattern in asked.patterns if searched(pattern, text))
        is_named = text in named
        if not is_named and matched in found and text not in others:
            continue
        if not is_named:
            found.add(matched)
        yield State(value=text, words=(text,) if is_named else (), is_rest=not is_named)
    if not asked.patterns:
        return
    for number in range(2 ** len(asked.patterns)):
        matched = frozenset(pattern for bit, pattern in enumerate(asked.patterns) if number >> bit & 1)
        # Of fields that are compared, several texts may differ and match alike.
        for copy in range(asked.together if asked.together > 1 or matched not in found else 0):
            yield State(value=f"\0{number}.{copy}", is_certain=False, matches=matched, is_rest=True)


# ---- in words of a rule file


def written_value(field: FieldModel, value: int | str, zone: ZoneInfo | None) -> str:
    """A value as a rule file has it."""
    if isinstance(value, str):
        return written_word(value)
    if isinstance(field, ShareField):
        return f"{number_text(value * 100)} %"
    if isinstance(field, DateField):
        return date.fromordinal(value + EPOCH_DAY).isoformat()
    if isinstance(field, MomentField):
        return (EPOCH + timedelta(microseconds=value)).astimezone(zone or UTC).isoformat()
    return number_text(value)


_PLAIN = re.compile(r"[^\W_][\w./+@ -]*", re.UNICODE)


def written_word(word: str) -> str:
    """A word as it can stand between the brackets of a rule file, in quotes where it needs them."""
    is_plain = _PLAIN.fullmatch(word) and word == word.strip() and " #" not in word
    if is_plain:
        return word
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def written_test(field: FieldModel, states: Sequence[State], asked: Asked, zone: ZoneInfo | None) -> str | None:
    """What a condition asks of a field so that it fits these states; none where no single test says it.

    Of numbers, dates and moments that lie apart only the run with the first one is taken.
    """
    first = states[0]
    if first.fault is not Fault.NONE:
        word = {Fault.NOT_APPLICABLE: "not_applicable", Fault.NOT_CHECKED: "not_checked"}.get(first.fault, "missing")
        return f"{{is: {word}}}"
    values = [state for state in states if state.fault is Fault.NONE and state.value is not None]
    if isinstance(first.value, int) and first.ranges and field.family != "text":
        return _written_range(field, values, zone)
    if any(state.is_rest for state in values):
        if asked.patterns or not asked.constants:
            return None
        fitting = {word for state in values for word in state.words}
        left = [written_word(str(word)) for word in sorted(asked.constants, key=str) if word not in fitting]
        return f"{{not: {_one_or_listed(left)}}}" if left else None
    return _one_or_listed([written_word(word) for state in values for word in state.words])


def _one_or_listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"[{', '.join(words)}]"


def _written_range(field: FieldModel, states: Sequence[State], zone: ZoneInfo | None) -> str:
    lowest, highest, step = _domain(field)
    if isinstance(field, ShareField):
        lowest, highest = max(lowest, 0), min(highest, MILLIONTHS)
    ranges = sorted(each for state in states for each in state.ranges)
    value = states[0].value
    assert isinstance(value, int)
    low, high = next((low, high) for low, high in ranges if low <= value <= high)
    for start, end in ranges:
        if start <= high + step and end > high:
            high = end
    for start, end in reversed(ranges):
        if end >= low - step and start < low:
            low = start
    if low == high:
        return written_value(field, low, zone)
    parts = []
    if low > lowest:
        key, number = _rounder(field, ("at_least", low), ("above", low - step))
        parts.append(f"{key}: {written_value(field, number, zone)}")
    if high < highest:
        key, number = _rounder(field, ("at_most", high), ("below", high + step))
        parts.append(f"{key}: {written_value(field, number, zone)}")
    return f"{{{', '.join(parts)}}}" if parts else "{is: present}"


def _rounder(field: FieldModel, one: tuple[str, int], other: tuple[str, int]) -> tuple[str, int]:
    for size in _round_sizes(field):
        for each in (one, other):
            if each[1] % size == 0:
                return each
    return one
