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
_DATE = re.compile(r"(?<![\w-])(\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?)?)(?![\w-])")
_RUN = re.compile(rf"[^\s\u200b]{{{LONGEST_RUN}}}(?=[^\s\u200b])")


def code(character: str) -> str:
    """A character that cannot be shown, as people look it up: `U+202E`."""
    return f"U+{ord(character):04X}"


def visible(text: str) -> str:
    """The text with every control, turning or hidden character written as its code."""
    return _UNPRINTABLE.sub(lambda found: code(found[0]), text)


def dates_apart(text: str) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it is a date, with its time where one follows, that no line may break."""
    pieces = _DATE.split(text)
    return [(piece, place % 2 == 1) for place, piece in enumerate(pieces) if piece]


def shown(text: str, most: int = MOST_CHARACTERS, *, breaks: bool = True) -> str:
    """A text of a record, cut for print: at most 300 characters and 5 lines, with places to break in long runs."""
    start = text[: most * 20]
    lines = start.splitlines() or [""]
    safe = visible(_without_floods("\n".join(lines[:MOST_LINES])))
    cut = len(safe) > most or len(lines) > MOST_LINES or len(text) > most * 20
    return _broken(safe[:most] + ("…" if cut else ""), breaks=breaks)


def prose(text: str, most: int = 2000, *, breaks: bool = True) -> str:
    """Words that people wrote in a rule file: line ends are spaces, nothing is hidden, and no word is cut in two."""
    safe = visible(_without_floods(_SPACES.sub(" ", text[: most * 20]).strip()))
    if len(safe) > most or len(text) > most * 20:
        whole_words = safe[: most - 1].rpartition(" ")[0]
        kept = whole_words if len(whole_words) > most // 2 else safe[: most - 1]
        safe = kept.rstrip(" ,;:.-") + "…"
    return _broken(safe, breaks=breaks)


def _broken(text: str, *, breaks: bool) -> str:
    return _RUN.sub(lambda found: found[0] + BREAK, text) if breaks else text


def at_underscores(text: str) -> str:
    """A name that may be broken after each of its underscores, where a column is narrow."""
    return re.sub(r"_(?=[^\s_])", "_" + BREAK, text)


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


def named(text: str, most: int = MOST_CHARACTERS) -> str:
    """A record's or a group's name; in quotation marks where spaces around it would not be seen."""
    safe = shown(text, most)
    return f"“{safe}”" if text != text.strip() else safe


def rows_of(text: str, characters: int) -> int:
    """How many lines of so many letters a text takes, in which a Chinese sign is as wide as two."""
    wide = 0 if text.isascii() else sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    return -(-(len(text) + wide) // characters)
