"""The dates an audit covers, and the moment it looks from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from checker.fields import parse_moment

_FORMS = "write a year, quarter, month or two dates: 2026, 2026-Q3, 2026-09, 2026-07-01..2026-09-30"


@dataclass(frozen=True)
class AuditPeriod:
    """The dates an audit covers, both included."""

    name: str
    first: date
    last: date


def parse_period(written: str) -> AuditPeriod:
    """Read `2026`, `2026-Q3`, `2026-09` or `2026-07-01..2026-09-30`. Raises ValueError for anything else."""
    text = written.strip()
    try:
        if match := re.fullmatch(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)", text):
            return _between(text, date.fromisoformat(match[1]), date.fromisoformat(match[2]))
        if match := re.fullmatch(r"(\d{4})-Q([1-4])", text):
            return _months(text, int(match[1]), 3 * int(match[2]) - 2, 3)
        if match := re.fullmatch(r"(\d{4})-(\d\d)", text):
            return _months(text, int(match[1]), int(match[2]), 1)
        if match := re.fullmatch(r"(\d{4})", text):
            return _months(text, int(match[1]), 1, 12)
    except ValueError as error:
        raise ValueError(f"'{written}' is not a period ({error}); {_FORMS}") from None
    raise ValueError(f"'{written}' is not a period; {_FORMS}")


def _between(name: str, first: date, last: date) -> AuditPeriod:
    if last < first:
        raise ValueError("it ends before it begins")
    return AuditPeriod(name, first, last)


def _months(name: str, year: int, month: int, count: int) -> AuditPeriod:
    first = date(year, month, 1)
    after = year * 12 + month - 1 + count
    return AuditPeriod(name, first, date(after // 12, after % 12 + 1, 1) - timedelta(days=1))


def parse_as_of(written: str) -> datetime:
    """Read the moment an audit looks from; it names its offset. Raises ValueError with what to write."""
    try:
        return parse_moment(written.strip(), None)
    except ValueError:
        raise ValueError(
            f"'{written}' is not a moment with its offset; write one such as 2026-10-01T00:00:00+02:00"
        ) from None
