"""Bounds of targets that another table holds for each rule, such as the level of competitors at that time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from checker.compilation import CompiledRule, CompiledRuleSet
from checker.counting import RuleTally
from checker.fields import Fault
from checker.looking_up import of_rules
from checker.steps import Beside
from checker.targets.target import NEEDS_AS_OF, NOT_LOOKED_UP, LookedUp
from checker.versions import rule_id
from checker.written import MILLIONTHS


def add_bounds(
    compiled: CompiledRuleSet, beside: Beside, tallies: Mapping[tuple[Any, ...], Mapping[str, RuleTally]]
) -> None:
    """Write down in the tallies what tables hold for their rules, or why that is not known.

    `tallies`: first by the values of what keeps records apart, then by rule. Raises EngineError where a table cannot
    be read.
    """
    asking = {rule.rule.id: tuple(dict.fromkeys(_paths(rule))) for rule in compiled.rules}
    for path in dict.fromkeys(path for paths in asking.values() for path in paths):
        names = {name: rule_id(name) for name, paths in asking.items() if path in paths}
        is_dated = compiled.rule_set.tables[path.partition(".")[0]].valid is not None
        needs_as_of = is_dated and compiled.columns.as_of is None
        plain = list(dict.fromkeys(names.values()))
        found = {} if needs_as_of else of_rules(path, compiled.rule_set, compiled.columns, beside, plain)
        for key, rules in tallies.items():
            for name, plain_name in names.items():
                if name in rules:
                    told = found.get(key, {}).get(plain_name)
                    rules[name].looked_up[path] = NEEDS_AS_OF if needs_as_of else _bound(told)


def _paths(rule: CompiledRule) -> Iterator[str]:
    for part in rule.target_parts:
        yield from (bound.lookup for bound in part.bounds.values() if isinstance(bound, LookedUp))


def _bound(told: tuple[Any, Fault] | None) -> Fraction | str:
    value, fault = told or (None, Fault.MISSING)
    return Fraction(value, MILLIONTHS) if fault is Fault.NONE and value is not None else NOT_LOOKED_UP
