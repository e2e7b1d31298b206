"""Changed rules in a rule set of their own, each under an id of its own, with the rules that are made of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from checker.compilation import parts_of
from checker.composition import parts_first
from checker.measures.all_of import AllOf
from checker.ruleset.model import Rule, RuleSet

MARK = "~"
"""Stands in the id of a changed rule before its number; no id of a file has it."""


def changed_rules(rule_set: RuleSet, rules: Mapping[int, Rule], *, alone: bool = False) -> RuleSet:
    """The rule set with changed rules instead of its own, each under an id of its own; exceptions hold for it too.

    Unless they are `alone`, with each come the rules that are made of it, as it was changed, and all that they need.
    """
    changed: dict[str, Rule] = {}
    for place, rule in rules.items():
        wholes = [] if alone else wholes_of(rule_set, rule.id)
        own = {rule.id: rule} | {name: _by_id(rule_set, name) for name in wholes}
        changed |= {f"{name}{MARK}{place}": _renamed(each, own, place) for name, each in own.items()}
    exclusions = tuple(
        exclusion.model_copy(update={"except_": (*exclusion.except_, *_of_these(exclusion.except_, changed))})
        for exclusion in rule_set.exclusions
    )
    needed = with_parts(rule_set, changed.values())
    return rule_set.model_copy(update={"rules": (*changed.values(), *needed), "exclusions": exclusions})


def _of_these(names: Collection[str], changed: Iterable[str]) -> list[str]:
    return [name for name in changed if name.partition(MARK)[0] in names]


def _by_id(rule_set: RuleSet, name: str) -> Rule:
    return next(rule for rule in rule_set.rules if rule.id == name)


def _renamed(rule: Rule, changed: Collection[str], place: int) -> Rule:
    """The rule under an id of its own, made of the changed rules where it was made of these."""
    update: dict[str, Any] = {"id": f"{rule.id}{MARK}{place}"}
    if isinstance(rule.measure, AllOf):
        parts = tuple(f"{part}{MARK}{place}" if part in changed else part for part in rule.measure.rules)
        update["measure"] = rule.measure.model_copy(update={"rules": parts})
    return rule.model_copy(update=update)


def wholes_of(rule_set: RuleSet, name: str) -> list[str]:
    """The rules that are made of a rule, also by others."""
    found: list[str] = []
    for whole in parts_first({rule.id: parts_of(rule) for rule in rule_set.rules}):
        if {name, *found} & set(parts_of(_by_id(rule_set, whole))):
            found.append(whole)
    return found


def with_parts(rule_set: RuleSet, rules: Iterable[Rule]) -> list[Rule]:
    """The rules of a rule set that these rules are made of, also by others."""
    wanted = {part for rule in rules for part in parts_of(rule)}
    for whole in reversed(list(parts_first({rule.id: parts_of(rule) for rule in rule_set.rules}))):
        if whole in wanted:
            wanted |= {*parts_of(_by_id(rule_set, whole))}
    return [rule for rule in rule_set.rules if rule.id in wanted]
