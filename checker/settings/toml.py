"""TOML text to plain values with positions: `tomllib` reads it, and what it read is then found again in the text."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right

from checker.problems import Problem
from checker.ruleset.yaml12 import Composed, Place, Trail

_WHERE = re.compile(r" \(at (?:line ([0-9]+), column ([0-9]+)|end of document)\)$")
_DEEPEST = 20
"""Parts of a key that are followed; settings have three, and a key of very many parts would cost their square."""
_BLANKS = re.compile(r"[ \t]*")
_BETWEEN = re.compile(r"(?:[ \t\n]+|#[^\n]*)*")
_KEY = re.compile(r"[A-Za-z0-9_-]+|'[^']*'|\"(?:[^\"\\]|\\.)*\"")
_STRING = re.compile(
    r"'''.*?'''(?:'{0,2})|'[^'\n]*'|\"\"\"(?:[^\\]|\\.)*?\"\"\"(?:\"{0,2})|\"(?:[^\"\\\n]|\\.)*\"", re.DOTALL
)
_OTHER = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9][^\s,\]}#]*|[^\s,\]}#]+")


def compose(text: str, file: str) -> tuple[Composed | None, list[Problem]]:
    """What a text says, with the place of every key and value; or the problem why it is no TOML."""
    text = text.replace("\r\n", "\n")
    composed = Composed(file, text.split("\n"))
    try:
        composed.value = tomllib.loads(text)
        _Places(composed, text).find()
    except RecursionError:
        return None, [Problem(file, 1, 1, "R601", "the file is nested too deeply", "write it flatter")]
    except ValueError as error:
        return None, [_unparsable(composed, str(error))]
    return composed, []


def _unparsable(composed: Composed, said: str) -> Problem:
    where = _WHERE.search(said)
    last = len(composed.lines)
    line, column = (int(where[1]), int(where[2])) if where and where[1] else (last, len(composed.lines[-1]) + 1)
    what = _WHERE.sub("", said)
    place = Place(line, column, line, column + 1) if where else Place(1, 1, 1, 1)
    hint = 'text stands in quotes: format = "concise"' if "Invalid value" in what else None
    return composed.problem("R601", f"cannot be read as TOML: {what[:1].lower()}{what[1:]}", place, hint=hint)


class _Places:
    """Where the keys and values stand in a text that was read, and so is known to be TOML."""

    def __init__(self, composed: Composed, text: str) -> None:
        self.composed, self.text, self.at = composed, text, 0
        self.starts = [0, *(end.end() for end in re.finditer("\n", text))]
        self.rows: dict[Trail, int] = {}
        """Of each array of tables, the number of its last one."""

    def find(self) -> None:
        """Find all of them."""
        table: Trail = ()
        self._skip(_BETWEEN)
        while self.at < len(self.text):
            if self.text.startswith("[[", self.at):
                table = self._header(2)
            elif self.text[self.at] == "[":
                table = self._header(1)
            else:
                self._pair(table)
            self._skip(_BETWEEN)

    def _header(self, brackets: int) -> Trail:
        self.at += brackets
        trail: Trail = ()
        keys = self._keys()[:_DEEPEST]
        for number, (name, place) in enumerate(keys, 1):
            trail = (*trail, name)
            self.composed.keys.setdefault(trail, place)
            if brackets == 2 and number == len(keys):
                self.rows[trail] = self.rows.get(trail, -1) + 1
            if trail in self.rows:
                trail = (*trail, self.rows[trail])
            self.composed.values.setdefault(trail, place)
        self._skip(_BLANKS)
        self.at += brackets
        return trail

    def _pair(self, holder: Trail) -> None:
        trail = holder
        for name, place in self._keys()[:_DEEPEST]:
            if trail in self.rows:
                trail = (*trail, self.rows[trail])
            trail = (*trail, name)
            self.composed.keys.setdefault(trail, place)
            self.composed.values.setdefault(trail, place)
        self._skip(_BLANKS)
        self.at += len("=")
        self._skip(_BLANKS)
        self._value(trail)

    def _keys(self) -> list[tuple[str, Place]]:
        """The parts of a key, which may have dots between them."""
        parts = []
        while True:
            self._skip(_BLANKS)
            start, written = self.at, self._take(_KEY)
            name = tomllib.loads(f"key = {written}")["key"] if written[:1] in "\"'" else written
            parts.append((name, self._place(start)))
            self._skip(_BLANKS)
            if not self.text.startswith(".", self.at):
                return parts
            self.at += len(".")

    def _value(self, trail: Trail) -> None:
        start, sign = self.at, self.text[self.at]
        if sign == "[":
            self._entries(trail)
        elif sign == "{":
            self._pairs(trail)
        else:
            self._take(_STRING if sign in "\"'" else _OTHER)
        self.composed.values[trail] = self._place(start)

    def _entries(self, trail: Trail) -> None:
        number = 0
        self.at += len("[")
        while not self._ends("]"):
            self._value((*trail, number))
            number += 1

    def _pairs(self, trail: Trail) -> None:
        self.at += len("{")
        while not self._ends("}"):
            self._pair(trail)

    def _ends(self, sign: str) -> bool:
        """Go to the next part of a list or a table in brackets, or behind its end; whether it ended."""
        self._skip(_BETWEEN)
        if self.text[self.at] == ",":
            self.at += len(",")
            self._skip(_BETWEEN)
        if self.text[self.at] != sign:
            return False
        self.at += len(sign)
        return True

    def _skip(self, pattern: re.Pattern[str]) -> None:
        self._take(pattern)

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        assert found is not None, self.at
        self.at = found.end()
        return found[0]

    def _place(self, start: int) -> Place:
        """The place from a start up to where the text was read."""
        (line, column), (end_line, end_column) = map(self._line_and_column, (start, self.at))
        return Place(line, column, end_line, end_column)

    def _line_and_column(self, index: int) -> tuple[int, int]:
        line = bisect_right(self.starts, index)
        return line, index - self.starts[line - 1] + 1
