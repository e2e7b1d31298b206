"""Which characters the text of a rule file may hold."""

from __future__ import annotations

# What YAML 1.2 allows, less what YAML 1.1 programs read as the end of a line. A regular expression of these ranges
# takes longer to compile than most files take to read.
_RANGES = (
    *((0x09, 0x0A), (0x0D, 0x0D), (0x20, 0x7E), (0xA0, 0x2027), (0x202A, 0xD7FF), (0xE000, 0xFEFE)),
    *((0xFF00, 0xFFFD), (0x10000, 0x10FFFF)),
)
_ESCAPED = "\x85\u2028\u2029\ufeff"
"""What may be written as an escape, and not as it is."""


def forbidden_in(text: str) -> str | None:
    """The first character of a text that may not stand in a file as it is."""
    strange = [each for each in set(text) if not any(first <= ord(each) <= last for first, last in _RANGES)]
    return min(strange, key=text.index, default=None)


def never_written(text: str) -> str | None:
    """The first character of a text that may not even be written as an escape."""
    return forbidden_in(text.translate(dict.fromkeys(map(ord, _ESCAPED))))


def can_be_written(text: str) -> bool:
    """Whether a scalar of a file may hold the text, in double quotes and with escapes where they are needed."""
    return never_written(text) is None


def character_name(character: str) -> str:
    """`U+0007`, for a character that must not be shown as it is."""
    return f"U+{ord(character):04X}"
