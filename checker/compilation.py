"""A rule set becomes expressions: a code per record and rule, what was observed, the evidence. Nothing runs here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any

from checker.conditions import holds
from checker.expressions import any_of, nw
from checker.fields import Columns, Fault, day_number
from checker.measures.measure import Case, Identifying, Observed, chosen, number_of
from checker.outcomes import Code
from checker.periods import AuditPeriod
from checker.problems import CheckerError
from checker.ruleset.later import unsupported
from checker.ruleset.model import Rule, RuleSet
from checker.steps import Adding, Step
from checker.targets import Share
from checker.values import Fitting, constants_of, fields_of, rows_of
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
    """The code, had nothing been excluded; to stand in `included_column`, after the base. None: it is the base."""
    code: Expr
    """`outcomes.Code`, plus `EXCLUDED` where an exclusion fits; to stand in `code_column`, after the one before."""
    codes: tuple[Code, ...]
    """The codes that may occur, without `EXCLUDED`."""
    before: tuple[str | Code | None, ...]
    """What may settle a record before the measure is asked; rules of which it is equal settle the same records."""
    exclusions: tuple[str, ...]
    """The exclusions that may take a record out of this rule."""
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

    @property
    def steps(self) -> tuple[Step, ...]:
        """How the typed records are made ready."""
        return (*self.worked_out, *self.made, self.conditions)

    @property
    def days(self) -> frozenset[str]:
        """The moments of which the local date is needed."""
        return frozenset(self.columns.days)


def compile_rule_set(
    rule_set: RuleSet, *, as_of: int | None = None, period: AuditPeriod | None = None, apart: tuple[str, ...] = ()
) -> CompiledRuleSet:
    """Turn a loaded rule set into expressions; `as_of` is in microseconds since 1970-01-01 UTC.

    `apart`: columns of which only records that agree in them are compared with each other. Raises CheckerError for a
    part of the language that is not judged yet.
    """
    for part in unsupported(rule_set):
        raise CheckerError(f"{part.message}: {part.trail[-1]}")
    columns = replace(rule_set.columns(as_of), apart=apart)
    scopes = _scope_columns(rule_set)
    conditions = dict([*_exclusions(rule_set, columns), *_scopes(rule_set, scopes, columns)])
    worked_out = tuple(_worked_out(rule_set, columns))
    rules = tuple(_compiled(rule, rule_set, columns, period, scopes.get(rule.id)) for rule in rule_set.rules)
    return CompiledRuleSet(rule_set, columns, worked_out, tuple(columns.made.values()), Adding(conditions), rules)


def exclusion_column(exclusion: str) -> str:
    """The column that says whether an exclusion fits a record; null where that is unknown."""
    return f"$excluded${exclusion}"


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


def _compiled(
    rule: Rule, rule_set: RuleSet, columns: Columns, period: AuditPeriod | None, scope: str | None
) -> CompiledRule:
    before = list(_before_the_measure(rule, rule_set, columns, period, scope))
    cases = [
        *before,
        *(_as_the_rule_says(case, rule) for case in rule.measure.within(columns)),
    ]
    codes = {case.code for case in cases}
    targets = rows_of(rule.target, columns) if isinstance(rule.target, tuple) else []
    exclusions = tuple(exclusion.id for exclusion in rule_set.exclusions if rule.id not in exclusion.except_)
    return CompiledRule(
        rule=rule,
        base=_first_that_holds(cases),
        included=_in_its_row(nw.col(base_column(rule.id)), rule.id, targets) if targets else None,
        code=_unless_excluded(nw.col(included_column(rule.id)), exclusions),
        codes=tuple(sorted(codes | ({Code.UNKNOWN_ROW, Code.NO_ROW_FITS} if targets else set()))),
        before=(scope, *(case.code for case in before)),
        exclusions=exclusions,
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


def _in_its_row(base: Expr, rule: str, targets: list[Fitting]) -> Expr:
    """The base code, or that no row of the target table is the record's."""
    judged = (base <= int(Code.BREACH_CRITICAL)) & nw.col(target_row_column(rule)).is_null()
    unknown = [row.unknown for row in targets if row.unknown is not None]
    if not unknown:  # a table of one row, which fits everything
        return base
    chain = nw.when(judged & any_of(unknown)).then(nw.lit(int(Code.UNKNOWN_ROW)))
    code: Expr = chain.when(judged).then(nw.lit(int(Code.NO_ROW_FITS))).otherwise(base)
    return code


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
    rule: Rule, rule_set: RuleSet, columns: Columns, period: AuditPeriod | None, scope: str | None
) -> Iterator[Case]:
    """What settles a record before its measure is asked: the period, the rule's scope, its id.

    A record that is surely out of scope is so whatever else stands under its id.
    """
    dated_by = rule_set.records.dated_by
    if period is not None and dated_by is not None:
        day = columns.day(dated_by)
        outside = (day < day_number(period.first)) | (day > day_number(period.last))
        yield Case(outside, Code.OUTSIDE_PERIOD)
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


def _as_the_rule_says(case: Case, rule: Rule) -> Case:
    """`missing: breach` makes a breach of missing evidence; an open record stays what `open_records` says."""
    if rule.missing == "breach" and case.code is Code.MISSING_FIELD:
        return Case(case.holds, Code.BREACH_MISSING)
    return case


def _first_that_holds(cases: list[Case]) -> Expr:
    """One flat chain: the code of the first case that holds."""
    chain: Any = nw
    for case in cases:
        if case.holds is None:
            whole: Expr = chain.otherwise(nw.lit(int(case.code)))
            return whole
        chain = chain.when(case.holds).then(nw.lit(int(case.code)))
    raise AssertionError("the last case of a measure holds for every record")


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
