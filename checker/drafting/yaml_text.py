"""Words of other hands as YAML: quoted where they need it, and never more than the one value or the one comment."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from checker.problems import excerpt

_OTHER_MEANINGS = frozenset("null true false yes no on off y n".split())
"""Words that some reader of YAML takes for something else."""

_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def scalar(text: str) -> str:
    """A text as a scalar: plain where nobody could read it otherwise, else in double quotes."""
    words = text.replace("_", " ").replace("-", " ").split(" ")
    is_plain = all(word.isalnum() for word in words) and text[0].isalpha() and unicodedata.is_normalized("NFKC", text)
    if is_plain and text.lower() not in _OTHER_MEANINGS:
        return text
    return '"' + "".join(_escaped(character) for character in text) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    code = ord(character)
    if unicodedata.category(character) in _HIDDEN or character in "\u0085\u00a0\ufeff":
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return character


def listed(words: Iterable[str]) -> str:
    """Words as a list in brackets."""
    return f"[{', '.join(map(scalar, words))}]"


def shown(text: str) -> str:
    """The beginning of a text for a comment, in quotes, on one line; what would not be seen is left out."""
    return f"'{excerpt(' '.join(''.join(map(_visible, text)).split()))}'"


def _visible(character: str) -> str:
    return " " if character.isspace() else "" if unicodedata.category(character) in _HIDDEN else character
