"""What became of the rows of a table of values, of which the first that fits a record decides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from checker.difference.change import Change, Kind
from checker.difference.logic import EVERYTHING, Node
from checker.difference.meaning import ROWS_TO_SORT, Meanings, is_any_order, is_apart_from, is_table, row_key
from checker.difference.sense import Sense, kind_of
from checker.difference.side import Side
from checker.difference.walk import Spot, Walk


@dataclass(frozen=True)
class _Row:
    node: Node
    when: Any
    value: Any
    at: tuple[str | int, ...]


def _rows(meanings: Meanings, value: Any) -> list[_Row]:
    if not is_table(value):
        return [_Row(EVERYTHING, None, value, ())]
    return [
        _Row(meanings.row(row), getattr(row, "when", None), getattr(row, row_key(row)), (at, row_key(row)))
        for at, row in enumerate(value)
    ]


def rows(
    walk: Walk,
    spot: Spot,
    one: Callable[[Walk, Spot], Iterator[Change]],
    sense: Sense | None,
    said: Callable[[Side, Any], str] = Side.said,
) -> Iterator[Change]:
    """Two tables, or a table and one value for all: rows for the same records are compared, the others told.

    `one` tells the values of a row that both have, `said` says the value of any other.
    """
    old, new = _rows(walk.mine, spot.before), _rows(walk.theirs, spot.after)
    old_by, new_by = ({row.node: row for row in reversed(side)} for side in (old, new))
    shared = list(dict.fromkeys(row.node for row in old if row.node in new_by))
    for node in shared:
        before, after = old_by[node], new_by[node]
        if walk.differ(before.value, after.value):
            yield from one(walk, _row_spot(walk.new, spot, after.when, before, after))
    gone = [row for row in old if row.node not in new_by]
    come = [row for row in new if row.node not in old_by]
    for before, after in _paired(gone, come, lambda row, other: row.when == other.when):
        if walk.differ(before.value, after.value):  # the same condition, read otherwise because a field changed
            yield from one(walk, _row_spot(walk.new, spot, after.when, before, after))
    values = {
        id(row): meanings.of(row.value) for meanings, side in ((walk.mine, gone), (walk.theirs, come)) for row in side
    }
    for before, after in _paired(gone, come, lambda row, other: values[id(row)] == values[id(other)]):
        yield _moved(walk, spot, before, after, said)
    for row in gone:
        yield _only(walk, spot, row, new, sense, said, is_new=False)
    for row in come:
        yield _only(walk, spot, row, old, sense, said, is_new=True)
    if list(dict.fromkeys(row.node for row in new if row.node in old_by)) != shared and not is_any_order(shared):
        yield walk.change(
            replace(spot, what=f"order of the lines of {spot.what}"), Kind.CHANGED, None, None,
            note="the first line that fits a record decides",
        )  # fmt: skip


def _paired(gone: list[_Row], come: list[_Row], same: Callable[[_Row, _Row], bool]) -> Iterator[tuple[_Row, _Row]]:
    """Rows with a condition that belong together although their conditions differ; they leave the lists."""
    if len(gone) > ROWS_TO_SORT or len(come) > ROWS_TO_SORT:
        return
    for row in list(gone):
        other = next((each for each in come if row.when and each.when and same(row, each)), None)
        if other is not None:
            gone.remove(row)
            come.remove(other)
            yield row, other


def _row_spot(side: Side, spot: Spot, when: Any, before: _Row | None, after: _Row | None) -> Spot:
    where = f"{spot.what} otherwise" if when is None else f"{spot.what} where {side.said(when)}"
    return replace(
        spot,
        what=where,
        before=None if before is None else before.value,
        after=None if after is None else after.value,
        old=spot.old if before is None else _at(spot.old, before),
        new=spot.new if after is None else _at(spot.new, after),
    )


def _at(trail: Any, row: _Row) -> Any:
    return None if trail is None else (*trail, *row.at)


def _moved(walk: Walk, spot: Spot, before: _Row, after: _Row, said: Callable[[Side, Any], str]) -> Change:
    """A row whose value stayed and whose records changed."""
    part = replace(
        spot,
        what=f"where {spot.what} is {said(walk.new, after.value)}",
        old=_at(spot.old, before),
        new=_at(spot.new, after),
    )
    return walk.change(part, Kind.CHANGED, walk.old.said(before.when), walk.new.said(after.when))


def _only(
    walk: Walk,
    spot: Spot,
    row: _Row,
    others: list[_Row],
    sense: Sense | None,
    said: Callable[[Side, Any], str],
    *,
    is_new: bool,
) -> Change:
    """A row that only one of the tables has; its records have the last row of the other, if that can be known."""
    part = _row_spot(walk.new if is_new else walk.old, spot, row.when, None if is_new else row, row if is_new else None)
    last = others[-1] if others else None
    is_apart = is_apart_from(row.node, [each.node for each in others if each.node != EVERYTHING])
    if row.node != EVERYTHING and last is not None and last.node == EVERYTHING and is_apart:
        pair = (last.value, row.value) if is_new else (row.value, last.value)
        kind = kind_of(sense(walk, *pair) if sense else None)
        note = "a line of its own" if is_new else "no line of its own any more"
        return walk.change(part, kind, said(walk.old, pair[0]), said(walk.new, pair[1]), note=note)
    if row.node == EVERYTHING or is_apart:
        # Records that no line fits are undetermined: they are neither kept nor a breach.
        if is_new:
            return walk.change(part, Kind.WIDENED, "no line", said(walk.new, row.value))
        return walk.change(part, Kind.NARROWED, said(walk.old, row.value), "no line")
    if is_new:
        return walk.change(part, Kind.CHANGED, None, said(walk.new, row.value), note="line added")
    return walk.change(part, Kind.CHANGED, said(walk.old, row.value), None, note="line removed")
