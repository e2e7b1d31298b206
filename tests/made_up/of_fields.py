"""Records for any rule set, made up at random from what its fields declare: values, gaps, and cells nobody can read."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from checker.conditions import FieldReference
from checker.fields import (
    ChoiceField,
    DateField,
    MomentField,
    NumberField,
    ShareField,
    WholeNumberField,
    YesNoField,
)
from checker.ruleset.model import RuleSet
from checker.values import constants_of

Row = dict[str, str]

BEGIN = datetime(2026, 7, 1, 8)
"""From where the moments run on, over the clock change in October."""


STEPS = (0, 5, 30, 240, 1440, 2880, 7 * 1440, 20 * 1440)
"""Minutes between the moments of one record, up to three times as many."""

OTHER_WORDS = ["Ana", "Łódź", "Łódź ", "Wei"]


def made_up_rows(rule_set: RuleSet, random: Random, count: int) -> tuple[list[Row], dict[str, list[Row]]]:
    """Rows for the records, and for each other table twice as many.

    What finds the rows of another table is drawn from few words, so that many records have several.
    """
    words = {table.match: [f"k{number}" for number in range(12)] for table in rule_set.tables.values()}
    words["rule"] = [rule.id for rule in rule_set.rules]
    records = rule_set.records
    zones = [zone for zone in constants_of(records.time_zone) if isinstance(zone, FieldReference)]
    words |= {zone.field: ["Europe/Warsaw", "Europe/Lisbon", "America/New_York", "Europe/Mars"] for zone in zones}
    rows = [_row(records.fields, random, words, records.id, number) for number in range(count)]
    others = {
        name: [_row(table.fields, random, words, None, number) for number in range(2 * count)]
        for name, table in rule_set.tables.items()
    }
    return rows, others


def write(path: Path, rows: list[Row], columns: list[str]) -> Path:
    """Write rows as CSV, with the columns in this order."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path


def _row(
    fields: Mapping[str, Any], random: Random, words: Mapping[str, list[str]], id_field: str | None, number: int
) -> Row:
    begin = BEGIN + timedelta(minutes=random.randrange(150 * 24 * 60))
    row = {}
    for name, field in fields.items():
        column = field.column if isinstance(getattr(field, "column", None), str) else name
        if name == id_field and name not in words:
            text = f"r{number}" if random.random() > 0.03 else "twin"
        elif random.random() < 0.06:
            text = ""
        elif random.random() < 0.02:
            text = "~?"
        else:
            text = _cell(field, random, words.get(name, OTHER_WORDS), begin)
        row[column] = text
    return row


def _cell(field: Any, random: Random, words: list[str], begin: datetime) -> str:
    near = begin + timedelta(minutes=random.choice(STEPS) * random.randint(0, 3))
    match field:
        case ChoiceField():
            return random.choice(field.of)
        case YesNoField():
            return random.choice([*field.yes, *field.no])
        case ShareField():
            return random.choice(["0.5", "0.8", "0.9", "0.95", "1"])
        case NumberField():
            low = int(field.at_least or 0)
            high = int(field.at_most or low + random.choice([3, 40, 200_000]))
            whole = random.randint(low, high)
            return f"{whole}" if isinstance(field, WholeNumberField) or random.random() < 0.5 else f"{whole}.0"
        case DateField():
            return near.strftime(field.format or "%Y-%m-%d")
        case MomentField():
            return near.strftime(field.format or "%Y-%m-%d %H:%M:%S")
    return random.choice(words)
