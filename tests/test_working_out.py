"""Worked-out fields against plain Python: values, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import floor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.engines.engine import TooLargeError
from checker.engines.polars import LARGEST as MOST_OF_POLARS
from checker.fields import Fault
from checker.written import LARGEST, MILLIONTHS
from tests.engines.available import ENGINES
from tests.made_up.beside import each_worked_out, with_worked_out, worked_out

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


NUMBER_CASES: dict[str, tuple[Any, Sequence[str | None], Any]] = {
    "the first minus the second": ({"difference": ["a", "b"]}, ("3", "4.5"), "-1.5"),
    "all of them": ({"sum": ["a", "b", "c"]}, ("1", "-2.5", "0.000001"), "-1.499999"),
    "a ratio is rounded down": ({"ratio": ["a", "b"]}, ("2", "3"), "0.666666"),
    "a ratio below zero is rounded down too": ({"ratio": ["a", "b"]}, ("-2", "3"), "-0.666667"),
    "two numbers below zero": ({"ratio": ["a", "b"]}, ("-3", "-2"), "1.5"),
    "nothing of something": ({"ratio": ["a", "b"]}, ("0", "5"), "0"),
    "something of nothing is missing": ({"ratio": ["a", "b"]}, ("5", "0"), MISSING),
    "a ratio that nothing can hold": ({"ratio": ["a", "b"]}, ("9000000000000", "0.1"), UNREADABLE),
    "a divisor too large to be exact": ({"ratio": ["a", "b"]}, ("1", "900000000001"), UNREADABLE),
    "a sum that nothing may hold": ({"sum": ["a", "b"]}, ("4500000000001", "1"), UNREADABLE),
    "missing where one of them is": ({"sum": ["a", "b"]}, ("1", None), MISSING),
    "unreadable before missing": ({"difference": ["a", "b"]}, ("soon", None), UNREADABLE),
    "not checked before unreadable": ({"difference": ["a", "b"]}, ("soon", "?"), NOT_CHECKED),
    "not applicable before all others": ({"ratio": ["a", "b"]}, ("?", "n/a"), NOT_APPLICABLE),
    "nothing of nothing": ({"ratio": ["a", "b"]}, (None, "0"), MISSING),
}


REFUSED = ("a ratio that nothing can hold", "a divisor too large to be exact", "a sum that nothing may hold")
"""Cases with numbers that Polars would not notice to exceed its integers."""


@cache
def numbers_made(engine: str) -> dict[str, Any]:
    names = [name for name in NUMBER_CASES if engine != "polars" or name not in REFUSED]
    return dict(zip(names, each_worked_out(NUMBERS, [NUMBER_CASES[name][:2] for name in names], engine), strict=True))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", NUMBER_CASES)
def test_numbers_are_worked_out(case: str, engine: str) -> None:
    form, cells, value = NUMBER_CASES[case]
    if engine == "polars" and case in REFUSED:
        with pytest.raises(TooLargeError):
            each_worked_out(NUMBERS, [(form, cells)], engine)
        return
    assert numbers_made(engine)[case] == (millions(value) if isinstance(value, str) else value)


NUMBER_CELLS = st.one_of(
    st.decimals(min_value=-LARGEST, max_value=LARGEST, places=6),
    st.decimals(min_value=-5, max_value=5, places=6),
    st.integers(-20, 20).map(Decimal),
)


@settings(max_examples=4, deadline=None)
@given(st.lists(st.tuples(NUMBER_CELLS, NUMBER_CELLS), min_size=1, max_size=100))
def test_a_ratio_is_the_exact_quotient_rounded_down(pairs: list[tuple[Decimal, Decimal]]) -> None:
    cells = [(f"{first:f}", f"{second:f}") for first, second in pairs]
    for engine in ENGINES:
        try:
            ratios = made(NUMBERS, {"ratio": ["a", "b"]}, *cells, engine=engine)
        except TooLargeError:
            assert engine == "polars"
            assert any(max(abs(one), abs(other), abs(one / (other or 1))) > MOST_OF_POLARS for one, other in pairs)
            continue
        for (first, second), found in zip(pairs, ratios, strict=True):
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


MOMENT_CASES: dict[str, tuple[Sequence[str | None], Any, Any]] = {
    "of both": (("2026-01-01T00:00Z", "2026-01-02T00:00Z"), 0, 1),
    "of the one that is recorded": ((None, "2026-01-02T00:00Z"), 1, 1),
    "what does not apply is not recorded": (("n/a", "2026-01-01T00:00Z"), 0, 0),
    "none is recorded": ((None, "n/a"), MISSING, MISSING),
    "none applies": (("n/a", "n/a"), NOT_APPLICABLE, NOT_APPLICABLE),
    "what cannot be read may come first": (("soon", "2026-01-01T00:00Z"), UNREADABLE, UNREADABLE),
    "what nobody looked at may come first": (("?", "2026-01-01T00:00Z"), NOT_CHECKED, NOT_CHECKED),
}
SPAN_CASES: dict[str, tuple[Sequence[str | None], Any]] = {
    "across a clock change": (("2026-03-29 01:59:59", "2026-03-29 03:00"), 1_000_000),
    "no time at all": (("2026-01-01 09:00", "2026-01-01 09:00"), 0),
    "an end before its start": (("2026-01-01 09:00:01", "2026-01-01 09:00"), CONTRADICTORY),
    "no end": (("2026-01-01 09:00:01", None), MISSING),
}


@cache
def moments_made(engine: str) -> dict[tuple[str, str], Any]:
    asked = [(word, name, cells) for word in ("earliest", "latest") for name, (cells, *_) in MOMENT_CASES.items()]
    asked += [("elapsed", name, cells) for name, (cells, _) in SPAN_CASES.items()]
    found = each_worked_out(MOMENTS, [({word: ["a", "b"]}, cells) for word, _, cells in asked], engine)
    return {(word, name): value for (word, name, _), value in zip(asked, found, strict=True)}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", MOMENT_CASES)
def test_the_earliest_and_the_latest_of_what_is_recorded(case: str, engine: str) -> None:
    start, day = 1_767_225_600_000_000, 86_400_000_000
    for word, expected in zip(("earliest", "latest"), MOMENT_CASES[case][1:], strict=True):
        found = moments_made(engine)[word, case]
        assert found is expected if isinstance(expected, Fault) else found == start + expected * day


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", SPAN_CASES)
def test_the_time_between_two_moments(case: str, engine: str) -> None:
    assert moments_made(engine)["elapsed", case] == SPAN_CASES[case][-1]


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
