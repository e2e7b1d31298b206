"""Rows of another table that pause a record, of which nobody can say when: what is wrong with them, by the key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from checker.expressions import any_of, nw
from checker.fields import UNREADABLE, Columns, Fault, column_name
from checker.outcomes import Code
from checker.own_zones import hear_zones, on_clocks, with_clock
from checker.pauses import Pause
from checker.steps import Beside

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr, LazyFrame

_DOUBTS = (Code.UNREADABLE_VALUE, Code.NOT_CHECKED, Code.FAULTY_EVIDENCE)
"""What may be wrong with a row, the gravest last."""


def doubts(columns: Columns, pause: Pause, is_reversed: Callable[[Columns, str, str], Expr]) -> Mapping[Code, Expr]:
    """By what is wrong: whether it is wrong with some row of the pause's table that has the record's key."""
    name = column_name(f"$doubts${pause.from_}~{pause.to}")
    if name not in columns.made:
        own = replace(columns, made={})
        match = columns.matches[str(pause.table)]
        columns.made[name] = Doubting(name, match, pause, own, is_reversed(own, pause.from_, pause.to))
    return {code: nw.col(f"{name}${code.name}") > 0 for code in _DOUBTS}


@dataclass(frozen=True)
class Doubting:
    """Adds of how many rows of the record's key nobody can say when they paused, for each kind of doubt.

    A row that says a beginning does not apply, and no end, is no pause; one without either says that there was one.
    """

    name: str
    match: str
    pause: Pause
    columns: Columns
    is_reversed: Expr

    def take(self, frame: LazyFrame[Any], beside: Beside) -> LazyFrame[Any]:
        """The records with the numbers."""
        names = {code: f"{self.name}${code.name}" for code in _DOUBTS}
        if set(names.values()) <= set(frame.columns):
            return frame
        key = column_name(f"{self.pause.table}.{self.match}")
        rows, records = beside.tables[str(self.pause.table)], frame
        if hear_zones(self.columns.made):
            records, beside = with_clock(frame, beside)
            rows = on_clocks(rows, key, records, self.match, beside)
        for step in self.columns.made.values():
            rows = step.take(rows, beside)
        wrong = {f"$sum{place}": holds for place, holds in enumerate(self._doubts())}
        told = rows.filter(~nw.col(key).is_null()).select(
            *beside.keyed(key), *(holds.cast(nw.Int64).alias(name) for name, holds in wrong.items())
        )
        by = beside.key
        doubtful = told.filter(any_of(nw.col(name) > 0 for name in wrong))
        summed = doubtful.group_by(*by).agg(*(nw.col(name).sum() for name in wrong))
        joined = records.join(beside.keep(summed), how="left", left_on=[*beside.apart, self.match], right_on=by)
        added = [
            nw.col(name).fill_null(0).cast(nw.Int64).alias(column)
            for name, column in zip(wrong, names.values(), strict=True)
        ]
        return joined.with_columns(*added).select(*frame.columns, *names.values())

    def _doubts(self) -> tuple[Expr, Expr, Expr]:
        columns, ends = self.columns, (self.pause.from_, self.pause.to)
        since, until = ends
        no_start = columns.is_fault(since, Fault.MISSING)
        only_end = columns.is_fault(since, Fault.NOT_APPLICABLE) & ~columns.has_no_value(until)
        return (
            any_of(columns.is_fault(name, *UNREADABLE) for name in ends),
            any_of(columns.is_fault(name, Fault.NOT_CHECKED) for name in ends),
            no_start | only_end | self.is_reversed.fill_null(False),
        )
