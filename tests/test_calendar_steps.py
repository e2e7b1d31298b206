"""The offset of a zone at the moments of records, asked of an engine, against zoneinfo."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import narwhals.stable.v2 as nw
import polars
import pytest

from checker.calendar_steps import _offset
from checker.durations import DAY, MICROSECONDS
from checker.fields import EPOCH, moment_number
from checker.frozen_calendars import FIRST_DAY, LAST_DAY, FrozenCalendar


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Warsaw", "Africa/Casablanca", "Asia/Kolkata"])
@pytest.mark.parametrize("years", [(1950, 2100), (2025, 2026), (2026, 2026)], ids=str)
def test_the_offset_right_before_and_at_every_change_is_that_of_zoneinfo(zone: str, years: tuple[int, int]) -> None:
    ends = datetime(years[0], 1, 1, tzinfo=UTC), datetime(years[1], 12, 31, tzinfo=UTC)
    first, last = (moment_number(each) // DAY for each in ends)
    assert (first, last) == (FIRST_DAY, LAST_DAY) or years != (1950, 2100)
    frozen = FrozenCalendar(None, ZoneInfo(zone))
    asked = {first * DAY, (last + 1) * DAY - 1}
    for moment, _ in frozen.local.changes:
        asked |= {each for each in (moment - 1, moment, moment + 1) if first * DAY <= each < (last + 1) * DAY}
    moments = sorted(asked)
    frame = nw.from_native(polars.LazyFrame({"at": moments}))
    found = frame.with_columns(_offset(nw.col("at"), frozen, first, last).alias("offset")).collect()["offset"].to_list()
    expected = [
        (EPOCH + timedelta(microseconds=each)).astimezone(ZoneInfo(zone)).utcoffset() // timedelta(microseconds=1)  # type: ignore[operator]
        for each in moments
    ]
    assert found == expected


def test_the_changes_of_a_century_and_a_half_need_few_calls_within_calls() -> None:
    frozen = FrozenCalendar(None, ZoneInfo("America/New_York"))
    assert len(frozen.local.changes) > 250
    offset = _offset(nw.col("at"), frozen, FIRST_DAY, LAST_DAY)
    frame = nw.from_native(polars.LazyFrame({"at": [0]}))
    before, depth, here = sys.getrecursionlimit(), 0, sys._getframe()
    while here is not None:
        depth, here = depth + 1, here.f_back  # type: ignore[assignment]
    try:
        sys.setrecursionlimit(depth + 250)
        assert frame.select(offset.alias("offset")).collect()["offset"].to_list() == [-5 * MICROSECONDS["hour"]]
    finally:
        sys.setrecursionlimit(before)
