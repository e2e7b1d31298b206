"""Working time and working days as expressions over records: small tables of days, joined by day, and whole numbers.

What a calendar says of a moment becomes a column of the records, made by a step before the rules are judged: the
working time from the calendar's origin to the moment, its local day and clock time, its place among the working days.
Two such columns are subtracted, and the origin is gone. Null is a gap: the calendar is not good for that moment.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from checker.calendar_steps import Clock, DayStarts, Instant, LocalDay, OfDay, Placed, Worked, WorkedBefore
from checker.expressions import nw
from checker.fields import Columns

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr


def clock_of(columns: Columns, calendar: str | None) -> Clock:
    """The calendar of that name with its zone, default the records'; or without a calendar only that zone."""
    found = columns.calendars[calendar] if calendar is not None else None
    zone = None if columns.own_zones else columns.time_zone or ZoneInfo("UTC")
    if found is not None and found.time_zone is not None:
        zone = ZoneInfo(found.time_zone)
    return Clock(calendar if calendar is not None else f"${_key(zone)}", found, zone)


def _key(zone: ZoneInfo | None) -> str:
    return "own" if zone is None else zone.key


def as_of_day(columns: Columns) -> Expr | int:
    """The local date of the as-of moment, in days since 1970-01-01; where each record has its own zone, in that."""
    if not columns.own_zones:
        return columns.as_of_day
    assert columns.as_of is not None
    return local_day(columns, None, Instant(None, columns.as_of))


def worked(columns: Columns, calendar: str, at: Instant) -> Expr:
    """The working time from the calendar's origin to a moment, in microseconds; null in a gap."""
    return _made(columns, Worked(f"$worked${calendar}${at.name}", clock_of(columns, calendar), at))


def local_day(columns: Columns, calendar: str | None, at: Instant) -> Expr:
    """The local day of a moment, or the date, in days since 1970-01-01."""
    if at.is_date:
        return nw.col(str(at.column))
    return _made(columns, LocalDay(_local(columns, calendar, at), clock_of(columns, calendar), at))


def day_start(columns: Columns, calendar: str | None, at: Instant) -> Expr:
    """The first moment of a moment's local day or of a date, or the moment after a date that ends; null in a gap."""
    return _of_day(columns, calendar, at, "starts", DayStarts)


def worked_before_day(columns: Columns, calendar: str, at: Instant) -> Expr:
    """The working time from the calendar's origin to the start of a moment's local day, or of a date."""
    return _of_day(columns, calendar, at._replace(ends=False), "before", WorkedBefore)


def place(columns: Columns, calendar: str, at: Instant, *, arrives: bool = False, whole: bool = False) -> Expr:
    """Where a moment stands among the calendar's working days, of which each has a day's length; null in a gap.

    `arrives`: as something that arrives then (days off, cut-off); `whole`: the start of its day, as of every date.
    """
    whole = whole or at.is_date
    kind = ("$arrival" if arrives else "$place") + ("$whole" if whole and not at.is_date else "")
    if at.column is not None:
        local_day(columns, calendar, at)  # its columns are read
    day = _local(columns, calendar, at)
    step = Placed(f"{kind}${calendar}${at.name}", clock_of(columns, calendar), at, day, arrives, whole)
    return _made(columns, step)


def _local(columns: Columns, calendar: str | None, at: Instant) -> str:
    """The column with the local day; the clock time stands beside it."""
    return str(at.column) if at.is_date else f"$local${_key(clock_of(columns, calendar).zone)}${at.name}"


def _of_day(
    columns: Columns, calendar: str | None, at: Instant, word: str, kind: Callable[[str, Clock, Instant, str], OfDay]
) -> Expr:
    clock = clock_of(columns, calendar)
    if at.column is not None:
        local_day(columns, calendar, at)
    return _made(columns, kind(f"${word}${clock.name}${at.name}", clock, at, _local(columns, calendar, at)))


def _made(columns: Columns, step: Any) -> Expr:
    """The column that the step makes; one step of a name is enough."""
    columns.made.setdefault(step.name, step)
    made: Expr = nw.col(step.name)
    return made
