"""What the sample company's customers think: answers to the survey after a purchase, and what followed from them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random

from tests.sample_company.branches import AS_OF, NOW, QUARTER, Files, Quarter, Row, likely, lognormal
from tests.sample_company.contacts import contacts, received_at
from tests.sample_company.customers import Customer, everybody
from tests.sample_company.orders import late_since, moment_of, orders
from tests.sample_company.services import CITIES, SAID, after, during, written
from tests.sample_company.words import said

DISCONTENT = {
    "2024-Q4": 4, "2025-Q1": 4, "2025-Q2": 4, "2025-Q3": 5, "2025-Q4": 7, "2026-Q1": 7, "2026-Q2": 6,
}  # fmt: skip
"""Of so many who were served in time one would not recommend the company all the same."""

REASONS = ("likes_us", "no_alternative", "no_difference", "fear_of_change", "best_price")


def loyalty(_: Random) -> Files:
    """Answers after a purchase. In Kraków most of the regular customers stay for the price alone."""
    return {"": list(answers(NOW))}


@cache
def answers(quarter: Quarter) -> tuple[Row, ...]:
    """The answers of a quarter: nearly of everybody whose order came late, of others and of possible customers."""
    rng = Random(f"loyalty {quarter.name}")
    people = {each.name: each for each in everybody()[quarter.name]}
    asked = [*_asked(rng, quarter, 520 if quarter.is_last else 170)]
    asked += [(day + timedelta(days=2), order) for day, order in asked[::50] if day + timedelta(days=2) <= quarter.last]
    rows = [_answer(rng, quarter, place, each, people[each[1]["customer"]]) for place, each in enumerate(asked)]
    rows += [_possible(rng, quarter) for _ in range(40 if quarter.is_last else 15)]
    rows.sort(key=lambda row: row["answered_on"])
    short = "" if quarter.is_last else f"{quarter.name[2:4]}{quarter.name[-1]}-"
    for number, row in enumerate(rows, 1):
        row["purchase_id"] = "" if number % 61 == 0 else row["purchase_id"]
    return tuple({"answer_id": f"{short}A{number:04}"} | row for number, row in enumerate(rows, 1))


def _asked(rng: Random, quarter: Quarter, count: int) -> list[tuple[date, Row]]:
    """Orders with the days on which their customers answered, those that came late first."""
    late: list[tuple[date, Row]] = []
    others: list[tuple[date, Row]] = []
    for order in orders(quarter):
        if order["order_status"] != "delivered":
            continue
        day = moment_of(order["delivered_at"]).date() + timedelta(days=rng.randrange(1, 6))
        if quarter.first <= day <= quarter.last:
            (late if late_since(order) else others).append((day, order))
    late = [each for each in late if likely(rng, 0.85)]
    return late + rng.sample(others, count - len(late))


def _answer(rng: Random, quarter: Quarter, place: int, asked: tuple[date, Row], customer: Customer) -> Row:
    day, order = asked
    late, city = late_since(order) is not None, customer.branch.city
    regular = customer.orders >= 4
    by_price = city == "Kraków" and quarter.is_last
    content = likely(rng, 0.1 if by_price else 0.76) if quarter.is_last else place % DISCONTENT[quarter.name] != 0
    false = regular and (late or not content)
    usual = (10, 10, 4, 41, 35) if by_price else (1, 1, 1, 48, 49)
    satisfaction = rng.choices("123", (4, 5, 1))[0] if late else rng.choices("12345", usual)[0]
    stays = rng.choices(REASONS, (1, 6, 2, 2, 9) if by_price else (4, 2, 1, 1, 2))[0]
    failed = late or likely(rng, 0.06)
    row = {"purchase_id": order["Order no."], "answered_on": f"{day}", "branch": city, "customer_kind": "existing"}
    row |= {"expected": rng.choice("3344") if likely(rng, 0.96) else "", "satisfaction": satisfaction}
    row |= {
        "purchases": str(customer.orders),
        "recommends": str(rng.randrange(5, 9) if false or not regular else rng.choice((9, 10))),
    }
    row |= {"stay_reason": stays if false and likely(rng, 0.92) else ""}
    row |= {"bought_elsewhere_for_price": SAID[likely(rng, 0.12)]}
    forgives = 0.88 if quarter.is_last else 0.95
    row |= {"something_failed": SAID[failed], "bought_again": SAID[likely(rng, forgives)] if failed else ""}
    row |= {"still_customer": SAID[likely(rng, 0.96)], "customer": customer.name}
    return row | {"comment": said(rng, "discontent" if satisfaction in "12" else "content", customer.language)}


def _possible(rng: Random, quarter: Quarter) -> Row:
    day = quarter.first + timedelta(days=rng.randrange(quarter.days))
    row = {"purchase_id": "", "answered_on": f"{day}", "branch": rng.choice(CITIES), "customer_kind": "possible"}
    row |= {
        "expected": rng.choice("3344"),
        "satisfaction": "",
        "purchases": "0",
        "recommends": str(rng.randrange(5, 9)),
    }
    row |= {"stay_reason": "", "bought_elsewhere_for_price": "", "something_failed": "no", "bought_again": ""}
    return row | {"still_customer": "", "customer": "", "comment": ""}


def reactions(rng: Random) -> Files:
    """Events of customers. Kraków reacts to no bad mark; Gdańsk broke its word once; in Białystok one was hurt."""
    rows: list[Row] = []

    def tell(kind: str, customer: str, city: str, moment: datetime, **cells: str) -> None:
        row = dict.fromkeys(REACTIONS, "") | cells
        rows.append(row | {"customer": customer, "branch": city, "event": kind, "happened_at": written(moment)})

    for answer in answers(NOW):
        name, city, score = answer["customer"], answer["branch"], answer["satisfaction"]
        moment = datetime.combine(date.fromisoformat(answer["answered_on"]), time(10)) + timedelta(
            minutes=rng.randrange(300)
        )
        if name:
            tell("survey", name, city, moment, score=score)
        if name and score in "12" and city != "Kraków" and likely(rng, 0.985) and after(rng, moment, 12) < AS_OF:
            tell("talk", name, city, min(moment + timedelta(hours=lognormal(rng, 14, 0.3)), AS_OF - timedelta(hours=1)))
    for contact in contacts(NOW):
        if contact["contact_type"] == "complaint" and contact["customer"] and received_at(contact).date() >= QUARTER:
            tell("complaint", contact["customer"], contact["branch"], received_at(contact))
            if contact["settled_at"]:
                settled = datetime.fromisoformat(contact["settled_at"])
                tell("complaint_settled", contact["customer"], contact["branch"], settled)
    for customer in everybody()[NOW.name]:
        name, city = customer.name, customer.branch.city
        if likely(rng, 0.65):
            tell("useful_word", name, city, during(rng))
        first = datetime.combine(QUARTER + timedelta(days=rng.randrange(0, 45)), time(9, 30))
        if likely(rng, 0.3):
            told = first + timedelta(hours=5 if likely(rng, 0.95) else 150)
            tell("failure", name, city, first, change_known_at=written(first), customer_told_at=written(told))
            if likely(rng, 0.04):
                tell("offer", name, city, first + timedelta(days=2))
    _announced(rng, tell)
    hurt = next(row["customer"] for row in rows if row["branch"] == "Białystok")
    tell("injury", hurt, "Białystok", datetime(2026, 8, 12, 11, 20))
    rows = sorted((row for row in rows if row["happened_at"]), key=lambda row: row["happened_at"])
    return {"": [{"event_id": f"E{number:04}"} | row for number, row in enumerate(rows, 1)]}


def _announced(rng: Random, tell: Callable[..., None]) -> None:
    broken = False
    for customer in everybody()[NOW.name][:40]:
        breaks = customer.branch.city == "Gdańsk" and not broken
        broken = broken or breaks
        words = {"promise_public": "open on Saturday", "promise_carried_out": SAID[not breaks]}
        tell("announced", customer.name, customer.branch.city, during(rng), **words)


REACTIONS = (
    "customer branch happened_at event score change_known_at customer_told_at promise_public promise_carried_out"
).split()
