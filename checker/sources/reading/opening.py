"""What every kind of record file needs to be opened: the declared fields, the connection, and where files may go."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from checker.conditions import FieldReference
from checker.engines.duckdb import temporary_folder
from checker.fields import UNREADABLE, Fault, MomentField
from checker.problems import QUOTED, RecordsError
from checker.ruleset.model import Records
from checker.sources.reading import sql, zones
from checker.sources.reading.cells import Column, Reading, Words, clock_time
from checker.sources.reading.files import LITERALLY
from checker.sources.reading.native import read_cell
from checker.sources.reading.record_zones import ZONE, Clocks, zone_fields, zone_sql
from checker.sources.source import FILE_ROWS

if TYPE_CHECKING:
    import duckdb

_numbers = count()
UTC = ZoneInfo("UTC")
_MOST_JUMPS = 500
_SAMPLE = 10_000
"""So many records are looked at to see of which years they are."""
_MOST_NAMES = 1000
"""So many different texts where a record names its zone are looked at before one is refused."""
_MANY_CHANGES = 20
"""A time zone that changes its clock less often is planned for at once."""
_YEAR = 366 * zones.DAY


@dataclass(frozen=True)
class Kept:
    """A typed table that was computed once."""

    table: str
    place: str
    """Its column that counts the rows from 0."""
    columns: str
    """The columns of `source.Table` but for `$row`, read from it."""
    file: Path | None = None
    possible: Mapping[str, tuple[Fault, ...]] = field(default_factory=dict)
    """By field: what can be wrong with its cells at all."""


@dataclass(frozen=True)
class Opening:
    """How files are to be opened; `source` is the number of the file at hand."""

    records: Records
    connection: duckdb.DuckDBPyConnection
    days: Collection[str] = ()
    encoding: str | None = None
    sheet: str | None = None
    in_files: bool = False
    """Typed tables go to temporary files instead of memory."""
    progress: Callable[[str, float | None], None] | None = None
    source: int = 0
    clocks: Clocks | None = None
    """Those that the records of the file at hand name, where each has its own."""

    def temporary(self, suffix: str = "") -> Path:
        """Name a new file in the connection's temporary folder."""
        folder = temporary_folder(self.connection)
        if folder is None:
            raise RecordsError("these records need room for temporary files, and the connection has no folder for them")
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, suffix=suffix, delete=False) as file:
            return Path(file.name)

    def readings(self, columns: Mapping[str, Column], file: str) -> dict[str, Reading]:
        """How the cell of each declared field is read from where it stands."""
        records, clocks = self.records, self.clocks or Clocks(self.records.zone or UTC)
        readings = {}
        for name, declared in records.fields.items():
            words = Words(records.missing_words, declared.not_applicable, declared.not_checked)
            self._try(name)
            reading = read_cell(name, declared, columns[name], words, clocks, day=name in self.days, file=file)
            if columns[name].bad:
                bad = f"CASE WHEN {sql.name(f'{name}$bad')} THEN"
                reading = replace(
                    reading,
                    value=f"{bad} NULL ELSE {reading.value} END",
                    fault=f"{bad} {Fault.UNREADABLE:d} ELSE {reading.fault} END",
                    word=reading.word and f"{bad} NULL ELSE {reading.word} END",
                    possible=tuple(dict.fromkeys([*reading.possible, Fault.UNREADABLE])),
                )
            readings[name] = reading
        return readings

    def _try(self, name: str) -> None:
        """Let the engine look at the one part that comes from the rule file: a declared format."""
        import duckdb  # noqa: PLC0415

        form = getattr(self.records.fields[name], "format", None)
        if form is None:
            return
        if "%Z" in form and isinstance(self.records.fields[name], MomentField):
            raise RecordsError(
                f"the format of field '{name}' has %Z, a zone's name; only offsets can be read, write %z"
            )
        try:
            self.connection.execute("SELECT TRY_STRPTIME('', ?)", [form]).fetchall()
        except duckdb.Error:
            raise RecordsError(
                f"the format '{form}' of field '{name}' cannot be used; write one such as %d.%m.%Y %H:%M"
            ) from None

    def typed_query(
        self,
        readings: Mapping[str, Reading],
        columns: Mapping[str, Column],
        origin: str,
        row: str | None,
        *,
        is_kept: bool = False,
    ) -> str:
        """The query that types the raw columns of `origin`; `row` is the expression of a record's number in its file.

        Without `row` the query gives no `$row`: it is added from the table's own row numbers, which costs nothing. For
        a table that is kept it leaves out what other columns of the table say (see `Kept.columns`).
        """
        inner = ", ".join([*_raw(columns), *([f'{row} AS "$record"'] if row else [])])
        query = f"SELECT {inner} FROM {origin}"
        for step in ("cast", "parsed", "zoned"):
            if step == "zoned" and self.has_own_zones:
                query = f"SELECT *, {self._zone(readings)} AS {ZONE} FROM ({query})"
            added = [
                f"{expression} AS {sql.name(alias)}"
                for reading in readings.values()
                for alias, expression in getattr(reading, step).items()
            ]
            if added:
                query = f"SELECT *, {', '.join(added)} FROM ({query})"
        faults = [
            f"CAST({reading.fault} AS TINYINT) AS {sql.name(f'{name}$fault')}" for name, reading in readings.items()
        ]
        query = f"SELECT *, {', '.join(faults)} FROM ({query})"
        first = f'CAST("$record" + {self.source * FILE_ROWS} AS BIGINT) AS "$row", ' if row else ""
        typed = _typed(readings, is_kept=is_kept) + (f", {ZONE}" if self.has_own_zones else "")
        return f'SELECT {first}{typed}, {_unreadable(readings)} AS "$unreadable" FROM ({query})'

    def keep(
        self, columns: Mapping[str, Column], origin: str, row: str | None, file: str, *, sample: str | None = None
    ) -> Kept:
        """Type records once, in memory or in a temporary file; `sample` is where to look at some of them first.

        A time zone of two centuries takes long to plan, and the records of most files are of a few years: those are
        planned for first, and all only if there are others. Raises RecordsError where typing fails.
        """
        expected = self._around(columns, sample or origin)
        opening = self._with_clocks(columns, f"(SELECT * FROM {sample or origin} LIMIT {_SAMPLE})", file, is_all=False)
        kept = opening.typed_once(expected, origin, row, file)
        if (expected is not columns or self.has_own_zones) and self._is_elsewhere(kept, expected):
            if self.has_own_zones:
                names = self.connection.execute(f"SELECT DISTINCT {ZONE} FROM {kept.table}").fetchall()
                clocks = Clocks.of([name for (name,) in names if name is not None], is_all=True, file=file)
                opening = replace(self, clocks=clocks)
            self.drop(kept)
            kept = opening.typed_once(columns, origin, row, file)
        return kept

    @property
    def has_own_zones(self) -> bool:
        """Whether each record says in which time zone its moments are written."""
        return isinstance(self.records.time_zone, FieldReference | tuple)

    def with_clocks(self, columns: Mapping[str, Column], origin: str, file: str) -> Opening:
        """The opening that knows every zone that the records of a file name, where each has its own."""
        return self._with_clocks(columns, origin, file, is_all=True)

    def _with_clocks(self, columns: Mapping[str, Column], origin: str, file: str, *, is_all: bool) -> Opening:
        import duckdb  # noqa: PLC0415

        if not self.has_own_zones:
            return self
        fields = {name: self.records.fields[name] for name in zone_fields(self.records)}
        raw = {name: columns[name] for name in fields}
        alone = replace(self, records=self.records.model_copy(update={"fields": fields}))
        readings = alone.readings(raw, file)
        query = f"SELECT {', '.join(_raw(raw) or ['1'])} FROM {origin}"
        parsed = [f"{text} AS {sql.name(name)}" for each in readings.values() for name, text in each.parsed.items()]
        query = f"SELECT *, {', '.join(parsed)} FROM ({query})" if parsed else query
        try:
            names = self.connection.execute(
                f"SELECT DISTINCT {self._zone(readings)} FROM ({query}) LIMIT {_MOST_NAMES}"
            ).fetchall()
        except duckdb.Error:
            names = []  # typing will say what is wrong
        return replace(self, clocks=Clocks.of([n for (n,) in names if n is not None], is_all=is_all, file=file))

    def _zone(self, readings: Mapping[str, Reading]) -> str:
        """What names a record's zone."""
        fields = zone_fields(self.records)
        values = {name: readings[name].value for name in fields}
        return zone_sql(self.records, values, {name: readings[name].fault for name in fields})

    def _around(self, columns: Mapping[str, Column], sample: str) -> Mapping[str, Column]:
        """The columns, those of moments with the years around the ones that the first records have."""
        import duckdb  # noqa: PLC0415

        moments = {
            name: clock_time(name, declared, has_clock=columns[name].clock is not None)
            for name, declared in self.records.fields.items()
            if isinstance(declared, MomentField) and columns[name].type == "VARCHAR"
        }
        few = not self.has_own_zones and len(zones.offsets(self.records.zone or UTC)) < _MANY_CHANGES
        if not moments or few:
            return columns
        ends = ", ".join(f"{end}({moment})" for moment in moments.values() for end in ("min", "max"))
        try:
            raw = f"SELECT {', '.join(_raw(columns))} FROM {sample} LIMIT {_SAMPLE}"
            (found,) = self.connection.execute(f"SELECT {ends} FROM ({raw})").fetchall()
        except duckdb.Error:
            return columns  # typing will say what is wrong
        around = dict(zip(moments, zip(found[::2], found[1::2], strict=True), strict=True))
        expected = {name: (first - _YEAR, last + _YEAR) for name, (first, last) in around.items() if first is not None}
        if not expected:
            return columns
        return {name: replace(column, around=expected.get(name)) for name, column in columns.items()}

    def _is_elsewhere(self, kept: Kept, columns: Mapping[str, Column]) -> bool:
        """Whether some moment lies outside the years that were planned for, or in another time zone."""
        moments = [name for name, declared in self.records.fields.items() if isinstance(declared, MomentField)]
        faults = [sql.name(f"{name}$fault") for name in moments if columns[name].around or self.has_own_zones]
        if not faults:
            return False
        asked = " OR ".join(f"{fault} = {zones.ELSEWHERE}" for fault in faults)
        ((found,),) = self.connection.execute(f"SELECT count_if({asked}) FROM {kept.table}").fetchall()
        return bool(found)

    def typed_once(self, columns: Mapping[str, Column], origin: str, row: str | None, file: str) -> Kept:
        """Type records in one pass, as the columns and clocks say that are planned for."""
        import duckdb  # noqa: PLC0415

        readings = self.readings(columns, file)
        query, listed = self.typed_query(readings, columns, origin, row, is_kept=True), _listed(readings)
        listed += f", {ZONE}" if self.has_own_zones else ""
        try:
            kept = self._in_file(query, listed) if self.in_files else self._in_memory(query, listed)
        except duckdb.OutOfMemoryException:
            raise RecordsError(
                f"'{file}' does not fit into the memory; give a --memory-limit, or a larger one"
            ) from None
        except (duckdb.InvalidInputException, duckdb.IOException) as error:
            raise RecordsError(f"'{file}' cannot be read; {str(error).splitlines()[0][:120]}") from None
        return replace(kept, possible={name: reading.possible for name, reading in readings.items()})

    def _in_file(self, query: str, columns: str) -> Kept:
        path = self.temporary(".parquet")
        to = sql.constant(str(path))
        self.connection.execute(f"COPY ({query}) TO {to} (FORMAT parquet, COMPRESSION lz4_raw)")
        return Kept(f"read_parquet({to}, {LITERALLY}, file_row_number = true)", "file_row_number", columns, path)

    def _in_memory(self, query: str, columns: str) -> Kept:
        table = sql.name(f"records {next(_numbers)}")
        self.connection.execute(f"CREATE TEMP TABLE {table} AS {query}")
        return Kept(table, "rowid", columns)

    def drop(self, kept: Kept) -> None:
        """Give up a computed table."""
        if kept.file is None:
            self.connection.execute(f"DROP TABLE {kept.table}")
        else:
            kept.file.unlink()

    def numbered(self, kept: Kept, rejected: Sequence[int] = ()) -> str:
        """The query over a computed table that gives each row its record number; `rejected` are those left out."""
        table, place = kept.table, kept.place
        base = self.source * FILE_ROWS + 1
        if not rejected:
            return f'SELECT CAST({place} + {base} AS BIGINT) AS "$row", {kept.columns} FROM {table}'
        # At these places in the table the numbers jump over rejected records, and so far.
        jumps = {0: base}
        for before, number in enumerate(sorted(rejected)):
            jumps[number - 1 - before] = base + before + 1
        if len(jumps) <= _MOST_JUMPS:
            row = zones.tree(place, list(jumps.items()))
            return f'SELECT CAST({place} + {row} AS BIGINT) AS "$row", {kept.columns} FROM {table}'
        name = sql.name(f"records {next(_numbers)}")
        self.connection.execute(
            f'CREATE TEMP TABLE {name} AS SELECT CAST(t.place + j.jump AS BIGINT) AS "$row", t.* EXCLUDE (place)'
            f" FROM (SELECT {place} AS place, * FROM {table}) t"
            " ASOF JOIN (SELECT unnest(?::BIGINT[]) AS place, unnest(?::BIGINT[]) AS jump) j ON t.place >= j.place"
            ' ORDER BY "$row"',
            [list(jumps), list(jumps.values())],
        )
        return f'SELECT "$row", {kept.columns} FROM {name}'


def _raw(columns: Mapping[str, Column]) -> list[str]:
    """The cells as they stand in the file, under the names of their fields."""
    raw = [f"{column.sql} AS {sql.name(name)}" for name, column in columns.items()]
    raw += [f"{column.bad} AS {sql.name(f'{name}$bad')}" for name, column in columns.items() if column.bad]
    raw += [f"{column.clock} AS {sql.name(f'{name}$clock')}" for name, column in columns.items() if column.clock]
    return raw


def _typed(readings: Mapping[str, Reading], *, is_kept: bool) -> str:
    columns = []
    for name, reading in readings.items():
        # The number of a word takes a byte or two, and the word itself sixteen.
        columns += [] if is_kept and reading.text else [f"{reading.value} AS {sql.name(name)}"]
        columns.append(sql.name(f"{name}$fault"))
        if reading.day:
            day = f"CAST({reading.day} AS INTEGER)" if is_kept else reading.day
            columns.append(f"{day} AS {sql.name(f'{name}$day')}")
        if reading.word:
            columns.append(f"{reading.word} AS {sql.name(f'{name}$word')}")
    return ", ".join(columns)


def _listed(readings: Mapping[str, Reading]) -> str:
    columns = []
    for name, reading in readings.items():
        columns.append(f"{reading.text} AS {sql.name(name)}" if reading.text else sql.name(name))
        columns.append(sql.name(f"{name}$fault"))
        if reading.day:
            day = sql.name(f"{name}$day")
            columns.append(f"CAST({day} AS BIGINT) AS {day}")
        if reading.word:
            columns.append(sql.name(f"{name}$word"))
    return ", ".join([*columns, '"$unreadable"'])


def _unreadable(readings: Mapping[str, Reading]) -> str:
    """The start of each unreadable cell, as a JSON object by field; null where the row has none."""
    bad = {
        name: sql.among(sql.name(f"{name}$fault"), UNREADABLE)
        for name, reading in readings.items()
        if set(UNREADABLE) & set(reading.possible)
    }
    if not bad:
        return "CAST(NULL AS VARCHAR)"
    shown = []
    for name, is_bad in bad.items():
        start = f"left(CAST({sql.name(name)} AS VARCHAR), {QUOTED})"
        pair = f"'{sql.name(name)}:' || CAST(to_json({start}) AS VARCHAR)"
        shown.append(f"CASE WHEN {is_bad} THEN {pair} END")
    return f"CASE WHEN {' OR '.join(bad.values())} THEN '{{' || concat_ws(',', {', '.join(shown)}) || '}}' END"
