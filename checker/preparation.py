"""The records made ready for the rules: the last row of each case, shared ids marked, worked-out fields added."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from checker.calendar_steps import Asking
from checker.compilation import CompiledRuleSet
from checker.counting import held_with_codes
from checker.engines.engine import Engine, EngineError
from checker.expressions import nw
from checker.fields import UNREADABLE, Columns
from checker.frozen_calendars import FrozenCalendar
from checker.made_columns import DUPLICATE, ROW
from checker.measures.measure import Identifying
from checker.own_zones import told_of_zones
from checker.problems import excerpt
from checker.results import DuplicateId, Place
from checker.ruleset.model import LastRow
from checker.sources.source import FILE_ROWS
from checker.steps import Adding, Beside
from checker.working_out import Staged

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr, LazyFrame

FEW = 200_000
"""So many records are held by the engine once they are typed; more are read again for each question."""

MOST_DUPLICATES = 100
"""How many shared ids the results list."""

FEW_COPIES = 10 * MOST_DUPLICATES
"""So many records that share their id are known one by one; more are joined to the others."""


@dataclass(frozen=True)
class Prepared:
    """Records that expressions of a compiled rule set can be computed over."""

    frame: LazyFrame[Any]
    units: int
    superseded: int = 0
    duplicate_records: int = 0
    duplicates: tuple[DuplicateId, ...] = ()
    first: Callable[[int], LazyFrame[Any]] | None = None
    """The first so many records of the files, made ready alone; none where they are not known without the others.

    They stand in any order: whatever an engine joins to records it may mix, and it looks up a list of constants by a
    join too.
    """
    calendars: Mapping[str, FrozenCalendar] = field(default_factory=dict)
    """The calendars that the rules needed, frozen for the days that the records needed."""
    notes: tuple[str, ...] = ()
    """What a reader should know of the records' time zones, where each has its own."""


Tables = Mapping[str, "LazyFrame[Any]"]
"""What stands beside the records, by name (see `Beside.tables`)."""


def prepared(
    engine: Engine,
    frame: LazyFrame[Any],
    compiled: CompiledRuleSet,
    read: int,
    tables: Tables = MappingProxyType({}),
) -> Prepared:
    """Make typed records ready; `read` is how many there are."""
    records = compiled.rule_set.records
    few = read <= FEW
    beside = Beside(engine, tables, few=few, apart=compiled.columns.apart)
    units = read
    if few:
        frame = engine.keep(frame, few=True)
    if records.last_row is not None:
        frame = engine.keep(_last_rows(frame, records.last_row, compiled.columns).sort(ROW), few=few)
        units = _length(engine, frame)
    same = [*compiled.columns.apart, records.id] if records.id else []
    shared = engine.duplicated(frame, *same, few=few) if same else None
    copies, listed = 0, tuple[DuplicateId, ...]()
    mark: Callable[[LazyFrame[Any]], tuple[LazyFrame[Any], Expr]] = _unmarked
    if shared is not None:
        sharing = engine.keep(frame.join(shared, how="semi", on=same).select(ROW, str(records.id)), few=few)
        copies = _length(engine, sharing)
        found = engine.rows(engine.first(sharing, FEW_COPIES, ROW))
        listed = _listed(found)
        rows = [row for row, _ in found] if copies <= FEW_COPIES else None
        mark = partial(_marked, sharing=sharing, rows=rows)

    def ready(some: LazyFrame[Any]) -> LazyFrame[Any]:
        return _ready(engine, *mark(some), compiled, units, beside)

    alone = units > FEW and engine.keeps_order and _stand_alone(compiled)
    first = (lambda count: ready(frame.head(count))) if alone else None
    whole = ready(frame)
    notes = tuple(told_of_zones(whole, beside)) if records.has_own_zones else ()
    return Prepared(whole, units, read - units, copies, listed, first, _calendars(beside, compiled), notes)


def _stand_alone(compiled: CompiledRuleSet) -> bool:
    """Whether a record is made ready and judged without a look at other records or tables, but for calendars' days."""
    compares = any(isinstance(rule.rule.measure, Identifying) for rule in compiled.rules)
    return not compares and all(isinstance(step, Adding | Staged | Asking) for step in compiled.steps)


def _last_rows(frame: LazyFrame[Any], last_row: LastRow, columns: Columns) -> LazyFrame[Any]:
    """The last row of each case; one without a time comes before all others, and of two at one time the later row wins.

    A row that names no case, or whose time cannot be read, stands for itself: whether it is the last, nobody can say.
    """
    alone = nw.col(last_row.per).is_null() | columns.is_fault(last_row.by, *UNREADABLE)
    later = nw.col(ROW).shift(-1).over(*columns.apart, last_row.per, "$alone", order_by=[last_row.by, ROW])
    marked = frame.with_columns(alone.alias("$alone")).with_columns(later.alias("$later"))
    return marked.filter(nw.col("$later").is_null() | nw.col("$alone")).drop("$alone", "$later")


def _length(engine: Engine, frame: LazyFrame[Any]) -> int:
    return int(engine.rows(frame.select(nw.len().alias("rows")))[0][0])


def _unmarked(frame: LazyFrame[Any]) -> tuple[LazyFrame[Any], Expr]:
    """The records where none shares its id."""
    return frame, nw.lit(False)


def _marked(frame: LazyFrame[Any], sharing: LazyFrame[Any], rows: Sequence[int] | None) -> tuple[LazyFrame[Any], Expr]:
    """The records with a mark on those that share their id, by row, since numbers are found faster than ids."""
    if rows is not None:
        return frame, nw.col(ROW).is_in(list(rows))
    mark = sharing.select(nw.col(ROW).alias("$shared"), nw.lit(True).alias("$mark"))
    joined = frame.join(mark, how="left", left_on=ROW, right_on="$shared")
    return joined, ~nw.col("$mark").is_null()


def _listed(sharing: Iterable[tuple[int, Any]]) -> tuple[DuplicateId, ...]:
    """The first shared ids with the rows that share them."""
    rows: dict[str, list[int]] = {}
    for row, value in sharing:
        rows.setdefault(str(value), []).append(row)
    listed = list(rows.items())[:MOST_DUPLICATES]
    return tuple(
        DuplicateId(
            id=excerpt(value),
            places=tuple(Place(source=row // FILE_ROWS, row=row % FILE_ROWS) for row in sorted(places)),
        )
        for value, places in listed
    )


def _calendars(beside: Beside, compiled: CompiledRuleSet) -> dict[str, FrozenCalendar]:
    """The calendars that steps needed, in the order of the rule set; one of several zones is told for each."""
    told: dict[str, FrozenCalendar] = {}
    for name in compiled.rule_set.calendars:
        if name in beside.calendars:
            told[name] = beside.calendars[name]
        for key in sorted(key for key in beside.calendars if key.startswith(f"{name}$")):
            told[f"{name} in {key.removeprefix(f'{name}$')}"] = beside.calendars[key]
    return told


def _ready(
    engine: Engine, frame: LazyFrame[Any], is_copy: Expr, compiled: CompiledRuleSet, units: int, beside: Beside
) -> LazyFrame[Any]:
    """The records with all that rules read; few are held with the codes of all rules, so that no question is dear."""
    marked = frame.with_columns(is_copy.alias(DUPLICATE))
    if units > FEW:
        return compiled.made_ready(marked, beside)
    ready = compiled.made_ready(marked, beside, partial(_held, engine))
    return held_with_codes(engine, ready, compiled)


def _held(engine: Engine, frame: LazyFrame[Any]) -> LazyFrame[Any]:
    """Few records, computed once; where that fails, the rules that need what cannot be computed will say so."""
    try:
        return engine.keep(frame, few=True)
    except EngineError:
        return frame
