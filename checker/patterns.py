"""Regular expressions, written so that every engine finds the same: what may stand in them, and how engines get it.

Engines differ in what a dot takes, where `$` is, which letters are the same in both cases, what is an escape and how
often a part may be repeated. So a pattern is read here, and written anew out of what they all read alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

MOST_REPEATED = 255
"""PostgreSQL repeats a part no more often."""
DEEPEST = 50
"""So many brackets may stand in each other."""

Ranges = list[tuple[int, int]]
"""Characters by number, from one to another."""

_CONTROLS = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13, "a": 7}
_HEXADECIMAL = re.compile(r"x(?:\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{2}))")
_COUNTED = re.compile(r"\{([0-9]+)(,?)([0-9]*)\}")
_GROUP = re.compile(r"\((?:\?:|\?P?<[A-Za-z_][A-Za-z0-9_]*>)?")
_BOTH_CASES = "(?i)"


class PatternError(ValueError):
    """Engines do not read the pattern alike; `hint` says what to write instead."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


@cache
def alike(pattern: str) -> str:
    """The pattern as every engine reads it, to the same effect. Raises PatternError where there is no such."""
    both_cases = pattern.startswith(_BOTH_CASES)
    reader = _Reader(pattern, len(_BOTH_CASES) if both_cases else 0, both_cases=both_cases)
    written = "".join(reader.alternatives())
    if reader.rest:
        raise PatternError("a bracket is closed that was not opened", "write \\)")
    return written


class _Reader:
    def __init__(self, pattern: str, place: int, *, both_cases: bool) -> None:
        self.pattern = pattern
        self.place = place
        self.both_cases = both_cases
        self.depth = 0

    @property
    def rest(self) -> str:
        return self.pattern[self.place :]

    def alternatives(self) -> Iterator[str]:
        while self.rest and not self.rest.startswith(")"):
            if self._takes("|"):
                yield "|"
                continue
            part, is_place = self._part()
            yield part + self._repeated(is_place=is_place)

    def _takes(self, text: str) -> bool:
        """Go on behind a text where it is next."""
        found = self.rest.startswith(text)
        self.place += len(text) if found else 0
        return found

    def _next(self) -> str:
        letter = self.rest[:1]
        if not letter:
            raise PatternError("the pattern ends too soon")
        self.place += 1
        return letter

    def _part(self) -> tuple[str, bool]:
        """A part, and whether it is a place in the text, which nothing repeats."""
        if group := _GROUP.match(self.rest):
            if self.rest.startswith("(?") and group[0] == "(":
                raise PatternError(
                    f"'{self.rest[:3]}…' means different things on different engines",
                    "write [Aa] for a letter in both cases, or (?i) at the start for all of them",
                )
            self.place += len(group[0])
            self.depth += 1
            if self.depth > DEEPEST:
                raise PatternError(f"more than {DEEPEST} brackets stand in each other")
            within = "".join(self.alternatives())
            self.depth -= 1
            if not self._takes(")"):
                raise PatternError("a bracket is not closed", "write \\( for a bracket in the text")
            return f"(?:{within})", False
        for word, place in (("^", "^"), ("$", r"\z"), (r"\A", "^"), (r"\z", r"\z")):
            if self._takes(word):
                return place, True
        if self._takes("."):
            return r"[^\x{a}]", False
        if self._takes("["):
            return self._class(), False
        letter = self._letter()
        cases = self._cases([(letter, letter)])
        return (_character(letter) if len(cases) == 1 else f"[{_listed(cases)}]"), False

    def _repeated(self, *, is_place: bool) -> str:
        counted = _COUNTED.match(self.rest)
        if not counted and self.rest[:1] not in ("*", "+", "?"):
            return ""
        if is_place:
            raise PatternError("the start and the end of a text are not repeated", "leave out what repeats it")
        written = counted[0] if counted else self.rest[:1]
        if counted and max(int(number) for number in counted.group(1, 3) if number) > MOST_REPEATED:
            raise PatternError(f"a part is repeated more than {MOST_REPEATED} times, which not every engine can do")
        self.place += len(written)
        self._takes("?")  # whether it takes much or little, it is found
        return written

    def _letter(self) -> int:
        letter = self._next()
        if letter != "\\":
            return ord(letter)
        if found := _HEXADECIMAL.match(self.rest):
            self.place += len(found[0])
            return int(found[1] or found[2], 16)
        letter = self._next()
        if letter in _CONTROLS:
            return _CONTROLS[letter]
        if letter.isalnum():
            hints = {"p": "write the letters, such as [A-Za-zÀ-ſ]", "P": "write the letters, such as [^A-Za-zÀ-ſ]"}
            hints |= {"0": "write \\x{0}", "Q": "write \\ before each character that has a meaning"}
            raise PatternError(f"'\\{letter}' means different things on different engines", hints.get(letter))
        return ord(letter)

    def _class(self) -> str:
        negated = "^" if self._takes("^") else ""
        ranges: Ranges = []
        while not (ranges and self._takes("]")):
            first = self._letter()
            last = first
            if self.rest.startswith("-") and self.rest[1:2] not in ("]", ""):
                self.place += 1
                last = self._letter()
            ranges.append((first, last))
        return f"[{negated}{_listed(self._cases(ranges))}]"

    def _cases(self, ranges: Ranges) -> Ranges:
        """The characters, in both cases where that is asked for."""
        if not self.both_cases:
            return ranges
        own = {letter for first, last in ranges for letter in range(first, last + 1)}
        forms = {form for letter in own for form in (chr(letter).lower(), chr(letter).upper()) if len(form) == 1}
        others = sorted({ord(form) for form in forms} - own)
        return [*ranges, *((letter, letter) for letter in others)]


def _listed(ranges: Ranges) -> str:
    return "".join(
        _character(first) if first == last else f"{_character(first)}-{_character(last)}" for first, last in ranges
    )


def _character(number: int) -> str:
    letter = chr(number)
    return letter if letter.isascii() and letter.isalnum() else f"\\x{{{number:x}}}"
