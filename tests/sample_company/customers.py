"""The customers of the sample company: their names in five languages, and their groups, quarter by quarter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from random import Random

from tests.sample_company.branches import (
    EARLIER,
    NOW,
    QUARTERS,
    SEED,
    Branch,
    Quarter,
    Row,
    chosen_branch,
    likely,
    lognormal,
)


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

    @property
    def language(self) -> str:
        """The language in which the customer writes."""
        return _written_names()[self.name][0]

    @property
    def called(self) -> str:
        """What stands above the customer's door."""
        return _written_names()[self.name][1]


def customers(rng: Random) -> list[Customer]:
    """All customers, as they are in the last quarter."""
    return [_customer(rng, number) for number in range(1000, 1280)]


def _customer(rng: Random, number: int) -> Customer:
    years = round(rng.triangular(0.2, 14, 3), 1)
    return Customer(f"K-{number}", chosen_branch(rng), years, min(90, int(lognormal(rng, 14, 0.9))))


# ---- names

LANGUAGES = ("en", "pl", "es", "ru", "zh-Hant")
SPOKEN = {
    "Łódź": (5, 83, 2, 6, 4), "Gdańsk": (8, 84, 0, 6, 2), "Kraków": (8, 82, 3, 5, 2), "Wrocław": (5, 85, 0, 8, 2),
    "Poznań": (5, 90, 0, 3, 2), "Białystok": (2, 76, 0, 22, 0), "Málaga": (14, 0, 82, 2, 2),
    "A Coruña": (6, 0, 94, 0, 0), "Rīga": (40, 4, 0, 54, 2), "Köln": (66, 16, 2, 8, 8), "Besançon": (76, 4, 14, 2, 4),
    "Győr": (78, 8, 0, 8, 6),
}  # fmt: skip
"""How many of a hundred customers of a branch write in each of the languages."""

KINDS = {
    "en": "{} & Sons, {} Office Supplies, {} Hardware, The {} Store",
    "pl": "Sklep {}, Biuro {}, Hurtownia {}, Gospodarstwo domowe {}",
    "es": "Ferretería {}, Papelería {}, Bazar {}, Hijos de {}",
    "ru": "Магазин «{}», Торговый дом «{}», Хозтовары {}, ИП {}",
    "zh-Hant": "{}記百貨, {}氏文具行, {}家五金, {}氏貿易公司",
}
FAMILIES = {
    "en": (
        "Harper, Whitlock, O'Neill, Ashworth, Bennett, Calloway, Dunmore, Fairfax, Greaves, Holloway, MacInnes, "
        "Prescott"
    ),
    "pl": (
        "Wójcik, Zięba, Kowalczyk, Źrebiec, Dąbrowscy, Łęcki, Szczęsny, Gąsior, Pawłowska, Świątek, Jabłoński, "
        "Krzemień, Bąk, Wróbel, Żurawski, Kaczmarek"
    ),
    "es": "Muñoz, Núñez, Ibáñez, Peña, Castiñeira, Álvarez, Güell, Rodríguez, Yáñez, Ordóñez, Piñeiro, Sáez",
    "ru": "Соболев, Ковалёва, Жуков, Щербак, Орлов, Юдина, Артемьев, Фёдоров, Громов, Ильин",
    "zh-Hant": "陳, 林, 黃, 張, 吳, 劉, 蔡, 鄭, 謝, 鍾",
}


@cache
def _written_names() -> dict[str, tuple[str, str]]:
    """Language and name of each customer; no name twice."""
    rng, taken = Random(f"names {SEED}"), set[str]()
    found: dict[str, tuple[str, str]] = {}
    for customer in customers(Random(f"orders {SEED}")):
        (language,) = rng.choices(LANGUAGES, SPOKEN[customer.branch.city])
        while (called := _name(rng, language)) in taken:
            pass
        taken.add(called)
        found[customer.name] = language, called
    return found


def _name(rng: Random, language: str) -> str:
    families = FAMILIES[language].split(", ")
    family = rng.choice(families)
    partner = rng.choice([each for each in families if each != family])
    joined = "{}{}" if language == "zh-Hant" else "{}-{}" if language in ("es", "ru") else "{} i {}"
    joined = "{} & {}" if language == "en" else joined
    several = joined.format(family, partner) if likely(rng, 0.6) else family
    return rng.choice(KINDS[language].split(", ")).format(several)


# ---- groups

SHIFTED = {
    "Gdańsk": {"2026-Q1": 0.8, "2026-Q2": 0.74, "2026-Q3": 1.12},  # late while its warehouse moved, and forgiven
    "Köln": {"2026-Q3": 0.55},
}
"""What became of the number of orders of a branch's customers, beside chance."""


@cache
def everybody() -> dict[str, tuple[Customer, ...]]:
    """The customers of each quarter, as they were at its beginning."""
    rng = Random(f"groups {SEED}")
    now = customers(Random(f"orders {SEED}"))
    found = {NOW.name: tuple(now)}
    for ago, quarter in enumerate(reversed(EARLIER), 1):
        found[quarter.name] = tuple(_once(rng, each, quarter, ago) for each in now if each.years > ago / 4)
    return found


def _once(rng: Random, customer: Customer, quarter: Quarter, ago: int) -> Customer:
    """The customer so many quarters ago."""
    factor = lognormal(rng, 1.0, 0.22)
    for later, shift in SHIFTED.get(customer.branch.city, {}).items():
        factor /= shift if later > quarter.name else 1
    return replace(customer, years=round(customer.years - ago / 4, 2), orders=min(90, round(customer.orders * factor)))


def histories() -> list[Row]:
    """Each customer's groups one after the other, with their dates; the last one has no end."""
    rows: list[Row] = []
    last: dict[str, Row] = {}
    for quarter in QUARTERS:
        for customer in everybody()[quarter.name]:
            row = last.get(customer.name)
            if row and row["group"] == customer.group:
                continue
            if row:
                row["valid_until"] = f"{quarter.first - timedelta(days=1)}"
            row = {"customer": customer.name, "name": customer.called, "language": customer.language}
            row |= {"branch": customer.branch.city, "group": customer.group}
            row |= {"valid_from": f"{quarter.first}", "valid_until": ""}
            rows.append(row)
            last[customer.name] = row
    return sorted(rows, key=lambda row: (row["customer"], row["valid_from"]))


def everybody_at(city: str, quarter: Quarter = NOW) -> list[Customer]:
    """The customers of a branch in a quarter."""
    return [each for each in everybody()[quarter.name] if each.branch.city == city]
