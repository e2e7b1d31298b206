"""The fields of a record: their types, and the columns in which an engine holds a typed field.

A typed table has for each field a column of the field's name with the value (null unless it was recorded and could be
read) and a column `NAME$fault` that says what is wrong with the cell. A moment also has `NAME$day`, its local date; a
choice and a yes or no have `NAME$word`, the number of the word in the field's `values`, counted from 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, StringConstraints
from pydantic import Field as Key

from checker.dates import date_meant, parse_date
from checker.durations import Span, parse_duration
from checker.expressions import nw, one_of
from checker.problems import some_of
from checker.written import (
    Number,
    ShareNumber,
    SomeWords,
    Text,
    WordList,
    Words,
    Written,
    at_key,
    millionths,
    parse_number,
    parse_share_number,
)

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr

    from checker.steps import Step

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST_YEAR = 1000
"""A year below it is a slip of the pen or a placeholder, never when something happened; it is unreadable."""
EPOCH_DAY = date(1970, 1, 1).toordinal()


class Fault(IntEnum):
    """What a cell is, as one small integer; only `NONE` and `TWICE` have a value."""

    NONE = 0
    MISSING = 1
    UNREADABLE = 2
    NO_SUCH_LOCAL_TIME = 3
    NOT_APPLICABLE = 4
    NOT_CHECKED = 5
    TWICE = 6
    """A local time that exists twice when clocks go back; it is read as the first."""
    CONTRADICTORY = 8
    """What it is worked out of contradicts itself: two rows of a table hold at once, or an end before its start."""


UNREADABLE = (int(Fault.UNREADABLE), int(Fault.NO_SUCH_LOCAL_TIME))

TimeFormat = Annotated[str, StringConstraints(pattern="%", max_length=60)]


class FieldModel(Written):
    """What every field may say, whatever its type."""

    noun: ClassVar[str]
    """What it is, for a message: `a whole number`."""

    column: Text | None = Key(None, description="The header in the file, when it differs from the name.")
    label: Words | None = Key(None, description="The name in reports, once or by language.")
    required: bool = Key(False, description="An empty cell is a problem of the file, listed under data quality.")
    not_applicable: WordList = Key((), description="Words that say the question did not apply.")
    not_checked: WordList = Key((), description="Words that say nobody looked.")

    def constant(self, written: str, time_zone: ZoneInfo | None = None) -> int | str:
        """The value of a word written in a rule, as records hold it. Raises ValueError if it cannot be one."""
        return written

    @property
    def family(self) -> str:
        """How records hold it: as text, or as the integer of a number, date or moment."""
        return "text"

    @property
    def compared_as(self) -> str:
        """What it may be compared with; the words of a yes or no are read as those two, so no text equals them."""
        return self.family

    @property
    def values(self) -> tuple[str, ...]:
        """Every value that it may have, where that is one of a few words; else none is named."""
        return ()


class TextField(FieldModel):
    """Words as they are written; `007` is not `7`."""

    noun = "a text"
    type: Literal["text"]


class ChoiceField(FieldModel):
    """One of the listed words; any other is unreadable."""

    noun = "a choice"
    type: Literal["choice"]
    of: SomeWords = Key(json_schema_extra={"uniqueItems": True})

    def constant(self, written: str, time_zone: ZoneInfo | None = None) -> int | str:
        if written not in self._known:
            raise ValueError(f"'{written}' is not one of {some_of(self.of)}")
        return written

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.of)

    @property
    def values(self) -> tuple[str, ...]:
        return self.of


class YesNoField(FieldModel):
    """An answer; the words for yes and no are declared (default `yes` and `no`)."""

    noun = "a yes or no"
    type: Literal["yes_no"]
    yes: SomeWords = ("yes",)
    no: SomeWords = ("no",)

    def constant(self, written: str, time_zone: ZoneInfo | None = None) -> int | str:
        answer = written if written in ("yes", "no") else self._known.get(written)
        if answer is None:
            raise ValueError(f"'{written}' is not one of {some_of((*self.yes, *self.no))}")
        return answer

    @cached_property
    def _known(self) -> dict[str, str]:
        return {**dict.fromkeys(self.no, "no"), **dict.fromkeys(self.yes, "yes")}

    @property
    def compared_as(self) -> str:
        return "yes_no"

    @property
    def values(self) -> tuple[str, ...]:
        return ("yes", "no")


class NumberField(FieldModel):
    """A decimal number, read to six decimals; outside its bounds it is unreadable."""

    noun = "a number"
    type: Literal["number"]
    at_least: Number | None = Key(None, description="The lowest that a cell may be.")
    at_most: Number | None = Key(None, description="The highest that a cell may be.")

    def constant(self, written: str, time_zone: ZoneInfo | None = None) -> int | str:
        return millionths(parse_number(written))

    @property
    def family(self) -> str:
        return "number"


class WholeNumberField(NumberField):
    """A whole number; with a decimal part it is unreadable."""

    noun = "a whole number"
    type: Literal["whole_number"]  # type: ignore[assignment]


class ShareField(NumberField):
    """A share of one, written `0.95` or `95 %`."""

    noun = "a share"
    type: Literal["share"]  # type: ignore[assignment]
    at_least: ShareNumber | None = Key(None, description="The lowest that a cell may be.")
    at_most: ShareNumber | None = Key(None, description="The highest that a cell may be.")

    def constant(self, written: str, time_zone: ZoneInfo | None = None) -> int | str:
        return millionths(parse_share_number(written))


class DateField(FieldModel):
    """A date without a time of day."""

    noun = "a date"
    type: Literal["date"]
    format: TimeFormat | None = Key(None, description="How it is written, such as %d.%m.%Y; default ISO 8601.")

    def constant(self, written: str, time_zone: ZoneInfo | None = None) -> int | str:
        return day_number(parse_date(written))

    @property
    def family(self) -> str:
        return "date"


class MomentField(FieldModel):
    """A date with a time of day, in the records' time zone unless it is written with its offset."""

    noun = "a moment"
    type: Literal["moment"]
    format: TimeFormat | None = Key(None, description="How it is written; default ISO 8601.")

    def constant(self, written: str, time_zone: ZoneInfo | None = None) -> int | str:
        return moment_number(parse_moment(written, time_zone))

    @property
    def family(self) -> str:
        return "moment"


class ElapsedField(FieldModel):
    """A span of time that was worked out of two moments; no file has such a field."""

    noun = "a span of time"

    def constant(self, written: str, time_zone: ZoneInfo | None = None) -> int | str:
        duration = parse_duration(written)
        if duration.span is not Span.ELAPSED:
            raise ValueError(f"'{written}' is not elapsed time; write seconds, minutes or hours")
        return duration.amount

    @property
    def family(self) -> str:
        return "elapsed"


def _has_words(field: FieldModel) -> FieldModel:
    for key in ("of", "yes", "no"):
        if getattr(field, key, None) == ("",):
            raise at_key(key, f"'{key}' is empty; write at least one", code="R206")
    return field


FieldType = Annotated[
    TextField | ChoiceField | YesNoField | WholeNumberField | NumberField | ShareField | DateField | MomentField,
    Key(discriminator="type"),
    AfterValidator(_has_words),
]
"""A field of a file, by its type."""


class OffsetMissing(ValueError):
    """A moment is written without its offset from UTC, and no time zone says it."""


def parse_moment(written: str, time_zone: ZoneInfo | None) -> datetime:
    """Read an ISO 8601 moment; without an offset it is in the zone. Raises ValueError naming what is wrong."""
    try:
        moment = datetime.fromisoformat(written if written.isascii() else "")  # no digits of other scripts
    except ValueError:
        meant = date_meant(written) or "write one such as 2026-05-31T17:00:00+02:00"
        raise ValueError(f"'{written}' is not a moment; {meant}") from None
    if moment.tzinfo is None:
        if time_zone is None:
            raise OffsetMissing(
                f"'{written}' has no offset and the records have no time zone; write one, such as +02:00"
            )
        moment = moment.replace(tzinfo=time_zone)
    try:
        year = moment.astimezone(UTC).year
    except OverflowError:
        year = 0
    if year < EARLIEST_YEAR:
        raise ValueError(f"'{written}' is outside the years {EARLIEST_YEAR} to 9999, in which records can be read")
    return moment


def column_name(field: str) -> str:
    """The column of a field; that of another table's field `contacts.person` is `contacts:person`.

    What stands after a dot is to Spark a field within the column.
    """
    return field.replace(".", ":")


def moment_number(moment: datetime) -> int:
    """Microseconds since 1970-01-01 UTC."""
    span = moment.astimezone(UTC) - EPOCH
    return (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - EPOCH_DAY


@dataclass(frozen=True)
class Columns:
    """The fields that an expression may use, and the columns in which they stand."""

    fields: Mapping[str, FieldModel]
    time_zone: ZoneInfo | None = None
    as_of: int | None = None
    """The moment the audit looks from, in microseconds since 1970-01-01 UTC."""
    apart: tuple[str, ...] = ()
    """Columns that keep records apart: only those that agree in them are compared with each other."""
    calendars: Mapping[str, Any] = dataclass_field(default_factory=dict)
    """The calendars of the rule set by name (`calendars.Calendar`)."""
    contradictory: frozenset[str] = frozenset()
    """The worked-out fields of which the evidence may contradict itself."""
    days: set[str] = dataclass_field(default_factory=set)
    """The moments of which an expression used the local date; a source makes it for these only."""
    dated_by: str | None = None
    """The field that says when a record happened, where nothing else is named."""
    covered: tuple[int, int] | None = None
    """The first and the last day that the audit covers, where the rule is in force, in days since 1970-01-01."""
    matches: Mapping[str, str] = dataclass_field(default_factory=dict)
    """By other table, the field of the records by which its rows belong to them."""
    key: str | None = None
    """The field of which the records that agree in it are judged together."""
    scope: Any = None
    """The condition on the records of which the rule speaks (`conditions.Condition`); none where it speaks of all."""
    own_zones: bool = False
    """Whether each record has its own time zone, which the column `$zone` names."""
    made: dict[str, Step] = dataclass_field(default_factory=dict)
    """Steps that expressions of measures need taken before, each under a name that says what it makes."""

    @property
    def as_of_day(self) -> int:
        """The local date of the as-of moment, in days since 1970-01-01."""
        assert self.as_of is not None
        moment = EPOCH + timedelta(microseconds=self.as_of)
        return day_number(moment.astimezone(self.time_zone or UTC).date())

    def family(self, name: str) -> str | None:
        """What the field may be compared with; none where it could not be read from the rule set."""
        return self.fields[name].compared_as if name in self.fields else None

    def value(self, name: str) -> Expr:
        """The field's value: text, an integer of millionths, of days, or of microseconds; null where there is none."""
        return nw.col(column_name(name))

    def is_one_of(self, name: str, values: Iterable[int | str]) -> Expr:
        """Whether the field's value is one of these (see `constant`); unknown where it has none.

        A choice is asked by the number of its word: comparing text costs ten times as much.
        """
        words = self.fields[name].values
        if not words:
            return one_of(self.value(name), sorted(values, key=str))
        numbers = {word: number for number, word in enumerate(words, start=1)}
        return one_of(nw.col(f"{column_name(name)}$word"), sorted(numbers[str(value)] for value in values))

    def has_no_value(self, name: str) -> Expr:
        """Whether there is no value, for whatever reason; never unknown."""
        column = column_name(name)
        no_value: Expr = nw.col(f"{column}$word" if self.fields[name].values else column).is_null()
        return no_value

    def day(self, name: str) -> Expr:
        """The local date of a date or moment, in days since 1970-01-01."""
        if self.fields[name].family == "date":
            return self.value(name)
        self.days.add(name)
        return nw.col(f"{column_name(name)}$day")

    def is_fault(self, name: str, *faults: Fault | int) -> Expr:
        """Whether the cell is one of these; never unknown."""
        return one_of(nw.col(f"{column_name(name)}$fault"), [int(fault) for fault in faults])

    def constant(self, name: str, written: str) -> int | str:
        """A word of a rule as the field's column would hold it."""
        try:
            return self.fields[name].constant(written, self.time_zone)
        except OffsetMissing:
            if not self.own_zones:
                raise
        raise ValueError(
            f"'{written}' has no offset, and every record has its own time zone; write one, such as +02:00"
        )

    def may_be(self, name: str, fault: Fault) -> bool:
        """Whether the field declares words for it (not applicable, not checked), or is made of what may contradict."""
        if fault is Fault.CONTRADICTORY:
            return name in self.contradictory
        field = self.fields[name]
        return bool(field.not_applicable if fault is Fault.NOT_APPLICABLE else field.not_checked)


def what_is(name: str, columns: Columns) -> str:
    """What a field is, for a message: `'site' is a text`."""
    return f"'{name}' is {columns.fields[name].noun}"
