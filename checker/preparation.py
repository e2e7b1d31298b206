"""The records made ready for the rules: the last row of each case, shared ids marked, worked-out fields added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checker.compilation import DUPLICATE, ROW, CompiledRuleSet
from checker.counting import held_with_codes
from checker.engines.engine import Engine
from checker.expressions import nw
from checker.fields import UNREADABLE, Columns
from checker.problems import excerpt
from checker.results import DuplicateId
from checker.ruleset.model import LastRow
from checker.sources.source import FILE_ROWS

if TYPE_CHECKING:
    from narwhals.stable.v2 import LazyFrame

FEW = 200_000
"""So many records are held by the engine once they are typed; more are read again for each question."""

MOST_DUPLICATES = 100
"""How many shared ids the results list."""


@dataclass(frozen=True)
class Prepared:
    """Records that expressions of a compiled rule set can be computed over."""

    frame: LazyFrame[Any]
    units: int
    superseded: int = 0
    duplicate_records: int = 0
    duplicates: tuple[DuplicateId, ...] = ()


def prepared(engine: Engine, frame: LazyFrame[Any], compiled: CompiledRuleSet, read: int) -> Prepared:
    """Make typed records ready; `read` is how many there are."""
    records = compiled.rule_set.records
    units = read
    if read <= FEW:
        frame = engine.keep(frame)
    if records.last_row is not None:
        frame = engine.keep(_last_rows(frame, records.last_row, compiled.columns))
        units = _length(engine, frame)
    shared = engine.duplicated(frame, records.id) if records.id else None
    if shared is None:
        marked = frame.with_columns(nw.lit(False).alias(DUPLICATE))
        return Prepared(_ready(engine, marked, compiled, units), units, read - units)
    sharing = engine.keep(frame.join(shared, how="semi", on=str(records.id)).select(ROW, str(records.id)))
    return Prepared(
        _ready(engine, _marked(frame, sharing), compiled, units),
        units,
        read - units,
        _length(engine, sharing),
        _listed(engine, sharing),
    )


def _last_rows(frame: LazyFrame[Any], last_row: LastRow, columns: Columns) -> LazyFrame[Any]:
    """The last row of each case; one without a time comes before all others, and of two at one time the later row wins.

    A row that names no case, or whose time cannot be read, stands for itself: whether it is the last, nobody can say.
    """
    alone = nw.col(last_row.per).is_null() | columns.is_fault(last_row.by, *UNREADABLE)
    later = nw.col(ROW).shift(-1).over(last_row.per, "$alone", order_by=[last_row.by, ROW])
    marked = frame.with_columns(alone.alias("$alone")).with_columns(later.alias("$later"))
    return marked.filter(nw.col("$later").is_null() | nw.col("$alone")).drop("$alone", "$later")


def _length(engine: Engine, frame: LazyFrame[Any]) -> int:
    return int(engine.rows(frame.select(nw.len().alias("rows")))[0][0])


def _marked(frame: LazyFrame[Any], sharing: LazyFrame[Any]) -> LazyFrame[Any]:
    """The records, of which those that share their id are marked; by row, since numbers are found faster than ids."""
    mark = sharing.select(nw.col(ROW).alias("$shared"), nw.lit(True).alias("$mark"))
    joined = frame.join(mark, how="left", left_on=ROW, right_on="$shared")
    names = [name for name in joined.columns if name not in ("$shared", "$mark")]
    return joined.select(*names, (~nw.col("$mark").is_null()).alias(DUPLICATE))


def _listed(engine: Engine, sharing: LazyFrame[Any]) -> tuple[DuplicateId, ...]:
    """The first shared ids with the rows that share them."""
    rows: dict[str, list[int]] = {}
    for row, value in engine.rows(engine.first(sharing, 10 * MOST_DUPLICATES, ROW)):
        rows.setdefault(str(value), []).append(row % FILE_ROWS)
    listed = [DuplicateId(id=excerpt(value), rows=tuple(sorted(places))) for value, places in rows.items()]
    return tuple(listed[:MOST_DUPLICATES])


def _ready(engine: Engine, frame: LazyFrame[Any], compiled: CompiledRuleSet, units: int) -> LazyFrame[Any]:
    """The records with all that rules read; few are held with the codes of all rules, so that no question is dear."""
    frame = _with_added(frame, compiled)
    return held_with_codes(engine, frame, compiled) if units <= FEW else frame


def _with_added(frame: LazyFrame[Any], compiled: CompiledRuleSet) -> LazyFrame[Any]:
    """The worked-out fields, each of which may read the ones before it, and where exclusions fit."""
    for step in compiled.added:
        frame = frame.with_columns(expression.alias(name) for name, expression in step.items())
    return frame
