"""Rows that Python had to read, copied as text for the engine, which types them like those of any text file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from types import TracebackType
from typing import NamedTuple, Self, cast

from checker.fields import DateField, FieldModel, MomentField, YesNoField
from checker.problems import QUOTED
from checker.results import InputFile, RejectedRow
from checker.sources.reading import sql
from checker.sources.reading.cells import Column
from checker.sources.reading.files import LITERALLY
from checker.sources.reading.headers import column_of
from checker.sources.reading.opening import Opening
from checker.sources.reading.textfile import LONGEST_ROW, TOO_LONG
from checker.sources.source import LISTED, OpenedFile

WRITTEN_OUT = 30
"""To so many digits before or after its point a number is written out; records hold fewer."""


class Odd(NamedTuple):
    """A cell that is more than its text: with a clock time of its own, or else one that nobody can read."""

    text: str
    clock: datetime | None = None


Cell = str | Odd | None
"""What stands in a cell: its text, or none where nothing is recorded."""


def declared_format(declared: FieldModel) -> str | None:
    """How a field says its dates are written, if it does; a cell that is a date has no need of that."""
    return declared.format if isinstance(declared, DateField | MomentField) else None


def answer(declared: FieldModel, *, is_yes: bool, written: str) -> str:
    """A cell that is true or false: the field's own word for it, or how it is written."""
    if isinstance(declared, YesNoField):
        return (declared.yes if is_yes else declared.no)[0]
    return written


def written_out(number: str) -> str:
    """A number without exponent, as records are read: `1e3` is 1000."""
    exact = Decimal(number)
    if exact.adjusted() > WRITTEN_OUT:
        return number
    return f"{exact:f}" if exact.adjusted() >= -WRITTEN_OUT else "0"


class Transcript:
    """The declared fields' cells of each record, in the fields' order, with the record's number in its file."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._path = opening.temporary(".csv")
        self._file = self._path.open("wb")
        self._formatted = [
            place for place, field in enumerate(opening.records.fields.values()) if declared_format(field)
        ]
        self._plain = "," * (1 + len(self._formatted))
        self._bad: set[int] = set()
        self.read = 0
        self.rejected = 0
        self._rejected_rows: list[RejectedRow] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, number: int, cells: Sequence[Cell]) -> None:
        """Copy one record."""
        texts, more = self._told_apart(cells)
        line = f"{number},{','.join(map(_quoted, texts))}{more}\n"
        try:
            written = line.encode()
        except UnicodeEncodeError:
            written = b"\0"
        if b"\0" in written:
            self.add(number, [_sound(cell) for cell in cells])
        elif len(written) > LONGEST_ROW:
            self.reject(number, TOO_LONG, ", ".join(text[:QUOTED] for text in texts if text))
        else:
            self._file.write(written)
            self.read += 1

    def _told_apart(self, cells: Sequence[Cell]) -> tuple[Sequence[str | None], str]:
        """The texts of a record's cells, and what the columns after them hold: unreadable places, then clock times."""
        if Odd not in map(type, cells):
            return cast("Sequence[str | None]", cells), self._plain
        odd = {place: cell for place, cell in enumerate(cells) if isinstance(cell, Odd)}
        bad = [place for place, cell in odd.items() if cell.clock is None]
        self._bad.update(bad)
        clocks = [odd[place].clock if place in odd else None for place in self._formatted]
        more = ["".join(f"<{place}>" for place in bad), *(clock.isoformat(" ") if clock else "" for clock in clocks)]
        return [cell.text if isinstance(cell, Odd) else cell for cell in cells], "".join(f",{part}" for part in more)

    def reject(self, number: int, reason: str, start: str) -> None:
        """Leave a row out."""
        self.rejected += 1
        if len(self._rejected_rows) < LISTED:
            row = RejectedRow(
                source=self._opening.source, row=number, reason=reason, text=_shown(start[:QUOTED])[:QUOTED]
            )
            self._rejected_rows.append(row)

    def opened(self, file: InputFile, notes: Iterable[str]) -> OpenedFile:
        """Type what was copied."""
        self._file.close()
        records = self._opening.records
        columns = {
            name: Column(
                f"c{place}",
                header=column_of(records, name),
                bad=f"contains(bad, '<{place}>')" if place in self._bad else None,
                clock=f"d{place}" if place in self._formatted else None,
            )
            for place, name in enumerate(records.fields)
        }
        kept = self._opening.keep(columns, self._reader(), "record", file.name)
        return OpenedFile(
            f'SELECT "$row", {kept.columns} FROM {kept.table}',
            self.read,
            file,
            self.rejected,
            tuple(self._rejected_rows),
            tuple(notes),
            kept.possible,
        )

    def _reader(self) -> str:
        types = {
            "record": "BIGINT",
            **{f"c{place}": "VARCHAR" for place in range(len(self._opening.records.fields))},
            "bad": "VARCHAR",
            **{f"d{place}": "TIMESTAMP" for place in self._formatted},
        }
        columns = ", ".join(f"{name}: '{type_}'" for name, type_ in types.items())
        # Nothing between two delimiters is nothing recorded; an empty text is in quotes.
        return (
            f"read_csv({sql.constant(str(self._path))}, columns = {{{columns}}}, auto_detect = false, header = false,"
            f" delim = ',', quote = '\"', escape = '\"', new_line = '\\n', strict_mode = true,"
            f" {LITERALLY}, allow_quoted_nulls = false, max_line_size = {LONGEST_ROW})"
        )


def _quoted(text: str | None) -> str:
    return "" if text is None else '"' + text.replace('"', '""') + '"'


def _sound(cell: Cell) -> Cell:
    """The cell; where its text has characters that are none (NUL, half a surrogate pair), as an unreadable one."""
    text = cell.text if isinstance(cell, Odd) else cell
    return cell if text is None or _shown(text) == text else Odd(_shown(text))


def _shown(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")
