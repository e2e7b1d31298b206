"""The sample company's files tell of the same orders, complaints, marks and customers."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[2] / "rules" / "samples"
README = (SAMPLES / "README.md").read_text("utf-8")
Row = dict[str, str]

NUMBER = re.compile(r"Z-[0-9]{4}")


@cache
def rows(name: str) -> list[Row]:
    """The rows of a file that have as many cells as the header."""
    with (SAMPLES / name).open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file, delimiter=";" if name == "delivery.csv" else ",")
    return [dict(zip(header, line, strict=True)) for line in lines if len(line) == len(header)]


@cache
def customers() -> dict[str, Row]:
    return {row["customer"]: row for row in rows("accounts.csv")}


def late() -> set[str]:
    """Orders that came after the day promised, or have not come though it is past."""
    found = set()
    for row in rows("levels.csv"):
        came = row["received_at"][:10] or "2026-09-30"
        found |= {row["order_id"]} if came > row["promised_on"] else set()
    return found


def test_the_late_order_is_the_complaint_is_the_bad_mark() -> None:
    complaints = {row["order_no"]: row for row in rows("responses.csv") if row["contact_type"] == "complaint"}
    marks = {row["purchase_id"]: row for row in rows("loyalty.csv") if row["satisfaction"]}
    surveys = {(row["customer"], row["happened_at"][:10]): row for row in rows("reactions.csv") if row["score"]}
    events = {(row["customer"], row["event"]) for row in rows("reactions.csv")}
    found = late() & set(complaints) & {order for order, row in marks.items() if row["satisfaction"] in ("1", "2")}
    assert len(found) >= 12
    for order in found:
        mark, complaint = marks[order], complaints[order]
        assert mark["branch"] == complaint["branch"].strip()
        assert mark["customer"] == complaint["customer"]
        assert surveys[mark["customer"], mark["answered_on"]]["score"] in ("1", "2")
        assert (complaint["customer"], "complaint") in events


def test_nobody_is_content_with_a_late_order() -> None:
    assert late() & {row["purchase_id"] for row in rows("loyalty.csv")}
    for row in rows("loyalty.csv"):
        if row["purchase_id"] in late():
            assert row["satisfaction"] in ("1", "2", "3")
            assert row["something_failed"] == "yes"


def test_most_late_orders_that_a_complaint_could_tell_of_are_told_of_first() -> None:
    about = [row["order_no"] for row in rows("responses.csv") if row["contact_type"] == "complaint" and row["order_no"]]
    assert len(set(about) & late()) > 20
    assert {order for order in about if not NUMBER.fullmatch(order)} == set()


@pytest.mark.parametrize("name", ["responses.csv", "loyalty.csv", "reactions.csv", "moves.csv", "remarks.csv"])
def test_a_customer_is_the_same_everywhere(name: str) -> None:
    told = [row for row in rows(name) if row["customer"] and row["branch"]]
    assert len(told) > 40
    for row in told:
        assert row["branch"].strip() == customers()[row["customer"]]["branch"]


@pytest.mark.parametrize(("name", "order"), [("responses.csv", "order_no"), ("loyalty.csv", "purchase_id")])
def test_an_order_that_is_named_is_of_that_customer(name: str, order: str) -> None:
    of = {row["Order no."]: row["customer"] for row in rows("delivery.csv")}
    named = [row for row in rows(name) if row[order] and row["customer"]]
    assert len(named) > 100
    assert all(of[row[order]] == row["customer"] for row in named)


def test_levels_are_the_orders_that_were_delivered_but_for_what_was_spoiled() -> None:
    orders = {row["Order no."]: row for row in rows("delivery.csv")}
    differing = 0
    for row in rows("levels.csv"):
        order = orders[row["order_id"]]
        assert order["branch"].strip() in (row["branch"], "")
        told = (order["ordered_at"], order["promised_on"], order["delivered_at"])
        differing += told != (
            f"{datetime.fromisoformat(row['ordered_at']):%d.%m.%Y %H:%M}",
            f"{date.fromisoformat(row['promised_on']):%d.%m.%Y}",
            f"{datetime.fromisoformat(row['received_at']):%d.%m.%Y %H:%M}" if row["received_at"] else "",
        )
    assert 0 < differing <= 15


def group_by(row: Row) -> str:
    years, orders = float(row["years_with_us"]), int(row["orders_last_year"])
    return "A" if years >= 3 and orders >= 24 else "C" if orders < 6 else "B"


def test_whoever_moved_is_in_the_group_that_years_and_orders_put_them_in() -> None:
    settings = {(row["customer"], row["set_at"]) for row in rows("accounts.group_settings.csv")}
    assert len(rows("moves.csv")) > 30
    for row in rows("moves.csv"):
        assert row["to_group"] == group_by(customers()[row["customer"]]) != row["from_group"]
        assert (row["customer"], row["moved_at"]) in settings
    grown = [row for row in rows("moves.csv") if row["reason"] == "grown"]
    assert all(row["to_group"] < row["from_group"] for row in grown)


def test_the_groups_of_responses_are_those_of_the_customers_but_for_what_was_spoiled() -> None:
    told = [row for row in rows("responses.csv") if row["customer"]]
    other = [row for row in told if row["customer_group"] != group_by(customers()[row["customer"]])]
    assert len(other) <= 2


SCRIPTS = {"ru": re.compile("[а-яё]", re.IGNORECASE), "zh-Hant": re.compile("[一-鿿]")}


def test_customers_have_names_in_five_languages() -> None:
    told = dict(re.findall(r"^\| (pl|en|es|ru|zh-Hant) \| (\d+) \|$", README, re.MULTILINE))
    found = Counter(row["language"] for row in rows("accounts.csv"))
    assert {language: str(count) for language, count in found.items()} == told
    assert len(told) == 5
    for row in rows("accounts.csv"):
        for language, script in SCRIPTS.items():
            assert bool(script.search(row["name"])) == (row["language"] == language), row["name"]
    assert len({row["name"] for row in rows("accounts.csv")}) == len(rows("accounts.csv")) == 280


def test_customers_write_in_their_language() -> None:
    written = [row for row in rows("responses.csv") if row["customer"] and row["text"]]
    written += [row | {"text": row["comment"]} for row in rows("loyalty.csv") if row["comment"]]
    assert len(written) > 700
    for row in written:
        for language, script in SCRIPTS.items():
            assert bool(script.search(row["text"])) == (customers()[row["customer"]]["language"] == language)


def test_a_talk_follows_its_mark_and_a_settled_complaint_its_complaint() -> None:
    first: dict[tuple[str, str], str] = {}
    for row in rows("reactions.csv"):
        first.setdefault((row["customer"], row["event"]), row["happened_at"])
    for row in rows("reactions.csv"):
        if row["event"] == "talk":
            assert first[row["customer"], "survey"] < row["happened_at"]
        if row["event"] == "complaint_settled" and row["happened_at"] > f"{date(2026, 7, 1) + timedelta(days=30)}":
            assert first[row["customer"], "complaint"] < row["happened_at"]
