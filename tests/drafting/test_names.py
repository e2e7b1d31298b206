"""Headings become names that the language allows, each once, whatever they are."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.drafting.names import LONGEST_FIELD, LONGEST_ID, field_names, id_for
from checker.ruleset.references import RESERVED
from checker.written import FIELD_NAME

anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=90)


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("ordered_at", "ordered_at"),
        ("Order no.", "order_no"),
        ("List price (PLN)", "list_price_pln"),
        ("Złożono o godz.", "zlozono_o_godz"),
        ("Número de pedido", "numero_de_pedido"),
        ("Straße", "strasse"),
        ("Дата доставки", "data_dostavki"),
        ("Объезд", "obieezd"),
        ("Ещё", "eshche"),
        ("订单号", "column_1"),
        ("תאריך", "column_1"),
        ("2026 total", "column_2026_total"),
        ("%", "column_1"),
        ("any", "any_2"),
    ],
)
def test_a_heading_becomes_a_name(heading: str, name: str) -> None:
    assert field_names([heading]) == {0: name}


def test_headings_that_become_one_name_are_numbered() -> None:
    assert list(field_names(["Order no.", "order_no", "order-no", "order_no_2"]).values()) == [
        "order_no", "order_no_2", "order_no_3", "order_no_2_2"
    ]  # fmt: skip


def test_names_are_given_to_the_places_that_are_asked_for() -> None:
    assert field_names(["a", "", "号"], [0, 2]) == {0: "a", 2: "column_3"}


@given(st.lists(anything, max_size=12))
def test_every_name_is_one_that_fields_may_have_and_is_given_once(headings: list[str]) -> None:
    names = list(field_names(headings).values())
    assert len(set(names)) == len(headings)
    assert all(re.fullmatch(FIELD_NAME, name) and len(name) <= LONGEST_FIELD for name in names)
    assert not RESERVED.intersection(names)


@given(anything)
def test_every_id_is_one_that_rule_sets_may_have(text: str) -> None:
    written = id_for(text, "records")
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", written)
    assert len(written) <= LONGEST_ID
    assert id_for(written, "x") == written
