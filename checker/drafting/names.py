"""Names for what a file calls by a heading: ASCII words that can be cited, typed and told apart on every system."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from checker.conditions import Condition

LONGEST_FIELD = 60
LONGEST_ID = 80
"""Characters, as `checker.written` allows them."""

_LETTERS = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i",
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "i",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "ie", "ы": "y", "ь": "", "э": "e", "ю": "iu",
    "я": "ia",
}  # fmt: skip
"""Letters that do not fall apart into an ASCII letter and a mark; Cyrillic as in passports (ICAO 9303-3, table B)."""

_TAKEN = frozenset(Condition.model_fields)
"""The words of conditions, which no field can be called."""


def ascii_words(text: str) -> list[str]:
    """The words of a text in lower-case ASCII; none where its script has no such letters, as Chinese has not."""
    # Before marks are taken off, since that would make another letter of ё and й.
    plain = "".join(_LETTERS.get(letter, letter) for letter in unicodedata.normalize("NFC", text).lower())
    apart = unicodedata.normalize("NFKD", plain)
    return re.findall(r"[a-z0-9]+", "".join(letter for letter in apart if not unicodedata.combining(letter)))


def field_names(headings: Sequence[str], places: Iterable[int] | None = None) -> dict[int, str]:
    """A name for the heading at each of the places (all by default): its words, or `column_3`; each name once."""
    names: dict[int, str] = {}
    taken = set(_TAKEN)
    for place in range(len(headings)) if places is None else places:
        words = "_".join(ascii_words(headings[place])) or f"column_{place + 1}"
        name = _cut(words if words[0].isalpha() else f"column_{words}", LONGEST_FIELD, "_")
        names[place] = _once(name, taken)
        taken.add(names[place])
    return names


def _once(name: str, taken: set[str]) -> str:
    number, numbered = 1, name
    while numbered in taken:
        number += 1
        numbered = f"{_cut(name, LONGEST_FIELD - 5, '_')}_{number}"
    return numbered


def id_for(text: str, otherwise: str) -> str:
    """An id from any words, such as a file's name: `delivery-2026`."""
    return _cut("-".join(ascii_words(text)), LONGEST_ID, "-") or otherwise


def _cut(name: str, longest: int, between: str) -> str:
    return name[:longest].rstrip(between)
