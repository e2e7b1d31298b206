"""Conditions asked of many records at once: which of no, unknown and yes they may come to.

The rules of conditions are those of `checker/conditions.py`, where they are an engine's expressions: a comparison with
a missing field is unknown, with one that did not apply it is no, and `is` is never unknown. Here each field is a set of
states (`possible_values.py`) and the answer is a set of truths: with one state for each field it has one truth, with
several it holds every truth that the condition may have, and perhaps more. Both sets are bits of an integer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from checker.conditions import Comparison
from checker.fields import Columns, Fault
from checker.ruleset.analysis.pattern_examples import searched
from checker.ruleset.analysis.possible_values import NotAnalysed, State
from checker.values import constants_of

MOST_PAIRS = 40_000
"""Pairs of values that are compared where one field is asked against another."""

NO, UNKNOWN, YES = 1, 2, 4
ANY = NO | UNKNOWN | YES
SINGLE = (NO, UNKNOWN, YES)


def _table(join: Callable[[int, int], int]) -> tuple[tuple[int, ...], ...]:
    """For two sets of truths, the set of what each pair of them comes to."""
    return tuple(
        tuple(
            sum({join(one, other) for one in SINGLE if one & first for other in SINGLE if other & second})
            for second in range(8)
        )
        for first in range(8)
    )


AND, OR = _table(min), _table(max)
NOT = tuple((truths & UNKNOWN) | (YES if truths & NO else 0) | (NO if truths & YES else 0) for truths in range(8))

Assigned = list[int]
"""For each field by its number, the states that it may have, as bits."""


class Asking(Protocol):
    """A condition, or a part of one, that can be asked of a set of records."""

    fields: tuple[int, ...]
    """The fields that decide it, by their numbers."""
    size: int
    """How many tests it may take to answer."""

    def truths(self, assigned: Assigned) -> int:
        """Every truth that it may have where each field has one of these states."""


class Same:
    """What is the same of every record."""

    fields: tuple[int, ...] = ()
    size = 1

    def __init__(self, truth: int) -> None:
        self.truth = truth

    def truths(self, assigned: Assigned) -> int:
        return self.truth


class Of:
    """A test of one field: what it says of each state."""

    size = 1

    def __init__(self, number: int) -> None:
        self.fields: tuple[int, ...] = (number,)
        self.number = number
        self.answers: Sequence[int] = ()
        self.known: dict[int, int] = {}
        self.wanted: dict[int, int] = {}

    def states_with(self, wanted: int) -> int:
        """The states of which it says one of these truths, as bits."""
        found = self.wanted.get(wanted)
        if found is None:
            found = sum(1 << position for position, answer in enumerate(self.answers) if answer & wanted)
            self.wanted[wanted] = found
        return found

    def truths(self, assigned: Assigned) -> int:
        states = assigned[self.number]
        found = self.known.get(states)
        if found is None:
            found = 0
            for position, answer in enumerate(self.answers):
                if states >> position & 1:
                    found |= answer
            self.known[states] = found
        return found


class OfTwo:
    """A test of two fields against each other."""

    size = 1

    def __init__(self, one: int, other: int, compare: Callable[[Any, Any], bool]) -> None:
        self.one, self.other = one, other
        self.fields: tuple[int, ...] = (one, other)
        self.compare = compare
        self.answers: list[list[int]] = []
        self.known: dict[tuple[int, int], int] = {}

    def ask(self, states: Sequence[State], others: Sequence[State]) -> None:
        """Compare each state of the one field with each of the other."""
        if len(states) * len(others) > MOST_PAIRS:
            raise NotAnalysed("two fields are compared that have too many values")
        self.answers = [[_compared(one, other, self.compare) for other in others] for one in states]

    def truths(self, assigned: Assigned) -> int:
        key = assigned[self.one], assigned[self.other]
        found = self.known.get(key)
        if found is None:
            found = 0
            for position, answers in enumerate(self.answers):
                if key[0] >> position & 1:
                    for other, answer in enumerate(answers):
                        if key[1] >> other & 1:
                            found |= answer
            self.known[key] = found
        return found


def _compared(one: State, other: State, compare: Callable[[Any, Any], bool]) -> int:
    if Fault.NOT_APPLICABLE in (one.fault, other.fault):
        return NO
    if one.value is None or other.value is None:
        return UNKNOWN
    return YES if compare(one.value, other.value) else NO


class All:
    """Every part holds."""

    def __init__(self, parts: Sequence[Asking]) -> None:
        self.parts = parts
        self.size = sum(part.size for part in parts)
        self.fields = tuple(dict.fromkeys(number for part in parts for number in part.fields))

    def truths(self, assigned: Assigned) -> int:
        found = YES
        for part in self.parts:
            found = AND[found][part.truths(assigned)]
            if found == NO:
                return NO
        return found


class Some:
    """At least one part holds."""

    def __init__(self, parts: Sequence[Asking]) -> None:
        self.parts = parts
        self.size = sum(part.size for part in parts)
        self.fields = tuple(dict.fromkeys(number for part in parts for number in part.fields))

    def truths(self, assigned: Assigned) -> int:
        found = NO
        for part in self.parts:
            found = OR[found][part.truths(assigned)]
            if found == YES:
                return YES
        return found


class Not:
    """The part does not hold."""

    def __init__(self, part: Asking) -> None:
        self.part = part
        self.size = part.size
        self.fields = part.fields

    def truths(self, assigned: Assigned) -> int:
        return NOT[self.part.truths(assigned)]


class FirstFit:
    """What the first row that fits says; unknown where a row is unknown before one fits, or none fits."""

    def __init__(self, rows: Sequence[tuple[Asking | None, Asking]], without: int = UNKNOWN) -> None:
        self.rows = rows
        self.without = without
        asked = [part for row in rows for part in row if part is not None]
        self.size = sum(part.size for part in asked)
        self.fields = tuple(dict.fromkeys(number for part in asked for number in part.fields))

    def truths(self, assigned: Assigned) -> int:
        found = 0
        for when, then in self.rows:
            fits = YES if when is None else when.truths(assigned)
            if fits & YES:
                found |= then.truths(assigned)
            if fits & UNKNOWN:
                found |= self.without
            if not fits & NO:
                return found
        return found | self.without


class Differ:
    """Whether two conditions come to different truths; never unknown."""

    def __init__(self, one: Asking, other: Asking) -> None:
        self.one, self.other = one, other
        self.size = one.size + other.size
        self.fields = tuple(dict.fromkeys((*one.fields, *other.fields)))

    def truths(self, assigned: Assigned) -> int:
        one, other = self.one.truths(assigned), self.other.truths(assigned)
        if not one & other:
            return YES
        return NO if one == other and one in SINGLE else NO | YES


class Within:
    """Whether a record is in a set of records, as far as some fields say; never unknown."""

    size = 1

    def __init__(self, box: Assigned, whole: Assigned, read: Sequence[int]) -> None:
        self.box = box
        self.fields = tuple(number for number in read if box[number] != whole[number])

    def truths(self, assigned: Assigned) -> int:
        found = YES
        for number in self.fields:
            inside = assigned[number] & self.box[number]
            if not inside:
                return NO
            if inside != assigned[number]:
                found = NO | YES
        return found


def in_parts(asking: Asking, wanted: int) -> Iterator[tuple[Asking, int]]:
    """What is wanted of a condition, as what must be of each of its parts, where that is the same."""
    if isinstance(asking, Not):
        yield from in_parts(asking.part, NOT[wanted])
    elif (isinstance(asking, All) and wanted == YES) or (isinstance(asking, Some) and wanted == NO):
        for part in asking.parts:
            yield from in_parts(part, wanted)
    else:
        yield asking, wanted


# ---- one test of one state

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "at_least": lambda value, bound: value >= bound,
    "at_most": lambda value, bound: value <= bound,
    "above": lambda value, bound: value > bound,
    "below": lambda value, bound: value < bound,
}


def word_answer(words: frozenset[int | str], *, negated: bool = False) -> Callable[[State], int]:
    """Whether the value is one of the words, or none of them."""
    return lambda state: _unless_absent(state, lambda value: (value in words) is not negated)


def bound_answer(key: str, bound: int | str) -> Callable[[State], int]:
    """Whether the value keeps a constant bound."""
    return lambda state: _unless_absent(state, lambda value: COMPARE[key](value, bound))


def value_answer(holds: Callable[[Any], bool]) -> Callable[[State], int]:
    """Whether something holds of the value."""
    return lambda state: _unless_absent(state, holds)


def pattern_answer(pattern: str) -> Callable[[State], int]:
    """Whether the pattern is found in the text."""

    def answer(state: State) -> int:
        if state.matches is not None:
            return YES if pattern in state.matches else NO
        return _unless_absent(state, lambda value: searched(pattern, str(value)))

    return answer


def is_answer(asked: str) -> Callable[[State], int]:
    """Whether the cell is what `is` asks; what cannot be read is present."""
    if asked == "present":
        absent = (Fault.MISSING, Fault.NOT_APPLICABLE, Fault.NOT_CHECKED)
        return lambda state: NO if state.fault in absent else YES
    return lambda state: YES if state.fault is Fault[asked.upper()] else NO


def _unless_absent(state: State, holds: Callable[[int | str], bool]) -> int:
    if state.fault is Fault.NOT_APPLICABLE:
        return NO
    if state.value is None:
        return UNKNOWN
    return YES if holds(state.value) else NO


def constants_in(name: str, test: Any, columns: Columns) -> list[int | str]:
    """Every constant that a test compares the field with, rows of tables included."""
    if isinstance(test, str):
        return [columns.constant(name, test)]
    if isinstance(test, tuple):
        return [columns.constant(name, word) for word in test]
    if not isinstance(test, Comparison):
        return []
    written: list[str] = list(test.not_) if isinstance(test.not_, tuple) else []
    for key in COMPARE:
        written += [constant for constant in constants_of(getattr(test, key)) if isinstance(constant, str)]
    return [columns.constant(name, word) for word in written]
