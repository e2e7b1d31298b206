"""Parquet records (.parquet, or a folder of them): a lazy view that keeps the file's own types."""

from __future__ import annotations

from dataclasses import replace
from os import SEEK_END
from pathlib import Path
from typing import TYPE_CHECKING

from checker.fields import ChoiceField, FieldModel, TextField, YesNoField
from checker.problems import RecordsError
from checker.results import InputFile
from checker.sources.reading import sql
from checker.sources.reading.cells import Column
from checker.sources.reading.files import LITERALLY, input_file, readable_name
from checker.sources.reading.headers import find_columns, unused
from checker.sources.reading.native import INTEGERS
from checker.sources.reading.opening import Opening
from checker.sources.source import OpenedFile, Title

if TYPE_CHECKING:
    import duckdb

SUFFIXES = (".parquet",)
MARK = b"PAR1"
SMALLEST = 12
"""Bytes of a Parquet file that holds nothing."""


_TYPES = {"BOOLEAN": "yes_no", "DATE": "date", "DOUBLE": "number", "FLOAT": "number"}


def open_file(path: Path, opening: Opening) -> OpenedFile:
    """Open one Parquet file. Raises RecordsError where it is damaged, or a column's type cannot be the declared one."""
    import duckdb  # noqa: PLC0415

    file = _looked_at(path)
    name = sql.constant(str(readable_name(path, opening, ".parquet")))
    origin = f"read_parquet({name}, {LITERALLY}, file_row_number = true)"
    try:
        described = opening.connection.execute(f"DESCRIBE SELECT * EXCLUDE (file_row_number) FROM {origin}").fetchall()
        ((counted,),) = opening.connection.execute(f"SELECT count(*) FROM {origin}").fetchall()
        header = [row[0] for row in described]
        places = find_columns(opening.records, header, path.name)
        columns = {name: _column(opening.records.fields[name], *described[place][:2]) for name, place in places.items()}
        columns = _with_bounds(columns, origin, opening)
    except duckdb.Error:
        raise RecordsError(f"'{path.name}' is a damaged Parquet file; write it again") from None
    opening = opening.with_clocks(columns, origin, path.name)
    readings = opening.readings(columns, path.name)
    return OpenedFile(
        opening.typed_query(readings, columns, origin, "file_row_number + 1"),
        counted,
        file,
        notes=tuple(unused(opening.records, header)),
        possible={name: reading.possible for name, reading in readings.items()},
    )


def read_back(connection: duckdb.DuckDBPyConnection, path: Path) -> duckdb.DuckDBPyRelation:
    """A file that was written by us, as it is."""
    return connection.read_parquet(str(path))


def titles(path: Path, opening: Opening) -> list[Title]:
    """The columns as the file describes them, each with the type of field that reads it."""
    import duckdb  # noqa: PLC0415

    _looked_at(path)
    name = sql.constant(str(readable_name(path, opening, ".parquet")))
    try:
        described = opening.connection.execute(f"DESCRIBE SELECT * FROM read_parquet({name}, {LITERALLY})").fetchall()
    except duckdb.Error:
        raise RecordsError(f"'{path.name}' is a damaged Parquet file; write it again") from None
    return [Title(title, _type(type_)) for title, type_, *_ in described]


def _type(written: str) -> str | None:
    if written in {*INTEGERS, "UUID", "VARCHAR"} or written.startswith("ENUM"):
        return None
    if written.startswith(("TIMESTAMP", "DECIMAL")):
        return "number" if written.startswith("DECIMAL") else "moment"
    return _TYPES.get(written, "")


def _column(declared: FieldModel, title: str, type_: str) -> Column:
    is_text = isinstance(declared, TextField | ChoiceField | YesNoField)
    if (is_text and type_ in {*INTEGERS, "UUID"}) or type_.startswith("ENUM"):
        return Column(f"CAST({sql.name(title)} AS VARCHAR)", "VARCHAR", title)
    return Column(sql.name(title), type_, title)


def _with_bounds(columns: dict[str, Column], origin: str, opening: Opening) -> dict[str, Column]:
    """The columns with their first and last moment; the engine finds them in the file's statistics, if it has some."""
    names = [name for name, column in columns.items() if column.type.startswith("TIMESTAMP")]
    if not names:
        return columns
    types = {name: columns[name].type if columns[name].type.endswith("ZONE") else "TIMESTAMP" for name in names}
    ends = ", ".join(
        f"epoch_us(TRY_CAST({end}({columns[name].sql}) AS {types[name]}))" for name in names for end in ("min", "max")
    )
    (found,) = opening.connection.execute(f"SELECT {ends} FROM {origin}").fetchall()
    between = dict(zip(names, zip(found[::2], found[1::2], strict=True), strict=True))
    return {
        name: replace(column, between=between[name]) if None not in between.get(name, (None,)) else column
        for name, column in columns.items()
    }


def _looked_at(path: Path) -> InputFile:
    with path.open("rb") as file:
        first = file.read(4)
        size = file.seek(0, SEEK_END)
        file.seek(max(0, size - 4))
        last = file.read(4)
    if first != MARK or last != MARK or size < SMALLEST:
        raise RecordsError(f"'{path.name}' is not a Parquet file, or only a part of one; write it again")
    return input_file(path)
