"""Records made up to tell a changed rule from the rule as it is: one that does is shown to the author.

The records are all combinations of the cells that can matter: every word of a choice, each bound with its neighbours,
each limit with its neighbours, and every way in which a cell says nothing. Where they are all there are, and none tells
the two apart, the change changes nothing. Where there are too many combinations, or a part is compared in a way that
has no such cells, some are tried and nothing is proved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from random import Random
from typing import TYPE_CHECKING, Any

from checker.compilation import CompiledRule, CompiledRuleSet, compile_rule_set
from checker.counting import RULES_AT_ONCE, with_included_codes
from checker.expressions import nw
from checker.fields import moment_number
from checker.made_columns import ROW, exclusion_column, included_column, target_row_column
from checker.outcomes import Code, Outcome, meaning_of
from checker.preparation import prepared
from checker.problems import excerpt
from checker.ruleset.model import Rule, RuleSet
from checker.ruleset.yaml12 import Trail
from checker.ruletests.cells import UNREADABLE_CELL, Cells, cells_of
from checker.ruletests.changed_rules import changed_rules
from checker.ruletests.limits import holds_another_limit
from checker.ruletests.noticing import fields_read
from checker.ruletests.rows import CASE, Row, write_rows
from checker.ruletests.running import Together
from checker.ruletests.walking import reads
from checker.sources import open_records
from checker.values import constants_of, fields_of

if TYPE_CHECKING:
    from narwhals.stable.v2 import LazyFrame

FEW_RECORDS = 2_000
"""So many combinations are tried first."""

MOST_RECORDS = 40_000
"""So many are tried where all that matter are no more."""

_VALUES_DIFFER = 3

_NOTHING_DIFFERS = "no record is judged otherwise"


@dataclass(frozen=True)
class Found:
    """What is found of a change that no case noticed: a record that shows it, or that there is none."""

    said: str
    is_equivalent: bool


@dataclass(frozen=True)
class _MadeUp:
    """Records made up, and whether they are all that can matter."""

    rows: Sequence[Row]
    is_complete: bool
    defaults: Collection[str] = ()
    """The fields that the tests fill where a case does not."""


def explore_rule(group: Together, rule: Rule, changed: Mapping[int, Rule]) -> dict[int, Found]:
    """Look for records that tell each changed rule from the rule as it is: among a few first, then among all."""
    rule, *others = _undated([rule, *changed.values()])
    changed = dict(zip(changed, others, strict=True))
    names = sorted(_reads(group.rule_set, [rule, *changed.values()]))
    cells = cells_of(group.compiled.columns, names, [rule, *changed.values()], group.as_of, group.rule_set)
    found: dict[int, Found] = {}
    for made_up in _made_up(group, cells):
        left = {place: each for place, each in changed.items() if place not in found}
        if left:
            found |= _told_apart(group, rule, left, made_up, names)
    return found


def _undated(rules: Iterable[Rule]) -> list[Rule]:
    """The rules without the dates from which and until which they are in force, which all of them share."""
    return [rule.model_copy(update={"in_force": None, "announced_from": None}) for rule in rules]


def _told_apart(
    group: Together, rule: Rule, changed: Mapping[int, Rule], made_up: _MadeUp, names: Sequence[str]
) -> dict[int, Found]:
    places = list(changed)
    dozens = [places[start : start + RULES_AT_ONCE - 1] for start in range(0, len(places), RULES_AT_ONCE - 1)]
    variants = [
        _narrowed(
            changed_rules(group.rule_set, {-1: rule, **{place: changed[place] for place in some}}, alone=True), names
        )
        for some in dozens
    ]
    found: dict[int, Found] = {}
    for some, (compiled, frame) in zip(dozens, _read(group, variants, made_up.rows), strict=True):
        told = [_told(group, frame, each) for each in compiled.rules]
        for place, its in zip(some, told[1:], strict=True):
            compared = _without_limits if holds_another_limit(rule, changed[place]) else _as_told
            what = _difference(made_up, compared(told[0]), compared(its))
            if what:
                found[place] = what
    return found


def explore_shared(group: Together, trail: Trail, changed: RuleSet) -> Found | None:
    """Look for records that tell what rules share, as it was changed, from what it is."""
    if "except" in trail:
        return None
    rule_set = group.rule_set
    is_worked_out = trail[0] == "worked_out"
    if is_worked_out:
        name = str(trail[1])
        parts: list[Any] = [rule_set.worked_out[name], changed.worked_out[name]]
        read = reads(rule_set, (each for part in parts for each in fields_of(part)))
    else:
        position = int(trail[1])
        exclusion = rule_set.exclusions[position]
        name = exclusion.id
        its = next((each for each in changed.exclusions if each.id == name), None)
        if its is None:
            return None
        parts = [exclusion.when, its.when]
        read = reads(rule_set, (each for part in parts for each in part.fields()))
    names = sorted(each for each in read if each in rule_set.records.fields)
    cells = cells_of(group.compiled.columns, names, parts, group.as_of, rule_set)
    *_, (rows_made_up, is_complete) = ((each.rows, each.is_complete) for each in _made_up(group, cells))
    variants = [
        _narrowed(each.model_copy(update={"records": rule_set.records, "rules": ()}), names)
        for each in (rule_set, changed)
    ]
    column = name if is_worked_out else exclusion_column(name)
    values = [
        {row - 1: value for row, value in group.engine.rows(frame.select(nw.col(ROW), nw.col(column)))}
        for _, frame in _read(group, variants, rows_made_up)
    ]
    for place, row in enumerate(rows_made_up):
        before, after = (value[place] for value in values)
        if before != after:
            words = [_shown(value, is_worked_out=is_worked_out) for value in (before, after)]
            return Found(
                f"{_cells(row, group.suite.tests.defaults)} shows it: {words[0]} becomes {words[1]}",
                is_equivalent=False,
            )
    return Found("no record is told apart by it", is_equivalent=True) if is_complete else None


def _shown(value: Any, *, is_worked_out: bool) -> str:
    if value is None:
        return "unknown"
    return str(value) if is_worked_out else "excluded" if value else "not excluded"


def _reads(rule_set: RuleSet, rules: Sequence[Rule]) -> set[str]:
    return {name for name in reads(rule_set, iter(fields_read(rules, rule_set))) if name in rule_set.records.fields}


def _narrowed(rule_set: RuleSet, names: Sequence[str]) -> RuleSet:
    """The rule set over records with no more than these fields, which are read in a part of the time."""
    records = rule_set.records
    kept = {*names, CASE, *([records.id] if records.id else [])}
    fields = {name: field for name, field in records.fields.items() if name in kept}
    worked_out = {
        name: rows
        for name, rows in rule_set.worked_out.items()
        if reads(rule_set, iter([name])) <= {*kept, *rule_set.worked_out}
    }
    exclusions = tuple(
        exclusion
        for exclusion in rule_set.exclusions
        if reads(rule_set, exclusion.when.fields()) <= {*kept, *rule_set.worked_out}
    )
    # Where each record has its own time zone, what differs is looked for in one; what names it may be left out.
    zone = "UTC" if records.has_own_zones else records.time_zone
    narrow = records.model_copy(update={"fields": fields, "dated_by": None, "last_row": None, "time_zone": zone})
    rules = tuple(_undated(rule_set.rules))
    changed = {"records": narrow, "worked_out": worked_out, "exclusions": exclusions, "rules": rules}
    return rule_set.model_copy(update=changed)


# ---- the records


def _made_up(group: Together, cells: Cells) -> Iterator[_MadeUp]:
    """All combinations of cells; where they are many, some of them first; where they are too many, only these."""
    defaults = group.suite.tests.defaults
    count = prod(len(pool) for pool in cells.pools)
    if count > FEW_RECORDS:
        random = Random(0)
        plain = [[cell for cell in pool if _says_something(cell)] or list(pool) for pool in cells.pools]
        some = [
            tuple(random.choice(pool) for pool in (cells.pools if number % 2 else plain))
            for number in range(FEW_RECORDS)
        ]
        yield _MadeUp(_rows(group, some), False, defaults)
    if count <= MOST_RECORDS:
        yield _MadeUp(_rows(group, product(*cells.pools)), cells.is_complete, defaults)


def _says_something(cells: Mapping[str, str | None]) -> bool:
    return all(cell is not None and cell != UNREADABLE_CELL for cell in cells.values())


def _rows(group: Together, combinations: Iterable[tuple[Mapping[str, str | None], ...]]) -> list[Row]:
    identity = group.rule_set.records.id
    rows = []
    for number, combination in enumerate(combinations):
        written = {name: cell for part in combination for name, cell in part.items()}
        named = {identity: f"r{number}"} if identity and identity not in written else {}
        rows.append(Row(number, str(number), str(number), {**named, **written}))
    return rows


def _read(
    group: Together, variants: Sequence[RuleSet], rows: Sequence[Row]
) -> Iterator[tuple[CompiledRuleSet, LazyFrame[Any]]]:
    """The records made ready for each of several rule sets; they are read once."""
    as_of = moment_number(group.as_of) if group.as_of else None
    compiled = [compile_rule_set(variant, as_of=as_of, apart=(CASE,)) for variant in variants]
    records = variants[0].records
    write_rows(rows, variants[0], group.word, group.scratch)
    days = frozenset[str]().union(*(each.days for each in compiled))
    table = open_records([group.scratch], records, group.engine.connection, days=days)
    for each in compiled:
        ready = prepared(group.engine, group.engine.frame(table.relation), each, table.read, group.tables)
        yield each, ready.frame


def _told(group: Together, frame: LazyFrame[Any], rule: CompiledRule) -> dict[int, tuple[Any, ...]]:
    """By record: its code, what is observed, its limit, its unit, and the target that is its own."""
    nothing = nw.lit(None, nw.Int64)
    observed, name = rule.observed, rule.rule.id
    coded = with_included_codes(frame, [rule])
    columns = [
        nw.col(ROW),
        nw.col(included_column(name)),
        nothing if observed.value is None else observed.value,
        nothing if observed.limit is None else observed.limit,
        nw.lit(0) if observed.unit is None else observed.unit,
        nothing if rule.target_row is None else nw.col(target_row_column(name)),
    ]
    rows = group.engine.rows(coded.select(*(each.alias(f"$told${place}") for place, each in enumerate(columns))))
    units, targets = observed.units or ("",), list(constants_of(rule.rule.target))
    return {
        row - 1: (code, value, limit, units[unit or 0], targets[target] if target is not None else None)
        for row, code, value, limit, unit, target in rows
    }


def _as_told(told: dict[int, tuple[Any, ...]]) -> dict[int, tuple[Any, ...]]:
    return told


def _without_limits(told: dict[int, tuple[Any, ...]]) -> dict[int, tuple[Any, ...]]:
    """What no case would notice a change by is left out: its limit."""
    return {row: (code, value, None, *others) for row, (code, value, _, *others) in told.items()}


def _difference(
    made_up: _MadeUp, before: Mapping[int, tuple[Any, ...]], after: Mapping[int, tuple[Any, ...]]
) -> Found | None:
    """A record that is judged otherwise, and as plainly as any is; else whether there is none."""
    best: tuple[int, int] | None = None
    for place in range(len(made_up.rows)):
        one, other = before[place], after[place]
        how = 9 if one == other else _how_it_differs(one, other)
        if how < 9 and (best is None or how < best[0]):
            best = how, place
        if how == 0:
            break
    if best is None:
        return Found(_NOTHING_DIFFERS, is_equivalent=True) if made_up.is_complete else None
    how, shown = best
    was, becomes = meaning_of(before[shown][0]), meaning_of(after[shown][0])
    said = f"{_cells(made_up.rows[shown], made_up.defaults)} shows it: {_words(was)} becomes {_words(becomes)}"
    if how == _VALUES_DIFFER:
        what = "another target" if before[shown][4] != after[shown][4] else "another value observed, or limit"
        said = f"{_cells(made_up.rows[shown], made_up.defaults)} shows it: {what}"
    return Found(said, is_equivalent=False)


def _how_it_differs(one: tuple[Any, ...], other: tuple[Any, ...]) -> int:
    """The plainer the difference the smaller: both judged, another outcome, another reason, other values; 9: none."""
    was, becomes = meaning_of(one[0]), meaning_of(other[0])
    if was.outcome != becomes.outcome:
        return 0 if {was.outcome, becomes.outcome} == {Outcome.KEPT, Outcome.BREACH} else 1
    if was.reason != becomes.reason:
        return 2
    is_judged = was.outcome in (Outcome.KEPT, Outcome.BREACH)
    return _VALUES_DIFFER if one[1:4] != other[1:4] or (is_judged and one[4] != other[4]) else 9


def _words(code: Code) -> str:
    reason = f" ({code.reason.value})" if code.reason else ""
    return f"{code.outcome.value}{reason}".replace("_", " ")


def _cells(row: Row, defaults: Collection[str]) -> str:
    """The cells of a record as they would be written in a case; what was not recorded is null where a default fills it.

    What neither the record nor a default says is left out.
    """
    cells = [
        f"{name}: {'null' if cell is None else excerpt(cell)}"
        for name, cell in row.cells.items()
        if (cell is not None or name in defaults) and not _is_made_up(name, row)
    ]
    return "{" + ", ".join(cells) + "}"


def _is_made_up(name: str, row: Row) -> bool:
    return row.cells[name] == f"r{row.case}"
