"""Of every change of a rule set, whether no case notices it, one, or several. The program itself stops at the first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple
from unittest.mock import patch

from checker.ruletests import mutation, noticing
from checker.ruletests.changed_rules import MARK
from checker.ruletests.expecting import Expecting
from checker.ruletests.loading import Suite
from checker.ruletests.mutants import Mutant, Untried
from checker.ruletests.mutation import mutated
from checker.ruletests.running import Together
from checker.ruletests.witnesses import Found
from checker.versions import rule_id


class Change(NamedTuple):
    """A change, the places of cases that notice it, and what else is known of it."""

    about: str
    said: str
    cases: frozenset[int]
    """All of them, or at least two."""
    is_equivalent: bool
    """Whether it is proved to change nothing; looked into only where no case notices it."""


class Noticed(NamedTuple):
    """What is noticed of a rule set."""

    changes: tuple[Change, ...]
    untried: tuple[Untried, ...]


def who_notices(suite: Suite, groups: Sequence[Together]) -> Noticed:
    """Every change of a rule set with the cases that notice it; a change that two notice is looked at no further."""
    asking = _Asking()
    with asking.of_every_case():
        tried = mutated(suite, groups, frozenset(place for place, _ in suite.cases))
    changes = [
        Change(
            mutant.about,
            mutant.change.said,
            frozenset(asking.seen.get(place, ())),
            place in asking.found and asking.found[place].is_equivalent,
        )
        for place, mutant in enumerate(asking.mutants)
    ]
    return Noticed(tuple(changes), tried.untried)


@dataclass
class _Asking:
    """What stands in for the questions whether any case notices a change: it asks each case, until two do."""

    mutants: list[Mutant] = field(default_factory=list)
    seen: dict[int, set[int]] = field(default_factory=dict)
    """By place of a change, the cases that notice it."""
    found: Mapping[int, Found] = field(default_factory=dict)
    """By place of a change that no case notices, what is found of it."""
    tried: int | None = None
    """The place of the change that is tried alone; none where many are tried at once."""

    @contextmanager
    def of_every_case(self) -> Iterator[None]:
        """Within this, `mutated` takes for noticed what two cases notice, and `seen` has all that is noticed."""
        stand_ins = {
            mutation: ("mutants_of", "noticed_by_verdicts", "noticed_by_records", "_explored"),
            noticing: ("_differs_from_expected", "_is_seen", "_is_whole"),
        }
        with ExitStack() as stack:
            for module, names in stand_ins.items():
                for name in names:
                    instead = partial(getattr(self, name.strip("_")), getattr(module, name))
                    stack.enter_context(patch.object(module, name, instead))
            yield

    def mutants_of(self, real: Callable[..., Any], *arguments: Any) -> Any:
        made = real(*arguments)
        self.mutants = made[0]
        return made

    def explored(
        self, real: Callable[..., dict[int, Found]], suite: Suite, group: Together, expected: Any, left: Any
    ) -> dict[int, Found]:
        self.found = real(suite, group, expected, {at: each for at, each in left.items() if not self.seen.get(at)})
        return self.found

    def noticed_by_verdicts(
        self, real: Callable[..., set[int]], group: Together, expected: Expecting, mutants: Mapping[int, Any]
    ) -> set[int]:
        for self.tried, mutant in mutants.items():
            real(group, expected, {self.tried: mutant})
        return set(filter(self._is_enough, mutants))

    def noticed_by_records(
        self, real: Callable[..., set[int]], group: Together, expected: Expecting, rules: Any, shared: Any = None
    ) -> set[int]:
        self.tried = shared and next(at for at, each in enumerate(self.mutants) if each.rule_set is shared[0])
        noticed = real(group, expected, rules, shared)
        for place in noticed:
            at = place if self.tried is None else self.tried
            if not self._is_enough(at):  # what cannot be computed would not pass unnoticed
                self._sees(at, group.cases)
        return noticed

    def differs_from_expected(
        self, real: Callable[..., bool], group: Together, expected: Expecting, job: Any, rows: Any
    ) -> bool:
        by_case: dict[int, list[Any]] = {}
        for row, wanted in expected.records.get(job.name, ()):
            by_case.setdefault(group.rows[row].case, []).append((row, wanted))
        differs = [case for case, some in by_case.items() if real(group, Expecting({job.name: some}), job, rows)]
        return self._sees(self._place(job.compiled.rule.id), differs)

    def is_seen(
        self, real: Callable[..., bool], group: Together, expected: Expecting, name: str, compiled: Any, tallies: Any
    ) -> bool:
        seen = []
        for case in tallies:
            verdicts = [each for each in expected.verdicts.get(rule_id(name), ()) if each[0] == case]
            wholes = [each for each in expected.wholes if each[0] == case]
            if real(group, Expecting({}, {rule_id(name): verdicts}, wholes), name, compiled, tallies):
                seen.append(case)
        return self._sees(self._place(compiled.rule.id), seen)

    def is_whole(self, real: Callable[..., bool], group: Together, case: int, *arguments: Any) -> bool:
        is_changed_rule = len(arguments) > 3
        is_whole = real(group, case, *arguments)
        if is_changed_rule or self.tried is None:
            return is_whole if is_changed_rule else True
        return is_whole or not self._sees(self.tried, [case])

    def _place(self, name: str) -> int:
        """What is changed is called by its place, unless one change is tried alone."""
        return int(name.rpartition(MARK)[2]) if self.tried is None else self.tried

    def _sees(self, place: int, cases: Iterable[int]) -> bool:
        self.seen.setdefault(place, set()).update(cases)
        return self._is_enough(place)

    def _is_enough(self, place: int) -> bool:
        return len(self.seen.get(place, ())) > 1
