"""Problems as people read them in a terminal: where, what, what to do next, and the line with a caret below it."""

from __future__ import annotations

import os
import shutil
import unicodedata
from collections.abc import Iterable
from typing import IO

import click

from checker.problems import Problem

_MARGIN = 8
"""Columns before a source line: `   31 | `."""


def colours(stream: IO[str]) -> bool:
    """Whether colours may be used: on a terminal, unless NO_COLOR says otherwise (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def visible(text: str) -> str:
    """The text with every character that would not be seen, or would move others, as U+XXXX; tabs as a space."""
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if character == "\t":
        return " "
    hidden = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    return f"U+{ord(character):04X}" if hidden else character


def width_of(text: str) -> int:
    """How many columns a text takes in a terminal."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def tell(problems: Iterable[Problem], *, err: bool = False) -> None:
    """Print problems, one after the other."""
    columns = shutil.get_terminal_size((100, 24)).columns
    for problem in problems:
        click.echo(told(problem, columns), err=err)


def told(problem: Problem, columns: int = 80) -> str:
    """One problem: its place and message, and the line of the file, cut to the width of the terminal."""
    warning = "warning: " if problem.level == "warning" else ""
    hint = f"; {problem.hint}" if problem.hint else ""
    place = f"{problem.file}:{problem.line}:{problem.column}"
    first = visible(f"{place}: {problem.code} {warning}{problem.message}{hint}")
    if problem.excerpt is None:
        return first
    line, caret = _pointed(problem, max(20, columns - _MARGIN))
    number = f"{problem.line:>5}"
    return "\n".join([first, f"{number} | {line}".rstrip(), f"{' ' * len(number)} | {caret}"])


def _pointed(problem: Problem, room: int) -> tuple[str, str]:
    """The line of the file, cut to the room, and carets below what the problem is about."""
    excerpt = (problem.excerpt or "").rstrip()
    start = problem.column - 1
    on_one_line = problem.end_line == problem.line and problem.end_column is not None
    end = max(start, (problem.end_column or 1) - 1 if on_one_line else len(excerpt))
    before = _last(excerpt[:start], room // 2)
    about = _first(excerpt[start:end], room - width_of(before))
    after = _first(excerpt[end:], room - width_of(before) - width_of(about))
    return (before + about + after).rstrip(), " " * width_of(before) + "^" * max(1, width_of(about))


def _first(text: str, room: int) -> str:
    """The text as it is shown, from its beginning; with `…` at the end where it does not fit into the room."""
    shown, width = "", 0
    for character in text:
        more = _visible(character)
        width += width_of(more)
        if width > room:
            return _fitting(shown, room - 1) + "…" if room > 0 else ""
        shown += more
    return shown


def _last(text: str, room: int) -> str:
    """The text as it is shown, to its end; with `…` before it where it does not fit into the room."""
    shown, width = "", 0
    for character in reversed(text):
        more = _visible(character)
        width += width_of(more)
        if width > room:
            return "…" + _fitting(shown[::-1], room - 1)[::-1]
        shown = more + shown
    return shown


def _fitting(shown: str, room: int) -> str:
    """As much of the beginning of a shown text as fits."""
    while width_of(shown) > room:
        shown = shown[:-1]
    return shown
