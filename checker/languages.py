"""The languages of reports, by the names that people, browsers and machines give them."""

from __future__ import annotations

LANGUAGES = ("en", "es", "pl", "ru", "zh-Hant")
"""What reports are written in, as BCP 47 names them."""

_WRITTEN_WITH_OTHER_SIGNS = ("cn", "hans", "sg", "my")
"""After `zh`, what asks for simplified signs."""


def language_named(text: str) -> str:
    """The language of reports that is meant: `pl-PL`, `es_MX`, `EN`, `ru_RU.UTF-8` and `zh-TW` are known too.

    Raises ValueError naming those that there are.
    """
    language, *more = text.strip().partition(".")[0].replace("_", "-").lower().split("-")
    if language == "zh" and not set(more) & set(_WRITTEN_WITH_OTHER_SIGNS):
        return "zh-Hant"
    if language in LANGUAGES:
        return language
    beside = "; zh-Hant has traditional signs" if language == "zh" else ""
    raise ValueError(f"reports are not written in '{text}'; known languages are {', '.join(LANGUAGES)}{beside}")
