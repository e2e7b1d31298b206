"""The sample company's files, each as its text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.sample_company import groups, levels, opinions, relations, services
from tests.sample_company.branches import Files
from tests.sample_company.contacts import contacts
from tests.sample_company.dirt import as_text, with_dirt
from tests.sample_company.orders import orders
from tests.sample_company.visits import visits
from tests.sample_company.years import earlier

SAMPLES = Path(__file__).parents[2] / "rules" / "samples"


def spoiled() -> dict[str, str]:
    """The three files with dirt, by name."""
    return {
        "delivery.csv": with_dirt(orders(), "delivery.csv", ";"),
        "responses.csv": with_dirt(contacts(), "responses.csv", ","),
        "appearance.csv": with_dirt(visits(), "appearance.csv", ","),
    }


def every() -> dict[str, Callable[[Random], Files]]:
    """By rule set, what makes its records, where nobody spoils them."""
    makers = (
        services.hotline, services.advice, services.after_sales, services.machines, services.remarks, services.branches,
        services.premises, services.letters, services.staff, relations.internal_service, relations.working_time,
        relations.contingencies, relations.feedback, relations.functions,
        relations.commitments, groups.accounts, groups.moves, levels.levels,
        opinions.loyalty, opinions.reactions,
    )  # fmt: skip
    return {each.__name__.replace("_", "-"): each for each in makers}


def clean() -> dict[str, str]:
    """The files without dirt: NAME.csv, and NAME.TABLE.csv for another table."""
    found: dict[str, str] = {}
    for name, make in every().items():
        for table, rows in make(Random(f"{name} 2026")).items():
            found[f"{name}.{table}.csv" if table else f"{name}.csv"] = as_text(rows)
    return found


def files() -> dict[str, str]:
    """Every file, by its name in the folder of samples."""
    return spoiled() | clean() | earlier()


def write(folder: Path) -> None:
    """Writes the files into a folder that exists."""
    (folder / "earlier").mkdir(exist_ok=True)
    for name, text in files().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
