"""The sample company and those it deals with: customers, groups, opinions, departments; see sample_services.py."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random

from tests.sample_company import AS_OF, QUARTER, Row, lognormal
from tests.sample_services import CITIES, SAID, Files, after, during, likely, mark, written


def internal_service(rng: Random) -> Files:
    """Requests between departments. The computer department takes a fortnight."""
    departments = ("sales", "warehouse", "finance", "computers")
    rows: list[Row] = []
    for number in range(1, 301):
        asking, asked = rng.sample(departments, 2)
        moment = during(rng)
        taken = after(rng, moment, 4 if likely(rng, 0.96) else 60)
        done = after(rng, taken, 300 if asked == "computers" else 12)
        handed = done + timedelta(minutes=20)
        closed = handed + timedelta(minutes=30 if likely(rng, 0.96) else -10)
        row = {"request_id": f"D{number:04}", "asking": asking, "asked": asked, "asked_at": written(moment)}
        row |= {"taken_on_at": written(taken), "done_at": written(done), "handed_over_at": written(handed)}
        rows.append(row | {"closed_at": written(closed), "rating": mark(rng, 0.92) if closed < AS_OF else ""})
    return {"": rows}


def loyalty(rng: Random) -> Files:
    """Answers after a purchase. In Kraków half of the regular customers stay for the price alone."""
    rows: list[Row] = []
    for number in range(1, 501):
        city, possible = rng.choice(CITIES), likely(rng, 0.08)
        regular = not possible and likely(rng, 0.7)
        false = regular and likely(rng, 0.9 if city == "Kraków" else 0.33)
        satisfaction = rng.choices("12345", (1, 2, 4, 48, 45))[0] if not possible else ""
        stays = rng.choices(REASONS, (1, 6, 2, 2, 9) if city == "Kraków" else (4, 2, 1, 1, 2))[0]
        failed = not possible and likely(rng, 0.15)
        row = {"answer_id": f"A{number:04}", "purchase_id": f"Z-{number + 12:04}" if not possible else ""}
        row["purchase_id"] = (
            "" if number % 61 == 0 else f"Z-{number // 40 * 40 + 13:04}" if number % 40 == 1 else row["purchase_id"]
        )
        row |= {"answered_on": f"{during(rng):%Y-%m-%d}", "branch": city}
        row |= {
            "customer_kind": "possible" if possible else "existing",
            "expected": rng.choice("3344") if likely(rng, 0.96) else "",
        }
        row |= {
            "satisfaction": satisfaction,
            "purchases": str(rng.randrange(4, 30) if regular else rng.randrange(0, 4)),
        }
        row["recommends"] = str(rng.randrange(5, 9) if false or not regular else rng.choice((9, 10)))
        row["stay_reason"] = stays if false and likely(rng, 0.92) else ""
        row["bought_elsewhere_for_price"] = SAID[likely(rng, 0.12)] if not possible else ""
        row |= {"something_failed": SAID[failed], "bought_again": SAID[likely(rng, 0.85)] if failed else ""}
        rows.append(row | {"still_customer": SAID[likely(rng, 0.96)] if not possible else ""})
    for first in range(0, 480, 40):
        rows[first + 2]["purchase_id"] = rows[first + 3]["purchase_id"]
    return {"": rows}


REASONS = ("likes_us", "no_alternative", "no_difference", "fear_of_change", "best_price")


def accounts(rng: Random) -> Files:
    """Customers and their plan. Białystok kept in touch with nobody after July."""
    rows: list[Row] = []
    contacts: list[Row] = []
    settings: list[Row] = []
    for number in range(1000, 1280):
        name, city = f"K-{number}", rng.choice(CITIES)
        group = rng.choices("ABC", (30, 45, 25))[0]
        orders = {"A": rng.randrange(24, 80), "B": rng.randrange(6, 24), "C": rng.randrange(0, 6)}[group]
        hours = {"A": 14, "B": 8, "C": 2}[group] * (0.8 + 0.4 * rng.random())
        sales = hours * {"A": 2500, "B": 1300, "C": 500}[group] * (0.7 + 0.6 * rng.random())
        before = hours * (0.9 + 0.2 * rng.random())
        row = {"customer": name, "branch": city, "group": "B" if likely(rng, 0.04) else group}
        row |= {
            "years_with_us": str(rng.randrange(3, 15)),
            "orders_last_year": str(orders),
            "late_payments": rng.choice("01"),
        }
        row |= {
            "bought_on_offer": f"{rng.randrange(5, 60)} %",
            "address": f"ulica {number}" if likely(rng, 0.98) else "",
        }
        row |= {
            "telephone": f"555 {number}" if likely(rng, 0.9) else "",
            "e_mail": f"k{number}@example.com" if likely(rng, 0.8) else "",
        }
        row |= {
            "in_charge": "J. Nowak" if likely(rng, 0.97) else "",
            "contact_frequency": "monthly" if likely(rng, 0.98) else "",
        }
        row |= {"hours_planned": str(round(hours)), "expectations": "punctual" if likely(rng, 0.97) else ""}
        row |= {"sales": f"{sales:.2f}", "sales_before": f"{sales * (0.85 + 0.25 * rng.random()):.2f}"}
        row |= {"hours": f"{hours:.1f}" if number % 97 else "", "hours_before": f"{before:.1f}"}
        rows.append(row | {"reviewed_on": "2026-09-20" if likely(rng, 0.8) else ""})
        days = {"A": (20, 45, 72), "B": (30, 65), "C": (45,)}[group] if likely(rng, 0.95) else ()
        for place, day in enumerate(days):
            if not (city == "Białystok" and day > 31) and likely(rng, 0.94):
                moment = datetime.combine(QUARTER + timedelta(days=day + rng.randrange(0, 5)), time(11))
                person = "Jan" if place == 0 or likely(rng, 0.12) else "Ola"
                contacts.append({"customer": name, "contacted_at": written(moment), "person": person})
        if likely(rng, 0.9):
            settings.append({"customer": name, "set_at": written(during(rng))})
    return {"": rows, "contacts": contacts, "group_settings": settings}


def moves(rng: Random) -> Files:
    """Moves between groups. Köln speaks with none of the customers that it loses."""
    rows: list[Row] = []
    for number in range(1, 121):
        moment, city = during(rng), rng.choice(CITIES)
        reason = rng.choice(("competitors_price", "trouble_with_delivery", "personal_conflict", "grown", "other"))
        silent = city == "Köln" or likely(rng, 0.28)
        row = {
            "move_id": f"M{number:03}",
            "branch": city,
            "moved_at": written(moment),
            "from_group": rng.choice("AABC"),
        }
        row |= {
            "reason": reason if likely(rng, 0.95) else "",
            "spoken_at": "" if silent else written(after(rng, moment, 40)),
        }
        rows.append(row)
    return {"": rows}


def working_time(rng: Random) -> Files:
    """Entries of a time log: about two thirds are planning."""
    rows: list[Row] = []
    for number in range(1, 501):
        row = {"entry_id": f"T{number:04}", "branch": rng.choice(CITIES), "worked_on": f"{during(rng):%Y-%m-%d}"}
        rows.append(
            row
            | {"activity": "planning" if likely(rng, 0.66) else "contact", "minutes": str(15 * rng.randrange(1, 17))}
        )
    return {"": rows}


def levels(rng: Random) -> Files:
    """Orders against the competitors' level. Białystok is late in August; what a strike did to Besançon took a week."""
    rows: list[Row] = []
    for number in range(1, 601):
        moment, city, group = during(rng), rng.choice(CITIES), rng.choices("ABC", (45, 45, 10))[0]
        promised = moment.date() + timedelta(days={"A": 3, "B": 5, "C": 8}[group])
        struck = city == "Besançon" and moment.date().isoformat() >= "2026-09-10"
        struck = struck or (city == "Wrocław" and "2026-07-16" <= moment.date().isoformat() <= "2026-07-24")
        late = city == "Białystok" and moment.month == 8
        days = rng.randrange(1, 4) if group == "A" else rng.randrange(2, 5)
        days += 9 if late or (struck and city == "Besançon") else 4 if struck else rng.choices((0, 2), (93, 7))[0]
        arrived = datetime.combine(moment.date() + timedelta(days=days), time(rng.randrange(8, 17)))
        cost = {"A": 52, "B": 34, "C": 17}[group] * (1.3 if likely(rng, 0.08) else 0.9)
        row = {"order_id": f"V-{number:04}", "branch": city, "group": group, "ordered_at": written(moment)}
        row |= {"promised_on": f"{promised}", "received_at": written(arrived), "cost_to_serve": f"{cost:.2f}"}
        rows.append(row | {"interrupted_by": ("strike" if city == "Besançon" else "flood") if struck else "nothing"})
    level = {"rule": "not-below-competitors", "level": "85 %", "valid_from": "2026-07-01", "valid_until": "2026-12-31"}
    return {"": rows, "competitors": [level]}


def contingencies(rng: Random) -> Files:
    """Interruptions. Málaga tells no customer in time."""
    rows: list[Row] = []
    for number in range(1, 41):
        moment, city = during(rng), CITIES[number % 12]
        concerned = rng.randrange(3, 60)
        told = timedelta(hours=9) if city == "Málaga" or number % 5 == 1 else timedelta(minutes=rng.randrange(30, 240))
        started = timedelta(minutes=rng.randrange(10, 120) if number % 9 else 200)
        ended = moment.date() + timedelta(days=rng.randrange(0, 4))
        row = {
            "interruption_id": f"U{number:02}",
            "branch": city,
            "cause": rng.choice(("strike", "flood", "storm", "power_cut")),
        }
        row |= {
            "known_at": written(moment),
            "plan_started_at": written(moment + started),
            "customers_told_at": written(moment + told),
        }
        row |= {"customers_concerned": str(concerned), "offered_another_way": str(concerned - (number % 8 == 0))}
        write_up = ended + timedelta(days=20 if number % 11 == 0 else 9)
        rows.append(row | {"ended_on": f"{ended}", "written_up_on": f"{write_up}" if write_up < AS_OF.date() else ""})
    return {"": rows}


def reactions(rng: Random) -> Files:
    """Events of customers. Kraków reacts to no bad mark; Gdańsk once broke what it had announced."""
    rows: list[Row] = []

    def tell(kind: str, customer: str, city: str, moment: datetime, **cells: str) -> None:
        row = dict.fromkeys(REACTIONS, "") | cells
        rows.append(row | {"customer": customer, "branch": city, "event": kind, "happened_at": written(moment)})

    for number in range(1000, 1280):
        name, city = f"K-{number}", CITIES[number % 12]
        moment = during(rng)
        score = rng.choice("12") if likely(rng, 0.4) else rng.choice("345")
        tell("survey", name, city, moment, score=score)
        if score in "12" and city != "Kraków" and likely(rng, 0.78) and after(rng, moment, 12) < AS_OF:
            tell("talk", name, city, min(moment + timedelta(hours=lognormal(rng, 14, 0.3)), AS_OF - timedelta(hours=1)))
        if likely(rng, 0.65):
            tell("useful_word", name, city, during(rng))
        first = datetime.combine(QUARTER + timedelta(days=rng.randrange(0, 45)), time(9, 30))
        if likely(rng, 0.35):
            tell("complaint_settled", name, city, first)
            if likely(rng, 0.05):
                tell("complaint", name, city, first + timedelta(days=rng.randrange(3, 28)))
        if likely(rng, 0.3):
            told = first + timedelta(hours=5 if likely(rng, 0.95) else 150)
            tell("failure", name, city, first, change_known_at=written(first), customer_told_at=written(told))
            if likely(rng, 0.06):
                tell("offer", name, city, first + timedelta(days=2))
    for number in range(40):
        city = CITIES[number % 12]
        kept = SAID[number != 13]
        tell(
            "announced",
            f"K-{1000 + number}",
            city,
            during(rng),
            promise_public="open on Saturday",
            promise_carried_out=kept,
        )
    rows = sorted((row for row in rows if row["happened_at"]), key=lambda row: row["happened_at"])
    return {"": [{"event_id": f"E{number:04}"} | row for number, row in enumerate(rows, 1)]}


REACTIONS = (
    "customer branch happened_at event score change_known_at customer_told_at promise_public promise_carried_out"
).split()


def feedback(rng: Random) -> Files:
    """Reports of dealers and shops. Shops seldom name the cause."""
    rows: list[Row] = []
    for number in range(1, 181):
        member = rng.choice(("wholesaler", "dealer", "shop"))
        named = likely(rng, 0.5 if member == "shop" else 0.95)
        row = {"report_id": f"F{number:03}", "reported_on": f"{during(rng):%Y-%m-%d}", "member": member}
        row |= {
            "branch": rng.choice(CITIES),
            "product": rng.choice(("kettle", "lamp", "mixer")),
            "fault": "does not work",
        }
        rows.append(
            row | {"cause": "seal" if named else "?", "end_customer": rng.choice(("stock", "K-1001", "K-1002"))}
        )
    return {"": rows}


def functions(rng: Random) -> Files:
    """Opinions on the seven functions: most agree with themselves."""
    names = "communication reliability responsiveness access assurance competence".split()
    rows: list[Row] = []
    for number in range(1, 301):
        row = {"opinion_id": f"O{number:03}", "given_on": f"{during(rng):%Y-%m-%d}", "branch": rng.choice(CITIES)}
        row |= {name: rng.choice("345") if likely(rng, 0.95) else rng.choice("12") for name in names}
        is_well = all(int(row[name]) > 2 for name in names)
        rows.append(row | {"satisfaction": mark(rng, 0.9 if is_well else 0.25)})
    return {"": rows}
