"""Moments that can matter to a limit in working time: where it is just used up, and right beside that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from checker.clock import WORKING
from checker.due_moments import due_by_working_days, due_by_working_time
from checker.durations import Duration, Span
from checker.fields import EPOCH, Columns, moment_number
from checker.frozen_calendars import FrozenCalendar
from checker.values import constants_of
from checker.working_time import clock_of


def counts_by_calendar(measure: Any) -> bool:
    """Whether more than the moments alone decides: a calendar, the end of a day, pauses."""
    return bool(
        getattr(measure, "calendar", None) is not None
        or getattr(measure, "by", None) == "day"
        or getattr(measure, "pauses", ())
    )


def _limits(measures: Sequence[Any], columns: Columns) -> Iterator[tuple[Duration, FrozenCalendar]]:
    """Every limit in working time with every calendar that may count it."""
    for measure in measures:
        if getattr(measure, "calendar", None) is None:
            continue
        constants = list(constants_of(measure.calendar))
        named = constants if all(isinstance(each, str) for each in constants) else list(columns.calendars)
        for name in dict.fromkeys(named):
            clock = clock_of(columns, name)
            for limit in constants_of(measure.limit):
                if isinstance(limit, Duration) and limit.span in WORKING:
                    yield limit, FrozenCalendar(clock.calendar, clock.zone or ZoneInfo("UTC"))


def ends_by_calendar(start: datetime, measures: Sequence[Any], step: int, columns: Columns) -> Iterator[datetime]:
    """Where limits that begin at a moment are used up, with the moments a step before and after."""
    begun = moment_number(start)
    for limit, calendar in _limits(measures, columns):
        if limit.span is Span.WORKING:
            due = [due_by_working_time(calendar, begun, limit.amount, at_opening=each) for each in (False, True)]
        else:
            days = range(max(limit.amount - 1, 0), limit.amount + 2)
            due = [
                due_by_working_days(calendar, begun, each, by_day=by_day) for each in days for by_day in (False, True)
            ]
        for moment in due:
            if moment is not None:
                for off in (0, -step, step):
                    yield _moment(moment + off, start)


def starts_by_calendar(as_of: datetime, measures: Sequence[Any], step: int, columns: Columns) -> Iterator[datetime]:
    """Beginnings such that limits in working time are just, not quite or more than used up at the as-of moment."""
    for limit, calendar in _limits(measures, columns):
        if limit.span is Span.WORKING_DAYS:
            day, clock = calendar.local.clock(moment_number(as_of))
            for back in range(limit.amount, 2 * limit.amount + 14):
                begun = calendar.local.moment(day - back, clock)
                if due_by_working_days(calendar, begun, limit.amount) == moment_number(as_of):
                    yield from (_moment(begun + off, as_of) for off in (0, -step, step))
                    break
            continue
        long_ago = moment_number(as_of - timedelta(days=limit.amount // _SHORT_DAY + 30))
        ends = calendar.worked(long_ago), calendar.worked(moment_number(as_of))
        if ends[0] is not None and ends[1] is not None and ends[1] - ends[0] >= limit.amount:
            begun_at = due_by_working_time(calendar, long_ago, ends[1] - ends[0] - limit.amount)
            if begun_at is not None:
                yield from (_moment(begun_at + off, as_of) for off in (0, -step, step))


_SHORT_DAY = 3 * 3_600_000_000
"""As if no more than three hours a day were worked."""


def days_at_most(limit: Duration) -> int:
    """In so many days a limit in working time has surely passed, weekends included."""
    return limit.amount * 2 + 14 if limit.span is Span.WORKING_DAYS else limit.amount // _SHORT_DAY + 14


def _moment(number: int, like: datetime) -> datetime:
    return (EPOCH + timedelta(microseconds=number)).astimezone(like.tzinfo)
