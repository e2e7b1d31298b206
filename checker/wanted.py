"""Which of a rule's records become findings: those that were not kept, and of very many the first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from checker.compiled_rule import CompiledRule
from checker.outcomes import EXCLUDED, Code, Outcome

MOST_FINDINGS = 1000
"""How many findings of a rule the results hold; breaches go before undetermined records."""


class Asked(NamedTuple):
    """Records that are looked for: how many with one of these outcomes, of how many there are."""

    outcomes: tuple[Outcome, ...]
    wanted: int
    total: int


def asked_of(totals: Mapping[Outcome, int]) -> Iterator[Asked]:
    """Which records to look for: all at once where the results hold them, else outcome by outcome."""
    total = sum(totals.values())
    if total <= MOST_FINDINGS:
        if total:
            yield Asked(tuple(totals), total, total)
        return
    left = MOST_FINDINGS
    for outcome, there in totals.items():
        if there and left:
            yield Asked((outcome,), min(there, left), there)
        left -= min(there, left)


def codes_of(rule: CompiledRule, asked: Asked) -> list[int]:
    """The codes of records with one of the outcomes that are asked for."""
    codes = [int(code) for code in rule.codes if code.outcome in asked.outcomes]
    if Outcome.EXCLUDED in asked.outcomes and rule.exclusions:
        codes += [EXCLUDED + int(code) for code in Code]
    return codes
