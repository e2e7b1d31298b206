"""From the tally of a rule to its result, and from all of them to the rule set's."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from checker.compilation import CompiledRule, CompiledRuleSet
from checker.conditions import FittingRow
from checker.counting import RuleTally
from checker.durations import Span
from checker.evidence import shown_cell
from checker.outcomes import FOUND, Code, Outcome, Verdict
from checker.problems import CheckerError
from checker.results import (
    ClauseText,
    Due,
    Finding,
    GroupTally,
    InForceDates,
    OwnVerdicts,
    RuleResult,
    TargetFigures,
    TargetRow,
    WithoutExclusions,
    WithoutWaivers,
)
from checker.ruleset.model import Rule, RuleSet
from checker.standards import Standard
from checker.targets import Judgement, Share
from checker.targets.share import constant
from checker.values import constant_weight, fields_of
from checker.verdicts import judge_rule, says_something, share_of
from checker.versions import rule_id
from checker.worked_out import reads
from checker.working_out import in_order

_OF_OTHER_DATES = {Code.OUTSIDE_PERIOD, Code.NOT_IN_FORCE, Code.ANNOUNCED_BREACH}
"""What becomes of records that no version of these dates is for."""


def rule_result(
    compiled: CompiledRuleSet,
    rule: CompiledRule,
    tally: RuleTally,
    found: tuple[Finding, ...],
    *,
    units: int,
    standard: Standard | None,
    as_of: datetime | None,
    own_verdicts: OwnVerdicts | None = None,
) -> RuleResult:
    """What became of one rule: its verdict by its target, with the figures that lead to it."""
    written = rule.rule
    judgement = judge(rule, tally)
    if rule.key is not None and not tally.problem:  # units are keys, and records without one
        units = sum(tally.codes.values())
    outcomes = {**dict.fromkeys(Outcome, 0), Outcome.UNDETERMINED: units} if tally.problem else tally.outcomes
    return RuleResult(
        id=rule_id(written.id),
        in_force=_in_force(written),
        title=written.title,
        clause=_clause(written, standard),
        describe=described(written, compiled.rule_set),
        severity=written.severity,
        weight=float(constant_weight(written.weight)),
        tags=dict(written.tags),
        remedy=written.remedy,
        owner=written.owner or compiled.rule_set.owner,
        due=_due(written, as_of),
        verdict=judgement.verdict,
        reason=judgement.reason,
        target=_figures(rule.targets[0]) if rule.targets and rule.target_row is None else None,
        target_rows=_target_rows(rule, tally),
        share=_float(judgement.share),
        interval=judgement.interval,
        unacceptable=judgement.unacceptable,
        units=units,
        outcomes=outcomes,
        reasons=tally.reasons,
        without_exclusions=_without_exclusions(rule, tally),
        without_waivers=_without_waivers(rule, tally),
        warnings=tally.codes[Code.ANNOUNCED_BREACH],
        own_verdicts=own_verdicts,
        if_undetermined_were_breaches=_if_undetermined_were_breaches(rule, tally),
        groups=_groups(compiled, tally),
        findings_total=0 if tally.problem else sum(outcomes[each] for each in FOUND),
        findings=found,
    )


def judge(rule: CompiledRule, tally: RuleTally) -> Judgement:
    """The verdict of a rule by its target; a version that is in force for none of the records is not judged."""
    if tally.problem:
        return Judgement(Verdict.NOT_EVALUATED, tally.problem)
    found = {code for code, number in tally.codes.items() if number}
    if found & {Code.NOT_IN_FORCE, Code.ANNOUNCED_BREACH} and found <= _OF_OTHER_DATES:
        return Judgement(Verdict.NOT_JUDGED, "not_in_force")
    return judge_rule(rule.targets, tally)


def _in_force(rule: Rule) -> InForceDates | None:
    if rule.in_force is None:
        return None
    first, last, announced = rule.in_force.from_, rule.in_force.until, rule.announced_from
    return InForceDates(
        from_=first.isoformat() if first else None,
        until=last.isoformat() if last else None,
        announced_from=announced.isoformat() if announced else None,
    )


def described(rule: Rule, rule_set: RuleSet) -> dict[str, Any]:
    """The rule as structured data, from which its wording is made."""
    # Of the whole rule set, which the loader has made ready for it; a rule of its own would be made ready again.
    parts: Any = {"worked_out": True, "rules": {rule_set.rules.index(rule): {"scope", "per", "measure"}}}
    whole = rule_set.model_dump(mode="json", by_alias=True, exclude_unset=True, include=parts)
    said: dict[str, Any] = whole["rules"][0]
    said["says"] = _says(type(rule.measure))
    said["target"] = _described_target(rule)
    said["missing"] = rule.missing
    read = {*rule.measure.fields(), *(rule.scope.fields() if rule.scope else ()), *fields_of(rule.target)}
    for name in reversed(in_order(rule_set)):
        read |= {*reads(rule_set.worked_out[name], rule_set.tables)} if name in read else set()
    used = {name: rows for name, rows in whole.get("worked_out", {}).items() if name in read}
    if used:
        said["worked_out"] = used
    excluded_by = [each.id for each in rule_set.exclusions if rule.id not in each.except_]
    if excluded_by:
        said["exclusions"] = excluded_by
    return said


def _says(measure: type) -> str:
    """The first sentence of a measure's documentation. Raises CheckerError where Python has left it out."""
    if not measure.__doc__:
        raise CheckerError("Python was told to leave out documentation (-OO), and reports print it; run without that")
    return measure.__doc__.strip().partition("\n")[0]


def _described_target(rule: Rule) -> Any:
    if isinstance(rule.target, tuple):
        return [
            {"when": _written(row.when), "then": _described_share(row.then)}
            if isinstance(row, FittingRow)
            else {"otherwise": _described_share(row.otherwise)}
            for row in rule.target
        ]
    return "none" if rule.target == "none" else _described_share(rule.target)


def _described_share(target: Any) -> dict[str, Any]:
    return {
        "share": target.share,
        **target.model_dump(mode="json", by_alias=True, exclude_unset=True),
    }


def _written(condition: Any) -> dict[str, Any]:
    written: dict[str, Any] = condition.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return written


def _clause(rule: Rule, standard: Standard | None) -> ClauseText | None:
    if rule.clause is None:
        return None
    clause = standard.clause(rule.clause) if standard else None
    return ClauseText(id=rule.clause, text=clause.text if clause else None)


def _days_after(day: date, days: int) -> str | None:
    try:
        return (day + timedelta(days=days)).isoformat()
    except OverflowError:  # past the year 9999
        return None


def _due(rule: Rule, as_of: datetime | None) -> Due | None:
    if rule.due is None:
        return None
    on = None
    if as_of is not None and rule.due.span is Span.CALENDAR_DAYS:
        on = _days_after(as_of.date(), rule.due.amount)
    elif as_of is not None and rule.due.span is Span.ELAPSED:
        on = (as_of + timedelta(microseconds=rule.due.amount)).date().isoformat()
    return Due(within=str(rule.due), on=on)


def _figures(target: Share) -> TargetFigures:
    return TargetFigures(
        **{key: float(bound) for key, bound in target.constants().items()},
        judged_on=target.judged_on,
        confidence=float(target.confidence),
        unacceptable=_float(constant(target.unacceptable)),
    )


def _float(share: Fraction | None) -> float | None:
    return None if share is None else float(share)


def _target_rows(rule: CompiledRule, tally: RuleTally) -> tuple[TargetRow, ...]:
    if rule.target_row is None or tally.problem:
        return ()
    assert isinstance(rule.rule.target, tuple)
    rows = []
    for row, target, outcomes in zip(rule.rule.target, rule.targets, tally.rows, strict=True):
        judgement = target.judge(outcomes) if says_something(outcomes) else Judgement(Verdict.NOT_JUDGED)
        rows.append(
            TargetRow(
                when=_written(row.when) if isinstance(row, FittingRow) else None,
                target=_figures(target),
                kept=outcomes[Outcome.KEPT],
                breach=outcomes[Outcome.BREACH],
                share=_float(judgement.share),
                interval=judgement.interval,
                verdict=judgement.verdict,
            )
        )
    return tuple(rows)


def _without_exclusions(rule: CompiledRule, tally: RuleTally) -> WithoutExclusions | None:
    """The figures had nothing been excluded; the target table's rows are not told apart here."""
    changes = tally.outcomes[Outcome.EXCLUDED] or tally.excluded_kept or tally.excluded_breach
    if not changes or tally.problem:
        return None
    outcomes = dict(tally.outcomes)
    outcomes[Outcome.KEPT] += tally.excluded_kept
    outcomes[Outcome.BREACH] += tally.excluded_breach
    verdict = rule.targets[0].judge(outcomes).verdict if len(rule.targets) == 1 else None
    return WithoutExclusions(
        kept=outcomes[Outcome.KEPT],
        breach=outcomes[Outcome.BREACH],
        share=_float(share_of(outcomes)),
        verdict=verdict,
    )


def _without_waivers(rule: CompiledRule, tally: RuleTally) -> WithoutWaivers | None:
    """The figures were no breach waived."""
    if not tally.outcomes[Outcome.WAIVED] or tally.problem:
        return None
    plain = RuleTally(rows=[_unwaived(row) for row in tally.rows])
    for code, count in tally.codes.items():
        plain.codes[Code.BREACH if code == Code.WAIVED else code] += count
    judgement = judge(rule, plain)
    return WithoutWaivers(
        kept=plain.outcomes[Outcome.KEPT],
        breach=plain.outcomes[Outcome.BREACH],
        share=_float(share_of(plain.outcomes)),
        verdict=judgement.verdict,
        unacceptable=judgement.unacceptable,
    )


def _unwaived(row: Counter[Outcome]) -> Counter[Outcome]:
    return row + Counter({Outcome.BREACH: row[Outcome.WAIVED], Outcome.WAIVED: -row[Outcome.WAIVED]})


def _if_undetermined_were_breaches(rule: CompiledRule, tally: RuleTally) -> Verdict | None:
    if tally.problem:
        return None
    unplaced = tally.outcomes[Outcome.UNDETERMINED] - sum(row[Outcome.UNDETERMINED] for row in tally.rows)
    worse = RuleTally(rows=[_counted_as_breaches(row, unplaced) for row in tally.rows])
    for code, count in tally.codes.items():
        undetermined = Code(code).outcome is Outcome.UNDETERMINED
        worse.codes[Code.BREACH if undetermined else code] += count
    return judge(rule, worse).verdict


def _counted_as_breaches(row: Counter[Outcome], unplaced: int) -> Counter[Outcome]:
    """The row with its undetermined records as breaches, and those of no known row too: they may be its own."""
    if not any(row.values()):
        return row
    breach = row[Outcome.BREACH] + row[Outcome.UNDETERMINED] + unplaced
    return Counter({Outcome.KEPT: row[Outcome.KEPT], Outcome.BREACH: breach})


def _groups(compiled: CompiledRuleSet, tally: RuleTally) -> dict[str, dict[str, GroupTally]]:
    """The outcomes of every group's values, in the order of their words."""
    groups: dict[str, dict[str, GroupTally]] = {}
    for name, values in tally.groups.items():
        field = compiled.columns.fields[name]
        told: dict[str, Counter[Outcome]] = {}
        for value, counted in values.items():  # values that are shown alike are one group
            told.setdefault(shown_cell(field, value, compiled.rule_set), Counter()).update(counted)
        groups[name] = {
            value: GroupTally(
                outcomes={outcome: counted[outcome] for outcome in Outcome},
                share=_float(share_of(counted)),
            )
            for value, counted in sorted(told.items())
        }
    return groups
