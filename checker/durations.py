"""Durations as people write them: a number and a unit that says what is measured."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

MICROSECONDS = {"second": 1_000_000, "minute": 60_000_000, "hour": 3_600_000_000}
DAY = 24 * MICROSECONDS["hour"]
LONGEST_DAYS = 3_652_500
"""Above it the microseconds would no longer fit an engine's integer with room to add."""


LONGEST_TEXT = 200
"""Characters of a duration as it is written."""


class Span(StrEnum):
    """What a duration measures; the unit decides it."""

    ELAPSED = "elapsed"
    WORKING = "working"
    CALENDAR_DAYS = "calendar days"
    WORKING_DAYS = "working days"


UNITS: dict[str, tuple[Span, int]] = {
    "second": (Span.ELAPSED, MICROSECONDS["second"]),
    "minute": (Span.ELAPSED, MICROSECONDS["minute"]),
    "hour": (Span.ELAPSED, MICROSECONDS["hour"]),
    "working second": (Span.WORKING, MICROSECONDS["second"]),
    "working minute": (Span.WORKING, MICROSECONDS["minute"]),
    "working hour": (Span.WORKING, MICROSECONDS["hour"]),
    "calendar day": (Span.CALENDAR_DAYS, 1),
    "working day": (Span.WORKING_DAYS, 1),
}
"""Each unit in the singular: what it measures and how many microseconds (or days) one of it is."""

_TIMES = (Span.ELAPSED, Span.WORKING)

_PART = re.compile(r"\s*([+-]?[0-9]+(?:\.[0-9]+)?)\s*([A-Za-z]+(?: +[A-Za-z]+)?(?![A-Za-z:]))?")
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AMBIGUOUS = {"day": 24, "week": 168, "month": None, "year": None}
_OTHER_NAMES = {
    **dict.fromkeys(("s", "sec", "secs"), "seconds"),
    **dict.fromkeys(("min", "mins"), "minutes"),
    **dict.fromkeys(("h", "hr", "hrs"), "hours"),
    **dict.fromkeys(("d", "date", "dates"), "calendar days"),
    **dict.fromkeys(("workday", "workdays", "weekday", "weekdays"), "working days"),
}
"""Abbreviations and other names of units; `business` and `work` are told as `working`."""


@dataclass(frozen=True, order=True)
class Duration:
    """A span of time: `amount` microseconds (elapsed, working) or whole days (calendar days, working days)."""

    amount: int
    span: Span

    def __str__(self) -> str:
        return shown(self.amount, self.span)


def shown(amount: int, span: Span) -> str:
    """Write a number of microseconds, or of days, as people do: `16 working hours 1 working second`."""
    if amount < 0:
        return f"-{shown(-amount, span)}"
    if span in (Span.CALENDAR_DAYS, Span.WORKING_DAYS):
        return _counted(str(amount), span.value.removesuffix("s"))
    word = "working " if span is Span.WORKING else ""
    hours, rest = divmod(amount, MICROSECONDS["hour"])
    minutes, rest = divmod(rest, MICROSECONDS["minute"])
    whole, fraction = divmod(rest, MICROSECONDS["second"])
    seconds = f"{whole}.{fraction:06d}".rstrip("0") if fraction else str(whole)
    parts = [(str(hours), "hour"), (str(minutes), "minute"), (seconds, "second")]
    said = [_counted(number, word + unit) for number, unit in parts if number != "0"]
    return " ".join(said) or f"0 {word}seconds"


def observed_amount(duration: Duration) -> int:
    """A duration as what is observed counts it: microseconds, a working day with the 24 hours of its clock; or days."""
    return duration.amount * (DAY if duration.span is Span.WORKING_DAYS else 1)


def observed_text(amount: int, span: Span) -> str:
    """Write what was observed: `2 working days 3 hours 30 minutes`, where the clock showed so much more."""
    if span is not Span.WORKING_DAYS or amount < 0:
        return shown(amount, span)
    days, rest = divmod(amount, DAY)
    whole = shown(days, span)
    return f"{whole} {shown(rest, Span.ELAPSED)}" if rest else whole


def _counted(number: str, unit: str) -> str:
    return f"{number} {unit}" if number == "1" else f"{number} {unit}s"


def parse_duration(text: object) -> Duration:
    """Read `16 working hours`, or several parts of one kind: `1 hour 30 minutes`.

    Raises ValueError with what to write instead: for a bare number, a clock time, and `days`, `weeks`, `months`, which
    could mean three things each.
    """
    if isinstance(text, Duration):
        return text
    if not isinstance(text, str):
        raise ValueError("a duration is a number and a unit, such as 48 hours or 3 calendar days")
    if _CLOCK.fullmatch(text.strip()):
        raise ValueError(f"'{text}' is a clock time; a duration is a number and a unit, such as 17 hours")
    if _DATE.match(text.strip()):
        raise ValueError(f"'{text}' is a date; a duration is a number and a unit, such as 30 calendar days")
    if re.match(r"\s*[+-]?[0-9]+,[0-9]", text):
        raise ValueError(f"'{text}' is not a duration; write a point for decimals")
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"'{text}' is too long for a duration; write a number and a unit, such as 48 hours")
    parts: list[tuple[Span, Fraction]] = []
    position = 0
    while position < len(text.rstrip()):
        match = _PART.match(text, position)
        if match is None:
            raise ValueError(f"'{text}' is not a duration; write a number and a unit, such as 48 hours")
        parts.append(_part(match[1], match[2], text))
        position = match.end()
    return _joined(parts, text)


def _part(number: str, unit: str | None, text: str) -> tuple[Span, Fraction]:
    if unit is None:
        count = number.lstrip("+-")
        such = f"{_counted(count, 'hour')} or {_counted(count, 'calendar day')}"
        raise ValueError(f"'{text}' has no unit; write what is measured, such as {such}")
    span, size = UNITS[unit_named(unit, number)]
    amount = Fraction(number) * size
    if amount < 0:
        raise ValueError(f"'{text}' is below zero")
    if amount.denominator != 1:
        smallest = "whole days" if size == 1 else "microseconds"
        raise ValueError(f"'{text}' is finer than {smallest}")
    return span, amount


def unit_named(unit: str, number: str | None = None) -> str:
    """The unit in the singular, as `UNITS` has it; `number` is how many. Raises ValueError with what was meant."""
    words = " ".join(unit.split())
    singular = words.removesuffix("s")
    if words in UNITS or singular in UNITS:
        return words if words in UNITS else singular
    if singular in _AMBIGUOUS:
        raise ValueError(_three_meanings(number, words, singular))
    known = [name + "s" for name in UNITS]
    meant = _unit_meant(words, known)
    raise ValueError(
        f"unknown unit '{words}'; " + (f"did you mean '{meant}'?" if meant else f"known are {', '.join(known)}")
    )


def _unit_meant(words: str, known: list[str]) -> str | None:
    from difflib import get_close_matches  # noqa: PLC0415

    asked = re.sub(r"^(business|work) ", "working ", words.lower())
    asked = asked if asked.endswith("s") or asked in _OTHER_NAMES else asked + "s"
    return _OTHER_NAMES.get(asked) or next(iter(get_close_matches(asked, known, 1, 0.7)), None)


def _three_meanings(number: str | None, words: str, singular: str) -> str:
    written = words if number is None else f"{number} {words}"
    hours = _AMBIGUOUS[singular]
    if hours is None:
        return f"'{written}' has no fixed length; write calendar days, working days or hours"
    if number is None:
        return f"'{written}' could mean calendar days, working days or {hours} hours each; write the one you mean"
    calendar, working = (7, 5) if singular == "week" else (1, 1)
    one, other, third = (
        _counted(_plain(Fraction(number) * size), unit)
        for size, unit in ((calendar, "calendar day"), (working, "working day"), (hours, "hour"))
    )
    return f"'{written}' could mean {one}, {other} or {third}; write the one you mean"


def _plain(number: Fraction) -> str:
    return str(number.numerator) if number.denominator == 1 else f"{float(number):g}"


def _joined(parts: list[tuple[Span, Fraction]], text: str) -> Duration:
    spans = {span for span, _ in parts}
    if not parts:
        raise ValueError("a duration is empty; write a number and a unit, such as 48 hours")
    if len(spans) > 1:
        kinds = " and ".join(sorted(f"{span} time" if span in _TIMES else span for span in spans))
        raise ValueError(f"'{text}' mixes {kinds}; use one kind of unit")
    duration = Duration(int(sum(amount for _, amount in parts)), spans.pop())
    if duration.amount > LONGEST_DAYS * (DAY if duration.span in _TIMES else 1):
        raise ValueError(f"'{text}' is longer than 10,000 years")
    return duration


_WRITTEN = rf"[0-9]+(\.[0-9]+)?\s*({'|'.join(f'{unit}s?' for unit in UNITS)})"
"""One part of a duration, for editors."""

DurationText = Annotated[
    Duration,
    PlainValidator(parse_duration),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(
        {
            "type": "string",
            "description": (
                "A number and a unit: seconds, minutes, hours (elapsed), calendar days; working hours and working days"
                " of a calendar."
            ),
            "examples": ["48 hours", "16 working hours", "3 calendar days"],
            "pattern": rf"^\s*{_WRITTEN}(\s+{_WRITTEN})*\s*$",
        }
    ),
]
"""A span of time."""
