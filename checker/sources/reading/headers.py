"""The header of a record file against the declared fields: every missing or ambiguous column is told at once."""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from checker.problems import RecordsError, excerpt
from checker.ruleset.model import Records

DELIMITERS = ",;\t|"
LONGEST_HEADER = 1 << 20
MOST_NAMED = 12
"""So many unused columns are named; the others are counted."""


MOST_COLUMNS = 16_384
"""As many as a spreadsheet has; planning for many more would take all time and memory."""


@dataclass(frozen=True)
class Header:
    """The first row of a delimited file: the column names, what divides them, and the row as it is written."""

    titles: list[str]
    delimiter: str
    written: str


def read_header(path: Path, records: Records, file: str) -> Header:
    """Read the column names; they are divided by what gives the most declared ones. Raises RecordsError without any."""
    with path.open(encoding="utf-8-sig", newline="") as text:
        written = _first_row(text.read(LONGEST_HEADER))
    if not written.strip():
        raise RecordsError(f"the first line of '{file}' is empty; it must hold the column names")
    wanted = {column_of(records, name) for name in records.fields}
    headers = [
        Header(titles, delimiter, written) for delimiter in DELIMITERS if (titles := _titles(written, delimiter))
    ]
    if not headers:
        raise RecordsError(
            f"the first line of '{file}' cannot be column names; its quotes do not match, or it is too long"
        )
    found = max(headers, key=lambda header: (len(wanted & set(header.titles)), len(header.titles)))
    if len(found.titles) > MOST_COLUMNS:
        raise RecordsError(f"'{file}' has {len(found.titles):,} columns; {MOST_COLUMNS:,} are read at most")
    return found


def _titles(written: str, delimiter: str) -> list[str]:
    """The names in a header with this delimiter; none where it cannot be a header."""
    try:
        return next(csv.reader([written], delimiter=delimiter, strict=True))
    except csv.Error:
        return []


def _first_row(text: str) -> str:
    """The first line, and those after it as long as a quote is open."""
    quotes = 0
    for line in re.finditer(r"[^\r\n]*(?:\r\n|\r|\n|$)", text):
        quotes += line[0].count('"')
        if quotes % 2 == 0:
            return text[: line.end()].rstrip("\r\n")
    return text


def column_of(records: Records, name: str) -> str:
    """The header under which a field stands."""
    return records.fields[name].column or name


def find_columns(records: Records, header: Sequence[str], file: str) -> dict[str, int]:
    """Give the place of each declared field's column. Raises RecordsError naming every missing or ambiguous column."""
    problems = []
    places = {}
    for name in records.fields:
        column = column_of(records, name)
        found = [place for place, title in enumerate(header) if title == column]
        alike = [title for title in header if title != column and _folded(title) == _folded(column)]
        if len(found) > 1:
            problems.append(f"column '{excerpt(column)}' stands there {_times(len(found))}")
        elif found and alike:
            problems.append(f"columns '{excerpt(column)}' and '{excerpt(alike[0])}' cannot be told apart")
        elif found:
            places[name] = found[0]
        else:
            problems.append(_missing(name, column, header, alike))
    if problems:
        raise RecordsError(
            f"'{file}' does not have the columns of the rule set: {'; '.join(problems)};"
            " rename them in the file, or give the field its 'column'"
        )
    return places


def unused(records: Records, header: Sequence[str]) -> list[str]:
    """Say which columns no field declares."""
    declared = {column_of(records, name) for name in records.fields}
    titles = list(dict.fromkeys(title for title in header if title not in declared and title.strip()))
    if not titles:
        return []
    named = ", ".join(f"'{excerpt(title)}'" for title in titles[:MOST_NAMED])
    more = f" and {len(titles) - MOST_NAMED} more" if len(titles) > MOST_NAMED else ""
    return [f"column{'s' if len(titles) > 1 else ''} {named}{more} not used"]


def _missing(name: str, column: str, header: Sequence[str], alike: Sequence[str]) -> str:
    field = f" of field '{name}'" if column != name else ""
    message = f"column '{excerpt(column)}'{field} is missing"
    nearest = alike or difflib.get_close_matches(column, [title for title in header if title], n=1)
    return f"{message} (did you mean '{excerpt(nearest[0])}'?)" if nearest else message


def _folded(title: str) -> str:
    return title.strip().casefold()


def _times(count: int) -> str:
    return "twice" if count == 2 else f"{count} times"
