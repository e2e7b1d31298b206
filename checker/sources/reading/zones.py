"""Local clock times as moments: each time zone as a table of offset segments, applied as a search tree in SQL.

The segments come from Python's zoneinfo and nowhere else; DuckDB's own zone functions are wrong for some zones.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from checker.fields import Fault, moment_number
from checker.zones import EARLIEST, SECOND, offsets

DAY = 86_400 * SECOND
LATEST = moment_number(datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC))

_OFTEN = (
    moment_number(datetime(2010, 1, 1, tzinfo=UTC)),
    moment_number(datetime(2035, 1, 1, tzinfo=UTC)),
)
BIAS = DAY
"""Added to offsets, in microseconds, so that what is packed is never negative."""

ELSEWHERE = 7
"""In the place of a fault: a clock time that is not between the ones that were planned for."""

Segments = Sequence[tuple[int, int]]
"""From where (microseconds since 1970-01-01; included) which number holds, in ascending order."""


def code(offset: int, fault: int = Fault.NONE) -> int:
    """Pack an offset in seconds and what is wrong with the local time into one number (see `offset_sql`)."""
    return (offset * SECOND + BIAS) * 8 + int(fault)


def offset_sql(packed: str) -> str:
    """Unpack the offset, in microseconds."""
    return f"(({packed} >> 3) - {BIAS})"


def fault_sql(packed: str) -> str:
    """Unpack what is wrong with the local time: nothing, no such time, twice, or unreadable."""
    return f"({packed} & 7)"


def day_of(microseconds: str) -> str:
    """Days since 1970-01-01, rounded down also before it."""
    shift = 1_000_000
    return f"({microseconds} + {shift * DAY}) // {DAY} - {shift}"


@lru_cache(maxsize=16)
def local_codes(zone: ZoneInfo) -> tuple[tuple[int, int], ...]:
    """List from which local clock time which `code` holds: its offset, or that it exists twice or not at all."""
    changes = offsets(zone)
    last = changes[-1][1]
    unreadable = code(0, Fault.UNREADABLE)
    segments = [(EARLIEST - 1, unreadable), (EARLIEST, code(changes[0][1]))]
    for (_, before), (moment, after) in pairwise(changes):
        starts, ends = sorted((moment + before * SECOND, moment + after * SECOND))
        fault = Fault.NO_SUCH_LOCAL_TIME if after > before else Fault.TWICE
        segments += [(starts, code(before, fault)), (ends, code(after))]
    return (*segments, (LATEST + last * SECOND + 1, unreadable))


def within(segments: Segments, between: tuple[int, int] | None) -> Segments:
    """The segments in which values between two others may lie: a tree of a few is planned in no time."""
    if between is None:
        return segments
    starts = [start for start, _ in segments]
    return segments[max(0, bisect_right(starts, between[0]) - 1) : max(1, bisect_right(starts, between[1]))]


def tree(cell: str, segments: Segments) -> str:
    """Write the search for a cell's segment as nested comparisons; recent years are found first."""
    weights = [8 if _OFTEN[0] <= start < _OFTEN[1] else 1 for start, _ in segments]
    sums = [0]
    for weight in weights:
        sums.append(sums[-1] + weight)

    def search(low: int, high: int) -> str:
        if high - low == 1:
            return str(segments[low][1])
        middle = bisect_right(sums, (sums[low] + sums[high]) // 2, low + 1, high - 1)
        middle = min(max(middle, low + 1), high - 1)
        return f"CASE WHEN {cell} < {segments[middle][0]} THEN {search(low, middle)} ELSE {search(middle, high)} END"

    return search(0, len(segments))


__all__ = [
    "BIAS",
    "DAY",
    "EARLIEST",
    "ELSEWHERE",
    "LATEST",
    "SECOND",
    "Segments",
    "code",
    "day_of",
    "fault_sql",
    "local_codes",
    "offset_sql",
    "offsets",
    "tree",
    "within",
]
