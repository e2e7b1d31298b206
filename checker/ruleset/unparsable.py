"""What YAML's parser says of a file that it cannot read, in plain words."""

from __future__ import annotations

from typing import Any

from checker.problems import Problem
from checker.ruleset.yaml12 import Composed, Place

_IN_OTHER_WORDS = {
    "mapping values are not allowed": (
        "a colon stands where no key can be",
        "put the text in quotes, or check the indentation",
    ),
    "found character that cannot start any token": (
        "a text cannot begin with this character",
        "put the text in quotes",
    ),
    "did not find expected key": (
        "a key does not fit here",
        "check the indentation and the quotes above it",
    ),
    "could not find expected ':'": (
        "a key has no colon",
        "write 'key: value', or check the indentation",
    ),
    "did not find expected '-' indicator": (
        "a list entry does not fit here",
        "check the indentation above it",
    ),
    "found unexpected end of stream": ("a quote is never closed", "close the quote"),
    "did not find expected ',' or ']'": ("a list in [ ] is not closed", "write a comma or ]"),
    "did not find expected ',' or '}'": ("a mapping in { } is not closed", "write a comma or }"),
}


def unparsable(composed: Composed, error: Any) -> Problem:
    """The problem of a file that is no YAML, where the parser stopped."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = str(getattr(error, "problem", None) or "it is not YAML")
    message, hint = f"cannot be read as YAML: {said}", None
    for known, (words, advice) in _IN_OTHER_WORDS.items():
        if known in said:
            message, hint = f"cannot be read as YAML: {words}", advice
    line = min(mark.line + 1, max(1, len(composed.lines))) if mark else 1
    column = mark.column + 1 if mark and mark.line + 1 == line else 1
    return composed.problem("R101", message, Place(line, column, line, column + 1), hint=hint)
