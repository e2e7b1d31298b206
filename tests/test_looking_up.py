"""What other tables say of records, against plain Python: the row that holds, and how many rows there are."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
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


HELD_CASES: dict[str, tuple[str, str | None, Any]] = {
    "just before the first day": ("a 2026-01-02 2026-01-31 A", "2026-01-01 23:59:59", MISSING),
    "at the start of the first day": ("a 2026-01-02 2026-01-31 A", "2026-01-02 00:00", "A"),
    "at the end of the last day": ("a 2026-01-02 2026-01-31 A", "2026-01-31 23:59:59", "A"),
    "just after the last day": ("a 2026-01-02 2026-01-31 A", "2026-02-01 00:00", MISSING),
    "without an end it still holds": ("a 2026-01-02 - A", "2099-01-01 00:00", "A"),
    "no row of the key": ("b 2026-01-02 - A", "2026-05-01 00:00", MISSING),
    "one after another": ("a 2026-01-01 2026-01-31 A\n a 2026-02-01 - B", "2026-02-01 00:00", "B"),
    "both hold": ("a 2026-01-01 2026-02-01 A\n a 2026-02-01 - B", "2026-02-01 00:00", CONTRADICTORY),
    "before and after an overlap one row holds alone": (
        "a 2026-01-01 2026-12-31 A\n a 2026-02-01 2026-02-28 B",
        "2026-03-01 00:00",
        "A",
    ),
    "no moment": ("a 2026-01-01 2026-02-01 A\n a 2026-02-01 - B", None, MISSING),
    "a moment nobody can read": ("a 2026-01-01 2026-02-01 A\n a 2026-02-01 - B", "soon", UNREADABLE),
    "it does not apply": ("a 2026-01-01 - n/a", "2026-02-01 00:00", Fault.NOT_APPLICABLE),
    "a row that says nothing": ("a 2026-01-01 - -", "2026-02-01 00:00", MISSING),
    "a row that cannot be read": ("a 2026-01-01 - C", "2026-02-01 00:00", UNREADABLE),
    "a row of which nobody knows its begin": ("a - 2026-12-31 A", "2026-02-01 00:00", CONTRADICTORY),
    "nobody knows its end": ("a 2026-01-01 soon A", "2026-02-01 00:00", CONTRADICTORY),
    "but it has not begun": ("a 2026-01-02 soon A", "2026-01-01 00:00", MISSING),
    "a row that ends before it begins": (
        "a 2026-03-01 2026-02-01 A\n a 2026-01-01 - B",
        "2026-05-01 00:00",
        CONTRADICTORY,
    ),
}


@cache
def groups_held(engine: str) -> dict[str, Any]:
    """The group in every case; its keys are those of no other."""
    records = [{"key": f"{case}:a", "at": at} for case, (_, at, _) in HELD_CASES.items()]
    rows = [
        {**row, "key": f"{case}:{row['key']}"} for case, (written, *_) in HELD_CASES.items() for row in held(written)
    ]
    found = worked_out(history(), records, ["group"], {"history": rows}, engine)
    return {case: group for case, (group,) in zip(HELD_CASES, found, strict=True)}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", HELD_CASES)
def test_the_row_that_holds_at_a_moment(case: str, engine: str) -> None:
    assert groups_held(engine)[case] == HELD_CASES[case][-1]


@pytest.mark.parametrize("engine", ENGINES)
def test_moments_are_compared_to_the_microsecond_and_both_ends_are_included(engine: str) -> None:
    rule_set = history(**{"from": {"type": "moment"}, "until": {"type": "moment"}})
    rows = [{"key": "a", "from": "2026-01-01T10:00:00Z", "until": "2026-01-01T11:00:00Z", "group": "A"}]
    moments = ["09:59:59.999999", "10:00:00", "11:00:00", "11:00:00.000001"]
    records = [{"key": "a", "at": f"2026-01-01T{moment}Z"} for moment in moments]
    found = worked_out(rule_set, records, ["group"], {"history": rows}, engine)
    assert found == [(MISSING,), ("A",), ("A",), (MISSING,)]


KEYS = "abcdef"
SPANS = st.tuples(st.sampled_from(KEYS), st.integers(1, 9), st.integers(0, 4), st.booleans())


@settings(max_examples=5, deadline=None)
@given(st.lists(SPANS, max_size=36))
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
    records = [{"key": key, "at": f"2026-01-{day:02} 12:00"} for key in f"{KEYS}z" for day in range(1, 16)]
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


def counted(cells: Sequence[tuple[str | None, str | None]], keys: Sequence[str | None], engine: str) -> list[Any]:
    """Of a record of each key, how many rows of the table it has, and how many persons there are in them."""
    forms = {"rows": {"count": "contacts.person"}, "persons": {"count": "contacts.person", "distinct": "true"}}
    tables = {"contacts": {"match": "key", "fields": CONTACTS}}
    rows = [{"key": key, "person": person} for key, person in cells]
    records = [{"key": key} for key in keys]
    return worked_out(with_worked_out(FIELDS, forms, tables=tables), records, list(forms), {"contacts": rows}, engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_are_counted_where_something_is_recorded(engine: str) -> None:
    cells = [("a", "1"), ("a", "1.0"), ("a", "2"), ("a", None), ("c", "1"), (None, "1")]
    too = [*((key and f"{key}2", person) for key, person in cells), ("a2", "soon")]
    assert counted([*cells, *too], ["a", "b", None, "a2", "b2"], engine) == [
        (3_000_000, 2_000_000),
        (0, 0),
        (MISSING, MISSING),
        (4_000_000, UNREADABLE),
        (0, 0),
    ]
    assert counted([], ["a", None], engine) == [(0, 0), (MISSING, MISSING)]


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
