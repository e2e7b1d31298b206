"""The numbers of rows in a copy that leaves some out, against counting them one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.sources.reading.straightening import LeftOut, wrong_count


@given(st.sets(st.integers(1, 60)))
def test_a_row_of_the_copy_has_the_number_that_it_has_in_the_file(gone):
    left_out = LeftOut()
    for number in sorted(gone):
        left_out.add(number)
    kept = [number for number in range(80) if number not in gone]
    assert [left_out.original(place) for place in range(len(kept))] == kept


@pytest.mark.parametrize(
    ("found", "wanted", "words"),
    [(1, 3, "it has 1 cell where the header has 3"), (2, 1, "it has 2 cells where the header has 1")],
)
def test_a_wrong_count_is_told_with_both_numbers(found, wanted, words):
    assert wrong_count(found, wanted) == words
