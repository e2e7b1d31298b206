"""Dates that can be read in two ways: day first in one field, month first in another."""

from __future__ import annotations

from datetime import date

from checker.fields import DateField, MomentField
from checker.ruleset.meaning import Reading


def ask_formats(reading: Reading) -> None:
    """Warn where one field of the records is read day first and another one month first."""
    first: dict[bool, str] = {}
    for name, field in reading.rule_set.records.fields.items():
        if not isinstance(field, DateField | MomentField) or field.format is None:
            continue
        order = _is_day_first(field.format)
        if order is None:
            continue
        first.setdefault(order, name)
        other = first.get(not order)
        if other is not None:
            day, month = (1, 2) if order else (2, 1)
            here, there = date(2026, month, day), date(2026, day, month)
            message = (
                f"'{name}' is read {_order(is_day_first=order)} and '{other}' {_order(is_day_first=not order)}: "
                f"{_shown(field.format)} is {here.isoformat()} in the one and {there.isoformat()} in the other"
            )
            hint = "look into the records; correct the format, or keep both if they really differ"
            reading.say("R381", message, ("records", "fields", name, "format"), hint=hint, level="warning")


def _is_day_first(written: str) -> bool | None:
    """Whether the day stands before the month; none where they cannot be mistaken for each other."""
    day, month = written.find("%d"), written.find("%m")
    if day < 0 or month < 0:
        return None
    year = max(written.find("%Y"), written.find("%y"))
    if 0 <= year < min(day, month) and month < day:
        return None  # ISO 8601: with the year in front nobody takes the month for the day
    return day < month


def _order(*, is_day_first: bool) -> str:
    return "day first" if is_day_first else "month first"


def _shown(written: str) -> str:
    """A date in the format, with 1 and 2 for day and month as they stand."""
    numbers = iter(("01", "02"))
    text, rest = "", written
    while rest:
        if rest[:2] in ("%d", "%m"):
            text, rest = text + next(numbers), rest[2:]
        elif rest[:2] in ("%Y", "%y"):
            text, rest = text + ("2026" if rest[1] == "Y" else "26"), rest[2:]
        elif rest[0] in "%T ":
            break
        else:
            text, rest = text + rest[0], rest[1:]
    return text
