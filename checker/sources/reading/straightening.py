"""A copy of a delimited file in which every row ends alike, none is empty, and no open quote swallows others.

The engine refuses rows that end in different ways, drops blank lines and surplus empty cells without a word, and takes
what follows a quote that is never closed, up to the size of its buffer, for one row.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from checker.problems import QUOTED, RecordsError
from checker.sources.reading.headers import Header
from checker.sources.reading.opening import Opening
from checker.sources.reading.textfile import LONGEST_ROW, TOO_LONG, Look, lines

MOST_OPEN_QUOTES = 1_000
MOST_SURPLUS = 100
"""A row with more surplus cells is left out here: the engine would tell of each of them."""
NEVER_CLOSED = "a quote in it is never closed"


def wrong_count(found: int, wanted: int) -> str:
    """Say that a row has other cells than the header."""
    return f"it has {found} cell{'' if found == 1 else 's'} where the header has {wanted}"


@dataclass
class LeftOut:
    """The rows of a file that its straightened copy leaves out; the header is row 0."""

    numbers: array[int] = field(default_factory=lambda: array("q"))
    blank: int = 0
    broken: list[tuple[int, str, str]] = field(default_factory=list)
    """Rows that cannot be placed in columns: their number, why not, and how they start."""
    _places: array[int] = field(default_factory=lambda: array("q"))

    def add(self, number: int) -> None:
        """Leave out a row; they come in order."""
        self._places.append(number - len(self.numbers))
        self.numbers.append(number)

    def original(self, number: int) -> int:
        """The number that a row of the copy has in the file."""
        return number + bisect_right(self._places, number)


def straightened(look: Look, header: Header, opening: Opening) -> tuple[Path, LeftOut]:
    """Copy a file so that the engine reads each of its rows as a row; line breaks inside quoted cells stay.

    Raises RecordsError where quotes are evidently not meant as quotes.
    """
    copy = opening.temporary(".csv")
    left_out = LeftOut()
    open_quotes = 0
    cleared = header.delimiter * (len(header.titles) - 1)
    with copy.open("w", encoding="utf-8", newline="") as written:
        for number, (row, wrong) in enumerate(_Rows(look.path, header)):
            if row and not wrong and row != cleared:
                written.write(row + "\n")
                continue
            left_out.add(number)
            if not wrong:
                left_out.blank += 1
                continue
            left_out.broken.append((number, wrong, row[:QUOTED]))
            open_quotes += wrong == NEVER_CLOSED
            if open_quotes > MOST_OPEN_QUOTES:
                raise RecordsError(
                    f"in more than {MOST_OPEN_QUOTES:,} rows of '{look.file.name}' a quote is never closed;"
                    ' write quotes inside cells twice ("") and put such cells in quotes'
                )
    return copy, left_out


class _Rows:
    """The rows of a file without their line ends, and why a row cannot be placed in columns, if not."""

    def __init__(self, path: Path, header: Header) -> None:
        self._path = path
        self._delimiter = header.delimiter
        self._wanted = len(header.titles)
        other = re.escape(header.delimiter)
        self._cell = re.compile(rf'"[^"]*+(?:""[^"]*+)*+("|$)[^{other}]*+|[^{other}]*+')
        self._rest = re.compile(rf'[^"]*+(?:""[^"]*+)*+"(?P<sound>[{other}\r\n]|$)?')
        self._surplus = (header.delimiter, header.delimiter + '""')

    def __iter__(self) -> Iterator[tuple[str, str]]:
        coming = lines(self._path)
        waiting: deque[tuple[str, bool]] = deque()
        while True:
            line, is_whole = waiting.popleft() if waiting else next(coming, ("", True))
            if not line:
                return
            if not is_whole:
                yield line, TOO_LONG
            elif '"' in line and self._opens(line, 0):
                row, is_closed = self._joined(line, waiting, coming)
                yield self._checked(row) if is_closed else (row.rstrip("\r\n"), NEVER_CLOSED)
            else:
                yield self._checked(line)

    def _checked(self, row: str) -> tuple[str, str]:
        """The row, and whether it has more cells than the header: empty ones at its end, or very many."""
        row = row.rstrip("\r\n")
        may_be_endless = len(row) > MOST_SURPLUS and row.count(self._delimiter) > self._wanted + MOST_SURPLUS
        if may_be_endless or row.endswith(self._surplus):
            cells = self._count(row) if '"' in row else row.count(self._delimiter) + 1
            if cells > self._wanted:
                return row, wrong_count(cells, self._wanted)
        return row, ""

    def _joined(
        self, line: str, waiting: deque[tuple[str, bool]], coming: Iterator[tuple[str, bool]]
    ) -> tuple[str, bool]:
        """The row that starts with this line; where its quote is never closed, the lines after it go back."""
        following: list[tuple[str, bool]] = []
        size = len(line)
        while size <= LONGEST_ROW:
            another, is_whole = waiting.popleft() if waiting else next(coming, ("", True))
            if not another:
                break
            following.append((another, is_whole))
            size += len(another)
            closed = self._rest.match(another)
            if not closed:
                continue
            if closed["sound"] is None or not is_whole:
                break
            if not self._opens(another, closed.end()):
                return "".join([line, *(part for part, _ in following)]), True
        waiting.extendleft(reversed(following))
        return line, False

    def _opens(self, line: str, place: int) -> bool:
        """Whether a quoted cell that starts at or after this place is still open at the end of the line."""
        return any(cell.startswith('"') and not end for cell, end in self._cells(line, place))

    def _count(self, row: str) -> int:
        return sum(1 for _ in self._cells(row, 0))

    def _cells(self, text: str, place: int) -> Iterator[tuple[str, str | None]]:
        """Each cell from this place on, and the quote that closes it."""
        while place <= len(text):
            found = self._cell.match(text, place)
            assert found
            yield found[0], found[1]
            place = found.end() + 1
