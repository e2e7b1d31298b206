"""A look into a workbook (.xlsx) before it is opened: is it one, how large does it get, which cells have no value.

The library that reads its cells believes what a workbook says of itself: two cells far apart make it claim memory for
all between them, and an error value or a formula that was never calculated looks to it like an empty cell.
"""

from __future__ import annotations

import re
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple
from xml.parsers import expat

from checker.problems import RecordsError
from checker.sources.reading.files import CHUNK, LARGEST_RATIO, chunks

LARGEST_WORKBOOK = 2 * 10**9
"""Bytes that all parts of a workbook together may unpack to."""

LARGEST_SHEET = 30_000_000
"""Cells between the first and the last one of a sheet, empty ones included; all of them lie in memory at once."""

MOST_PARTS = 10_000

NOT_CALCULATED = "a formula without a value"

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_SHEETS = "xl/worksheets/"
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_START = 4_096
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, expat.ExpatError, LookupError, RuntimeError, ValueError)


class Sheet(NamedTuple):
    """A sheet of cells: its name, the part of the workbook in which it stands, and whether a reader sees it."""

    name: str
    part: str
    is_hidden: bool


class Workbook:
    """The parts of a workbook."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self._name = path.name
        self._archive = archive
        self._refuse_bombs(path.stat().st_size)

    def sheets(self) -> list[Sheet]:
        """The sheets that hold cells, in the workbook's order."""
        parts = {}
        for name, attributes in self._elements(_RELATIONS):
            target = attributes.get("Target", "").removeprefix("/")
            if name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
                parts[attributes.get("Id", "")] = target if target.startswith("xl/") else f"xl/{target}"
        sheets = []
        for name, attributes in self._elements(_WORKBOOK):
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            if name == "sheet" and relation in parts:
                is_hidden = attributes.get("state", "visible") != "visible"
                sheets.append(Sheet(attributes.get("name", ""), parts[relation], is_hidden))
        return sheets

    def cells(self, name: str) -> Cells:
        """Where the cells of a sheet are, and which have no value. Raises RecordsError where they are too far apart."""
        for part in self._archive.namelist():
            # Whatever else is going to be read must be as long as the workbook says.
            if part.endswith((".xml", ".rels")) and not part.startswith(_SHEETS):
                with self._archive.open(part) as file:
                    for _ in chunks(file):
                        pass
        cells = Cells()
        with self._archive.open(next(sheet.part for sheet in self.sheets() if sheet.name == name)) as file:
            cells.parse(file)
        rows, columns = cells.extent
        if rows * columns > LARGEST_SHEET:
            raise RecordsError(
                f"the cells of sheet '{name}' of '{self._name}' spread over {rows:,} rows and {columns:,} columns;"
                " delete stray cells far from the others, or save the sheet as CSV (UTF-8)"
            )
        return cells

    def _refuse_bombs(self, packed: int) -> None:
        parts = self._archive.infolist()
        unpacked = sum(part.file_size for part in parts)
        if unpacked > LARGEST_WORKBOOK or (unpacked > 10 * CHUNK and unpacked > packed * LARGEST_RATIO):
            raise RecordsError(
                f"'{self._name}' unpacks to more than {LARGEST_RATIO} times its size or"
                f" {LARGEST_WORKBOOK // 10**9} GB; save the sheet as CSV (UTF-8) if you trust it"
            )
        if len(parts) > MOST_PARTS or len({part.filename.lower() for part in parts}) < len(parts):
            raise zipfile.BadZipFile

    def _elements(self, part: str) -> list[tuple[str, dict[str, str]]]:
        found: list[tuple[str, dict[str, str]]] = []
        parser = _parser()
        parser.StartElementHandler = lambda name, attributes: found.append((name.rpartition(":")[2], attributes))
        with self._archive.open(part) as file:
            _parse(parser, file)
        return found


@contextmanager
def looked_into(path: Path) -> Iterator[Workbook]:
    """A workbook's parts. Raises RecordsError for a file that is none, or is damaged, or unpacks to too much."""
    with path.open("rb") as file:
        start = file.read(4)
    if start == b"\xd0\xcf\x11\xe0":
        raise RecordsError(
            f"'{path.name}' is protected by a password, or an old Excel file; save it as .xlsx without a password"
        )
    if start[:2] != b"PK":
        raise RecordsError(f"'{path.name}' is not an Excel workbook; give it the suffix of what it is")
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_false_counts(archive)
            yield Workbook(path, archive)
    except _DAMAGED:
        raise RecordsError(f"'{path.name}' is a damaged Excel workbook; save it again") from None


def _refuse_false_counts(archive: zipfile.ZipFile) -> None:
    """More shared texts than the part has characters are a lie, for which a reader would set memory aside."""
    for part in archive.infolist():
        if part.filename.lower() == "xl/sharedstrings.xml":
            with archive.open(part) as file:
                start = file.read(_START)
            for count in re.findall(rb"uniqueCount\s*=\s*[\"']\s*([0-9]+)", start):
                if int(count[:30]) > part.file_size:
                    raise zipfile.BadZipFile


class Cells:
    """The cells of a sheet that hold something; rows and columns are counted from 0."""

    def __init__(self) -> None:
        self.bad: dict[int, dict[int, str]] = {}
        """By row and column, the error values and formulas without a value, as they are to be shown."""
        self.bottom = -1
        """The last row."""
        self._top = self._left = sys.maxsize
        self._right = -1
        self._row_number, self._row_written = -1, ""
        self._row = self._column = -1
        self._letters: dict[str, int] = {}
        self._kind: str | None = None
        self._holds = self._is_formula = False
        self._value: list[str] = []

    @property
    def extent(self) -> tuple[int, int]:
        """How many rows and columns lie between the first and the last cell; none in an empty sheet."""
        return max(0, self.bottom - self._top + 1), max(0, self._right - self._left + 1)

    def parse(self, file: IO[bytes]) -> None:
        """See all cells of a sheet's part."""
        self._parser = _parser()
        self._parser.StartElementHandler = self._begin
        _parse(self._parser, file)
        self._see()

    def _begin(self, root: str, attributes: dict[str, str]) -> None:
        """All names in a part have the prefix of the first."""
        prefix = root[: -len("worksheet")]
        self._names = tuple(f"{prefix}{name}" for name in ("c", "v", "f", "is", "row"))
        self._parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        cell, value, formula, text, row = self._names
        if name == cell:
            self._see()
            self._kind = attributes.get("t")
            self._place(attributes.get("r"))
        elif name == value:
            self._holds = True
            if self._is_formula or self._kind == "e":
                self._parser.CharacterDataHandler = self._value.append
        elif name == formula:
            self._holds = self._is_formula = True
        elif name == text:
            self._holds = True
        elif name == row:
            self._see()
            self._row_written = attributes.get("r", "")
            self._row_number = int(self._row_written) - 1 if self._row_written else self._row_number + 1
            self._row, self._column = self._row_number, -1

    def _place(self, reference: str | None) -> None:
        """Go to a cell: to the one that it names, or to the next one."""
        if reference is None:
            self._column += 1
            return
        letters = reference.removesuffix(self._row_written)
        if letters in self._letters:
            self._row, self._column = self._row_number, self._letters[letters]
            return
        found = _REFERENCE.fullmatch(reference.upper())
        if found is None:
            raise zipfile.BadZipFile
        self._row, self._column = int(found[2]) - 1, -1
        for letter in found[1]:
            self._column = (self._column + 1) * 26 + ord(letter) - ord("A")
        if found[1] == letters and found[2] == self._row_written:
            self._letters[letters] = self._column

    def _see(self) -> None:
        """Take in the cell that came before."""
        if not self._holds:
            return
        row, column = self._row, self._column
        self._top, self.bottom = min(self._top, row), max(self.bottom, row)
        self._left, self._right = min(self._left, column), max(self._right, column)
        if self._is_formula or self._kind == "e":
            self._parser.CharacterDataHandler = None
            written = "".join(self._value)
            self._value.clear()
            if self._kind == "e":
                self.bad.setdefault(row, {})[column] = written or "#ERROR"
            elif not written and self._kind != "str":
                self.bad.setdefault(row, {})[column] = NOT_CALCULATED
        self._holds = self._is_formula = False


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_declarations
    return parser


def _refuse_declarations(*_declared: object) -> None:
    """No workbook declares entities, but for one that wants to grow while it is read."""
    raise zipfile.BadZipFile


def _parse(parser: expat.XMLParserType, file: IO[bytes]) -> None:
    for chunk in chunks(file):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)
