"""Comma-separated records (.csv, .tsv, .txt, also .gz): read as text in one strict pass and typed by declared fields."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

from checker.problems import RecordsError
from checker.results import RejectedRow
from checker.ruleset.model import Records
from checker.sources.reading import sql
from checker.sources.reading.cells import Column
from checker.sources.reading.headers import column_of, find_columns, unused
from checker.sources.reading.opening import Opening
from checker.sources.reading.textfile import Look, look_over
from checker.sources.source import LISTED, SHOWN, OpenedFile

SUFFIXES = (".csv", ".tsv", ".txt")
DELIMITERS = ",;\t|"
LONGEST_ROW = 2_000_000
"""Bytes of one row; a longer one is rejected."""

_numbers = count()


def open_file(path: Path, opening: Opening) -> OpenedFile:
    """Open one file of delimited text. Raises RecordsError where header or encoding are not what they must be."""
    look = look_over(path, opening)
    title, delimiter = read_header(look.path, opening.records, path.name)
    notes = []
    if look.mixed:
        look, blank = _straightened(look, delimiter, opening)
        if blank:
            notes.append(f"'{path.name}': {blank} blank line{'s' if blank > 1 else ''} skipped")
    return open_delimited(look, title, delimiter, opening, notes)


def open_delimited(look: Look, title: list[str], delimiter: str, opening: Opening, notes: list[str]) -> OpenedFile:
    """Type a file whose header, delimiter and line ends are known."""
    import duckdb  # noqa: PLC0415

    records = opening.records
    places = find_columns(records, title, look.file.name)
    columns = {name: Column(f"c{place}", header=title[place]) for name, place in places.items()}
    readings = opening.readings(columns)
    number = next(_numbers)
    origin = _reader(look.path, len(title), delimiter, number)
    query = opening.typed_query(readings, columns, origin, None)
    try:
        kept = opening.keep(query)
    except duckdb.InvalidInputException as error:
        raise RecordsError(f"'{look.file.name}' cannot be read as delimited text; {_first_line(error)}") from None
    found = rejects(opening, number)
    rows = tuple(RejectedRow(source=opening.source, row=row, reason=reason, text=text) for row, reason, text in found)
    numbered = opening.numbered(kept, [row for row, _, _ in found])
    ((counted,),) = opening.connection.execute(f"SELECT count(*) FROM {kept.table}").fetchall()
    return OpenedFile(
        numbered,
        counted,
        look.file,
        len(rows),
        rows[:LISTED],
        (*unused(records, title), *notes),
        {name: reading.possible for name, reading in readings.items()},
    )


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:120]


def _reader(path: Path, columns: int, delimiter: str, number: int) -> str:
    types = ", ".join(f"c{place}: 'VARCHAR'" for place in range(columns))
    names = ", ".join(f"'c{place}'" for place in range(columns))
    return (
        f"read_csv({sql.constant(str(path))}, columns = {{{types}}}, auto_detect = false, header = true,"
        f" delim = {sql.constant(delimiter)}, quote = '\"', escape = '\"', strict_mode = true,"
        f" force_not_null = [{names}], max_line_size = {LONGEST_ROW}, store_rejects = true, rejects_limit = 0,"
        f" rejects_table = 'rejects_{number}', rejects_scan = 'scans_{number}')"
    )


def rejects(opening: Opening, number: int) -> list[tuple[int, str, str]]:
    """The rows that could not be placed: number, reason, and how they start; in order."""
    rows = opening.connection.execute(
        f"SELECT line, any_value(error_type), any_value(left(csv_line, {SHOWN})), max(error_message),"
        f" any_value(length(csv_line) - length(replace(csv_line, chr(10), '')))"
        f" FROM rejects_{number} GROUP BY line ORDER BY line"
    ).fetchall()
    return [(line - 1, _reason(kind, message, breaks), text or "") for line, kind, text, message, breaks in rows]


def _reason(kind: str, message: str, breaks: int) -> str:
    cells = re.search(r"Columns: (\d+) Found: (\d+)", message or "")
    match kind:
        case "MISSING COLUMNS" | "TOO MANY COLUMNS" if cells:
            return f"it has {cells[2]} cells where the header has {cells[1]}"
        case "UNQUOTED VALUE" if breaks:
            return f"a quote in it is never closed; the {breaks} lines after it were taken for the same row"
        case "UNQUOTED VALUE":
            return "text stands after a closing quote"
        case "LINE SIZE OVER MAXIMUM":
            return f"it is longer than {LONGEST_ROW:,} bytes"
    return "it could not be read"


# ---- header ----------------------------------------------------------------------------------------------------------


def read_header(path: Path, records: Records, file: str) -> tuple[list[str], str]:
    """Read the column names, and by which character they are divided. Raises RecordsError where there are none."""
    with path.open(encoding="utf-8-sig", newline="") as text:
        start = _first_record(text.read(1 << 20))
    if not start.strip():
        raise RecordsError(f"the first line of '{file}' is empty; it must hold the column names")
    titles = {delimiter: _divided(start, delimiter) for delimiter in DELIMITERS}
    wanted = {column_of(records, name) for name in records.fields}
    best = max(
        DELIMITERS,
        key=lambda delimiter: (len(wanted & set(titles[delimiter])), len(titles[delimiter])),
    )
    return titles[best], best


def _first_record(text: str) -> str:
    """The first line, and those after it as long as a quote is open."""
    end = quotes = 0
    for line in text.splitlines(keepends=True):
        end += len(line)
        quotes += line.count('"')
        if quotes % 2 == 0:
            break
    return text[:end].rstrip("\r\n")


def _divided(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


# ---- line ends -------------------------------------------------------------------------------------------------------


def _straightened(look: Look, delimiter: str, opening: Opening) -> tuple[Look, int]:
    """Copy a file so that every row ends alike and none is blank; line breaks inside quoted cells stay as they are.

    The engine refuses rows that end in different ways, and drops blank lines without a word. Gives the number of
    blank lines too.
    """
    copy = opening.temporary(".csv")
    blank = 0
    with (
        look.path.open(encoding="utf-8-sig", newline="") as text,
        copy.open("w", encoding="utf-8", newline="") as out,
    ):
        for line, whole in _rows(text, delimiter):
            if whole is None:
                out.write(line)
            elif whole:
                out.write(line.rstrip("\r\n") + "\n")
            else:
                blank += 1
    return replace(look, path=copy, mixed=False), blank


def _rows(text: Iterator[str], delimiter: str) -> Iterator[tuple[str, bool | None]]:
    """Each line, and whether its end ends a row (true; false where the row is blank, none inside a quoted cell)."""
    escaped = re.escape(delimiter)
    cell = re.compile(rf'"(?:[^"]|"")*("|$)[^{escaped}]*|[^{escaped}]*')
    closing = re.compile(r'(?:[^"]|"")*?"(?!")')
    inside = False
    for line in text:
        place = 0
        started_inside = inside
        if inside:
            match = closing.match(line)
            if match is None:
                yield line, None
                continue
            inside = False
            place = match.end()
        if '"' in line[place:]:
            while place < len(line):
                found = cell.match(line, place)
                assert found is not None
                if found[0].startswith('"') and not found[1]:
                    inside = True
                    break
                place = found.end() + 1
        yield line, None if inside else (started_inside or bool(line.rstrip("\r\n")))
