"""Where what was found for a commitment begins on paper, guessed from the lengths of its texts.

Each has a page of its own, but for short ones that share one; and none begins on a new page where the one before it has
just run over onto another, which would stay nearly empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from checker.outcomes import Verdict
from checker.reports.printing.found import Evidence, Findings, Found
from checker.reports.printing.texts import rows_of

_PAGE = 768.0
"""Points of height between the margins of a page."""

_HEAD = 0.06
"""The part of the first page that the heading of the chapter takes."""

_TITLE = 0.04
"""The part of a page that the title of a rule set takes."""

_RUNS_OVER = 0.35
"""So full is a page, at most, onto which the one before has just run over."""

_NEARLY_FULL = 0.8
"""From here on what follows begins on the next page of itself, as its opening is kept together."""


def paged(rule_sets: Iterable[Iterable[Found]]) -> Iterator[tuple[Found, ...]]:
    """The same by rule set, with those told that begin on a new page, and those that are kept together on theirs.

    Also a rule set begins on a new page only where that leaves none nearly empty: an audit may have dozens of them.
    """
    at, is_first = _HEAD, True
    for all_found in rule_sets:
        told: list[Found] = []
        for one in all_found:
            high = height(one) / _PAGE + (0 if told or is_first else _TITLE)
            fits = at + high <= 1
            is_missed = one.line.verdict == Verdict.MISSED.value
            begins = is_missed and not is_first and not fits and _RUNS_OVER < at < _NEARLY_FULL
            told.append(replace(one, begins_page=begins, kept_together=is_missed and fits and not is_first))
            at, is_first = (0 if begins else at) + high, False
            at -= int(at)
        yield tuple(told)


def height(one: Found) -> float:
    """Points of height that it takes, about."""
    asked = rows_of(one.decision.asked, 105) * 11.5 + 28 if one.decision else 0
    opening = 36 + 11.5 * rows_of(one.line.reason, 100) + 10 + 11.5 * rows_of(one.clause_text, 110) + asked
    numbers = 44 + 17 * len(one.line.parts) if one.line.bar or one.line.parts else 14
    trend = 108 + 13 * len(one.trend.runs) if one.trend else 0
    distribution = 128 if one.distribution else 0
    groups = sum((44 if each.barred else 34) + 14.5 * len(each.groups) for each in one.breakdowns)
    return opening + numbers + trend + distribution + groups + sum(map(_evidence_height, one.evidence)) + 18


_LETTERS = 1.5
"""Letters of a line of an evidence table for each percent of its width."""


def _evidence_height(findings: Findings) -> float:
    lines = sum(_line_height(one, findings) for one in findings.lines)
    return 20 + (24 + lines if findings.lines else 0)


def _line_height(line: Evidence, findings: Findings) -> float:
    """Points of height, from the texts of its cells and the widths that report.css gives them."""
    where = 0.0 if not findings.grouped else 13 if findings.measured else 22
    observed, limit = (20, 20) if findings.worded else (15, 11) if findings.measured else (0, 0)
    if findings.measured and not findings.limited:
        observed, limit = 26, 0
    why = 26 if findings.reasoned and not findings.measured else 0
    left = 100 - 18.8 - where - observed - limit - why
    fields = "".join(f"{name}: {text}; " for name, text in line.fields)
    cells = ((line.record, 12), (line.where, where), (line.limit, limit), (fields, left))
    rows = [rows_of(text, int(_LETTERS * width)) for text, width in cells if width]
    beside = rows_of(line.why, int(_LETTERS * (observed or why))) if line.why and observed + why else 0
    rows.append((rows_of(line.observed, int(_LETTERS * observed)) if line.observed and observed else 0) + beside)
    return 3.2 + 10.3 * max(1, *rows)
