"""Worked-out fields: what a record does not say itself, made of its fields and of other tables; used like fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field

from checker.conditions import FittingRow, Rows, Word, any_of_forms, table_of
from checker.fields import (
    ChoiceField,
    DateField,
    ElapsedField,
    FieldModel,
    MomentField,
    NumberField,
    TextField,
    WholeNumberField,
)
from checker.tables import BY_RULE, Table, TableFieldName
from checker.values import fields_of
from checker.when_written import when_written
from checker.written import FieldName, SeveralFields, Written, form_meant, parse_number


def _a_word(written: Any) -> Any:
    if not isinstance(written, str):
        raise ValueError("a row gives a word or a number, such as A; a value from elsewhere is a field of its own")
    if not written:
        raise ValueError("a row gives no value; write a word or a number, such as A")
    return written


_Class = Annotated[Word, BeforeValidator(_a_word)]

if TYPE_CHECKING:
    _ClassTable = Rows
else:
    _ClassTable = table_of("Class", _Class)

Classification = _ClassTable
"""The first row that fits gives the value; the row is kept as its reason."""


def _two(fields: tuple[str, ...]) -> tuple[str, ...]:
    if len(fields) != 2:
        raise ValueError(f"two fields belong here, not {len(fields)}; write them as [first, second]")
    return fields


Pair = Annotated[tuple[FieldName, ...], AfterValidator(_two)]
"""Two fields, the order of which matters."""


class Lookup(Written):
    """What another table says of the record: `{lookup: group_history.group, at: ordered_at}`.

    Where the table's rows hold from one date until another, the row that holds at that moment; without such a row the
    field is missing.
    """

    lookup: TableFieldName = Field(description="The table and its field, such as group_history.group.")
    at: FieldName | None = Field(None, description="The field with the moment at which the row must hold.")

    @property
    def table(self) -> str:
        """The name of the table."""
        return self.lookup.partition(".")[0]


class Earliest(Written):
    """The earliest of several moments or dates, of those that are recorded."""

    earliest: SeveralFields = Field(description="The fields, all moments or all dates.")


class Latest(Written):
    """The latest of several moments or dates, of those that are recorded."""

    latest: SeveralFields = Field(description="The fields, all moments or all dates.")


class Difference(Written):
    """The first number minus the second; missing where one of them is."""

    difference: Pair = Field(description="The two fields, such as [perceived, expected].")


class Sum(Written):
    """The sum of several numbers; missing where one of them is."""

    sum: SeveralFields = Field(description="The fields.")


class Ratio(Written):
    """The first number divided by the second; missing where one of them is, or the second is 0."""

    ratio: Pair = Field(description="The two fields, such as [revenue, hours_spent].")


class Elapsed(Written):
    """The time from one moment to another, to be compared with seconds, minutes or hours."""

    elapsed: Pair = Field(description="The fields with the first and the second moment.")


class Quarter(Written):
    """The quarter of a date or moment, such as 2026-Q1."""

    quarter: FieldName = Field(description="The field.")


class Month(Written):
    """The month of a date or moment, such as 2026-03."""

    month: FieldName = Field(description="The field.")


class Year(Written):
    """The year of a date or moment, such as 2026."""

    year: FieldName = Field(description="The field.")


class RowCount(Written):
    """How many rows of another table belong to the record; 0 where none does."""

    count: TableFieldName = Field(
        description="The table and its field, such as contacts.person; missing values are not counted."
    )
    distinct: bool = Field(False, description="Whether each value counts once; default false.")

    @property
    def table(self) -> str:
        """The name of the table."""
        return self.count.partition(".")[0]


FORMS: dict[str, type[Written]] = {
    "lookup": Lookup,
    "earliest": Earliest,
    "latest": Latest,
    "difference": Difference,
    "sum": Sum,
    "ratio": Ratio,
    "elapsed": Elapsed,
    "quarter": Quarter,
    "month": Month,
    "year": Year,
    "count": RowCount,
}
"""Every form but the classification, by the key that names it."""


def form_named(written: Any) -> str:
    """Which form was written; with a slip in its key the form that was meant, so that the slip is told as one."""
    if isinstance(written, Written):
        return next(name for name, form in FORMS.items() if isinstance(written, form))
    return (form_meant(written, FORMS) if isinstance(written, dict) else None) or "classification"


_ALL = {"classification": Classification} | {word: when_written(partial(FORMS.__getitem__, word)) for word in FORMS}

if TYPE_CHECKING:
    WorkedOut = Any
else:
    WorkedOut = Annotated[any_of_forms(_ALL), Discriminator(form_named)]
"""A worked-out field as it is written."""


def reads(form: Any, tables: Mapping[str, Table] = MappingProxyType({})) -> Iterator[str]:
    """The fields of the record that a worked-out field is made of; also those by which the rows of a table match."""
    if isinstance(form, Lookup | RowCount):
        table = tables.get(form.table)
        if table is not None and table.match != BY_RULE:
            yield table.match
    match form:
        case tuple():
            yield from fields_of(form)
        case Lookup(at=str(at)):
            yield at
        case Earliest(earliest=fields) | Latest(latest=fields) | Sum(sum=fields):
            yield from fields
        case Difference(difference=fields) | Ratio(ratio=fields) | Elapsed(elapsed=fields):
            yield from fields
        case Quarter(quarter=field) | Month(month=field) | Year(year=field):
            yield field


def type_of(form: Any, tables: Mapping[str, Table], known: Callable[[str], FieldModel | None]) -> FieldModel | None:
    """The type of a worked-out field; none where what it is made of is not known.

    `known` gives the type of another field, worked out or not.
    """
    match form:
        case tuple():
            return _of_rows(form)
        case Lookup(lookup=path):
            table, _, field = path.partition(".")
            return tables[table].fields.get(field) if table in tables else None
        case Earliest(earliest=fields) | Latest(latest=fields):
            first = known(fields[0])
            return DateField(type="date") if isinstance(first, DateField) else MomentField(type="moment")
        case Difference() | Sum() | Ratio():
            return NumberField(type="number")
        case Elapsed():
            return ElapsedField()
        case RowCount():
            return WholeNumberField(type="whole_number")
    return TextField(type="text")


def _of_rows(rows: tuple[Any, ...]) -> FieldModel:
    """A number where every row gives one, else a choice of what the rows give."""
    values = [row.then if isinstance(row, FittingRow) else row.otherwise for row in rows]
    try:
        for value in values:
            parse_number(value)
    except ValueError:
        return ChoiceField(type="choice", of=tuple(dict.fromkeys(values)))
    return NumberField(type="number")
