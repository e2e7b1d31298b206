"""Local clock times against Python's zoneinfo: every change of many zones, to the microsecond, both ways."""

from __future__ import annotations

import struct
import zoneinfo
from datetime import UTC, datetime, timedelta
from importlib import resources
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.fields import EPOCH, Fault, moment_number
from checker.sources.reading import zones

NAMES = [
    "Europe/Warsaw",
    "America/New_York",
    "Africa/Casablanca",
    "Australia/Lord_Howe",
    "Antarctica/Troll",
    "Europe/London",
    "Europe/Dublin",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Pacific/Chatham",
    "Europe/Moscow",
    "Africa/Monrovia",
    "Africa/El_Aaiun",
    "America/Caracas",
    "Asia/Pyongyang",
    "Etc/GMT+5",
    "UTC",
]
MICROSECOND = timedelta(microseconds=1)


def expected(local: datetime, zone: ZoneInfo) -> tuple[int, Fault]:
    """What zoneinfo says of a clock time: its offset in seconds, and whether it exists once, twice or not at all."""
    first, second = (local.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    assert first is not None
    assert second is not None
    exists = local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local
    fault = Fault.NONE if first == second else Fault.TWICE if exists else Fault.NO_SUCH_LOCAL_TIME
    return round(first.total_seconds()), fault


def clock(local: datetime) -> int:
    return moment_number(local.replace(tzinfo=UTC))


def naive(clock_number: int) -> datetime:
    return (EPOCH + timedelta(microseconds=clock_number)).replace(tzinfo=None)


def unpacked(code: int) -> tuple[int, Fault]:
    return ((code >> 3) - zones.BIAS) // zones.SECOND, Fault(code & 7)


def around(times: list[int]) -> list[int]:
    """Just before, on and just after each, and a while around."""
    steps = (-86_400, -7_200, -3_600, -1_800, 0, 1_800, 3_600, 7_200, 86_400)
    return [time + step * zones.SECOND + small for time in times for step in steps for small in (-1, 0, 1)]


def ask(expression: str, values: list[int]) -> list[int]:
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"SELECT {expression} FROM (SELECT unnest(?::BIGINT[]) AS x, unnest(?::BIGINT[]) AS n) ORDER BY n",
            [values, list(range(len(values)))],
        ).fetchall()
    return [row[0] for row in rows]


@pytest.mark.parametrize("name", NAMES)
def test_every_clock_change_since_1900_is_read_as_zoneinfo_does(name):
    zone = ZoneInfo(name)
    changes = [moment for moment, _ in zones.offsets(zone)[1:]]
    offsets = [offset for _, offset in zones.offsets(zone)]
    local = [
        moment + offset * zones.SECOND
        for moment, pair in zip(changes, pairwise(offsets), strict=True)
        for offset in pair
    ]
    quarters = [clock(datetime(year, month, 15, 12)) for year in range(1905, 2099) for month in (1, 4, 7, 10)]
    # zoneinfo takes the years before its first change for local mean time; none of these changes is before 1900.
    times = [time for time in around(local) + quarters if time >= clock(datetime(1900, 1, 3))]
    codes = ask(zones.tree("x", zones.local_codes(zone)), times)
    assert list(map(unpacked, codes)) == [expected(naive(time), zone) for time in times]


@pytest.mark.parametrize("name", NAMES)
def test_moments_have_the_offset_that_zoneinfo_gives_them(name):
    zone = ZoneInfo(name)
    times = [*around([moment for moment, _ in zones.offsets(zone)[1:]]), 0]
    times = [time for time in times if time >= moment_number(datetime(1900, 1, 3, tzinfo=UTC))]
    found = ask(zones.tree("x", zones.offsets(zone)), times)
    moments = [(EPOCH + timedelta(microseconds=time)).astimezone(zone) for time in times]
    assert found == [round(moment.utcoffset().total_seconds()) for moment in moments]  # type: ignore[union-attr]


@settings(max_examples=20, deadline=None)
@given(
    st.sampled_from(NAMES),
    st.lists(st.datetimes(datetime(1901, 1, 1), datetime(2099, 12, 31)), min_size=1, max_size=100),
)
def test_any_clock_time_is_read_as_zoneinfo_does(name, times):
    zone = ZoneInfo(name)
    codes = ask(zones.tree("x", zones.local_codes(zone)), [clock(time) for time in times])
    assert list(map(unpacked, codes)) == [expected(time, zone) for time in times]


@pytest.mark.parametrize(
    ("name", "not_there", "there_twice"),
    [
        ("Europe/Warsaw", "2026-03-29 02:00:00", "2026-10-25 02:00:00"),
        ("America/New_York", "2023-03-12 02:00:00", "2023-11-05 01:00:00"),
        ("Africa/Casablanca", "2026-03-22 02:00:00", "2026-02-15 02:00:00"),
        ("Antarctica/Troll", "2026-03-29 01:00:00", "2026-10-25 01:00:00"),
        ("Australia/Lord_Howe", "2026-10-04 02:00:00", "2026-04-05 01:30:00"),
    ],
)
def test_the_hour_that_is_not_there_and_the_one_that_is_there_twice(name, not_there, there_twice):
    codes = zones.tree("x", zones.local_codes(ZoneInfo(name)))
    for written, fault in ((not_there, Fault.NO_SUCH_LOCAL_TIME), (there_twice, Fault.TWICE)):
        start = clock(datetime.fromisoformat(written))
        before, first, within = ask(codes, [start - 1, start, start + 29 * 60 * zones.SECOND])
        assert [code & 7 for code in (before, first, within)] == [Fault.NONE, fault, fault]


def test_a_whole_day_that_was_left_out_is_not_there():
    codes = ask(
        zones.tree("x", zones.local_codes(ZoneInfo("Pacific/Apia"))),
        [clock(datetime(2011, 12, day, hour)) for day, hour in ((29, 23), (30, 0), (30, 23), (31, 0))],
    )
    missing = Fault.NO_SUCH_LOCAL_TIME
    assert [code & 7 for code in codes] == [Fault.NONE, missing, missing, Fault.NONE]


def test_years_that_nobody_means_are_unreadable():
    codes = zones.tree("x", zones.local_codes(ZoneInfo("Europe/Warsaw")))
    times = [datetime(999, 12, 31, 23, 59, 59, 999_999), datetime(1000, 1, 1), datetime(9999, 12, 31, 23, 59, 59)]
    assert [code & 7 for code in ask(codes, [clock(time) for time in times])] == [Fault.UNREADABLE, 0, 0]


def tzif(name: str) -> list[tuple[int, int]]:
    """The changes that a zone's file lists: from which second which offset holds (RFC 9636, the 64-bit block)."""
    folders = [Path(folder) for folder in zoneinfo.TZPATH]
    path = next((folder / name for folder in folders if (folder / name).is_file()), None)
    written = (path or resources.files("tzdata") / "zoneinfo" / name).read_bytes()
    start = written.index(b"TZif", 4)
    _, _, _, times, kinds, _ = struct.unpack(">6l", written[start + 20 : start + 44])
    at = start + 44
    moments = struct.unpack(f">{times}q", written[at : at + 8 * times])
    indices = written[at + 8 * times : at + 9 * times]
    offsets = [struct.unpack_from(">l", written, at + 9 * times + 6 * kind)[0] for kind in range(kinds)]
    return [(moment, offsets[index]) for moment, index in zip(moments, indices, strict=True)]


@pytest.mark.parametrize("name", NAMES)
def test_no_change_is_overlooked_between_two_looks(name):
    listed = tzif(name)
    start = datetime(1900, 1, 1, tzinfo=UTC).timestamp()
    before = [offset for moment, offset in listed if moment <= start]
    changes = [(moment, offset) for moment, offset in listed if moment > start]
    last = changes[-1][0] if changes else start
    offsets = [before[-1] if before else zones.offsets(ZoneInfo(name))[0][1], *(offset for _, offset in changes)]
    wanted = [
        (moment * zones.SECOND, offset)
        for (moment, offset), earlier in zip(changes, offsets, strict=False)
        if offset != earlier
    ]
    found = zones.offsets(ZoneInfo(name))[1:]
    assert [change for change in found if change[0] <= last * zones.SECOND] == wanted


def test_days_are_counted_downwards_before_1970_too():
    times = [-zones.DAY - 1, -zones.DAY, -1, 0, zones.DAY - 1, zones.DAY]
    assert ask(zones.day_of("x"), times) == [-2, -1, -1, 0, 0, 1]


@pytest.mark.parametrize("offset", [-86_399, -1, 0, 1, 5 * 3600 + 45 * 60, 86_399])
@pytest.mark.parametrize("fault", [each for each in Fault if each is not Fault.CONTRADICTORY])  # no cell is that
def test_an_offset_and_a_fault_are_one_number(offset, fault):
    packed = zones.code(offset, fault)
    assert ask(zones.offset_sql("x"), [packed]) == [offset * zones.SECOND]
    assert ask(zones.fault_sql("x"), [packed]) == [fault]
