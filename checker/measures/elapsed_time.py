"""The time from one moment to another is within a limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from checker.clock import By, Pause, clock_misfits, span_of, spans_of
from checker.durations import Span
from checker.expressions import nw
from checker.fields import Columns, Fault, what_is
from checker.measures.measure import (
    OPEN_CODES,
    Case,
    Misfit,
    Observed,
    OpenRecords,
    amount_of,
    chosen,
    days_without_zone,
    inapplicable,
    parted,
    unknown_limit,
    unsaid,
)
from checker.outcomes import Code
from checker.values import CalendarValue, DurationValue, constants_at, fields_of, rows_of
from checker.written import FieldName, Written

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr


class ElapsedTime(Written):
    """The time from one moment to another is within a limit.

    The unit of the limit decides what is measured: hours, minutes and seconds are elapsed time, exact to the
    microsecond, also across clock changes; calendar days are the difference of the two local dates, so that anything
    on the next day is one calendar day. The limit itself is kept: 48 hours keeps `48 hours`, 48 hours 0.2 seconds
    breaches it.

    A record without its starting moment is undetermined (or what the rule's `missing` says). Without its ending
    moment it is open, and `open_records` decides: `by_limit` (pending while the limit has not passed at the as-of
    moment, breach after), `pending`, `undetermined` or `breach`. An end before its start is faulty evidence, never
    kept.
    """

    kind: Literal["elapsed_time"]
    from_: FieldName = Field(alias="from", description="The field with the starting moment.")
    to: FieldName = Field(description="The field with the ending moment.")
    limit: DurationValue = Field(alias="within", description="The limit; equality keeps it.")
    calendar: CalendarValue | None = Field(None, description="Which hours and days are working time.")
    by: By = Field("moment", description="Whether a limit ends at the moment, or with that day; default moment.")
    pauses: tuple[Pause, ...] = Field((), description="Time that does not count; overlapping pauses count once.")
    open_records: OpenRecords = Field("by_limit", description="What a record without an ending moment is.")

    def fields(self) -> Iterator[str]:
        yield from (self.from_, self.to)
        yield from fields_of(self.limit)

    def misfits(self, columns: Columns) -> Iterator[Misfit]:
        ends = {"from": self.from_, "to": self.to}
        for key, name in ends.items():
            if columns.family(name) not in ("date", "moment", None):
                yield Misfit("R308", f"'{key}' needs a moment or a date; {what_is(name, columns)}", (key,))
        if self.from_ == self.to:
            yield Misfit("R207", "'from' and 'to' are the same field", ("to",), "name the field with the ending moment")
        for code, message, way, hint in clock_misfits(self.limit, self.calendar, self.pauses, columns):
            yield Misfit(code, message, way, hint)
        dates = [name for name in ends.values() if columns.family(name) == "date"]
        for way, limit in constants_at(self.limit):
            place = ("within", *way)
            if span_of(limit) is Span.ELAPSED and dates:
                message = f"hours, minutes and seconds need moments; {what_is(dates[0], columns)}"
                yield Misfit("R309", message, place, "write calendar days")
            elif span_of(limit) is Span.CALENDAR_DAYS:
                yield from days_without_zone(ends.values(), columns, place)

    def units(self, columns: Columns) -> tuple[str, ...]:
        return tuple(span.value for span in spans_of(self.limit))

    def observe(self, columns: Columns) -> Observed:
        rows = rows_of(self.limit, columns)
        spans = spans_of(self.limit)
        return Observed(
            value=chosen(rows, lambda row: self._used(span_of(row.value), columns)),
            limit=chosen(rows, lambda row: amount_of(row.value, columns)),
            units=self.units(columns),
            unit=chosen(rows, lambda row: nw.lit(spans.index(span_of(row.value)))) if len(spans) > 1 else None,
        )

    def within(self, columns: Columns) -> list[Case]:
        """What the record says about its time."""
        start = unsaid(self.from_, columns)
        stop = unsaid(self.to, columns, missing=None)
        not_applicable, other = parted(stop + start)
        return [
            *not_applicable,
            *inapplicable(self.limit, columns),
            *other,
            *unknown_limit(self.limit, columns),
            *self._open(columns),
            Case(self._reversed(columns), Code.FAULTY_EVIDENCE),
            Case(self._within_limit(lambda span: self._used(span, columns), columns), Code.KEPT),
            Case(None, Code.BREACH),
        ]

    def _within_limit(self, used: Callable[[Span], Expr], columns: Columns) -> Expr:
        """Whether that much time is within the record's limit, whichever way the limit measures it."""
        return chosen(
            rows_of(self.limit, columns),
            lambda row: used(span_of(row.value)) <= amount_of(row.value, columns),
            is_known=True,
        )

    def _used(self, span: Span, columns: Columns) -> Expr:
        if span is Span.CALENDAR_DAYS:
            return columns.day(self.to) - columns.day(self.from_)
        return columns.value(self.to) - columns.value(self.from_)

    def _open(self, columns: Columns) -> list[Case]:
        is_open = columns.is_fault(self.to, Fault.MISSING)
        if self.open_records != "by_limit":
            return [Case(is_open, OPEN_CODES[self.open_records])]
        if columns.as_of is None:
            return [Case(is_open, Code.NEEDS_AS_OF)]
        is_early = self._within_limit(lambda span: self._waited(span, columns), columns)
        return [Case(is_open & is_early, Code.PENDING), Case(is_open, Code.BREACH_OPEN)]

    def _waited(self, span: Span, columns: Columns) -> Expr:
        """The time from the start to the moment the audit looks from."""
        if span is Span.CALENDAR_DAYS:
            return columns.as_of_day - columns.day(self.from_)
        assert columns.as_of is not None
        return columns.as_of - columns.value(self.from_)

    def _reversed(self, columns: Columns) -> Expr:
        families = {columns.fields[name].family for name in (self.from_, self.to)}
        if families == {"moment"}:
            return columns.value(self.to) < columns.value(self.from_)
        return columns.day(self.to) < columns.day(self.from_)
