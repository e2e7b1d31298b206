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

_DAY = timedelta(days=1)
_STEPS = ((datetime(1970, 1, 1, tzinfo=UTC), 3 * _DAY), (LAST_CHANGE, 6 * _DAY))
"""No zone changes its offset twice within such a span (tests/sources/reading/test_zones.py)."""


@lru_cache(maxsize=16)
def offsets(zone: ZoneInfo) -> tuple[tuple[int, int], ...]:
    """List from which moment which offset from UTC holds, in seconds; the first reaches back for ever."""
    found = [(EARLIEST, _seconds(_offset(zone, FIRST_CHANGE)))]
    # Thousands of looks: at local times, of which the zone tells the offset ten times as fast as of moments.
    look, local = zone.utcoffset, FIRST_CHANGE.replace(tzinfo=None)
    before = look(local)
    for until, step in _STEPS:
        while local < until.replace(tzinfo=None):
            local += step
            after = look(local)
            if after != before:
                # The hour before a change may be one that the clock shows twice, or never.
                change = _change(zone, _moment(local - step - _DAY, before), _moment(local, after))
                found.append((moment_number(change), _seconds(_offset(zone, change))))
                before = after
    return tuple(found)


def _moment(local: datetime, offset: timedelta | None) -> datetime:
    assert offset is not None
    return (local - offset).replace(tzinfo=UTC)


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    offset = zone.fromutc(moment.replace(tzinfo=zone)).utcoffset()
    assert offset is not None
    return offset


def _seconds(offset: timedelta) -> int:
    return offset.days * 86_400 + offset.seconds


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Find the second at which the offset changes between two moments."""
    old, second = _offset(zone, before), timedelta(seconds=1)
    while after - before > second:
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        before, after = (before, middle) if _offset(zone, middle) != old else (middle, after)
    return after
