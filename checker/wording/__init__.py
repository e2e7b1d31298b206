"""A rule in plain words, from its structured data alone: whole phrases per language, with labels put in as written.

The phrases of a language stand in report_templates/words. Nothing of a rule set is inflected, so that one phrase serves
every label; names of fields stand in quotation marks, so that no label can be mistaken for the sentence around it.
"""

from __future__ import annotations

from checker.wording.catalogue import languages
from checker.wording.conditions import condition_in_words, field_label
from checker.wording.fallback import falls_back
from checker.wording.language import Phrases, phrases
from checker.wording.measures import steps_in_words
from checker.wording.rules import RuleInWords, rule_in_words, words_of_rule
from checker.wording.targets import bound_in_words
from checker.wording.told import amount_in_words, told_in_words
from checker.written import in_language

__all__ = [
    "Phrases",
    "RuleInWords",
    "amount_in_words",
    "bound_in_words",
    "condition_in_words",
    "falls_back",
    "field_label",
    "in_language",
    "languages",
    "phrases",
    "rule_in_words",
    "steps_in_words",
    "told_in_words",
    "words_of_rule",
]
