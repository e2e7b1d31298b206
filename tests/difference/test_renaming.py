"""A field is the same under another name only where it is described alike and is read, or used, as before."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.difference import difference

BASE = (Path(__file__).parent / "orders.yaml").read_text("utf-8")


def told(tmp_path: Path, *edits: tuple[str, str], base: str = BASE) -> list[str]:
    text = base
    for before, after in edits:
        assert before in text, before
        text = text.replace(before, after)
    for name, content in (("old", base), ("new", text)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "orders.yaml").write_text(content, "utf-8")
    found = difference(tmp_path / "old" / "orders.yaml", tmp_path / "new" / "orders.yaml")
    return [f"{change.kind} {change.rule or ''} {change.what} {change.values}" for change in found.changes]


def test_an_unused_field_that_is_only_described_alike_is_another_field(tmp_path: Path) -> None:
    assert told(tmp_path, ("discount: {type: share}", "rebate: {type: share}")) == [
        "added  field 'rebate' type share",
        "removed  field 'discount' type share",
    ]


def test_a_field_described_otherwise_is_another_field_and_so_is_what_reads_it(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        ("agreed_hours: {type: number}", "hours: {type: whole_number, column: agreed_hours}"),
        ("{field: agreed_hours", "{field: hours"),
    )
    assert found == [
        "changed cycle limit otherwise the record's “agreed hours” in hours → the record's “hours” in hours",
        "added  field 'hours' column agreed_hours, type whole_number",
        "removed  field 'agreed_hours' type number",
    ]


def test_the_column_says_more_than_the_use(tmp_path: Path) -> None:
    """The uses of the old field now read another column, which no renaming may hide."""
    found = told(
        tmp_path,
        (
            "delivered_at: {type: moment}",
            "unused_at: {type: moment, column: delivered_at}\n    received_at: {type: moment}",
        ),
        ("to: delivered_at", "to: received_at"),
        ("actual: delivered_at", "actual: received_at"),
    )
    assert "renamed  field delivered_at → unused_at" in found
    assert "changed cycle to delivered_at → received_at" in found
    assert "changed promised-date actual delivered_at → received_at" in found


def test_several_fields_are_told_apart_by_where_they_stand(tmp_path: Path) -> None:
    found = told(tmp_path, ("ordered_at", "begun_at"), ("delivered_at", "done_at"))
    assert found == [
        "renamed  field ordered_at → begun_at",
        "renamed  field delivered_at → done_at",
    ]


def test_a_field_that_kept_half_of_its_uses_is_the_same(tmp_path: Path) -> None:
    base = BASE.replace(
        "    title: Everyone is friendly\n", "    title: Everyone is friendly\n    scope: {discount: 0.5}\n"
    )
    base = base.replace(
        "    title: No order stands twice\n", "    title: No order stands twice\n    scope: {discount: 0.5}\n"
    )
    one = base.replace("discount: {type: share}", "rebate: {type: share}").replace(
        "scope: {discount", "scope: {rebate", 1
    )
    assert one.count("scope: {discount: 0.5}") == 1
    less = one.replace("    scope: {discount: 0.5}\n", "    scope: {segment: A}\n    severity: minor\n")
    found = told(tmp_path, (base, less), base=base)
    assert "renamed  field discount → rebate" in found


@pytest.mark.parametrize("name", ["badge-worn", "friendliness"])
def test_a_rule_under_another_id_is_the_same_rule_though_others_changed(name: str, tmp_path: Path) -> None:
    found = told(tmp_path, ("- id: friendly", f"- id: {name}"), ("target: 95 %", "target: 96 %"))
    assert found == ["tightened cycle target at least 95 % → at least 96 %", f"renamed {name} rule friendly → {name}"]


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        (
            [("id: one-order-each", "id: one-each"), ("fields: [order_id, site]", "fields: [order_id]")],
            [
                "tightened one-each fields of the key order_id, site → order_id",
                "renamed one-each rule one-order-each → one-each",
            ],
        ),
        (
            [("id: cycle", "id: delivery"), ("then: 48 hours", "then: 50 hours"), ("arrive within", "come within")],
            [
                "loosened delivery limit where “segment” is A 48 hours → 50 hours",
                "renamed delivery rule cycle → delivery",
                "wording delivery title Orders arrive within the agreed cycle → Orders come within the agreed cycle",
            ],
        ),
    ],
)
def test_a_rule_with_another_id_that_asks_mostly_the_same_is_renamed_and_changed(
    edits: list[tuple[str, str]], expected: list[str], tmp_path: Path
) -> None:
    assert told(tmp_path, *edits) == expected


def test_a_rule_that_asks_something_else_is_another_rule(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        ("id: one-order-each", "id: one-site-each"),
        ("title: No order stands twice", "title: No site stands twice"),
        ("fields: [order_id, site]", "fields: [site]"),
    )
    assert [each.split()[0] for each in found] == ["removed", "added"]
