"""How a cell is read that comes typed, from Parquet: with as little work as the engine's own types allow."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from checker.fields import (
    DateField,
    Fault,
    FieldModel,
    MomentField,
    NumberField,
    ShareField,
    WholeNumberField,
    YesNoField,
)
from checker.problems import RecordsError
from checker.sources.reading import sql, zones
from checker.sources.reading.cells import (
    Column,
    Reading,
    Words,
    bounds,
    place_moment,
    read_date,
    read_moment,
    read_number,
    read_text,
)
from checker.written import LARGEST, MILLIONTHS

INTEGERS = {
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
    "HUGEINT",
}
_LOCAL = {"TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"}
_ALWAYS = 1_000_000_000
"""Below it a double times a million is off by less than half, so rounding gives the number that was written."""


def read_cell(name: str, declared: FieldModel, column: Column, words: Words, zone: ZoneInfo, *, day: bool) -> Reading:
    """Choose how a field's cell is read. Raises RecordsError where its type in the file cannot be the declared one."""
    if column.type == "VARCHAR":
        return _from_text(name, declared, words, zone, day=day)
    reading = _from_type(name, declared, column.type, zone, day=day)
    if reading is None:
        type_ = getattr(declared, "type", "")
        raise RecordsError(
            f"column '{column.header}' has the type {column.type}, which cannot be read as {type_.replace('_', ' ')};"
            f" declare field '{name}' differently, or write the file with another type"
        )
    return reading


def _from_text(name: str, declared: FieldModel, words: Words, zone: ZoneInfo, *, day: bool) -> Reading:
    match declared:
        case NumberField():
            return read_number(name, declared, words)
        case DateField():
            return read_date(name, declared, words)
        case MomentField():
            return read_moment(name, declared, words, zone, day=day)
    return read_text(name, declared, words)


def _from_type(name: str, declared: FieldModel, type_: str, zone: ZoneInfo, *, day: bool) -> Reading | None:
    cell = sql.name(name)
    match declared:
        case MomentField() if type_ == "TIMESTAMP WITH TIME ZONE":
            return _instant(name, zone if day else None)
        case MomentField() if type_ in _LOCAL | {"DATE"}:
            local = cell if type_ == "TIMESTAMP" else f"CAST({cell} AS TIMESTAMP)"
            if len(zones.offsets(zone)) == 1 and zones.offsets(zone)[0][1] == 0:
                return _instant(name, zone if day else None, local)
            parsed = {f"{name}$x": f"epoch_us({local})"}
            return place_moment(name, Words((), (), ()), zone, parsed=parsed, own=None, day=day)
        case DateField() if type_ == "DATE":
            return _present(name, f"CAST({cell} - DATE '1970-01-01' AS BIGINT)")
        case DateField() if type_ in _LOCAL:
            moment = f"CAST({cell} AS TIMESTAMP)"
            midnight = f"CAST({moment} AS DATE) = {moment}"
            return _readable(name, midnight, f"CAST(CAST({moment} AS DATE) - DATE '1970-01-01' AS BIGINT)")
        case NumberField():
            return _number(name, declared, type_)
        case YesNoField() if type_ == "BOOLEAN":
            return _present(name, f"CASE WHEN {cell} THEN 'yes' WHEN NOT {cell} THEN 'no' END")
    return None


def _present(name: str, value: str) -> Reading:
    """A value wherever something is recorded."""
    return Reading(value, f"CASE WHEN {sql.name(name)} IS NULL THEN 1 ELSE 0 END")


def _readable(name: str, condition: str, value: str) -> Reading:
    """A value wherever something is recorded and the condition holds."""
    cell = sql.name(name)
    return Reading(
        f"CASE WHEN {condition} THEN {value} END",
        f"CASE WHEN {condition} THEN 0 WHEN {cell} IS NULL THEN 1 ELSE {Fault.UNREADABLE:d} END",
        possible=(Fault.MISSING, Fault.UNREADABLE),
    )


def _instant(name: str, zone: ZoneInfo | None, moment: str | None = None) -> Reading:
    """A moment that is UTC already; its local date only where it is asked for."""
    moment = moment or sql.name(name)
    value = f"epoch_us({moment})"
    reading = _present(name, value)
    if zone is None:
        return reading
    shift = f"CAST({zones.tree(value, zones.offsets(zone))} AS BIGINT) * {zones.SECOND}"
    day = f"CASE WHEN {sql.name(name)} IS NOT NULL THEN {zones.day_of(f'{value} + {shift}')} END"
    return Reading(reading.value, reading.fault, day=day)


def _number(name: str, declared: NumberField, type_: str) -> Reading | None:
    cell = sql.name(name)
    low, high = bounds(declared)
    whole = isinstance(declared, WholeNumberField)
    if isinstance(declared, ShareField) and type_ == "BOOLEAN":
        return None
    if type_ in INTEGERS:
        lowest, highest = -(-low // MILLIONTHS), high // MILLIONTHS
        return _readable(name, f"{cell} BETWEEN {lowest} AND {highest}", f"CAST({cell} AS BIGINT) * {MILLIONTHS}")
    if type_ in {"DOUBLE", "FLOAT"}:
        exact = f"TRY_CAST(CAST({cell} AS VARCHAR) || 'e6' AS BIGINT)"
        number = (
            f"CASE WHEN abs({cell}) < {_ALWAYS} THEN CAST(round({cell} * 1e6) AS BIGINT)"
            f" WHEN abs({cell}) <= {LARGEST} THEN {exact} END"
        )
    elif re.fullmatch(r"DECIMAL\(\d+,\d+\)", type_):
        number = f"TRY_CAST(CAST({cell} AS VARCHAR) || 'e6' AS BIGINT)"
    else:
        return None
    parsed, fault = sql.name(f"{name}$n"), sql.name(f"{name}$fault")
    fits = f"{parsed} BETWEEN {low} AND {high}" + (f" AND {parsed} % {MILLIONTHS} = 0" if whole else "")
    return Reading(
        f"CASE WHEN {fault} = 0 THEN {parsed} END",
        f"CASE WHEN {fits} THEN 0 WHEN {cell} IS NULL THEN 1 ELSE {Fault.UNREADABLE:d} END",
        {f"{name}$n": number},
        possible=(Fault.MISSING, Fault.UNREADABLE),
    )
