"""Excel workbooks (.xlsx, .xlsm): one sheet, whose first row that holds something has the column names.

Cells are read as they are typed: a date needs no format, a number is written out plainly (an id 1001.0 is `1001`),
TRUE and FALSE answer yes and no. An error value such as #N/A is unreadable, and so is a formula whose value the
workbook does not hold; of merged cells only the first one holds the value. Macros are never run.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import chain, islice, repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.fields import FieldModel, MomentField
from checker.problems import QUOTED, RecordsError
from checker.results import InputFile
from checker.ruleset.model import Records
from checker.sources.reading.files import input_file
from checker.sources.reading.headers import column_of, find_columns, unused
from checker.sources.reading.opening import Opening
from checker.sources.reading.transcript import Cell, Odd, Transcript, answer, declared_format, written_out
from checker.sources.reading.workbook import Cells, Sheet, looked_into
from checker.sources.source import OpenedFile, Title, skipped

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

SUFFIXES = (".xlsx", ".xlsm")
TITLE_ROWS = 30
"""In so many rows column names are looked for, to say where they stand."""
MOST_SHEETS = 20
MOST_RANGES = 5
"""So many are named in a message."""
EXACT = 10**15
"""Below it a whole number in a cell is exact to its last digit."""

Row = Sequence[Any]
"""A row's cells: text, numbers, dates and so on, and empty text where nothing is."""


def open_file(path: Path, opening: Opening) -> OpenedFile:
    """Open one sheet of a workbook. Raises RecordsError where it is damaged, or nobody says which sheet is meant."""
    file = input_file(path)
    sheet, cells = _opened_sheet(path, opening)
    return _read(sheet, cells, file, opening)


def titles(path: Path, opening: Opening) -> list[Title]:
    """The cells of the sheet's first row that holds something."""
    sheet, _ = _opened_sheet(path, opening)
    first: Row = next((row for row in sheet.iter_rows() if not _is_blank(row)), [])
    return [Title(_text(cell) or "") for cell in first]


def _opened_sheet(path: Path, opening: Opening) -> tuple[CalamineSheet, Cells]:
    """The sheet that is meant, and where its cells are."""
    import python_calamine  # noqa: PLC0415

    with looked_into(path) as workbook:
        name = _chosen(workbook.sheets(), opening.sheet, path.name)
        cells = workbook.cells(name)
    if not all(cells.extent):
        raise RecordsError(f"sheet '{name}' of '{path.name}' is empty; its first row must hold the column names")
    try:
        with python_calamine.CalamineWorkbook.from_path(path) as opened:
            sheet = opened.get_sheet_by_name(name)
    except python_calamine.CalamineError:
        raise RecordsError(f"'{path.name}' is a damaged Excel workbook; save it again") from None
    return sheet, cells


def _chosen(sheets: Sequence[Sheet], asked: str | None, file: str) -> str:
    """The sheet that is meant: the one asked for, or the only one that a reader sees."""
    names = [sheet.name for sheet in sheets]
    shown = [sheet.name for sheet in sheets if not sheet.is_hidden]
    listed = ", ".join(f"'{name[:QUOTED]}'" for name in names[:MOST_SHEETS])
    listed += f" and {len(names) - MOST_SHEETS} more" if len(names) > MOST_SHEETS else ""
    if asked is not None:
        if asked in names:
            return asked
        near = difflib.get_close_matches(asked, names, n=1)
        meant = f" (did you mean '{near[0]}'?)" if near else ""
        raise RecordsError(f"'{file}' has no sheet '{asked[:QUOTED]}'{meant}; it has {listed or 'none with cells'}")
    if not shown:
        raise RecordsError(f"'{file}' has no sheet with cells that is not hidden; name a hidden one with --sheet")
    if len(shown) > 1:
        raise RecordsError(f"'{file}' has several sheets; say with --sheet which one holds the records: {listed}")
    return shown[0]


def _read(sheet: CalamineSheet, cells: Cells, file: InputFile, opening: Opening) -> OpenedFile:
    records = opening.records
    # Rows at the end of which nothing but formulas without a value is there are not among the sheet's rows.
    beyond = cells.bottom - (sheet.end or (-1, 0))[0]
    empty: Row = [""] * sheet.width
    rows: Iterator[tuple[int, Row]] = enumerate(chain(sheet.iter_rows(), repeat(empty, max(0, beyond))))
    at, first = next(((at, row) for at, row in rows if not _is_blank(row)), (0, []))
    titles = [_text(cell) or "" for cell in first]
    _refuse_titles_below(titles, sheet, at, file.name, records)
    places = find_columns(records, titles, file.name)
    readers = [(places[name], _reader(declared)) for name, declared in records.fields.items()]
    left = (sheet.start or (0, 0))[1]
    untitled = [place for place, title in enumerate(titles) if not title]
    blank = untold = 0
    with Transcript(opening) as transcript:
        for number, (_, row) in enumerate(rows, 1):
            bad = cells.bad.get(at + number)
            if bad is None and _is_blank(row):
                blank += 1
                continue
            untold += any(row[place] != "" for place in untitled)
            record = [read(row[place]) for place, read in readers]
            if bad:
                record = [
                    Odd(bad[place + left]) if place + left in bad else cell
                    for cell, (place, _) in zip(record, readers, strict=True)
                ]
            transcript.add(number, record)
        notes = [
            *unused(records, titles),
            *skipped(file.name, "empty row", blank),
            *_untold(file.name, untold),
            *_merged(sheet, at, {place + left for place in places.values()}, file.name),
        ]
        return transcript.opened(file, notes)


def _untold(file: str, rows: int) -> list[str]:
    """Say that cells stand in columns without a name."""
    if not rows:
        return []
    return [f"'{file}': in {rows:,} row{'s' if rows > 1 else ''} cells of columns without a name were not read"]


def _is_blank(row: Row) -> bool:
    return row.count("") == len(row)


def _refuse_titles_below(titles: Sequence[str], sheet: CalamineSheet, at: int, file: str, records: Records) -> None:
    """Say where the column names stand, if not in the first row that holds something."""
    wanted = {column_of(records, name) for name in records.fields}
    if wanted & set(titles):
        return
    for below, row in enumerate(islice(sheet.iter_rows(), at + 1 + TITLE_ROWS)):
        if wanted <= {_text(cell) for cell in row}:
            raise RecordsError(f"the column names of '{file}' stand in row {below + 1}; delete the rows above it")


def _merged(sheet: CalamineSheet, at: int, columns: Collection[int], file: str) -> list[str]:
    """Say which merged cells there are among the records: all but the first of each are empty."""
    ranges = [
        f"{_reference(*first)}:{_reference(*last)}"
        for first, last in sheet.merged_cell_ranges or []
        if last[0] > at and any(first[1] <= column <= last[1] for column in columns)
    ]
    if not ranges:
        return []
    more = f" and {len(ranges) - MOST_RANGES} more" if len(ranges) > MOST_RANGES else ""
    listed = ", ".join(ranges[:MOST_RANGES]) + more
    return [f"'{file}': of merged cells ({listed}) only the first one holds a value, the others are empty"]


def _reference(row: int, column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


# ---- cells -----------------------------------------------------------------------------------------------------------


def _reader(declared: FieldModel) -> Callable[[Any], Cell]:
    """How a value becomes a cell of this field."""
    form = declared_format(declared)

    def read(value: Any) -> Cell:
        if value.__class__ is bool:
            return answer(declared, is_yes=value, written=_text(value) or "")
        if form and isinstance(value, date) and (isinstance(declared, MomentField) or value.__class__ is date):
            # Its text is what the field's words for no value are compared with.
            moment = value if isinstance(value, datetime) else datetime.combine(value, time())
            return Odd(moment.strftime(form), moment)
        return _text(value)

    return read


def _text(value: Any) -> str | None:
    """A value as people write it; none for an empty cell."""
    match value:
        case str():
            return value or None
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < EXACT:
            return str(int(value))
        case float() | int():
            return written_out(repr(value))
        case datetime():
            return value.isoformat(" ")
        case timedelta():
            minutes, seconds = divmod(value.days * 86_400 + value.seconds, 60)
            return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(value)
