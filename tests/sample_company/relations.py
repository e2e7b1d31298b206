"""The sample company inside and out: departments, working time, interruptions, dealers, opinions on the functions."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random

from tests.sample_company.branches import AS_OF, Files, Row, likely
from tests.sample_company.orders import FORCE_MAJEURE
from tests.sample_company.services import CITIES, after, during, mark, written


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


def contingencies(rng: Random) -> Files:
    """Interruptions. Málaga tells no customer in time."""
    rows: list[Row] = []
    for number in range(1, 41):
        moment, city = during(rng), CITIES[number % 12]
        cause = rng.choice(("storm", "power_cut"))
        if city in FORCE_MAJEURE and number < 13:  # those that the orders tell of
            day, _, cause = FORCE_MAJEURE[city]
            moment = datetime.combine(day, time(8, 10))
        concerned = rng.randrange(3, 60)
        told = timedelta(hours=9) if city == "Málaga" or number % 5 == 1 else timedelta(minutes=rng.randrange(30, 240))
        started = timedelta(minutes=rng.randrange(10, 120) if number % 9 else 200)
        ended = moment.date() + timedelta(days=rng.randrange(0, 4))
        row = {
            "interruption_id": f"U{number:02}",
            "branch": city,
            "cause": cause,
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


def commitments(_: Random) -> Files:
    """The register of commitments: most are signed, of the right weight, and being mended where they were missed."""
    rows: list[Row] = []
    for place, (theme, wording) in enumerate(
        (theme, wording) for theme, wordings in COMMITMENTS.items() for wording in wordings
    ):
        importance = (3, 5, 4, 2)[place % 4]
        row = {"commitment": f"W{place + 1:02}", "theme": theme, "wording": wording}
        row |= {"in_charge": "" if place == 22 else HEADS[theme]}
        row |= {"signed_on": "" if place == 9 else f"2026-01-{place + 2:02}", "importance": str(importance)}
        row |= {"weight": str(importance + (place % 8 == 5))}
        rank = (2, 11, 17, 4, 20, 7).index(place) + 1 if place in (2, 11, 17, 4, 20, 7) else 0
        row |= {"rank": str(rank) if rank else "", "reported_on": "2026-07-06" if rank else ""}
        rows.append(row | {"mending_begun_on": f"2026-07-{10 + 3 * rank}" if rank and rank != 4 else ""})
    return {"": rows}


COMMITMENTS = {
    "before_the_order": ("Advice within a day.", "Ten minutes to order.", "Prices as listed.", "Nothing unsuitable."),
    "delivery": ("On the day we named.", "All of it.", "Undamaged.", "In the right place.", "You hear of delays."),
    "answers": ("A call is free.", "Four calls of five in 20 seconds.", "Letters in five days.", "No second question."),
    "people": ("A name on the badge.", "Trained for six weeks.", "Friendly.", "Honest."),
    "premises": ("Open at the hour.", "Clean and clear.", "A seat for you."),
    "after_the_sale": ("Exchanged in 14 days.", "Repaired in three days.", "Another machine meanwhile.", "Kept up."),
}
"""By theme the sentences that customers read."""

HEADS = {
    "before_the_order": "Head of sales",
    "delivery": "Head of logistics",
    "answers": "Head of customer service",
    "people": "Head of personnel",
    "premises": "Head of facilities",
    "after_the_sale": "Head of after-sales service",
}
