"""The one form of value: a constant, a field of the record, or a table of which the first row that fits counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, Discriminator, Tag, WithJsonSchema

from checker.calendars import CalendarName, ZoneName
from checker.conditions import FieldReference, FittingRow, OtherwiseRow, Rows, holds, table_of, value_kind
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

if TYPE_CHECKING:
    _LimitTable = Rows
else:
    _LimitTable = table_of("Limit", _Limit)


DurationValue = Annotated[
    Annotated[DurationText, Tag("constant")]
    | Annotated[FieldDuration, Tag("field")]
    | Annotated[_LimitTable, Tag("table")],
    Discriminator(value_kind),
]
"""A duration as a constant, as a field with its unit, or as a table."""

_ShareOrField = Annotated[
    Annotated[ShareText, Tag("constant")] | Annotated[FieldReference, Tag("field")],
    Discriminator(value_kind),
]

if TYPE_CHECKING:
    _ShareTable = Rows
else:
    _ShareTable = table_of("Share", _ShareOrField)

ShareValue = Annotated[
    Annotated[ShareText, Tag("constant")]
    | Annotated[FieldReference, Tag("field")]
    | Annotated[_ShareTable, Tag("table")],
    Discriminator(value_kind),
]
"""A share as a constant, as a field of type share, or as a table."""

_NumberOrField = Annotated[
    Annotated[Number, Tag("constant")] | Annotated[FieldReference, Tag("field")],
    Discriminator(value_kind),
]

if TYPE_CHECKING:
    _NumberTable = Rows
else:
    _NumberTable = table_of("Number", _NumberOrField)

NumberValue = Annotated[
    Annotated[Number, Tag("constant")]
    | Annotated[FieldReference, Tag("field")]
    | Annotated[_NumberTable, Tag("table")],
    Discriminator(value_kind),
]
"""A number as a constant, as a field, or as a table."""

_WeightOrField = Annotated[
    Annotated[Weight, Tag("constant")] | Annotated[FieldReference, Tag("field")],
    Discriminator(value_kind),
]

if TYPE_CHECKING:
    _WeightTable = Rows
else:
    _WeightTable = table_of("Weight", _WeightOrField)

WeightValue = Annotated[
    Annotated[Weight, Tag("constant")]
    | Annotated[FieldReference, Tag("field")]
    | Annotated[_WeightTable, Tag("table")],
    Discriminator(value_kind),
]
"""A weight as a constant, as a field, or as a table."""

_CalendarOrField = Annotated[
    Annotated[CalendarName, Tag("constant")] | Annotated[FieldReference, Tag("field")],
    Discriminator(value_kind),
]

if TYPE_CHECKING:
    _CalendarTable = Rows
else:
    _CalendarTable = table_of("Calendar", _CalendarOrField)

CalendarValue = Annotated[
    Annotated[CalendarName, Tag("constant")]
    | Annotated[FieldReference, Tag("field")]
    | Annotated[_CalendarTable, Tag("table")],
    Discriminator(value_kind),
]
"""A calendar by its name, by a field that holds its name, or by a table."""

_ZoneOrField = Annotated[
    Annotated[ZoneName, Tag("constant")] | Annotated[FieldReference, Tag("field")],
    Discriminator(value_kind),
]

if TYPE_CHECKING:
    _ZoneTable = Rows
else:
    _ZoneTable = table_of("Zone", _ZoneOrField)

ZoneValue = Annotated[
    Annotated[ZoneName, Tag("constant")]
    | Annotated[FieldReference, Tag("field")]
    | Annotated[_ZoneTable, Tag("table")],
    Discriminator(value_kind),
]
"""A time zone by its name, by a field that holds its name, or by a table."""


@dataclass(frozen=True, eq=False)
class Fitting:
    """One row of a value for the engine: where it fits (`None`: everywhere), where that is unknown, its value."""

    value: Any
    fits: Expr | None = None
    unknown: Expr | None = None


def constant_weight(weight: WeightValue) -> Decimal:
    """A weight that is the same for all records; any other is refused before something is judged by it."""
    assert isinstance(weight, Decimal)
    return weight


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
