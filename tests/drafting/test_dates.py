"""How dates are written is said only where the values leave no choice; the engine reads what is said to be read."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.drafting.dates import _formats, examples, reads, written
from checker.ruleset.patterns import format_problem


@pytest.mark.parametrize(
    ("values", "type_", "formats"),
    [
        (["2026-05-31"], "date", ()),
        (["2026-05-31", "2026-05-31 10:00"], "moment", ()),
        (["2026-05-31T10:00:00.5+02:00"], "moment", ()),
        (["31.05.2026", "01.02.2026"], "date", ("%d.%m.%Y",)),
        (["05/31/2026 9:15 PM"], "moment", ("%m/%d/%Y %I:%M %p",)),
        (["05/31/26, 21:15"], "moment", ("%m/%d/%y, %H:%M",)),
        (["05/06/2026"], "date", ("%d/%m/%Y", "%m/%d/%Y")),
        (["05/06/2026"] * 9 + ["13/06/2026"], "date", ("%d/%m/%Y",)),
        (["05-06-07"], "date", ("%d-%m-%y", "%m-%d-%y", "%y-%m-%d")),
        (["20260531"], "date", ("%Y%m%d",)),
        (["1 May 2026", "12 May 2026"], "date", ("%d %b %Y",)),
        (["3 August 2026", "12 May 2026"], "date", ("%d %B %Y",)),
        (["2026年5月31日"], "date", ("%Y年%m月%d日",)),
    ],
)
def test_values_say_how_they_are_written(values: list[str], type_: str, formats: tuple[str, ...]) -> None:
    found = written(values)
    assert found is not None
    assert (found.type, found.formats, found.read) == (type_, formats, len(values))


@pytest.mark.parametrize("value", ["", "12:30", "5", "31.02.2026", "2026-02-30", "99/99/9999", "1/2", "0226-01-01"])
def test_what_is_no_date_is_not_called_one(value: str) -> None:
    assert written([value]) is None


def test_the_order_decides_between_formats_that_differ_in_it() -> None:
    found = written(["05/06/2026"])
    assert found is not None
    assert (found.chosen(None), found.chosen("day-first"), found.chosen("month-first")) == (
        None, "%d/%m/%Y", "%m/%d/%Y"
    )  # fmt: skip


def test_the_order_does_not_change_what_leaves_no_choice() -> None:
    found = written(["31/05/2026"])
    assert found is not None
    assert found.chosen("month-first") == "%d/%m/%Y"


def test_an_example_is_one_that_every_format_reads() -> None:
    assert examples(["x", "31/05/2026", "05/06/2026"], ("%d/%m/%Y", "%m/%d/%Y")) == "05/06/2026"


def test_every_format_is_one_that_rule_sets_may_declare() -> None:
    assert not [form for form in _formats() if format_problem(form, moment="%M" in form)]


@settings(deadline=None)  # the first question to the engine takes longest
@given(form=st.sampled_from(_formats()), day=st.dates(date(2001, 1, 1), date(2060, 1, 1)), clock=st.integers(0, 86_399))
def test_what_a_format_reads_the_engine_reads_as_the_same_day(form: str, day: date, clock: int) -> None:
    moment = datetime(day.year, day.month, day.day) + timedelta(seconds=clock)
    value = moment.strftime(form)
    assert reads(form, value)
    found = duckdb.execute("SELECT TRY_STRPTIME(?, ?)", [value, form]).fetchall()[0][0]
    assert found.date() == day
    assert found.strftime(form) == value
