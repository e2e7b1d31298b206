"""How much of what belongs on page 1 has room there, guessed from the lengths of its texts."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from checker.reports.printing.front import Front, Spacing
from checker.reports.printing.lines import Line
from checker.reports.printing.summary import Decision
from checker.reports.printing.texts import rows_of

_PAGE = 768.0
"""Points of height on an A4 page between its margins."""

_HOPEFUL = 1.04
"""How far a guess may exceed the page and still be worth drawing."""

_FEW = 3
"""How many decisions stay on page 1 before commitments are left out for them."""

_LEFT_OUT = (1, 2, 3, 4, 6, 9, 14, 22, 40)
"""How many more commitments are left out with each way, where guesses were too hopeful."""


def fitted(whole: Front) -> list[Front]:
    """Ways to fill page 1, the fullest first; the first of which the page is drawn as one is taken.

    Everything, loosely; everything, closely; then closely with fewer decisions, and with fewer commitments.
    """
    few = min(len(whole.decisions), _FEW)
    ways = [replace(whole, spacing=spacing) for spacing in get_args(Spacing)]
    hopeful = [way for way in ways if height(way) <= _PAGE * _HOPEFUL]
    last = hopeful[-1] if hopeful else _without_the_least(ways[-1], few)
    fewer = [_with(last, len(last.lines) - left_out, min(len(last.decisions), few)) for left_out in _LEFT_OUT]
    ways = [*(hopeful or [last]), *fewer, _with(last, 1, 1)]
    return [way for place, way in enumerate(ways) if way not in ways[:place]]


def _without_the_least(page: Front, few: int) -> Front:
    """Fewer decisions until the page may fit, then fewer commitments; they stand with the worst first."""
    while height(page) > _PAGE * _HOPEFUL:
        if len(page.decisions) > few:
            page = _with(page, len(page.lines), len(page.decisions) - 1)
        elif len(page.lines) > 1:
            page = _with(page, len(page.lines) - 1, len(page.decisions))
        else:
            break
    return page


def _with(page: Front, lines: int, decisions: int) -> Front:
    """The page with its first so many commitments and decisions, at least one commitment."""
    kept_lines, kept_decisions = page.lines[: max(lines, 1)], page.decisions[:decisions]
    return replace(
        page,
        spacing="closest",
        lines=kept_lines,
        lines_left=page.lines_left + len(page.lines) - len(kept_lines),
        decisions=kept_decisions,
        decisions_left=page.decisions_left + len(page.decisions) - len(kept_decisions),
    )


def height(page: Front) -> float:
    """Points of height that page 1 would take, about."""
    heads = 203.0 if page.spacing == "loose" else 195.0
    heads += 12 * len(page.overall) + 19 * rows_of(page.sentence, 78) + 11.5 * rows_of(" ".join(page.quality), 132)
    left_out = 10.5 * ((page.lines_left > 0) + (page.decisions_left > 0))
    table = sum(_line_height(one, page.spacing, speaks=page.speaks) for one in page.lines)
    return heads + left_out + table + sum(_decision_height(one) for one in page.decisions)


def _line_height(one: Line, spacing: Spacing, *, speaks: bool) -> float:
    narrower = 6 if speaks else 0  # targets in words take room from titles
    beside = f"{one.clause} {one.origin} {one.reason}"
    if spacing == "loose":
        return (
            4.6
            + 10.8 * rows_of(one.title, 44 - narrower)
            + 9.3 * rows_of(f"{beside} {one.severity}", 54 - narrower)
            + 20 * len(one.parts)
        )
    beside += f" {one.trend.short}" if one.trend else ""
    room = 4.8 if spacing == "close" else 1.8
    return room + 9.8 * rows_of(f"{one.title} {beside}", 70 - narrower) + (room + 9.8) * len(one.parts)


def _decision_height(one: Decision) -> float:
    return 14 + 11.5 * rows_of(one.asked, 80)
