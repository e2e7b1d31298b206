"""What belongs on page 1: the verdict, tiles, the commitment table, decisions asked, the quality of the records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from checker.outcomes import Verdict
from checker.reports.printing.figures import (
    bounds_of,
    count,
    interval,
    kept_and_judged,
    moment,
    n_of_m,
    share_of,
    written,
)
from checker.reports.printing.scale import Bar, Scale, bar, scale_of
from checker.reports.printing.summary import (
    WORST_FIRST,
    Commitment,
    Decision,
    commitments,
    data_quality,
    decisions,
    overall_sentences,
    tally,
    verdict_reason,
    verdict_sentence,
    worst_first,
)
from checker.reports.printing.texts import prose
from checker.results import Period, Results, RuleResult, TargetFigures, TargetRow
from checker.wording import Phrases, condition_in_words, in_language

MOST_PARTS = 4
"""How many lines of a target table stand on page 1, the worst of them."""

Spacing = Literal["loose", "close", "closest"]
"""How commitments stand on page 1: with their interval and severity below them, or on one line each."""

_OPEN = (Verdict.UNDETERMINED, Verdict.NOT_EVALUATED, Verdict.NOT_JUDGED)
_MOST_OVERALL = 6


@dataclass(frozen=True)
class Line:
    """One line of the commitment table, or of a target table."""

    verdict: str
    title: str
    clause: str
    severity: str
    origin: str
    """Its rule set, where there are several."""
    reason: str
    """What a reader must know to understand the verdict."""
    target: str
    actual: str
    judged: str
    counted: str
    """The same without its last word, for a column that says it."""
    interval: str
    bar: Bar | None
    told: str
    """The bar in words, for whoever cannot see it."""
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
class Part:
    """A rule set's own verdict, and how it comes about."""

    title: str
    verdict: str
    said: str


@dataclass(frozen=True)
class Front:
    """Page 1."""

    organisation: str
    title: str
    period: str
    as_of: str
    sentence: str
    overall: tuple[Part, ...]
    tiles: tuple[Tile, ...]
    scale: Scale
    spacing: Spacing
    lines: tuple[Line, ...]
    lines_left: int
    decisions: tuple[Decision, ...]
    decisions_left: int
    quality: tuple[str, ...]

    @property
    def barred(self) -> bool:
        """Whether any line has a bar."""
        return any(one.bar for line in self.lines for one in (line, *line.parts))


def front(results: Results, say: Phrases) -> Front:
    """All that belongs on page 1."""
    period = results.period
    return Front(
        organisation=prose(results.organisation, 80) if results.organisation else say["page"]["organisation_unknown"],
        title=title_of(results, say),
        period=period_of(period, say) if period else "",
        as_of=prose(moment(results.as_of), 40) if results.as_of else "",
        sentence=verdict_sentence(results, say),
        overall=tuple(_overall(results, say))[:_MOST_OVERALL],
        tiles=tiles(results, say),
        scale=scale_of(results),
        spacing="loose",
        lines=tuple(lines(results, say)),
        lines_left=0,
        decisions=tuple(decisions(results, say)),
        decisions_left=0,
        quality=tuple(data_quality(results, say)),
    )


def title_of(results: Results, say: Phrases) -> str:
    """What the report is called: as its rule set is, where there is one."""
    if len(results.rule_sets) == 1:
        return prose(in_language(results.rule_sets[0].rule_set.title, say.language), 100)
    return str(say["page"]["title"])


def period_of(period: Period, say: Phrases) -> str:
    """An audit's period by its name and its dates; a name that says the dates stands alone."""
    dates = {"first": prose(period.from_, 10), "last": prose(period.until, 10)}
    name = "dates" if ".." in period.name else "named_dates"
    return say.say("page", name, name=prose(period.name, 40), **dates)


def _overall(results: Results, say: Phrases) -> Iterator[Part]:
    several = len(results.rule_sets) > 1
    for within in results.rule_sets:
        title = prose(in_language(within.rule_set.title, say.language), 60) if several else say["page"]["whole"]
        yield Part(title, within.verdict.value, " ".join(overall_sentences(within, say)))


def tiles(results: Results, say: Phrases) -> tuple[Tile, ...]:
    """Missed, too close to call, met, and without a verdict."""
    counts, page = tally(results), say["page"]
    critical = sum(
        one.rule.severity == "critical" and one.rule.verdict is Verdict.MISSED for one in commitments(results)
    )
    missed = say.say("page", "critical_among", n=critical) if critical else page["none_critical"]
    of_all = say.counted("page", "of_commitments", sum(counts.values()))
    without = sum(counts[verdict] for verdict in _OPEN)
    return (
        Tile("missed", page["tile_missed"], counts[Verdict.MISSED], missed if counts[Verdict.MISSED] else of_all),
        Tile(
            "too_close",
            page["tile_too_close"],
            counts[Verdict.TOO_CLOSE],
            page["too_close_small"] if counts[Verdict.TOO_CLOSE] else of_all,
        ),
        Tile("met", page["tile_met"], counts[Verdict.MET], of_all),
        Tile("undetermined", page["tile_open"], without, _open_small(counts, say) if without else of_all),
    )


def _open_small(counts: Counter[Verdict], say: Phrases) -> str:
    present = [verdict for verdict in _OPEN if counts[verdict]]
    return ", ".join(say.say("page", f"open_{verdict.value}", n=counts[verdict]) for verdict in present)


# ---- the commitment table --------------------------------------------------------------------------------------------


def lines(results: Results, say: Phrases) -> list[Line]:
    """The whole commitment table, worst first; of a long target table the worst lines."""
    scale, several = scale_of(results), len(results.rule_sets) > 1
    return [line(one, scale, say, several=several, most_parts=MOST_PARTS) for one in worst_first(commitments(results))]


def line(
    commitment: Commitment, scale: Scale, say: Phrases, *, several: bool = False, most_parts: int | None = None
) -> Line:
    """A commitment as one line of a table, with a line of its own for each row of a target table."""
    rule = commitment.rule
    origin = prose(in_language(commitment.within.rule_set.title, say.language), 50) if several else ""
    reasons = [say["page"]["unacceptable"]] if rule.unacceptable else []
    reasons += filter(None, [verdict_reason(rule, say)])
    rows = rule.target_rows
    if most_parts is not None and len(rows) > most_parts:
        rows = tuple(sorted(rows, key=lambda row: WORST_FIRST.index(row.verdict))[:most_parts])
        reasons.append(say.counted("page", "parts_left", len(rule.target_rows) - most_parts))
    parts = tuple(
        _line(row.verdict, row, row.target, scale, say, title=_row_title(row, commitment, say)) for row in rows
    )
    short = say["target"]["short_rows" if parts else "short_none"]
    return _line(
        rule.verdict,
        rule,
        rule.target,
        scale,
        say,
        title=prose(in_language(rule.title, say.language), 96),
        clause=prose(rule.clause.id, 60) if rule.clause else "",
        severity=say["severity"][rule.severity],
        origin=origin,
        reason=" · ".join(reasons),
        no_target=short,
        anchor=commitment.anchor,
        parts=parts,
    )


def _row_title(row: TargetRow, commitment: Commitment, say: Phrases) -> str:
    if row.when is None:
        return str(say["value"]["other_records"])
    return prose(condition_in_words(row.when, commitment.within.records, say.language), 120)


def _line(
    verdict: Verdict,
    counted: RuleResult | TargetRow,
    target: TargetFigures | None,
    scale: Scale,
    say: Phrases,
    *,
    title: str,
    clause: str = "",
    severity: str = "",
    origin: str = "",
    reason: str = "",
    no_target: str = "",
    anchor: str = "",
    parts: tuple[Line, ...] = (),
) -> Line:
    kept, judged = kept_and_judged(counted)
    evaluated, bounds = verdict is not Verdict.NOT_EVALUATED, bounds_of(target)
    actual, ends = share_of(kept, judged, bounds) or "–", interval(counted.interval, bounds) or ""
    short = target_text(target, say) if target else no_target
    return Line(
        verdict=verdict.value,
        title=title,
        clause=clause,
        severity=severity,
        origin=origin,
        reason=reason,
        target=short,
        actual=actual,
        judged=n_of_m(counted, say) if evaluated else "",
        counted=say.say("page", "kept_of_judged", kept=count(kept), judged=count(judged)) if evaluated else "",
        interval=ends if judged else "",
        bar=bar(target, kept, judged, counted.interval, scale),
        told=say.say("page", "bar_told", actual=actual, interval=ends or "–", target=short),
        anchor=anchor,
        parts=parts,
    )


def target_text(target: TargetFigures, say: Phrases) -> str:
    """A target as short as a table needs it: `≥ 95 %`, and `100 %` for every record."""
    bounds = {"at_least": target.at_least, "above": target.above, "at_most": target.at_most, "below": target.below}
    if target.at_least == 1:
        return say.say("target", "short_every", share=written(1))
    said = [
        say.say("target", f"short_{name}", share=written(bound)) for name, bound in bounds.items() if bound is not None
    ]
    return " ".join(said)
