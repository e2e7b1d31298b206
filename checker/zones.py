"""Time zones as Python's zoneinfo knows them: from which moment which offset from UTC holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from checker.fields import EARLIEST_YEAR, moment_number

SECOND = 1_000_000
EARLIEST = moment_number(datetime(EARLIEST_YEAR, 1, 1, tzinfo=UTC))

FIRST_CHANGE = datetime(1900, 1, 1, tzinfo=UTC)
LAST_CHANGE = datetime(2100, 1, 1, tzinfo=UTC)
"""Clock changes outside these years are not looked for: the first and the last offset hold."""

_STEPS = ((datetime(1970, 1, 1, tzinfo=UTC), timedelta(days=3)), (LAST_CHANGE, timedelta(days=6)))
"""No zone changes its offset twice within such a span (tests/sources/test_zones.py)."""


@lru_cache(maxsize=16)
def offsets(zone: ZoneInfo) -> tuple[tuple[int, int], ...]:
    """List from which moment which offset from UTC holds, in seconds; the first reaches back for ever."""
    found = [(EARLIEST, _offset(zone, FIRST_CHANGE))]
    before = FIRST_CHANGE
    for until, step in _STEPS:
        while before < until:
            after = before + step
            if _offset(zone, after) != found[-1][1]:
                after = _change(zone, before, after)
                found.append((moment_number(after), _offset(zone, after)))
            before = after
    return tuple(found)


def _offset(zone: ZoneInfo, moment: datetime) -> int:
    offset = zone.utcoffset(moment.astimezone(zone))
    assert offset is not None
    return offset.days * 86_400 + offset.seconds


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Find the second at which the offset changes between two moments."""
    old = _offset(zone, before)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        before, after = (before, middle) if _offset(zone, middle) != old else (middle, after)
    return after
