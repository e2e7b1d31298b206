"""What the rules of a sound rule set mean together, asked without any record: warnings for whoever wrote them.

Nothing here makes a file invalid. Each warning is certain: an example that is given is a record of the described kind,
and what is said never to happen was searched for among all records that may exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from checker.ruleset.analysis.calendars import ask_calendar
from checker.ruleset.analysis.conditions import ask_exclusion, ask_must, ask_scope
from checker.ruleset.analysis.formats import ask_formats
from checker.ruleset.analysis.limits import ask_limits
from checker.ruleset.analysis.regions import RecordSpace, TooMuchWork
from checker.ruleset.analysis.tables import Given, Table, ask_table
from checker.ruleset.analysis.tables_within import tables_in
from checker.ruleset.analysis.truths import NO, UNKNOWN, YES
from checker.ruleset.analysis.unused import (
    ask_calendars_and_tables,
    ask_exceptions,
    ask_fields,
    ask_owners,
    ask_severities,
)
from checker.ruleset.meaning import Reading
from checker.ruleset.model import Exclusion, Rule
from checker.ruleset.shape import Named, keys_of
from checker.ruleset.yaml12 import Trail

__all__ = ["analyse"]


def analyse(reading: Reading, named: list[Named]) -> None:
    """Warn of what a rule set without errors leaves out, says twice, never reaches or hardly means.

    `named` is every field and rule that the file names, with its place.
    """
    rule_set = reading.rule_set
    ask_fields(reading, named)
    ask_calendars_and_tables(reading, named)
    ask_exceptions(reading)
    ask_owners(reading)
    ask_severities(reading)
    ask_formats(reading)
    for position, rule in enumerate(rule_set.rules):
        ask_limits(reading, rule, ("rules", position))
        ask_calendar(reading, rule, ("rules", position))
    for trail, ask in _questions(reading, RecordSpace(reading.columns, rule_set.classifications)):
        try:
            ask()
        except TooMuchWork:
            message = "from here on conditions and tables were not searched: the rule set has too many cases in all"
            hint = "make several rule sets of it"
            reading.say("R365", message, trail, key=True, hint=hint, level="note")
            return


def _questions(reading: Reading, space: RecordSpace) -> Iterator[tuple[Trail, Callable[[], None]]]:
    """What is asked of each part of the rule set, and where the part stands."""
    rule_set = reading.rule_set
    for name, rows in rule_set.classifications.items():
        yield ("worked_out", name), partial(_ask_worked_out, reading, space, name, rows)
    for position, exclusion in enumerate(rule_set.exclusions):
        yield ("exclusions", position), partial(_ask_exclusion, reading, space, exclusion, position)
    for position, rule in enumerate(rule_set.rules):
        yield ("rules", position), partial(_ask_rule, reading, space, rule, position)


def _ask_worked_out(reading: Reading, space: RecordSpace, name: str, rows: tuple[Any, ...]) -> None:
    trail: Trail = ("worked_out", name)
    ask_table(reading, space, Table(rows, trail, without=f"so it has no '{name}'"))
    for table in tables_in(rows, trail, ()):
        ask_table(reading, space, table)


def _ask_exclusion(reading: Reading, space: RecordSpace, exclusion: Exclusion, position: int) -> None:
    ask_exclusion(reading, space, exclusion, position)
    for table in tables_in(exclusion.when, ("exclusions", position, "when"), ()):
        ask_table(reading, space, table)


def _ask_rule(reading: Reading, space: RecordSpace, rule: Rule, position: int) -> None:
    trail: Trail = ("rules", position)
    exclusions = _exclusions(reading, rule)
    scope: Given = ()
    if rule.scope is not None:
        fields = space.reads.through(rule.scope.fields())
        beside = [each for each in exclusions if not fields.isdisjoint(space.reads.through(each.when.fields()))]
        has_records = ask_scope(reading, space, rule, position, beside)
        for table in tables_in(rule.scope, (*trail, "scope"), ()):
            ask_table(reading, space, table)
        if not has_records:
            return
        scope = [(rule.scope, YES)]
    given = [*scope, *((exclusion.when, NO | UNKNOWN) for exclusion in exclusions)]
    must = getattr(rule.measure, "must", None)
    if must is not None:
        ask_must(reading, space, rule, position, _about(space, given, set(must.fields())))
    for key, name in zip(keys_of(Rule), Rule.model_fields, strict=True):
        if name == "scope":
            continue
        for table in tables_in(getattr(rule, name), (*trail, key), given):
            ask_table(reading, space, replace(table, given=_about(space, table.given, table.fields)))


def _exclusions(reading: Reading, rule: Rule) -> list[Exclusion]:
    """The exclusions that take records out of the rule."""
    return [exclusion for exclusion in reading.rule_set.exclusions if rule.id not in exclusion.except_]


def _about(space: RecordSpace, given: Given, fields: set[str]) -> Given:
    """What is given, as far as it may bear on these fields: what reads other fields says nothing of them."""
    kept: set[int] = set()
    reads = [space.reads.through(condition.fields()) for condition, _ in given]
    fields = space.reads.through(fields)
    while found := [number for number, each in enumerate(reads) if number not in kept and each & fields]:
        kept.update(found)
        fields.update(*(reads[number] for number in found))
    return [each for number, each in enumerate(given) if number in kept]
