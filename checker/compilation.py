"""A rule set becomes expressions: a code per record and rule, what was observed, the evidence. Nothing runs here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from checker.calendar_steps import Asking, look_over
from checker.compiled_rule import EXCLUSIONS_LEAVE, SETTLED, CompiledRule
from checker.composition import composing, deciding_parts, parts_first, unless_excluded
from checker.conditions import holds
from checker.expressions import any_of, is_breach, nw
from checker.fields import Columns, day_number
from checker.made_columns import (
    DUPLICATE,
    base_column,
    exclusion_column,
    included_column,
    real_column,
    scope_column,
    target_row_column,
    waiver_column,
    whole_column,
)
from checker.measures.measure import Case, Composed, Identifying, ReadingRows, parted, unsaid
from checker.outcomes import Code
from checker.pauses import fields_of_pauses
from checker.periods import AuditPeriod
from checker.problems import CheckerError
from checker.ruleset.model import Rule, RuleSet
from checker.steps import Adding, Beside, Step
from checker.target_parts import parts_of as target_parts_of
from checker.target_parts import with_exposures
from checker.values import Fitting, fields_of, number_of, rows_of
from checker.versions import Dated, rule_id, versions_apart
from checker.waivers import Waiver
from checker.working_out import working_out

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr, LazyFrame

    Hold = Callable[[LazyFrame[Any]], LazyFrame[Any]]

__all__ = ["EXCLUSIONS_LEAVE", "CompiledRule", "CompiledRuleSet", "compile_rule_set", "parts_of"]


@dataclass(frozen=True)
class CompiledRuleSet:
    """A rule set ready for an engine."""

    rule_set: RuleSet
    columns: Columns
    worked_out: tuple[Step, ...]
    """The worked-out fields, each after those that it reads."""
    made: tuple[Step, ...]
    """What measures asked to be made before they are judged (see `Columns.made`)."""
    conditions: Adding
    """Where exclusions fit, and scopes hold."""
    composing: tuple[Step, ...]
    """The codes of rules that are made of others, or judge the records of one key together."""
    rules: tuple[CompiledRule, ...]
    waivers: tuple[Waiver, ...] = ()
    """Those that hold on the as-of date."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """How the typed records are made ready."""
        return (*self.worked_out, *self.made, self.conditions, *self.composing)

    def made_ready(self, frame: LazyFrame[Any], beside: Beside, hold: Hold | None = None) -> LazyFrame[Any]:
        """The typed records with all that the rules read; what is there stays.

        `hold` is for few records: they are held after each step that looks beyond a record, so that no later question
        looks there again.
        """
        look_over([step for step in self.steps if isinstance(step, Asking)], frame, beside)
        for step in self.worked_out:
            frame = step.take(frame, beside)
        beside = replace(beside, records=frame)
        for step in (*self.made, self.conditions, *self.composing):
            frame = step.take(frame, beside)
            if hold is not None and not isinstance(step, Adding | Asking):
                frame = hold(frame)
        return frame

    @property
    def days(self) -> frozenset[str]:
        """The moments of which the local date is needed."""
        return frozenset(self.columns.days)


def compile_rule_set(
    rule_set: RuleSet,
    *,
    as_of: int | None = None,
    as_of_on: date | None = None,
    period: AuditPeriod | None = None,
    waivers: Sequence[Waiver] = (),
    apart: tuple[str, ...] = (),
) -> CompiledRuleSet:
    """Turn a loaded rule set into expressions; `as_of` is in microseconds since 1970-01-01 UTC.

    `as_of_on` is its date, which decides of waivers, and of versions of rules where records have no date. `apart`:
    columns of which only records that agree in them are compared with each other. Each version of a rule has an id of
    its own (see `versions`). Raises CheckerError where a version or a waiver needs the as-of date and it is not known.
    """
    rule_set = with_exposures(versions_apart(rule_set))
    columns = replace(rule_set.columns(as_of), apart=apart)
    scopes = _scope_columns(rule_set)
    live = _live(waivers, as_of_on)
    conditions = dict([*_exclusions(rule_set, columns), *_waivers(live, columns), *_scopes(rule_set, scopes, columns)])
    looked_at = LookedAt(period, as_of_on, live)
    written = {rule.id: rule for rule in rule_set.rules}
    compiled: dict[str, CompiledRule] = {}
    for name in parts_first({rule.id: parts_of(rule) for rule in rule_set.rules}):
        compiled[name] = _compiled(written[name], rule_set, columns, looked_at, scopes.get(name), compiled)
    return CompiledRuleSet(
        rule_set=rule_set,
        columns=columns,
        worked_out=working_out(rule_set, columns),
        made=tuple(columns.made.values()),
        conditions=Adding(conditions),
        composing=tuple(composing(compiled, rule_set)),
        rules=tuple(compiled[rule.id] for rule in rule_set.rules),
        waivers=live,
    )


def parts_of(rule: Rule) -> tuple[str, ...]:
    """The rules that a rule is made of."""
    return rule.measure.parts() if isinstance(rule.measure, Composed) else ()


@dataclass(frozen=True)
class LookedAt:
    """How the records are looked at: over which dates, on which date, and which breaches are accepted."""

    period: AuditPeriod | None
    as_of_on: date | None
    waivers: tuple[Waiver, ...]


def _compiled(
    rule: Rule,
    rule_set: RuleSet,
    columns: Columns,
    looked_at: LookedAt,
    scope: str | None,
    compiled: Mapping[str, CompiledRule],
) -> CompiledRule:
    columns = replace(columns, key=rule.per, scope=rule.scope, covered=_covered(rule, looked_at.period))
    dated_by = rule_set.records.dated_by
    dated = Dated(rule, partial(columns.day, dated_by) if dated_by else None, looked_at.as_of_on)
    parts = [compiled[name] for name in parts_of(rule)]
    before = [
        *_before_the_measure(rule, rule_set, columns, looked_at.period, dated, scope),
        *_without_key(rule, columns),
    ]
    measured = [] if parts else [_as_the_rule_says(case, rule) for case in rule.measure.within(columns)]
    targets = rows_of(rule.target, columns) if isinstance(rule.target, tuple) else []
    exclusions = tuple(exclusion.id for exclusion in rule_set.exclusions if rule.id not in exclusion.except_)
    waivers = tuple(waiver.id for waiver in looked_at.waivers if {rule.id, rule_id(rule.id)} & set(waiver.rules))

    def after(base: Expr) -> list[Case]:
        return [
            *dated.announced(base, [nw.col(exclusion_column(name)) for name in exclusions]),
            *_in_its_row(base, rule.id, targets),
            *_waived(base, waivers),
        ]

    settling = [rule.id] if any(case.code in SETTLED for case in measured) else []
    real = None
    if parts and rule_set.exclusions:
        real_base = nw.col(real_column(rule.id))
        whole = _first_that_holds(before, otherwise=nw.col(whole_column(rule.id)))
        real = (whole, _first_that_holds(after(real_base), otherwise=real_base))
    base = nw.col(base_column(rule.id))
    included = after(base)
    codes = {case.code for case in (*before, *measured, *included)}.union(*(part.codes for part in parts))
    if rule_set.exclusions and (parts or rule.per is not None):
        codes.add(Code.EXCLUDED)
    of_parts = nw.col(whole_column(rule.id, included=True)) if parts else None
    key = [] if rule.per is None else [rule.per]
    own = _fields(rule, rule_set)
    if isinstance(rule.measure, ReadingRows):
        table, own = rule.measure.table(), rule.measure.of_record()
        key += [] if table is None else [rule_set.tables[table].match]
    evidence = [*key, *own, *(name for part in parts for name in part.evidence)]
    beside = [*_beside(rule, rule_set), *(name for part in parts for name in part.beside)]
    return CompiledRule(
        rule=rule,
        base=_first_that_holds([*before, *measured], otherwise=of_parts),
        included=_first_that_holds(included, otherwise=base) if included or targets else None,
        code=unless_excluded(nw.col(included_column(rule.id)), exclusions),
        codes=tuple(sorted(codes)),
        before=(scope, dated.dates, *(case.code for case in before), *settling),
        exclusions=exclusions,
        waivers=tuple(dict.fromkeys([*waivers, *(name for part in parts for name in part.waivers)])),
        observed=deciding_parts([part.rule.id for part in parts]) if parts else rule.measure.observe(columns),
        evidence=tuple(dict.fromkeys(evidence)),
        beside=tuple(dict.fromkeys(beside)),
        target_parts=target_parts_of(rule, rule_set, columns),
        target_row=number_of(targets) if targets else None,
        rows=len(targets),
        parts=tuple(part.rule.id for part in parts),
        hiding=tuple(part.rule.id for part in parts if part.is_composed and part.waivers),
        settled=any_of(case.holds.fill_null(False) for case in before if case.holds is not None) if before else None,
        key=rule.per,
        real=real,
    )


def _covered(rule: Rule, period: AuditPeriod | None) -> tuple[int, int] | None:
    """The days of the period on which the rule is in force; where there are none, the last is before the first."""
    if period is None:
        return None
    first, until = (rule.in_force.from_, rule.in_force.until) if rule.in_force else (None, None)
    return day_number(max(period.first, first or period.first)), day_number(min(period.last, until or period.last))


def _without_key(rule: Rule, columns: Columns) -> list[Case]:
    """The cases in which a record does not say which unit it belongs to, whatever missing evidence means."""
    not_applicable, other = parted(unsaid(rule.per, columns) if rule.per is not None else ())
    return [*not_applicable, *other]


def _fields(rule: Rule, rule_set: RuleSet) -> Iterator[str]:
    """The fields of the measure, and those by which rows of tables pause the records, so that a reader finds them.

    A record may have no pause of its own; so what says that comes last.
    """
    pauses = getattr(rule.measure, "pauses", ())
    of_pauses = tuple(fields_of_pauses(pauses))
    yield from (name for name in rule.measure.fields() if name not in of_pauses)
    yield from (rule_set.tables[pause.table].match for pause in pauses if pause.table is not None)
    yield from of_pauses


def _beside(rule: Rule, rule_set: RuleSet) -> Iterator[str]:
    if rule.scope is not None:
        yield from rule.scope.fields()
    if rule_set.records.dated_by is not None:
        yield rule_set.records.dated_by
    if isinstance(rule.target, tuple):
        yield from fields_of(rule.target)


def _in_its_row(base: Expr, rule: str, targets: list[Fitting]) -> Iterator[Case]:
    """Where a judged record is in no row of the target table; a table of one row fits everything."""
    unknown = [row.unknown for row in targets if row.unknown is not None]
    if unknown:
        judged = (base <= int(Code.BREACH_CRITICAL)) & nw.col(target_row_column(rule)).is_null()
        yield Case(judged & any_of(unknown), Code.UNKNOWN_ROW)
        yield Case(judged, Code.NO_ROW_FITS)


def _waived(base: Expr, waivers: tuple[str, ...]) -> Iterator[Case]:
    """Where a waiver accepts a breach; one of which that is unknown does not."""
    if waivers:
        fits = any_of(nw.col(waiver_column(name)) for name in waivers)
        yield Case(is_breach(base) & fits, Code.WAIVED)


def _before_the_measure(
    rule: Rule, rule_set: RuleSet, columns: Columns, period: AuditPeriod | None, dated: Dated, scope: str | None
) -> Iterator[Case]:
    """What settles a record before its measure is asked: the period, the rule's dates, its scope, the record's id.

    A record that is surely out of scope is so whatever else stands under its id.
    """
    dated_by = rule_set.records.dated_by
    if period is not None and dated_by is not None:
        day = columns.day(dated_by)
        outside = (day < day_number(period.first)) | (day > day_number(period.last))
        yield Case(outside, Code.OUTSIDE_PERIOD)
    yield from dated.outside()
    in_scope = None if scope is None else nw.col(scope)
    if in_scope is not None:
        yield Case(~in_scope, Code.NOT_IN_SCOPE)
    identifies = rule.measure.identifies() if isinstance(rule.measure, Identifying) else ()
    # Of a rule that is made of others, these say themselves what becomes of a shared id.
    if rule_set.records.id is not None and rule_set.records.id not in identifies and not parts_of(rule):
        yield Case(nw.col(DUPLICATE), Code.DUPLICATE_ID)
    if in_scope is not None:
        yield Case(in_scope.is_null(), Code.UNKNOWN_SCOPE)
    if period is not None and dated_by is not None:
        yield Case(columns.day(dated_by).is_null(), Code.UNKNOWN_SCOPE)
    yield from dated.unknown()


def _as_the_rule_says(case: Case, rule: Rule) -> Case:
    """`missing: breach` makes a breach of missing evidence; an open record stays what `open_records` says."""
    if rule.missing == "breach" and case.code is Code.MISSING_FIELD:
        return Case(case.holds, Code.BREACH_MISSING)
    return case


def _first_that_holds(cases: list[Case], otherwise: Expr | None = None) -> Expr:
    """One flat chain: the code of the first case that holds."""
    chain: Any = nw
    for case in cases:
        if case.holds is None:
            whole: Expr = chain.otherwise(nw.lit(int(case.code)))
            return whole
        chain = chain.when(case.holds).then(nw.lit(int(case.code)))
    if otherwise is None:
        raise AssertionError("the last case of a measure holds for every record")
    last: Expr = chain.otherwise(otherwise) if cases else otherwise
    return last


def _scope_columns(rule_set: RuleSet) -> dict[str, str]:
    """By rule, the column of its scope; many rules speak of the same records, and share it."""
    first: dict[str, str] = {}
    return {
        rule.id: first.setdefault(rule.scope.model_dump_json(by_alias=True, exclude_unset=True), scope_column(rule.id))
        for rule in rule_set.rules
        if rule.scope is not None
    }


def _scopes(rule_set: RuleSet, names: Mapping[str, str], columns: Columns) -> Iterator[tuple[str, Expr]]:
    for rule in rule_set.rules:
        if rule.scope is not None and names[rule.id] == scope_column(rule.id):
            yield scope_column(rule.id), holds(rule.scope, columns)


def _exclusions(rule_set: RuleSet, columns: Columns) -> Iterator[tuple[str, Expr]]:
    for exclusion in rule_set.exclusions:
        yield exclusion_column(exclusion.id), holds(exclusion.when, columns)


def _live(waivers: Sequence[Waiver], as_of_on: date | None) -> tuple[Waiver, ...]:
    if waivers and as_of_on is None:
        raise CheckerError(
            "waivers hold from one date until another, so they depend on the moment the audit looks from; give it with "
            "--as-of, such as --as-of 2026-10-01T00:00:00+02:00"
        )
    return tuple(waiver for waiver in waivers if as_of_on is not None and waiver.state(as_of_on) == "live")


def _waivers(waivers: Sequence[Waiver], columns: Columns) -> Iterator[tuple[str, Expr]]:
    for waiver in waivers:
        everything: Expr = nw.lit(True)
        yield waiver_column(waiver.id), everything if waiver.when is None else holds(waiver.when, columns)
