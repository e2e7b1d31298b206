"""Whether texts of rules and standards stand in a report in another language than its own."""

from __future__ import annotations

from collections.abc import Iterator

from checker.results import Results, RuleSetResult, Words
from checker.written import written_in


def falls_back(results: Results, language: str) -> bool:
    """Whether a text that is written by language is not written in this one.

    Of a text that is written once nobody knows the language; it is meant for every reader.
    """
    texts = [words for within in results.rule_sets for words in _texts(within)]
    return any(isinstance(words, dict) and written_in(words, language) is None for words in texts)


def _texts(within: RuleSetResult) -> Iterator[Words | None]:
    """Every text for people of a rule set."""
    identity = within.rule_set
    yield from (identity.title, identity.standard_title)
    yield from (field.get("label") for field in within.records.fields.values())
    for rule in within.rules:
        yield from (rule.title, rule.remedy, rule.clause.text if rule.clause else None)
