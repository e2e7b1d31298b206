"""How measures of time count: what they share whatever they measure from and to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field

from checker.conditions import FieldReference
from checker.durations import UNITS, Duration, Span
from checker.fields import Columns, what_is
from checker.tables import AnyField
from checker.values import FieldDuration, constants_at, constants_of
from checker.written import Written

By = Literal["moment", "day"]
"""Until when a limit lasts: to the moment, or until that day ends."""

WORKING = (Span.WORKING, Span.WORKING_DAYS)
"""What only a calendar can count."""

Way = tuple[str | int, ...]
Misfitting = tuple[str, str, Way, str | None]
"""A code, what is wrong, the way from the measure to the place, and what to write instead."""


class Pause(Written):
    """Time that does not count: from one moment to another, of the record or of each row of a table."""

    from_: AnyField = Field(alias="from", description="The field with the start of the pause.")
    to: AnyField = Field(description="The field with its end; both of the records, or both of one table.")


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
    for position, pause in enumerate(pauses):
        yield from _pause_misfits(pause, ("pauses", position), columns)


def _pause_misfits(pause: Pause, at: Way, columns: Columns) -> Iterator[Misfitting]:
    ends = {"from": pause.from_, "to": pause.to}
    if pause.from_ == pause.to:
        yield "R207", "'from' and 'to' are the same field", (*at, "to"), "name the field with the end of the pause"
    if len({name.partition(".")[0] if "." in name else "" for name in ends.values()}) > 1:
        message = "a pause is two fields of the records, or two fields of one table"
        yield "R207", message, (*at, "to"), "take both from the same"
    for key, name in ends.items():
        if columns.family(name) not in ("moment", "date", None):
            yield "R308", f"a pause needs a moment or a date; {what_is(name, columns)}", (*at, key), None
