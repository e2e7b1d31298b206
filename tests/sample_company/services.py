"""The sample company's services beyond orders, contacts and visits: the records of a quarter, always the same.

What is wrong with the company is built in here, and told in the README of the samples.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from tests.sample_company.branches import (
    AS_OF,
    BRANCHES,
    QUARTER,
    Files,
    Row,
    likely,
    lognormal,
    office_moment,
)
from tests.sample_company.customers import everybody_at

CITIES = tuple(branch.city for branch in BRANCHES)
SAID = {True: "yes", False: "no"}


def during(rng: Random) -> datetime:
    """A moment in opening hours of the quarter."""
    return office_moment(rng, QUARTER, 92, 8, 17)


def written(moment: datetime | None) -> str:
    """A moment that has come by the time of the audit; else an empty cell."""
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment is not None and moment < AS_OF else ""


def next_opening(moment: datetime) -> datetime:
    """The moment itself on a weekday in office hours, else 8:30 on the next weekday."""
    if moment.weekday() < 5 and 8 <= moment.hour < 17:
        return moment
    day = moment.date() + timedelta(days=1 if moment.hour >= 8 else 0)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime.combine(day, time(8, 30))


def after(rng: Random, moment: datetime, hours: float, spread: float = 0.4) -> datetime:
    """Some office moment, most often about so many hours later."""
    return next_opening(moment + timedelta(hours=lognormal(rng, hours, spread)))


def mark(rng: Random, good: float) -> str:
    """A mark from 1 to 5, 4 or 5 with that chance."""
    return rng.choice("445") if likely(rng, good) else rng.choice("1233")


def hotline(rng: Random) -> Files:
    """A thousand calls: 780 answered in time, 120 later, 60 given up at once, 40 later. Győr was charged in July."""
    kinds = ["fast"] * 780 + ["slow"] * 120 + ["gave up"] * 60 + ["gave up later"] * 40
    rng.shuffle(kinds)
    rows: list[Row] = []
    for number, kind in enumerate(kinds, 1):
        offered, city = during(rng), rng.choice(CITIES)
        soon, later = rng.randrange(2, 21), rng.randrange(21, 90)
        waited = offered + timedelta(seconds=soon if kind in ("fast", "gave up") else later)
        answered = kind in ("fast", "slow")
        solved = rng.choices(("solved", "partly", "unsolved"), (88, 8, 4))[0]
        charged = city == "Győr" and offered.month == 7
        rows.append(
            {
                "call_id": f"H{number:04}",
                "offered_at": written(offered),
                "answered_at": written(waited) if answered else "",
                "abandoned_at": "" if answered else written(waited),
                "branch": city,
                "cost_to_caller": "0.35" if charged else "0",
                "topic": rng.choice(("use", "repair", "order", "refund")) if answered and likely(rng, 0.95) else "",
                "solved": solved if answered else "",
                "advice_right": ("?" if likely(rng, 0.1) else SAID[likely(rng, 0.97)]) if answered else "",
                "polite": SAID[likely(rng, 0.97)] if answered else "",
            }
        )
    return {"": rows}


def advice(rng: Random) -> Files:
    """Inquiries before buying. Köln offers first, and asks for the need afterwards."""
    rows: list[Row] = []
    for number in range(1, 401):
        asked, city = during(rng), rng.choice(CITIES)
        advised = after(rng, asked, 4 if likely(rng, 0.95) else 60)
        noted = advised + timedelta(minutes=5)
        offered = noted + timedelta(minutes=-3 if city == "Köln" else 20)
        begun = offered + timedelta(minutes=30) if likely(rng, 0.7) else None
        placed = begun + timedelta(minutes=lognormal(rng, 5, 0.5)) if begun and likely(rng, 0.9) else None
        back = placed is not None and likely(rng, 0.04)
        rows.append(
            {
                "inquiry_id": f"Q{number:04}",
                "branch": city,
                "asked_at": written(asked),
                "advised_at": written(advised),
                "problem_solved": "?" if likely(rng, 0.05) else SAID[likely(rng, 0.88)],
                "need_noted_at": written(noted),
                "offered_at": written(offered),
                "order_begun_at": written(begun),
                "order_placed_at": written(placed),
                "ease": mark(rng, 0.9) if placed and likely(rng, 0.6) else "",
                "returned_on": f"{advised + timedelta(days=6):%Y-%m-%d}" if back else "",
                "return_cause": rng.choice(("unsuitable", "damaged", "changed_mind")) if back else "",
            }
        )
    return {"": rows}


def after_sales(rng: Random) -> Files:
    """Cases after the sale. In Gdańsk repairs take two weeks; Besançon refuses exchanges; Wrocław charged in August."""
    rows: list[Row] = []
    for number in range(1, 421):
        reported, city = during(rng), rng.choice(CITIES)
        kind = rng.choices(("failure", "setting_up", "exchange"), (60, 25, 15))[0]
        row = dict.fromkeys(AFTER_SALES, "")
        row |= {"case_id": f"S{number:04}", "case_type": kind, "branch": city, "model": rng.choice(MODELS)}
        row["reported_at"] = written(reported)
        if kind == "setting_up":
            agreed = reported.date() + timedelta(days=rng.randrange(2, 9))
            done = agreed + timedelta(days=0 if likely(rng, 0.95) else rng.choice((-1, 1, 2)))
            row["agreed_on"], row["done_on"] = f"{agreed}", f"{done}" if done < AS_OF.date() else ""
            row["use_explained"] = SAID[likely(rng, 0.95)] if row["done_on"] else ""
        elif kind == "exchange":
            delivered = reported - timedelta(days=rng.randrange(3, 20))
            row |= {"delivered_at": written(delivered), "returned_at": written(reported)}
            row |= {"unused": SAID[likely(rng, 0.85)], "exchanged": SAID[city != "Besançon"]}
        else:
            diagnosed = after(rng, reported, 4 if likely(rng, 0.96) else 50)
            slow = city == "Gdańsk"
            repaired = after(rng, diagnosed, 336 if slow or likely(rng, 0.06) else 22)
            row |= {"diagnosed_at": written(diagnosed), "repaired_at": written(repaired)}
            row |= {"under_warranty": SAID[likely(rng, 0.6)], "stand_in_needed": SAID[likely(rng, 0.4)]}
            is_charged = row["under_warranty"] == "no" or (city == "Wrocław" and reported.month == 8)
            row["charged"] = "120" if is_charged else "0"
            hours = 6 if likely(rng, 0.98) else 40
            row["stand_in_at"] = written(reported + timedelta(hours=hours)) if row["stand_in_needed"] == "yes" else ""
        rows.append(row)
    return {"": rows}


MODELS = ("M-10", "M-20", "M-30")
AFTER_SALES = (
    "case_id case_type branch model reported_at agreed_on done_on use_explained delivered_at returned_at unused "
    "exchanged diagnosed_at repaired_at under_warranty charged stand_in_needed stand_in_at"
).split()


def machines(rng: Random) -> Files:
    """Machines in use. The model M-30 fails ten times as often as the others."""
    rows: list[Row] = []
    done: list[Row] = []
    for number in range(1, 361):
        model, price = MODELS[number % 3], rng.randrange(800, 4000)
        cost = price * (0.05 if likely(rng, 0.94) else 0.14)
        failed = number in (11, 22) or (model == "M-30" and number % 9 == 2)
        row = {"machine_id": f"N-{number:04}", "model": model, "branch": rng.choice(CITIES), "price": str(price)}
        rows.append(row | {"cost_of_use": f"{cost:.2f}", "failures": "1" if failed else "0"})
        for day in (rng.randrange(20, 58),) if likely(rng, 0.93) else ():
            moment = datetime.combine(QUARTER + timedelta(days=max(day, 33)), time(10))
            done.append({"machine_id": row["machine_id"], "maintained_at": written(moment)})
    return {"": rows, "maintenance": done}


def remarks(rng: Random) -> Files:
    """What customers tell. Poznań speaks with nobody who is discontent."""
    rows: list[Row] = []
    for number in range(1, 301):
        made, city = during(rng), rng.choice(CITIES)
        kind = rng.choices(("suggestion", "compliment", "discontent"), (45, 25, 30))[0]
        handed = after(rng, made, 3) if likely(rng, 0.5) else None
        row = {"remark_id": f"R{number:04}", "remark_type": kind, "branch": city}
        of_branch = [each.name for each in everybody_at(city)]
        row |= {"customer": rng.choice(of_branch) if likely(rng, 0.85) else "", "made_at": written(made)}
        row["answered_at"] = written(after(rng, made, 90 if likely(rng, 0.95) else 700)) if kind == "suggestion" else ""
        row["handed_over_at"] = written(handed)
        row["taken_up_at"] = written(after(rng, handed, 5 if likely(rng, 0.96) else 90)) if handed else ""
        passed = after(rng, made, 50 if likely(rng, 0.92) else 400)
        row["passed_to_employee_at"] = written(passed) if kind == "compliment" else ""
        spoken = kind == "discontent" and city != "Poznań" and likely(rng, 0.97)
        row["spoken_on"] = written(after(rng, made, 20))[:10] if spoken else ""
        left = made + timedelta(days=rng.randrange(14, 30))
        gone = kind == "discontent" and likely(rng, 0.7) and left < AS_OF
        rows.append(row | {"left_on": f"{left:%Y-%m-%d}" if gone else ""})
    return {"": rows}


def branches(rng: Random) -> Files:
    """Asking customers, branch by branch. Nobody visited A Coruña."""
    rows: list[Row] = []
    sent: list[Row] = []
    visits: list[Row] = []
    comparisons: list[Row] = []
    boxes: list[Row] = []
    for place, city in enumerate(CITIES):
        asked = rng.randrange(150, 260)
        few = city in ("Győr", "Málaga")
        answered = rng.randrange(20, 28) if few else rng.randrange(60, 90)
        region = "east" if place < 6 else "west"
        rows.append(
            {"branch": city, "region": region, "customers_asked": str(asked), "customers_answered": str(answered)}
        )
        sent += [
            {"branch": city, "sent_at": f"2026-{month:02}-{rng.randrange(3, 25):02} 09:00:00"}
            for month in (7, 8, 9)
            if (city, month) != ("Poznań", 8)
        ]
        if city != "A Coruña":
            visits += [{"branch": city, "visited_at": written(during(rng))} for _ in range(3)]
        if city not in ("Rīga", "Köln"):
            comparisons.append({"branch": city, "visited_at": written(during(rng))})
            comparisons[-1]["points"] = "" if city == "Poznań" else f"{66 + 2 * place} %"
        for week in range(14):
            day = QUARTER + timedelta(days=5 + 7 * week)
            if day < AS_OF.date() and not (city in ("Kraków", "Besançon") and week == 6):
                boxes.append({"branch": city, "emptied_at": f"{day} 08:00:00"})
    return {"": rows, "surveys": sent, "visits": visits, "comparisons": comparisons, "suggestion_boxes": boxes}


def premises(rng: Random) -> Files:
    """Inspections. Wrocław opens late."""
    rows: list[Row] = []
    for number in range(1, 145):
        city = CITIES[number % 12]
        moment = office_moment(rng, QUARTER, 92, 9, 12)
        due = datetime.combine(moment.date(), time(8))
        early = rng.randrange(-25, -19) if city != "Wrocław" else rng.randrange(5, 30)
        early = 12 if city == "Łódź" and number % 36 == 0 else early
        row = {"inspection_id": f"I{number:03}", "branch": city, "inspected_at": written(moment)}
        row |= {"doors_due_at": written(due), "doors_opened_at": written(due + timedelta(minutes=early))}
        for field, chance in (("sign_visible", 0.98), ("window_clean", 0.97), ("entrance_clear", 0.98)):
            row[field] = "?" if likely(rng, 0.01) else SAID[likely(rng, chance)]
        row["step_free"] = "n/a" if likely(rng, 0.1) else SAID[likely(rng, 0.94)]
        row["emergency_exit_free"] = SAID[likely(rng, 0.97)]
        row["seats"] = "n/a" if likely(rng, 0.2) else SAID[likely(rng, 0.95)]
        rows.append(row | {"tidiness": rng.choice("34555")})
    return {"": rows}


def letters(rng: Random) -> Files:
    """Letters and messages. In Łódź answers are signed by nobody."""
    spoken = {"Málaga": "es", "A Coruña": "gl", "Rīga": "lv", "Köln": "de", "Besançon": "fr", "Győr": "hu"}
    rows: list[Row] = []
    for number in range(1, 301):
        received, city = during(rng), rng.choice(CITIES)
        answered = after(rng, received, 50 if likely(rng, 0.96) else 260)
        tongue, known = spoken.get(city, "pl"), answered < AS_OF
        read = known and likely(rng, 0.5)
        row = {"letter_id": f"L{number:04}", "branch": city, "received_at": written(received)}
        row |= {"answered_at": written(answered), "signed_by": "" if city == "Łódź" or not known else "J. Nowak"}
        row |= {
            "language": tongue,
            "answer_language": (tongue if likely(rng, 0.98) else "hu" if tongue == "pl" else "pl") if known else "",
        }
        row |= {"polite": rng.choice("345555") if read else "?", "clear": rng.choice("345555") if read else "?"}
        rows.append(row | {"without_mistakes": SAID[likely(rng, 0.9)] if read else "?"})
    return {"": rows}


def staff(rng: Random) -> Files:
    """The forty people. In Győr they are discontent, in Málaga one served before being trained, in Köln one lied."""
    rows: list[Row] = []
    for branch in BRANCHES:
        for place, person in enumerate(branch.staff.split(", ")):
            ended = date(2026, 3, 31) - timedelta(days=rng.randrange(0, 900))
            early = person == "José Muñoz"
            first = ended + timedelta(days=-4 if early else rng.randrange(0, 5))
            weak = person in ("Jerzy Brzęczyk", "Paweł Łabędź", "Käthe Möller")
            row = {"employee": person, "branch": branch.city, "role": ROLES[(len(rows)) % 4]}
            row |= {"degree": SAID[likely(rng, 0.7) or not weak]}
            row |= {"years_in_sales": "1" if weak else str(rng.randrange(2, 15))}
            row |= {"training_until": f"{ended}", "training_days": str(rng.choice((42, 45, 56)) - (7 if weak else 0))}
            row |= {
                "first_shift_on": f"{first}",
                "knowledge_test": f"{rng.randrange(72, 78) if weak else rng.randrange(86, 99)} %",
            }
            row["manners_test"] = f"{60 if person == 'Roman Ćwik' else rng.randrange(75, 99)} %"
            row |= {
                "courtesy": "2" if weak else rng.choice("445"),
                "courtesy_before_others": "3" if weak else rng.choice("4455"),
            }
            content = "2" if branch.city == "Győr" else ("3" if place == 0 else rng.choice("445"))
            dishonest = person == "Jürgen Weiß"
            rows.append(row | {"honesty_complaints": str(int(dishonest)), "contentment": content})
    return {"": rows}


ROLES = ("reception", "sales", "telephone", "workshop")
