"""What stands on page 1: the tiles, the commitment table on one common scale, and as much of both as fits."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from checker.outcomes import Verdict
from checker.reports.printing.figures import bounds_of, exact, interval, kept_and_judged, n_of_m, share_of, written
from checker.reports.printing.summary import Commitment, commitments, decisions, tally, verdict_reason, worst_first
from checker.reports.printing.texts import prose
from checker.results import Results, RuleResult, TargetFigures, TargetRow
from checker.wording import Phrases, condition_in_words, in_language

MOST_ROWS = 12
LINES_ON_PAGE_ONE = 46
"""Lines of small print that the table and the decisions share on one A4 page, after the heading and the tiles."""
_TITLE_LINE = 46
_DECISION_LINE = 72


@dataclass(frozen=True)
class Scale:
    """The part of 0 % to 100 % that all bars share."""

    low: float

    def at(self, share: float | Fraction) -> float:
        """Where a share stands on a bar that is 100 wide."""
        return round(100 * (max(float(share), self.low) - self.low) / (1 - self.low), 1)

    @property
    def ticks(self) -> tuple[tuple[float, str], ...]:
        """The shares written along the scale, with their places."""
        middle = (1 + self.low) / 2
        return tuple((self.at(share), written(round(share, 4))) for share in (self.low, middle, 1.0))


@dataclass(frozen=True)
class Bar:
    """An actual share with its interval against its target, as places on a scale that is 100 wide."""

    actual: float | None
    lower: float | None
    upper: float | None
    targets: tuple[float, ...]
    told: str
    """The bar in words, for whoever cannot see it."""


@dataclass(frozen=True)
class Line:
    """One line of the commitment table."""

    verdict: str
    title: str
    small: str
    target: str
    actual: str
    interval: str
    judged: str
    bar: Bar | None
    anchor: str = ""
    parts: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Tile:
    """One of the four figures that are seen first."""

    verdict: str
    name: str
    number: int
    small: str


@dataclass(frozen=True)
class Fit:
    """How many lines of the table and how many decisions stand on page 1."""

    rows: int
    decisions: int


def scale_of(results: Results) -> Scale:
    """A scale on which every share, interval and target of the results has its place."""
    lowest = 1.0
    for commitment in commitments(results):
        rule = commitment.rule
        for counted in (rule, *rule.target_rows):
            ends = [counted.share, *(counted.interval or ())]
            lowest = min([lowest, *(end for end in ends if end is not None), *map(float, bounds_of(counted.target))])
    return Scale(min(0.9, floor(lowest * 10) / 10))


def tiles(results: Results, say: Phrases) -> tuple[Tile, ...]:
    """Missed, too close to call, met, and without a verdict."""
    counts, page = tally(results), say["page"]
    critical = sum(
        one.rule.severity == "critical" and one.rule.verdict is Verdict.MISSED for one in commitments(results)
    )
    missed_small = say.say("page", "critical_among", n=critical) if critical else page["none_critical"]
    of_all = say.say("page", "of_commitments", n=sum(counts.values()))
    none = (Verdict.UNDETERMINED, Verdict.NOT_EVALUATED, Verdict.NOT_JUDGED)
    open_count = sum(counts[verdict] for verdict in none)
    open_small = _open_small(counts, say) if open_count else page["open_none"]
    return (
        Tile("missed", page["tile_missed"], counts[Verdict.MISSED], missed_small if counts[Verdict.MISSED] else of_all),
        Tile("too_close", page["tile_too_close"], counts[Verdict.TOO_CLOSE], page["too_close_small"]),
        Tile("met", page["tile_met"], counts[Verdict.MET], of_all),
        Tile("undetermined", page["tile_open"], open_count, open_small),
    )


def _open_small(counts: Counter[Verdict], say: Phrases) -> str:
    said = [
        say.say("page", f"open_{verdict.value}", n=counts[verdict])
        for verdict in (Verdict.UNDETERMINED, Verdict.NOT_EVALUATED, Verdict.NOT_JUDGED)
        if counts[verdict]
    ]
    return ", ".join(said)


def lines(results: Results, say: Phrases) -> list[Line]:
    """The whole commitment table, worst first."""
    scale, several = scale_of(results), len(results.rule_sets) > 1
    return [line(one, scale, say, several=several) for one in worst_first(commitments(results))]


def line(commitment: Commitment, scale: Scale, say: Phrases, *, several: bool = False) -> Line:
    """A commitment as one line of a table, with a line of its own for each row of a target table."""
    rule, records = commitment.rule, commitment.within.records
    small = [prose(rule.clause.id, 60)] if rule.clause else []
    small.append(say["severity"][rule.severity])
    if several:
        small.append(prose(in_language(commitment.within.rule_set.title, say.language), 50))
    reason = verdict_reason(rule, say)
    if reason:
        small.append(reason)
    parts = tuple(
        _figures(
            row.verdict,
            prose(_row_title(row, commitment, say), 120),
            row,
            scale,
            say,
            target=target_text(row.target, say),
        )
        for row in rule.target_rows
    )
    whole = target_text(rule.target, say) if rule.target else say["target"]["short_rows" if parts else "short_none"]
    title = prose(in_language(rule.title, say.language), 96)
    return _figures(
        rule.verdict,
        title,
        rule,
        scale,
        say,
        target=whole,
        small=" · ".join(small),
        anchor=commitment.anchor,
        parts=parts,
    )


def _row_title(row: TargetRow, commitment: Commitment, say: Phrases) -> str:
    if row.when is None:
        return str(say["value"]["other_records"])
    return condition_in_words(row.when, commitment.within.records, say.language)


def _figures(
    verdict: Verdict,
    title: str,
    counted: RuleResult | TargetRow,
    scale: Scale,
    say: Phrases,
    *,
    target: str,
    small: str = "",
    anchor: str = "",
    parts: tuple[Line, ...] = (),
) -> Line:
    kept, judged = kept_and_judged(counted)
    bounds = bounds_of(counted.target)
    actual = share_of(kept, judged, bounds)
    ends = interval(counted.interval, bounds) if judged else None
    return Line(
        verdict=verdict.value,
        title=title,
        small=small,
        target=target,
        actual=actual or "–",
        interval=ends or "",
        judged=n_of_m(counted) if verdict is not Verdict.NOT_EVALUATED else "–",
        bar=bar(counted.target, kept, judged, counted.interval, scale, say) if judged else None,
        anchor=anchor,
        parts=parts,
    )


def bar(
    target: TargetFigures | None,
    kept: int,
    judged: int,
    ends: tuple[float, float] | None,
    scale: Scale,
    say: Phrases,
) -> Bar:
    """A share against its target."""
    bounds = bounds_of(target)
    targets = tuple(bound for bound in bounds if target is None or bound != _exact(target.unacceptable))
    told = [f"{say['page']['actual']} {share_of(kept, judged, bounds)}"]
    if ends:
        told.append(f"{say['page']['interval']} {interval(ends, bounds)}")
    if target:
        told.append(f"{say['page']['target']} {target_text(target, say)}")
    return Bar(
        actual=scale.at(Fraction(kept, judged)),
        lower=scale.at(ends[0]) if ends else None,
        upper=scale.at(ends[1]) if ends else None,
        targets=tuple(scale.at(bound) for bound in targets),
        told=", ".join(told),
    )


def _exact(share: float | None) -> Fraction | None:
    return None if share is None else exact(share)


def target_text(target: TargetFigures, say: Phrases) -> str:
    """A target as short as a table needs it: `≥ 95 %`."""
    bounds = {"at_least": target.at_least, "above": target.above, "at_most": target.at_most, "below": target.below}
    said = [
        say.say("target", f"short_{name}", share=written(bound)) for name, bound in bounds.items() if bound is not None
    ]
    return " ".join(said)


def fit(results: Results, say: Phrases, smaller_by: int = 0) -> Fit:
    """How much of the table and of the decisions fits on page 1; the decisions get what the table leaves, at least two."""
    room = LINES_ON_PAGE_ONE - 4 * smaller_by - 2 * max(0, len(results.rule_sets) - 1)
    table = [_height(one) for one in lines(results, say)]
    asked = [_lines(one.asked, _DECISION_LINE) + 0.35 for one in decisions(results, say)]
    kept_for_decisions = sum(asked[:2])
    rows = _how_many(table[:MOST_ROWS], room - kept_for_decisions)
    return Fit(rows, _how_many(asked, room - sum(table[:rows])))


def _height(one: Line) -> float:
    return max(_lines(one.title, _TITLE_LINE) + _lines(one.small, _TITLE_LINE + 8), 2) + 0.35 + 1.9 * len(one.parts)


def _lines(text: str, characters: int) -> int:
    return -(-len(text) // characters)


def _how_many(heights: list[float], room: float) -> int:
    used = 0.0
    for number, height in enumerate(heights):
        used += height
        if used > room:
            return max(number, 1)
    return len(heights)
