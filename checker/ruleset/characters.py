"""Which characters the text of a rule file may hold."""

from __future__ import annotations

import re

# What YAML 1.2 allows, less what YAML 1.1 programs read as the end of a line.
FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""A character that may not stand in a file as it is."""


def never_written(text: str) -> re.Match[str] | None:
    """The first character that may not even be written as an escape."""
    return next((found for found in FORBIDDEN.finditer(text) if found[0] not in "\x85\u2028\u2029\ufeff"), None)


def can_be_written(text: str) -> bool:
    """Whether a scalar of a file may hold the text, in double quotes and with escapes where they are needed."""
    return never_written(text) is None


def character_name(character: str) -> str:
    """`U+0007`, for a character that must not be shown as it is."""
    return f"U+{ord(character):04X}"
