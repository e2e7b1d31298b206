"""Questions and complaints of the sample company's customers, some with an appointment at the customer's."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

from tests.sample_company.branches import (
    BRANCHES,
    DAYS_IN_QUARTER,
    NEW_MANAGER,
    NOW,
    QUARTER,
    SEED,
    Branch,
    Quarter,
    Row,
    cells,
    chosen_branch,
    known,
    likely,
    lognormal,
    office_moment,
)
from tests.sample_company.customers import Customer, everybody, everybody_at
from tests.sample_company.orders import late_since, moment_of, orders
from tests.sample_company.words import said

WARSAW = ZoneInfo("Europe/Warsaw")
NEW_ROUNDS = date(2026, 1, 1)
"""Since then the visitors of Poznań are late."""


@cache
def contacts(quarter: Quarter = NOW) -> tuple[Row, ...]:
    """The contacts of a quarter; each complaint is about an order, first of all about one that came late."""
    rng = Random(f"contacts {SEED}" if quarter.is_last else f"contacts of {quarter.name}")
    if quarter.is_last:
        moments = [office_moment(rng, date(2026, 6, 26), 5) for _ in range(6)]
        moments += [office_moment(rng, QUARTER, DAYS_IN_QUARTER, 7, 21) for _ in range(630)]
        numbered = enumerate(sorted(moments), 1)
        rows = [_contact(rng, f"C{number:05}", moment, *_whose(rng)) for number, moment in numbered]
        return _about_orders(rows, quarter)
    wanted = [(office_moment(rng, quarter.first, quarter.days, 7, 21), *_whose(rng)) for _ in range(300)]
    wanted += _of_moving_house(rng, quarter)
    old = enumerate(sorted(wanted, key=lambda each: each[0]), 1)
    short = f"{quarter.name[2:4]}{quarter.name[-1]}"
    return _about_orders([_contact(rng, f"{short}-C{number:04}", *each) for number, each in old], quarter)


def _whose(rng: Random) -> tuple[Branch, str]:
    branch = chosen_branch(rng)
    return branch, rng.choices(("question", "complaint"), (66, 34))[0]


def _of_moving_house(rng: Random, quarter: Quarter) -> list[tuple[datetime, Branch, str]]:
    """The complaints that Gdańsk would not have had, had it stayed in its old house."""
    late = [order for order in orders(quarter) if order["branch"] == "Gdańsk" and order["delay_cause"] == "stock"]
    (branch,) = (each for each in BRANCHES if each.city == "Gdańsk")
    days = [late_since(order) for order in late]
    moments = [office_moment(rng, day + timedelta(days=1), 4) for day in days if day and likely(rng, 0.7)]
    return [(each, branch, "complaint") for each in moments if each.date() <= quarter.last]


def _contact(rng: Random, number: str, received: datetime, branch: Branch, kind: str) -> Row:
    channel = rng.choices(("telephone", "e_mail", "web_form", "letter"), (42, 32, 18, 8))[0]
    written = utc(received) if channel == "web_form" else second(received)
    row = cells("contact_id, contact_type, received_at", number, kind, written)
    row |= cells("branch, employee", branch.city, rng.choice(branch.staff.split(", ")))
    row |= cells("customer_group, channel", rng.choices("ABC", (25, 50, 25))[0], channel)
    row |= _first_answer(rng, branch, received, channel)
    row |= _complaint(rng, branch, received) if kind == "complaint" else _question(rng, branch)
    return row | _appointment(rng, branch, received)


# ---- whose contact it is, and about which order

Delivery = tuple[date, Row]
"""An order, and the day from which its customer may complain of it."""

ABOUT = ("late", "broken", "miscounted", "other")


def _about_orders(rows: list[Row], quarter: Quarter) -> tuple[Row, ...]:
    """The contacts with their order, their customer and what was written."""
    rng = Random(f"about {quarter.name}")
    people = {each.name: each for each in everybody()[quarter.name]}
    waiting = _to_complain_of(quarter)
    complained: dict[str, date] = {}
    settled: dict[str, list[tuple[date, tuple[str, Row]]]] = {each.city: [] for each in BRANCHES}
    found: list[Row] = []
    for row in rows:
        day, city = received_at(row).date(), row["branch"]
        about: str = "question"
        order: Row | None = None
        if row["contact_type"] == "complaint":
            again = [each for each in settled[city] if 2 < (day - each[0]).days < 25] if likely(rng, 0.05) else []
            about, order = rng.choice(again)[1] if again else _subject(waiting[city], day, complained)
        customer = people.get(order["customer"]) if order else _asking(rng, quarter, city)
        if order:
            complained[order["customer"]] = day
            if row["settled_at"]:
                settled[city].append((datetime.fromisoformat(row["settled_at"]).date(), (about, order)))
        language = customer.language if customer else "en"
        text = said(rng, about, language, order["Order no."] if order else "") if order or about == "question" else ""
        group = customer.group if customer else row["customer_group"]
        row |= {"customer_group": group, "order_no": order["Order no."] if order else ""}
        found.append(row | {"customer": customer.name if customer else "", "text": text})
    return tuple(found)


def _asking(rng: Random, quarter: Quarter, city: str) -> Customer | None:
    """Who asks: some customer of the branch, or in three of twenty cases nobody known."""
    return None if likely(rng, 0.15) else rng.choice(everybody_at(city, quarter))


def _to_complain_of(quarter: Quarter) -> dict[str, dict[str, list[Delivery]]]:
    """By branch and subject the orders that somebody may complain of, the first ones first."""
    found: dict[str, dict[str, list[Delivery]]] = {each.city: {about: [] for about in ABOUT} for each in BRANCHES}
    for order in orders(quarter):
        since = late_since(order)
        delivered = order["order_status"] == "delivered"
        if since:
            about = "late"
        elif not delivered:
            continue
        elif order["undamaged"] == "nie":
            about = "broken"
        elif order["ordered_quantity"] != order["delivered_quantity"]:
            about = "miscounted"
        else:
            about = "other"
        since = since or moment_of(order["delivered_at"]).date()
        found[order["branch"]][about].append((since, order))
    for subjects in found.values():
        for each in subjects.values():
            each.sort(key=lambda delivery: delivery[0])
    return found


def _subject(waiting: dict[str, list[Delivery]], day: date, complained: dict[str, date]) -> tuple[str, Row | None]:
    """What a complaint of that day is about: something of the last three weeks, of a customer who has been patient."""
    for about in ABOUT:
        for place, (since, order) in enumerate(waiting[about]):
            patient = (day - complained.get(order["customer"], date.min)).days > 45
            if 0 < (day - since).days <= 21 and patient:
                del waiting[about][place]
                return about, order
    return "other", None


def received_at(row: Row) -> datetime:
    """When a contact came, by the head office's clock."""
    moment = datetime.fromisoformat(row["received_at"])
    return moment.astimezone(WARSAW).replace(tzinfo=None) if moment.tzinfo else moment


def _first_answer(rng: Random, branch: Branch, received: datetime, channel: str) -> Row:
    hours = {"telephone": 24 / 3600, "e_mail": 6.0, "web_form": 5.0, "letter": 84.0}[channel]
    if branch.city == "A Coruña" and channel == "e_mail":
        hours = 40.0
    spread = 0.35 if channel == "letter" else 0.5
    answered = received + timedelta(hours=lognormal(rng, hours * branch.slow, spread))
    answered = answered if channel == "telephone" else awake(answered)
    used = "e_mail" if channel == "web_form" else channel
    fitting = rng.random() < 0.97 or branch.careless < 0.5
    preferred = used if fitting else rng.choice(("telephone", "e_mail", "letter"))
    row = cells("preferred", preferred if rng.random() < 0.7 else "")
    row |= cells("first_answer_at", when_known(answered))
    return row | cells("answered_by", used if known(answered) else "")


def _complaint(rng: Random, branch: Branch, received: datetime) -> Row:
    acknowledged = awake(received + timedelta(hours=lognormal(rng, 3.5 * branch.slow, 0.6)))
    away = branch.city == "Köln" and date(2026, 7, 20) <= received.date() <= date(2026, 8, 31)
    settled = awake(received + timedelta(days=lognormal(rng, 6 * branch.slow, 0.38)))
    often = 0.35 if received.date() >= QUARTER else 0.6 if received.date() >= NEW_MANAGER else 0
    undecided = branch.city == "Málaga" and rng.random() < often
    decision = rng.choices(("accepted", "accepted in part", "rejected"), (60, 22, 18))[0]
    row = cells("solved_at_first, acknowledged_at", "n/a", "" if away else when_known(acknowledged))
    row |= cells("settled_at", when_known(settled))
    return row | cells("decision", "" if undecided or not known(settled) else decision)


def _question(rng: Random, branch: Branch) -> Row:
    solved = rng.random() > 0.14 * min(1.8, branch.careless)
    answer = "?" if rng.random() < 0.03 else "tak" if solved else "nie"
    return cells("solved_at_first, acknowledged_at, settled_at, decision", answer, "", "", "")


def _appointment(rng: Random, branch: Branch, received: datetime) -> Row:
    day = received.date() + timedelta(days=rng.randrange(2, 9))
    agreed = datetime.combine(day, time(rng.randrange(8, 16), rng.choice((0, 15, 30, 45))))
    agreed += timedelta(days=2 if agreed.weekday() > 4 else 0)
    came = agreed + timedelta(seconds=int(rng.normalvariate(0, 5 * 60)))
    if branch.city == "Poznań" and received.date() >= NEW_ROUNDS:
        came = agreed + timedelta(minutes=rng.randrange(20, 50))
    often = 0.3 if branch.city == "Poznań" and received.date() < QUARTER else 0.16
    if rng.random() > often:
        return cells("appointment_at, came_at", "", "")
    return cells("appointment_at, came_at", second(agreed), when_known(came))


def awake(moment: datetime) -> datetime:
    """The desk works from 7 to 21, seven days a week: what falls into the night is done next day."""
    return moment if 7 <= moment.hour < 21 else moment + timedelta(hours=10)


def when_known(moment: datetime) -> str:
    """A moment that has come by the time of the audit, else an empty cell."""
    return second(moment) if known(moment) else ""


def second(moment: datetime) -> str:
    """A moment by the branch's clock, as the telephone and mail systems write it."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}"


def utc(moment: datetime) -> str:
    """The same moment as the web form writes it: in UTC, one or two hours behind the head office's clock."""
    return f"{moment.replace(tzinfo=WARSAW).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
