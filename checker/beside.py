"""What stands beside the records: the other tables of an audit, given as files, opened, and told how they were read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from checker.expressions import nw
from checker.fields import Columns, column_name
from checker.looking_up import overlapping
from checker.made_columns import ROW
from checker.problems import CheckerError, RecordsError, quoted
from checker.results import OverlappingRows, Place, TableRead
from checker.ruleset.model import Records, RuleSet
from checker.ruleset.nearest import did_you_mean
from checker.sources import data_quality, open_records
from checker.sources.reading import sql, zones
from checker.sources.source import FILE_ROWS, LISTED
from checker.sources.source import Table as OpenedTable
from checker.tables import BY_RULE
from checker.value_words import shown_cell
from checker.worked_out import Lookup

if TYPE_CHECKING:
    from narwhals.stable.v2 import LazyFrame

    from checker.engines.engine import Engine

Files = Mapping[str, Sequence[Path]]
"""The files of each other table, by its name."""


@dataclass(frozen=True)
class TableBeside:
    """Another table, opened.

    `frame` has the columns of the table's fields, each named with the table: `contacts:person`,
    `contacts:person$fault` and so on; a row's place is `contacts:$row`.
    """

    name: str
    described: Records
    """How its files are read: the table's fields, words and zone, as those of records."""
    opened: OpenedTable
    frame: LazyFrame[Any]


def refuse_tables(rule_set: RuleSet, files: Files) -> None:
    """Raise CheckerError where the tables that are given are not those of the rule set, with all that is wrong."""
    wrong = list(_wrong_tables(rule_set, files))
    if wrong:
        raise CheckerError("; ".join(wrong))


def _wrong_tables(rule_set: RuleSet, files: Files) -> Iterator[str]:
    for name in files:
        if name not in rule_set.tables:
            meant = did_you_mean(name, sorted(rule_set.tables), else_list="its tables are")
            hint = f" ({meant})" if meant else "; it has none"
            yield f"the rule set '{rule_set.rule_set}' has no table {quoted(name)}{hint}"
    for name in rule_set.tables:
        if not files.get(name):
            yield f"the rules read the table '{name}', and no file of it was given; add --table {name}=FILE"
    for name, paths in files.items():
        named: set[Path] = set()
        for path in paths:
            if path.resolve() in named:
                yield f"'{path}' was given twice for the table {quoted(name)}; give it once"
            named.add(path.resolve())


def open_tables(
    rule_set: RuleSet,
    files: Files,
    engine: Engine,
    *,
    days: Collection[str] = (),
    encoding: str | None = None,
    sheet: str | None = None,
    memory_limit: str | None = None,
    progress: Callable[[str, float | None], None] | None = None,
) -> dict[str, TableBeside]:
    """Open the other tables of a rule set, each typed by its own fields.

    `days`: the moments of which rules need the local date, such as `contacts.called_at`. Raises RecordsError, in one
    sentence that begins with the table, for a file that cannot be read as what it is said to be, and EngineError where
    the engine cannot take it.
    """
    opened = {}
    for name in rule_set.tables:
        described = described_as_records(rule_set, name)
        own = described.zone if rule_set.records.has_own_zones else rule_set.records.zone
        zone = own or ZoneInfo("UTC")
        valid = rule_set.tables[name].valid
        asked = {day.partition(".")[2] for day in days if day.startswith(f"{name}.")}
        asked |= {valid.from_, valid.until} if valid else set()
        try:
            table = open_records(
                files[name],
                described,
                engine.connection,
                days=asked,
                encoding=encoding,
                sheet=sheet,
                memory_limit=memory_limit,
                progress=progress,
            )
        except RecordsError as error:
            raise RecordsError(f"table '{name}': {error}") from None
        opened[name] = TableBeside(name, described, _as_table(table), _frame(engine, table, name, described, zone))
    return opened


def described_as_records(rule_set: RuleSet, name: str) -> Records:
    """How the files of a table are read, in the words of records; without a zone it has the one of all records."""
    table = rule_set.tables[name]
    return Records.model_construct(
        called="row",
        fields=dict(table.fields),
        missing_words=table.missing_words,
        time_zone=table.time_zone or (None if rule_set.records.has_own_zones else rule_set.records.time_zone),
    )


def _as_table(opened: OpenedTable) -> OpenedTable:
    return replace(opened, files=tuple(file.model_copy(update={"role": "table"}) for file in opened.files))


def _frame(engine: Engine, opened: OpenedTable, name: str, described: Records, zone: ZoneInfo) -> LazyFrame[Any]:
    """The columns under the table's name; those that no field of a file can be called stay as they are.

    A moment's local date is that of the records' `zone`, in which the audit counts its days, whatever the zone in which
    the table's moments are written; it is the table's own where each record has another.
    """
    renamed = []
    for column in opened.relation.columns:
        field, _, part = column.partition("$")
        if part == "day" and described.zone != zone:
            moved = f"CAST({zones.tree(sql.name(field), zones.offsets(zone))} AS BIGINT) * {zones.SECOND}"
            day = f"CASE WHEN {sql.name(column)} IS NOT NULL THEN {zones.day_of(f'{sql.name(field)} + {moved}')} END"
            renamed.append(f"{day} AS {sql.name(column_name(f'{name}.{column}'))}")
        elif column == ROW or field in described.fields:
            renamed.append(f"{sql.name(column)} AS {sql.name(column_name(f'{name}.{column}'))}")
        elif column != "$unreadable":
            renamed.append(sql.name(column))
    return engine.frame(opened.relation.project(", ".join(renamed)))


def tables_read(
    engine: Engine,
    rule_set: RuleSet,
    tables: Mapping[str, TableBeside],
    records: LazyFrame[Any],
    columns: Columns,
) -> tuple[TableRead, ...]:
    """What was read of each table, and how it goes with the records, which are made ready."""
    return tuple(_read(engine, rule_set, table, records, columns) for table in tables.values())


def _read(
    engine: Engine, rule_set: RuleSet, table: TableBeside, records: LazyFrame[Any], columns: Columns
) -> TableRead:
    opened, rows, name = table.opened, table.frame, table.name
    match = rule_set.tables[name].match
    key = column_name(f"{name}.{match}")
    if match == BY_RULE:
        strange = rows.filter(nw.col(key).is_null() | ~nw.col(key).is_in([rule.id for rule in rule_set.rules]))
        alone, without = _length(engine, strange.select(key)), 0
    else:
        alone = _length(engine, _unmatched(rows.select(key), records.select(match), key, match))
        without = _length(engine, _unmatched(records.select(match), rows.select(key), match, key))
    quality = data_quality(opened, table.described)
    told = rule_set.tables[name].model_dump(mode="json", exclude_unset=True)
    return TableRead(
        name=name,
        match=match,
        files=tuple(file.name for file in opened.files),
        fields=told["fields"],
        read=opened.read,
        rejected=opened.rejected,
        faults=quality.faults,
        rejected_rows=opened.rejected_rows,
        unreadable_cells=quality.unreadable_cells,
        rows_without_record=alone,
        records_without_row=without,
        overlaps=tuple(_overlaps(engine, rule_set, columns, table)),
        notes=(*opened.notes, *quality.notes),
    )


def _overlaps(engine: Engine, rule_set: RuleSet, columns: Columns, table: TableBeside) -> Iterator[OverlappingRows]:
    """The first rows that hold at once, where something is looked up that only one row can say."""
    described = rule_set.tables[table.name]
    looked_up = any(isinstance(form, Lookup) and form.table == table.name for form in rule_set.worked_out.values())
    if described.valid is None and not looked_up:
        return
    found = overlapping(rule_set, columns, table.name, table.frame).sort("$place").head(LISTED)
    for key, *places in engine.rows(found.select("$key", "$before", "$place")):
        shown = shown_cell(described.fields[described.match], key, rule_set)
        yield OverlappingRows(
            key=shown, places=tuple(Place(source=place // FILE_ROWS, row=place % FILE_ROWS) for place in places)
        )


def _unmatched(rows: LazyFrame[Any], others: LazyFrame[Any], key: str, other: str) -> LazyFrame[Any]:
    """The rows whose key none of the others has; a row without a key is one of them."""
    return rows.join(others.select(nw.col(other).alias("$other")), how="anti", left_on=key, right_on="$other")


def _length(engine: Engine, frame: LazyFrame[Any]) -> int:
    return int(engine.rows(frame.select(nw.len().alias("rows")))[0][0])
