"""Adding up what a few rules ask beside their counts: one more pass over the records for a dozen of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from checker.compilation import CompiledRule
from checker.counting import dozens, with_codes
from checker.engines.engine import Engine
from checker.expressions import nw

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr, LazyFrame

Asked = Mapping[str, "Expr"]
"""By name, what is true of the records to be counted; it may read the code of the rule."""


def added_up(
    engine: Engine, frame: LazyFrame[Any], rules: Sequence[CompiledRule], asked: Callable[[CompiledRule], Asked]
) -> dict[str, dict[str, int]]:
    """By rule, how many records fit each thing asked of it; rules of which nothing is asked are left out.

    Raises EngineError where the engine cannot compute a rule.
    """
    wanted = [(rule, dict(found)) for rule in rules if (found := asked(rule))]
    counted: dict[str, dict[str, int]] = {}
    for dozen in dozens(wanted):
        coded = with_codes(frame, [rule for rule, _ in dozen])
        every = [each for _, found in dozen for each in found.values()]
        sums = (each.cast(nw.Int16).sum().alias(f"$sum${place}") for place, each in enumerate(every))
        numbers = iter(int(number or 0) for number in engine.rows(coded.select(*sums))[0])
        counted |= {rule.rule.id: {name: next(numbers) for name in found} for rule, found in dozen}
    return counted
