"""A rule set becomes expressions: a code per record and rule, what was observed, the evidence. Nothing runs here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any

from checker.conditions import holds
from checker.expressions import any_of, nw
from checker.fields import Columns, Fault, day_number
from checker.measures.measure import Case, Identifying, Observed
from checker.outcomes import Code
from checker.periods import AuditPeriod
from checker.problems import CheckerError
from checker.ruleset.later import unsupported
from checker.ruleset.model import Rule, RuleSet
from checker.steps import Adding, Step
from checker.targets import Share
from checker.values import Fitting, chosen, constants_of, fields_of, number_of, rows_of
from checker.versions import Dated, rule_id, versions_apart
from checker.waivers import Waiver
from checker.worked_out import reads

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr

EXCLUDED = 32
"""Added to the code that a record would have if no exclusion fitted it."""

EXCLUSIONS_LEAVE = (Code.OUTSIDE_PERIOD, Code.DUPLICATE_ID)
"""The first and the last of the codes that no exclusion changes."""

ROW = "$row"
"""The column with a record's place: its file's number times 2**40, plus its number in that file."""

DUPLICATE = "$duplicate"
"""The column that says whether other records share the record's id."""


@dataclass(frozen=True)
class CompiledRule:
    """One rule as expressions over the prepared columns."""

    rule: Rule
    base: Expr
    """The code, before exclusions and target tables; to stand in `base_column`, or in `included_column` at once."""
    included: Expr | None
    """The code, had nothing been excluded; to stand in `included_column`, after the base. None: it is the base.

    After the measure come target tables, waivers, and versions that are only announced."""
    code: Expr
    """`outcomes.Code`, plus `EXCLUDED` where an exclusion fits; to stand in `code_column`, after the one before."""
    codes: tuple[Code, ...]
    """The codes that may occur, without `EXCLUDED`."""
    before: tuple[str | Code | None, ...]
    """What may settle a record before the measure is asked; rules of which it is equal settle the same records."""
    exclusions: tuple[str, ...]
    """The exclusions that may take a record out of this rule."""
    waivers: tuple[str, ...]
    """The live waivers that may accept a breach of this rule."""
    observed: Observed
    evidence: tuple[str, ...]
    """The fields that a reader needs to follow what was observed."""
    beside: tuple[str, ...]
    """The fields that decide whether the rule speaks of a record, and which target is its own."""
    targets: tuple[Share, ...]
    """The target, or one for each row of its table; empty for figures only."""
    target_row: Expr | None
    """Which row of the target table is the record's."""


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
    rules: tuple[CompiledRule, ...]
    waivers: tuple[Waiver, ...] = ()
    """Those that hold on the as-of date."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """How the typed records are made ready."""
        return (*self.worked_out, *self.made, self.conditions)

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
    its own (see `versions`). Raises CheckerError for a part of the language that is not judged yet, and where a version
    or a waiver needs the as-of date and it is not known.
    """
    for part in unsupported(rule_set):
        raise CheckerError(f"{part.message}: {part.trail[-1]}")
    rule_set = versions_apart(rule_set)
    columns = replace(rule_set.columns(as_of), apart=apart)
    scopes = _scope_columns(rule_set)
    live = _live(waivers, as_of_on)
    conditions = dict([*_exclusions(rule_set, columns), *_waivers(live, columns), *_scopes(rule_set, scopes, columns)])
    worked_out = tuple(_worked_out(rule_set, columns))
    looked_at = LookedAt(period, as_of_on, live)
    rules = tuple(_compiled(rule, rule_set, columns, looked_at, scopes.get(rule.id)) for rule in rule_set.rules)
    made = tuple(columns.made.values())
    return CompiledRuleSet(rule_set, columns, worked_out, made, Adding(conditions), rules, live)


@dataclass(frozen=True)
class LookedAt:
    """How the records are looked at: over which dates, on which date, and which breaches are accepted."""

    period: AuditPeriod | None
    as_of_on: date | None
    waivers: tuple[Waiver, ...]


def exclusion_column(exclusion: str) -> str:
    """The column that says whether an exclusion fits a record; null where that is unknown."""
    return f"$excluded${exclusion}"


def waiver_column(waiver: str) -> str:
    """The column that says whether a waiver fits a record; null where that is unknown."""
    return f"$waived${waiver}"


def scope_column(rule: str) -> str:
    """The column that says whether a record is in a rule's scope; null where that is unknown."""
    return f"$scope${rule}"


def base_column(rule: str) -> str:
    """The column with a record's code before exclusions and target tables."""
    return f"$base${rule}"


def included_column(rule: str) -> str:
    """The column with a record's code under a rule, had nothing been excluded."""
    return f"$included${rule}"


def code_column(rule: str) -> str:
    """The column with a record's code under a rule, exclusions included."""
    return f"$code${rule}"


def target_row_column(rule: str) -> str:
    """The column with the row of the target table that is a record's."""
    return f"$target${rule}"


def _compiled(rule: Rule, rule_set: RuleSet, columns: Columns, looked_at: LookedAt, scope: str | None) -> CompiledRule:
    dated_by = rule_set.records.dated_by
    dated = Dated(rule, partial(columns.day, dated_by) if dated_by else None, looked_at.as_of_on)
    before = list(_before_the_measure(rule, rule_set, columns, looked_at.period, dated, scope))
    cases = [
        *before,
        *(_as_the_rule_says(case, rule) for case in rule.measure.within(columns)),
    ]
    targets = rows_of(rule.target, columns) if isinstance(rule.target, tuple) else []
    exclusions = tuple(exclusion.id for exclusion in rule_set.exclusions if rule.id not in exclusion.except_)
    waivers = tuple(waiver.id for waiver in looked_at.waivers if {rule.id, rule_id(rule.id)} & set(waiver.rules))
    base = nw.col(base_column(rule.id))
    after = [
        *dated.announced(base, [nw.col(exclusion_column(name)) for name in exclusions]),
        *_in_its_row(base, rule.id, targets),
        *_waived(base, waivers),
    ]
    return CompiledRule(
        rule=rule,
        base=_first_that_holds(cases),
        included=_first_that_holds(after, otherwise=base) if after or targets else None,
        code=_unless_excluded(nw.col(included_column(rule.id)), exclusions),
        codes=tuple(sorted({case.code for case in (*cases, *after)})),
        before=(scope, dated.dates, *(case.code for case in before)),
        exclusions=exclusions,
        waivers=waivers,
        observed=rule.measure.observe(columns),
        evidence=tuple(dict.fromkeys(rule.measure.fields())),
        beside=tuple(dict.fromkeys(_beside(rule, rule_set))),
        targets=_targets(rule),
        target_row=number_of(targets) if targets else None,
    )


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
        yield Case(base.is_between(int(Code.BREACH), int(Code.BREACH_CRITICAL)) & fits, Code.WAIVED)


def _unless_excluded(code: Expr, exclusions: tuple[str, ...]) -> Expr:
    """The code, marked where exclusions fit; outside the period, out of scope or a duplicate stays what it is."""
    if not exclusions:
        return code
    fits = any_of(nw.col(exclusion_column(name)) for name in exclusions)
    first, last = (int(end) for end in EXCLUSIONS_LEAVE)
    stays = code.is_between(first, last)
    marked: Expr = nw.when(fits & ~stays).then(code + EXCLUDED).otherwise(code)
    return marked


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
    if rule_set.records.id is not None and rule_set.records.id not in identifies:
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


def _targets(rule: Rule) -> tuple[Share, ...]:
    """The shares that are judged; anything else was refused before (see `later`)."""
    return tuple(target for target in constants_of(rule.target) if isinstance(target, Share))


def _worked_out(rule_set: RuleSet, columns: Columns) -> Iterator[Step]:
    """The worked-out fields, each after those that it reads; a value that cannot be worked out is missing."""
    for name in in_order(rule_set):
        rows = rows_of(rule_set.worked_out[name], columns)
        text = columns.fields[name].family == "text"
        values = columns.fields[name].values
        added = {name: chosen(rows, partial(_constant, name, columns), text=text)}
        if values:
            added[f"{name}$word"] = chosen(rows, partial(_number_of_word, values))
        yield Adding(added)
        fault = nw.when(nw.col(name).is_null()).then(nw.lit(int(Fault.MISSING)))
        yield Adding({f"{name}$fault": fault.otherwise(nw.lit(int(Fault.NONE)))})


def _constant(name: str, columns: Columns, row: Fitting) -> Expr:
    constant: Expr = nw.lit(columns.constant(name, row.value))
    return constant


def _number_of_word(words: Sequence[str], row: Fitting) -> Expr:
    number: Expr = nw.lit(words.index(row.value) + 1)
    return number


def in_order(rule_set: RuleSet) -> list[str]:
    """The worked-out fields in an order in which each stands after those that it reads."""
    read = {name: dict.fromkeys(reads(form)) for name, form in rule_set.worked_out.items()}
    order = TopologicalSorter({name: [each for each in fields if each in read] for name, fields in read.items()})
    return list(order.static_order())


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
