"""How many events are lacking in a time, against a walk through it."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.expressions import nw
from checker.gaps import NEVER_ENOUGH, lacking_within


def walked(time: int, limit: int) -> int:
    """How often one must stop on the way, when no part may be longer."""
    stops = 0
    while time > limit:
        time, stops = time - limit, stops + 1
    return stops


def lacking(time: int, limit: int) -> int:
    """What the expression comes to for one time."""
    frame = nw.from_native(pl.DataFrame({"time": [time]}))
    return int(frame.select(lacking_within(nw.col("time"), limit).alias("lacks"))["lacks"][0])


@given(time=st.integers(0, 2000), limit=st.integers(1, 400))
def test_so_many_events_are_lacking_as_one_must_stop_on_the_way(time: int, limit: int) -> None:
    assert lacking(time, limit) == walked(time, limit)


@pytest.mark.parametrize(("time", "lacks"), [(30, 0), (31, 1), (60, 1), (61, 2)])
def test_a_time_on_the_limit_lacks_none(time: int, lacks: int) -> None:
    assert lacking(time, 30) == lacks


def test_where_no_time_may_pass_no_events_are_enough() -> None:
    assert lacking(1, 0) == NEVER_ENOUGH
    assert lacking(0, 0) == 0
