"""Patterns and formats that mean the same on every engine: what may stand in `matches` and in `format`."""

from __future__ import annotations

import re

from checker.patterns import PatternError, alike

_DIFFERS = {
    "d": "[0-9]", "D": "[^0-9]", "w": "[A-Za-z0-9_]", "W": "[^A-Za-z0-9_]", "s": "[ \\t]", "S": "[^ \\t]",
    "b": None, "B": None, "C": None,
}  # fmt: skip
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_LOOK_AROUND = re.compile(r"\(\?<?[=!]")
_NAMED_REFERENCE = re.compile(r"\(\?P=")
_POSIX = re.compile(r"\[\[:\^?\w+:\]")

DIRECTIVES = frozenset("YmdHMSfzybBjIp%")
"""What may follow a percent sign in a format."""


def pattern_problem(pattern: str) -> tuple[str, str | None] | None:
    """What is wrong with a regular expression, and what to write instead; nothing if every engine reads it alike."""
    for letter in _ESCAPED.findall(pattern):
        if letter in _DIFFERS:
            instead = _DIFFERS[letter]
            hint = f"write {instead}" if instead else "leave it out"
            return f"'\\{letter}' means different things on different engines", hint
        if letter in "123456789":
            return (
                f"'\\{letter}' refers back, which no engine does in bounded time",
                "write what must follow",
            )
    plain = _ESCAPED.sub("", pattern)
    if _LOOK_AROUND.search(plain):
        return (
            "looking ahead or behind is not possible",
            "use several conditions, such as {all: […]} or {none: […]}",
        )
    if _NAMED_REFERENCE.search(plain):
        return "a pattern cannot refer back to its own parts", "write what must follow"
    if _POSIX.search(plain):
        return (
            "named classes mean different things on different engines",
            "write the characters, such as [A-Za-z]",
        )
    import re2  # noqa: PLC0415

    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error as error:
        said = error.args[0] if error.args else "it is not a regular expression"
        return f"the pattern cannot be read: {said.decode() if isinstance(said, bytes) else said}", None
    try:
        alike(pattern)
    except PatternError as error:
        return str(error), error.hint
    return None


def format_problem(written: str, *, moment: bool) -> tuple[str, str | None] | None:
    """What is wrong with a format of dates or moments, and what to write instead."""
    used = re.findall(r"%(.?)", written, re.DOTALL)
    unknown = next((directive for directive in used if directive not in DIRECTIVES), None)
    if unknown is not None:
        return (
            f"unknown directive '%{unknown}'",
            "known are %Y %m %d %H %M %S %f %z, also %y %b %B %j %I %p and %% for a percent sign",
        )
    given = set(used) - {"%"}
    twice = next((directive for directive in sorted(given) if used.count(directive) > 1), None)
    if twice is not None:
        return f"the format has %{twice} twice", "keep one of them"
    if not given & {"Y", "y"}:
        return "the format has no year", "add %Y"
    if "j" not in given and not given & {"m", "b", "B"}:
        return "the format has no month", "add %m"
    if not given & {"d", "j"}:
        return "the format has no day", "add %d"
    if "I" in given and "p" not in given:
        return "the format has hours of a half day without saying which", "add %p, or write %H"
    if moment and not given & {"H", "I"}:
        return "the format has no time of day", "add %H:%M, or make the field a date"
    return None
