"""How text cells are read by what their field declares: every case of cells.cases.yaml, and any number exactly."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from checker.fields import EPOCH, EPOCH_DAY
from checker.written import LARGEST, MILLIONTHS

CASES = yaml.load((Path(__file__).parent / "cells.cases.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
AS_IT_IS = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def write_cells(path: Path, cells: list[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([["cell"], *([cell] for cell in cells)])
    return path


def said(value: Any, kind: str) -> str:
    """A value as the cases write it."""
    match kind:
        case _ if isinstance(value, str):
            return value
        case "date":
            return date.fromordinal(value + EPOCH_DAY).isoformat()
        case "moment":
            return (EPOCH + timedelta(microseconds=value)).replace(tzinfo=None).isoformat()
    return f"{(Decimal(value) / MILLIONTHS).normalize() + 0:f}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_cells_of_text(case, read, tmp_path):
    expected = dict(case["reads"])
    expected |= {cell: f"<{fault}>" for fault, cells in case.get("is", {}).items() for cell in cells}
    path = write_cells(tmp_path / "cells.csv", list(expected))
    more = {"missing_words": case["missing_words"]} if "missing_words" in case else {}
    found = read(path, {"cell": case["field"]}, **more)
    values = [said(value, case["field"]["type"]) for value in found.column("cell")]
    assert dict(zip(expected, values, strict=True)) == expected
    assert found.quality.faults.get("cell", {}).get("twice", 0) == len(case.get("twice", []))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_unreadable_cells_are_listed_as_they_are_written(case, read, tmp_path):
    cells = [cell for fault in ("unreadable", "no_such_local_time") for cell in case.get("is", {}).get(fault, [])]
    more = {"missing_words": case["missing_words"]} if "missing_words" in case else {}
    found = read(write_cells(tmp_path / "cells.csv", cells), {"cell": case["field"]}, **more)
    assert found.unreadable == [(number, "cell", cell[:40]) for number, cell in enumerate(cells, 1)]


def test_a_local_time_that_exists_twice_is_read_as_the_first_and_counted(read, tmp_path):
    path = write_cells(tmp_path / "cells.csv", ["2023-11-05 00:59:59", "2023-11-05 01:56:00", "2023-11-05 02:00:00"])
    found = read(path, {"cell": "moment"}, time_zone="America/New_York", days=["cell"])
    utc = [said(value, "moment") for value in found.column("cell")]
    assert utc == ["2023-11-05T04:59:59", "2023-11-05T05:56:00", "2023-11-05T07:00:00"]
    assert found.quality.faults == {"cell": {"twice": 1}}
    assert found.unreadable == []


@pytest.mark.parametrize("declared", [{}, {"format": "%Y-%m-%d %H:%M:%S %z"}])
def test_the_local_date_of_a_moment_is_that_of_the_records_zone(declared, read, tmp_path):
    cells = ["2026-03-02 22:59:59 +00:00", "2026-03-02 23:00:00 +00:00", "2026-07-02 21:59:59 +00:00"]
    cells += ["2026-07-02 22:00:00 +00:00", "2026-03-02 23:30:00 -11:00", "1969-12-31 22:59:59 +00:00"]
    found = read(write_cells(tmp_path / "c.csv", cells), {"cell": {"type": "moment", **declared}}, days=["cell"])
    days = ["2026-03-02", "2026-03-03", "2026-07-02", "2026-07-03", "2026-03-03", "1969-12-31"]
    assert [said(day, "date") for day in found.column("cell$day")] == days


def test_without_a_zone_clock_times_are_utc(read, tmp_path):
    path = write_cells(tmp_path / "cells.csv", ["2026-03-29 02:30:00"])
    found = read(path, {"cell": "moment"}, time_zone=None, days=["cell"])
    assert [said(value, "moment") for value in found.column("cell")] == ["2026-03-29T02:30:00"]
    assert found.column("cell$day") == [date(2026, 3, 29).toordinal() - EPOCH_DAY]


NUMBERS = st.decimals(-LARGEST, LARGEST, allow_nan=False, allow_infinity=False, places=9)


@AS_IT_IS
@given(st.lists(NUMBERS | st.decimals(-10, 10, places=12), min_size=1, max_size=300))
@example([Decimal("0.0000005"), Decimal("-0.0000005"), Decimal("2.0000015"), Decimal("8999999999999.9999995")])
def test_any_number_is_exact_to_the_millionth_and_rounded_half_away_from_zero(read, tmp_path, numbers):
    path = write_cells(tmp_path / "cells.csv", [f"{number:f}" for number in numbers])
    exact = [int((number * MILLIONTHS).to_integral_value(ROUND_HALF_UP)) for number in numbers]
    fits = [amount if abs(amount) <= LARGEST * MILLIONTHS else "<unreadable>" for amount in exact]
    assert read(path, {"cell": "number"}).column("cell") == fits


@AS_IT_IS
@given(st.lists(st.decimals(-100, 100, places=6), min_size=1, max_size=100))
def test_any_percentage_is_exact_to_the_millionth(read, tmp_path, numbers):
    path = write_cells(tmp_path / "cells.csv", [f"{number:f} %" for number in numbers])
    exact = [int((number * MILLIONTHS / 100).to_integral_value(ROUND_HALF_UP)) for number in numbers]
    assert read(path, {"cell": "share"}).column("cell") == exact


@AS_IT_IS
@given(st.lists(st.datetimes(datetime(1000, 1, 2), datetime(9999, 12, 30)), min_size=1, max_size=100))
def test_any_moment_is_exact_to_the_microsecond(read, tmp_path, moments):
    path = write_cells(tmp_path / "cells.csv", [f"{moment.isoformat()}Z" for moment in moments])
    exact = [(moment.replace(tzinfo=UTC) - EPOCH) // timedelta(microseconds=1) for moment in moments]
    assert read(path, {"cell": "moment"}).column("cell") == exact


@AS_IT_IS
@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20), min_size=1))
def test_no_text_is_changed(read, tmp_path, texts):
    path = write_cells(tmp_path / "cells.csv", texts)
    expected = [text or "<missing>" for text in texts]
    assert read(path, {"cell": "text"}).column("cell") == expected
