"""What conditions come to over every record that a rule set allows: asked without any record.

`RecordSpace` is every such record. A `Question` holds some conditions and finds records of which each of them comes to
what is wanted; `regions`, `can_hold`, `always_holds` and `implies` are the questions asked most. Records are searched
as a tree: a field is split into its states (`possible_values.py`) only where a condition is still open, and a branch is
left as soon as no record in it can be what is wanted.

A worked-out field is one of its declared results. Where conditions also read what it is worked out from, its own rows
are asked instead, so that no record is made up that cannot be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from checker.conditions import Condition, FittingRow
from checker.fields import Columns, FieldModel
from checker.ruleset.analysis.possible_values import NotAnalysed, State, written_test, written_value
from checker.ruleset.analysis.truth_making import Made, bits_of, made
from checker.ruleset.analysis.truths import NO, SINGLE, UNKNOWN, YES, Asking, Differ, Of, in_parts
from checker.ruleset.model import RuleSet

MOST_ANSWERS = 400_000
"""Answers of tests that one question may take; about a tenth of a second."""
MOST_ANSWERS_OF_A_FILE = 5_000_000
"""Answers of tests that all questions about a rule set may take; about a second."""
MAKING = 150
"""How many answers the making of one test is worth."""


Wants = Sequence[tuple[Asking, int]]
"""Conditions, each with the truths that it may come to."""


class TooMuchWork(Exception):
    """All questions about a rule set together take too long; the rest of them is not asked."""


@dataclass
class Work:
    """How many answers of tests may still be taken."""

    left: int = MOST_ANSWERS_OF_A_FILE

    def take(self, answers: int) -> None:
        """Take so many more. Raises TooMuchWork where there were too many."""
        self.left -= answers
        if self.left < 0:
            raise TooMuchWork


@dataclass(frozen=True)
class RecordSpace:
    """Every record that a rule set allows: its fields, and how the worked-out ones come about."""

    columns: Columns
    worked_out: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    work: Work = field(default_factory=Work)

    @classmethod
    def of(cls, rule_set: RuleSet) -> RecordSpace:
        """The records of a rule set."""
        return cls(rule_set.columns(), rule_set.classifications)

    @cached_property
    def reads(self) -> Reads:
        """What each worked-out field is made from."""
        return Reads(self.worked_out)


class Reads:
    """What each worked-out field is made from, directly and through others."""

    MOST = 100

    def __init__(self, worked_out: Mapping[str, tuple[Any, ...]]) -> None:
        self.worked_out = worked_out
        self.known: dict[str, frozenset[str]] = {}

    def directly(self, name: str) -> dict[str, None]:
        """The fields that its rows read."""
        rows = self.worked_out.get(name, ())
        return dict.fromkeys(each for row in rows if isinstance(row, FittingRow) for each in row.when.fields())

    def through(self, names: Iterable[str]) -> set[str]:
        """The fields, and every field that they depend on; of very many only the first."""
        found = set(names)
        for name in [name for name in found if name in self.worked_out]:
            try:
                found |= self.all(name)
            except NotAnalysed:
                continue
        return found

    def all(self, name: str) -> frozenset[str]:
        """Every field that it depends on. Raises NotAnalysed where these are very many."""
        if name not in self.known:
            found: dict[str, None] = {}
            waiting = list(self.directly(name))
            while waiting:
                each = waiting.pop()
                if each not in found:
                    found[each] = None
                    waiting += self.directly(each)
                    if len(found) > self.MOST:
                        raise NotAnalysed(f"'{name}' is worked out from more than {self.MOST} fields")
            self.known[name] = frozenset(found)
        return self.known[name]


@dataclass(frozen=True)
class Region:
    """Some records that are alike to every condition asked: for each field that matters, what it may be."""

    states: Mapping[str, tuple[State, ...]]
    truths: tuple[bool | None, ...] = ()
    """What each condition comes to; `None` where it is unknown."""


class Question:
    """Conditions, ready to be asked of every record at once."""

    def __init__(self, space: RecordSpace, conditions: Sequence[Condition]) -> None:
        self.space = space
        self.made: Made = made(space.columns, space.worked_out, space.reads, conditions)
        self.conditions = self.made.conditions
        self.space.work.take(MAKING * self.made.tests)

    def find(self, wants: Wants, *, certain: bool = True) -> list[int] | None:
        """A set of records of which each condition comes to one of the wanted truths; none where there are none.

        With `certain` only records that surely exist are looked at: what is found is an example. Without, also those
        that may not exist: where nothing is found, it is proved that there is nothing.
        """
        return self._find(wants, self.made.certain if certain else self.made.whole)

    def find_valued(self, wants: Wants) -> list[int] | None:
        """As `find`, among all records of which every field has a value, also those that may not exist."""
        states = self.made.states
        return self._find(wants, [bits_of(each, lambda state: state.value is not None) for each in states])

    def example_of(self, wants: Wants) -> list[int] | None:
        """A set of records that surely exist, as large as fields on their own allow; if possible nothing is missing."""
        found = self._find(wants, self.made.valued)
        if found is None:
            found = self._find(wants, self.made.certain)
        return None if found is None else self._widened(found, wants)

    def _find(self, wants: Wants, start: Sequence[int]) -> list[int] | None:
        assigned = list(start)
        self._left = MOST_ANSWERS
        self._take(wants)
        single = [each for asking, wanted in wants for each in in_parts(asking, wanted)]
        for asking, wanted in single:
            if isinstance(asking, Of):
                assigned[asking.number] &= asking.states_with(wanted)
                if not assigned[asking.number]:
                    return None
        return self._search(assigned, [each for each in single if not isinstance(each[0], Of)])

    def _search(self, assigned: list[int], wants: Wants) -> list[int] | None:
        """Decide what is still open, one field after another; parts that share no open field one by one."""
        self._take(wants)
        left = []
        for asking, wanted in wants:
            truths = asking.truths(assigned)
            if not truths & wanted:
                return None
            if truths & ~wanted:
                left.append((asking, wanted))
        found: list[int] | None = assigned
        for together in _apart(left, assigned) if len(left) > 1 else [left] if left else []:
            assert found is not None
            found = self._branch(found, together)
            if found is None:
                return None
        return found

    def _take(self, wants: Wants) -> None:
        answers = 4 + sum(asking.size for asking, _ in wants)
        self.space.work.take(answers)
        self._left -= answers
        if self._left < 0:
            raise NotAnalysed("it has too many cases")

    def _branch(self, assigned: list[int], wants: Wants) -> list[int] | None:
        number = next(number for number in wants[0][0].fields if assigned[number] & (assigned[number] - 1))
        states = assigned[number]
        while states:
            one = states & -states
            states ^= one
            branch = list(assigned)
            branch[number] = one
            found = self._search(branch, wants)
            if found is not None:
                return found
        return None

    def _widened(self, found: list[int], wants: Wants) -> list[int]:
        box = list(found)
        for number, certain in enumerate(self.made.certain):
            if box[number] == certain:
                continue
            box[number] &= -box[number]
            wide = list(box)
            wide[number] = certain
            if self._are(wide, wants):
                box = wide
                continue
            states = self.made.states[number]
            has_value = states[box[number].bit_length() - 1].value is not None
            for position, state in enumerate(states):
                bit = 1 << position
                if bit & certain & ~box[number] and has_value and state.value is not None:
                    wide = list(box)
                    wide[number] |= bit
                    if self._are(wide, wants):
                        box = wide
        return box

    @staticmethod
    def _are(assigned: list[int], wants: Wants) -> bool:
        return all(not asking.truths(assigned) & ~wanted for asking, wanted in wants)

    # ---- what was found, in words

    def states(self, assigned: list[int]) -> dict[str, tuple[State, ...]]:
        """For each field that a set of records does not leave free, what it may be."""
        return {
            name: tuple(state for bit, state in enumerate(self.made.states[number]) if assigned[number] >> bit & 1)
            for number, name in enumerate(self.made.names)
            if assigned[number] not in (self.made.whole[number], self.made.certain[number])
        }

    def example(self, assigned: list[int]) -> str:
        """One record of the set as a rule file would write it: `{segment: C, score: 3}`."""
        shown = [f"{name}: {self._shown(name, states[0])}" for name, states in self.states(assigned).items()]
        return f"{{{', '.join(shown)}}}"

    def _shown(self, name: str, state: State) -> str:
        if state.value is None:
            return written_test(self._field(name), [state], self.made.asked[name], None) or ""
        return written_value(self._field(name), state.value, self.space.columns.time_zone)

    def written(self, assigned: list[int], read: Sequence[int]) -> str | None:
        """A condition on some fields that fits these records, to paste; none where no single tests say it."""
        if any(self.made.names[number] in self.made.compared for number in read):
            return None
        parts = []
        asked = {self.made.names[number] for number in read}
        for name, states in self.states(assigned).items():
            if name not in asked:
                continue
            test = written_test(self._field(name), states, self.made.asked[name], self.space.columns.time_zone)
            if test is None:
                return None
            parts.append(f"{name}: {test}")
        return f"{{{', '.join(parts)}}}" if parts else None

    def _field(self, name: str) -> FieldModel:
        return self.space.columns.fields[name]


def _apart(wants: Wants, assigned: list[int]) -> list[list[tuple[Asking, int]]]:
    """What is wanted, parted so that no field that is still open decides two parts."""
    parts: list[tuple[set[int], list[tuple[Asking, int]]]] = []
    for want in wants:
        fields = {number for number in want[0].fields if assigned[number] & (assigned[number] - 1)}
        joined = [want]
        apart = []
        for part in parts:
            if fields.isdisjoint(part[0]):
                apart.append(part)
            else:
                fields |= part[0]
                joined = [*part[1], *joined]
        parts = [*apart, (fields, joined)]
    return [joined for _, joined in parts]


def regions(conditions: Sequence[Condition], space: RecordSpace) -> Iterator[Region]:
    """Every record, parted into sets to which each condition says the same.

    Also records that may not exist are among them (see `State.is_certain`). Raises NotAnalysed or TooMuchWork where
    there are too many.
    """
    question = Question(space, conditions)
    waiting = [list(question.made.whole)]
    while waiting:
        assigned = waiting.pop()
        space.work.take(question.made.tests)
        truths = [asking.truths(assigned) for asking in question.conditions]
        undecided = next(
            (asking for asking, each in zip(question.conditions, truths, strict=True) if each not in SINGLE), None
        )
        if undecided is None:
            told = tuple({NO: False, UNKNOWN: None, YES: True}[each] for each in truths)
            yield Region(question.states(assigned), told)
            continue
        number = next(number for number in undecided.fields if assigned[number] & (assigned[number] - 1))
        branches = []
        states = assigned[number]
        while states:
            one = states & -states
            states ^= one
            branches.append([*assigned[:number], one, *assigned[number + 1 :]])
        waiting += reversed(branches)


def can_hold(condition: Condition, space: RecordSpace, *, given: Sequence[Condition] = ()) -> bool:
    """Whether some record fits, of those that fit what is given; no is certain. Raises NotAnalysed."""
    question = Question(space, [condition, *given])
    return question.find([(asking, YES) for asking in question.conditions], certain=False) is not None


def always_holds(condition: Condition, space: RecordSpace, *, given: Sequence[Condition] = ()) -> bool:
    """Whether every record fits, of those that fit what is given; yes is certain. Raises NotAnalysed."""
    question = Question(space, [condition, *given])
    asked, *others = question.conditions
    wants = [(asked, NO | UNKNOWN), *((other, YES) for other in others)]
    return question.find(wants, certain=False) is None


def implies(one: Condition, other: Condition, space: RecordSpace) -> bool:
    """Whether every record that fits the one condition also fits the other; yes is certain. Raises NotAnalysed."""
    return always_holds(other, space, given=[one])


def equal(one: Condition, other: Condition, space: RecordSpace) -> bool:
    """Whether two conditions come to the same of every record, unknown ones included; yes is certain."""
    question = Question(space, [one, other])
    return question.find([(Differ(*question.conditions), YES)], certain=False) is None
