"""For people at a terminal: where, what, what to do next, and the line of the file with a caret below it."""

from __future__ import annotations

import shutil
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from checker.problems import Problem

if TYPE_CHECKING:  # who only prints a message needs no rule files
    from checker.validation import ValidatedFile, Validation

_MARGIN = 8
"""Columns before a source line: `   31 | `."""


def listed(validation: Validation) -> str:
    """Every problem, and a line that counts them; lines of files are cut to the width of the terminal."""
    columns = terminal_columns()
    return "".join(f"{told(problem, columns)}\n" for problem in validation.problems) + f"{summary(validation)}\n"


def terminal_columns() -> int:
    """How wide the terminal is; 100 columns where there is none."""
    return shutil.get_terminal_size((100, 24)).columns


MOST_NAMED = 4
"""So many valid files are named; of more, what they hold together is told."""


def summary(validation: Validation) -> str:
    """How many problems there are, or which files are valid and what they hold."""
    from checker.validation import counted  # noqa: PLC0415

    errors, warnings = validation.errors, len(validation.warnings)
    valid = [file for file in validation.files if file.holds is not None]
    also = f", and {counted(warnings, 'warning')}" if warnings else ""
    if validation.suppressed:
        also += f"; {counted(len(validation.suppressed), 'warning')} ignored"
    if validation.passed_over:
        other = "another YAML file" if len(validation.passed_over) == 1 else "other YAML files"
        also += f"; passed over {other}: {', '.join(validation.passed_over)}"
    are = "1 file is valid" if len(valid) == 1 else f"{len(valid)} files are valid"
    if errors:
        files = len({problem.file for problem in errors})
        beside = f"; {are}" if valid else ""
        beside += f"; {unasked(validation)}" if validation.unasked else ""
        return visible(f"{counted(len(errors), 'problem')} in {counted(files, 'file')}{also}{beside}")
    held = [f"{file.path} ({file.holds})" for file in valid] if len(valid) <= MOST_NAMED else _together(valid)
    return visible(f"{are}: {', '.join(held)}{also}")


def _together(files: Sequence[ValidatedFile]) -> list[str]:
    """What files hold together: `179 rules`, `433 cases`."""
    from checker.validation import Size  # noqa: PLC0415

    numbers, todo = Counter[str](), Counter[str]()
    for size in (file.holds for file in files if file.holds is not None):
        numbers[size.what] += size.number
        todo[size.what] += size.todo
    return [str(Size(number, what, todo[what])) for what, number in numbers.items()]


def unasked(validation: Validation) -> str:
    """What the errors of rule sets leave unsaid."""
    errors = "its errors are" if len(validation.unasked) == 1 else "their errors are"
    return f"gaps in tables, scopes and unused parts are looked for when {errors} mended"


def visible(text: str) -> str:
    """The text with every character that would not be seen, or would move others, as U+XXXX; tabs as a space."""
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if character == "\t":
        return " "
    hidden = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    return f"U+{ord(character):04X}" if hidden else character


_MARKS = ("Mn", "Me", "Cf")
_JAMO = range(0x1160, 0x1200)
"""Vowels and final consonants of Hangul, which join the letter before them."""


def width_of(text: str) -> int:
    """How many columns a text takes in a terminal: none for marks on other letters, two for wide letters (UAX #11)."""
    return sum(map(_width_of, text))


def _width_of(character: str) -> int:
    if unicodedata.category(character) in _MARKS or ord(character) in _JAMO:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def said(problem: Problem) -> str:
    """What is wrong, and what to do about it."""
    return f"{problem.message}; {problem.hint}" if problem.hint else problem.message


def on_one_line(problem: Problem) -> str:
    """Where, which code, what is wrong and what to do about it."""
    level = "" if problem.level == "error" else f"{problem.level}: "
    return visible(f"{problem.file}:{problem.line}:{problem.column}: {problem.code} {level}{said(problem)}")


def told(problem: Problem, columns: int = 80) -> str:
    """One problem: its place and message, and the line of the file, cut to the width of the terminal."""
    first = on_one_line(problem)
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
