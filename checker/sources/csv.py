"""Delimited text (.csv, .tsv, .txt, also .gz): read as text in one strict pass, and typed by the declared fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import NamedTuple

from checker.problems import QUOTED
from checker.results import RejectedRow
from checker.sources.reading import sql
from checker.sources.reading.cells import Column
from checker.sources.reading.files import LITERALLY, chunks
from checker.sources.reading.headers import Header, find_columns, read_header, unused
from checker.sources.reading.opening import Kept, Opening
from checker.sources.reading.straightening import LeftOut, straightened, wrong_count
from checker.sources.reading.textfile import LONGEST_ROW, TOO_LONG, Look, look_over
from checker.sources.source import LISTED, OpenedFile, Title, skipped

SUFFIXES = (".csv", ".tsv", ".txt")

_numbers = count()

ENDLESS = 10_000
"""Delimiters beyond what its rows may have, in a piece of a file."""


def open_file(path: Path, opening: Opening) -> OpenedFile:
    """Open one file of delimited text. Raises RecordsError where header or encoding are not what they must be."""
    look = look_over(path, opening)
    header = read_header(look.path, opening.records, path.name)
    delimited = _Delimited(path.name, header, opening)
    text, left_out = None, LeftOut()
    seen = delimited.seen(look)
    # At a line end of another kind the engine gives up; an odd number of quotes means one that is never closed.
    is_sound = not look.mixed and look.quotes % 2 == 0 and not seen.has_cleared_rows and not seen.has_endless_rows
    if is_sound and not delimited.may_have_blank_lines(look):
        text = delimited.read(look.path)
        if text.swallowed or delimited.lacks_lines(text, look) or delimited.has_surplus(text, look, seen):
            opening.drop(text.kept)
            text = None
    if text is None:
        copy, left_out = straightened(look, header, opening)
        text = delimited.read(copy)
    refused = [(left_out.original(row), reason, start) for row, reason, start in text.first_rejected]
    rows = [
        RejectedRow(source=opening.source, row=row, reason=reason, text=start)
        for row, reason, start in sorted([*left_out.broken, *refused])[:LISTED]
    ]
    gone = sorted([*left_out.numbers, *map(left_out.original, text.rejected)])
    return OpenedFile(
        opening.numbered(text.kept, gone),
        text.read,
        look.file,
        len(left_out.broken) + len(text.rejected),
        tuple(rows),
        (*unused(opening.records, header.titles), *skipped(path.name, "blank line", left_out.blank)),
        text.kept.possible,
    )


def titles(path: Path, opening: Opening) -> list[Title]:
    """The column names in the first row, divided by what gives the most of them."""
    header = read_header(look_over(path, opening).path, opening.records, path.name)
    return [Title(title) for title in header.titles]


@dataclass(frozen=True)
class _Text:
    """What the engine made of delimited text: a typed table, and the rows that it rejected."""

    kept: Kept
    read: int
    rejected: list[int]
    first_rejected: list[tuple[int, str, str]]
    """Of the first of them: number, reason and how it starts."""
    swallowed: bool
    """A rejected row may hold others."""
    delimiters: int
    """How many stand in rejected rows."""


class _Seen(NamedTuple):
    """What was seen of a file's delimiters."""

    there: int
    has_cleared_rows: bool
    """Rows of nothing but delimiters are what spreadsheets save of rows that were cleared."""
    has_endless_rows: bool
    """So many cells in so few rows that the engine would take minutes to reject them."""


class _Delimited:
    """How a file of one header is read."""

    def __init__(self, file: str, header: Header, opening: Opening) -> None:
        self._file = file
        self._header = header
        self._opening = opening
        places = find_columns(opening.records, header.titles, file)
        self._columns: Mapping[str, Column] = {
            name: Column(f"c{place}", header=header.titles[place]) for name, place in places.items()
        }

    def read(self, path: Path) -> _Text:
        """Read and type every row that can be placed in columns."""
        number, opening = next(_numbers), self._opening
        rejects = f"store_rejects = true, rejects_limit = 0, rejects_table = 'rejects_{number}'"
        origin = self._reader(path, f"{rejects}, rejects_scan = 'scans_{number}'")
        sample = self._reader(path, "ignore_errors = true")
        kept = opening.keep(self._columns, origin, None, self._file, sample=sample)
        run = opening.connection.execute
        ((read,),) = run(f"SELECT count(*) FROM {kept.table}").fetchall()
        found = "CAST(regexp_extract(error_message, 'Found: ([0-9]+)', 1) AS INTEGER)"
        delimiter = sql.constant(self._header.delimiter)
        run(
            f"CREATE TEMP TABLE refused_{number} AS SELECT line - 1 AS number, max(error_type) AS kind,"
            f" min(TRY_{found}) AS fewest, max(TRY_{found}) AS most, any_value(csv_line) AS written"
            f" FROM rejects_{number} GROUP BY line ORDER BY line"
        )
        first = run(
            f"SELECT number, kind, fewest, most, left(written, {QUOTED}) FROM refused_{number}"
            f" ORDER BY number LIMIT {LISTED}"
        ).fetchall()
        rejected = run(f"SELECT number FROM refused_{number} ORDER BY number").fetchall()
        ((swallowed, delimiters),) = run(
            "SELECT coalesce(bool_or(kind = 'UNQUOTED VALUE' AND regexp_matches(written, '[\n\r]')), false),"
            f" coalesce(sum(length(written) - length(replace(written, {delimiter}, ''))), 0) FROM refused_{number}"
        ).fetchall()
        for table in ("refused", "rejects", "scans"):
            run(f"DROP TABLE {table}_{number}")
        return _Text(
            kept,
            read,
            [row for (row,) in rejected],
            [(row, self._reason(kind, fewest, most), start or "") for row, kind, fewest, most, start in first],
            swallowed,
            delimiters,
        )

    def may_have_blank_lines(self, look: Look) -> bool:
        """Whether to look for blank lines before anything is read; else `lacks_lines` finds them afterwards, for less.

        Lines cannot be counted against rows where quoted cells may hold several, and the engine drops no blank line
        of a file of one column.
        """
        is_counted = not (look.quotes or look.has_returns or len(self._header.titles) == 1)
        return not is_counted and look.has_blank_lines()

    def lacks_lines(self, text: _Text, look: Look) -> bool:
        """Whether the engine dropped lines: there are more of them than rows."""
        rows = 1 + text.read + len(text.rejected)
        return not (look.quotes or look.has_returns) and look.lines != rows

    def seen(self, look: Look) -> _Seen:
        """Look over the file's delimiters."""
        delimiter, columns = self._header.delimiter.encode(), len(self._header.titles)
        row = b"\n" + delimiter * (columns - 1)
        there, is_cleared, is_endless = 0, False, False
        tail = b""
        with look.path.open("rb") as file:
            for chunk in chunks(file):
                count = chunk.count(delimiter)
                there += count
                if count > ENDLESS:
                    rows = 1 + (chunk.count(b"\n") or chunk.count(b"\r"))
                    is_endless = is_endless or count > ENDLESS + 10 * columns * rows
                if columns > 1 and not is_cleared:
                    # The piece around the seam, so that no chunk is copied whole.
                    is_cleared = any(_holds_row(part, row) for part in (tail + chunk[: len(row) + 1], chunk))
                    tail = (tail + chunk)[-len(row) - 1 :] if len(chunk) <= len(row) else chunk[-len(row) - 1 :]
        return _Seen(there, is_cleared or (columns > 1 and tail.endswith(row)), is_endless)

    def has_surplus(self, text: _Text, look: Look, seen: _Seen) -> bool:
        """Whether rows have more cells than the header: the engine drops those at the end that are empty.

        Then the file has more delimiters than its columns and its quoted cells account for.
        """
        between = (len(self._header.titles) - 1) * text.read
        surplus = seen.there - self._header.written.count(self._header.delimiter) - text.delimiters - between
        if surplus and look.quotes:
            surplus -= self._delimiters_in_cells(look.path)
        return surplus != 0

    def _delimiters_in_cells(self, path: Path) -> int:
        delimiter = sql.constant(self._header.delimiter)
        inside = " + ".join(
            f"length(c{place}) - length(replace(c{place}, {delimiter}, ''))"
            for place in range(len(self._header.titles))
        )
        origin = self._reader(path, "ignore_errors = true")
        ((found,),) = self._opening.connection.execute(f"SELECT sum({inside}) FROM {origin}").fetchall()
        return int(found or 0)

    def _reader(self, path: Path, rejects: str) -> str:
        places = range(len(self._header.titles))
        types = ", ".join(f"c{place}: 'VARCHAR'" for place in places)
        names = ", ".join(f"'c{place}'" for place in places)
        return (
            f"read_csv({sql.constant(str(path))}, columns = {{{types}}}, auto_detect = false, header = true,"
            f" delim = {sql.constant(self._header.delimiter)}, quote = '\"', escape = '\"', strict_mode = true,"
            f" {LITERALLY}, force_not_null = [{names}], max_line_size = {LONGEST_ROW}, {rejects})"
        )

    def _reason(self, kind: str, fewest: int | None, most: int | None) -> str:
        wanted = len(self._header.titles)
        match kind:
            case "MISSING COLUMNS" if fewest is not None:
                return wrong_count(fewest, wanted)
            case "TOO MANY COLUMNS" if most is not None:
                return wrong_count(most, wanted)
            case "UNQUOTED VALUE":
                return "text stands after a closing quote"
            case "LINE SIZE OVER MAXIMUM":
                return TOO_LONG
        return "it could not be read"


def _holds_row(part: bytes, row: bytes) -> bool:
    """Whether the row stands there to its line end."""
    return row in part and (row + b"\n" in part or row + b"\r" in part)
