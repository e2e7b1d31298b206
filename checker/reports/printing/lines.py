"""The lines of the commitment table: each commitment against its target, and below it those of its target table."""

from __future__ import annotations

from dataclasses import dataclass

from checker.outcomes import Verdict
from checker.reports.printing.beside import dates_of
from checker.reports.printing.figures import bounds_of, count, interval, kept_and_judged, n_of_m, share_of, written
from checker.reports.printing.scale import Bar, Scale, bar, scale_of
from checker.reports.printing.summary import (
    WORST_FIRST,
    Commitment,
    commitments,
    title_of_rule,
    verdict_reason,
    worst_first,
)
from checker.reports.printing.texts import prose
from checker.results import Results, RuleResult, TargetFigures, TargetRow
from checker.wording import Phrases, condition_in_words, in_language

MOST_PARTS = 4
"""How many lines of a target table stand on page 1, the worst of them."""


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
    """What a reader must know to understand the verdict; of a version of a rule, its dates first."""
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


def lines(results: Results, say: Phrases) -> list[Line]:
    """The whole commitment table, worst first; of a long target table the worst lines."""
    scale, several = scale_of(results), len(results.rule_sets) > 1
    return [line(one, scale, say, several=several, most_parts=MOST_PARTS) for one in worst_first(commitments(results))]


def line(
    commitment: Commitment,
    scale: Scale,
    say: Phrases,
    *,
    several: bool = False,
    most_parts: int | None = None,
    whole: bool = False,
) -> Line:
    """A commitment as one line of a table, with a line of its own for each row of a target table.

    `whole` gives it its title uncut.
    """
    rule = commitment.rule
    origin = prose(in_language(commitment.within.rule_set.title, say.language), 50) if several else ""
    reasons = list(filter(None, [dates_of(rule.in_force, say)]))
    reasons += [say["page"]["unacceptable"]] if rule.unacceptable else []
    reasons += filter(None, [verdict_reason(rule, say)])
    rows = rule.target_rows
    if most_parts is not None and len(rows) > most_parts:
        rows = tuple(sorted(rows, key=lambda row: WORST_FIRST.index(row.verdict))[:most_parts])
        reasons.append(say.counted("page", "parts_left", len(rule.target_rows) - most_parts))
    parts = tuple(
        _line(
            row.verdict,
            row,
            row.target,
            scale,
            say,
            title=_row_title(row, commitment, say),
            reason=say["target"]["no_record"] if row.verdict is Verdict.NOT_JUDGED else "",
        )
        for row in rows
    )
    short = say["target"]["short_rows" if parts else "short_none"]
    return _line(
        rule.verdict,
        rule,
        rule.target,
        scale,
        say,
        title=title_of_rule(rule, say, whole=whole),
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
