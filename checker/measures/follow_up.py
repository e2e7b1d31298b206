"""After one event another follows in time, or never does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field, model_validator

from checker.clock import By, Pause, clock_misfits, spans_of
from checker.conditions import Condition
from checker.fields import Columns, what_is
from checker.measures.measure import Misfit, OpenRecords
from checker.values import CalendarValue, DurationValue
from checker.written import FieldName, SomeFields, Written, at_key


class FollowUp(Written):
    """After one event another follows in time, or never does.

    Judged are the records that fit `after`; each is answered by a later record that fits `expect` and agrees with it
    in the fields of `same`. A record never answers itself, and one record may answer several. With `never` a later
    record that fits is a breach, within the limit or, without one, at any time. Until the limit has passed at the
    as-of moment an unanswered record is what `open_records` says.
    """

    kind: Literal["follow_up"]
    after: Condition = Field(description="Which records are to be followed.")
    expect: Condition | None = Field(None, description="What must follow.")
    never: Condition | None = Field(None, description="What must not follow.")
    same: SomeFields = Field(description="The field, or the fields, that both have alike, such as customer_id.")
    at: FieldName | None = Field(None, description="The moment of a record; default the field of 'dated_by'.")
    limit: DurationValue | None = Field(None, alias="within", description="How soon; equality keeps it.")
    calendar: CalendarValue | None = Field(None, description="Which hours and days are working time.")
    by: By = Field("moment", description="Whether a limit ends at the moment, or with that day; default moment.")
    pauses: tuple[Pause, ...] = Field((), description="Time that does not count.")
    open_records: OpenRecords = Field("by_limit", description="What a record is that nothing has followed yet.")

    @model_validator(mode="after")
    def _asks_one_thing(self) -> FollowUp:
        if (self.expect is None) == (self.never is None):
            wrong = "neither 'expect' nor 'never'" if self.expect is None else "'expect' and 'never' at once"
            raise ValueError(f"the measure has {wrong}; write what must follow, or what must not")
        if self.expect is not None and self.limit is None:
            raise at_key("expect", "nothing says how soon it must follow; add within, such as 2 working days", "R202")
        return self

    def units(self, columns: Columns) -> tuple[str, ...]:
        return tuple(span.value for span in spans_of(self.limit))

    def misfits(self, columns: Columns) -> Iterator[Misfit]:
        if self.at is not None and columns.family(self.at) not in ("moment", "date", None):
            yield Misfit("R308", f"'at' needs a moment or a date; {what_is(self.at, columns)}", ("at",))
        for code, message, way, hint in clock_misfits(self.limit, self.calendar, self.pauses, columns):
            yield Misfit(code, message, way, hint)
