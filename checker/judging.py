"""From the tally of a rule to its result, and from all of them to the rule set's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import partial
from typing import Any

from checker.compilation import CompiledRule, CompiledRuleSet
from checker.conditions import FieldReference, FittingRow
from checker.counting import RuleTally
from checker.distribution import Distribution
from checker.durations import Span
from checker.earlier_runs import earlier_figure, earlier_runs
from checker.outcomes import FOUND, Code, Outcome, Verdict
from checker.problems import CheckerError
from checker.results import (
    ClauseText,
    Due,
    Finding,
    GroupTally,
    InForceDates,
    OwnVerdicts,
    Results,
    RuleResult,
    WithoutExclusions,
    WithoutWaivers,
)
from checker.ruleset.model import Rule, RuleSet
from checker.standards import Standard
from checker.target_parts import Part, fields_read
from checker.target_rows import Shown, compared_of, condition_of, group_of, statistic_of, target_figures, target_row
from checker.targets import AllOf, Judgement, Share
from checker.targets.target import Previous, Totals
from checker.value_words import shown_cell
from checker.values import constant_weight
from checker.verdicts import Group, Known, Line, judge_rule, left_out, lines_of, moved, share_of
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
    distribution: Distribution | None = None,
    earlier: Sequence[Results] = (),
    known: Known | None = None,
) -> RuleResult:
    """What became of one rule: its verdict by its target, with the figures that lead to it.

    `known`: what the target is held against, where that does not come from the results of earlier runs.
    """
    written = rule.rule
    says = partial(_shown, compiled)
    known = known or _known(compiled, rule, earlier, says)
    lines = [] if tally.problem else lines_of(rule, tally, known)
    judgement = judge(rule, tally, known)
    alone = lines[0] if len(lines) == 1 and rule.target_row is None and not lines[0].part.by else None
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
        weight=float(constant_weight(written.weight) or 0),
        tags=dict(written.tags),
        remedy=written.remedy,
        owner=written.owner or compiled.rule_set.owner,
        due=_due(written, as_of),
        verdict=judgement.verdict,
        reason=judgement.reason,
        target=target_figures(alone.part, alone.bounds, alone.judgement) if alone else None,
        target_rows=() if alone else tuple(target_row(line, says) for line in lines if _is_told(line)),
        share=_float(share_of(outcomes)),
        statistic=statistic_of(alone.judgement, alone.part, alone.bounds) if alone else None,
        interval=judgement.interval if alone else None,
        left_out=0 if tally.problem else left_out(rule, tally),
        compared=compared_of(alone, says) if alone else (),
        unacceptable=judgement.unacceptable,
        units=units,
        outcomes=outcomes,
        reasons=tally.reasons,
        without_exclusions=_without_exclusions(rule, tally),
        without_waivers=_without_waivers(rule, tally, known),
        warnings=tally.codes[Code.ANNOUNCED_BREACH],
        own_verdicts=own_verdicts,
        if_undetermined_were_breaches=_if_undetermined_were_breaches(rule, tally, known),
        earlier=earlier_runs(earlier, compiled.rule_set.rule_set, rule_id(written.id), _in_force(written)),
        groups=_groups(compiled, tally),
        distribution=distribution.buckets if distribution else (),
        distribution_of=distribution.records if distribution and distribution.records < units else None,
        findings_total=0 if tally.problem else sum(outcomes[each] for each in FOUND),
        findings=found,
    )


def judge(rule: CompiledRule, tally: RuleTally, known: Known | None = None) -> Judgement:
    """The verdict of a rule by its target; a version that is in force for none of the records is not judged."""
    if tally.problem:
        return Judgement(Verdict.NOT_EVALUATED, tally.problem)
    found = {code for code, number in tally.codes.items() if number}
    if found & {Code.NOT_IN_FORCE, Code.ANNOUNCED_BREACH} and found <= _OF_OTHER_DATES:
        return Judgement(Verdict.NOT_JUDGED, "not_in_force")
    return judge_rule(rule, tally, known)


def _in_force(rule: Rule) -> InForceDates | None:
    if rule.in_force is None:
        return None
    first, last, announced = rule.in_force.from_, rule.in_force.until, rule.announced_from
    return InForceDates(
        from_=first.isoformat() if first else None,
        until=last.isoformat() if last else None,
        announced_from=announced.isoformat() if announced else None,
    )


def _shown(compiled: CompiledRuleSet, name: str, value: Any) -> str:
    return shown_cell(compiled.columns.fields[name], value, compiled.rule_set)


def _is_told(line: Line) -> bool:
    """Whether a line stands in the results: every row of a table does, and every group that has records."""
    return not line.group or line.says_something


def _known(compiled: CompiledRuleSet, rule: CompiledRule, earlier: Sequence[Results], says: Shown) -> Known:
    """What a rule's target may be held against beside its own records."""
    rule_set = compiled.rule_set

    def previous(number: int, group: Group, bound: Previous) -> Fraction | str:
        part = rule.target_parts[number]
        line = (target_figures(part, {}), condition_of(part), group_of(group, says))
        figure = earlier_figure(earlier, (rule_set.rule_set, rule_set.version), rule_id(rule.rule.id), line)
        return figure if isinstance(figure, str) else moved(figure, bound)

    return Known(previous)


def described(rule: Rule, rule_set: RuleSet) -> dict[str, Any]:
    """The rule as structured data, from which its wording is made."""
    # Of the whole rule set, which the loader has made ready for it; a rule of its own would be made ready again.
    parts: Any = {"worked_out": True, "rules": {rule_set.rules.index(rule): {"scope", "per", "measure"}}}
    whole = rule_set.model_dump(mode="json", by_alias=True, exclude_unset=True, include=parts)
    said: dict[str, Any] = whole["rules"][0]
    said["says"] = _says(type(rule.measure))
    said["target"] = _described_target(rule)
    said["missing"] = rule.missing
    read = {*rule.measure.fields(), *(rule.scope.fields() if rule.scope else ()), *fields_read(rule.target)}
    for name in reversed(in_order(rule_set)):
        read |= {*reads(rule_set.worked_out[name], rule_set.tables)} if name in read else set()
    used = {name: rows for name, rows in whole.get("worked_out", {}).items() if name in read and "$" not in name}
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
            {"when": _written(row.when), "then": _described(row.then)}
            if isinstance(row, FittingRow)
            else {"otherwise": _described(row.otherwise)}
            for row in rule.target
        ]
    return "none" if rule.target == "none" else _described(rule.target)


def _described(target: Any) -> dict[str, Any]:
    if isinstance(target, AllOf):
        return {"all_of": [_described(each) for each in target.all_of]}
    if isinstance(target, FieldReference):
        return {"share": "kept", "at_least": _written(target)}
    written = target.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return {"share": target.share, **written} if isinstance(target, Share) else written


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


def _float(share: Fraction | None) -> float | None:
    return None if share is None else float(share)


def _without_exclusions(rule: CompiledRule, tally: RuleTally) -> WithoutExclusions | None:
    """The figures had nothing been excluded; the target table's rows are not told apart here."""
    changes = tally.outcomes[Outcome.EXCLUDED] or tally.excluded_kept or tally.excluded_breach
    if not changes or tally.problem:
        return None
    outcomes = dict(tally.outcomes)
    outcomes[Outcome.KEPT] += tally.excluded_kept
    outcomes[Outcome.BREACH] += tally.excluded_breach
    (part,) = rule.target_parts if len(rule.target_parts) == 1 else (None,)
    verdict = None
    if part is not None and part.is_counted and all(isinstance(bound, Fraction) for bound in part.bounds.values()):
        worse = RuleTally(codes=Counter({Code.KEPT: outcomes[Outcome.KEPT], Code.BREACH: outcomes[Outcome.BREACH]}))
        verdict = judge_rule(rule, worse).verdict if part.row is None else None
    return WithoutExclusions(
        kept=outcomes[Outcome.KEPT],
        breach=outcomes[Outcome.BREACH],
        share=_float(share_of(outcomes)),
        verdict=verdict,
    )


def _without_waivers(rule: CompiledRule, tally: RuleTally, known: Known) -> WithoutWaivers | None:
    """The figures were no breach waived; of a target table's rows it is not known which of their units hide one."""
    if not (tally.outcomes[Outcome.WAIVED] or tally.hidden.total()) or tally.problem:
        return None
    plain = RuleTally(rows=[_unwaived(row) for row in tally.rows])
    hidden = Counter(tally.hidden)
    for code, count in tally.codes.items():
        outcome = Code(code).outcome
        breaches = count if outcome is Outcome.WAIVED else min(count, hidden[outcome])
        hidden[outcome] -= breaches
        plain.codes[Code.BREACH] += breaches
        plain.codes[code] += count - breaches
    is_sure = all(part.is_counted for part in rule.target_parts) and not (tally.rows and tally.hidden.total())
    judgement = judge(rule, plain, known) if is_sure else None
    return WithoutWaivers(
        kept=plain.outcomes[Outcome.KEPT],
        breach=plain.outcomes[Outcome.BREACH],
        share=_float(share_of(plain.outcomes)),
        verdict=judgement.verdict if judgement else None,
        unacceptable=judgement is not None and judgement.unacceptable,
    )


def _unwaived(row: Counter[Outcome]) -> Counter[Outcome]:
    return row + Counter({Outcome.BREACH: row[Outcome.WAIVED], Outcome.WAIVED: -row[Outcome.WAIVED]})


def _if_undetermined_were_breaches(rule: CompiledRule, tally: RuleTally, known: Known) -> Verdict | None:
    """None where the target is made of values, which these records do not have."""
    if tally.problem or not all(_counts_only(part) for part in rule.target_parts):
        return None
    unplaced = tally.outcomes[Outcome.UNDETERMINED] - sum(row[Outcome.UNDETERMINED] for row in tally.rows)
    worse = RuleTally(rows=[_counted_as_breaches(row, unplaced) for row in tally.rows])
    for code, count in tally.codes.items():
        undetermined = Code(code).outcome is Outcome.UNDETERMINED
        worse.codes[Code.BREACH if undetermined else code] += count
    worse.totals = {number: _totals_as_breaches(groups) for number, groups in tally.totals.items()}
    return judge(rule, worse, known).verdict


def _counts_only(part: Part) -> bool:
    return part.value is None and part.weight is None and part.exposure is None and not part.compared


def _totals_as_breaches(groups: Mapping[tuple[Any, ...], Totals]) -> dict[tuple[Any, ...], Totals]:
    """The groups with their undetermined records as breaches, and with those that name no group."""
    nowhere = [totals for key, totals in groups.items() if None in key]
    unplaced = sum(each.left_out + each.outcomes.get(Outcome.UNDETERMINED, 0) for each in nowhere)
    return {
        key: replace(totals, outcomes=_counted_as_breaches(totals.outcomes, unplaced))
        for key, totals in groups.items()
        if None not in key
    }


def _counted_as_breaches(row: Mapping[Outcome, int], unplaced: int) -> Counter[Outcome]:
    """The row with its undetermined records as breaches, and those of no known row too: they may be its own."""
    if not any(row.values()):
        return Counter(row)
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
