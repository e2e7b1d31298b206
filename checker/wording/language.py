"""The phrases of one language, by section and name, and its way of writing numbers and dates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from checker.wording.catalogue import ONE, words
from checker.wording.notation import Notation, notation


@dataclass(frozen=True)
class Phrases:
    """The phrases of one language."""

    language: str
    sections: Mapping[str, Any]
    forms: Mapping[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    """What is said of different numbers, by section and name."""
    chosen: Callable[[int], int] = lambda number: int(number != 1)
    """Which of these forms is for a number."""
    notation: Notation = field(default_factory=Notation)

    def __getitem__(self, section: str) -> Any:
        return self.sections[section]

    def say(self, section: str, name: str, /, **words: object) -> str:
        """A phrase with the words put in. Raises KeyError for a phrase that the language does not have."""
        phrase: str = self.sections[section][name]
        return phrase.format_map(words)

    def counted(self, section: str, name: str, number: int | str, /, **words: object) -> str:
        """A phrase that speaks of so many, in the form that the language has for that number.

        A number with decimals is given as it is written, with a point; it has the form of two.
        """
        digits = str(number)
        whole = int(digits) if digits.isdecimal() else 2
        return self.form(section, name, whole).format_map({"n": self.notation.decimal(digits), **words})

    def form(self, section: str, name: str, number: int) -> str:
        """The form that a phrase has for a number, with nothing put in."""
        forms = self.forms.get((section, name))
        phrase: str = self.sections[section][name] if forms is None else forms[self.chosen(number)]
        return phrase

    def known(self, section: str, name: str) -> str:
        """The phrase of a name, or the name itself as words where the language has none."""
        phrase = self.sections[section].get(name)
        return phrase if isinstance(phrase, str) else name.replace("_", " ")

    def count(self, number: int) -> str:
        """A whole number with the separators of the language."""
        return self.notation.count(number)

    def joined(self, sign: str, texts: Any) -> str:
        """Texts with a sign of the language between them; those that are empty are left out."""
        return str(self.sections["join"][sign]).join(filter(None, texts))

    def sentence(self, text: str) -> str:
        """A text as a sentence: a capital letter at its start and a full stop at its end."""
        end = self.sections["join"]["end"]
        return text[:1].upper() + text[1:] + ("" if text.endswith((".", "…", end)) else end)


@cache
def phrases(language: str = "en") -> Phrases:
    """The phrases of a language. Raises CheckerError naming the languages there are."""
    found = words(language)
    return Phrases(language, found.sections, found.forms, found.chosen, notation(language))


def spoken(language: str | Phrases) -> Phrases:
    """The phrases of a language, or those that are given, in which somebody's own may stand."""
    return phrases(language) if isinstance(language, str) else language


__all__ = ["ONE", "Phrases", "phrases", "spoken"]
