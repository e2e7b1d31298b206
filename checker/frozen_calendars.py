"""A calendar frozen for the days that records need: every local time of it resolved to a moment in UTC.

Moments and spans are in microseconds, days are counted from 1970-01-01. A part of a day holds its start and not its
end. A clock time that does not exist is moved forward by what the clocks skip, one that exists twice is the first, and
no part of a day leaves its day: so a day open 00:00-24:00 on which clocks go back has 25 hours.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from checker.calendars import WEEKDAYS, Calendar, Interval, weekdays_of
from checker.durations import DAY, MICROSECONDS
from checker.fields import EPOCH_DAY, day_number
from checker.zones import SECOND, offsets

FIRST_DAY = day_number(date(1950, 1, 1))
LAST_DAY = day_number(date(2100, 12, 31))
"""Whatever a calendar says, it is good for these years at most: what lies outside is no record's working time."""

LONGEST_REST = 400
"""So many days after the last that is asked for are looked at for the next working day."""

_MONDAY = 4
"""1970-01-05 was one."""

_MINUTE = MICROSECONDS["minute"]


class LocalTime:
    """The local time of a zone, as numbers: from which moment which offset holds."""

    def __init__(self, zone: ZoneInfo) -> None:
        changes = offsets(zone)
        self.changes = tuple((moment, offset * SECOND) for moment, offset in changes)
        """From which moment which offset, in microseconds; the first holds before all others too."""
        # Of two offsets the earlier holds for clock times that are skipped, and for those that come twice.
        later = [moment + max(before, after) for (_, before), (moment, after) in pairwise(self.changes)]
        self._starts = [self.changes[0][0], *later]

    def moment(self, day: int, clock: int = 0) -> int:
        """The moment at which the clock of a day shows so many microseconds."""
        local = day * DAY + clock
        return local - self.changes[max(0, bisect_right(self._starts, local) - 1)][1]

    def clock(self, moment: int) -> tuple[int, int]:
        """The local day of a moment, and the microseconds that its clock shows."""
        return divmod(moment + self.changes[max(0, bisect_right(self.changes, (moment, DAY)) - 1)][1], DAY)


@dataclass(frozen=True)
class Day:
    """A local day of a calendar; `worked` and `number` are counted from the calendar's origin."""

    start: int
    """Its first moment."""
    worked: int
    """The working time before it."""
    number: int
    """The working days before it: the number of itself, where it is one, else of the next."""
    parts: tuple[tuple[int, int], ...]
    """When is worked, from one moment to another, in order."""
    opening: int | None
    """Where it is a working day, the clock time at which it opens."""


class UtcDay(NamedTuple):
    """A day of UTC: the working time before it, counted from the origin, and the parts of it in which is worked."""

    day: int
    worked: int
    parts: tuple[tuple[int, int], ...]


class FrozenCalendar:
    """A calendar over the days that were asked for; without a calendar it has days, and no working time in them."""

    def __init__(self, calendar: Calendar | None, zone: ZoneInfo) -> None:
        self.calendar = calendar
        self.local = LocalTime(zone)
        self.zone = zone
        valid = calendar.valid if calendar else None
        self.first = max(FIRST_DAY, day_number(valid.from_)) if valid else FIRST_DAY
        """The first day that it is good for."""
        self.last = min(LAST_DAY, day_number(valid.until)) if valid else LAST_DAY
        """The last day that it is good for."""
        self.days: dict[int, Day] = {}
        """The days that were asked for, and those between them."""
        self.holidays: Mapping[int, str] = {}
        """The public holidays among them."""
        self._week: list[tuple[Interval, ...]] = _week(calendar)
        self._origin: int | None = None

    def reach(self, first: int, last: int) -> None:
        """Freeze also these days, as far as the calendar is good for them."""
        first, last = max(first, self.first), min(last, self.last)
        if first > last:
            return
        if self.days:
            first, last = min(first, next(iter(self.days))), max(last, next(reversed(self.days)))
            if len(self.days) == last - first + 1:
                return
        self._origin = first if self._origin is None else self._origin
        self.holidays = self._holidays(first, last)
        days = list(self._from(first, last))
        origin = days[self._origin - first][1]
        self.days = {
            number: Day(day.start, day.worked - origin.worked, day.number - origin.number, day.parts, day.opening)
            for number, day in days
        }

    def _from(self, first: int, last: int) -> Iterator[tuple[int, Day]]:
        worked = number = 0
        start = self.local.moment(first)
        for day in range(first, last + 1):
            end = self.local.moment(day + 1)
            hours = self.hours(day)
            parts = tuple(self._parts(day, hours, start, end))
            opening = hours[0].start * _MINUTE if hours and end > start else None
            yield day, Day(start, worked, number, parts, opening)
            worked += sum(until - since for since, until in parts)
            number += opening is not None
            start = end

    def _parts(self, day: int, hours: Sequence[Interval], start: int, end: int) -> Iterator[tuple[int, int]]:
        if end - start == DAY:
            for part in hours:
                yield start + part.start * _MINUTE, start + part.end * _MINUTE
            return
        before = start
        for part in hours:  # clocks change on this day
            since = min(max(self.local.moment(day, part.start * _MINUTE), before), end)
            until = min(max(self.local.moment(day, part.end * _MINUTE), since), end)
            if until > since:
                yield since, until
            before = until

    def hours(self, day: int) -> tuple[Interval, ...]:
        """When is worked on a day: as its date says, else not on a holiday, else as the day of the week says."""
        if self.calendar is None:
            return ()
        if self.calendar.dates:
            said = self.calendar.dates.get(date.fromordinal(day + EPOCH_DAY))
            if said is not None:
                return said
        return () if day in self.holidays else self._week[(day - _MONDAY) % 7]

    def next_working_day(self, day: int) -> int | None:
        """The first working day from a day on; none within a year and a month."""
        for later in range(day, min(day + LONGEST_REST, self.last) + 1):
            if later not in self.days:
                self.reach(later, later + 30)
            if self.days[later].opening is not None:
                return later
        return None

    def _holidays(self, first: int, last: int) -> dict[int, str]:
        if self.calendar is None or self.calendar.holidays is None:
            return {}
        found = _public_holidays(self.calendar.holidays, range(_date(first).year, _date(last).year + 1))
        return {day_number(day): name for day, name in sorted(found.items()) if first <= day_number(day) <= last}

    # ---- what is asked of moments

    def worked(self, moment: int) -> int | None:
        """The working time from the origin to a moment; none where the calendar is not good for that."""
        day, _ = self.local.clock(moment)
        self.reach(day, day)
        if day not in self.days:
            return self.worked_before(day) if day == self.last + 1 else None
        found = self.days[day]
        return found.worked + sum(min(moment, until) - since for since, until in found.parts if moment > since)

    def worked_before(self, day: int) -> int | None:
        """The working time from the origin to the start of a day; none where the calendar is not good for that."""
        self.reach(day - 1, day)
        if day in self.days:
            return self.days[day].worked
        found = self.days.get(day - 1)
        return None if found is None else found.worked + sum(until - since for since, until in found.parts)

    def place(self, day: int, clock: int | None) -> int | None:
        """Where a clock time stands among the working days, of which each has a day's length.

        A day off has no length, and stands before the next working day. Without a clock time it is the day's start; a
        day's length is its end. None where the calendar is not good for the day.
        """
        self.reach(day, day)
        found = self.days.get(day)
        if found is None:
            return None
        return found.number * DAY + (clock if clock is not None and found.opening is not None else 0)

    def arrival(self, day: int, clock: int | None) -> int | None:
        """From where an arrival counts, as `place` has it: days off roll forward first, then what comes too late."""
        calendar = self.calendar
        rolled = self.next_working_day(day)
        if calendar is None or rolled is None:
            return None
        if clock is None:
            return self.days[rolled].number * DAY
        if rolled != day and calendar.arrivals_on_days_off == "opening":
            clock = self.days[rolled].opening or 0
        if calendar.cut_off is not None and clock >= calendar.cut_off * _MINUTE:
            after = self.next_working_day(rolled + 1)
            if after is None:
                return None
            again = self.days[after].opening if calendar.reopens is None else calendar.reopens * _MINUTE
            rolled, clock = after, again or 0
        return self.days[rolled].number * DAY + clock

    @property
    def bounds(self) -> tuple[int, int]:
        """The first moment that the calendar is good for, and the one after its last."""
        return self.local.moment(self.first), self.local.moment(self.last + 1)

    def utc_days(self, first: int, last: int) -> Iterator[UtcDay]:
        """The days of UTC among these that the calendar is good for, in order."""
        if last < first:
            return
        self.reach(first - 1, last + 1)
        parts = [part for day in self.days.values() for part in day.parts]
        if not self.days:
            return
        nearest = self.days[max(next(iter(self.days)), min(first, self.last) - 1)]
        worked, place = nearest.worked, 0
        while place < len(parts) and parts[place][0] < nearest.start:
            place += 1
        earliest, latest = (end // DAY for end in self.bounds)
        since = nearest.start // DAY
        for day in range(min(since, first), min(last, latest) + 1):
            start, end = day * DAY, (day + 1) * DAY
            within: list[tuple[int, int]] = []
            before = worked
            while place < len(parts) and parts[place][0] < end:
                opens, closes = max(parts[place][0], start), min(parts[place][1], end)
                if within and within[-1][1] == opens - start:
                    within[-1] = (within[-1][0], closes - start)
                else:
                    within.append((opens - start, closes - start))
                worked += closes - opens
                if parts[place][1] > end:
                    break
                place += 1
            if day >= max(first, earliest):
                yield UtcDay(day, before, tuple(within))

    def told(self) -> dict[str, Any]:
        """What stands in the results: the calendar as it was written, its zone, and the days it was frozen for."""
        assert self.calendar is not None
        told = self.calendar.model_dump(mode="json", by_alias=True, exclude_unset=True)
        told["time_zone"] = self.zone.key
        if self.days:
            first, last = next(iter(self.days)), next(reversed(self.days))
            told["frozen"] = {"from": _date(first).isoformat(), "until": _date(last).isoformat()}
            if self.calendar.holidays is not None:
                # It brings what reads mail and archives, and validating a file needs none of that.
                from importlib.metadata import version  # noqa: PLC0415

                told["frozen"]["by"] = f"holidays {version('holidays')}"
                told["frozen"]["holidays"] = {_date(day).isoformat(): name for day, name in self.holidays.items()}
        return told

    def notes(self, name: str) -> Iterator[str]:
        """What a reader should know of it: years of which no holidays are known, though they are asked for."""
        assert self.calendar is not None
        if self.calendar.holidays is None or not self.days:
            return
        first, last = next(iter(self.days)), next(reversed(self.days))
        years = range(_date(first).year, _date(last).year + 1)
        known = {day.year for day in _public_holidays(self.calendar.holidays, years)}
        for year in years:
            if year not in known:
                yield (
                    f"calendar '{name}' asks for the holidays of {self.calendar.holidays}, and of {year} none "
                    "is known; write them under dates"
                )


def _public_holidays(written: str, years: range) -> dict[date, str]:
    """The public holidays of a country or a part of it, as the holidays package has them.

    In English where it can: without a language it would take that of the machine.
    """
    import holidays  # noqa: PLC0415

    country, _, part = written.partition("-")
    known = holidays.country_holidays(country, subdiv=part or None, years=())
    language = "en_US" if "en_US" in known.supported_languages else known.default_language
    return dict(holidays.country_holidays(country, subdiv=part or None, years=years, language=language))


def _week(calendar: Calendar | None) -> list[tuple[Interval, ...]]:
    """The hours of each day of the week, from Monday."""
    week: list[tuple[Interval, ...]] = [()] * 7
    for written, hours in calendar.hours.items() if calendar else ():
        for day in weekdays_of(written):
            week[WEEKDAYS.index(day)] = hours
    return week


def _date(day: int) -> date:
    return date(1970, 1, 1) + timedelta(days=day)
