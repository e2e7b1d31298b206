"""A text that goes into a cell of a spreadsheet or CSV file, so that no program takes it for a formula."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 32_000
"""Spreadsheets cut a cell at 32,767 characters without a word; this says so."""

_FORMULA = ("=", "+", "-", "@", "|")
_INVISIBLE = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff\ud800-\udfff]"
)


def safe_cell(text: str) -> str:
    """The text as a cell may hold it: a text that a spreadsheet would run begins with an apostrophe.

    Also after white space and in its full-width twin. Control characters, line ends and marks that turn text are
    written as U+XXXX. Numbers that the program made are written as numbers and do not come here.
    """
    safe = _INVISIBLE.sub(lambda found: f"U+{ord(found[0]):04X}", text)
    if len(safe) > LONGEST:
        safe = f"{safe[:LONGEST]}… ({len(text)} characters)"
    begins = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text).lstrip()[:1])
    dangerous = begins.startswith(_FORMULA) or text[:1] in ("\t", "\r", "\n")
    return f"'{safe}" if dangerous else safe
