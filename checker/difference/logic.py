"""What a condition means: equal for conditions that hold of the same records, and which of two holds of fewer.

A condition becomes atoms (one field, one question) under all, any and not. Words are values as records hold them, so
`tak` and `yes` may be the same and `3.0` is `3`; the order of words and conditions is gone, groups in groups are
flattened. Everything done here holds in the three-valued logic of conditions as well (see checker/conditions.py).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from checker.conditions import BOUNDS, Comparison, Condition, FieldReference, FittingRow
from checker.fields import Columns, WholeNumberField
from checker.written import MILLIONTHS


@dataclass(frozen=True)
class Atom:
    """One question about one field."""

    field: str
    asks: str
    """one_of, none_of, lowest, highest, is, matches, equals, differs, or a bound that is no constant."""
    value: Hashable


@dataclass(frozen=True)
class All:
    """Every part holds; without parts it holds of every record."""

    parts: frozenset[Node]


@dataclass(frozen=True)
class Some:
    """At least one part holds."""

    parts: frozenset[Node]


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: Node


Node: TypeAlias = Atom | All | Some | Not

EVERYTHING = All(frozenset())
"""The condition that holds of every record."""


def all_of(parts: Iterable[Node]) -> Node:
    """Every part holds, written the shortest way."""
    flat: set[Node] = set()
    for part in parts:
        flat |= part.parts if isinstance(part, All) else {part}
    return next(iter(flat)) if len(flat) == 1 else All(frozenset(flat))


def some_of(parts: Iterable[Node]) -> Node:
    """At least one part holds, written the shortest way: words of one field are one question."""
    flat: set[Node] = set()
    words: dict[str, frozenset[Hashable]] = {}
    for part in parts:
        for each in part.parts if isinstance(part, Some) else {part}:
            if isinstance(each, Atom) and each.asks == "one_of":
                words[each.field] = words.get(each.field, frozenset()) | words_of(each.value)
            else:
                flat.add(each)
    flat |= {Atom(field, "one_of", asked) for field, asked in words.items()}
    return next(iter(flat)) if len(flat) == 1 else Some(frozenset(flat))


def not_(part: Node) -> Node:
    """The part does not hold, written the shortest way."""
    if isinstance(part, Not):
        return part.part
    if isinstance(part, Some):
        return all_of(not_(each) for each in part.parts)
    if isinstance(part, All) and part.parts:
        return some_of(not_(each) for each in part.parts)
    return Not(part)


class Logic:
    """Reads the conditions of one rule set."""

    def __init__(self, columns: Columns, names: Mapping[str, str], alike: frozenset[str] = frozenset()) -> None:
        self.columns = columns
        self.names = names
        """The fields that are called otherwise in the rule set to compare with."""
        self.alike = alike
        """The fields that have the same words in both, so that none of some words is one of the others."""

    def node(self, condition: Condition | None) -> Node:
        """The meaning of a condition; without one everything is meant."""
        return EVERYTHING if condition is None else all_of(self._parts(condition))

    def _parts(self, condition: Condition) -> Iterator[Node]:
        for name, test in condition.tests.items():
            yield from self._atoms(name, test)
        for word, parts in condition.groups.items():
            nodes = [self.node(part) for part in parts]
            yield all_of(nodes) if word == "all" else some_of(nodes) if word == "any" else not_(some_of(nodes))

    def _atoms(self, name: str, test: Any) -> Iterator[Node]:
        field = self.names.get(name, name)
        if isinstance(test, FieldReference):
            yield self._pair(field, "equals", test)
        elif isinstance(test, Comparison):
            yield from self._compared(name, field, test)
        else:
            words = (test,) if isinstance(test, str) else test
            yield Atom(field, "one_of", frozenset(self.constant(name, word) for word in words))

    def _compared(self, name: str, field: str, test: Comparison) -> Iterator[Node]:
        if isinstance(test.not_, FieldReference):
            yield self._pair(field, "differs", test.not_)
        elif test.not_ is not None:
            words = frozenset(self.constant(name, word) for word in test.not_)
            all_words = frozenset(self.columns.fields[name].values) if field in self.alike else frozenset()
            yield Atom(field, "one_of", all_words - words) if all_words else Atom(field, "none_of", words)
        for key in BOUNDS:
            bound = getattr(test, key)
            if bound is not None:
                asks, value = self._bound(name, key, bound)
                yield Atom(field, asks, value)
        for asks in ("is", "matches"):
            asked = getattr(test, "is_" if asks == "is" else asks)
            if asked is not None:
                yield Atom(field, asks, asked)
        for key in set(type(test).model_fields) - _READ:
            if getattr(test, key) is not None:
                yield Atom(field, key, repr(getattr(test, key)))

    def _pair(self, field: str, asks: str, other: FieldReference) -> Atom:
        """Two fields are equal, or not, whichever of them is named first."""
        first, second = sorted((field, self.names.get(other.field, other.field)))
        return Atom(first, asks, second)

    def _bound(self, name: str, key: str, bound: Any) -> tuple[str, Hashable]:
        """What is asked and of which value: a bound that leaves its own value out is the next one that does not."""
        if isinstance(bound, FieldReference):
            return key, self.names.get(bound.field, bound.field)
        if isinstance(bound, tuple):
            rows = [
                (self.node(row.when), self._bound(name, key, row.then))
                if isinstance(row, FittingRow)
                else (EVERYTHING, self._bound(name, key, row.otherwise))
                for row in bound
            ]
            return f"{key} by rows", tuple(rows)
        number = self.constant(name, bound)
        if not isinstance(number, int):
            return key, number
        step = self._step(name)
        if key in ("at_least", "above"):
            return "lowest", (number // step + 1) * step if key == "above" else -(-number // step) * step
        return "highest", (-(-number // step) - 1) * step if key == "below" else number // step * step

    def _step(self, name: str) -> int:
        """By how much two values of the field differ at least."""
        field = self.columns.fields.get(name)
        return MILLIONTHS if isinstance(field, WholeNumberField) else 1

    def constant(self, name: str, word: str) -> int | str:
        """A word as records hold it; as it is written where the field can hold no such word."""
        try:
            return self.columns.constant(name, word)
        except (KeyError, ValueError):
            return word


_READ = {"not_", "is_", "matches", *BOUNDS}
"""The keys of a comparison that are understood here; any other makes two comparisons differ."""


def words_of(value: Hashable) -> frozenset[Hashable]:
    """The words of an atom that asks for one or none of some."""
    assert isinstance(value, frozenset)
    return value
