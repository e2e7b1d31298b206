"""The dirt of the sample company's files, as their README tells it: spoiled cells, twins and ragged lines."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path

from tests.sample_company.branches import Row

README = Path(__file__).parents[2] / "rules" / "samples" / "README.md"


def dirt(name: str) -> list[list[str]]:
    """What the README says is dirty in a file: record id, column, and what the cell says instead."""
    section = README.read_text(encoding="utf-8").split(f"\n## {name}\n")[1].split("\n## ")[0]
    rows = (line for line in section.splitlines() if line.startswith("| `"))
    return [re.findall(r"`([^`]*)`", line)[:3] for line in rows]


def with_dirt(rows: Iterable[Row], name: str, delimiter: str) -> str:
    """The text of a file: cells spoiled, twins repeated and ragged lines put in after a record."""
    rows = [dict(row) for row in rows]
    key = next(iter(rows[0]))
    by_id = {row[key]: row for row in rows}
    changes = dirt(name)
    for number, column, cell in changes:
        if column in rows[0]:
            by_id[number][column] = cell
    lines = {row[key]: [csv_line(row.values(), delimiter)] for row in rows}
    for number, column, cell in changes:
        if column == "repeated after":
            lines[cell].extend(lines[number])
        if column == "followed by":
            lines[number].append(cell + "\n")
    header = csv_line(rows[0].keys(), delimiter)
    return header + "".join(line for several in lines.values() for line in several)


def csv_line(texts: Iterable[str], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerow(texts)
    return out.getvalue()


def as_text(rows: Iterable[Row], delimiter: str = ",") -> str:
    """Rows as CSV, with the names of their columns above."""
    rows = list(rows)
    return csv_line(rows[0].keys(), delimiter) + "".join(csv_line(row.values(), delimiter) for row in rows)
