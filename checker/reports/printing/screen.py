"""What a report on a screen has beyond paper: findings to filter and to drill down to, and a script that does it."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from checker.outcomes import FOUND
from checker.reports.printing.chapters import Chapter
from checker.reports.printing.found import Evidence, Findings
from checker.reports.printing.signing import Evidenced
from checker.reports.printing.templates import environment
from checker.reports.printing.texts import named, prose
from checker.results import RecordsRead, Results
from checker.wording import Phrases, field_label

MOST_OPTIONS = 500
"""Groups of one field that can be chosen from."""


@dataclass(frozen=True)
class Choice:
    """Something that findings are chosen by: a name in the page, what it is called, and its options by their keys."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Screen:
    """What findings can be chosen by, and which findings a number on the page stands for."""

    choices: tuple[Choice, ...]
    keys: Mapping[tuple[str, str], str]
    """By a field and one of its groups as they are in the records, the choice and the option that stand for it."""
    there: frozenset[tuple[str, str]]
    """The commitments, by their anchor, and the keys of groups of which there are findings on the page."""

    def marks(self, groups: tuple[tuple[str, str], ...]) -> str:
        """The keys of a finding's groups."""
        return " ".join(filter(None, (self.keys.get(group) for group in groups)))

    def leads(self, anchor: str, field: str, group: str) -> str:
        """The key by which a commitment's findings of one group are found; empty where the page has none of them."""
        key = self.keys.get((field, group), "")
        return key if (anchor, key) in self.there else ""


def script_hash() -> str:
    """The SHA-256 of the only script that a page may run, as the page's policy names it."""
    script = environment().get_template("screen.js").render()
    return base64.b64encode(sha256(script.encode()).digest()).decode()


def screen(results: Results, chapters: Iterable[Chapter], appendix: Iterable[Evidenced], say: Phrases) -> Screen | None:
    """What the page of these findings has; none where it has no findings to choose from."""
    told = [(one.line.anchor, one.line.title, one.evidence) for chapter in chapters for one in chapter.found]
    told += [(one.anchor, one.title, one.findings) for one in appendix]
    lines = [(anchor, one) for anchor, _, evidence in told for one in _lines(evidence)]
    if not lines:
        return None
    groups = dict.fromkeys(group for _, one in lines for group in one.groups)
    fields = [*dict.fromkeys(field for field, _ in groups)]
    by_field = {field: sorted(group for name, group in groups if name == field)[:MOST_OPTIONS] for field in fields}
    keys = {
        (field, group): f"g{place}.{option}"
        for place, field in enumerate(fields)
        for option, group in enumerate(by_field[field])
    }
    outcomes = {findings.outcome for _, _, evidence in told for findings in evidence if findings.lines}
    choices = [
        Choice("c", say["page"]["commitment"], tuple((anchor, title) for anchor, title, evidence in told if evidence)),
        Choice(
            "o",
            say["workbook"]["outcome"],
            tuple((outcome.value, say["outcome"][outcome.value]) for outcome in FOUND if outcome in outcomes),
        ),
        *(
            Choice(
                f"g{place}",
                _label(field, results, say),
                tuple((str(option), named(group, 60) or "–") for option, group in enumerate(by_field[field])),
            )
            for place, field in enumerate(fields)
        ),
    ]
    return Screen(
        choices=tuple(one for one in choices if len(one.options) > 1),
        keys=keys,
        there=frozenset((anchor, keys[group]) for anchor, one in lines for group in one.groups if group in keys),
    )


def _lines(evidence: Iterable[Findings]) -> Iterator[Evidence]:
    for findings in evidence:
        yield from findings.lines


def _label(field: str, results: Results, say: Phrases) -> str:
    reads: list[RecordsRead] = [within.records for within in results.rule_sets if field in within.records.fields]
    return prose(field_label(field, reads[0], say.language), 60) if reads else prose(field, 60)
