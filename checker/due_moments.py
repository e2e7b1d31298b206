"""Due moments, for readers and for made-up records: nothing is judged by them.

A limit in working time is due when it is used up: at the closing, not at the next opening, where both are the same
amount of work. A limit in working days is due at the clock time of its start, or of the next opening after a day off.
"""

from __future__ import annotations

from checker.durations import DAY
from checker.frozen_calendars import FrozenCalendar

_MOST_DAYS = 3_660
"""So far ahead a due moment is looked for."""

_AT_ONCE = 60


def due_by_working_time(calendar: FrozenCalendar, start: int, amount: int, *, at_opening: bool = False) -> int | None:
    """The moment at which so many microseconds of working time are used up.

    `at_opening`: where that is a closing, the next opening instead. None where the calendar does not reach so far.
    """
    before = calendar.worked(start)
    if before is None:
        return None
    first, _ = calendar.local.clock(start)
    used_up = before + amount
    if not at_opening and amount == 0:
        return start
    for day in range(first, first + _MOST_DAYS):
        if day not in calendar.days:
            calendar.reach(day, day + _AT_ONCE)
            if day not in calendar.days:
                return None
        found = calendar.days[day]
        worked = found.worked
        for since, until in found.parts:
            worked += until - since
            if until > start and (worked > used_up if at_opening else worked >= used_up):
                return max(until - (worked - used_up), start)
    return None


def due_by_working_days(calendar: FrozenCalendar, start: int, days: int, *, by_day: bool = False) -> int | None:
    """The moment so many working days later, at the same clock time; by day, the moment at which that day ends."""
    day, clock = calendar.local.clock(start)
    arrived = calendar.arrival(day, clock)
    if arrived is None:
        return None
    number, clock = divmod(arrived + days * DAY, DAY)
    later = day
    while later < day + _MOST_DAYS:
        working = calendar.next_working_day(later)
        if working is None:
            return None
        if calendar.days[working].number == number:
            return calendar.local.moment(working + 1) if by_day else calendar.local.moment(working, clock)
        later = working + 1
    return None
