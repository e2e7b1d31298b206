"""The orders of the sample company: what was ordered, promised, delivered, refused and charged."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random

from tests.sample_company.branches import (
    AS_OF,
    DAYS_IN_QUARTER,
    EARLIER,
    NEW_MANAGER,
    NOW,
    QUARTER,
    SEED,
    Branch,
    Quarter,
    Row,
    cells,
    known,
    likely,
    lognormal,
    office_moment,
)
from tests.sample_company.customers import Customer, customers, everybody

GROUP_DAYS = {"A": 3, "B": 5, "C": 8}
GROUP_MEDIAN = {"A": 1.0, "B": 2.3, "C": 4.0}
STRIKE = (date(2026, 9, 14), date(2026, 9, 18), "strike")
FLOOD = (date(2026, 7, 20), date(2026, 7, 24), "flood")
FORCE_MAJEURE = {"Besançon": STRIKE, "Wrocław": FLOOD}
REQUESTS = (
    "wniesienie na 3. piętro, dostawa przed 8:00, call 30 minutes before arrival, "
    "entregar por la puerta trasera, позвонить за час, 送貨前請打電話, mit Hebebühne anliefern"
).split(", ")
REASONS = "no lift truck, brak kuriera przed 8:00, sin acceso para camiones, too heavy".split(", ")


NEW_NUMBERS = date(2026, 6, 24)
"""Since then orders are counted by the new order system, from Z-0001 on."""

MOVING_HOUSE = {
    (2025, 11): 0.1,
    (2025, 12): 0.25,
    (2026, 1): 0.36,
    (2026, 2): 0.42,
    (2026, 3): 0.32,
    (2026, 4): 0.26,
    (2026, 5): 0.06,
}
"""How many of the orders of Gdańsk came late for that reason alone, while its warehouse moved to another house."""

BROKEN_GUARANTEE = ("2025-Q2", "Kraków")
"""When and where goods arrived broken, once, though somebody had paid for a guarantee."""

FORGETFUL = date(2026, 4, 1)
"""Since then special requests that were accepted are often forgotten, wherever they were made."""

USUALLY_LATE = {
    "2024-Q4": 1.1, "2025-Q1": 0.75, "2025-Q2": 0.6, "2025-Q3": 0.35, "2025-Q4": 0.4, "2026-Q1": 0.4, "2026-Q2": 0.5,
}  # fmt: skip
"""How often orders came late for the usual reasons, beside what they do in the last quarter."""


def _usually_late(ordered: datetime) -> float:
    return USUALLY_LATE.get(f"{ordered.year}-Q{(ordered.month + 2) // 3}", 1.0) if ordered.date() < NEW_NUMBERS else 1.0


@cache
def orders(quarter: Quarter = NOW) -> tuple[Row, ...]:
    """Every order of a quarter; in the last one also twelve older ones, which the export brought along."""
    if not quarter.is_last:
        return _earlier_orders(quarter)
    rng = Random(f"orders {SEED}")
    people = customers(rng)
    busy = [3 + customer.orders for customer in people]
    moments = [office_moment(rng, NEW_NUMBERS, 7) for _ in range(12)]
    moments += [office_moment(rng, QUARTER, DAYS_IN_QUARTER) for _ in range(1250)]
    return tuple(
        _order(rng, f"Z-{number:04}", moment, rng.choices(people, busy)[0])
        for number, moment in enumerate(sorted(moments), 1)
    )


def _earlier_orders(quarter: Quarter) -> tuple[Row, ...]:
    rng, people, place = Random(f"orders {quarter.name}"), everybody()[quarter.name], EARLIER.index(quarter)
    busy = [3 + customer.orders for customer in people]
    days = min(quarter.days, (NEW_NUMBERS - quarter.first).days)
    moments = sorted(office_moment(rng, quarter.first, days) for _ in range(640 + 40 * place))
    rows = tuple(
        _order(rng, f"{quarter.name[2:4]}{quarter.name[-1]}-{number:04}", moment, rng.choices(people, busy)[0])
        for number, moment in enumerate(moments, 1)
    )
    for row in [row for row in rows if (quarter.name, row["branch"]) == BROKEN_GUARANTEE and _is_guaranteed(row)][:1]:
        row["undamaged"] = "nie"
    return rows


def _is_guaranteed(row: Row) -> bool:
    return row["order_status"] == "delivered" and row["perfect_condition_paid"] == "tak"


def _order(rng: Random, number: str, ordered: datetime, customer: Customer) -> Row:
    branch = customer.branch
    promised = ordered.date() + timedelta(days=GROUP_DAYS[customer.group])
    promised += timedelta(days=1 if promised.weekday() == 6 else 0)
    cause, delivered = _arrival(rng, ordered, promised, customer)
    state = "delivered" if known(delivered) else rng.choice(("sent", "open"))
    state = "cancelled" if rng.random() < 0.025 else state
    row = cells("Order no., ordered_at, branch", number, minute(ordered), branch.city)
    row |= cells("employee, customer", rng.choice(branch.staff.split(", ")), customer.name)
    row |= cells("years_with_us, orders_last_year", str(customer.years), str(customer.orders))
    row |= cells("order_status, promised_on", state, f"{promised:%d.%m.%Y}")
    row |= _goods(rng, branch, minute(delivered) if state == "delivered" else "")
    row |= _request(rng, branch, ordered) | _price(rng, branch, ordered)
    return row | _delay(rng, branch, ordered, promised, cause) | _place(number, branch, state)


def _arrival(rng: Random, ordered: datetime, promised: date, who: Customer) -> tuple[str, datetime]:
    branch = who.branch
    start, end, cause = FORCE_MAJEURE.get(branch.city, (date.max, date.max, ""))
    if start - timedelta(days=4) <= ordered.date() <= end:
        more = 5 if cause == "strike" else 0
        return cause, _by_day(rng, end + timedelta(days=rng.randrange(2, 7) + more))
    moving = MOVING_HOUSE.get((ordered.year, ordered.month)) if branch.city == "Gdańsk" else None
    if moving and likely(rng, moving):
        return "stock", _by_day(rng, promised + timedelta(days=rng.randrange(1, 6)))
    if branch.city == "Białystok" and (ordered.year, ordered.month) == (2026, 8):
        return "lorry", _by_day(rng, promised + timedelta(days=rng.randrange(1, 5)))
    if rng.random() < 0.05 * branch.careless * _usually_late(ordered):
        cause = rng.choice(("lorry", "stock", "customs"))
        return cause, _by_day(rng, promised + timedelta(days=rng.randrange(-1, 4)))
    days = lognormal(rng, GROUP_MEDIAN[who.group] * branch.slow, 0.27)
    arrived = ordered + timedelta(days=days)
    if arrived.weekday() == 6 or not 7 <= arrived.hour < 18:
        arrived = _by_day(rng, arrived.date() + timedelta(days=int(arrived.hour >= 18)))
    return "none", max(arrived, ordered + timedelta(hours=3))


def _by_day(rng: Random, day: date) -> datetime:
    """A delivery round on that day, on Monday instead of Sunday."""
    day += timedelta(days=1 if day.weekday() == 6 else 0)
    return datetime.combine(day, time(7)) + timedelta(minutes=rng.randrange(480))


def _goods(rng: Random, branch: Branch, delivered: str) -> Row:
    paid = rng.random() < 0.12
    quantity = max(1, int(lognormal(rng, 9, 0.9)))
    miscounted = quantity > 2 and rng.random() < 0.014 * branch.careless
    counted = quantity + (rng.choice((-1, -2, 1)) if miscounted else 0)
    fragile = 0.08 if branch.city == "A Coruña" else 0.01 * branch.careless
    damaged = rng.random() < fragile and not paid
    row = cells("delivered_at, ordered_quantity", delivered, str(quantity))
    row |= cells("delivered_quantity, undamaged", str(counted), "nie" if damaged else "tak")
    row |= {} if delivered else cells("delivered_quantity, undamaged", "", "")
    return row | cells("perfect_condition_paid", "tak" if paid else "nie")


def _place(number: str, branch: Branch, state: str) -> Row:
    """Whether an order was handed over where the customer wanted it: seldom it was not."""
    wrong = Random(f"place of {number}").random() < 0.0025 * branch.careless
    return cells("right_place", ("nie" if wrong else "tak") if state == "delivered" else "")


def _request(rng: Random, branch: Branch, ordered: datetime) -> Row:
    columns = "special_request, request_state, refusal_reason"
    silent = branch.city == "Málaga" and ordered.date() >= NEW_MANAGER
    if rng.random() > 0.14:
        return cells(columns, "", "", "")
    forgotten = 9 if ordered.date() >= FORGETFUL else 1.0
    odds = (78, forgotten * branch.careless, 40 if branch.city == "Málaga" else 11 * branch.careless)
    state = rng.choices(("fulfilled", "accepted", "refused"), odds)[0]
    reason = rng.choice(REASONS) if state == "refused" and not silent else ""
    return cells(columns, rng.choice(REQUESTS), state, reason)


def _price(rng: Random, branch: Branch, ordered: datetime) -> Row:
    listed = round(lognormal(rng, 420, 0.8), 2)
    old_list = branch.city == "Köln" and date(2026, 6, 1) <= ordered.date() < date(2026, 7, 13)
    wrong = old_list or rng.random() < 0.002 * branch.careless
    charged = round(listed * 1.04, 2) if wrong else listed
    return cells("List price (PLN), Charged price (PLN)", f"{listed:.2f}", f"{charged:.2f}")


def _delay(rng: Random, branch: Branch, ordered: datetime, promised: date, cause: str) -> Row:
    after = rng.randrange(1, (promised - ordered.date()).days + 1)
    learnt = datetime.combine(ordered.date() + timedelta(days=after), time(8))
    learnt += timedelta(minutes=rng.randrange(480))
    told = learnt + timedelta(hours=lognormal(rng, 1.2, 0.5))
    silent = (branch.city == "Málaga" and ordered.date() >= NEW_MANAGER) or not known(told)
    if cause == "none" or not known(learnt):
        return cells("delay_cause, delay_known_at, told_at", cause, "", "")
    texts = (cause, minute(learnt), "" if silent else minute(told))
    return cells("delay_cause, delay_known_at, told_at", *texts)


def minute(moment: datetime) -> str:
    """A moment as the order system writes it."""
    return f"{moment:%d.%m.%Y %H:%M}"


def moment_of(cell: str) -> datetime:
    """The moment that the order system wrote."""
    return datetime.strptime(cell, "%d.%m.%Y %H:%M")


def day_of(cell: str) -> date:
    """The day that the order system wrote."""
    return datetime.strptime(cell, "%d.%m.%Y").date()


def late_since(order: Row) -> date | None:
    """The day on which an order turned out to be late, or none: that of its delivery, or the one after the promise."""
    promised, now = day_of(order["promised_on"]), AS_OF.date()
    if order["order_status"] == "cancelled":
        return None
    if order["order_status"] == "delivered":
        came = moment_of(order["delivered_at"]).date()
        return came if came > promised else None
    return promised + timedelta(days=1) if promised < now - timedelta(days=1) else None
