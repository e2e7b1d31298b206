"""Worked-out fields against plain Python: values, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.fields import Fault
from checker.written import LARGEST, MILLIONTHS
from tests.engines.available import ENGINES
from tests.made_up.beside import with_worked_out, worked_out

MISSING, UNREADABLE = Fault.MISSING, Fault.UNREADABLE
NOT_APPLICABLE, NOT_CHECKED, CONTRADICTORY = Fault.NOT_APPLICABLE, Fault.NOT_CHECKED, Fault.CONTRADICTORY

NUMBER = {"type": "number", "not_applicable": ["n/a"], "not_checked": ["?"]}
MOMENT = {"type": "moment", "not_applicable": ["n/a"], "not_checked": ["?"]}
NUMBERS = {"a": NUMBER, "b": NUMBER, "c": NUMBER}
MOMENTS = {"a": MOMENT, "b": MOMENT}


def made(fields: dict[str, Any], form: Any, *cells: Sequence[str | None], engine: str = "duckdb") -> list[Any]:
    """What is worked out of records with these cells."""
    rows = [dict(zip(fields, row, strict=False)) for row in cells]
    return [value for (value,) in worked_out(with_worked_out(fields, {"made": form}), rows, ["made"], engine=engine)]


def millions(number: str) -> int:
    return int(Decimal(number) * MILLIONTHS)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("form", "cells", "value"),
    [
        pytest.param({"difference": ["a", "b"]}, ("3", "4.5"), "-1.5", id="the first minus the second"),
        pytest.param({"sum": ["a", "b", "c"]}, ("1", "-2.5", "0.000001"), "-1.499999", id="all of them"),
        pytest.param({"ratio": ["a", "b"]}, ("2", "3"), "0.666666", id="a ratio is rounded down"),
        pytest.param({"ratio": ["a", "b"]}, ("-2", "3"), "-0.666667", id="a ratio below zero is rounded down too"),
        pytest.param({"ratio": ["a", "b"]}, ("-3", "-2"), "1.5", id="two numbers below zero"),
        pytest.param({"ratio": ["a", "b"]}, ("0", "5"), "0", id="nothing of something"),
        pytest.param({"ratio": ["a", "b"]}, ("5", "0"), MISSING, id="something of nothing is missing"),
        pytest.param({"ratio": ["a", "b"]}, ("9000000000000", "0.1"), UNREADABLE, id="a ratio that nothing can hold"),
        pytest.param({"ratio": ["a", "b"]}, ("1", "900000000001"), UNREADABLE, id="a divisor too large to be exact"),
        pytest.param({"sum": ["a", "b"]}, ("4500000000001", "1"), UNREADABLE, id="a sum that nothing may hold"),
        pytest.param({"sum": ["a", "b"]}, ("1", None), MISSING, id="missing where one of them is"),
        pytest.param({"difference": ["a", "b"]}, ("soon", None), UNREADABLE, id="unreadable before missing"),
        pytest.param({"difference": ["a", "b"]}, ("soon", "?"), NOT_CHECKED, id="not checked before unreadable"),
        pytest.param({"ratio": ["a", "b"]}, ("?", "n/a"), NOT_APPLICABLE, id="not applicable before all others"),
        pytest.param({"ratio": ["a", "b"]}, (None, "0"), MISSING, id="nothing of nothing"),
    ],
)  # fmt: skip
def test_numbers_are_worked_out(form: Any, cells: Sequence[str | None], value: Any, engine: str) -> None:
    expected = millions(value) if isinstance(value, str) else value
    assert made(NUMBERS, form, cells, engine=engine) == [expected]


NUMBER_CELLS = st.one_of(
    st.decimals(min_value=-LARGEST, max_value=LARGEST, places=6),
    st.decimals(min_value=-5, max_value=5, places=6),
    st.integers(-20, 20).map(Decimal),
)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(NUMBER_CELLS, NUMBER_CELLS), min_size=1, max_size=50))
def test_a_ratio_is_the_exact_quotient_rounded_down(pairs: list[tuple[Decimal, Decimal]]) -> None:
    cells = [(f"{first:f}", f"{second:f}") for first, second in pairs]
    for engine in ENGINES:
        for (first, second), found in zip(
            pairs, made(NUMBERS, {"ratio": ["a", "b"]}, *cells, engine=engine), strict=True
        ):
            if second == 0:
                assert found is MISSING
                continue
            exact = floor(Fraction(first) / Fraction(second) * MILLIONTHS)
            too_large = abs(second) > LARGEST // 10 or not -LARGEST <= exact // MILLIONTHS < LARGEST
            assert found == (UNREADABLE if too_large else exact)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(NUMBER_CELLS, NUMBER_CELLS), min_size=1, max_size=50))
def test_a_difference_is_exact_or_unreadable(pairs: list[tuple[Decimal, Decimal]]) -> None:
    cells = [(f"{first:f}", f"{second:f}") for first, second in pairs]
    for (first, second), found in zip(pairs, made(NUMBERS, {"difference": ["a", "b"]}, *cells), strict=True):
        too_large = max(abs(first), abs(second)) > LARGEST // 2
        assert found == (UNREADABLE if too_large else int((first - second) * MILLIONTHS))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("cells", "earliest", "latest"),
    [
        pytest.param(("2026-01-01T00:00Z", "2026-01-02T00:00Z"), 0, 1, id="of both"),
        pytest.param((None, "2026-01-02T00:00Z"), 1, 1, id="of the one that is recorded"),
        pytest.param(("n/a", "2026-01-01T00:00Z"), 0, 0, id="what does not apply is not recorded"),
        pytest.param((None, "n/a"), MISSING, MISSING, id="none is recorded"),
        pytest.param(("n/a", "n/a"), NOT_APPLICABLE, NOT_APPLICABLE, id="none applies"),
        pytest.param(("soon", "2026-01-01T00:00Z"), UNREADABLE, UNREADABLE, id="what cannot be read may come first"),
        pytest.param(("?", "2026-01-01T00:00Z"), NOT_CHECKED, NOT_CHECKED, id="what nobody looked at may come first"),
    ],
)  # fmt: skip
def test_the_earliest_and_the_latest_of_what_is_recorded(
    cells: Sequence[str | None], earliest: Any, latest: Any, engine: str
) -> None:
    start, day = 1_767_225_600_000_000, 86_400_000_000
    for word, expected in (("earliest", earliest), ("latest", latest)):
        (found,) = made(MOMENTS, {word: ["a", "b"]}, cells, engine=engine)
        assert found is expected if isinstance(expected, Fault) else found == start + expected * day


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("cells", "value"),
    [
        pytest.param(("2026-03-29 01:59:59", "2026-03-29 03:00"), 1_000_000, id="across a clock change"),
        pytest.param(("2026-01-01 09:00", "2026-01-01 09:00"), 0, id="no time at all"),
        pytest.param(("2026-01-01 09:00:01", "2026-01-01 09:00"), CONTRADICTORY, id="an end before its start"),
        pytest.param(("2026-01-01 09:00:01", None), MISSING, id="no end"),
    ],
)  # fmt: skip
def test_the_time_between_two_moments(cells: Sequence[str | None], value: Any, engine: str) -> None:
    assert made(MOMENTS, {"elapsed": ["a", "b"]}, cells, engine=engine) == [value]


PERIODS = {"quarter": {"quarter": "a"}, "month": {"month": "a"}, "year": {"year": "a"}}


def test_the_first_and_last_day_of_every_month_are_in_it() -> None:
    firsts = [date(year, month, 1) for year in (*range(1000, 2500), *range(9990, 10_000)) for month in range(1, 13)]
    days = [day for first in firsts for day in (first, first - timedelta(days=1))][1:]
    days = [day for day in days if day.year >= 1000]
    rule_set = with_worked_out({"a": {"type": "date"}}, PERIODS)
    for engine in ENGINES:
        found = worked_out(rule_set, [{"a": day.isoformat()} for day in days], list(PERIODS), engine=engine)
        assert found == [
            (f"{day.year}-Q{(day.month + 2) // 3}", f"{day.year}-{day.month:02}", str(day.year)) for day in days
        ]


def test_a_moment_is_in_the_month_of_its_local_date() -> None:
    assert made(MOMENTS, {"month": "a"}, ("2026-06-30T21:59:59Z",), ("2026-06-30T22:00Z",), ("soon",), ("n/a",)) == [
        "2026-06",
        "2026-07",
        UNREADABLE,
        NOT_APPLICABLE,
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_fields_are_worked_out_of_each_other_in_any_order(engine: str) -> None:
    form = {
        "size": [{"when": {"share": {"at_least": "0.5"}}, "then": "large"}, {"otherwise": "small"}],
        "share": {"ratio": ["both", "c"]},
        "both": {"sum": ["a", "b"]},
    }
    found = worked_out(
        with_worked_out(NUMBERS, form),
        [{"a": "1", "b": "1", "c": "4"}, {"a": "1", "b": "1", "c": "4.000001"}, {"a": "1", "c": "4"}],
        ["size", "share", "both"],
        engine=engine,
    )
    assert found == [("large", 500_000, 2_000_000), ("small", 499_999, 2_000_000), (MISSING, MISSING, MISSING)]
