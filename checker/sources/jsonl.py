"""JSON Lines (.jsonl, .ndjson, also .gz): one object on each line, its keys the columns.

Numbers keep every digit that is written; null, or no such key, is nothing recorded; a list or an object in a cell is
unreadable. A line that is not one object is rejected, and so is one in which a key stands twice: nobody can tell which
is meant.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from checker.fields import FieldModel, NumberField
from checker.problems import RecordsError
from checker.sources.reading.headers import column_of, find_columns, unused
from checker.sources.reading.opening import Opening
from checker.sources.reading.textfile import TOO_LONG, lines, look_over
from checker.sources.reading.transcript import Cell, Odd, Transcript, answer, written_out
from checker.sources.source import OpenedFile, Title, skipped

SUFFIXES = (".jsonl", ".ndjson")
MOST_KEYS = 10_000
"""So many different keys are remembered besides the declared ones."""


def open_file(path: Path, opening: Opening) -> OpenedFile:
    """Open one file of objects. Raises RecordsError where none is there, or a declared key is in none of them."""
    look = look_over(path, opening)
    records = opening.records
    cells = [(column_of(records, name), _reader(declared)) for name, declared in records.fields.items()]
    keys = _Keys(column for column, _ in cells)
    blank = 0
    with Transcript(opening) as transcript:
        for number, (line, is_whole) in enumerate(lines(look.path), 1):
            if not line.strip(" \t\r\n"):
                blank += 1
                continue
            record = _read(line) if is_whole else TOO_LONG
            if isinstance(record, dict):
                keys.see(record)
                transcript.add(number, [read(record.get(column)) for column, read in cells])
                continue
            transcript.reject(number, record, line.rstrip("\r\n"))
            if number == blank + 1 and line.startswith("["):
                break  # one list of all objects, whose last lines could look like records
        if transcript.rejected and not transcript.read:
            raise RecordsError(
                f"'{path.name}' has no object on its first line, or on any; write one on each line, such as"
                f' {{"{cells[0][0]}": "…"}}'
            )
        if transcript.read:
            find_columns(records, list(keys.seen), path.name)
        notes = [*unused(records, list(keys.seen)), *skipped(path.name, "blank line", blank)]
        return transcript.opened(look.file, notes)


def titles(path: Path, opening: Opening) -> list[Title]:
    """The keys of all objects, in the order in which they first occur."""
    keys = _Keys(())
    for line, is_whole in lines(look_over(path, opening).path):
        record = _read(line) if is_whole else TOO_LONG
        if isinstance(record, dict):
            keys.see(record)
    return [Title(key) for key in keys.seen]


class _Keys:
    """The keys of the objects seen so far, in the order of their first appearance."""

    def __init__(self, declared: Iterable[str]) -> None:
        self._declared = set(declared)
        self.seen: dict[str, None] = {}

    def see(self, record: dict[str, Any]) -> None:
        """Remember the keys of one more object."""
        if record.keys() <= self.seen.keys():
            return
        for key in record:
            if key in self._declared or len(self.seen) < MOST_KEYS:
                self.seen[key] = None


class _Number(str):
    """A number as it is written."""

    __slots__ = ()


class _NotANumber(str):
    """NaN or an infinity, which other programs write though JSON has none."""

    __slots__ = ()


class _KeyTwice(ValueError):
    """A key stands twice in one object."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        counted = Counter(key for key, _ in pairs)
        raise _KeyTwice(next(key for key in counted if counted[key] > 1))
    return record


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_Number, parse_int=_Number, parse_constant=_NotANumber
)


def _read(line: str) -> dict[str, Any] | str:
    """The object on a line, or why there is none."""
    try:
        record = _DECODER.decode(line)
    except json.JSONDecodeError as error:
        return f"it is not JSON: {error.msg[0].lower()}{error.msg[1:]} (character {error.pos + 1})"
    except _KeyTwice as error:
        return f"its key '{str(error)[:40]}' stands there twice"
    except RecursionError:
        return "it is nested too deeply"
    return record if isinstance(record, dict) else "it is not an object"


def _reader(declared: FieldModel) -> Callable[[Any], Cell]:
    """How a value becomes a cell of this field."""
    is_number = isinstance(declared, NumberField)

    def read(value: Any) -> Cell:
        kind = value.__class__
        if value is None or kind is str:
            return value  # type: ignore[no-any-return]
        if kind is _Number:
            return written_out(value) if is_number and "e" in value.lower() else str(value)
        if kind is bool:
            return answer(declared, is_yes=value, written="true" if value else "false")
        if kind is _NotANumber:
            return Odd(str(value))
        return Odd("[…]" if kind is list else "{…}")

    return read
