"""Where each record has its own time zone: that a field or a table can say it while the records are read."""

from __future__ import annotations

from checker.calendars import is_zone
from checker.conditions import FieldReference, FittingRow, compares_words
from checker.fields import ChoiceField, what_is
from checker.problems import quoted
from checker.ruleset.meaning import Reading
from checker.values import constants_at


def fit_zones(reading: Reading) -> None:
    """Say what keeps records from having time zones of their own; moments are read by them, so nothing comes before."""
    records = reading.rule_set.records
    if not records.has_own_zones:
        return
    for way, zone in constants_at(records.time_zone):
        if isinstance(zone, FieldReference):
            _names_zones(reading, zone.field, (*way, "field"))
    for position, row in enumerate(records.time_zone if isinstance(records.time_zone, tuple) else ()):
        if isinstance(row, FittingRow):
            _is_known_before(reading, row, position)
    for name, table in reading.rule_set.tables.items():
        if table.time_zone is None and any(field.family == "moment" for field in table.fields.values()):
            message = f"table '{name}' has moments and no time zone, and every record has its own"
            reading.say("R313", message, ("tables", name), key=True, hint="add time_zone to the table")


def _names_zones(reading: Reading, name: str, way: tuple[str | int, ...]) -> None:
    place = ("records", "time_zone", *way)
    field = reading.rule_set.records.fields.get(name)
    if field is None:
        if name in reading.rule_set.worked_out:
            message = f"a time zone is needed before anything is worked out, and '{name}' is worked out"
            reading.say("R308", message, place, hint="take a field of the records")
        return
    if field.compared_as != "text" or field.family != "text":
        reading.say("R308", f"a time zone is named by a text; {what_is(name, reading.columns)}", place)
    elif isinstance(field, ChoiceField):
        for position, word in enumerate(field.of):
            if not is_zone(word):
                message = f"{quoted(word)} names a record's time zone, and there is none of that name"
                reading.say(
                    "R307", message, ("records", "fields", name, "of", position), hint="write one such as Europe/Warsaw"
                )


def _is_known_before(reading: Reading, row: FittingRow, position: int) -> None:
    place = ("records", "time_zone", position, "when")
    fields = reading.rule_set.records.fields
    for name in row.when.fields():
        if name in reading.rule_set.worked_out:
            message = f"a time zone is needed before anything is worked out, and '{name}' is worked out"
            reading.say("R308", message, place, key=True, hint="take a field of the records")
            return
        if name in fields and fields[name].compared_as not in ("text", "yes_no"):
            message = f"a time zone follows from texts, choices and answers; {what_is(name, reading.columns)}"
            reading.say("R308", message, place, key=True)
            return
    if not compares_words(row.when):
        message = "a time zone follows from fields that are compared with words"
        reading.say("R308", message, place, key=True, hint="write {field: word}, [words] or {not: word}")
