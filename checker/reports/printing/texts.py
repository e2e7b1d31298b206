"""Texts from records and rule files, made fit for print: nothing acts on the page, hides, or runs out of its place."""

from __future__ import annotations

import re
import unicodedata

MOST_CHARACTERS = 300
MOST_LINES = 5
LONGEST_RUN = 40
MOST_MARKS = 4
BREAK = "\u200b"

# Control characters, line and paragraph separators, marks that turn or hide text, surrogates and non-characters.
_UNPRINTABLE = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]"
)
_SPACES = re.compile(r"[ \t\r\n\f\v\x85\u2028\u2029]+")
_RUN = re.compile(r"[^\s\u200b]{%d}(?=[^\s\u200b])" % LONGEST_RUN)


def code(character: str) -> str:
    """A character that cannot be shown, as people look it up: `U+202E`."""
    return f"U+{ord(character):04X}"


def visible(text: str) -> str:
    """The text with every control, turning or hidden character written as its code."""
    return _UNPRINTABLE.sub(lambda found: code(found[0]), text)


def shown(text: str, most: int = MOST_CHARACTERS, *, breaks: bool = True) -> str:
    """A text of a record, cut for print: at most 300 characters and 5 lines, with places to break in long runs."""
    start = text[: most * 20]
    lines = start.splitlines() or [""]
    start = "\n".join(lines[:MOST_LINES])
    safe = visible(_without_floods(start))
    cut = len(safe) > most or len(lines) > MOST_LINES or len(text) > most * 20
    safe = safe[:most] + ("…" if cut else "")
    return _RUN.sub(lambda found: found[0] + BREAK, safe) if breaks else safe


def prose(text: str, most: int = 2000, *, breaks: bool = True) -> str:
    """Words that people wrote in a rule file: line ends are spaces, and nothing is hidden."""
    return shown(_SPACES.sub(" ", text[: most * 20]).strip(), most, breaks=breaks)


def _without_floods(text: str) -> str:
    """At most four combining marks on one letter; the rest are cut."""
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if marks <= MOST_MARKS:
            kept.append(character)
        elif marks == MOST_MARKS + 1:
            kept.append("…")
    return "".join(kept)
