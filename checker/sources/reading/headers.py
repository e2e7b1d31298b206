"""The header of a record file against the declared fields: every missing or ambiguous column is told at once."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from checker.problems import RecordsError
from checker.ruleset.model import Records
from checker.sources.source import SHOWN


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
            problems.append(f"column '{_shown(column)}' stands there {_times(len(found))}")
        elif found and alike:
            problems.append(f"columns '{_shown(column)}' and '{_shown(alike[0])}' cannot be told apart")
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
    titles = dict.fromkeys(title for title in header if title not in declared and title.strip())
    return [f"column '{_shown(title)}' is not used" for title in titles]


def _missing(name: str, column: str, header: Sequence[str], alike: Sequence[str]) -> str:
    field = f" of field '{name}'" if column != name else ""
    message = f"column '{_shown(column)}'{field} is missing"
    nearest = alike or difflib.get_close_matches(column, [title for title in header if title], n=1)
    return f"{message} (did you mean '{_shown(nearest[0])}'?)" if nearest else message


def _folded(title: str) -> str:
    return title.strip().casefold()


def _shown(title: str) -> str:
    return title if len(title) <= SHOWN else title[: SHOWN - 1] + "…"


def _times(count: int) -> str:
    return "twice" if count == 2 else f"{count} times"
