"""What YAML's parser says of a file that it cannot read, in plain words."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from checker.problems import Problem
from checker.ruleset.characters import character_name
from checker.ruleset.yaml12 import NO_TEMPLATES, Composed, Place


class _Plain(NamedTuple):
    words: str
    hint: str
    at_start: bool = False
    """Whether to point where the part began that went wrong, and not where that showed."""


_TAB = _Plain("a tab stands where blanks belong", "indent with blanks")
_SIGN = _Plain("a text cannot begin with {character}", "put the text in quotes")
_TEMPLATE = _Plain("{{% begins no value", NO_TEMPLATES)
_REFERENCE = _SIGN._replace(at_start=True)
_LIST = _Plain("the list that begins with [ in {start} is not closed", "write a comma or ]")
_MAPPING = _Plain("the mapping that begins with {{ in {start} is not closed", "write a comma or }")
_QUOTE = _Plain("the quote that begins in {start} is never closed", "close the quote")
_DIRECTIVE = _Plain("a line cannot begin with %", "put the text in quotes", at_start=True)

_NO_KEY = _Plain("a colon stands where no key can be", "put the text in quotes, or check the indentation")
_NO_COLON = _Plain("a key has no colon", "write 'key: value', or check the indentation", at_start=True)
_NO_BLANK = _Plain("the colon of a key has no blank after it", "write a blank after the colon")
_OTHER_BLANK = _Plain("{character} follows the colon of a key", "write an ordinary blank after the colon")

_KEY_WITHOUT_BLANK = re.compile(r"(?P<before>\s*(- +)?)[\w-]+:(?P<after>[^ \t])(?!/)")

# Longer before shorter: the first that the parser's words contain.
_IN_OTHER_WORDS = {
    "mapping values are not allowed": _NO_KEY,
    "found a tab character": _TAB,
    "cannot start any token": _SIGN,
    "did not find expected alphabetic or numeric character": _REFERENCE,
    "found unexpected non-alphabetical character": _DIRECTIVE,
    "did not find expected key": _Plain(
        "a key does not fit here", "check the indentation and the quotes above it"
    ),
    "could not find expected ':'": _NO_COLON,
    "did not find expected '-' indicator": _Plain("a list entry does not fit here", "check the indentation above it"),
    "did not find expected ',' or ']'": _LIST,
    "did not find expected ',' or '}'": _MAPPING,
    "found unexpected end of stream": _QUOTE,
    "found unexpected document indicator": _QUOTE,
    "found unexpected ':'": _Plain("a colon has no blank after it", "write a blank and a value, or put it in quotes"),
    "found unknown escape character": _Plain(
        "a backslash in double quotes has a meaning of its own", "use single quotes, or write it twice"
    ),
    "did not find expected node content": _Plain("a value is missing here", "write it, or remove the comma or bracket"),
    "did not find expected <document start>": _Plain(
        "something stands outside the rest of the file", "check the indentation"
    ),
    "did not find expected comment or line break": _Plain(
        "nothing can follow on this line", "begin the text of | or > on the next line"
    ),
    "block sequence entries are not allowed": _Plain(
        "a list cannot begin here", "begin it on a line of its own, or write [ ]"
    ),
    "directive": _DIRECTIVE,
    "incompatible YAML document": _DIRECTIVE,
}  # fmt: skip


def unparsable(composed: Composed, error: Any) -> Problem:
    """The problem of a file that is no YAML, where the parser stopped."""
    place = _place(composed, getattr(error, "problem_mark", None) or getattr(error, "context_mark", None))
    said = str(getattr(error, "problem", None) or "it is not YAML")
    plain = next((plain for known, plain in _IN_OTHER_WORDS.items() if known in said), None)
    if plain is None:
        return composed.problem("R101", f"cannot be read as YAML: {said}", place)
    start = _place(composed, getattr(error, "context_mark", None))
    place = start if plain.at_start else place
    if plain in (_NO_COLON, _NO_KEY) and (found := _key_without_blank(composed, place, plain)):
        return composed.problem("R101", f"cannot be read as YAML: {found[1]}", found[0], hint=found[2])
    character = composed.lines[place.line - 1][place.column - 1 :][:1] or "a line end"
    if plain is _SIGN and character == "\t":
        plain = _TAB
    if (
        plain is _SIGN
        and character == "%"
        and composed.lines[place.line - 1][place.column - 2 : place.column - 1] == "{"
    ):
        plain = _TEMPLATE
    shown = character if character.isprintable() else character_name(character)
    words = plain.words.format(start=f"line {start.line}, column {start.column}", character=shown)
    return composed.problem("R101", f"cannot be read as YAML: {words}", place, hint=plain.hint)


def _key_without_blank(composed: Composed, place: Place, plain: _Plain) -> tuple[Place, str, str] | None:
    """Where a key is read as text because no blank follows its colon, in words; none where that is not so.

    Where the parser meets the next key's colon, the text began in the last line before that says something.
    """
    line = place.line
    if plain is _NO_KEY:
        line = next((number for number in range(line - 1, 0, -1) if composed.lines[number - 1].strip()), line)
    found = _KEY_WITHOUT_BLANK.match(composed.lines[line - 1])
    if found is None:
        return None
    after = found["after"]
    what = _OTHER_BLANK if after.isspace() else _NO_BLANK
    column = len(found["before"]) + 1
    return Place(line, column, line, column + 1), what.words.format(character=character_name(after)), what.hint


def _place(composed: Composed, mark: Any) -> Place:
    """Where a mark of the parser is; at the end of the file, after its last line that says something."""
    if mark is None:
        return Place(1, 1, 1, 2)
    line, column = mark.line + 1, mark.column + 1
    last = max((number for number, text in enumerate(composed.lines, 1) if text.strip()), default=1)
    if line > last:
        line, column = last, len(composed.lines[last - 1].rstrip()) + 1
    return Place(line, column, line, column + 1)
