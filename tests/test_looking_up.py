"""What other tables say of records, against plain Python: the row that holds, and how many rows there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.fields import Fault
from checker.ruleset.model import RuleSet
from tests.engines.available import ENGINES
from tests.made_up.beside import with_worked_out, worked_out

MISSING, UNREADABLE, CONTRADICTORY = Fault.MISSING, Fault.UNREADABLE, Fault.CONTRADICTORY

FIELDS = {"key": {"type": "text"}, "at": {"type": "moment"}}
HELD = {
    "key": {"type": "text"},
    "from": {"type": "date"},
    "until": {"type": "date"},
    "group": {"type": "choice", "of": ["A", "B"], "not_applicable": ["n/a"]},
}
CONTACTS = {"key": {"type": "text"}, "person": {"type": "number"}}


def history(**fields: Any) -> RuleSet:
    table = {"match": "key", "valid": {"from": "from", "until": "until"}, "fields": {**HELD, **fields}}
    form = {"lookup": "history.group", "at": "at"}
    return with_worked_out(FIELDS, {"group": form}, tables={"history": table})


def held(rows: str) -> list[dict[str, str | None]]:
    """Rows, drawn: a key, from when until when, and the group."""
    cells = [line.split() for line in rows.strip().splitlines()]
    return [dict(zip(HELD, [None if cell == "-" else cell for cell in row], strict=True)) for row in cells]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("rows", "at", "group"),
    [
        pytest.param("a 2026-01-02 2026-01-31 A", "2026-01-01 23:59:59", MISSING, id="just before the first day"),
        pytest.param("a 2026-01-02 2026-01-31 A", "2026-01-02 00:00", "A", id="at the start of the first day"),
        pytest.param("a 2026-01-02 2026-01-31 A", "2026-01-31 23:59:59", "A", id="at the end of the last day"),
        pytest.param("a 2026-01-02 2026-01-31 A", "2026-02-01 00:00", MISSING, id="just after the last day"),
        pytest.param("a 2026-01-02 - A", "2099-01-01 00:00", "A", id="without an end it still holds"),
        pytest.param("b 2026-01-02 - A", "2026-05-01 00:00", MISSING, id="no row of the key"),
        pytest.param("a 2026-01-01 2026-01-31 A\n a 2026-02-01 - B", "2026-02-01 00:00", "B", id="one after another"),
        pytest.param("a 2026-01-01 2026-02-01 A\n a 2026-02-01 - B", "2026-02-01 00:00", CONTRADICTORY, id="both hold"),
        pytest.param("a 2026-01-01 2026-12-31 A\n a 2026-02-01 2026-02-28 B", "2026-03-01 00:00", "A",
                     id="before and after an overlap one row holds alone"),
        pytest.param("a 2026-01-01 2026-02-01 A\n a 2026-02-01 - B", None, MISSING, id="no moment"),
        pytest.param("a 2026-01-01 2026-02-01 A\n a 2026-02-01 - B", "soon", UNREADABLE, id="a moment nobody can read"),
        pytest.param("a 2026-01-01 - n/a", "2026-02-01 00:00", Fault.NOT_APPLICABLE, id="it does not apply"),
        pytest.param("a 2026-01-01 - -", "2026-02-01 00:00", MISSING, id="a row that says nothing"),
        pytest.param("a 2026-01-01 - C", "2026-02-01 00:00", UNREADABLE, id="a row that cannot be read"),
        pytest.param("a - 2026-12-31 A", "2026-02-01 00:00", CONTRADICTORY, id="a row of which nobody knows its begin"),
        pytest.param("a 2026-01-01 soon A", "2026-02-01 00:00", CONTRADICTORY, id="nobody knows its end"),
        pytest.param("a 2026-01-02 soon A", "2026-01-01 00:00", MISSING, id="but it has not begun"),
        pytest.param("a 2026-03-01 2026-02-01 A\n a 2026-01-01 - B", "2026-05-01 00:00", CONTRADICTORY,
                     id="a row that ends before it begins"),
    ],
)  # fmt: skip
def test_the_row_that_holds_at_a_moment(rows: str, at: str | None, group: Any, engine: str) -> None:
    records = [{"key": "a", "at": at}]
    assert worked_out(history(), records, ["group"], {"history": held(rows)}, engine) == [(group,)]


@pytest.mark.parametrize("engine", ENGINES)
def test_moments_are_compared_to_the_microsecond_and_both_ends_are_included(engine: str) -> None:
    rule_set = history(**{"from": {"type": "moment"}, "until": {"type": "moment"}})
    rows = [{"key": "a", "from": "2026-01-01T10:00:00Z", "until": "2026-01-01T11:00:00Z", "group": "A"}]
    moments = ["09:59:59.999999", "10:00:00", "11:00:00", "11:00:00.000001"]
    records = [{"key": "a", "at": f"2026-01-01T{moment}Z"} for moment in moments]
    found = worked_out(rule_set, records, ["group"], {"history": rows}, engine)
    assert found == [(MISSING,), ("A",), ("A",), (MISSING,)]


SPANS = st.tuples(st.sampled_from("ab"), st.integers(1, 9), st.integers(0, 4), st.booleans())


@settings(max_examples=15, deadline=None)
@given(st.lists(SPANS, max_size=12))
def test_rows_hold_as_python_says(spans: list[tuple[str, int, int, bool]]) -> None:
    rows: list[dict[str, str | None]] = [
        {
            "key": key,
            "from": f"2026-01-{first:02}",
            "until": None if is_open else f"2026-01-{first + more:02}",
            "group": "AB"[number % 2],
        }
        for number, (key, first, more, is_open) in enumerate(spans)
    ]
    records = [{"key": key, "at": f"2026-01-{day:02} 12:00"} for key in "abc" for day in range(1, 16)]
    expected: list[tuple[Any]] = []
    for record in records:
        day = int(str(record["at"])[8:10])
        hold = [
            row["group"]
            for row, (key, first, more, is_open) in zip(rows, spans, strict=True)
            if key == record["key"] and first <= day and (is_open or day <= first + more)
        ]
        expected.append((hold[0] if len(hold) == 1 else CONTRADICTORY if hold else MISSING,))
    for engine in ENGINES:
        assert worked_out(history(), records, ["group"], {"history": rows}, engine) == expected


def counted(cells: Sequence[tuple[str | None, str | None]], engine: str, *, distinct: bool = False) -> list[Any]:
    """Of the records with the keys a, b and none: how many rows of the table they have."""
    form = {"count": "contacts.person", "distinct": str(distinct).lower()}
    tables = {"contacts": {"match": "key", "fields": CONTACTS}}
    rule_set = with_worked_out(FIELDS, {"persons": form}, tables=tables)
    rows = [{"key": key, "person": person} for key, person in cells]
    records = [{"key": key} for key in ("a", "b", None)]
    return [value for (value,) in worked_out(rule_set, records, ["persons"], {"contacts": rows}, engine)]


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_are_counted_where_something_is_recorded(engine: str) -> None:
    cells = [("a", "1"), ("a", "1.0"), ("a", "2"), ("a", None), ("c", "1"), (None, "1")]
    assert counted(cells, engine) == [3_000_000, 0, MISSING]
    assert counted(cells, engine, distinct=True) == [2_000_000, 0, MISSING]
    assert counted([*cells, ("a", "soon")], engine) == [4_000_000, 0, MISSING]
    assert counted([*cells, ("a", "soon")], engine, distinct=True) == [UNREADABLE, 0, MISSING]
    assert counted([], engine) == [0, 0, MISSING]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_row_is_looked_up_by_its_key_and_of_two_nobody_can_say_which(engine: str) -> None:
    tables = {"contacts": {"match": "key", "fields": CONTACTS}}
    form = {"lookup": "contacts.person"}
    twice = {"sum": ["person", "person2"]}
    rule_set = with_worked_out(FIELDS, {"person": form, "person2": form, "twice": twice}, tables=tables)
    cells = [("a", "1"), ("b", "2"), ("b", "2"), (None, None)]
    rows = [{"key": key, "person": person} for key, person in cells]
    records = [{"key": key} for key in ("a", "b", "c", None)]
    assert worked_out(rule_set, records, ["person", "twice"], {"contacts": rows}, engine) == [
        (1_000_000, 2_000_000),
        (CONTRADICTORY, CONTRADICTORY),
        (MISSING, MISSING),
        (MISSING, MISSING),
    ]
