"""Characters that nobody sees, that turn the direction of a line, or that look like a letter of another script.

Whoever reviews a file reads what is shown, and the program what is written; where the two may differ, it is told. The
characters are those of Unicode's general category Cf that Trojan Source (CVE-2021-42574) and UTS #39 name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from checker.problems import Problem, quoted
from checker.ruleset.characters import character_name
from checker.ruleset.yaml12 import Composed, Place, Trail

_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_HIDDEN = "\u00ad\u180e\u200b\u2060\u2061\u2062\u2063\u2064\ufeff\u115f\u1160\u3164\uffa0"
_JOINING = "\u200c\u200d"
"""Part of how Persian and the scripts of India are written, and of emoji."""
_FOUND = re.compile(f"[{_TURNING}{_HIDDEN}{_JOINING}]")
_ESCAPED = re.compile(r"(?<!\\)(?:\\\\)*(\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})))")
MOST = 20
"""Such characters of a file that are told."""

_LATIN = str.maketrans(
    "АВЕЅІЈКМНОРСТУХасԁеһіјорѕухΑΒΕΖΗΙΚΜΝΟΡΤΥΧοϲν",
    "ABESIJKMHOPCTYXacdehijopsyxABEZHIKMNOPTYXocv",
)
"""Letters of Cyrillic and Greek that look like Latin ones."""


def unseen_in(composed: Composed, text: str) -> Iterator[Problem]:
    """Warn of what is in a file and cannot be seen, and of words of one list that look alike."""
    for told, (place, character) in enumerate(_each_unseen(composed)):
        if told == MOST:
            break
        what = "turns the direction of the text" if character in _TURNING else "cannot be seen"
        message = f"the character {character_name(character)} {what}"
        yield composed.problem("R126", message, place, hint="remove it", level="warning")
    if not text.isascii():
        yield from _words_alike(composed, composed.value, ())


def _each_unseen(composed: Composed) -> Iterator[tuple[Place, str]]:
    for number, line in enumerate(composed.lines, 1):
        for found in () if line.isascii() else _FOUND.finditer(line):
            if found[0] not in _JOINING or not _joins(line, found.start()):
                yield Place(number, found.start() + 1, number, found.end() + 1), found[0]
        for escaped in _ESCAPED.finditer(line) if "\\" in line else ():
            code = int(escaped[2] or escaped[3] or escaped[4], 16)
            character = chr(code) if code <= 0x10FFFF else " "
            place = Place(number, escaped.start(1) + 1, number, escaped.end() + 1)
            if _FOUND.match(character) and character not in _JOINING and _is_in_quotes(composed, place):
                yield place, character


def _joins(line: str, at: int) -> bool:
    """Whether a joiner stands between letters or signs that it may join: none of Latin, Greek, Cyrillic or Chinese."""
    before = line[:at].rstrip("\ufe0f")[-1:]
    if not before or before.isascii() or unicodedata.category(before)[0] not in "LMS":
        return False
    return not unicodedata.name(before, "LATIN").startswith(("LATIN", "GREEK", "CYRILLIC", "CJK", "ZERO WIDTH"))


def _is_in_quotes(composed: Composed, place: Place) -> bool:
    """Whether an escape stands in double quotes; elsewhere it is the letters that it is written with."""
    here = (place.line, place.column)
    for each in (*composed.values.values(), *composed.keys.values()):
        if (each.line, each.column) < here < (each.end_line, each.end_column):
            opens = composed.lines[each.line - 1][each.column - 1 : each.column]
            if opens == '"':
                return True
    return False


def _words_alike(composed: Composed, written: object, trail: Trail) -> Iterator[Problem]:
    if isinstance(written, dict):
        for key, value in written.items():
            yield from _words_alike(composed, value, (*trail, key))
    elif isinstance(written, list):
        first: dict[str, int] = {}
        for position, word in enumerate(written):
            if not isinstance(word, str):
                yield from _words_alike(composed, word, (*trail, position))
                continue
            before = first.setdefault(in_latin(word), position)
            other = written[before]
            if other != word:
                message = f"{quoted(word)} looks like {quoted(other)}, and is another word: {foreign(word, other)}"
                place, earlier = (composed.place((*trail, each)) for each in (position, before))
                hint = "write both in one alphabet, or keep one of them"
                yield composed.problem("R127", message, place, hint=hint, level="warning", first=earlier)


def in_latin(word: str) -> str:
    """The word with the Latin letters that its letters look like."""
    return word if word.isascii() else word.translate(_LATIN)


def foreign(word: str, other: str) -> str:
    """The first letter in which two words that look alike differ: what it is in the one, and not, as in the other."""
    differing = (pair for pair in zip(word, other, strict=False) if pair[0] != pair[1])
    is_now, is_not = (unicodedata.name(letter, character_name(letter)).capitalize() for letter in next(differing))
    return f"a letter of it is {is_now}, not {is_not}"
