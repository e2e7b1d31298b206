"""What the benchmarks compare counts alike: the program, and somebody who wrote the same check by hand."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.benchmarks import ours, reference
from tests.benchmarks.orders import AS_OF, FORMS, make_orders

ROWS = 20_100
"""Enough for an id that stands twice, and for cells of every kind that cannot be read."""


@pytest.mark.parametrize("form", FORMS)
def test_a_check_counts_as_the_same_check_written_by_hand(form: str, tmp_path: Path) -> None:
    file = tmp_path / f"orders.{'csv' if form == 'csv' else 'parquet'}"
    make_orders(file, form, ROWS)
    as_of = datetime.fromisoformat(AS_OF)
    found = ours.count(file, form, as_of)
    assert found == reference.count(file, form, as_of)
    assert found.duplicates
    told = {name for codes in found.codes.values() for name in codes}
    assert told | {"unreadable_value"} == {name for name, _ in reference.CODES.values()}
    assert form == "utc" or "unreadable_value" in told
