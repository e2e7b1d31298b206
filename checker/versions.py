"""Versions of a rule: the record's date says which one is its own, and what is only announced never counts.

Records without a date (a register) are all judged by the version that is in force on the as-of date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from checker.expressions import any_of, is_breach, nw
from checker.fields import day_number
from checker.measures.all_of import AllOf
from checker.measures.measure import Case
from checker.outcomes import Code
from checker.problems import CheckerError
from checker.ruleset.model import Rule, RuleSet

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr

_APART = "@"
"""Stands between the id of a rule and the dates of its version; no id of a file has it."""


def versions_apart(rule_set: RuleSet) -> RuleSet:
    """The rule set with an id for each version of a rule, wherever rules are named by their ids."""
    names = version_names(rule_set)
    if all(len(versions) == 1 for versions in names.values()):
        return rule_set
    left = {name: list(versions) for name, versions in names.items()}
    rules = [_named(rule, left[rule.id].pop(0), names) for rule in rule_set.rules]
    exclusions = [
        exclusion.model_copy(update={"except_": _every_version(exclusion.except_, names)})
        for exclusion in rule_set.exclusions
    ]
    return rule_set.model_copy(update={"rules": tuple(rules), "exclusions": tuple(exclusions)})


def version_names(rule_set: RuleSet) -> dict[str, tuple[str, ...]]:
    """By the id of a rule, what its versions are called, in the order of the file; a rule alone keeps its id."""
    versions: dict[str, list[Rule]] = {}
    for rule in rule_set.rules:
        versions.setdefault(rule.id, []).append(rule)
    return {
        name: (name,) if len(rules) == 1 else tuple(f"{name}{_APART}{_dates(rule)}" for rule in rules)
        for name, rules in versions.items()
    }


def rule_id(name: str) -> str:
    """The id that a rule has in its file, of what its version is called."""
    return name.partition(_APART)[0]


def _dates(rule: Rule) -> str:
    """The dates of a version, without a dot: columns are named with it, and Spark takes that for a field within one."""
    in_force = rule.in_force
    return f"{in_force.from_ or ''}/{in_force.until or ''}" if in_force else ""


def _named(rule: Rule, name: str, names: Mapping[str, tuple[str, ...]]) -> Rule:
    measure = rule.measure
    if isinstance(measure, AllOf):
        measure = measure.model_copy(update={"rules": _every_version(measure.rules, names)})
    return rule.model_copy(update={"id": name, "measure": measure})


def _every_version(rules: Iterable[str], names: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(version for rule in rules for version in names.get(rule, (rule,)))


# ---- which version is the record's


class Dated:
    """How the date of a record, or of the audit where records have none, lies to the dates of a rule's version.

    `day` is the record's date in days since 1970-01-01; `as_of_on` is looked at where there is none. Raises
    CheckerError where neither says which version is the record's.
    """

    def __init__(self, rule: Rule, day: Callable[[], Expr] | None, as_of_on: date | None) -> None:
        if rule.in_force is not None and day is None and as_of_on is None:
            raise CheckerError(
                f"rule '{rule_id(rule.id)}' is in force from one date until another, and the records have no date, so "
                "the moment the audit looks from decides; give it with --as-of, such as --as-of "
                "2026-10-01T00:00:00+02:00"
            )
        self.rule = rule
        self._day = day
        self._as_of_on = as_of_on

    @property
    def dates(self) -> str | None:
        """The dates of the version, as far as they settle records before the measure; none where it has none.

        What is announced depends on the measure, so such a version is like no other.
        """
        if self.rule.in_force is None:
            return None
        return _dates(self.rule) if self.rule.announced_from is None else self.rule.id

    def outside(self) -> Iterator[Case]:
        """Where the version is neither in force nor announced."""
        in_force = self.rule.in_force
        if in_force is None:
            return
        first = self.rule.announced_from or in_force.from_
        sides = [self._before(first), None if in_force.until is None else self._after(in_force.until)]
        yield Case(any_of(side for side in sides if side is not None), Code.NOT_IN_FORCE)

    def unknown(self) -> Iterator[Case]:
        """Where nobody can say which version is the record's."""
        if self.rule.in_force is not None and self._day is not None:
            yield Case(self._day().is_null(), Code.UNKNOWN_SCOPE)

    def announced(self, code: Expr, excluded: Iterable[Expr]) -> list[Case]:
        """What becomes of records between announcement and start: breaches that nothing excludes are told apart."""
        if self.rule.announced_from is None or self.rule.in_force is None:
            return []
        only_announced = self._before(self.rule.in_force.from_)
        assert only_announced is not None
        warned = only_announced & is_breach(code)
        fits = [fit.fill_null(False) for fit in excluded]
        if fits:
            warned = warned & ~any_of(fits)
        return [
            Case(warned, Code.ANNOUNCED_BREACH),
            Case(only_announced & (code != int(Code.OUTSIDE_PERIOD)), Code.NOT_IN_FORCE),
        ]

    def _before(self, first: date | None) -> Expr | None:
        if first is None:
            return None
        if self._day is None:
            return self._always(self._as_of_on is not None and self._as_of_on < first)
        return self._day() < day_number(first)

    def _after(self, last: date) -> Expr:
        if self._day is None:
            return self._always(self._as_of_on is not None and self._as_of_on > last)
        return self._day() > day_number(last)

    @staticmethod
    def _always(holds: bool) -> Expr:
        constant: Expr = nw.lit(holds)
        return constant
