"""What the records of a rule set are said to be: that the parts of their description go together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from checker.fields import (
    ChoiceField,
    DateField,
    FieldModel,
    MomentField,
    NumberField,
    WholeNumberField,
    YesNoField,
    what_is,
)
from checker.problems import quoted
from checker.ruleset.meaning import Reading, entry_of, no_word_twice
from checker.ruleset.patterns import format_problem
from checker.ruleset.yaml12 import Trail
from checker.ruleset.zones_fitting import fit_zones


def fit_records(reading: Reading) -> None:
    """Say where the description of the records contradicts itself, and warn where they have no id."""
    _id(reading)
    _dated_by(reading)
    _last_row(reading)
    _groups(reading)
    fit_zones(reading)
    known = {name: field for name, field in reading.rule_set.records.fields.items() if name in reading.columns.fields}
    fit_fields(reading, known, reading.rule_set.records.missing_words, ("records",))


def fit_fields(reading: Reading, fields: Mapping[str, FieldModel], missing: Sequence[str], trail: Trail) -> None:
    """Say where a field of the records, or of another table, contradicts itself."""
    for name, field in fields.items():
        place: Trail = (*trail, "fields", name)
        _words(reading, field, missing, place)
        _format(reading, name, field, place)
        _bounds(reading, name, field, place)


def _id(reading: Reading) -> None:
    records = reading.rule_set.records
    if records.id is None and ("records", "id") in reading.composed.keys:
        return  # it could not be read, and that is told
    if records.id is None:
        message = f"the records have no id, so each {records.called} is named by its row number"
        hint = "add id with the field that names a record"
        reading.say("R353", message, ("records",), hint=hint, level="warning")
    elif _stands_in_records(reading, records.id, ("records", "id")) and not _is_text(reading, records.id):
        message = f"an id is compared as it is written; {what_is(records.id, reading.columns)}"
        reading.say("R308", message, ("records", "id"), hint="make it a text, so that 007 is not 7")


def _dated_by(reading: Reading) -> None:
    name = reading.rule_set.records.dated_by
    if name is not None and reading.columns.family(name) not in ("date", "moment", None):
        message = f"'dated_by' needs a date or a moment; {what_is(name, reading.columns)}"
        reading.say("R308", message, ("records", "dated_by"))


def _last_row(reading: Reading) -> None:
    last = reading.rule_set.records.last_row
    if last is None:
        return
    trail: Trail = ("records", "last_row")
    _stands_in_records(reading, last.per, (*trail, "per"))
    if last.per == last.by:
        reading.say(
            "R207", "'per' and 'by' are the same field", (*trail, "by"), hint="name the field that orders the rows"
        )
    elif _stands_in_records(reading, last.by, (*trail, "by")) and _is_text(reading, last.by):
        message = f"the last row is found by a date, moment or number; {what_is(last.by, reading.columns)}"
        reading.say("R308", message, (*trail, "by"))


def _stands_in_records(reading: Reading, name: str, trail: Trail) -> bool:
    """Whether the field is known and a cell; says where it is worked out, which is too late for this use."""
    if name in reading.rule_set.records.fields:
        return name in reading.columns.fields
    if name in reading.columns.fields:
        message = f"'{trail[-1]}' needs a field of the records; '{name}' is worked out"
        reading.say("R308", message, trail)
    return False


def _is_text(reading: Reading, name: str) -> bool:
    return reading.columns.fields[name].family == "text"


def _groups(reading: Reading) -> None:
    trail: Trail = ("records", "groups")
    no_word_twice(reading, reading.rule_set.records.groups, trail)
    for position, name in enumerate(reading.rule_set.records.groups):
        if reading.columns.family(name) == "moment":
            message = f"a breakdown needs a field that many records share; {what_is(name, reading.columns)}"
            reading.say("R308", message, (*trail, position))


# ---- one field


def _words(reading: Reading, field: FieldModel, missing: Sequence[str], trail: Trail) -> None:
    """Say where one word of a field has two meanings, or is written twice."""
    meanings = {"missing": tuple(missing)}
    if isinstance(field, ChoiceField):
        meanings["of"] = field.of
    if isinstance(field, YesNoField):
        meanings |= {"yes": field.yes, "no": field.no}
    meanings |= {"not_applicable": field.not_applicable, "not_checked": field.not_checked}
    taken: dict[str, str] = {}
    for meaning, words in meanings.items():
        if meaning != "missing":
            no_word_twice(reading, words, (*trail, meaning))
        for position, word in enumerate(words):
            before = taken.setdefault(word, meaning)
            if before != meaning:
                other = "a word for missing" if before == "missing" else f"also under '{before}'"
                place = entry_of(reading, (*trail, meaning), position)
                reading.say("R207", f"{quoted(word)} is {other}", place, hint="give every word one meaning")


def _format(reading: Reading, name: str, field: FieldModel, trail: Trail) -> None:
    if not isinstance(field, DateField | MomentField) or field.format is None:
        return
    is_moment = isinstance(field, MomentField)
    if problem := format_problem(field.format, moment=is_moment):
        reading.say("R312", problem[0], (*trail, "format"), hint=problem[1])
    elif is_moment and "%z" not in field.format and not _has_zone(reading):
        message = f"'{name}' is written without an offset, and the records have no time zone"
        hint = "add time_zone to records, such as Europe/Warsaw"
        reading.say("R313", message, (*trail, "format"), hint=hint)


def _has_zone(reading: Reading) -> bool:
    return reading.columns.time_zone is not None or reading.columns.own_zones


def _bounds(reading: Reading, name: str, field: FieldModel, trail: Trail) -> None:
    if not isinstance(field, NumberField):
        return
    for key in ("at_least", "at_most"):
        bound = getattr(field, key)
        if bound is not None and isinstance(field, WholeNumberField) and bound % 1:
            reading.say("R307", f"'{name}' is a whole number and never {bound}", (*trail, key))
    if field.at_least is not None and field.at_most is not None and field.at_least > field.at_most:
        message = f"at_least {field.at_least} is above at_most {field.at_most}"
        reading.say("R207", message, (*trail, "at_least"), hint="no number could be read")
