"""What other tables and worked-out fields are made of: that their fields are there, and of the right type."""

from __future__ import annotations

from typing import Any

from checker.fields import what_is
from checker.ruleset.meaning import Reading
from checker.ruleset.records_fitting import fit_fields
from checker.ruleset.yaml12 import Trail
from checker.tables import BY_RULE, Table
from checker.worked_out import Difference, Earliest, Elapsed, Latest, Lookup, Month, Quarter, Ratio, Sum, Year

_TIMES = ("date", "moment")


def fit_tables(reading: Reading) -> None:
    """Say where a table does not go with the records, or its description contradicts itself."""
    for name, table in reading.rule_set.tables.items():
        trail: Trail = ("tables", name)
        fit_fields(reading, table.fields, table.missing_words, trail)
        _match(reading, table, trail)
        for key, field in (("from", table.valid.from_), ("until", table.valid.until)) if table.valid else ():
            model = table.fields.get(field)
            if model is None:
                hint = reading.nearest_to(field, table.fields)
                reading.say("R301", f"the table has no field '{field}'", (*trail, "valid", key), hint=hint)
            elif model.family not in _TIMES:
                message = f"a row holds from one date until another; '{field}' is {model.noun}"
                reading.say("R308", message, (*trail, "valid", key))


def _match(reading: Reading, table: Table, trail: Trail) -> None:
    if table.match == BY_RULE:
        return
    records = reading.columns.fields.get(table.match)
    if records is None:
        if table.match not in reading.rule_set.records.fields and table.match not in reading.rule_set.worked_out:
            message = f"the records have no field '{table.match}' to match the table by"
            hint = reading.nearest_to(table.match, reading.rule_set.records.fields)
            reading.say("R301", message, (*trail, "match"), hint=hint)
        return
    model = table.fields.get(table.match)
    if model is not None and model.compared_as != records.compared_as:
        message = (
            f"rows match where the fields are equal; {what_is(table.match, reading.columns)}, in the table {model.noun}"
        )
        reading.say("R308", message, (*trail, "match"))


def fit_form(reading: Reading, form: Any, trail: Trail) -> None:
    """Say where a worked-out field is made of fields that are not of the right type."""
    match form:
        case Lookup(lookup=path, at=at):
            _lookup(reading, path.partition(".")[0], at, trail)
        case Earliest(earliest=fields) | Latest(latest=fields):
            key = "earliest" if isinstance(form, Earliest) else "latest"
            _all_times(reading, fields, (*trail, key))
        case Difference(difference=fields) | Ratio(ratio=fields) | Sum(sum=fields):
            key = type(form).__name__.lower()
            for position, name in enumerate(fields):
                _is(reading, name, ("number",), "a number", (*trail, key, position))
        case Elapsed(elapsed=fields):
            for position, name in enumerate(fields):
                _is(reading, name, ("moment",), "a moment", (*trail, "elapsed", position))
        case Quarter(quarter=name) | Month(month=name) | Year(year=name):
            _is(reading, name, _TIMES, "a date or a moment", (*trail, type(form).__name__.lower()))


def _is(reading: Reading, name: str, families: tuple[str, ...], needs: str, place: Trail) -> None:
    if reading.columns.family(name) not in (*families, None):
        reading.say("R308", f"'{place[2]}' needs {needs}; {what_is(name, reading.columns)}", place)


def _all_times(reading: Reading, fields: tuple[str, ...], place: Trail) -> None:
    first = reading.columns.family(fields[0])
    for position, name in enumerate(fields):
        _is(reading, name, _TIMES, "dates or moments", (*place, position))
        family = reading.columns.family(name)
        if position and {first, family} == set(_TIMES):
            both = f"{what_is(fields[0], reading.columns)}, {what_is(name, reading.columns)}"
            reading.say("R308", f"'{place[2]}' needs all dates or all moments; {both}", (*place, position))


def _lookup(reading: Reading, name: str, at: str | None, trail: Trail) -> None:
    table = reading.rule_set.tables.get(name)
    if table is None:
        return
    if table.match == BY_RULE:
        message = f"table '{name}' holds something for each rule, and nothing for a record"
        reading.say("R308", message, (*trail, "lookup"), hint="take it as a bound of a target")
    if table.valid is not None and at is None:
        message = f"rows of '{name}' hold from one date until another, and nothing says at which"
        reading.say("R202", message, (*trail, "lookup"), hint="add at with a field, such as at: ordered_at")
    if table.valid is None and at is not None:
        message = f"rows of '{name}' hold at any time, so 'at' says nothing"
        reading.say("R308", message, (*trail, "at"), key=True, hint="remove it, or add valid to the table")
    if at is not None:
        _is(reading, at, _TIMES, "a date or a moment", (*trail, "at"))
