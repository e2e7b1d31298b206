"""The level of the sample company's service: the same orders once more, with what each cost."""

from __future__ import annotations

from random import Random

from tests.sample_company.branches import NOW, Files, Quarter, Row, likely
from tests.sample_company.customers import everybody
from tests.sample_company.orders import day_of, moment_of, orders

LEVELS = (
    ("2024-10-01", "2025-12-31", "80 %"),
    ("2026-01-01", "2026-06-30", "83 %"),
    ("2026-07-01", "2026-12-31", "85 %"),
)
"""From when until when the competitors brought so many orders within four days."""


def levels(rng: Random) -> Files:
    """Every order of the last quarter that was not cancelled, and the levels of the competitors."""
    rows = orders_of(NOW, rng)
    competitors = [
        {"rule": "not-below-competitors", "level": level, "valid_from": first, "valid_until": last}
        for first, last, level in LEVELS
    ]
    return {"": list(rows), "competitors": competitors}


def orders_of(quarter: Quarter, rng: Random) -> list[Row]:
    """Every order of the quarter that was not cancelled, as delivery.csv tells it before anybody spoils it."""
    people = {each.name: each for each in everybody()[quarter.name]}
    rows: list[Row] = []
    for order in orders(quarter):
        ordered, cause = moment_of(order["ordered_at"]), order["delay_cause"]
        group = people[order["customer"]].group
        cost = {"A": 52, "B": 34, "C": 17}[group] * (1.3 if likely(rng, 0.08) else 0.9) * rng.uniform(0.8, 1.1)
        if order["order_status"] == "cancelled" or ordered.date() < quarter.first:
            continue
        received = f"{moment_of(order['delivered_at'])}" if order["delivered_at"] else ""
        row = {"order_id": order["Order no."], "branch": order["branch"], "group": group, "ordered_at": f"{ordered}"}
        row |= {"promised_on": f"{day_of(order['promised_on'])}", "received_at": received}
        row["cost_to_serve"] = f"{cost:.2f}"
        rows.append(row | {"interrupted_by": cause if cause in ("strike", "flood") else "nothing"})
    return rows
