"""Which characters of the results no font draws, each told with the place where it stands first."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from checker.reports.printing.fonts import drawable
from checker.reports.printing.texts import code, visible
from checker.results import Results

MOST_TOLD = 5
"""So many characters are told one by one."""


def undrawn_told(results: Results, font: Path | None) -> list[str]:
    """A sentence for each of the first characters that pages show as codes, and how many more there are."""
    places = _places(json.loads(results.to_json()))
    shown = [letter for letter in places if visible(letter) == letter and not letter.isspace()]
    drawn = drawable(shown, font)
    missing = [letter for letter in shown if letter not in drawn]
    told = [
        f"no font here draws '{letter}' ({code(letter)}, {places[letter]}); the PDF writes its code"
        for letter in missing[:MOST_TOLD]
    ]
    more = len(missing) - MOST_TOLD
    if more > 0:
        told.append(f"{more:,} more characters are written as codes in the PDF")
    return [*told, "name a font file that has them with --font"] if told else []


def _places(results: Any) -> dict[str, str]:
    """Every character of the results, with where it stands first."""
    places: dict[str, str] = {}
    for text, place in _texts(results, ()):
        for letter in dict.fromkeys(text):
            if letter not in places:
                places[letter] = " of ".join(reversed(place))
    return places


def _texts(value: Any, place: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every text of the results with its place, from the outermost to the innermost."""
    if isinstance(value, str):
        yield value, place
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each, place)
    elif isinstance(value, dict):
        within = (*place, *_named(value))
        for name, each in value.items():
            yield name, within
            yield from _texts(each, within if name in _HOLDERS else (*within, name.replace("_", " ")))


def _named(part: dict[str, Any]) -> Iterator[str]:
    """What a reader calls a finding or a rule."""
    if "record" in part:
        yield f"record '{part['record']}'"
    elif "verdict" in part and "id" in part:
        yield f"rule '{part['id']}'"


_HOLDERS = ("rule_sets", "rules", "findings", "rule_set", "evidence", "describe")
"""Parts of the results that a reader does not know by name."""
