"""The meaning of a rule set that needs no data: what it names must exist, once, and fit its use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import PurePath
from typing import NamedTuple

from checker.problems import Problem, quoted
from checker.ruleset.circles import circles, too_deep
from checker.ruleset.fitting import fit, fit_answers
from checker.ruleset.meaning import Reading, no_word_twice
from checker.ruleset.messages import value_at
from checker.ruleset.mistakes import well_written
from checker.ruleset.model import RuleSet
from checker.ruleset.nearest import MOST_HINTS, did_you_mean, meant_by
from checker.ruleset.records_fitting import fit_records
from checker.ruleset.rule_fitting import fit_rules
from checker.ruleset.shape import Form, Named, names_in
from checker.ruleset.spelling import give_names
from checker.ruleset.tables_fitting import fit_form, fit_tables
from checker.ruleset.yaml12 import DEEPEST, MOST_PROBLEMS, Composed, Trail
from checker.standards import Standard
from checker.worked_out import reads
from checker.written import FIELD_NAME, ID, NamedThing

CONDITION_GROUPS = ("any", "all", "none")
MOST_DEEP = 25
"""So deep may worked-out fields be made of each other: what is computed of the last one grows faster than that."""

RESERVED = frozenset({*CONDITION_GROUPS, "field"})
"""Words of conditions, which no field may be called."""


class UnknownName(NamedTuple):
    """Something that is named and not there; `is_key` where the key at the place names it.

    `group` is the word of conditions that was meant, where a list of conditions shows that it was no field.
    """

    code: str
    message: str
    trail: Trail
    is_key: bool
    hint: str | None
    group: str | None = None


class Strangers(NamedTuple):
    """What is wrong with the names of a file, and the places of keys that are such names."""

    problems: list[Problem]
    keys: list[Trail]
    named: list[Named]
    """All that is named in the file."""


def unknown_names(composed: Composed, named_in_file: Iterable[Named]) -> Iterator[UnknownName]:
    """Everything that is named and not there, of all that is named in a file.

    Works on the file as it is written, so that a mistake elsewhere hides nothing.
    """
    known = _known(composed)
    strangers = (named for named in named_in_file if named.name not in known[named.what])
    for position, named in enumerate(strangers):
        message = f"unknown {_CALLED[named.what]} {quoted(named.name)}"
        hint = did_you_mean(named.name, known[named.what]) if position < MOST_HINTS else None
        group, written = None, value_at(composed.value, named.trail)
        if named.is_key and isinstance(written, list | dict):
            group = meant_by(named.name, CONDITION_GROUPS, furthest=3 if isinstance(written, list) else 0)
            hint = f"did you mean '{group}'?" if group else hint
        of_conditions = isinstance(written, list) and any(isinstance(each, dict) for each in written)
        yield UnknownName(
            _CODES[named.what], message, named.trail, named.is_key, hint, group if of_conditions else None
        )


def strange(composed: Composed, problems: list[Problem], *copies: Composed) -> Strangers:
    """The names that are not there.

    A misspelt word of conditions is told and gets its name, in the copies of the file too, so that the conditions under
    it are read.
    """
    for _ in range(DEEPEST):
        named = list(names_in(Form(RuleSet), composed.value))
        names = list(islice(unknown_names(composed, named), MOST_PROBLEMS + 2))
        groups = [name for name in names if name.group]
        if not groups:
            break
        problems += _told(composed, groups)
        for each in (composed, *copies):
            give_names(each, {name.trail: str(name.group) for name in groups})
    return Strangers(_told(composed, names), [name.trail for name in names if name.is_key], named)


def _told(composed: Composed, names: list[UnknownName]) -> list[Problem]:
    return [
        composed.problem(name.code, name.message, composed.place(name.trail, key=name.is_key), hint=name.hint)
        for name in names
    ]


_CODES: dict[NamedThing, str] = {"field": "R301", "rule": "R302", "calendar": "R321", "table field": "R322"}
_CALLED: dict[NamedThing, str] = {
    "field": "field",
    "rule": "rule",
    "calendar": "calendar",
    "table field": "field of a table",
}


def _known(composed: Composed) -> dict[NamedThing, dict[str, None]]:
    """What may be named, as the file has it, each name once."""
    fields = [*_keys(composed.value, "records", "fields"), *_keys(composed.value, "worked_out")]
    rules = composed.value.get("rules")
    ids = [rule.get("id") for rule in rules if isinstance(rule, dict)] if isinstance(rules, list) else []
    of_tables = [
        f"{table}.{field}"
        for table in _keys(composed.value, "tables")
        for field in _keys(composed.value, "tables", table, "fields")
    ]
    return {
        "field": dict.fromkeys(fields),
        "rule": dict.fromkeys(name for name in ids if isinstance(name, str)),
        "calendar": dict.fromkeys(_keys(composed.value, "calendars", pattern=ID)),
        "table field": dict.fromkeys(of_tables),
    }


def _keys(written: object, *trail: str, pattern: str = FIELD_NAME) -> Iterator[str]:
    """The names that stand as keys there; what is no name but nearly one is known by that."""
    for key in trail:
        written = written.get(key) if isinstance(written, dict) else None
    for name in written if isinstance(written, dict) else ():
        yield name if re.search(pattern, name) else well_written(name, pattern) or name


def ask_meaning(reading: Reading, standard: Standard | None) -> None:
    """Say everything that is wrong with what a rule set means, and warn of what it leaves out."""
    _names(reading)
    _circles(reading)
    fit_records(reading)
    fit_tables(reading)
    fit_answers(reading, reading.rule_set.records.fields, ("records", "fields"))
    for name, table in reading.rule_set.tables.items():
        fit_answers(reading, table.fields, ("tables", name, "fields"))
    for name, form in reading.rule_set.worked_out.items():
        fit(reading, form, ("worked_out", name))
        fit_form(reading, form, ("worked_out", name))
    for position, exclusion in enumerate(reading.rule_set.exclusions):
        no_word_twice(reading, exclusion.except_, ("exclusions", position, "except"))
    if reading.rule_set.overall is not None:
        no_word_twice(reading, reading.rule_set.overall.must_meet, ("overall", "must_meet"))
    fit(reading, reading.rule_set.exclusions, ("exclusions",))
    fit(reading, reading.rule_set.rules, ("rules",))
    fit_rules(reading)
    _clauses(reading, standard)


# ---- names


def _names(reading: Reading) -> None:
    rule_set = reading.rule_set
    stem = PurePath(reading.composed.file).name.partition(".")[0]
    if rule_set.rule_set != stem:
        message = f"the rule set is called '{rule_set.rule_set}' and its file '{PurePath(reading.composed.file).name}'"
        reading.say("R304", message, ("rule_set",), hint=f"rename the file to {rule_set.rule_set}.yaml")
    _used_once(reading, "exclusions", [exclusion.id for exclusion in rule_set.exclusions])
    holders: dict[Trail, list[str]] = {
        ("records", "fields"): list(rule_set.records.fields),
        ("worked_out",): list(rule_set.worked_out),
    }
    for trail, names in holders.items():
        for name in RESERVED.intersection(names):
            message = f"'{name}' is a word of conditions and no field can be called so"
            hint = "choose another name; 'column' keeps the header of the file"
            reading.say("R305", message, (*trail, name), key=True, hint=hint)
    for name in rule_set.worked_out:
        if name in rule_set.records.fields:
            first = reading.composed.place(("records", "fields", name), key=True)
            message = f"'{name}' is worked out and a field of the records"
            reading.say("R305", message, ("worked_out", name), key=True, hint="choose another name", first=first)


def _used_once(reading: Reading, kind: str, ids: list[str]) -> None:
    first: dict[str, Trail] = {}
    for position, name in enumerate(ids):
        trail: Trail = (kind, position, "id")
        before = first.setdefault(name, trail)
        if before != trail:
            message = f"{kind.removesuffix('s')} id '{name}' is used twice"
            reading.say("R303", message, trail, hint="every id names one", first=reading.composed.place(before))


def _circles(reading: Reading) -> None:
    worked_out = reading.rule_set.worked_out
    needs = {name: sorted(set(reads(form, reading.rule_set.tables))) for name, form in worked_out.items()}
    found = list(circles(needs))
    for circle in found:
        links = [f"'{each}'" for each in [*circle[1:], circle[0]]]
        way = ", which needs ".join(links if len(links) <= 6 else [*links[:4], "…", links[-1]])
        message = f"worked-out fields depend on each other in a circle: '{circle[0]}' needs {way}"
        reading.say("R306", message, ("worked_out", circle[0]), key=True)
    name = None if found else too_deep(needs, MOST_DEEP)
    if name is not None:
        message = f"worked-out fields are made of each other more than {MOST_DEEP} deep; '{name}' is the first beyond"
        reading.say("R306", message, ("worked_out", name), key=True, hint="make it of the fields of the records")


# ---- clauses


def _clauses(reading: Reading, standard: Standard | None) -> None:
    rule_set = reading.rule_set
    if rule_set.standard is None and ("standard",) not in reading.composed.keys:
        message = "the rule set names no standard, so its clauses cannot be looked up"
        reading.say(
            "R351",
            message,
            ("rule_set",),
            key=True,
            hint="add standard with its name",
            level="warning",
        )
    for position, rule in enumerate(rule_set.rules):
        if rule.clause is None:
            message = f"rule '{rule.id}' cites no clause"
            hint = "add clause, so that reports can say what was promised"
            if ("rules", position, "clause") not in reading.composed.keys:
                reading.say("R352", message, ("rules", position, "id"), hint=hint, level="warning")
        elif standard is not None and (clause := standard.clause(rule.clause)) is not None:
            if clause.not_checkable_because is not None:
                message = f"rule '{rule.id}' checks clause '{clause.id}', of which the standard says that no rule can"
                hint = "remove 'not_checkable_because' from the clause, or cite another"
                reading.say("R376", message, ("rules", position, "clause"), hint=hint, level="warning")
        elif standard is not None:
            message = f"unknown clause {quoted(rule.clause)} of standard '{standard.standard}'"
            known = [clause.id for clause in standard.clauses]
            reading.say(
                "R315",
                message,
                ("rules", position, "clause"),
                hint=reading.nearest_to(rule.clause, known),
            )
