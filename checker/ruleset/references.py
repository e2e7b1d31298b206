"""The meaning of a rule set that needs no data: what it names must exist, once, and fit its use."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from checker.conditions import FittingRow
from checker.fields import ChoiceField, DateField, MomentField, NumberField, YesNoField
from checker.ruleset.fitting import fit_condition, fit_value, is_a
from checker.ruleset.meaning import Reading
from checker.ruleset.measure_fitting import fit_measure
from checker.ruleset.messages import cut
from checker.ruleset.model import RuleSet
from checker.ruleset.nearest import did_you_mean
from checker.ruleset.patterns import format_problem
from checker.ruleset.shape import Form, Named, names_in
from checker.ruleset.yaml12 import Composed, Trail
from checker.standards import Standard

RESERVED = frozenset({"any", "all", "none", "field"})
"""Words of conditions, which no field may be called."""


def unknown_names(composed: Composed) -> Iterable[tuple[str, str, Trail, bool, str | None]]:
    """Every field and rule that is named and not there: code, message, place, whether the key is meant, and a hint.

    Works on the file as it is written, so that a mistake elsewhere hides nothing.
    """
    fields = [*_keys(composed.value, "records", "fields"), *_keys(composed.value, "worked_out")]
    rules = composed.value.get("rules")
    ids = [rule.get("id") for rule in rules if isinstance(rule, dict)] if isinstance(rules, list) else []
    known = {"field": fields, "rule": [name for name in ids if isinstance(name, str)]}
    for named in names_in(Form(RuleSet), composed.value):
        if named.name not in known[named.what] and not _is_elsewhere(named):
            code = "R301" if named.what == "field" else "R302"
            hint = did_you_mean(named.name, known[named.what])
            yield code, f"unknown {named.what} {cut(named.name)}", named.trail, named.is_key, hint


def _keys(written: object, *trail: str) -> list[str]:
    for key in trail:
        written = written.get(key) if isinstance(written, dict) else None
    return list(written) if isinstance(written, dict) else []


def _is_elsewhere(named: Named) -> bool:
    return named.trail[0] in ("calendars", "tables")


def ask_meaning(reading: Reading, standard: Standard | None) -> None:
    """Say everything that is wrong with what a rule set means, and warn of what it leaves out."""
    _names(reading)
    _fields(reading)
    _worked_out(reading)
    _uses(reading)
    _clauses(reading, standard)


# ---- names


def _names(reading: Reading) -> None:
    rule_set = reading.rule_set
    stem = PurePath(reading.composed.file).name.partition(".")[0]
    if rule_set.rule_set != stem:
        message = f"the rule set is called '{rule_set.rule_set}' and its file '{PurePath(reading.composed.file).name}'"
        reading.say("R304", message, ("rule_set",), hint=f"rename the file to {rule_set.rule_set}.yaml")
    _used_once(reading, "rules", [rule.id for rule in rule_set.rules])
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
            where = reading.where(("records", "fields", name))
            message = f"'{name}' is worked out and a field of the records; first in {where}"
            reading.say("R305", message, ("worked_out", name), key=True, hint="choose another name")


def _used_once(reading: Reading, kind: str, ids: list[str]) -> None:
    first: dict[str, Trail] = {}
    for position, name in enumerate(ids):
        trail: Trail = (kind, position, "id")
        before = first.setdefault(name, trail)
        if before != trail:
            where = reading.where(before, key=False)
            message = f"{kind.removesuffix('s')} id '{name}' is used twice; first in {where}"
            reading.say("R303", message, trail, hint="every id names one")


# ---- fields


def _fields(reading: Reading) -> None:
    records = reading.rule_set.records
    if records.id is None:
        message = f"the records have no id, so each {records.called} is named by its row number"
        reading.say(
            "R353",
            message,
            ("records",),
            hint="add id with the field that names a record",
            level="warning",
        )
    elif records.id in reading.rule_set.worked_out and records.id not in records.fields:
        reading.say("R308", f"'{records.id}' is worked out; an id stands in the records", ("records", "id"))
    dated = reading.fields.get(records.dated_by or "")
    if dated is not None and dated.family not in ("date", "moment"):
        message = f"'dated_by' needs a date or a moment; {is_a(str(records.dated_by), dated)}"
        reading.say("R308", message, ("records", "dated_by"))
    if records.last_row is not None:
        by = reading.fields.get(records.last_row.by)
        if by is not None and by.family == "text":
            message = f"the last row is found by a date, moment or number; {is_a(records.last_row.by, by)}"
            reading.say("R308", message, ("records", "last_row", "by"))
    for name, field in records.fields.items():
        trail: Trail = ("records", "fields", name)
        _words(reading, name, trail)
        if isinstance(field, DateField | MomentField) and field.format is not None:
            is_moment = isinstance(field, MomentField)
            problem = format_problem(field.format, moment=is_moment)
            if problem:
                reading.say("R312", problem[0], (*trail, "format"), hint=problem[1])
            elif is_moment and "%z" not in field.format and records.time_zone is None:
                message = f"'{name}' is written without an offset, and the records have no time zone"
                reading.say(
                    "R313",
                    message,
                    (*trail, "format"),
                    hint="add time_zone to records, such as Europe/Warsaw",
                )
        bounds = (field.at_least, field.at_most) if isinstance(field, NumberField) else (None, None)
        if bounds[0] is not None and bounds[1] is not None and bounds[0] > bounds[1]:
            message = f"at_least {bounds[0]} is above at_most {bounds[1]}"
            reading.say("R207", message, (*trail, "at_least"), hint="no number could be read")


def _words(reading: Reading, name: str, trail: Trail) -> None:
    """Say where one word of a field has two meanings."""
    field = reading.fields.get(name)
    if field is None:
        return
    meanings = {"missing": reading.rule_set.records.missing_words}
    if isinstance(field, ChoiceField):
        meanings["of"] = field.of
    if isinstance(field, YesNoField):
        meanings |= {"yes": field.yes, "no": field.no}
    meanings |= {"not_applicable": field.not_applicable, "not_checked": field.not_checked}
    taken: dict[str, str] = {}
    for meaning, words in meanings.items():
        for position, word in enumerate(words):
            before = taken.setdefault(word, meaning)
            if meaning not in (before, "missing"):
                place = (*trail, meaning, position)
                at = place if place in reading.composed.values else (*trail, meaning)
                other = "a word for missing" if before == "missing" else f"also under '{before}'"
                reading.say("R207", f"{cut(word)} is {other}", at, hint="give every word one meaning")


def _worked_out(reading: Reading) -> None:
    needs = {
        name: {used for row in rows if isinstance(row, FittingRow) for used in row.when.fields()}
        for name, rows in reading.rule_set.worked_out.items()
    }
    told: set[str] = set()
    for name in needs:
        circle = _circle(name, needs)
        if circle and not told & set(circle):
            told.update(circle)
            way = " needs ".join(f"'{each}'" for each in [*circle, name])
            message = f"worked-out fields depend on each other in a circle: {way}"
            reading.say("R306", message, ("worked_out", name), key=True)
    for name, rows in reading.rule_set.worked_out.items():
        for position, row in enumerate(rows):
            if isinstance(row, FittingRow):
                fit_condition(reading, row.when, ("worked_out", name, position, "when"))


def _circle(name: str, needs: dict[str, set[str]]) -> list[str] | None:
    """The shortest way from a field back to itself."""
    ways = [[name]]
    seen = {name}
    while ways:
        way = ways.pop(0)
        for used in sorted(needs.get(way[-1], ())):
            if used == name:
                return way
            if used in needs and used not in seen:
                seen.add(used)
                ways.append([*way, used])
    return None


# ---- uses


def _uses(reading: Reading) -> None:
    for position, exclusion in enumerate(reading.rule_set.exclusions):
        fit_condition(reading, exclusion.when, ("exclusions", position, "when"))
    for position, rule in enumerate(reading.rule_set.rules):
        trail: Trail = ("rules", position)
        if rule.scope is not None:
            fit_condition(reading, rule.scope, (*trail, "scope"))
        fit_measure(reading, rule.measure, (*trail, "measure"))
        if isinstance(rule.target, tuple):
            fit_value(reading, rule.target, (*trail, "target"))
        if rule.due is not None:
            fit_value(reading, rule.due, (*trail, "due"))


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
        elif standard is not None and standard.clause(rule.clause) is None:
            message = f"unknown clause {cut(rule.clause)} of standard '{standard.standard}'"
            known = [clause.id for clause in standard.clauses]
            reading.say(
                "R315",
                message,
                ("rules", position, "clause"),
                hint=did_you_mean(rule.clause, known),
            )
