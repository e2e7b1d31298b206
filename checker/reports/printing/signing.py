"""What an auditor signs, and the evidence behind it as far as there is room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from checker.outcomes import FOUND
from checker.reports.printing.found import Findings, findings_of
from checker.reports.printing.summary import Commitment, commitments, title_of_rule, worst_first
from checker.reports.printing.texts import prose
from checker.results import Results
from checker.wording import Phrases

MOST_ROWS = 1000
"""Findings in the appendix, over all commitments."""

MOST_OWNERS = 6


@dataclass(frozen=True)
class Evidenced:
    """A commitment with its findings, by their outcome."""

    title: str
    verdict: str
    anchor: str
    findings: tuple[Findings, ...]


@dataclass(frozen=True)
class Signing:
    """Who signs for what."""

    roles: tuple[str, ...]
    fingerprint: str
    """The SHA-256 of the attached results."""
    appendix: tuple[Evidenced, ...]
    left: int
    """Commitments with findings for which there was no room at all."""


def signing(results: Results, say: Phrases, *, told: frozenset[int] = frozenset()) -> Signing:
    """The lines to sign on, and the appendix, which leaves out commitments that are told already, by their place."""
    with_findings = [one for one in commitments(results) if one.rule.findings and one.place not in told]
    appendix = evidenced(with_findings, say)
    return Signing(
        roles=tuple(_roles(results, say)),
        fingerprint=sha256(results.to_json().encode()).hexdigest(),
        appendix=tuple(appendix.values()),
        left=len(with_findings) - len(appendix),
    )


def evidenced(all_commitments: list[Commitment], say: Phrases) -> dict[int, Evidenced]:
    """Commitments with their findings as far as there is room in all, by their place, the worst first."""
    with_findings = [one for one in worst_first(all_commitments) if one.rule.findings]
    appendix: dict[int, Evidenced] = {}
    left = MOST_ROWS
    for place, one in enumerate(with_findings):
        # Each may take its share of the room, and what those before it have left of theirs.
        most = left // (len(with_findings) - place)
        told: list[Findings] = []
        for outcome in FOUND:
            for findings in findings_of(one, say, {outcome: most}):
                told += [findings] if findings.lines else []
                most -= len(findings.lines)
        left -= sum(len(findings.lines) for findings in told)
        if told:
            title = title_of_rule(one.rule, say)
            appendix[one.place] = Evidenced(title, one.rule.verdict.value, one.anchor, tuple(told))
    return appendix


def _roles(results: Results, say: Phrases) -> Iterator[str]:
    """Who made it, who looked through it, and the owner of each rule set who accepts it."""
    yield from (say["signing"][name] for name in ("prepared", "reviewed"))
    owners = dict.fromkeys(within.rule_set.owner for within in results.rule_sets if within.rule_set.owner)
    for owner in [*owners][:MOST_OWNERS]:
        yield say.say("signing", "accepted_for", owner=prose(owner, 60))
    if not owners:
        yield str(say["signing"]["accepted"])
