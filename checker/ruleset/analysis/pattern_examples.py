"""Texts that a pattern matches, made from the pattern itself and tried before they are believed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any

from checker.patterns import alike

MOST_EXAMPLES = 8
"""Texts made from one pattern: one for each of its first alternatives."""
LONGEST = 200
"""Characters of such a text."""


@cache
def _compiled(pattern: str) -> Any:
    import re2  # noqa: PLC0415

    options = re2.Options()
    options.log_errors = False
    return re2.compile(alike(pattern), options)


def searched(pattern: str, text: str) -> bool:
    """Whether the pattern is found in the text, as engines find it."""
    return _compiled(pattern).search(text) is not None


def matching_texts(pattern: str) -> list[str]:
    """A few texts that the pattern matches; none where it is written in a way that is not understood here."""
    try:
        made = list(islice(_Reader(pattern).whole(), MOST_EXAMPLES))
    except (IndexError, ValueError):
        return []
    return [text for text in dict.fromkeys(made) if len(text) <= LONGEST and searched(pattern, text)]


class _Reader:
    """Reads the common part of regular expressions: letters, classes, groups, alternatives, repetitions, anchors."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.position = 0

    def whole(self) -> Iterator[str]:
        yield from self._alternatives()

    def _next(self) -> str:
        letter = self.pattern[self.position]
        self.position += 1
        return letter

    def _ahead(self) -> str:
        return self.pattern[self.position : self.position + 1]

    def _alternatives(self) -> list[str]:
        found = [self._row()]
        while self._ahead() == "|":
            self.position += 1
            found.append(self._row())
        return found

    def _row(self) -> str:
        text = ""
        while (ahead := self._ahead()) and ahead not in "|)":
            part = self._part()
            text += part * self._fewest()
        return text

    def _part(self) -> str:
        letter = self._next()
        if letter in "^$":
            return ""
        if letter == ".":
            return "x"
        if letter == "\\":
            return self._next()
        if letter == "[":
            return self._class()
        if letter == "(":
            if self._ahead() == "?":
                self.position = (
                    self.pattern.index(":" if self.pattern[self.position + 1] == ":" else ">", self.position) + 1
                )
            first = self._alternatives()[0]
            self.position += 1
            return first
        return letter

    def _class(self) -> str:
        is_negated = self._ahead() == "^"
        self.position += is_negated
        start = self.position
        first = self._next()
        if first == "\\":
            first = self._next()
        while self._next() != "]":
            pass
        if not is_negated:
            return first
        inside = self.pattern[start : self.position]
        return next(letter for letter in "x0-_AZ" if letter not in inside)

    def _fewest(self) -> int:
        """How often the part before must stand, at the least."""
        fewest = 1
        while (ahead := self._ahead()) and ahead in "*+?{":
            self.position += 1
            if ahead in "*?":
                fewest = 0
            elif ahead == "{":
                end = self.pattern.index("}", self.position)
                fewest = int(self.pattern[self.position : end].partition(",")[0] or 0)
                self.position = end + 1
            if fewest > LONGEST:
                raise ValueError(fewest)
        return fewest
