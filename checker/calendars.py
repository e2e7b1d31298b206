"""A calendar: the working hours of a week, and what holidays and single dates change in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from checker.dates import DateText, until_after_from
from checker.written import Id, Names, Text, Written, at_key, one_or_more

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = 24 * 60
"""Minutes of a day."""

CalendarName = Annotated[Id, Names("calendar")]
"""The name of a calendar of the same rule set: `office`."""


@cache
def _zones() -> frozenset[str]:
    """The time zones that every machine has: those of the tzdata package, less the one that stands for none."""
    import tzdata  # noqa: PLC0415

    return frozenset(Path(tzdata.__file__).with_name("zones").read_text("utf-8").split()) - {"Factory"}


def known_zone(name: str) -> str:
    """The name of a time zone, as it is written. Raises ValueError for one that is not known."""
    if name not in _zones():
        raise ValueError(f"unknown time zone '{name}'; write one such as Europe/Warsaw")
    return name


def is_zone(name: str) -> bool:
    """Whether there is a time zone of that name."""
    return name in _zones()


def zone_named(name: str | None) -> ZoneInfo | None:
    """The time zone of that name; none where there is none."""
    return ZoneInfo(name) if name is not None and is_zone(name) else None


ZoneName = Annotated[Text, AfterValidator(known_zone)]
"""A time zone by its name in the IANA database: `Europe/Warsaw`."""


# ---- times of day ----------------------------------------------------------------------------------------------------

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00")
_CLOCK_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]"


def parse_clock(written: object) -> int:
    """Read a time of day, `17:00`, as minutes since midnight. Raises ValueError with what was probably meant."""
    if isinstance(written, int):
        return written
    text = written.strip() if isinstance(written, str) else ""
    if not _CLOCK.fullmatch(text):
        early = re.fullmatch(r"([0-9])[:.]([0-5][0-9])|([0-9]{2})[.]([0-5][0-9])", text)
        meant = f"{int(early[1] or early[3]):02d}:{early[2] or early[4]}" if early else "17:00"
        such = f"write {meant}" if early else "write one such as 17:00"
        raise ValueError(f"'{written}' is not a time of day; {such}" if isinstance(written, str) else such)
    return int(text[:2]) * 60 + int(text[3:])


def clock_text(minutes: int) -> str:
    """Write minutes since midnight as a time of day: `17:00`."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


ClockText = Annotated[
    int,
    PlainValidator(parse_clock),
    PlainSerializer(clock_text, return_type=str),
    WithJsonSchema({"type": "string", "pattern": rf"^({_CLOCK_TIME}|24:00)$", "examples": ["17:00"]}),
]
"""A time of day, in minutes since midnight."""


@dataclass(frozen=True, order=True)
class Interval:
    """Part of a day in which is worked, from one minute of the day up to another."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{clock_text(self.start)}-{clock_text(self.end)}"


def parse_interval(text: object) -> Interval:
    """Read a part of a day, `08:00-12:00`. Raises ValueError where it is none, is empty, or ends before it begins."""
    if isinstance(text, Interval):
        return text
    start, dash, end = text.partition("-") if isinstance(text, str) else ("", "", "")
    if not dash:
        shown = f"'{text}' is no part of a day" if isinstance(text, str) else "a part of a day belongs here"
        raise ValueError(f"{shown}; write one such as 08:00-17:00")
    interval = Interval(parse_clock(start), parse_clock(end))
    if interval.end == interval.start:
        raise ValueError(f"'{text}' is empty; the whole day is 00:00-24:00")
    if interval.end < interval.start:
        night = f"write {clock_text(interval.start)}-24:00, and 00:00-{clock_text(interval.end)} on the day after"
        raise ValueError(f"'{text}' ends before it begins; for a night shift {night}")
    return interval


def _in_order(hours: tuple[Interval, ...]) -> tuple[Interval, ...]:
    for position, (before, interval) in enumerate(pairwise(hours), 1):
        if interval.start < before.end:
            wrong = "overlap" if interval.end > before.start else "are out of order"
            raise at_key(
                position, f"the hours {before} and {interval} {wrong}; write each part of a day once, in order"
            )
    return hours


IntervalText = Annotated[Interval, PlainValidator(parse_interval), PlainSerializer(str, return_type=str)]
"""A part of a day: `08:00-12:00`."""

Hours = Annotated[
    tuple[IntervalText, ...],
    BeforeValidator(one_or_more),
    AfterValidator(_in_order),
    WithJsonSchema(
        {
            "type": ["array", "string"],
            "items": {"type": "string", "pattern": rf"^\s*{_CLOCK_TIME}\s*-\s*({_CLOCK_TIME}|24:00)\s*$"},
            "description": "The parts of a day in which is worked, in order; none is a day off.",
            "examples": [["08:00-12:00", "12:30-17:00"], []],
        }
    ),
]
"""The hours of a day, none of which overlap."""

_DAY = "|".join(WEEKDAYS)
WEEKDAY_RANGE = rf"^({_DAY})(-({_DAY}))?$"
"""How days of the week are written: `sat`, `mon-fri`."""

Weekdays = Annotated[str, StringConstraints(pattern=WEEKDAY_RANGE)]
"""A day of the week or a range of them, both ends included: `mon-fri`."""


def weekdays_of(written: str) -> tuple[str, ...]:
    """The days of `mon-fri`, or of `sun-thu`, which goes on from Sunday to Monday."""
    first, _, last = written.partition("-")
    start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    return tuple(WEEKDAYS[(start + step) % 7] for step in range((end - start) % 7 + 1))


# ---- holidays --------------------------------------------------------------------------------------------------------


@cache
def _countries() -> Mapping[str, tuple[str, ...]]:
    """The parts with holidays of their own of each country, by its two letters.

    From a file, which a test compares with the holidays package: importing that would double what validating takes.
    """
    text = Path(__file__).with_name("calendars.holidays.txt").read_text("utf-8")
    return {country: tuple(parts) for country, *parts in map(str.split, text.splitlines())}


def _known_holidays(written: str) -> str:
    country, _, part = written.partition("-")
    known = _countries()
    if country not in known:
        raise ValueError(f"no holidays are known for '{country}'; write a country by its two letters, such as PL")
    if part and part not in known[country]:
        parts = known[country]
        listed = f"known are {', '.join(parts)}" if parts else "none are known"
        raise ValueError(f"'{part}' is no part of {country} with holidays of its own; {listed}")
    return written


HOLIDAYS = r"^[A-Z]{2}(-[A-Za-z0-9]+)?$"
"""How a country, or a part of one, is written."""

Holidays = Annotated[
    str,
    StringConstraints(pattern=HOLIDAYS),
    AfterValidator(_known_holidays),
]
"""The public holidays of a country or a part of it, by ISO 3166: `PL`, `DE-BY`."""


class Validity(Written):
    """The dates that a calendar is good for, both included; a day outside them is undetermined."""

    from_: DateText = Field(alias="from", description="The first day.")
    until: DateText = Field(description="The last day.")

    @model_validator(mode="after")
    def _is_in_order(self) -> Validity:
        until_after_from(self.from_, self.until)
        return self


class Calendar(Written):
    """When is worked: the hours of each day of the week, without holidays, changed on single dates.

    A day of the week that is not written, and a date with an empty list, is a day off. Working hours count the time
    inside these hours; working days are the dates that have some. A record that arrives at or after `cut_off` counts
    from the next working day, at `reopens`; one that arrives on a day off counts from the opening of the next working
    day, or keeps its time of day.
    """

    hours: Annotated[dict[Weekdays, Hours], Field(min_length=1)] = Field(
        description="The hours of each day of the week, such as mon-fri."
    )
    holidays: Holidays | None = Field(None, description="Whose public holidays are days off, such as PL or DE-BY.")
    dates: dict[DateText, Hours] = Field(
        default_factory=dict, description="Single dates with other hours, or none; they go before holidays."
    )
    time_zone: ZoneName | None = Field(None, description="Of its hours; default the records'.")
    valid: Validity | None = Field(None, description="The dates it is good for; default all.")
    cut_off: ClockText | None = Field(None, description="What arrives at or after it counts from the next working day.")
    reopens: ClockText | None = Field(None, description="The time at which that day's count begins.")
    arrivals_on_days_off: Literal["opening", "keep_time"] = Field(
        "opening", description="From when an arrival on a day off counts on the next working day."
    )

    @model_validator(mode="after")
    def _is_a_week(self) -> Calendar:
        seen: dict[str, str] = {}
        for written in self.hours:
            for day in weekdays_of(written):
                if day in seen:
                    raise at_key(
                        ("hours", written), f"'{day}' is in '{seen[day]}' and in '{written}'; write each day once"
                    )
                seen[day] = written
        if not any(self.hours.values()) and not any(self.dates.values()):
            raise at_key("hours", 'the calendar has no working hours; write some, such as mon-fri: ["08:00-17:00"]')
        if self.reopens is not None and self.cut_off is None:
            raise at_key("reopens", "'reopens' says when the day after a cut-off begins; add cut_off, or remove it")
        return self

    def usual_day(self) -> int | None:
        """The minutes that every working day of the week has; none where they differ."""
        lengths = self.day_lengths()
        return lengths[0] if len(lengths) == 1 else None

    def day_lengths(self) -> list[int]:
        """The minutes that working days of the week have, each once, the fewest first."""
        return sorted({sum(part.end - part.start for part in hours) for hours in self.hours.values() if hours})
