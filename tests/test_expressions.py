"""Expressions say the same on every engine, also of numbers that floating point does not hold."""

from __future__ import annotations

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from checker.engines import open_engine
from checker.engines.polars import LARGEST
from checker.expressions import nw, quotient
from checker.written import MILLIONTHS
from tests.engines.available import ENGINES

SIZES = st.integers(1, 9 * 10**17)
PAIRS = st.tuples(SIZES, st.integers(-(2**48), 2**48), st.sampled_from([-1, 0, 1])).map(
    lambda drawn: (drawn[0] * drawn[1] + drawn[2], drawn[0])
)
"""Numbers beside a whole number of times of another."""


@pytest.mark.parametrize("engine", ENGINES)
def test_a_quotient_is_exact(engine: str) -> None:
    most = LARGEST * MILLIONTHS if engine == "polars" else 9 * 10**18  # numbers that it takes at all
    with open_engine([], name=engine) as opened:

        @settings(max_examples=4, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate])
        @example([(86_400_000_000 * 1_000_000 - 1, 86_400_000_000)])
        @example([(most, most // 10), (most - 1, most // 10), (-1, 3), (0, 7)])
        @given(st.lists(PAIRS.filter(lambda pair: max(map(abs, pair)) <= most), min_size=250, max_size=250))
        def compare(pairs: list[tuple[int, int]]) -> None:
            values, sizes = (list(each) for each in zip(*pairs, strict=True))
            frame = opened.table({"value": values, "size": sizes, "place": list(range(len(pairs)))})
            found = frame.select("place", quotient(nw.col("value"), nw.col("size")).alias("found")).sort("place")
            assert [each for _, each in opened.rows(found)] == [value // size for value, size in pairs]

        compare()
