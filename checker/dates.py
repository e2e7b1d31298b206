"""Dates as rules have them: how one is read, and what must not end before it begins."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from checker.written import at_key


def parse_date(written: object) -> date:
    """Read a date as rules have it, `2026-12-24`. Raises ValueError with what was probably meant."""
    if isinstance(written, date):
        return written
    if not isinstance(written, str):
        raise ValueError("a date belongs here, such as 2026-12-24")
    try:
        day = date.fromisoformat(written)
    except ValueError:
        day = None
    if day is None or day.isoformat() != written:  # not 20261224, nor 2026-W52-4
        raise ValueError(f"'{written}' is not a date; {date_meant(written) or 'write one such as 2026-12-24'}")
    return day


_DAY = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"

DateText = Annotated[
    date,
    PlainValidator(parse_date),
    PlainSerializer(date.isoformat, return_type=str),
    WithJsonSchema({"type": "string", "format": "date", "pattern": _DAY, "examples": ["2026-12-24"]}),
]
"""A date: `2026-12-24`."""

_WITH_YEAR_LAST = re.compile(r"\s*([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4})\b")


def date_meant(written: str) -> str | None:
    """What to write for a date with its year at the end, which may be read day first or month first."""
    match = _WITH_YEAR_LAST.match(written)
    if match is None:
        return None
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    readings: dict[str, None] = {}
    for day, month in ((first, second), (second, first)):
        try:
            readings[date(year, month, day).isoformat()] = None
        except ValueError:
            continue
    if len(readings) == 2:
        return f"it may be read as {' or '.join(readings)}, write the one you mean"
    return f"write {next(iter(readings))}" if readings else None


def until_after_from(
    first: date | None, last: date | None, *, wrong: str = "'until' lies before 'from'", code: str = "R207"
) -> None:
    """Raises an error at the key `until` where the last day lies before the first; an open end is always in order."""
    if first is not None and last is not None and last < first:
        raise at_key("until", f"{wrong}; write a date from {first} on", code)
