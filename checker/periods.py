"""The dates an audit covers, and the moment it looks from."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from checker.fields import EARLIEST_YEAR, parse_moment

_FORMS = "write a year, quarter, month or two dates: 2026, 2026-Q3, 2026-09, 2026-07-01..2026-09-30"


@dataclass(frozen=True)
class AuditPeriod:
    """The dates an audit covers, both included."""

    name: str
    first: date
    last: date


_YEAR = r"([0-9]{4})"
_DAY = r"([0-9]{4}-[0-9]{2}-[0-9]{2})"


def parse_period(written: str) -> AuditPeriod:
    """Read `2026`, `2026-Q3`, `2026-09` or `2026-07-01..2026-09-30`. Raises ValueError for anything else."""
    text = written.strip()
    try:
        if match := re.fullmatch(rf"{_DAY}\.\.{_DAY}", text):
            return _between(text, date.fromisoformat(match[1]), date.fromisoformat(match[2]))
        if match := re.fullmatch(rf"{_YEAR}-Q([1-4])", text):
            return _months(text, int(match[1]), 3 * int(match[2]) - 2, 3)
        if match := re.fullmatch(rf"{_YEAR}-([0-9]{{2}})", text):
            return _months(text, int(match[1]), int(match[2]), 1)
        if match := re.fullmatch(_YEAR, text):
            return _months(text, int(match[1]), 1, 12)
    except ValueError as error:
        raise ValueError(f"'{written}' is not a period ({error}); {_FORMS}") from None
    digits = "" if written.isascii() else " (its digits are not those from 0 to 9)"
    raise ValueError(f"'{written}' is not a period{digits}; {_FORMS}")


def _between(name: str, first: date, last: date) -> AuditPeriod:
    if last < first:
        raise ValueError("it ends before it begins")
    _in_known_years(first.year)
    return AuditPeriod(name, first, last)


def _months(name: str, year: int, month: int, count: int) -> AuditPeriod:
    _in_known_years(year)
    first, last = date(year, month, 1), month + count - 1
    return AuditPeriod(name, first, date(year, last, monthrange(year, last)[1]))


def _in_known_years(year: int) -> None:
    if year < EARLIEST_YEAR:
        raise ValueError(f"records are read from the year {EARLIEST_YEAR} on")


def parse_as_of(written: str) -> datetime:
    """Read the moment an audit looks from; it names its offset. Raises ValueError with what to write."""
    try:
        return parse_moment(written.strip(), None)
    except ValueError:
        raise ValueError(
            f"'{written}' is not a moment with its offset; write one such as 2026-10-01T00:00:00+02:00"
        ) from None


def as_of_date(as_of: datetime, zone: tzinfo | None) -> date:
    """The date on which an audit looks: where its records are, or as the moment is written where they have no zone."""
    return (as_of.astimezone(zone) if zone else as_of).date()


# ---- as files have them


def _period(written: object) -> AuditPeriod:
    if isinstance(written, AuditPeriod):
        return written
    if not isinstance(written, str):
        raise ValueError("a period belongs here: 2026, 2026-Q3, 2026-09 or 2026-07-01..2026-09-30")
    return parse_period(written)


def _as_of(written: object) -> datetime:
    if isinstance(written, datetime):
        return written
    if not isinstance(written, str):
        raise ValueError("a moment with its offset belongs here, such as 2026-10-01T00:00:00+02:00")
    return parse_as_of(written)


PeriodText = Annotated[
    AuditPeriod,
    PlainValidator(_period),
    PlainSerializer(lambda period: period.name, return_type=str),
    WithJsonSchema({"type": ["string", "integer"], "examples": ["2026-Q3", "2026-09", "2026-07-01..2026-09-30"]}),
]
"""The dates an audit covers: a year, a quarter, a month, or two dates."""

AsOfText = Annotated[
    datetime,
    PlainValidator(_as_of),
    PlainSerializer(datetime.isoformat, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-10-01T00:00:00+02:00"]}),
]
"""The moment an audit looks from, with its offset."""
