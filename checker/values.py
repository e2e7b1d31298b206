"""The one form of value: a constant, a field of the record, or a table of which the first row that fits counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, Discriminator, Field, Tag, WithJsonSchema

from checker.calendars import CalendarName, ZoneName
from checker.conditions import AllRows, FieldReference, FittingRow, OtherwiseRow, holds, row_kind, value_kind
from checker.durations import UNITS, DurationText, unit_named
from checker.fields import Columns
from checker.written import Number, ShareText, Weight

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr

_UNIT_NAMES = [name for unit in UNITS for name in (f"{unit}s", unit)]
"""The units, for editors."""

Unit = Annotated[
    str,
    AfterValidator(unit_named),
    WithJsonSchema({"enum": _UNIT_NAMES, "description": "What the field counts."}),
]


class FieldDuration(FieldReference):
    """A limit that each record carries: `{field: scheduled_days, unit: calendar days}`."""

    unit: Unit


_Limit = Annotated[
    Annotated[DurationText, Tag("constant")] | Annotated[FieldDuration, Tag("field")],
    Discriminator(value_kind),
]
_LimitRow = Annotated[
    Annotated[FittingRow[_Limit], Tag("when")] | Annotated[OtherwiseRow[_Limit], Tag("otherwise")],
    Discriminator(row_kind),
]


DurationValue = Annotated[
    Annotated[DurationText, Tag("constant")]
    | Annotated[FieldDuration, Tag("field")]
    | Annotated[Annotated[tuple[_LimitRow, ...], Field(min_length=1), AllRows], Tag("table")],
    Discriminator(value_kind),
]
"""A duration as a constant, as a field with its unit, or as a table."""

_ShareOrField = Annotated[
    Annotated[ShareText, Tag("constant")] | Annotated[FieldReference, Tag("field")],
    Discriminator(value_kind),
]
_ShareRow = Annotated[
    Annotated[FittingRow[_ShareOrField], Tag("when")] | Annotated[OtherwiseRow[_ShareOrField], Tag("otherwise")],
    Discriminator(row_kind),
]
ShareValue = Annotated[
    Annotated[ShareText, Tag("constant")]
    | Annotated[FieldReference, Tag("field")]
    | Annotated[Annotated[tuple[_ShareRow, ...], Field(min_length=1), AllRows], Tag("table")],
    Discriminator(value_kind),
]
"""A share as a constant, as a field of type share, or as a table."""

_NumberOrField = Annotated[
    Annotated[Number, Tag("constant")] | Annotated[FieldReference, Tag("field")],
    Discriminator(value_kind),
]
_NumberRow = Annotated[
    Annotated[FittingRow[_NumberOrField], Tag("when")] | Annotated[OtherwiseRow[_NumberOrField], Tag("otherwise")],
    Discriminator(row_kind),
]
NumberValue = Annotated[
    Annotated[Number, Tag("constant")]
    | Annotated[FieldReference, Tag("field")]
    | Annotated[Annotated[tuple[_NumberRow, ...], Field(min_length=1), AllRows], Tag("table")],
    Discriminator(value_kind),
]
"""A number as a constant, as a field, or as a table."""

_WeightOrField = Annotated[
    Annotated[Weight, Tag("constant")] | Annotated[FieldReference, Tag("field")],
    Discriminator(value_kind),
]
_WeightRow = Annotated[
    Annotated[FittingRow[_WeightOrField], Tag("when")] | Annotated[OtherwiseRow[_WeightOrField], Tag("otherwise")],
    Discriminator(row_kind),
]
WeightValue = Annotated[
    Annotated[Weight, Tag("constant")]
    | Annotated[FieldReference, Tag("field")]
    | Annotated[Annotated[tuple[_WeightRow, ...], Field(min_length=1), AllRows], Tag("table")],
    Discriminator(value_kind),
]
"""A weight as a constant, as a field, or as a table."""

_CalendarOrField = Annotated[
    Annotated[CalendarName, Tag("constant")] | Annotated[FieldReference, Tag("field")],
    Discriminator(value_kind),
]
_CalendarRow = Annotated[
    Annotated[FittingRow[_CalendarOrField], Tag("when")] | Annotated[OtherwiseRow[_CalendarOrField], Tag("otherwise")],
    Discriminator(row_kind),
]
CalendarValue = Annotated[
    Annotated[CalendarName, Tag("constant")]
    | Annotated[FieldReference, Tag("field")]
    | Annotated[Annotated[tuple[_CalendarRow, ...], Field(min_length=1), AllRows], Tag("table")],
    Discriminator(value_kind),
]
"""A calendar by its name, by a field that holds its name, or by a table."""

_ZoneOrField = Annotated[
    Annotated[ZoneName, Tag("constant")] | Annotated[FieldReference, Tag("field")],
    Discriminator(value_kind),
]
_ZoneRow = Annotated[
    Annotated[FittingRow[_ZoneOrField], Tag("when")] | Annotated[OtherwiseRow[_ZoneOrField], Tag("otherwise")],
    Discriminator(row_kind),
]
ZoneValue = Annotated[
    Annotated[ZoneName, Tag("constant")]
    | Annotated[FieldReference, Tag("field")]
    | Annotated[Annotated[tuple[_ZoneRow, ...], Field(min_length=1), AllRows], Tag("table")],
    Discriminator(value_kind),
]
"""A time zone by its name, by a field that holds its name, or by a table."""


@dataclass(frozen=True, eq=False)
class Fitting:
    """One row of a value for the engine: where it fits (`None`: everywhere), where that is unknown, its value."""

    value: Any
    fits: Expr | None = None
    unknown: Expr | None = None


def rows_of(value: Any, columns: Columns) -> list[Fitting]:
    """The value as rows, first fit first; a constant or a field is one row that fits everywhere."""
    if not isinstance(value, tuple):
        return [Fitting(value)]
    fitting = []
    for row in value:
        if isinstance(row, FittingRow):
            fits = holds(row.when, columns)
            fitting.append(Fitting(row.then, fits, fits.is_null()))
        else:
            fitting.append(Fitting(row.otherwise))
    return fitting


def fits_everywhere(value: Any) -> bool:
    """Whether every record has a row: the value is no table, or its last row is `otherwise`."""
    return not isinstance(value, tuple) or isinstance(value[-1], OtherwiseRow)


def constants_of(value: Any) -> Iterator[Any]:
    """Every constant or field that the value may come to."""
    if isinstance(value, tuple):
        for row in value:
            yield row.then if isinstance(row, FittingRow) else row.otherwise
    else:
        yield value


def constants_at(value: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every constant or field that the value may come to, with the way to it: position and key of its row."""
    if not isinstance(value, tuple):
        yield (), value
        return
    for position, row in enumerate(value):
        key = "then" if isinstance(row, FittingRow) else "otherwise"
        yield (position, key), getattr(row, key)


def fields_of(value: Any) -> Iterator[str]:
    """Every field that decides the value."""
    if isinstance(value, tuple):
        for row in value:
            if isinstance(row, FittingRow):
                yield from row.when.fields()
    for constant in constants_of(value):
        if isinstance(constant, FieldReference):
            yield constant.field
