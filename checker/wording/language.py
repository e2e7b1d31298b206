"""The phrases of one language, by section and name, from the file that holds all its words."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from checker.problems import CheckerError
from checker.shipped import shipped


@dataclass(frozen=True)
class Phrases:
    """The phrases of one language."""

    language: str
    sections: Mapping[str, Any]

    def __getitem__(self, section: str) -> Any:
        return self.sections[section]

    def say(self, section: str, name: str, /, **words: object) -> str:
        """A phrase with the words put in. Raises KeyError for a phrase that the language does not have."""
        phrase: str = self.sections[section][name]
        return phrase.format_map(words)

    def counted(self, section: str, name: str, number: int, /, **words: object) -> str:
        """A phrase that speaks of so many: `name_one` where there is one and the language says that differently."""
        one = f"{name}_one"
        chosen = one if number == 1 and one in self.sections[section] else name
        return self.say(section, chosen, n=f"{number:,}", **words)

    def known(self, section: str, name: str) -> str:
        """The phrase of a name, or the name itself as words where the language has none."""
        phrase = self.sections[section].get(name)
        return phrase if isinstance(phrase, str) else name.replace("_", " ")


@cache
def phrases(language: str = "en") -> Phrases:
    """The phrases of a language. Raises CheckerError naming the languages there are."""
    folder = shipped("report_templates") / "words"
    languages = sorted(path.stem for path in folder.glob("*.toml"))
    if language not in languages:
        raise CheckerError(f"reports are not written in '{language}'; known languages are {', '.join(languages)}")
    return Phrases(language, tomllib.loads((folder / f"{language}.toml").read_text(encoding="utf-8")))


def sentence(text: str) -> str:
    """A text as a sentence: a capital letter at its start and a full stop at its end."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "…")) else ".")
