"""What is wrong with cells: every count is complete, and the first of each kind are named with row and column."""

from __future__ import annotations

import pytest


def test_every_kind_of_fault_is_counted_by_field(read, write):
    fields = {
        "id": "text",
        "at": "moment",
        "ok": {"type": "yes_no", "not_applicable": ["n/a"], "not_checked": ["?"]},
    }
    rows = [
        "1,2026-10-25 02:30:00,yes",
        "2,2026-03-29 02:30:00,n/a",
        "3,soon,?",
        "4,,maybe",
        ",2026-03-02 09:00:00,no",
    ]
    found = read(write("x.csv", "id,at,ok\n" + "\n".join(rows) + "\n"), fields)
    assert found.quality.faults == {
        "id": {"missing": 1},
        "at": {"missing": 1, "unreadable": 1, "no_such_local_time": 1, "twice": 1},
        "ok": {"unreadable": 1, "not_applicable": 1, "not_checked": 1},
    }
    cells = [(cell.row, cell.field, cell.fault, cell.text) for cell in found.quality.unreadable_cells]
    assert cells == [
        (2, "at", "no_such_local_time", "2026-03-29 02:30:00"),
        (3, "at", "unreadable", "soon"),
        (4, "ok", "unreadable", "maybe"),
    ]


def test_nothing_wrong_is_nothing_told(read, write):
    quality = read(write("x.csv", "a,b\n1,2\n"), {"a": {"type": "text", "required": True}, "b": "number"}).quality
    assert (quality.faults, quality.unreadable_cells, quality.notes) == ({}, (), ())


def test_unreadable_cells_are_listed_up_to_a_hundred_and_all_counted(read, write):
    found = read(write("x.csv", "a,b\n" + "x,y\n" * 300), {"a": "number", "b": "number"})
    assert found.quality.faults == {"a": {"unreadable": 300}, "b": {"unreadable": 300}}
    assert [(cell.row, cell.field) for cell in found.quality.unreadable_cells] == [
        (row, name) for row in range(1, 51) for name in "ab"
    ]


@pytest.mark.parametrize("name", ["x.csv", "x.jsonl"])
def test_a_required_cell_that_is_empty_is_noted_with_its_record(name, read, write):
    csv = "order_id,b\n1,x\n,x\nbrak,x\n\n2,\n"
    json = '{"order_id": 1}\n{"order_id": null}\n{"order_id": "brak", "b": 1}\n\n{"order_id": 2}\n'
    fields = {"order_id": {"type": "text", "required": True}, "b": "text"}
    found = read(write(name, csv if name == "x.csv" else json), fields, missing_words=["", "brak"])
    assert found.quality.notes == ("column 'order_id' is required, and empty in 2 records: 2, 3",)


def test_required_cells_are_told_by_their_column_and_up_to_ten_by_record(read, write):
    fields = {
        "id": {"type": "text", "required": True, "column": "Order no."},
        "at": {"type": "date", "required": True},
        "free": "text",
    }
    text = "Order no.,at,free\n" + "1,,\n" + ",2026-03-02,\n" * 13
    assert read(write("x.csv", text), fields).quality.notes == (
        "column 'Order no.' is required, and empty in 13 records: 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 3 more",
        "column 'at' is required, and empty in 1 record: 1",
    )


def test_of_several_files_the_one_with_the_empty_cell_is_named(read, write):
    paths = [write("x.csv", "id,b\n1,x\n,x\n"), write("y.csv", "id,b\n,x\n")]
    found = read(paths, {"id": {"type": "text", "required": True}})
    assert found.quality.notes == ("column 'id' is required, and empty in 2 records: 2 of 'x.csv', 1 of 'y.csv'",)


def test_an_unreadable_cell_is_not_an_empty_one(read, write):
    found = read(write("x.csv", "n\nsoon\n"), {"n": {"type": "number", "required": True}})
    assert found.quality.notes == ()
    assert found.unreadable == [(1, "n", "soon")]
