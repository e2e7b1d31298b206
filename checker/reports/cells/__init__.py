"""A text that goes into a cell of a spreadsheet or CSV file, so that no program takes it for a formula."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 32_000
"""Spreadsheets cut a cell at 32,767 characters without a word; this says so."""

_FORMULA = ("=", "+", "-", "@", "|")
_BEHIND_SEMICOLONS = re.compile(r';(?=[\s"]*(.))')
_INVISIBLE = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff\ud800-\udfff]"
)


def safe_cell(text: str) -> str:
    """The text as a cell may hold it: a text that a spreadsheet would run begins with an apostrophe.

    Also after white space and in its full-width twin. So does what follows a semicolon, where a spreadsheet that takes
    semicolons for separators would run it: quotes around the cell would not keep it from that. Control characters, line
    ends and marks that turn text are written as U+XXXX. Numbers that the program made are written as numbers and do not
    come here.
    """
    safe = _INVISIBLE.sub(lambda found: f"U+{ord(found[0]):04X}", text)
    if len(safe) > LONGEST:
        safe = f"{safe[:LONGEST]}… ({len(text)} characters)"
    if any(_begins_formula(begins) for begins in _BEHIND_SEMICOLONS.findall(safe)):
        safe = safe.replace(";", ";'")
    dangerous = _begins_formula(_INVISIBLE.sub("", text).lstrip()[:1]) or text[:1] in ("\t", "\r", "\n")
    return f"'{safe}" if dangerous else safe


def _begins_formula(character: str) -> bool:
    return unicodedata.normalize("NFKC", character).startswith(_FORMULA)
