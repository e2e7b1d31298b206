"""Never longer than a limit between events, or so many in every period."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, PlainValidator, Tag, WithJsonSchema, model_validator

from checker.clock import clock_misfits, spans_of
from checker.conditions import Condition
from checker.fields import Columns, what_is
from checker.measures.measure import Misfit
from checker.tables import AnyField
from checker.values import CalendarValue, DurationValue
from checker.written import FieldName, Written, at_key, parse_number


class Event(Written):
    """The moments of some records: `{field: happened_at, when: {event: group_set}}`."""

    field: FieldName = Field(description="The field with the moment.")
    when: Condition = Field(description="Which records count.")


def _event_kind(written: Any) -> str:
    return "event" if isinstance(written, dict | Event) else "field"


Moments = Annotated[
    Annotated[AnyField, Tag("field")] | Annotated[Event, Tag("event")],
    Discriminator(_event_kind),
]


def _so_many(written: Any) -> int:
    number = parse_number(written)
    if number < 1 or number % 1:
        raise ValueError(f"'{written}' is not a whole number of events; write 1 or more")
    return int(number)


SoMany = Annotated[
    int,
    PlainValidator(_so_many),
    WithJsonSchema({"type": "integer", "minimum": 1, "description": "A whole number, 1 or more."}),
]


class Recurrence(Written):
    """Never longer than a limit between events, or so many in every period.

    The events are the moments in a field of another table, or of the records that one key of `per` has in common.
    `within` bounds every time between two of them, the time from the start of the period to the first, and that from
    the last to the period's end or the as-of moment, whichever is earlier. `every` with `at_least` asks for so many in
    each calendar quarter, month or year of the period. A record without any event is judged like the others.
    """

    kind: Literal["recurrence"]
    at: Moments = Field(description="The moments: contacts.contacted_at, or a field, or a field and which records.")
    limit: DurationValue | None = Field(None, alias="within", description="The longest time between events.")
    calendar: CalendarValue | None = Field(None, description="Which hours and days are working time.")
    every: Literal["week", "month", "quarter", "year"] | None = Field(None, description="The period that is looked at.")
    at_least: SoMany | None = Field(None, description="So many events in each of these periods.")

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Recurrence:
        if self.limit is None and self.every is None:
            raise ValueError("the measure has no limit; write within, such as 30 calendar days, or every and at_least")
        if self.limit is not None and self.every is not None:
            raise at_key("every", "'within' and 'every' are two measures; write two rules")
        if self.every is not None and self.at_least is None:
            raise at_key("every", "nothing says how many; add at_least, such as 1", "R202")
        if self.every is None and self.at_least is not None:
            raise at_key("at_least", "nothing says in which period; add every, such as quarter", "R202")
        return self

    def units(self, columns: Columns) -> tuple[str, ...]:
        return tuple(span.value for span in spans_of(self.limit))

    def misfits(self, columns: Columns) -> Iterator[Misfit]:
        name = self.at.field if isinstance(self.at, Event) else self.at
        if columns.family(name) not in ("moment", "date", None):
            at: tuple[str | int, ...] = ("at", "field") if isinstance(self.at, Event) else ("at",)
            yield Misfit("R308", f"'at' needs a moment or a date; {what_is(name, columns)}", at)
        for code, message, way, hint in clock_misfits(self.limit, self.calendar, (), columns):
            yield Misfit(code, message, way, hint)
