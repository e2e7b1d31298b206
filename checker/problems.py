"""What can go wrong with what people give us: a problem in a file someone wrote, and errors that stop the program."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Level = Literal["error", "warning", "note"]
"""How much a problem matters: an error makes a file invalid, a warning does not, and a note asks for nothing."""


class Suppressed(NamedTuple):
    """Who chose to ignore a problem, and why."""

    by: Literal["comment", "configuration"]
    reason: str


class Elsewhere(NamedTuple):
    """Another place that a problem is about, such as where a key stands that is written twice."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, order=True)
class Problem:
    """A mistake in a file someone wrote, at a line and column (both counted from 1)."""

    file: str
    line: int
    column: int
    code: str
    message: str
    hint: str | None = None
    level: Level = "error"
    end_line: int | None = None
    end_column: int | None = None
    excerpt: str | None = None
    """The line of the file, for the caret below it."""
    suppressed: Suppressed | None = field(default=None, compare=False)
    """Where somebody chose to ignore it."""
    also: tuple[Elsewhere, ...] = field(default=(), compare=False)
    """The other places that it is about; the message names them, too."""

    def __str__(self) -> str:
        hint = f"; {self.hint}" if self.hint else ""
        return f"{self.file}:{self.line}:{self.column}: {self.code} {self.message}{hint}"


MOST_NAMED = 20
"""Words that one message lists."""

QUOTED = 40
"""Characters of a cell, a row or any other words that messages and evidence repeat; records hold personal data."""


def excerpt(text: str) -> str:
    """What somebody wrote, at most 40 characters of it."""
    return text if len(text) <= QUOTED else text[: QUOTED - 1] + "…"


def quoted(written: object) -> str:
    """What somebody wrote, in quotes, at most 40 characters of it."""
    return f"'{excerpt(' '.join(str(written).split()))}'"


def some_of(words: Sequence[str]) -> str:
    """Words in a row; of very many the first ones, and how many more there are."""
    if len(words) <= MOST_NAMED:
        return ", ".join(words)
    return f"{', '.join(words[:MOST_NAMED])} and {len(words) - MOST_NAMED:,} more"


class CheckerError(Exception):
    """The program cannot go on; one sentence says why, and what to do next."""


class RecordsError(CheckerError):
    """The records cannot be read as what the rule set says they are."""


class FileProblems(CheckerError):
    """Files that people wrote have problems; all of them are told at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
