"""The branches of the sample company and their people, its quarters, and how moments and waiting times are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import log
from random import Random

SEED = 2026
AS_OF = datetime.combine(date(2026, 10, 1), time())
QUARTER = date(2026, 7, 1)
DAYS_IN_QUARTER = 92

Row = dict[str, str]
Files = dict[str, list[Row]]
"""Rows by the name of a table; those of the records by an empty name."""


@dataclass(frozen=True)
class Quarter:
    """A quarter, by its name, with its first day and its length."""

    name: str
    first: date
    days: int

    @property
    def is_last(self) -> bool:
        """Whether it is the quarter that rules/quarter.yml is about."""
        return self.first == QUARTER

    @property
    def last(self) -> date:
        """Its last day."""
        return self.first + timedelta(days=self.days - 1)


def _quarter(year: int, number: int) -> Quarter:
    first = date(year, 3 * number - 2, 1)
    following = date(year + number // 4, 3 * number % 12 + 1, 1)
    return Quarter(f"{year}-Q{number}", first, (following - first).days)


QUARTERS = (
    _quarter(2024, 4),
    *(_quarter(2025, each) for each in (1, 2, 3, 4)),
    *(_quarter(2026, each) for each in (1, 2, 3)),
)
EARLIER = QUARTERS[:-1]
NOW = QUARTERS[-1]


@dataclass(frozen=True)
class Branch:
    """A branch, its people, and how slow and how careless it is beside an ordinary one (1.0)."""

    city: str
    staff: str
    slow: float = 1.0
    careless: float = 1.0


BRANCHES = (
    Branch("Łódź", "Zofia Żak, Bartłomiej Ściegienny, Łucja Wójcik, Grażyna Dąbrowska, 李偉"),
    Branch("Gdańsk", "Kazimierz Gołąb, Małgorzata Pająk, Jerzy Brzęczyk, Анна Ковалёва", 0.9, 0.8),
    Branch("Kraków", "Stanisław Śliwa, Agnieszka Zięba, Ewa Król, 王芳"),
    Branch("Wrocław", "Paweł Łabędź, Joanna Kość, Дмитрий Орлов"),
    Branch("Poznań", "Michał Gęsicki, Halina Trąba, Roman Ćwik", 1.0, 0.8),
    Branch("Białystok", "Наталья Соболева, Tadeusz Kuźma, Irena Wąsik"),
    Branch("Málaga", "José Muñoz, Begoña Ibáñez, Íñigo Peña, María Ángeles Núñez", 1.15, 2.5),
    Branch("A Coruña", "Xoán Castiñeira, Lucía Fariña, Óscar Piñeiro", 1.1, 1.0),
    Branch("Rīga", "Ilze Bērziņa, Jānis Kalniņš, Сергей Жуков", 0.7, 0.1),
    Branch("Köln", "Jürgen Weiß, Käthe Möller, 陳靜"),
    Branch("Besançon", "Zoé Lefèvre, François Hémon, Noël Gauthier", 1.0, 0.9),
    Branch("Győr", "Ágnes Szűcs, László Kőműves"),
)
SIZES = (14, 11, 10, 8, 8, 8, 8, 7, 7, 7, 6, 6)  # share of the business, branch by branch
CLOSED = ("01.01.", "06.01.", "01.05.", "03.05.", "01.11.", "11.11.", "25.12.", "26.12.")
NEW_MANAGER = date(2025, 7, 1)
"""Since then Málaga tells its customers neither of delays, nor why it refuses, nor how a complaint was settled."""
BADGELESS = "Roman Ćwik"


def chosen_branch(rng: Random) -> Branch:
    """A branch, the larger ones more often."""
    return rng.choices(BRANCHES, SIZES)[0]


def office_moment(rng: Random, first: date, days: int, opens: int = 8, closes: int = 17) -> datetime:
    """A moment in opening hours: seldom on a Saturday, never on a Sunday."""
    while True:
        day = first + timedelta(days=rng.randrange(days))
        if f"{day:%d.%m.}" in CLOSED:
            continue
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


def likely(rng: Random, chance: float) -> bool:
    """Whether something of this chance happens."""
    return rng.random() < chance
