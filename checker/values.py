"""The one form of value: a constant, a field of the record, or a table of which the first row that fits counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, WithJsonSchema

from checker.calendars import CalendarName, ZoneName
from checker.conditions import FieldReference, FittingRow, OtherwiseRow, Rows, holds, value_of
from checker.durations import DAY, LONGEST_DAYS, UNITS, Duration, DurationText, Span, observed_amount, unit_named
from checker.expressions import nw
from checker.fields import Columns
from checker.written import MILLIONTHS, Number, ShareText, Weight

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
    """A limit that each record carries: `{field: scheduled_days, unit: calendar days}`.

    A record that carries part of a working day is undetermined: what half a working day is, nobody has said.
    """

    unit: Unit


if TYPE_CHECKING:
    DurationValue = Duration | FieldDuration | Rows
    ShareValue = Fraction | FieldReference | Rows
    NumberValue = Decimal | FieldReference | Rows
    WeightValue = Decimal | FieldReference | Rows
    CalendarValue = str | FieldReference | Rows
    ZoneValue = str | FieldReference | Rows
else:
    DurationValue = value_of("Limit", constant=DurationText, field=FieldDuration)
    """A duration as a constant, as a field with its unit, or as a table."""

    ShareValue = value_of("Share", constant=ShareText)
    """A share as a constant, as a field of type share, or as a table."""

    NumberValue = value_of("Number", constant=Number)
    """A number as a constant, as a field, or as a table."""

    WeightValue = value_of("Weight", constant=Weight)
    """A weight as a constant, as a field, or as a table."""

    CalendarValue = value_of("Calendar", constant=CalendarName)
    """A calendar by its name, by a field that holds its name, or by a table."""

    ZoneValue = value_of("Zone", constant=ZoneName)
    """A time zone by its name, by a field that holds its name, or by a table."""


@dataclass(frozen=True, eq=False)
class Fitting:
    """One row of a value for the engine: where it fits (`None`: everywhere), where that is unknown, its value."""

    value: Any
    fits: Expr | None = None
    unknown: Expr | None = None


def constant_weight(weight: WeightValue) -> Decimal | None:
    """A weight that is the same for all records; none where they differ."""
    return weight if isinstance(weight, Decimal) else None


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


def chosen(
    rows: list[Fitting],
    value: Callable[[Fitting], Expr],
    *,
    text: bool = False,
    truth: bool = False,
    is_known: bool = False,
) -> Expr:
    """The value of the first row that fits; null where none does, or where that is unknown.

    Values are whole numbers, or texts, or truths: the null is one of them, since Spark mixes no types.
    `is_known`: it is known which row fits, and need not be asked again (see `measure.unknown_limit`).
    """
    unknown = nw.lit(None, nw.String if text else nw.Boolean if truth else nw.Int64)
    chain: Any = None
    for row in rows:
        if row.fits is None:
            last: Expr = value(row) if chain is None else chain.otherwise(value(row))
            return last
        if not is_known:
            chain = (nw if chain is None else chain).when(row.unknown).then(unknown)
        chain = (nw if chain is None else chain).when(row.fits).then(value(row))
    whole: Expr = chain
    return whole


def number_of(rows: list[Fitting]) -> Expr:
    """Which row is the record's, counted from 0; null where none fits, or where that is unknown."""
    return chosen(rows, lambda row: nw.lit(rows.index(row)))


def amount_of(limit: Duration | FieldDuration, columns: Columns) -> Expr:
    """The limit as what is observed counts it (see `observed_amount`); null where its field says nothing."""
    if isinstance(limit, Duration):
        constant: Expr = nw.lit(observed_amount(limit))
        return constant
    span, size = UNITS[limit.unit]
    value = columns.value(limit.field)
    if span is Span.CALENDAR_DAYS:
        return value // MILLIONTHS
    if span is Span.WORKING_DAYS:
        return _capped(value // MILLIONTHS, LONGEST_DAYS) * DAY
    factor = size // MILLIONTHS
    # Ten thousand years are longer than the time between any two moments, and as good as any longer limit.
    return _capped(value, LONGEST_DAYS * DAY // factor) * factor


def _capped(value: Expr, most: int) -> Expr:
    within: Expr = nw.when(value > most).then(nw.lit(most)).when(value < -most).then(nw.lit(-most)).otherwise(value)
    return within
