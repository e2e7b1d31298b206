"""How worked-out fields are worked out: the steps that add them to the records, each after those that it reads.

A worked-out field stands in columns like any other (see `fields`): its value, what is wrong with it, for a moment its
local date where a rule asks for it, for a choice the number of its word. What is wrong with the fields that it is made
of is wrong with it as well: it does not apply, was not checked, cannot be read, contradicts itself or is missing, the
first of these that holds of one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from graphlib import TopologicalSorter
from operator import add
from typing import TYPE_CHECKING, Any

from checker.expressions import all_of, any_of, nw, quotient
from checker.fields import Columns, Fault
from checker.looking_up import Counting, LookingUp, with_fault_of
from checker.months import month_stages
from checker.ruleset.model import RuleSet
from checker.steps import Beside, Step
from checker.values import Fitting, chosen, rows_of
from checker.worked_out import (
    Difference,
    Earliest,
    Elapsed,
    Latest,
    Lookup,
    Month,
    Quarter,
    Ratio,
    RowCount,
    Sum,
    Year,
    reads,
)
from checker.written import LARGEST, MILLIONTHS

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr, LazyFrame

_MOST = LARGEST * MILLIONTHS
"""The largest number, in millionths, that a record holds."""


@dataclass(frozen=True)
class Staged:
    """Columns that are expressions over a record, in stages: each may read those of the stages before it.

    A column whose name begins with $ is for later stages only.
    """

    stages: tuple[Mapping[str, Expr], ...]

    def take(self, frame: LazyFrame[Any], beside: Beside) -> LazyFrame[Any]:
        """The records with the columns that are not there yet."""
        there = frame.columns
        new = [name for stage in self.stages for name in stage if not name.startswith("$") and name not in there]
        if not new:
            return frame
        staged = frame
        for stage in self.stages:
            staged = staged.with_columns(
                *(expression.alias(name) for name, expression in stage.items() if name not in there)
            )
        return staged.select(*there, *new)


def working_out(rule_set: RuleSet, columns: Columns) -> tuple[Step, ...]:
    """The steps that add the worked-out fields; to be asked for once every rule was compiled.

    What rules ask of a worked-out moment's local date is asked of the fields that it is made of: so the last is made
    first.
    """
    order = in_order(rule_set)
    together: dict[tuple[str, str | None], dict[str, str]] = {}
    for name in order:
        form = rule_set.worked_out[name]
        if isinstance(form, Lookup):
            table, _, field = form.lookup.partition(".")
            together.setdefault((table, form.at), {})[name] = field
    steps: list[Step] = []
    for name in reversed(order):
        form = rule_set.worked_out[name]
        if isinstance(form, Lookup):
            wanted = together[form.lookup.partition(".")[0], form.at]
            if next(iter(wanted)) == name:  # what is looked up in the same rows is looked up with the first of them
                steps.append(LookingUp.of(rule_set, columns, form, wanted))
        elif isinstance(form, RowCount):
            steps.append(Counting.of(rule_set, columns, form, name))
        else:
            steps.append(Staged(tuple(_added(name, form, columns))))
    return tuple(reversed(steps))


def in_order(rule_set: RuleSet) -> list[str]:
    """The worked-out fields in an order in which each stands after those that it reads."""
    read = {name: dict.fromkeys(reads(form, rule_set.tables)) for name, form in rule_set.worked_out.items()}
    order = TopologicalSorter({name: [each for each in fields if each in read] for name, fields in read.items()})
    return list(order.static_order())


def _added(name: str, form: Any, columns: Columns) -> Iterator[Mapping[str, Expr]]:
    """The columns of a field that its own record says; a mapping may read those of the mapping before."""
    match form:
        case tuple():
            yield from _classified(name, form, columns)
        case Earliest(earliest=fields):
            yield from _first(name, fields, columns, nw.min_horizontal)
        case Latest(latest=fields):
            yield from _first(name, fields, columns, nw.max_horizontal)
        case Sum(sum=fields):
            parts = [_small(field, len(fields)) for field in fields]
            yield _number(name, fields, columns, reduce(add, parts), _too_large(fields, len(fields)))
        case Difference(difference=fields):
            first, second = (_small(field, 2) for field in fields)
            yield _number(name, fields, columns, first - second, _too_large(fields, 2))
        case Ratio(ratio=fields):
            yield from _ratio(name, fields, columns)
        case Elapsed(elapsed=(first, second)):
            span = nw.col(second) - nw.col(first)
            is_reversed = nw.col(second) < nw.col(first)
            value = nw.when(~is_reversed).then(span)
            yield {
                name: value,
                f"{name}$fault": with_fault_of([first, second], columns, [(is_reversed, Fault.CONTRADICTORY)]),
            }
        case Quarter(quarter=field) | Month(month=field) | Year(year=field):
            yield from month_stages(name, columns.day(field))
            yield {f"$whole${name}": nw.col(f"$months${name}") // 12, f"$rest${name}": nw.col(f"$months${name}") % 12}
            yield {name: _named(name, form), f"{name}$fault": with_fault_of([field], columns)}


# ---- classifications


def _classified(name: str, rows: tuple[Any, ...], columns: Columns) -> Iterator[Mapping[str, Expr]]:
    """The value of the first row that fits; a value that cannot be worked out is missing."""
    fitting = rows_of(rows, columns)
    model = columns.fields[name]
    added = {name: chosen(fitting, partial(_constant, name, columns), text=model.family == "text")}
    if model.values:
        added[f"{name}$word"] = chosen(fitting, partial(_number_of_word, model.values))
    yield added
    fault = nw.when(nw.col(name).is_null()).then(nw.lit(int(Fault.MISSING)))
    yield {f"{name}$fault": fault.otherwise(nw.lit(int(Fault.NONE)))}


def _constant(name: str, columns: Columns, row: Fitting) -> Expr:
    constant: Expr = nw.lit(columns.constant(name, row.value))
    return constant


def _number_of_word(words: Sequence[str], row: Fitting) -> Expr:
    number: Expr = nw.lit(words.index(row.value) + 1)
    return number


# ---- moments and dates


def _first(name: str, fields: Sequence[str], columns: Columns, end: Any) -> Iterator[Mapping[str, Expr]]:
    """The earliest or latest of what is recorded, where no other may come before it for all we know."""
    doubts = [
        (any_of(columns.is_fault(field, *faults) for field in fields), fault)
        for faults, fault in (
            ((Fault.NOT_CHECKED,), Fault.NOT_CHECKED),
            ((Fault.UNREADABLE, Fault.NO_SUCH_LOCAL_TIME), Fault.UNREADABLE),
            ((Fault.CONTRADICTORY,), Fault.CONTRADICTORY),
        )
    ]
    of_all = end(*fields)
    yield {name: nw.when(~any_of(holds for holds, _ in doubts)).then(of_all)}
    chain: Any = nw
    for holds, fault in doubts:
        chain = chain.when(holds).then(nw.lit(int(fault)))
    not_applicable = all_of(columns.is_fault(field, Fault.NOT_APPLICABLE) for field in fields)
    chain = chain.when(not_applicable).then(nw.lit(int(Fault.NOT_APPLICABLE)))
    chain = chain.when(nw.col(name).is_null()).then(nw.lit(int(Fault.MISSING)))
    rest = {f"{name}$fault": chain.otherwise(nw.lit(int(Fault.NONE)))}
    if name in columns.days:
        # Of two moments the later one may have the earlier local date, where clocks go back over midnight.
        day: Any = nw
        for field in fields:
            day = day.when(nw.col(name) == nw.col(field)).then(columns.day(field))
        rest[f"{name}$day"] = day
    yield rest


def _named(name: str, form: Quarter | Month | Year) -> Expr:
    """The name of the period: 2026-Q1, 2026-03 or 2026; years have four digits (see `EARLIEST_YEAR`)."""
    year = nw.col(f"$whole${name}").cast(nw.String)
    month = nw.col(f"$rest${name}")
    match form:
        case Quarter():
            return nw.concat_str(year, nw.lit("-Q"), (month // 3 + 1).cast(nw.String))
        case Month():
            return nw.concat_str(year, nw.lit("-"), (month + 101).cast(nw.String).str.slice(1))
    return year


# ---- numbers


def _small(field: str, parts: int) -> Expr:
    """A number so small that a sum of so many of its size can be held; null where it is not."""
    value: Expr = nw.when(nw.col(field).is_between(-(_MOST // parts), _MOST // parts)).then(nw.col(field))
    return value


def _too_large(fields: Sequence[str], parts: int) -> Expr:
    return any_of(~nw.col(field).is_between(-(_MOST // parts), _MOST // parts) for field in fields)


def _number(name: str, fields: Sequence[str], columns: Columns, value: Expr, too_large: Expr) -> Mapping[str, Expr]:
    return {name: value, f"{name}$fault": with_fault_of(fields, columns, [(too_large, Fault.UNREADABLE)])}


def _ratio(name: str, fields: Sequence[str], columns: Columns) -> Iterator[Mapping[str, Expr]]:
    """The quotient, rounded down to six decimals, so that `at_least` and `below` are exact.

    By long division, since a number times a million may be more than an engine's integers hold.
    """
    first, second = (nw.col(field) for field in fields)
    low, most = f"$low${name}", _MOST // 10  # a rest times ten is held
    can_divide = (second != 0) & second.is_between(-most, most)
    turned = nw.when(can_divide & (second < 0))
    yield {
        f"$over${name}": turned.then(-first).when(can_divide).then(first),
        f"$under${name}": turned.then(-second).when(can_divide).then(second),
    }
    under = nw.col(f"$under${name}")
    yield {low: quotient(nw.col(f"$over${name}"), under), f"$rest${name}": nw.col(f"$over${name}") % under}
    rest = f"$rest${name}"
    decimals: Expr = nw.lit(0)
    for place in range(6):
        digit, left, tens = (f"${part}${place}${name}" for part in ("digit", "rest", "tens"))
        yield {tens: nw.col(rest) * 10}
        yield {digit: quotient(nw.col(tens), under), left: nw.col(tens) % under}
        decimals, rest = decimals * 10 + nw.col(digit), left
    held = nw.col(low).is_between(-LARGEST, LARGEST - 1)
    value = nw.when(held).then(nw.col(low) * MILLIONTHS + decimals)
    too_large = ~second.is_between(-most, most) | ~held
    yield {
        name: value,
        f"{name}$fault": with_fault_of(fields, columns, [(second == 0, Fault.MISSING), (too_large, Fault.UNREADABLE)]),
    }
