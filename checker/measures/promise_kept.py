"""What was promised happened: on the date, at the moment, in the quantity, as the value."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from checker.clock import WORKING, span_of
from checker.conditions import FieldReference
from checker.durations import Duration, Span
from checker.expressions import nw
from checker.fields import Columns, Fault, what_is
from checker.measures.measure import (
    OPEN_CODES,
    Case,
    Misfit,
    Observed,
    OpenRecords,
    days_without_zone,
    inapplicable,
    parted,
    unknown_limit,
    unsaid,
)
from checker.outcomes import Code
from checker.problems import quoted
from checker.values import DurationValue, NumberValue, amount_of, chosen, constants_at, fields_of, rows_of
from checker.written import MILLIONTHS, FieldName, Written

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr


def _tolerance_kind(written: Any) -> str:
    return "word" if written in ("none", "any") else "value"


TimeTolerance = Annotated[
    Annotated[Literal["none", "any"], Tag("word")] | Annotated[DurationValue, Tag("value")],
    Discriminator(_tolerance_kind),
]
QuantityTolerance = Annotated[
    Annotated[Literal["none", "any"], Tag("word")] | Annotated[NumberValue, Tag("value")],
    Discriminator(_tolerance_kind),
]


class PromiseKept(Written):
    """What was promised happened: on the promised date, at the moment, in the quantity, as the value.

    Dates are compared by day: a promise for 4 May is kept at any time of that day in the records' time zone. Two
    moments are compared to the microsecond, unless `by: day`. `late` and `early` say how far off a kept promise may
    be (a time, `none`, `any`); being early is welcome unless said otherwise. Numbers keep within `less` and `more`;
    words must be equal. What is observed is the difference, actual minus promised: `2 calendar days` is two days
    late.

    Without the promise a record is undetermined; without the actual moment it is open, and `open_records` decides:
    `by_limit` is pending until the promised moment plus `late` has passed at the as-of moment. A quantity or a word has
    no such moment: what was not recorded is missing evidence, unless `open_records` says pending, undetermined or
    breach.
    """

    kind: Literal["promise_kept"]
    promised: FieldName = Field(description="The field with the promise.")
    actual: FieldName = Field(description="The field with what happened.")
    early: TimeTolerance | None = Field(None, description="How early is still kept; default any.")
    late: TimeTolerance | None = Field(None, description="How late is still kept; default none.")
    less: QuantityTolerance | None = Field(None, description="How much less is still kept; default none.")
    more: QuantityTolerance | None = Field(None, description="How much more is still kept; default none.")
    by: Literal["day", "moment"] | None = Field(None, description="Default day where either side is a date.")
    open_records: OpenRecords = Field("by_limit", description="What a record is that has not happened yet.")

    def fields(self) -> Iterator[str]:
        yield from (self.promised, self.actual)
        for tolerance in (self.early, self.late, self.less, self.more):
            if tolerance not in (None, "none", "any"):
                yield from fields_of(tolerance)

    def misfits(self, columns: Columns) -> Iterator[Misfit]:
        for key in ("less", "more"):
            for way, tolerance in constants_at(getattr(self, key)):
                if isinstance(tolerance, Decimal) and tolerance < 0:
                    yield Misfit("R206", f"'{tolerance}' is below zero", (key, *way), "write 0 or more")
        if self.promised == self.actual:
            hint = "name the field with what happened"
            yield Misfit("R207", "'promised' and 'actual' are the same field", ("actual",), hint)
            return
        families = {columns.family(self.promised), columns.family(self.actual)}
        if None in families:
            return
        is_timed = families <= {"date", "moment"}
        if not is_timed and len(families) > 1:
            both = f"{what_is(self.promised, columns)}, {what_is(self.actual, columns)}"
            yield Misfit("R308", f"a promise and what happened are of one kind; {both}", ("actual",))
            return
        yield from self._unwanted(str(min(families, key=str)), is_timed=is_timed)
        if is_timed:
            yield from self._untimely(columns)
        for key in ("less", "more"):
            for way, tolerance in constants_at(getattr(self, key)):
                if isinstance(tolerance, FieldReference) and columns.family(tolerance.field) not in ("number", None):
                    message = f"a tolerance needs a number; {what_is(tolerance.field, columns)}"
                    yield Misfit("R308", message, (key, *way, "field"))

    def _unwanted(self, family: str, *, is_timed: bool) -> Iterator[Misfit]:
        """Keys that mean nothing for what is compared."""
        wanted = ("late", "early", "by") if is_timed else ("less", "more") if family == "number" else ()
        for key in ("early", "late", "less", "more", "by"):
            if getattr(self, key) is not None and key not in wanted:
                compared = {"number": "numbers", "text": "texts", "yes_no": "answers"}.get(family, "times")
                hint = f"use {' and '.join(wanted[:2])}" if wanted else "they are equal or they are not; remove it"
                yield Misfit("R308", f"'{key}' does not go with {compared}", (key,), hint, is_key=True)

    def _untimely(self, columns: Columns) -> Iterator[Misfit]:
        """Tolerances in a unit that does not go with how times are compared."""
        dates = [name for name in (self.promised, self.actual) if columns.family(name) == "date"]
        if self.by == "moment" and dates:
            message = f"{what_is(dates[0], columns)}, so the promise is judged by day"
            yield Misfit("R308", message, ("by",), "write by: day, or remove it")
            return
        by_day = self.span(columns) is Span.CALENDAR_DAYS
        if by_day:
            yield from days_without_zone((self.promised, self.actual), columns, ("promised",))
        for key in ("early", "late"):
            for way, tolerance in constants_at(getattr(self, key)):
                span = None if isinstance(tolerance, str | None) else span_of(tolerance)
                if span in WORKING:
                    hint = "write calendar days" if by_day else "write hours"
                    yield Misfit("R309", "a promise is not counted in working time", (key, *way), hint)
                elif by_day and span is Span.ELAPSED:
                    hint = "write calendar days" if dates else "write calendar days, or by: moment"
                    message = f"{quoted(tolerance)} does not fit a promise that is judged by day"
                    yield Misfit("R309", message, (key, *way), hint)
                elif not by_day and span is Span.CALENDAR_DAYS:
                    message = f"{quoted(tolerance)} does not fit a promise that is judged to the moment"
                    yield Misfit("R309", message, (key, *way), "write hours, or by: day")

    def span(self, columns: Columns) -> Span | None:
        """What the difference is counted in; none where numbers or words are compared."""
        families = {columns.fields[name].family for name in (self.promised, self.actual)}
        if "date" in families or (families == {"moment"} and self.by == "day"):
            return Span.CALENDAR_DAYS
        return Span.ELAPSED if families == {"moment"} else None

    def units(self, columns: Columns) -> tuple[str, ...]:
        if columns.fields[self.actual].family == "text":
            return ()
        span = self.span(columns)
        return ("number" if span is None else span.value,)

    def observe(self, columns: Columns) -> Observed:
        if columns.fields[self.actual].family == "text":
            return Observed(columns.value(self.actual), columns.value(self.promised), ("text",))
        span = self.span(columns)
        upper = self._allowed(self.more if span is None else self.late, "none", columns)
        lower = self._allowed(self.less if span is None else self.early, "none" if span is None else "any", columns)
        difference = self._difference(columns)
        if upper is None or lower is None:
            limit = upper if upper is not None else None if lower is None else 0 - lower
        else:
            limit = nw.when(difference < 0).then(0 - lower).otherwise(upper)
        sides = ("more", "less") if span is None else ("late", "early")
        counted = None
        if span is not None and columns.as_of is not None:
            counted = nw.coalesce(difference, self._passed(span, columns))
        return Observed(
            difference,
            limit,
            self.units(columns),
            sides=sides,
            counted=counted,
            kept="at_most" if span is not None and lower is None and upper is not None else None,
            waits=counted is not None and self.open_records == "by_limit",
        )

    def within(self, columns: Columns) -> list[Case]:
        span = self.span(columns)
        missing = Code.MISSING_FIELD if span is None and self.open_records == "by_limit" else None
        promised = unsaid(self.promised, columns)
        actual = unsaid(self.actual, columns, missing=missing)
        not_applicable, other = parted(actual + promised)
        if columns.fields[self.actual].family == "text":
            equal = columns.value(self.actual) == columns.value(self.promised)
            return [
                *not_applicable,
                *other,
                *self._open(columns, span),
                Case(equal, Code.KEPT),
                Case(None, Code.BREACH),
            ]
        upper, lower = (self.more, self.less) if span is None else (self.late, self.early)
        difference = self._difference(columns)
        return [
            *not_applicable,
            *inapplicable(upper, columns),
            *inapplicable(lower, columns),
            *other,
            *(case for limit in (upper, lower) if _is_said(limit) for case in unknown_limit(limit, columns)),
            *self._open(columns, span),
            *self._outside(upper, "none", difference, columns),
            *self._outside(lower, "none" if span is None else "any", 0 - difference, columns),
            Case(None, Code.KEPT),
        ]

    def _difference(self, columns: Columns) -> Expr:
        if self.span(columns) is Span.CALENDAR_DAYS:
            return columns.day(self.actual) - columns.day(self.promised)
        return columns.value(self.actual) - columns.value(self.promised)

    def _allowed(self, tolerance: Any, default: str, columns: Columns) -> Expr | None:
        tolerance = default if tolerance is None else tolerance
        if not _is_said(tolerance):
            nothing: Expr = nw.lit(0)
            return nothing if tolerance == "none" else None
        return chosen(rows_of(tolerance, columns), lambda row: _amount(row.value, columns))

    def _outside(self, tolerance: Any, default: str, off: Expr, columns: Columns) -> list[Case]:
        """The case in which the record is further off than allowed, on one side."""
        allowed = self._allowed(tolerance, default, columns)
        return [] if allowed is None else [Case(off > allowed, Code.BREACH)]

    def _open(self, columns: Columns, span: Span | None) -> list[Case]:
        is_open = columns.is_fault(self.actual, Fault.MISSING)
        if self.open_records != "by_limit":
            return [Case(is_open, OPEN_CODES[self.open_records])]
        if span is None:
            return []
        if columns.as_of is None:
            return [Case(is_open, Code.NEEDS_AS_OF)]
        allowed = self._allowed(self.late, "none", columns)
        if allowed is None:
            return [Case(is_open, Code.PENDING)]
        passed = self._passed(span, columns)
        return [Case(is_open & (passed <= allowed), Code.PENDING), Case(is_open, Code.BREACH_OPEN)]

    def _passed(self, span: Span, columns: Columns) -> Expr:
        """The time from the promise to the moment the audit looks from."""
        if span is Span.CALENDAR_DAYS:
            from checker.working_time import as_of_day  # noqa: PLC0415

            return as_of_day(columns) - columns.day(self.promised)
        assert columns.as_of is not None
        return columns.as_of - columns.value(self.promised)


def _is_said(tolerance: Any) -> bool:
    return tolerance not in (None, "none", "any")


def _amount(tolerance: Any, columns: Columns) -> Expr:
    if hasattr(tolerance, "field") and not hasattr(tolerance, "unit"):
        return columns.value(tolerance.field)
    if isinstance(tolerance, Duration) or hasattr(tolerance, "unit"):
        return amount_of(tolerance, columns)
    constant: Expr = nw.lit(int(tolerance * MILLIONTHS))
    return constant
