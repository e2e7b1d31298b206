"""A copy of a delimited file in which every row ends alike, none is blank, and no open quote swallows others.

The engine refuses rows that end in different ways, drops blank lines without a word, and takes what follows a quote
that is never closed, up to the size of its buffer, for one row.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from checker.problems import RecordsError
from checker.sources.reading.opening import Opening
from checker.sources.reading.textfile import Look
from checker.sources.source import SHOWN

LONGEST_ROW = 2_000_000
"""Bytes of one row; a longer one is rejected."""

MOST_OPEN_QUOTES = 1_000


@dataclass
class LeftOut:
    """The rows of a file that its straightened copy leaves out; numbers count every row after the header."""

    numbers: list[int] = field(default_factory=list)
    blank: int = 0
    broken: list[tuple[int, str]] = field(default_factory=list)
    """Rows in which a quote is never closed, and how they start."""

    def original(self, number: int) -> int:
        """The number that a row of the copy has in the file."""
        return number + bisect_right([left - before for before, left in enumerate(self.numbers)], number)


def straightened(look: Look, delimiter: str, opening: Opening) -> tuple[Look, LeftOut]:
    """Copy a file so that the engine reads each of its rows as a row; line breaks inside quoted cells stay.

    Raises RecordsError where quotes are evidently not meant as quotes.
    """
    copy = opening.temporary(".csv")
    left_out = LeftOut()
    rows = _Rows(look.path, delimiter)
    with copy.open("w", encoding="utf-8", newline="") as written:
        for number, (row, whole) in enumerate(rows):
            if whole and row:
                written.write(row + "\n")
                continue
            left_out.numbers.append(number)
            if whole:
                left_out.blank += 1
            elif len(left_out.broken) == MOST_OPEN_QUOTES:
                raise RecordsError(
                    f"in more than {MOST_OPEN_QUOTES:,} rows of '{look.file.name}' a quote is never closed;"
                    ' write quotes inside cells twice ("") and put such cells in quotes'
                )
            else:
                left_out.broken.append((number, row[:SHOWN]))
    return replace(look, path=copy, mixed=False), left_out


class _Rows:
    """The rows of a file without their line ends, and whether each is whole (no quote in it stays open)."""

    def __init__(self, path: Path, delimiter: str) -> None:
        self._path = path
        other = re.escape(delimiter)
        self._cell = re.compile(rf'"(?:[^"]|"")*("|$)[^{other}]*|[^{other}]*')
        self._closing = re.compile(rf'(?:[^"]|"")*"(?=[{other}\r\n]|$)(?!")')
        self._quote = re.compile(r'(?:[^"]|"")*"(?!")')

    def __iter__(self) -> Iterator[tuple[str, bool]]:
        with self._path.open(encoding="utf-8-sig", newline="") as text:
            waiting: deque[str] = deque()
            while True:
                line = waiting.popleft() if waiting else next(text, "")
                if not line:
                    return
                if '"' not in line or not self._opens(line, 0):
                    yield line.rstrip("\r\n"), True
                    continue
                row, is_whole = self._joined(line, waiting, text)
                yield row.rstrip("\r\n"), is_whole

    def _joined(self, line: str, waiting: deque[str], text: Iterator[str]) -> tuple[str, bool]:
        """The row that starts with this line; where its quote is never closed, the lines after it go back."""
        parts, size = [line], len(line)
        while size <= LONGEST_ROW:
            following = waiting.popleft() if waiting else next(text, "")
            if not following:
                break
            parts.append(following)
            size += len(following)
            end = self._quote.match(following)
            if end is None:
                continue
            if following[end.end() : end.end() + 1].strip("\r\n") and not self._closing.match(following):
                break
            if not self._opens(following, end.end()):
                return "".join(parts), True
        waiting.extendleft(reversed(parts[1:]))
        return line, False

    def _opens(self, line: str, place: int) -> bool:
        """Whether a quoted cell that starts at or after this place is still open at the end of the line."""
        while place < len(line):
            found = self._cell.match(line, place)
            if found is None:
                return False
            if found[0].startswith('"') and not found[1]:
                return True
            place = found.end() + 1
        return False
