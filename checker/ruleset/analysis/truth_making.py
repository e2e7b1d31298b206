"""Conditions made ready to be asked of many records at once: the fields they read, each with its states."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from checker.conditions import Comparison, Condition, FieldReference, FittingRow, OtherwiseRow
from checker.fields import Columns, Fault
from checker.ruleset.analysis.possible_values import (
    MISSING,
    Asked,
    NotAnalysed,
    State,
    edges_of,
    states_of,
    states_of_results,
    told_apart,
)
from checker.ruleset.analysis.truths import (
    COMPARE,
    NO,
    All,
    Asking,
    FirstFit,
    Not,
    Of,
    OfTwo,
    Same,
    Some,
    bound_answer,
    constants_in,
    is_answer,
    pattern_answer,
    value_answer,
    word_answer,
)

MOST_TESTS = 3_000
"""Tests that are asked together in one question."""
MOST_STATES = 100_000
"""States of a field, each asked by every test of it."""
MOST_COMPARED = 6
"""Fields that are compared with each other."""
MOST_MADE = 12
"""Worked-out fields that one question may take apart."""


class Readings(Protocol):
    """What worked-out fields are made from."""

    def directly(self, name: str) -> Mapping[str, None]:
        """The fields that its rows read."""

    def all(self, name: str) -> frozenset[str]:
        """Every field that it depends on."""


@dataclass
class Made:
    """Conditions that can be asked, and the fields they read: by number, their names and states."""

    conditions: list[Asking]
    names: list[str]
    states: list[list[State]]
    asked: dict[str, Asked]
    tests: int = 0
    """How many tests they have together."""
    compared: frozenset[str] = frozenset()
    """The fields that are compared with each other."""
    whole: list[int] = field(default_factory=list)
    """For each field the bits of all its states."""
    certain: list[int] = field(default_factory=list)
    """For each field the bits of the states that surely exist."""
    valued: list[int] = field(default_factory=list)
    """For each field the bits of those of them that have a value."""


def made(
    columns: Columns, worked_out: Mapping[str, tuple[Any, ...]], reads: Readings, conditions: Sequence[Condition]
) -> Made:
    """Make conditions ready. Raises NotAnalysed where that is beyond reasonable work."""
    return _Making(columns, worked_out, reads).make(conditions)


class _Making:
    def __init__(self, columns: Columns, worked_out: Mapping[str, tuple[Any, ...]], reads: Readings) -> None:
        self.columns = columns
        self.worked_out = worked_out
        self.reads = reads
        self.numbers: dict[str, int] = {}
        self.leaves: list[list[tuple[Of, Callable[[State], int]]]] = []
        self.pairs: list[tuple[OfTwo, str, str]] = []
        self.constants: dict[str, set[int | str]] = {}
        self.patterns: dict[str, dict[str, None]] = {}
        self.groups: dict[str, set[str]] = {}
        self.taken_apart: dict[str, None] = {}
        self.rows: dict[str, list[tuple[Asking | None, int | str]]] = {}
        self.tests = 0

    def make(self, conditions: Sequence[Condition]) -> Made:
        self._take_apart(conditions)
        ready = [self._condition(condition) for condition in conditions]
        names = list(self.numbers)
        asked = {name: self._asked(name) for name in names}
        states = [self._states(name, asked[name]) for name in names]
        for number, leaves in enumerate(self.leaves):
            for leaf, answer in leaves:
                leaf.answers = [answer(state) for state in states[number]]
        for pair, one, other in self.pairs:
            pair.ask(states[self.numbers[one]], states[self.numbers[other]])
        whole = [(1 << len(each)) - 1 for each in states]
        certain = [bits_of(each, lambda state: state.is_certain) for each in states]
        valued = [bits_of(each, lambda state: state.is_certain and state.value is not None) for each in states]
        return Made(ready, names, states, asked, self.tests, frozenset(self.groups), whole, certain, valued)

    # ---- which worked-out fields are taken apart

    def _take_apart(self, conditions: Sequence[Condition]) -> None:
        """Choose the worked-out fields whose own rows are asked: those that share what they read with others."""
        if not self.worked_out:
            return
        used = dict.fromkeys(name for condition in conditions for name in condition.fields())
        while True:
            derived = [name for name in used if name in self.worked_out and name not in self.taken_apart]
            found = [name for name in derived if self._is_entangled(name, used)]
            if not found:
                return
            for name in found:
                self.taken_apart[name] = None
                used |= self.reads.directly(name)
            if len(self.taken_apart) > MOST_MADE:
                raise NotAnalysed(f"more than {MOST_MADE} worked-out fields depend on each other")

    def _is_entangled(self, name: str, used: Mapping[str, None]) -> bool:
        if len(used) == 1:
            return False
        below = self.reads.all(name)
        if not below.isdisjoint(used):
            return True
        others = (other for other in used if other != name and other in self.worked_out)
        return any(not below.isdisjoint(self.reads.all(other)) for other in others)

    # ---- conditions

    def _condition(self, condition: Condition) -> Asking:
        parts = [self._test(name, test) for name, test in condition.tests.items()]
        for word, conditions in condition.groups.items():
            each = [self._condition(part) for part in conditions]
            if word == "all":
                parts += each
            else:
                some = each[0] if len(each) == 1 else Some(each)
                parts.append(some if word == "any" else Not(some))
        return parts[0] if len(parts) == 1 else All(parts)

    def _test(self, name: str, test: Any) -> Asking:
        self.tests += 1
        if self.tests > MOST_TESTS:
            raise NotAnalysed(f"it has more than {MOST_TESTS:,} tests")
        if name not in self.taken_apart:
            self._number(name)
            self.constants[name].update(constants_in(name, test, self.columns))
        if isinstance(test, str | tuple):
            words = (test,) if isinstance(test, str) else test
            return self._leaf(name, word_answer(self._constants(name, words)))
        if isinstance(test, FieldReference):
            return self._pair(name, test.field, lambda one, other: one == other)
        return self._comparison(name, test)

    def _constants(self, name: str, words: Sequence[str]) -> frozenset[int | str]:
        return frozenset(self.columns.constant(name, word) for word in words)

    def _comparison(self, name: str, test: Comparison) -> Asking:
        parts: list[Asking] = []
        if isinstance(test.not_, FieldReference):
            parts.append(self._pair(name, test.not_.field, lambda one, other: one != other))
        elif test.not_ is not None:
            parts.append(self._leaf(name, word_answer(self._constants(name, test.not_), negated=True)))
        parts += [self._bound(name, key, bound) for key in COMPARE if (bound := getattr(test, key)) is not None]
        if test.matches is not None:
            if name not in self.taken_apart:
                self.patterns[name][test.matches] = None
            parts.append(self._leaf(name, pattern_answer(test.matches)))
        if test.is_ is not None:
            parts.append(self._leaf(name, is_answer(test.is_)))
        return parts[0] if len(parts) == 1 else All(parts)

    def _bound(self, name: str, key: str, bound: Any) -> Asking:
        if isinstance(bound, FieldReference):
            return self._pair(name, bound.field, COMPARE[key])
        if isinstance(bound, str):
            return self._leaf(name, bound_answer(key, self.columns.constant(name, bound)))
        rows: list[tuple[Asking | None, Asking]] = []
        if self.columns.may_be(name, Fault.NOT_APPLICABLE):
            rows.append((self._leaf(name, is_answer("not_applicable")), Same(NO)))
        for row in bound:
            if isinstance(row, OtherwiseRow):
                rows.append((None, self._bound(name, key, row.otherwise)))
            else:
                rows.append((self._condition(row.when), self._bound(name, key, row.then)))
        return FirstFit(rows)

    def _leaf(self, name: str, answer: Callable[[State], int]) -> Asking:
        if name in self.taken_apart:
            rows = [(when, Same(answer(State(value=result)))) for when, result in self._rows(name)]
            return FirstFit(rows, without=answer(MISSING))
        leaf = Of(self._number(name))
        self.leaves[leaf.number].append((leaf, answer))
        return leaf

    def _rows(self, name: str) -> list[tuple[Asking | None, int | str]]:
        """The rows of a worked-out field: where each fits, and its result."""
        if name not in self.rows:
            self.rows[name] = [
                (self._condition(row.when), self.columns.constant(name, row.then))
                if isinstance(row, FittingRow)
                else (None, self.columns.constant(name, row.otherwise))
                for row in self.worked_out[name]
            ]
        return self.rows[name]

    def _pair(self, name: str, other: str, compare: Callable[[Any, Any], bool]) -> Asking:
        if name in self.taken_apart and other in self.taken_apart:
            raise NotAnalysed("two worked-out fields are compared that read the same fields")
        if other in self.taken_apart:
            return self._against_results(name, other, compare)
        if name in self.taken_apart:
            return self._against_results(other, name, lambda one, another: compare(another, one))
        pair = OfTwo(self._number(name), self._number(other), compare)
        self.pairs.append((pair, name, other))
        together = self.groups.get(name, {name}) | self.groups.get(other, {other})
        for each in together:
            self.groups[each] = together
        return pair

    def _against_results(self, name: str, worked_out: str, compare: Callable[[Any, Any], bool]) -> Asking:
        """Whether a field compares so with each result of a worked-out field, row by row."""
        self._number(name)
        self.constants[name].update(self._results(worked_out))
        rows: list[tuple[Asking | None, Asking]] = [(self._leaf(name, is_answer("not_applicable")), Same(NO))]
        for when, result in self._rows(worked_out):
            rows.append((when, self._leaf(name, value_answer(partial(_swapped, compare, result)))))
        return FirstFit(rows)

    def _number(self, name: str) -> int:
        if name not in self.numbers:
            self.numbers[name] = len(self.numbers)
            self.leaves.append([])
            self.constants[name] = set()
            self.patterns[name] = {}
        return self.numbers[name]

    # ---- states

    def _asked(self, name: str) -> Asked:
        group = self.groups.get(name)
        if group is None:
            return Asked(frozenset(self.constants[name]), tuple(self.patterns[name]))
        if len(group) > MOST_COMPARED:
            raise NotAnalysed(f"more than {MOST_COMPARED} fields are compared with each other")
        constants: set[int | str] = set()
        patterns: dict[str, None] = {}
        for each in sorted(group):
            patterns |= self.patterns[each]
            constants |= self.constants[each]
            constants.update(self._results(each) if each in self.worked_out else edges_of(self.columns.fields[each]))
        kinds = {type(self.columns.fields[each]) for each in group}
        are_mixed = len(kinds) > 1 or any(each in self.worked_out for each in group)
        return Asked(frozenset(constants), tuple(patterns), len(group) * (3 if are_mixed else 1))

    def _results(self, name: str) -> list[int | str]:
        rows = self.worked_out[name]
        return [self.columns.constant(name, row.then if isinstance(row, FittingRow) else row.otherwise) for row in rows]

    def _states(self, name: str, asked: Asked) -> list[State]:
        if name in self.worked_out:
            states = states_of_results(self._results(name))
        else:
            states = states_of(self.columns.fields[name], asked)
        if name in self.groups:
            return states
        leaves = [answer for _, answer in self.leaves[self.numbers[name]]]
        if len(states) * len(leaves) > MOST_STATES:
            raise NotAnalysed(f"'{name}' is asked for too many values")
        return told_apart(states, lambda state: tuple(answer(state) for answer in leaves))


def _swapped(compare: Callable[[Any, Any], bool], other: Any, value: Any) -> bool:
    return compare(value, other)


def bits_of(states: Sequence[State], fits: Callable[[State], bool]) -> int:
    """The states that fit, as bits."""
    return sum(1 << bit for bit, state in enumerate(states) if fits(state))
