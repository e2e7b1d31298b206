"""What a limit of time asks for, and which calendar counts it; `timing.py` counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Literal

from checker.conditions import FieldReference
from checker.durations import UNITS, Duration, Span
from checker.fields import Columns, what_is
from checker.pauses import Misfitting, Pause, pause_misfits
from checker.values import FieldDuration, Fitting, chosen, constants_at, constants_of, rows_of

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr

By = Literal["moment", "day"]
"""Until when a limit lasts: to the moment, or until that day ends."""

WORKING = (Span.WORKING, Span.WORKING_DAYS)
"""What only a calendar can count."""


def span_of(limit: Duration | FieldDuration) -> Span:
    """What a limit measures."""
    return limit.span if isinstance(limit, Duration) else UNITS[limit.unit][0]


def spans_of(limit: Any) -> tuple[Span, ...]:
    """What the rows of a limit measure, each once, in their order."""
    return tuple(dict.fromkeys(span_of(each) for each in constants_of(limit) if each is not None))


def clock_misfits(limit: Any, calendar: Any, pauses: tuple[Pause, ...], columns: Columns) -> Iterator[Misfitting]:
    """What keeps time from being counted: no calendar for working time, no moments for a pause."""
    for way, constant in constants_at(limit):
        if constant is not None and span_of(constant) in WORKING and calendar is None:
            message = f"{span_of(constant)} time needs a calendar" if span_of(constant) is Span.WORKING else None
            yield "R323", message or "working days need a calendar", ("within", *way), "add calendar with its name"
            break
    for way, named in constants_at(calendar):
        if isinstance(named, FieldReference) and columns.family(named.field) not in ("text", None):
            message = f"a calendar is named by a text; {what_is(named.field, columns)}"
            yield "R308", message, ("calendar", *way, "field"), None
    yield from pause_misfits(pauses, columns)


def by_calendar(calendar: Any, value: Callable[[str | None], Expr], columns: Columns, *, truth: bool = False) -> Expr:
    """A value by the record's calendar, which a field may name; `truth`: it is yes or no."""

    def of_row(row: Fitting) -> Expr:
        if not isinstance(row.value, FieldReference):
            return value(row.value)
        named = columns.value(row.value.field)
        fitting = [Fitting(name, named == name) for name in columns.calendars]
        return chosen(fitting, lambda each: value(each.value), truth=truth, is_known=True)

    return chosen(rows_of(calendar, columns), of_row, truth=truth)


def calendars_of(calendar: Any, columns: Columns) -> tuple[str | None, ...]:
    """Every calendar that a record may have; where a field names it, any of the rule set's. None alone is none."""
    constants = list(constants_of(calendar))
    if any(isinstance(each, FieldReference) for each in constants):
        return tuple(columns.calendars)
    return tuple(dict.fromkeys(constants))
