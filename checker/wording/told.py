"""What results hold in English, said in another language: amounts of time, figures, and what a check itself wrote.

Results are one file for all languages. What a check puts into them follows few patterns; a text that follows none, such
as a word of a record, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from checker.durations import UNITS
from checker.wording.catalogue import Message, english, messages
from checker.wording.language import Phrases

_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_UNITS = "|".join(sorted((f"{unit}s?" for unit in UNITS), key=len, reverse=True))
_PART = re.compile(rf"({_NUMBER}) ({_UNITS})")
_DURATION = re.compile(rf"(-?){_NUMBER} (?:{_UNITS})(?: {_NUMBER} (?:{_UNITS}))*")
_FIGURE = re.compile(rf"([+-]?{_NUMBER})( %| points?)?")
_SIDED = re.compile(r"(.+) (late|early|more|less)", re.DOTALL)
_PLACE = re.compile(r"\\\{([a-z]+)\\\}")


def amount_in_words(text: str, say: Phrases) -> str:
    """A duration, number, share, or how far something is from its promise, as the language writes it."""
    if say.language == "en":
        return text
    if text == english()["amount"]["as_promised"]:
        return say.say("amount", "as_promised")
    sided = _SIDED.fullmatch(text)
    if sided is not None and (said := _plain(sided[1], say)) is not None:
        return say.say("amount", sided[2], amount=said)
    said = _plain(text, say)
    return text if said is None else said


def _plain(text: str, say: Phrases) -> str | None:
    """A duration or a figure; none where the text is neither."""
    duration = _DURATION.fullmatch(text)
    if duration is not None:
        parts = [
            say.counted("amount", unit.removesuffix("s").replace(" ", "_"), number)
            for number, unit in _PART.findall(text)
        ]
        return duration[1] + " ".join(parts)
    figure = _FIGURE.fullmatch(text)
    if figure is None:
        return None
    number, unit = figure[1], (figure[2] or "").strip()
    if unit == "%":
        return say.notation.percent(number)
    return say.counted("amount", "points", number) if unit else say.notation.decimal(number)


def told_in_words(text: str, say: Phrases) -> str:
    """A sentence or a name that a check wrote into the results; anything else as it is."""
    if say.language == "en":
        return text
    for message, pattern in _patterns():
        found = pattern.fullmatch(text)
        if found is not None:
            words = found.groupdict()
            number = words.pop("n", None) or words.get("found", "1")
            name = message.path[-1]
            if message.one is None:
                return say.say("told", name, **words)
            return say.counted("told", name, number.replace(",", ""), **words)
    return text


@cache
def _patterns() -> tuple[tuple[Message, re.Pattern[str]], ...]:
    return tuple((each, pattern) for each in messages({"told": english()["told"]}) for pattern in _matching(each))


def _matching(message: Message) -> Iterator[re.Pattern[str]]:
    """What texts look like that follow a phrase, in each of its forms."""
    for phrase in dict.fromkeys(filter(None, (message.one, message.other))):
        yield re.compile(
            _PLACE.sub(lambda found: f"(?P<{found[1]}>{_WORDS.get(found[1], '.+?')})", re.escape(phrase)), re.DOTALL
        )


_WORDS = {"n": "[0-9,]+", "found": "[0-9,]+", "wanted": "[0-9,]+", "bytes": "[0-9,]+", "year": "[0-9]{4}"}
