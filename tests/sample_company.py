"""The sample company: writes the same three files of made-up records on every run.

`python tests/sample_company.py [DIR]` writes delivery.csv, responses.csv and appearance.csv, by
default to rules/samples. The company and its built-in failures are described in the README of that
folder; the dirty cells of its tables are written into the records last.
"""

import csv
import io
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import log
from pathlib import Path
from random import Random

SEED = 2026
AS_OF = datetime.combine(date(2026, 10, 1), time())
QUARTER = date(2026, 7, 1)
DAYS_IN_QUARTER = 92

Row = dict[str, str]


@dataclass(frozen=True)
class Branch:
    """A branch, its people, and how slow and how careless it is beside an ordinary one (1.0)."""

    city: str
    staff: str
    slow: float = 1.0
    careless: float = 1.0


BRANCHES = (
    Branch("Łódź", "Zofia Żak, Bartłomiej Ściegienny, Łucja Wójcik, Grażyna Dąbrowska, 李伟"),
    Branch("Gdańsk", "Kazimierz Gołąb, Małgorzata Pająk, Jerzy Brzęczyk, Анна Ковалёва", 0.9, 0.8),
    Branch("Kraków", "Stanisław Śliwa, Agnieszka Zięba, Ewa Król, 王芳"),
    Branch("Wrocław", "Paweł Łabędź, Joanna Kość, Дмитрий Орлов"),
    Branch("Poznań", "Michał Gęsicki, Halina Trąba, Roman Ćwik", 1.0, 0.8),
    Branch("Białystok", "Наталья Соболева, Tadeusz Kuźma, Irena Wąsik"),
    Branch("Málaga", "José Muñoz, Begoña Ibáñez, Íñigo Peña, María Ángeles Núñez", 1.15, 2.5),
    Branch("A Coruña", "Xoán Castiñeira, Lucía Fariña, Óscar Piñeiro", 1.1, 1.0),
    Branch("Rīga", "Ilze Bērziņa, Jānis Kalniņš, Сергей Жуков", 0.7, 0.1),
    Branch("Köln", "Jürgen Weiß, Käthe Möller, 陈静"),
    Branch("Besançon", "Zoé Lefèvre, François Hémon, Noël Gauthier", 1.0, 0.9),
    Branch("Győr", "Ágnes Szűcs, László Kőműves"),
)
SIZES = (14, 11, 10, 8, 8, 8, 8, 7, 7, 7, 6, 6)  # share of the business, branch by branch
BADGELESS = "Roman Ćwik"


def chosen_branch(rng: Random) -> Branch:
    """A branch, the larger ones more often."""
    return rng.choices(BRANCHES, SIZES)[0]


def office_moment(rng: Random, first: date, days: int, opens: int = 8, closes: int = 17) -> datetime:
    """A moment in opening hours: seldom on a Saturday, never on a Sunday."""
    while True:
        day = first + timedelta(days=rng.randrange(days))
        if day.weekday() < 5 or (day.weekday() == 5 and rng.random() < 0.2):
            hours = rng.triangular(opens, closes, opens + 2.5)
            return datetime.combine(day, time()) + timedelta(seconds=int(hours * 3600))


def lognormal(rng: Random, median: float, spread: float) -> float:
    """A waiting time: most are near the median, a few are very long."""
    return rng.lognormvariate(log(median), spread)


def known(moment: datetime) -> bool:
    """What happens after the audit's moment is not in its records."""
    return moment < AS_OF


def cells(columns: str, *values: str) -> Row:
    """Named cells of one row."""
    return dict(zip(columns.split(", "), values, strict=True))


# Orders

GROUP_DAYS = {"A": 3, "B": 5, "C": 8}
GROUP_MEDIAN = {"A": 1.0, "B": 2.3, "C": 4.0}
STRIKE = (date(2026, 9, 14), date(2026, 9, 18), "strike")
FLOOD = (date(2026, 7, 20), date(2026, 7, 24), "flood")
FORCE_MAJEURE = {"Besançon": STRIKE, "Wrocław": FLOOD}
REQUESTS = (
    "wniesienie na 3. piętro, dostawa przed 8:00, call 30 minutes before arrival, "
    "entregar por la puerta trasera, позвонить за час, 送货前请打电话, mit Hebebühne anliefern"
).split(", ")
REASONS = "no lift truck, brak kuriera przed 8:00, sin acceso para camiones, too heavy".split(", ")


@dataclass(frozen=True)
class Customer:
    """A customer of one branch, with what decides the group."""

    name: str
    branch: Branch
    years: float
    orders: int

    @property
    def group(self) -> str:
        """The group as the rules work it out."""
        return "A" if self.years >= 3 and self.orders >= 24 else "C" if self.orders < 6 else "B"


def _customer(rng: Random, number: int) -> Customer:
    years = round(rng.triangular(0.2, 14, 3), 1)
    return Customer(f"K-{number}", chosen_branch(rng), years, min(90, int(lognormal(rng, 14, 0.9))))


def orders() -> list[Row]:
    """Every order of the quarter, and twelve older ones the export brought along."""
    rng = Random(f"orders {SEED}")
    customers = [_customer(rng, number) for number in range(1000, 1280)]
    busy = [3 + customer.orders for customer in customers]
    moments = [office_moment(rng, date(2026, 6, 24), 7) for _ in range(12)]
    moments += [office_moment(rng, QUARTER, DAYS_IN_QUARTER) for _ in range(1250)]
    return [
        _order(rng, f"Z-{number:04}", moment, rng.choices(customers, busy)[0])
        for number, moment in enumerate(sorted(moments), 1)
    ]


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
    row |= _request(rng, branch) | _price(rng, branch, ordered)
    return row | _delay(rng, branch, ordered, promised, cause)


def _arrival(rng: Random, ordered: datetime, promised: date, who: Customer) -> tuple[str, datetime]:
    branch = who.branch
    start, end, cause = FORCE_MAJEURE.get(branch.city, (date.max, date.max, ""))
    if start - timedelta(days=4) <= ordered.date() <= end:
        return cause, _by_day(rng, end + timedelta(days=rng.randrange(2, 7)))
    if branch.city == "Białystok" and ordered.month == 8:
        return "lorry", _by_day(rng, promised + timedelta(days=rng.randrange(1, 5)))
    if rng.random() < 0.05 * branch.careless:
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


def _request(rng: Random, branch: Branch) -> Row:
    columns = "special_request, request_state, refusal_reason"
    if rng.random() > 0.14:
        return cells(columns, "", "", "")
    odds = (78, 9 * branch.careless, 40 if branch.city == "Málaga" else 11 * branch.careless)
    state = rng.choices(("fulfilled", "accepted", "refused"), odds)[0]
    reason = rng.choice(REASONS) if state == "refused" and branch.city != "Málaga" else ""
    return cells(columns, rng.choice(REQUESTS), state, reason)


def _price(rng: Random, branch: Branch, ordered: datetime) -> Row:
    listed = round(lognormal(rng, 420, 0.8), 2)
    old_list = branch.city == "Köln" and ordered.date() < date(2026, 7, 13)
    wrong = old_list or rng.random() < 0.002 * branch.careless
    charged = round(listed * 1.04, 2) if wrong else listed
    return cells("List price (PLN), Charged price (PLN)", f"{listed:.2f}", f"{charged:.2f}")


def _delay(rng: Random, branch: Branch, ordered: datetime, promised: date, cause: str) -> Row:
    after = rng.randrange(1, (promised - ordered.date()).days + 1)
    learnt = datetime.combine(ordered.date() + timedelta(days=after), time(8))
    learnt += timedelta(minutes=rng.randrange(480))
    told = learnt + timedelta(hours=lognormal(rng, 1.2, 0.5))
    silent = branch.city == "Málaga" or not known(told)
    if cause == "none" or not known(learnt):
        return cells("delay_cause, delay_known_at, told_at", cause, "", "")
    texts = (cause, minute(learnt), "" if silent else minute(told))
    return cells("delay_cause, delay_known_at, told_at", *texts)


def minute(moment: datetime) -> str:
    """A moment as the order system writes it."""
    return f"{moment:%d.%m.%Y %H:%M}"


# Questions and complaints


def contacts() -> list[Row]:
    """Questions and complaints, some with an appointment at the customer's."""
    rng = Random(f"contacts {SEED}")
    moments = [office_moment(rng, date(2026, 6, 26), 5) for _ in range(6)]
    moments += [office_moment(rng, QUARTER, DAYS_IN_QUARTER, 7, 21) for _ in range(630)]
    numbered = enumerate(sorted(moments), 1)
    return [_contact(rng, f"C{number:05}", moment) for number, moment in numbered]


def _contact(rng: Random, number: str, received: datetime) -> Row:
    branch = chosen_branch(rng)
    kind = rng.choices(("question", "complaint"), (66, 34))[0]
    channel = rng.choices(("telephone", "e_mail", "web_form", "letter"), (42, 32, 18, 8))[0]
    written = utc(received) if channel == "web_form" else second(received)
    row = cells("contact_id, contact_type, received_at", number, kind, written)
    row |= cells("branch, employee", branch.city, rng.choice(branch.staff.split(", ")))
    row |= cells("customer_group, channel", rng.choices("ABC", (25, 50, 25))[0], channel)
    row |= _first_answer(rng, branch, received, channel)
    row |= _complaint(rng, branch, received) if kind == "complaint" else _question(rng, branch)
    return row | _appointment(rng, branch, received)


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
    undecided = branch.city == "Málaga" and rng.random() < 0.35
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
    if branch.city == "Poznań":
        came = agreed + timedelta(minutes=rng.randrange(20, 50))
    if rng.random() > 0.16:
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
    """The same moment as the web form writes it: in UTC, two hours behind a Polish summer."""
    return f"{moment - timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}"


# Mystery visits

SCALES = ("willing", "friendly", "lively", "enthusiastic", "knowledge")
YES_NO = {"V-4": ("tak", "nie"), "V-6": ("1", "0")}  # these visitors fill in their own kind of form


def visits() -> list[Row]:
    """Mystery visits: every employee is seen four times."""
    rng = Random(f"visits {SEED}")
    people = [(branch, person) for branch in BRANCHES for person in branch.staff.split(", ")] * 4
    rng.shuffle(people)
    moments = sorted(office_moment(rng, QUARTER, DAYS_IN_QUARTER, 9, 17) for _ in people)
    numbered = enumerate(zip(moments, people, strict=True), 1)
    return [_visit(rng, f"{number:03}", moment, *pair) for number, (moment, pair) in numbered]


def _visit(rng: Random, number: str, entered: datetime, branch: Branch, person: str) -> Row:
    slip, visitor = branch.careless, f"V-{rng.randrange(1, 7)}"
    yes, no = YES_NO.get(visitor, ("yes", "no"))
    greeted = entered + timedelta(seconds=int(lognormal(rng, 14 * (0.7 + 0.3 * slip), 0.4)))
    uniform, badge, clean, price = (
        no if rng.random() < chance * slip else yes for chance in (0.02, 0.025, 0.008, 0.02)
    )
    row = cells("visit_id, entered_at, visitor", number, second(entered), visitor)
    row |= cells("branch, employee, greeted_at", branch.city, person, second(greeted))
    row |= cells("uniform_complete, badge_worn", uniform, no if person == BADGELESS else badge)
    row |= cells("clothes_clean", clean)
    row |= {scale: _mark(rng, slip) for scale in SCALES}
    row |= cells("price_as_marked", "n/a" if rng.random() < 0.06 else price)
    solved = rng.choices(("solved", "partly", "unsolved"), (90, 7 * slip, 2 * slip))[0]
    return row | cells("question_solved", solved)


def _mark(rng: Random, slip: float) -> str:
    """A mark from 1 to 5, lower where the branch is careless."""
    return str(rng.choices((1, 2, 3, 4, 5), (2 * slip, 6 * slip, 16 * slip, 44, 36))[0])


README = Path(__file__).parents[1] / "rules" / "samples" / "README.md"


def dirt(name: str) -> list[list[str]]:
    """What the README says is dirty in a file: record id, column, and what the cell says instead."""
    section = README.read_text(encoding="utf-8").split(f"\n## {name}\n")[1].split("\n## ")[0]
    rows = (line for line in section.splitlines() if line.startswith("| `"))
    return [re.findall(r"`([^`]*)`", line)[:3] for line in rows]


def with_dirt(rows: list[Row], name: str, delimiter: str) -> str:
    """The text of a file: cells spoiled, twins repeated and ragged lines put in after a record."""
    key = next(iter(rows[0]))
    by_id = {row[key]: row for row in rows}
    changes = dirt(name)
    for number, column, cell in changes:
        if column in rows[0]:
            by_id[number][column] = cell
    lines = {row[key]: [_csv_line(row.values(), delimiter)] for row in rows}
    for number, column, cell in changes:
        if column == "repeated after":
            lines[cell].extend(lines[number])
        if column == "followed by":
            lines[number].append(cell + "\n")
    header = _csv_line(rows[0].keys(), delimiter)
    return header + "".join(line for several in lines.values() for line in several)


def _csv_line(texts: Iterable[str], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerow(texts)
    return out.getvalue()


def files() -> dict[str, str]:
    """The three files, by name."""
    return {
        "delivery.csv": with_dirt(orders(), "delivery.csv", ";"),
        "responses.csv": with_dirt(contacts(), "responses.csv", ","),
        "appearance.csv": with_dirt(visits(), "appearance.csv", ","),
    }


def write(folder: Path) -> None:
    """Writes the three files into a folder that exists."""
    for name, text in files().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "rules" / "samples")
