"""The expression language of the engines, imported when the first expression is built.

Validating a rule file builds no expression, so it must not pay for the import (see README, "Why it is the way it is").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any

from checker.outcomes import Code

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw
    from narwhals.stable.v2 import Expr
else:

    class _NarwhalsOnFirstUse:
        def __getattr__(self, name: str) -> Any:
            import narwhals.stable.v2 as narwhals  # noqa: PLC0415

            return getattr(narwhals, name)

    nw = _NarwhalsOnFirstUse()


def any_of(parts: Iterable[Expr]) -> Expr:
    """Whether some part holds; unknown where none does and one is unknown."""
    return reduce(or_, parts)


def all_of(parts: Iterable[Expr]) -> Expr:
    """Whether every part holds; unknown where none fails and one is unknown."""
    return reduce(and_, parts)


def one_of(value: Expr, words: Sequence[int | str]) -> Expr:
    """Whether the value is one of these; a range is asked for at once, and a few one by one, faster than a list."""
    numbers = [word for word in words if isinstance(word, int)]
    if len(words) > 1 and numbers == list(words) == [*range(numbers[0], numbers[-1] + 1)]:
        between: Expr = value.is_between(numbers[0], numbers[-1])
        return between
    if len(words) > 8:
        listed: Expr = value.is_in(list(words))
        return listed
    return any_of(value == word for word in words)


def is_breach(code: Expr) -> Expr:
    """Whether a code is one of a breach; their numbers stand together."""
    between: Expr = code.is_between(int(Code.BREACH), int(Code.BREACH_CRITICAL))
    return between


def quotient(value: Expr, size: Expr | int) -> Expr:
    """How often a size above zero goes into a value, rounded down, up to 2**48 times.

    For values that may be beyond 2**53: `//` takes them for others beside them on Spark, which divides by way of
    floating point. So what is divided is a whole number of sizes and a little more, which no rounding takes away.
    """
    whole: Expr = (value - value % size + size // 8) // size
    return whole


__all__ = ["all_of", "any_of", "is_breach", "nw", "one_of", "quotient"]
