"""The messages of reports: English ones in words/en.toml, and for every other language a gettext catalogue beside it.

A catalogue is a .po file, as translators' tools open it, and is read as it is: nothing is compiled. A message is found
by its context, which is the section and the name of the English phrase. A phrase with `{n}` speaks of a number, and one
with a twin `NAME_one` is said otherwise of one: these have as many forms as the language has.
"""

from __future__ import annotations

import gettext
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from checker.problems import CheckerError
from checker.shipped import shipped

ONE = "_one"
_NO_PHRASES = ("language", "default")
"""Names under which no phrase stands: what the language is called, and which word is meant where none is written."""

Sections = Mapping[str, Any]


@dataclass(frozen=True)
class Message:
    """A phrase of the reports in English."""

    path: tuple[str, ...]
    """The sections and the name under which it stands."""
    other: str
    one: str | None = None
    """What is said of one; none where the phrase speaks of no number."""

    @property
    def context(self) -> str:
        """What a catalogue finds it by."""
        return ".".join(self.path)

    @property
    def id(self) -> str | tuple[str, str]:
        """The English phrase, or both its forms."""
        return self.other if self.one is None else (self.one, self.other)


def folder() -> Path:
    """Where the words of all languages are."""
    return shipped("report_templates") / "words"


def languages() -> list[str]:
    """The languages in which reports are written."""
    return ["en", *sorted(path.stem for path in folder().glob("*.po"))]


@cache
def english() -> Sections:
    """The phrases of English by section and name, as people write them."""
    return tomllib.loads((folder() / "en.toml").read_text(encoding="utf-8"))


def messages(sections: Sections, path: tuple[str, ...] = ()) -> Iterator[Message]:
    """Every phrase of the English words, those of one number together with those of several."""
    for name, phrase in sections.items():
        if isinstance(phrase, Mapping):
            yield from messages(phrase, (*path, name))
        elif name not in _NO_PHRASES and not (name.endswith(ONE) and name.removesuffix(ONE) in sections):
            one = sections.get(name + ONE, phrase if "{n}" in phrase else None)
            yield Message((*path, name), phrase, one)


@dataclass(frozen=True)
class Words:
    """The phrases of one language."""

    sections: Sections
    """By section and name; of a phrase with several forms the last, and that of one as `NAME_one`."""
    forms: Mapping[tuple[str, ...], tuple[str, ...]]
    """The forms of phrases that speak of a number."""
    chosen: Callable[[int], int]
    """Which form is for a number."""


@cache
def words(language: str) -> Words:
    """The phrases of a language; what its catalogue does not have is said in English.

    Raises CheckerError naming the languages there are, and for a catalogue that cannot be read.
    """
    if language not in languages():
        raise CheckerError(f"reports are not written in '{language}'; known languages are {', '.join(languages())}")
    if language == "en":
        numbered = {each.path: (each.one, each.other) for each in messages(english()) if each.one is not None}
        return Words(english(), numbered, lambda number: int(number != 1))
    return _translated(folder() / f"{language}.po")


def _translated(path: Path) -> Words:
    from babel.messages.pofile import PoFileError, read_po  # noqa: PLC0415

    try:
        with path.open("rb") as file:
            catalogue = read_po(file, abort_invalid=True)
        chosen = gettext.c2py(catalogue.plural_expr)
    except (OSError, PoFileError, ValueError) as error:
        raise CheckerError(
            f"the words in {path} cannot be read: {str(error)[:120]}; install the program anew"
        ) from None
    sections: dict[str, Any] = {}
    forms: dict[tuple[str, ...], tuple[str, ...]] = {}
    for each in messages(english()):
        found = catalogue.get(each.id, each.context)
        said = found.string if found is not None and not found.fuzzy else ""
        section = sections
        for name in each.path[:-1]:
            section = section.setdefault(name, {})
        if each.one is None:
            # There may be no space between two sentences.
            is_known = isinstance(said, str) and (said or not each.other.strip())
            section[each.path[-1]] = said if is_known else each.other
            continue
        known = tuple(said) if isinstance(said, tuple | list) and all(said) else ()
        several = known or tuple(each.other for _ in range(catalogue.num_plurals))
        forms[each.path] = several
        section[each.path[-1]], section[each.path[-1] + ONE] = several[-1], several[0]
    _with_defaults(english(), sections)
    return Words(sections, forms, chosen)


def _with_defaults(given: Mapping[str, Any], sections: dict[str, Any]) -> None:
    """Put in what is no phrase."""
    for name, value in given.items():
        if isinstance(value, Mapping):
            _with_defaults(value, sections.setdefault(name, {}))
        elif name in _NO_PHRASES:
            sections[name] = value
