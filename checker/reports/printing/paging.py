"""Where what was found for a commitment begins on paper, guessed from the lengths of its texts.

Each has a page of its own, but for short ones that share one; and none begins on a new page where the one before it has
just run over onto another, which would stay nearly empty.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from checker.outcomes import Verdict
from checker.reports.printing.found import Evidence, Findings, Found
from checker.reports.printing.texts import rows_of

_PAGE = 768.0
"""Points of height between the margins of a page."""

_HEAD = 0.06
"""The part of the first page that the heading of the chapter takes."""

_RUNS_OVER = 0.35
"""So full is a page, at most, onto which the one before has just run over."""

_NEARLY_FULL = 0.8
"""From here on what follows begins on the next page of itself, as its opening is kept together."""


def paged(all_found: Iterable[Found]) -> tuple[Found, ...]:
    """The same, with those told that begin on a new page, and those that are kept together on theirs."""
    told: list[Found] = []
    at = _HEAD
    for one in all_found:
        high = height(one) / _PAGE
        fits = at + high <= 1
        is_missed = one.line.verdict == Verdict.MISSED.value
        begins = is_missed and bool(told) and not fits and _RUNS_OVER < at < _NEARLY_FULL
        told.append(replace(one, begins_page=begins, kept_together=is_missed and fits and bool(told)))
        at = (0 if begins else at) + high
        at -= int(at)
    return tuple(told)


def height(one: Found) -> float:
    """Points of height that it takes, about."""
    asked = rows_of(one.decision.asked, 105) * 11.5 + 28 if one.decision else 0
    opening = 36 + 11.5 * rows_of(one.line.reason, 100) + 10 + 11.5 * rows_of(one.clause_text, 110) + asked
    numbers = 44 + 17 * len(one.line.parts) if one.line.bar or one.line.parts else 14
    trend = 108 + 13 * len(one.trend.runs) if one.trend else 0
    distribution = 128 if one.distribution else 0
    groups = sum((44 if each.barred else 34) + 14.5 * len(each.groups) for each in one.breakdowns)
    return opening + numbers + trend + distribution + groups + sum(map(_evidence_height, one.evidence)) + 18


def _evidence_height(findings: Findings) -> float:
    return 20 + (24 + sum(map(_line_height, findings.lines)) if findings.lines else 0)


def _line_height(line: Evidence) -> float:
    fields = "".join(f"{name}: {text}; " for name, text in line.fields)
    widths = ((line.record, 16), (line.where, 18), (line.observed, 24), (line.why, 24), (fields, 66))
    return 3.2 + 10.3 * max(1, *(rows_of(text, width) for text, width in widths))
