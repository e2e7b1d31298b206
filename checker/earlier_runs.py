"""What a rule came to in earlier runs: the figure that a target is held against, and the figures of its trend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from checker.outcomes import Outcome, Verdict
from checker.results import EarlierRun, InForceDates, Results, RuleResult, TargetFigures, TargetRow

ABSENT = "previous_absent"
OTHER_VERSION = "previous_other_version"
WITHOUT_FIGURE = "previous_without_figure"


def earlier_figure(
    runs: Sequence[Results],
    rule_set: tuple[str, str],
    rule: str,
    line: tuple[TargetFigures, Mapping[str, Any] | None, Mapping[str, str]],
) -> Fraction | str:
    """What a line of a rule's target came to in the last of these runs that has the rule, or why that is not known.

    `rule_set` is its id and version; the line is told by its target, the condition of its row, and its group.
    """
    name, version = rule_set
    found = [
        (within.rule_set.version, each)
        for results in runs
        for within in results.rule_sets
        if within.rule_set.id == name
        for each in within.rules
        if each.id == rule
    ]
    if not found:
        return ABSENT
    same = [each for its_version, each in found if its_version == version]
    if not same:
        return OTHER_VERSION
    figure = _figure(same[-1], *line)
    return WITHOUT_FIGURE if figure is None else figure


MOST_RUNS = 11
"""How many earlier runs a trend goes back."""


def earlier_runs(
    runs: Sequence[Results], rule_set: str, rule: str, in_force: InForceDates | None
) -> tuple[EarlierRun, ...]:
    """What a rule came to in the last of these runs that have it, in their order.

    Of a rule with several versions the one counts that is in force on the same dates. A run in which it could not be
    evaluated is left out.
    """
    found = [
        EarlierRun(
            period=results.period.name if results.period else None,
            as_of=results.as_of,
            version=within.rule_set.version,
            verdict=each.verdict,
            kept=each.outcomes.get(Outcome.KEPT, 0),
            judged=each.judged,
            statistic=each.statistic.text if each.statistic else None,
            interval=each.interval,
        )
        for results in runs
        for within in results.rule_sets
        if within.rule_set.id == rule_set
        for each in within.rules
        if each.id == rule and each.in_force == in_force and each.verdict is not Verdict.NOT_EVALUATED
    ]
    return tuple(found[-MOST_RUNS:])


def _figure(
    rule: RuleResult, target: TargetFigures, when: Mapping[str, Any] | None, group: Mapping[str, str]
) -> Fraction | None:
    told: RuleResult | TargetRow | None = rule
    if rule.target is None:
        told = next((row for row in rule.target_rows if _is_line(row, target, when, group)), None)
    if told is None:
        return None
    if told.statistic is not None:
        return Fraction(told.statistic.exact)
    if target.statistic != "share" or target.weighted_by is not None:
        return None
    kept = told.kept if isinstance(told, TargetRow) else told.outcomes.get(Outcome.KEPT, 0)
    judged = kept + told.breach if isinstance(told, TargetRow) else told.judged
    return Fraction(kept, judged) if judged else None


def _is_line(row: TargetRow, target: TargetFigures, when: Mapping[str, Any] | None, group: Mapping[str, str]) -> bool:
    told = ("statistic", "of", "percentile", "across", "weighted_by", "unit")
    same = all(getattr(row.target, name) == getattr(target, name) for name in told)
    return same and row.when == when and row.group == dict(group)
