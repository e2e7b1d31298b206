"""Records of everything.yaml, made up at random: cells on, beside and beyond every limit, and every kind of fault."""

from __future__ import annotations

from random import Random
from typing import Any

Written = dict[str, Any]

BEGINNINGS = (
    "2026-10-23 23:59:59.999999, 2026-10-24 00:00:00, 2026-10-24 12:00:00, 2026-10-24 12:00:00.000001, "
    "2026-10-24T10:00:00Z, 2026-10-25 02:30:00, 2026-10-25T02:30:00+01:00, 2026-03-29 02:30:00, 2026-03-28 12:00:00, "
    "2026-10-27 00:00:00, 24.10.2026 12:00, brak"
).split(", ")
ENDINGS = (
    "2026-10-24 12:00:00, 2026-10-26 11:00:00, 2026-10-26 11:00:00.2, 2026-10-26 12:00:00, 2026-10-25 23:59:59.999999, "
    "2026-10-26 00:00:00, 2026-10-25T22:59:59Z, 2026-10-25T23:00:00Z, 2026-03-30 13:00:00, 2026-03-30 13:00:00.000001, "
    "2026-10-25 02:00:00, 2026-03-29 02:00:00, soon, n/a, ?"
).split(", ")
CELLS = {
    "ordered_at": ["", *BEGINNINGS],
    "delivered_at": ["", "", *ENDINGS],
    "agreed_at": ["", *BEGINNINGS, *ENDINGS[:6], "n/a"],
    "promised_on": ["", "24.10.2026", "25.10.2026", "26.10.2026", "28.03.2026", "31.09.2026", "n/a"],
    "ordered_quantity": ["", "10", "1.3", "0.000001", "-4", "1,5"],
    "delivered_quantity": ["", "10", "10.0", "9.9", "9.899999", "1.2", "11", "n/a", "?", "ten"],
    "agreed_hours": ["", "48", "47.999999", "2.5", "0", "n/a", "x"],
    "rate": ["", "85 %", "0.5", "100 %", "101 %"],
    "kind": ["", "1", "3", "4", "5", "6", "4.5", "n/a", "?"],
    "willing": ["", "1", "2", "5", "n/a", "?"],
    "badge": ["", "tak", "yes", "nie", "no", "n/a", "?", "perhaps"],
    "clean": ["", "yes", "no", "n/a"],
    "solved": ["", "solved", "partly", "unsolved", "n/a"],
    "segment": ["", "A", "B", "C", "D", "n/a"],
    "wanted": ["", "mail", "phone", "n/a"],
    "used": ["", "mail", "phone", "fax"],
    "site": ["", "Łódź", "Łódź ", "Gdańsk"],
}


def made_up(seed: int, count: int) -> list[Written]:
    """Records of which a few share an id, or have none."""
    random = Random(seed)
    rows = [{name: random.choice(pool) for name, pool in CELLS.items()} for _ in range(count)]
    shared = ["", "7", "007", "twin"]
    return [
        {"order_id": random.choice(shared) if random.random() < 0.1 else f"r{number}"} | row
        for number, row in enumerate(rows)
    ]
