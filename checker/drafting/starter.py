"""The sentences that a draft begins with, by language; they lie beside this module as `starter.yaml`."""

from __future__ import annotations

from pathlib import Path

from checker.drafting.yaml_text import scalar
from checker.ruleset import yaml12

LANGUAGES = ("en", "pl", "es", "ru", "zh")
"""The languages that a draft can be begun in."""


def sentences(language: str) -> dict[str, str]:
    """Every sentence in one language, by its name."""
    composed, _ = yaml12.read(Path(__file__).with_suffix(".yaml"))
    assert composed is not None
    by_name: dict[str, str] = composed.value[language]
    return by_name


def title(sentence: str, language: str) -> str:
    """A sentence as a title, in YAML: plain in English, else under its language, so that others can stand beside it."""
    sentence = sentence.rstrip(".。")  # a title, which is no sentence
    return scalar(sentence) if language == "en" else f"{{{language}: {scalar(sentence)}}}"
