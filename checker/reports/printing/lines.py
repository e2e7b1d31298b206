"""The lines of the commitment table: each commitment against its target, and below it those of its target table."""

from __future__ import annotations

from dataclasses import dataclass, replace

from checker.outcomes import Verdict
from checker.reports.printing.beside import dates_of
from checker.reports.printing.figures import (
    Bound,
    bound_of,
    bounds_of,
    interval,
    is_of_a_run,
    kept_and_judged,
    n_of_m,
    percent,
    share_of,
    written,
)
from checker.reports.printing.scale import Bar, Scale, bar, scale_of
from checker.reports.printing.summary import (
    WORST_FIRST,
    Commitment,
    commitments,
    title_of_rule,
    verdict_reason,
    worst_first,
)
from checker.reports.printing.texts import named, prose
from checker.reports.printing.trend import Trend, trend
from checker.results import RecordsRead, Results, RuleResult, TargetFigures, TargetRow
from checker.wording import (
    Phrases,
    amount_in_words,
    bound_in_words,
    condition_in_words,
    field_label,
    in_language,
)

MOST_NAMED = 5
"""How many groups are named in a reason."""

SHORT_TARGET = 8
"""Characters of a target that fit on one line of the narrowest column, such as `≥ 99.5 %`."""

MOST_PARTS = 4
"""How many lines of a target table stand on page 1, the worst of them."""

MOST_PARTS_WHOLE = 40
"""How many of them stand where the commitment is told whole."""


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
    trend: Trend | None = None
    """How it went in earlier runs, where some were given."""

    @property
    def speaks(self) -> bool:
        """Whether its target, or one of its lines, is in words and needs room for them."""
        return len(self.target) > SHORT_TARGET or any(part.speaks for part in self.parts)

    @property
    def measured(self) -> bool:
        """Whether it or one of its lines has an interval or a bar."""
        return bool(self.interval or self.bar) or any(part.measured for part in self.parts)

    @property
    def aside(self) -> str:
        """What stands beside its title where all is text."""
        change = self.trend.change if self.trend else ""
        return " · ".join(filter(None, (self.clause, self.severity, change, self.reason)))


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

    `whole` gives it its title uncut; of very many lines the worst stand there too.
    """
    rule = commitment.rule
    origin = prose(in_language(commitment.within.rule_set.title, say.language), 50) if several else ""
    reasons = list(filter(None, [dates_of(rule.in_force, say)]))
    reasons += [say["page"]["unacceptable"]] if rule.unacceptable else []
    reasons += filter(None, [verdict_reason(rule, say), missed_in(rule, say), compared_text(rule, say)])
    reasons += [say.counted("page", "left_out", rule.left_out)] if rule.left_out else []
    rows = rule.target_rows
    most_parts = MOST_PARTS_WHOLE if most_parts is None else most_parts
    if len(rows) > most_parts:
        rows = tuple(sorted(rows, key=lambda row: WORST_FIRST.index(row.verdict))[:most_parts])
        reasons.append(say.counted("page", "parts_left", len(rule.target_rows) - most_parts))
    parts = tuple(
        _line(
            row.verdict,
            row,
            row.target,
            scale,
            commitment.within.records,
            say,
            title=_row_title(row, commitment, say),
            reason=_row_reason(row, say),
        )
        for row in rows
    )
    short = say["target"]["short_rows" if parts else "short_none"]
    told = _line(
        rule.verdict,
        rule,
        rule.target,
        scale,
        commitment.within.records,
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
    return replace(told, trend=trend(rule, commitment.within, say))


def _row_title(row: TargetRow, commitment: Commitment, say: Phrases) -> str:
    told = [condition_in_words(row.when, commitment.within.records, say)] if row.when is not None else []
    for name, group in row.group.items():
        label = field_label(name, commitment.within.records, say.language)
        told.append(say.say("page", "group_of", label=label, group=named(group, 60)))
    if not told:
        is_table = any(other.when is not None for other in commitment.rule.target_rows)
        told = [str(say["value"]["other_records"] if is_table else say["page"]["all_records"])]
    return prose(" · ".join(told), 120)


def _row_reason(row: TargetRow, say: Phrases) -> str:
    if row.verdict is Verdict.NOT_JUDGED:
        return str(say["target"]["no_record"])
    told = [say.known("reason", row.reason)] if row.reason else []
    return " · ".join(filter(None, [*told, compared_text(row, say)]))


def missed_in(rule: RuleResult, say: Phrases) -> str:
    """The groups in which a target that is judged in each was missed."""
    groups = [" ".join(row.group.values()) for row in rule.target_rows if row.group and row.verdict is Verdict.MISSED]
    if not groups:
        return ""
    return say.say("reason", "missed_in", groups=_some([named(group, 40) for group in groups], say))


def compared_text(counted: RuleResult | TargetRow, say: Phrases) -> str:
    """The groups that a target compares with what each comes to; of a spread the worst and the best."""
    told = [each for each in counted.compared if each.statistic is not None]
    if counted.target is not None and counted.target.statistic == "spread" and len(told) > 2:
        told = [told[0], told[-1]]
    said = [
        say.say(
            "reason", "compared_group", group=named(each.group, 40), figure=amount_in_words(each.statistic.text, say)
        )
        for each in told
        if each.statistic is not None
    ]
    left = [
        say.say("reason", "compared_left_out", group=named(each.group, 40), reason=say.known("reason", each.reason))
        for each in counted.compared
        if each.reason is not None
    ]
    return _some([*said, *left], say)


def _some(told: list[str], say: Phrases) -> str:
    """The first of them, and how many more there are."""
    more = [say.counted("page", "more_groups", len(told) - MOST_NAMED)] if len(told) > MOST_NAMED else []
    return str(say["condition"]["list"]).join([*told[:MOST_NAMED], *more])


def _line(
    verdict: Verdict,
    counted: RuleResult | TargetRow,
    target: TargetFigures | None,
    scale: Scale,
    read: RecordsRead,
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
    evaluated, bounds = verdict is not Verdict.NOT_EVALUATED, bounds_of(counted)
    actual, ends = _actual(counted, say, bounds), interval(counted.interval, say, bounds) or ""
    short = target_text(counted, read, say) if target else no_target
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
        counted=say.say("page", "kept_of_judged", kept=say.count(kept), judged=say.count(judged)) if evaluated else "",
        interval=ends if judged else "",
        bar=bar(target, kept, judged, counted.interval, scale),
        told=say.say("page", "bar_told", actual=actual, interval=ends or "–", target=short),
        anchor=anchor,
        parts=parts,
    )


def _actual(counted: RuleResult | TargetRow, say: Phrases, bounds: tuple[Bound, ...]) -> str:
    """What a target is held against; the share of records where it is that."""
    if counted.statistic is not None:
        return amount_in_words(counted.statistic.text, say)
    targets = [counted.target] if counted.target is not None else []
    if isinstance(counted, RuleResult):
        targets += [row.target for row in counted.target_rows]
    if any(target.statistic != "share" or target.weighted_by for target in targets):
        return "–"
    return share_of(*kept_and_judged(counted), say, bounds) or "–"


def target_text(counted: RuleResult | TargetRow, read: RecordsRead, say: Phrases) -> str:
    """A target as short as a table needs it: `≥ 95 %`, and `100 %` for every record; empty without one."""
    target = counted.target
    if target is None:
        return ""
    if target.at_least == 1 and target.statistic == "share" and not target.words:
        return say.say("target", "short_every", share=written(1, say))
    said = [
        say.say("target", f"short_{name}", share=_bound(counted, target, name, read, say))
        for name in ("at_least", "above", "at_most", "below")
        if name in target.words or getattr(target, name) is not None
    ]
    bounds = " ".join(said)
    orders = [
        say.say("target", f"short_{way}", field=prose(field_label(name, read, say.language), 40))
        for way in ("falling", "rising")
        for name in getattr(target, way)
    ]
    numbers = {"field": prose(field_label(target.of, read, say.language), 40) if target.of else ""}
    numbers |= {
        "percentile": amount_in_words(target.percentile or "", say),
        "number": _in_thousands(target.for_each or "", say),
    }
    if target.statistic != "share" and bounds:
        kind = "mean_of" if target.statistic == "mean" and target.of else target.statistic
        bounds = say.say("target", f"short_{kind}", bounds=bounds, **numbers)
    return " ".join(filter(None, [bounds, *orders]))


def _in_thousands(number: str, say: Phrases) -> str:
    return say.count(int(number)) if number.isdecimal() else amount_in_words(number, say)


def _bound(counted: RuleResult | TargetRow, target: TargetFigures, name: str, read: RecordsRead, say: Phrases) -> str:
    """A bound in words, with where it comes from if it is not written in the rule."""
    words = target.words.get(name)
    if not words:
        return written(getattr(target, name), say)
    bound = bound_of(counted, name) if is_of_a_run(words) and counted.statistic is None else None
    return bound_in_words(words, read, say, figure=percent(bound.share, say, [bound]) if bound else "")
