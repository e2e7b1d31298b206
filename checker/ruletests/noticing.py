"""Whether the cases notice that rules were changed: the changed rules judge the same records, all in few passes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from checker.compilation import CompiledRule, CompiledRuleSet, compile_rule_set
from checker.counting import RuleTally, count_each, dozens, with_codes
from checker.engines.engine import EngineError, TooLargeError
from checker.evidence import Reader
from checker.expressions import nw
from checker.fields import moment_number
from checker.made_columns import DUPLICATE, ROW, ZONE, code_column, exclusion_column, scope_column, waiver_column
from checker.outcomes import meaning_of
from checker.periods import as_of_date
from checker.ruleset.model import Overall, Rule, RuleSet
from checker.ruletests.cases import ExpectedOverall
from checker.ruletests.changed_rules import MARK, changed_rules, wholes_of, with_parts
from checker.ruletests.comparing import is_met, score_text
from checker.ruletests.expecting import Expecting
from checker.ruletests.limits import holds_another_limit, without_its_limit
from checker.ruletests.rows import CASE, numbers_of
from checker.ruletests.running import Together
from checker.ruletests.walking import reads
from checker.steps import Adding, Beside
from checker.target_parts import fields_read as target_fields
from checker.target_parts import parts_of
from checker.totals import add_totals_each
from checker.values import constant_weight
from checker.verdicts import Judged, judge_together
from checker.versions import rule_id
from checker.waivers import Waiver
from checker.weighing import weighed

if TYPE_CHECKING:
    from narwhals.stable.v2 import LazyFrame


# ---- by verdicts alone


def noticed_by_verdicts(
    group: Together, expected: Expecting, mutants: Mapping[int, tuple[Rule | None, RuleSet | None]]
) -> set[int]:
    """The changes noticed that leave every record as it is: of targets, severities, weights, the overall."""
    noticed: set[int] = set()
    for place, (rule, rule_set) in mutants.items():
        if rule is None:
            overall = rule_set.overall if rule_set else None
            seen = any(not _is_whole(group, case, each, overall, {}) for case, each in expected.wholes)
        else:
            parts = parts_of(rule, group.compiled.rule_set, group.compiled.columns)
            compiled = replace(group.rule(rule.id), rule=rule, target_parts=parts)
            own = {case: group.counts[case].rules[rule.id] for case in expected.judged_cases(rule.id)}
            tallies = group.summed_anew(compiled, own)
            seen = _is_seen(group, expected, rule.id, compiled, tallies)
        noticed |= {place} if seen else set()
    return noticed


def _is_seen(
    group: Together, expected: Expecting, name: str, compiled: CompiledRule, tallies: Mapping[int, RuleTally]
) -> bool:
    """Whether some verdict comes out otherwise where a rule has these counts instead of its own."""
    for case, verdict in expected.verdicts.get(rule_id(name), ()):
        if case in tallies:
            instead = {name: group.judgement(compiled, case, tallies[case]).verdict}
            if group.verdict(rule_id(name), case, instead).value != verdict:
                return True
    overall = group.rule_set.overall
    return any(
        case in tallies
        and not _is_whole(
            group, case, each, overall, {name: _judged(group, case, compiled, tallies[case])}, compiled.rule
        )
        for case, each in expected.wholes
    )


def _judged(group: Together, case: int, compiled: CompiledRule, tally: RuleTally) -> Judged:
    judgement = group.judgement(compiled, case, tally)
    return (
        compiled.rule.severity,
        judgement.verdict,
        float(constant_weight(compiled.rule.weight) or 0),
        judgement.unacceptable,
    )


def _is_whole(
    group: Together,
    case: int,
    expected: ExpectedOverall,
    overall: Overall | None,
    instead: Mapping[str, Judged],
    changed: Rule | None = None,
) -> bool:
    """Whether the rule set comes to what is expected, with some rules judged otherwise; one may weigh otherwise."""
    own = group.counts[case].rules
    judged = [
        instead.get(rule.rule.id) or _judged(group, case, rule, own[rule.rule.id]) for rule in group.compiled.rules
    ]
    rules = [changed if changed and changed.id == rule.rule.id else rule.rule for rule in group.compiled.rules]
    whole = judge_together(overall, judged, weighed(group.compiled, group.weights.get(case, ()), rules))
    score = score_text(whole.score.numerator, whole.score.denominator) if whole.score else None
    return expected.verdict in (None, whole.verdict.value) and expected.score in (None, score)


# ---- by records


@dataclass(frozen=True)
class _Job:
    """A changed rule to be judged: which change it belongs to, and the rule that it was."""

    mutant: int
    name: str
    compiled: CompiledRule


def noticed_by_records(
    group: Together,
    expected: Expecting,
    rules: Mapping[int, Rule],
    shared: tuple[RuleSet, Sequence[str]] | None = None,
) -> set[int]:
    """The changed rules that some case notices; or, of a change that rules share, whether one of these notices it (0).

    Nothing is asked of rules of which no case expects anything.
    """
    if shared is not None:
        rule_set, names = shared
        asked = [name for name in names if expected.asks_for(name)]
        composed = [name for name in asked if group.rule(name).is_composed]  # dear to judge, so they come last
        for some in ([name for name in asked if name not in composed], composed):
            if some:
                variant = _of_rules(group, rule_set, some)
                compiled = _compiled(group, variant)
                jobs = [_Job(0, rule.rule.id, rule) for rule in compiled.rules]
                if _look(group, expected, _typed(group, variant), compiled, jobs):
                    return {0}
        return set()
    own = {place: rule for place, rule in rules.items() if expected.asks_for(rule.id)}
    noticed = _noticed(group, expected, own, alone=True)
    # The rules that are made of a changed one are dear to judge, and mostly its own cases notice the change.
    through_wholes = {
        place: rule
        for place, rule in rules.items()
        if place not in noticed and any(map(expected.asks_for, wholes_of(group.rule_set, rule.id)))
    }
    return noticed | _noticed(group, expected, through_wholes, alone=False)


def _noticed(group: Together, expected: Expecting, rules: Mapping[int, Rule], *, alone: bool) -> set[int]:
    """The changed rules that some case notices, by themselves or by the rules that are made of them."""
    noticed: set[int] = set()
    for some in dozens(list(rules)):
        changed = changed_rules(group.rule_set, {place: rules[place] for place in some}, alone=alone)
        compiled = _compiled(group, changed)
        ready = _shared_columns(group, [rule.rule for rule in compiled.rules])
        ids = [rule.rule.id.partition(MARK) for rule in compiled.rules]
        marked = [(name, place, rule) for (name, _, place), rule in zip(ids, compiled.rules, strict=True) if place]
        jobs = [_Job(int(place), name, rule) for name, place, rule in marked]
        scopes = {scope_column(rule.rule.id) for rule in compiled.rules}
        own = Adding({name: each for name, each in compiled.conditions.columns.items() if name in scopes})
        noticed |= _look(group, expected, ready, replace(compiled, worked_out=(), conditions=own), jobs)
    return noticed


def _compiled(group: Together, rule_set: RuleSet) -> CompiledRuleSet:
    as_of = group.as_of
    return compile_rule_set(
        rule_set,
        as_of=moment_number(as_of) if as_of else None,
        as_of_on=as_of_date(as_of, rule_set.records.zone) if as_of else None,
        period=group.period,
        waivers=[_of_changed(waiver, rule_set) for waiver in group.waivers],
        apart=(CASE,),
    )


def _of_changed(waiver: Waiver, rule_set: RuleSet) -> Waiver:
    """The waiver for changed rules too, under the ids that they have."""
    named = (rule.id for rule in rule_set.rules if rule_id(rule.id.partition(MARK)[0]) in waiver.rules)
    return waiver.model_copy(update={"rules": (*waiver.rules, *named)})


def fields_read(rules: Iterable[Rule], rule_set: RuleSet) -> set[str]:
    """The fields that rules read, worked-out ones as such; also those by which rows of tables belong to records."""
    names: set[str] = set()
    for rule in rules:
        pauses = getattr(rule.measure, "pauses", ())
        names |= {rule_set.tables[pause.table].match for pause in pauses if pause.table is not None}
        names |= {*rule.measure.fields(), *(rule.scope.fields() if rule.scope else ()), *target_fields(rule.target)}
        names |= {rule.per} if rule.per is not None else set()
    return names


_KNOWN = (ROW, CASE, DUPLICATE)
"""What is known of every record, whatever the rules are."""


def _shared_columns(group: Together, rules: Sequence[Rule]) -> LazyFrame[Any]:
    """The records with the fields of these rules and what rules share; a narrow table is planned for in no time."""
    fits = {exclusion_column(exclusion.id) for exclusion in group.rule_set.exclusions}
    fits |= {waiver_column(waiver.id) for waiver in group.waivers}
    return _narrow(group, fields_read(rules, group.rule_set), fits)


def _of_rules(group: Together, rule_set: RuleSet, names: Sequence[str]) -> RuleSet:
    """A changed rule set with no more than these rules, and the worked-out fields that they or the exclusions read."""
    asked = [rule for rule in rule_set.rules if rule.id in names]
    needed = {rule.id for rule in (*asked, *with_parts(rule_set, asked))}
    rules = tuple(rule for rule in rule_set.rules if rule.id in needed)
    read = reads(rule_set, iter(_read_by_all(group, rules, rule_set)))
    worked_out = {name: rows for name, rows in rule_set.worked_out.items() if name in read}
    return rule_set.model_copy(update={"records": group.rule_set.records, "rules": rules, "worked_out": worked_out})


def _read_by_all(group: Together, rules: Sequence[Rule], rule_set: RuleSet) -> set[str]:
    conditions = [
        *(exclusion.when for exclusion in rule_set.exclusions),
        *(waiver.when for waiver in group.waivers if waiver.when is not None),
    ]
    return fields_read(rules, rule_set).union(*(condition.fields() for condition in conditions))


def _typed(group: Together, rule_set: RuleSet) -> LazyFrame[Any]:
    """The records with the fields of a changed rule set, as they were read."""
    read = reads(rule_set, iter(_read_by_all(group, rule_set.rules, rule_set)))
    return _narrow(group, read - set(rule_set.worked_out), set())


def _narrow(group: Together, names: set[str], others: set[str]) -> LazyFrame[Any]:
    records = group.rule_set.records
    wanted = {*names, *(name for name in (records.dated_by, records.id) if name)}
    wanted |= {table.match for table in group.rule_set.tables.values()}
    columns = {f"{name}{part}" for name in wanted for part in ("", "$fault", "$word", "$day")}
    columns |= {*others, *_KNOWN, ZONE}
    return group.frame.select(*(name for name in group.frame.columns if name in columns))


def with_steps(group: Together, frame: LazyFrame[Any], compiled: CompiledRuleSet) -> LazyFrame[Any]:
    """The records with what rules share; what is there stays."""
    return compiled.made_ready(frame, Beside(group.engine, group.tables, apart=compiled.columns.apart))


def _look(
    group: Together, expected: Expecting, frame: LazyFrame[Any], compiled: CompiledRuleSet, jobs: Sequence[_Job]
) -> set[int]:
    """The changes that show in the records of some case, or in what they come to."""
    ready = with_steps(group, frame, compiled)
    noticed: set[int] = set()
    to_count: list[_Job] = []
    try:
        told = list(_told(group, expected, ready, jobs))
    except (EngineError, TooLargeError):  # a changed rule that cannot be computed would not pass unnoticed
        return (
            {job.mutant for job in jobs}
            if len({job.mutant for job in jobs}) == 1
            else _one_by_one(group, expected, frame, compiled, jobs)
        )
    for job, rows in told:
        if job.mutant in noticed:
            continue
        own = group.told[job.name]
        if _differs_from_expected(group, expected, job, rows):
            noticed.add(job.mutant)
            continue
        cases = expected.judged_cases(job.name)
        is_summed = job.compiled.target_row is not None or not all(
            part.is_counted for part in job.compiled.target_parts
        )
        if any(
            (is_summed or row[0] != own[place][1]) and group.rows[place].case in cases for place, row in rows.items()
        ):
            to_count.append(job)
    to_count = [job for job in to_count if job.mutant not in noticed]
    if to_count:
        noticed |= _by_counts(group, expected, ready, compiled, to_count)
    return noticed


def _one_by_one(
    group: Together, expected: Expecting, frame: LazyFrame[Any], compiled: CompiledRuleSet, jobs: Sequence[_Job]
) -> set[int]:
    found: set[int] = set()
    for job in jobs:
        found |= _look(group, expected, frame, compiled, [job])
    return found


def _told(
    group: Together, expected: Expecting, ready: LazyFrame[Any], jobs: Sequence[_Job]
) -> Iterator[tuple[_Job, dict[int, tuple[Any, ...]]]]:
    """By job and place of a row: its code and, where some case asks for them, what is observed, its limit and unit."""
    nothing = nw.lit(None, nw.Int64)
    for some in dozens(jobs):
        columns = [nw.col(ROW)]
        spans: list[tuple[_Job, int, int]] = []
        for number, job in enumerate(some):
            observed = job.compiled.observed
            asked = [nw.col(code_column(job.compiled.rule.id))]
            if expected.asks_for_values(job.name):
                asked += [
                    nothing if observed.value is None else observed.value,
                    nothing if observed.limit is None else observed.limit,
                    nw.lit(0) if observed.unit is None else observed.unit,
                ]
            spans.append((job, len(columns), len(columns) + len(asked)))
            columns += [each.alias(f"$told${number}${place}") for place, each in enumerate(asked)]
        rows = group.engine.rows(with_codes(ready, [job.compiled for job in some]).select(*columns))
        for job, first, last in spans:
            yield job, {row[0] - 1: row[first:last] for row in rows}


def _differs_from_expected(
    group: Together, expected: Expecting, job: _Job, rows: Mapping[int, tuple[Any, ...]]
) -> bool:
    """Whether some record no longer comes out as a case expects, be it that the case repeats a limit."""
    own = group.told[job.name]
    reader = Reader(group.rule_set, group.compiled.columns.fields, job.compiled)
    is_of_limit = holds_another_limit(group.rule(job.name).rule, job.compiled.rule)
    for place, written in expected.records.get(job.name, ()):
        wanted = without_its_limit(written) if is_of_limit else written
        row = rows.get(place)
        if row is None or (len(row) == 1 and row[0] == own[place][1]):
            continue
        observed = limit = None
        if wanted.observed is not None or wanted.limit is not None:
            _, value, bound, unit = row
            told = reader.value(value, unit, bound), reader.value(bound, unit, bound)
            # A part that was changed has another id for the while, and is named by its own.
            observed, limit = (each.text.replace(f"{MARK}{job.mutant}", "") if each else None for each in told)
        if not is_met(wanted, meaning_of(row[0]), observed, limit):
            return True
    return False


def _by_counts(
    group: Together, expected: Expecting, ready: LazyFrame[Any], compiled: CompiledRuleSet, jobs: Sequence[_Job]
) -> set[int]:
    """The changes that show in a verdict."""
    rules = tuple(job.compiled for job in jobs)
    counted = count_each(group.engine, ready, replace(compiled, rules=rules), CASE)
    add_totals_each(group.engine, ready, replace(compiled, rules=rules), CASE, counted)
    names = numbers_of(counted, group.word)
    noticed: set[int] = set()
    overall = group.rule_set.overall
    for job in jobs:
        tallies = {
            names[name]: counts.rules[job.compiled.rule.id]
            for name, counts in counted.items()
            if names[name] in expected.judged_cases(job.name)
        }
        group.give_bounds(job.name, tallies)
        if _is_seen(group, expected, job.name, job.compiled, tallies):
            noticed.add(job.mutant)
    # What rules share may turn several verdicts at once.
    for mutant in {job.mutant for job in jobs} - noticed:
        together = [job for job in jobs if job.mutant == mutant]
        for case, whole in expected.wholes:
            name = next(name for name, number in names.items() if number == case)
            own = counted[name].rules
            instead = {j.name: _judged(group, case, j.compiled, own[j.compiled.rule.id]) for j in together}
            if not _is_whole(group, case, whole, overall, instead):
                noticed.add(mutant)
    return noticed
