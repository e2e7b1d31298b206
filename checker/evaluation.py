"""The story of a check: compile the rules, read the records, count, judge, collect the evidence.

Read this first. Nothing here knows a kind of measure, a file format or an engine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import checker
from checker.beside import Files, open_tables, refuse_tables, tables_read
from checker.compilation import CompiledRuleSet, compile_rule_set
from checker.counting import Counts, RuleTally, count
from checker.distribution import distributions
from checker.engines import AUTO, open_engine
from checker.engines.asking.watching import watched
from checker.engines.engine import Engine, EngineError, TooLargeError
from checker.evidence import Evidence
from checker.fields import moment_number
from checker.findings import partial_file, write_findings
from checker.judging import rule_result
from checker.outcomes import FOUND, Code, Outcome, Verdict
from checker.own_verdicts import own_verdicts
from checker.periods import AuditPeriod, as_of_date
from checker.preparation import Prepared, prepared
from checker.problems import CheckerError
from checker.results import (
    ExclusionCount,
    Finding,
    InputFile,
    Inputs,
    Period,
    RecordsRead,
    Results,
    RuleResult,
    RuleSetIdentity,
    RuleSetResult,
    ScoreFigures,
    TailoredFrom,
)
from checker.ruleset.model import RuleSet
from checker.sources import Table, data_quality, open_records, refuse_damaged
from checker.sources.reading.frames import written_down
from checker.standards import Standard
from checker.steps import Beside
from checker.table_bounds import add_bounds
from checker.totals import add_totals
from checker.verdicts import judge_if_undetermined_were_breaches, judge_rule_set, judge_without_waivers
from checker.waivers import Waiver
from checker.waiving import count_waived, told_of_waivers
from checker.weighing import weighed, weight_groups

Progress = Callable[[str, float | None], None]
"""Hears what is done, and which part of it where that is known."""


@dataclass(frozen=True)
class Audit:
    """How records are looked at: from which moment, over which dates, and how their files are read."""

    as_of: datetime | None = None
    period: AuditPeriod | None = None
    waivers: tuple[Waiver, ...] = ()
    encoding: str | None = None
    sheet: str | None = None
    memory_limit: str | None = None
    engine: str = AUTO
    """Where the expressions run; see `checker.engines.NAMES`. Of its own accord a frame is judged by DuckDB."""
    server: str = ""
    """The address of the server that is the engine; without it the variables PGHOST and so on say where it is."""
    findings: tuple[Path, ...] = ()
    """Where to write every finding: .csv, .xlsx or .parquet files."""
    tailored: tuple[TailoredFrom, ...] = ()
    """What the rule set changes of another one that it extends."""
    previous: tuple[Results, ...] = ()
    """Results of earlier runs, which targets may be held against; the last that has a rule counts."""
    inputs: tuple[InputFile, ...] = ()
    """The files that were read before the records: the rule set, the standard."""


def evaluate(
    rule_set: RuleSet,
    records: Sequence[Path] | Any,
    audit: Audit | None = None,
    *,
    tables: Files = MappingProxyType({}),
    standard: Standard | None = None,
    progress: Progress | None = None,
) -> Results:
    """Judge records by a rule set; `tables` are the files of its other tables, by name.

    The records are files, or a frame that Narwhals takes: of Polars, PyArrow, pandas, DuckDB, PySpark or Ibis.
    Raises RecordsError where the records cannot be read as what the rule set says they are, and CheckerError where an
    outcome depends on an as-of moment or a period that is not given.
    """
    audit = audit or Audit()
    judged = partial(_evaluated, rule_set, records, tables=tables, standard=standard, progress=progress)
    try:
        return judged(audit)
    except TooLargeError:
        if audit.engine != AUTO:
            raise
        return judged(replace(audit, engine="duckdb"))


def _evaluated(
    rule_set: RuleSet,
    records: Sequence[Path] | Any,
    audit: Audit,
    *,
    tables: Files,
    standard: Standard | None,
    progress: Progress | None,
) -> Results:
    refuse_tables(rule_set, tables)
    as_of = moment_number(audit.as_of) if audit.as_of else None
    as_of_on = as_of_date(audit.as_of, rule_set.records.zone) if audit.as_of else None
    compiled = compile_rule_set(rule_set, as_of=as_of, as_of_on=as_of_on, period=audit.period, waivers=audit.waivers)
    _demand_period(compiled)
    beside_files = [file for files in tables.values() for file in files]
    files: Sequence[Path] = records if isinstance(records, Sequence) else ()
    paths = [*files, *beside_files, *map(partial_file, audit.findings)]
    name = "duckdb" if audit.engine == AUTO and not files else audit.engine
    watching = progress is not None
    with open_engine(
        paths, name=name, memory_limit=audit.memory_limit, server=audit.server, watched=watching
    ) as engine:
        say = progress or _in_silence
        say("reading records", None)
        table = open_records(
            files if isinstance(records, Sequence) else [written_down(records, engine.connection)],
            rule_set.records,
            engine.connection,
            days=compiled.days,
            encoding=audit.encoding,
            sheet=audit.sheet,
            memory_limit=audit.memory_limit,
            progress=progress,
        )
        try:
            beside = open_tables(
                rule_set,
                tables,
                engine,
                days=compiled.days,
                encoding=audit.encoding,
                sheet=audit.sheet,
                memory_limit=audit.memory_limit,
                progress=progress,
            )
            of_tables = {name: each.frame for name, each in beside.items()}
            with watched(engine, progress, "preparing", table.read):
                ready = prepared(engine, engine.frame(table.relation), compiled, table.read, of_tables)
            with watched(engine, progress, "judging", table.read):
                counts = count(engine, ready.frame, compiled, table.possible)
                add_totals(engine, ready.frame, compiled, counts.rules)
                add_bounds(compiled, Beside(engine, of_tables), {(): counts.rules})
        except EngineError as error:
            refuse_damaged(table)
            raise CheckerError(f"the records could not be judged: {error}{error.remedy}") from None
        _demand_as_of(compiled, counts.rules)
        rules = _judged(engine, ready, compiled, counts.rules, say, audit.as_of, standard, audit.previous)
        judged = zip(compiled.rules, rules, strict=True)
        sound = [rule for rule, result in judged if result.verdict is not Verdict.NOT_EVALUATED]
        waived = count_waived(engine, ready.frame, compiled, sound)
        weights = weighed(compiled, weight_groups(engine, ready.frame, replace(compiled, rules=tuple(sound))))
        if audit.findings:
            say("writing findings", None)
            for path in audit.findings:
                write_findings(engine, ready.frame, compiled, sound, path)
        others = tables_read(engine, rule_set, beside, ready.frame, compiled.columns)
        read = _records_read(rule_set, table, ready, counts, audit.period)
    whole = judge_rule_set(rule_set.overall, rules, weights)
    result = RuleSetResult(
        rule_set=_identity(rule_set, standard, ready, audit.tailored),
        records=read,
        tables=others,
        exclusions=_exclusions(rule_set, counts),
        waivers=told_of_waivers(audit.waivers, rule_set, waived, as_of_on),
        verdict=whole.verdict,
        reason=whole.reason,
        score=whole.score,
        if_undetermined_were_breaches=judge_if_undetermined_were_breaches(rule_set.overall, rules, weights),
        without_waivers=judge_without_waivers(rule_set.overall, rules, weights),
        rules=_with_weights(rules, whole.score),
    )
    return Results(
        inputs=Inputs(
            program="service-standards-checker",
            version=checker.__version__,
            engine=engine.name,
            files=(*audit.inputs, *table.files, *(file for each in beside.values() for file in each.opened.files)),
        ),
        organisation=rule_set.organisation,
        period=_period(audit.period),
        as_of=audit.as_of.isoformat() if audit.as_of else None,
        verdict=whole.verdict,
        rule_sets=(result,),
    )


def _with_weights(rules: tuple[RuleResult, ...], score: ScoreFigures | None) -> tuple[RuleResult, ...]:
    """The rules with what they weigh for the group whose score decides, where weights differ by group."""
    lowest = score.lowest if score else None
    if lowest is None:
        return rules
    own = zip(rules, lowest.weights, strict=True)
    return tuple(rule.model_copy(update={"weight": weight or rule.weight}) for rule, weight in own)


def _in_silence(stage: str, part: float | None) -> None:
    """Where nobody watches."""


def _demand_period(compiled: CompiledRuleSet) -> None:
    """How events recur is judged only over a period that somebody named, and up to a moment."""
    for rule in compiled.rules:
        if Code.NEEDS_PERIOD in rule.codes:
            raise CheckerError(
                f"rule '{rule.rule.id}' asks how often something happens in a period, up to the moment the audit looks "
                "from; give both, such as --period 2026-Q3 --as-of 2026-10-01T00:00:00+02:00"
            )


def _demand_as_of(compiled: CompiledRuleSet, tallies: dict[str, RuleTally]) -> None:
    """Open records are judged by their limit only from a moment that somebody named."""
    is_open = {rule: tally.codes[Code.NEEDS_AS_OF] for rule, tally in tallies.items() if tally.codes[Code.NEEDS_AS_OF]}
    if is_open:
        rule, number = next(iter(is_open.items()))
        called = compiled.rule_set.records.called
        raise CheckerError(
            f"{number} {called} records of rule '{rule}' are still open, and whether they breach depends on the moment "
            "the audit looks from; give it with --as-of, such as --as-of 2026-10-01T00:00:00+02:00"
        )


def _judged(
    engine: Engine,
    ready: Prepared,
    compiled: CompiledRuleSet,
    tallies: dict[str, RuleTally],
    say: Progress,
    as_of: datetime | None,
    standard: Standard | None,
    earlier: tuple[Results, ...] = (),
) -> tuple[RuleResult, ...]:
    totals = {
        rule: {each: tally.outcomes[each] for each in FOUND} for rule, tally in tallies.items() if not tally.problem
    }
    evidence = Evidence(engine, ready.frame, compiled, totals, ready.units, first=ready.first)
    sound = [rule for rule in compiled.rules if not tallies[rule.rule.id].problem]
    own = own_verdicts(engine, ready.frame, compiled, sound)
    breached = {rule for rule, found in totals.items() if found[Outcome.BREACH]}
    distributed = distributions(engine, evidence, compiled, breached)
    results = []
    for number, rule in enumerate(compiled.rules):
        say("collecting evidence", number / len(compiled.rules))
        tally = tallies[rule.rule.id]
        found: tuple[Finding, ...] = ()
        if not tally.problem:
            try:
                found = evidence.of(rule)
            except EngineError as error:
                tally = RuleTally(problem=str(error))
        said = own.get(rule.rule.id)
        results.append(
            rule_result(
                compiled,
                rule,
                tally,
                found,
                units=ready.units,
                standard=standard,
                as_of=as_of,
                own_verdicts=said,
                distribution=None if tally.problem else distributed.get(rule.rule.id),
                earlier=earlier,
            )
        )
    return tuple(results)


def _exclusions(rule_set: RuleSet, counts: Counts) -> tuple[ExclusionCount, ...]:
    return tuple(
        ExclusionCount(
            id=exclusion.id,
            because=exclusion.because,
            except_=exclusion.except_,
            when=exclusion.when.model_dump(mode="json", by_alias=True, exclude_unset=True),
            records=counts.exclusions[exclusion.id].records,
            unknown=counts.exclusions[exclusion.id].unknown,
        )
        for exclusion in rule_set.exclusions
    )


def _records_read(
    rule_set: RuleSet, table: Table, ready: Prepared, counts: Counts, period: AuditPeriod | None
) -> RecordsRead:
    records = rule_set.records
    undated = "the records have no date (dated_by), so all of them count, whatever the period"
    # Of an event log only the last rows were counted; what is wrong with the others is told all the same.
    quality = data_quality(table, records, None if records.last_row else counts.faults)
    told = rule_set.model_dump(mode="json", exclude_unset=True, include={"records"})["records"]
    worked_out = {
        name: field.model_dump(mode="json", include={"type", "label"}, exclude_none=True)
        for name, field in rule_set.columns().fields.items()
        if name in rule_set.worked_out
    }
    return RecordsRead(
        called=records.called,
        id=records.id,
        dated_by=records.dated_by,
        time_zone=records.time_zone if isinstance(records.time_zone, str) else None,
        fields={**told["fields"], **worked_out},
        groups=records.groups,
        read=table.read,
        rejected=table.rejected,
        superseded=ready.superseded,
        faults=quality.faults,
        duplicate_records=ready.duplicate_records,
        duplicates=ready.duplicates,
        rejected_rows=table.rejected_rows,
        unreadable_cells=quality.unreadable_cells,
        notes=(
            *table.notes,
            *quality.notes,
            *ready.notes,
            *([undated] if period and records.dated_by is None else []),
            *(note for name, calendar in ready.calendars.items() for note in calendar.notes(name)),
        ),
    )


def _identity(
    rule_set: RuleSet, standard: Standard | None, ready: Prepared, tailored: tuple[TailoredFrom, ...]
) -> RuleSetIdentity:
    overall = rule_set.overall
    return RuleSetIdentity(
        id=rule_set.rule_set,
        title=rule_set.title,
        version=rule_set.version,
        owner=rule_set.owner,
        organisation=rule_set.organisation,
        standard=rule_set.standard,
        standard_title=standard.title if standard else None,
        overall=overall.model_dump(mode="json", exclude_unset=True) if overall else None,
        calendars={name: calendar.told() for name, calendar in ready.calendars.items()},
        tailored=tailored,
    )


def _period(period: AuditPeriod | None) -> Period | None:
    if period is None:
        return None
    return Period(name=period.name, from_=period.first.isoformat(), until=period.last.isoformat())
