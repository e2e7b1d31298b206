"""Questions that are nested deeply, asked in parts: what lies below is worked out first, and once for all questions.

Ibis and PostgreSQL both walk a question from the top down, and a question over working time is dozens of tables deep.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

DEPTH = 6
"""So deep may a question be nested."""


class Parts:
    """The parts that were worked out already; `hold` works one out, and gives the table that holds it."""

    def __init__(self, hold: Callable[[Any], Any]) -> None:
        self._hold = hold
        self._held: dict[Any, Any] = {}

    def shallow(self, table: Any) -> Any:
        """The question over tables that hold its lower parts, where it is nested deeply."""
        from ibis.common.graph import Graph  # noqa: PLC0415

        top = table.op()
        if top in self._held:
            return self._held[top].to_expr()
        steps = _steps()
        graph, _ = Graph.from_bfs(top, filter=lambda node: node not in self._held).toposort()
        made: dict[Any, Any] = {}
        depths: dict[Any, int] = {}
        for node in graph:
            own = dict(zip(node.__argnames__, node.__args__, strict=True))
            given = {name: _instead(part, self._held, made) for name, part in own.items()}
            is_same = all(given[name] is part for name, part in own.items())
            new = node if is_same else node.__recreate__(given)
            depth = max((depths.get(part, 0) for part in new.__children__), default=0) + isinstance(node, steps)
            if depth >= DEPTH and isinstance(node, steps) and node is not top:
                new, depth = self._hold(new.to_expr()).op(), 0
                self._held[node] = new
            made[node], depths[new] = new, depth
        return made[top].to_expr()


def _steps() -> tuple[type, ...]:
    """What makes a table of others."""
    from ibis.expr import operations  # noqa: PLC0415

    names = ("Project", "Filter", "Aggregate", "JoinChain", "Set", "Sort", "Limit", "DropColumns", "Distinct")
    return tuple(getattr(operations, name) for name in names)


def _instead(part: Any, *others: Mapping[Any, Any]) -> Any:
    """A part of a node with what stands for the nodes in it; the very same where nothing does."""
    from ibis.common.graph import Node  # noqa: PLC0415

    if isinstance(part, Node):
        return next((found[part] for found in others if part in found), part)
    if isinstance(part, tuple | list | frozenset):
        parts = [_instead(each, *others) for each in part]
        return part if all(new is old for new, old in zip(parts, part, strict=True)) else type(part)(parts)
    if isinstance(part, Mapping):
        by_name = {_instead(name, *others): _instead(each, *others) for name, each in part.items()}
        is_same = all(new is old for new, old in zip(by_name.values(), part.values(), strict=True))
        return part if is_same else by_name
    return part
