"""The sample company's plan for its customers: their files, their contacts, and their moves between the groups."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import cache
from random import Random

from tests.sample_company.branches import AS_OF, NOW, QUARTER, QUARTERS, Files, Quarter, Row, likely, office_moment
from tests.sample_company.customers import Customer, everybody
from tests.sample_company.services import after, during, written

STREETS = {"pl": "ulica {}", "es": "calle {}", "ru": "улица {}", "zh-Hant": "{} 號", "en": "{} Street"}
HOPES = {
    "en": "punctual, one invoice a month",
    "pl": "punktualność, jedna osoba do kontaktu",
    "es": "puntualidad y buen trato",
    "ru": "точные сроки",
    "zh-Hant": "準時送達",
}


def accounts(rng: Random) -> Files:
    """Customers and their plan. Białystok kept in touch with nobody after July."""
    rows: list[Row] = []
    contacts: list[Row] = []
    settings: list[Row] = []
    moved = {row["customer"]: row["moved_at"] for row in moves_of(NOW)}
    for customer in everybody()[NOW.name]:
        name, city, group = customer.name, customer.branch.city, customer.group
        hours = {"A": 14, "B": 8, "C": 2}[group] * (0.8 + 0.4 * rng.random())
        sales = hours * {"A": 2500, "B": 1300, "C": 500}[group] * (0.7 + 0.6 * rng.random())
        before = hours * (0.9 + 0.2 * rng.random())
        rows.append(_file(rng, customer) | _time(rng, name, hours, before, sales))
        days = {"A": (20, 45, 72), "B": (30, 65), "C": (45,)}[group] if likely(rng, 0.95) else ()
        for place, day in enumerate(days):
            if not (city == "Białystok" and day > 31) and likely(rng, 0.97 if place == 0 else 0.87):
                moment = datetime.combine(QUARTER + timedelta(days=day + rng.randrange(0, 5)), time(11))
                person = "Jan" if place == 0 or likely(rng, 0.03) else "Ola"
                decides = person if person == "Jan" or int(name[2:]) % 43 else ""
                row = {"customer": name, "contacted_at": written(moment), "person": person}
                contacts.append(row | {"decision_maker": decides})
        if name in moved or likely(rng, 0.88):
            settings.append({"customer": name, "set_at": moved.get(name, written(during(rng)))})
    return {"": rows, "contacts": contacts, "group_settings": settings}


def _file(rng: Random, customer: Customer) -> Row:
    number, group = customer.name[2:], customer.group
    wrong = likely(rng, 0.04)
    row = {"customer": customer.name, "name": customer.called, "language": customer.language}
    row |= {"branch": customer.branch.city, "group": {"A": "B", "B": "C", "C": "B"}[group] if wrong else group}
    row |= {"years_with_us": str(customer.years), "orders_last_year": str(customer.orders)}
    row |= {"late_payments": rng.choice("01"), "bought_on_offer": f"{rng.randrange(5, 60)} %"}
    row["address"] = STREETS[customer.language].format(number) if likely(rng, 0.98) else ""
    row["telephone"] = f"555 {number}" if likely(rng, 0.9) else ""
    row["e_mail"] = f"k{number}@example.com" if likely(rng, 0.8) else ""
    in_charge = rng.choice(customer.branch.staff.split(", "))
    row["in_charge"] = in_charge if likely(rng, 0.97) else ""
    return row | {"contact_frequency": "monthly" if likely(rng, 0.98) else ""}


def _time(rng: Random, name: str, hours: float, before: float, sales: float) -> Row:
    language = next(each.language for each in everybody()[NOW.name] if each.name == name)
    row = {"hours_planned": str(round(hours)), "expectations": HOPES[language] if likely(rng, 0.97) else ""}
    row |= {"sales": f"{sales:.2f}", "sales_before": f"{sales * (0.85 + 0.25 * rng.random()):.2f}"}
    row |= {"hours": f"{hours:.1f}" if int(name[2:]) % 97 else "", "hours_before": f"{before:.1f}"}
    return row | {"reviewed_on": "2026-09-20" if likely(rng, 0.8) else ""}


def moves(_: Random) -> Files:
    """Moves between groups in the last quarter. Köln speaks with none of the customers that it loses."""
    return {"": list(moves_of(NOW))}


@cache
def moves_of(quarter: Quarter) -> tuple[Row, ...]:
    """Whoever is in another group than a quarter ago, with the reason, entered in the first three weeks."""
    place = QUARTERS.index(quarter)
    if place == 0:
        return ()
    rng = Random(f"moves {quarter.name}")
    then = {each.name: each for each in everybody()[QUARTERS[place - 1].name]}
    moved = [each for each in everybody()[quarter.name] if each.name in then and then[each.name].group != each.group]
    moments = sorted(office_moment(rng, quarter.first, 21) for _ in moved)
    rng.shuffle(moved)
    rows: list[Row] = []
    for number, (moment, customer) in enumerate(zip(moments, moved, strict=True), 1):
        former, city = then[customer.name].group, customer.branch.city
        silent = city == "Köln" if quarter.is_last else likely(rng, 0.1)
        spoken = after(rng, moment, 40)
        row = {"move_id": f"M{quarter.name[2:4]}{quarter.name[-1]}-{number:02}", "branch": city}
        row |= {"moved_at": f"{moment}", "from_group": former, "to_group": customer.group, "customer": customer.name}
        row["reason"] = _reason(rng, quarter, customer, former) if likely(rng, 0.96) else ""
        rows.append(row | {"spoken_at": "" if silent or spoken >= AS_OF else f"{spoken:%Y-%m-%d %H:%M:%S}"})
    return tuple(rows)


def _reason(rng: Random, quarter: Quarter, customer: Customer, former: str) -> str:
    """Why a customer moved: upwards because it grew; from Gdańsk, when its warehouse moved, because of late orders."""
    if customer.group < former:
        return "grown"
    if customer.branch.city == "Gdańsk" and quarter.name in ("2026-Q1", "2026-Q2"):
        return "trouble_with_delivery"
    return rng.choice(("competitors_price", "competitors_price", "trouble_with_delivery", "personal_conflict", "other"))
