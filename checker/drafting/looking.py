"""A look at the first rows of a record file: its columns, which of them a rule set can name, and their cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from checker.drafting.guessing import Column
from checker.engines.duckdb import connected, lock_down, temporary_folder
from checker.fields import Fault
from checker.problems import RecordsError
from checker.ruleset.characters import can_be_written
from checker.ruleset.model import Records
from checker.sources import Title, beginning, is_text, open_records, titles

MOST_ROWS = 1_000
"""So many records are looked at."""
MOST_COLUMNS = 500
"""So many columns are drafted; a rule set that needs more fields is written from the first ones."""
MOST_NAMED = 12
"""So many of those that are left out are named."""
_LONGEST_HEADING = 2_000
_NO_HEADINGS = ("", "null", "~")
"""What `column` in a rule set cannot say."""


@dataclass(frozen=True)
class Look:
    """What the first rows of a file hold."""

    columns: tuple[Column, ...]
    """Those that a rule set can name."""
    rows: int
    """How many records were looked at."""
    is_all: bool
    """Whether the file has no others."""
    unnamed: tuple[str, ...] = ()
    """Which other columns there are and why none of them can be named, in some sentences without a full stop."""


def look_at(path: Path, *, encoding: str | None = None, sheet: str | None = None) -> Look:
    """Look at the first rows. Raises RecordsError where no check could read the file, or no column can be named."""
    with connected() as connection:
        folder = temporary_folder(connection)
        assert folder is not None
        folder.mkdir(parents=True, exist_ok=True)
        near, is_whole = path, True
        if path.is_file() and is_text(path):
            near, is_whole = beginning(path, folder, encoding)
        lock_down(connection, [near])
        found = titles(near, connection, encoding=encoding, sheet=sheet)
        places, unnamed = _usable(found)
        if not places:
            raise RecordsError(f"'{path.name}' has no column that a rule set could name; its first row must name each")
        fields = {f"c{place}": {"type": found[place].type or "text", "column": found[place].name} for place in places}
        records = Records.model_validate({"called": "record", "missing_words": [], "fields": fields})
        table = open_records([near], records, connection, encoding=encoding, sheet=sheet)
        texts = [place for place in places if found[place].type is None]
        cells = table.relation.select(*(f'"c{place}"' for place in texts or places[:1])).limit(MOST_ROWS).fetchall()
        by_place: Mapping[int, Sequence[object]] = dict(zip(texts, zip(*cells, strict=True), strict=False))
    columns = tuple(
        Column(found[place].name, tuple(str(cell or "") for cell in by_place.get(place, ())), found[place].type)
        for place in places
    )
    return Look(columns, len(cells), is_whole and table.read <= len(cells), tuple(unnamed))


def unreadable(
    path: Path, records: Records, *, encoding: str | None = None, sheet: str | None = None
) -> dict[str, int]:
    """How many cells of each declared field the program itself cannot read in the first rows."""
    with connected() as connection:
        folder = temporary_folder(connection)
        assert folder is not None
        folder.mkdir(parents=True, exist_ok=True)
        near = beginning(path, folder, encoding)[0] if is_text(path) else path
        lock_down(connection, [near])
        relation = open_records([near], records, connection, encoding=encoding, sheet=sheet).relation
        asked = ", ".join(f'count_if("{name}$fault" = {Fault.UNREADABLE:d})' for name in records.fields)
        (counts,) = relation.limit(MOST_ROWS).aggregate(asked).fetchall()
        return {name: count or 0 for name, count in zip(records.fields, counts, strict=True)}


def _usable(found: Sequence[Title]) -> tuple[list[int], list[str]]:
    """The places of the columns that a field can name, and why the others cannot be named."""
    exact = Counter(title.name for title in found)
    alike = Counter(_folded(title.name) for title in found)
    places: list[int] = []
    unnamed: dict[str, list[int]] = {}
    for place, title in enumerate(found):
        why = None
        is_usable = title.name.strip() not in _NO_HEADINGS and len(title.name) <= _LONGEST_HEADING
        if not is_usable or not can_be_written(title.name):
            why = "no heading, or none that a rule set could name"
        elif exact[title.name] > 1 or alike[_folded(title.name)] > 1:
            why = "the heading of another one"
        elif title.type == "":
            why = "a type that no field reads"
        elif len(places) >= MOST_COLUMNS:
            why = f"{MOST_COLUMNS} others before them that were drafted"
        if why is None:
            places.append(place)
        else:
            unnamed.setdefault(why, []).append(place + 1)
    return places, [_told(numbers, why) for why, numbers in unnamed.items()]


def _told(numbers: Sequence[int], why: str) -> str:
    if len(numbers) == 1:
        return f"Column {numbers[0]} has {why}, so it was left out"
    more = f" and {len(numbers) - MOST_NAMED} more" if len(numbers) > MOST_NAMED else ""
    return f"Columns {', '.join(map(str, numbers[:MOST_NAMED]))}{more} have {why}, so they were left out"


def _folded(title: str) -> str:
    return title.strip().casefold()
