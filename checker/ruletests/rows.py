"""The records of cases as a file of records, read and typed like any other; each record knows its case."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from checker.fields import TextField
from checker.ruleset.model import RuleSet
from checker.ruletests.cases import COPIES, Rows, RuleCase
from checker.ruletests.meaning import copies_of, name_of
from checker.tables import Table

CASE = "$case"
"""The column with the case that a record is of; no field can be called so."""


@dataclass(frozen=True)
class Row:
    """A record of a case, with what it is called by expectations: its own name, and that of all its copies."""

    case: int
    name: str
    shared: str
    cells: Mapping[str, str | None]


def rows_of_case(place: int, case: RuleCase, defaults: Mapping[str, str | None], rule_set: RuleSet) -> list[Row]:
    """The records of a case, with defaults filled in and copies made."""
    identity = rule_set.records.id
    rows = []
    for position, written in enumerate(case.records):
        number = copies_of(written, rule_set)
        is_copied = COPIES in written and COPIES not in rule_set.records.fields
        cells = {name: cell for name, cell in {**defaults, **written}.items() if name in rule_set.records.fields}
        shared = name_of(written, position, identity)
        for copy in range(1, number + 1):
            name = f"{shared}-{copy}" if is_copied else shared
            own = {identity: name} if is_copied and identity is not None and cells.get(identity) else {}
            rows.append(Row(place, name, shared, {**cells, **own}))
    return rows


def with_case(rule_set: RuleSet) -> tuple[RuleSet, str]:
    """The rule set over records that know their case, read by the names of their fields; and how a case is called.

    A case is called by a word that no rule set takes for a missing value, followed by its number.
    """
    records = rule_set.records
    word = "case "
    others = (table.missing_words for table in rule_set.tables.values())
    every = [*records.missing_words, *(missing for words in others for missing in words)]
    while any(missing.startswith(word) for missing in every):
        word += "- "
    fields = {name: field.model_copy(update={"column": None}) for name, field in records.fields.items()}
    apart = records.model_copy(update={"fields": {**fields, CASE: TextField(type="text")}, "groups": ()})
    tables = {name: _with_case(table) for name, table in rule_set.tables.items()}
    return rule_set.model_copy(update={"records": apart, "tables": tables}), word


def _with_case(table: Table) -> Table:
    fields = {name: field.model_copy(update={"column": None}) for name, field in table.fields.items()}
    return table.model_copy(update={"fields": {**fields, CASE: TextField(type="text")}})


def write_tables(
    cases: Mapping[int, RuleCase], defaults: Mapping[str, Rows], rule_set: RuleSet, word: str, files: Mapping[str, Path]
) -> None:
    """Write the rows of each table as JSON Lines; a case without rows of a table has the default ones."""
    for name, table in rule_set.tables.items():
        with files[name].open("w", encoding="utf-8") as file:
            for place, case in cases.items():
                for row in case.tables.get(name, defaults.get(name, ())):
                    cells = {field: row.get(field) for field in table.fields}
                    file.write(json.dumps({**cells, CASE: f"{word}{place}"}, ensure_ascii=True) + "\n")


def write_rows(rows: Sequence[Row], rule_set: RuleSet, word: str, path: Path) -> None:
    """Write records as JSON Lines: every field of the rule set, and the case; the line is the record's number."""
    names = rule_set.records.fields
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            cells = {name: row.cells.get(name) for name in names}
            file.write(json.dumps({**cells, CASE: f"{word}{row.case}"}, ensure_ascii=True) + "\n")


def numbers_of(cases: Iterable[str], word: str) -> dict[str, int]:
    """By what a case is called, its number."""
    return {case: int(case.removeprefix(word)) for case in cases}
