"""How a cell is read that comes typed, from Parquet: with as little work as the engine's own types allow."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from checker.fields import (
    EPOCH,
    DateField,
    Fault,
    FieldModel,
    MomentField,
    NumberField,
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
from checker.sources.reading.record_zones import Clocks
from checker.written import LARGEST, MILLIONTHS, millionths, parse_number

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
_INSTANT = "TIMESTAMP WITH TIME ZONE"
_FIRST_DAY, _LAST_DAY = "1000-01-01", "9999-12-31"
"""As `zones.EARLIEST` and `zones.LATEST`."""
_FITS = 31
"""Digits that a decimal may have to be multiplied by a million."""
_ALWAYS = 1_000_000_000
"""Below it a double times a million is off by less than half, so rounding gives the number that was written."""


def read_cell(
    name: str, declared: FieldModel, column: Column, words: Words, clocks: Clocks, *, day: bool, file: str
) -> Reading:
    """Choose how a field's cell is read. Raises RecordsError where its type in the file cannot be the declared one."""
    if column.type == "VARCHAR":
        return _from_text(name, declared, column, words, clocks, day=day)
    reading = _from_type(name, declared, column, words, clocks, day=day)
    if reading is None:
        type_ = getattr(declared, "type", "")
        raise RecordsError(
            f"column '{column.header}' of '{file}' has the type {column.type}, which cannot be read as"
            f" {type_.replace('_', ' ')}; declare field '{name}' differently, or write the file with another type"
        )
    return reading


def _from_text(name: str, declared: FieldModel, column: Column, words: Words, clocks: Clocks, *, day: bool) -> Reading:
    has_clock = column.clock is not None
    match declared:
        case NumberField():
            return read_number(name, declared, words)
        case DateField():
            return read_date(name, declared, words, has_clock=has_clock)
        case MomentField():
            return read_moment(name, declared, words, clocks, day=day, has_clock=has_clock, around=column.around)
    return read_text(name, declared, words)


def _from_type(
    name: str, declared: FieldModel, column: Column, words: Words, clocks: Clocks, *, day: bool
) -> Reading | None:
    cell, type_ = sql.name(name), column.type
    match declared:
        case MomentField() | DateField() if type_ in {*_LOCAL, "DATE", _INSTANT}:
            named = _Named.of(words, lambda word: _time_constant(word, declared.format, type_))
            if isinstance(declared, MomentField):
                return _moment(name, column, named, clocks, day=day)
            return None if type_ == _INSTANT else _date(name, type_, named)
        case NumberField():
            return _number(name, declared, type_, _Named.of(words, _number_constant))
        case YesNoField() if type_ == "BOOLEAN":
            yes_or_no = f"CASE WHEN {cell} THEN 'yes' WHEN NOT {cell} THEN 'no' END"
            word = f"CAST(CASE WHEN {cell} THEN 1 WHEN NOT {cell} THEN 2 END AS TINYINT)"
            return Reading(yes_or_no, f"CASE WHEN {cell} IS NULL THEN 1 ELSE 0 END", word=word)
    return None


@dataclass(frozen=True)
class _Named:
    """The words for no value that are values of the column's type, such as -1 or 1900-01-01: as SQL, by fault."""

    constants: dict[Fault, list[str]]

    @classmethod
    def of(cls, words: Words, constant: Callable[[str], str | None]) -> _Named:
        """The words that `constant` can write as values."""
        found = {fault: [value for word in listed if (value := constant(word))] for fault, listed in words.by_fault()}
        return cls({fault: values for fault, values in found.items() if values})

    def branches(self, cell: str) -> str:
        """The branches of a CASE that name the fault of a cell that holds such a word."""
        return "".join(
            f" WHEN {cell} IN ({', '.join(values)}) THEN {fault:d}" for fault, values in self.constants.items()
        )

    @property
    def possible(self) -> tuple[Fault, ...]:
        return tuple(dict.fromkeys([Fault.MISSING, *self.constants, Fault.UNREADABLE]))


def _number_constant(word: str) -> str | None:
    try:
        return str(millionths(parse_number(word)))
    except ValueError:
        return None


def _time_constant(word: str, form: str | None, type_: str) -> str | None:
    try:
        moment = datetime.strptime(word, form).replace(tzinfo=UTC) if form else datetime.fromisoformat(word)
    except ValueError:
        return None
    written = sql.constant(moment.replace(tzinfo=None).isoformat(" "))
    if type_ == "DATE":
        return f"CAST({written} AS DATE)"
    return f"CAST({written} AS {'TIMESTAMP' if type_ in _LOCAL else type_})"


def _readable(name: str, condition: str, value: str, named: _Named) -> Reading:
    """A value wherever something is recorded and the condition holds."""
    cell, fault = sql.name(name), sql.name(f"{name}$fault")
    # Without such words the condition says it all; asking for the fault first would cost a comparison more.
    is_value = f"{fault} = 0" if named.constants else condition
    return Reading(
        f"CASE WHEN {is_value} THEN {value} END",
        f"CASE{named.branches(cell)} WHEN {condition} THEN 0 WHEN {cell} IS NULL THEN 1 ELSE {Fault.UNREADABLE:d} END",
        possible=named.possible,
    )


def _date(name: str, type_: str, named: _Named) -> Reading:
    """A date; a clock time counts as one at midnight only."""
    cell = sql.name(name)
    date = cell if type_ == "DATE" else f"TRY_CAST({cell} AS DATE)"
    fits = f"{date} BETWEEN DATE '{_FIRST_DAY}' AND DATE '{_LAST_DAY}'"
    if type_ != "DATE":
        fits += f" AND {date} = TRY_CAST({cell} AS TIMESTAMP)"
    return _readable(name, fits, f"CAST({date} - DATE '1970-01-01' AS BIGINT)", named)


def _moment(name: str, column: Column, named: _Named, clocks: Clocks, *, day: bool) -> Reading:
    cell, type_ = sql.name(name), column.type
    moment = cell if type_ in {"TIMESTAMP", _INSTANT} else f"TRY_CAST({cell} AS TIMESTAMP)"
    sign = "TIMESTAMPTZ" if type_ == _INSTANT else "TIMESTAMP"
    first, last = (_timestamp(bound) for bound in _bounds(column))
    fits = f"{moment} BETWEEN {sign} '{first}' AND {sign} '{last}'"
    if type_ == _INSTANT or clocks.is_utc:
        fits += f" AND {clocks.is_known}" if clocks.is_known else ""
        reading = _readable(name, fits, f"epoch_us({moment})", named)
        return _with_day(reading, clocks, name, f"epoch_us({moment})", _bounds(column)) if day else reading
    parsed = {f"{name}$x": f"CASE WHEN {fits} THEN epoch_us({moment}) END"}
    reading = place_moment(name, Words((), (), ()), clocks, parsed=parsed, own=None, day=day, between=_bounds(column))
    if not named.constants:
        return reading
    fault = f"CASE{named.branches(cell)} ELSE {reading.fault} END"
    return replace(reading, fault=fault, possible=tuple(dict.fromkeys([*reading.possible, *named.possible])))


def _bounds(column: Column) -> tuple[int, int]:
    """Between which microseconds a moment of the column is readable; what its file does not promise is not."""
    first, last = column.between or (zones.EARLIEST, zones.LATEST)
    return min(max(first, zones.EARLIEST), zones.LATEST), max(min(last, zones.LATEST), zones.EARLIEST)


def _timestamp(microseconds: int) -> str:
    return (EPOCH + timedelta(microseconds=microseconds)).replace(tzinfo=None).isoformat(" ")


def _with_day(reading: Reading, clocks: Clocks, name: str, moment: str, between: tuple[int, int]) -> Reading:
    """The moment and its local date."""
    shift = f"CAST({clocks.found(moment, zones.offsets, between, 'NULL')} AS BIGINT) * {zones.SECOND}"
    fault = sql.name(f"{name}$fault")
    return replace(reading, day=f"CASE WHEN {fault} = 0 THEN {zones.day_of(f'{moment} + {shift}')} END")


def _number(name: str, declared: NumberField, type_: str, named: _Named) -> Reading | None:
    cell = sql.name(name)
    low, high = bounds(declared)
    parsed, fault = sql.name(f"{name}$n"), sql.name(f"{name}$fault")
    if type_ in INTEGERS:
        number = f"CASE WHEN {cell} BETWEEN {-LARGEST} AND {LARGEST} THEN CAST({cell} AS BIGINT) * {MILLIONTHS} END"
    elif type_ in {"DOUBLE", "FLOAT"}:
        exact = f"TRY_CAST(CAST({cell} AS VARCHAR) || 'e6' AS BIGINT)"
        # NaN, which statistics of other writers leave out, comes through where they say that all is small.
        number = (
            f"CASE WHEN abs({cell}) < {_ALWAYS} THEN TRY_CAST(round({cell} * 1e6) AS BIGINT)"
            f" WHEN abs({cell}) <= {LARGEST} THEN {exact} END"
        )
    elif digits := re.fullmatch(r"DECIMAL\((\d+),\d+\)", type_):
        exact = f"TRY_CAST(CAST({cell} AS VARCHAR) || 'e6' AS BIGINT)"
        # A product of decimals is exact as long as its digits fit.
        number = f"TRY_CAST({cell} * {MILLIONTHS}::DECIMAL(7, 0) AS BIGINT)" if int(digits[1]) <= _FITS else exact
    else:
        return None
    fits = f"{parsed} BETWEEN {low} AND {high}"
    if isinstance(declared, WholeNumberField) and type_ not in INTEGERS:
        fits += f" AND {parsed} % {MILLIONTHS} = 0"
    return Reading(
        f"CASE WHEN {fault} = 0 THEN {parsed} END",
        f"CASE{named.branches(parsed)} WHEN {fits} THEN 0 WHEN {cell} IS NULL THEN 1 ELSE {Fault.UNREADABLE:d} END",
        {f"{name}$n": number},
        possible=named.possible,
    )
