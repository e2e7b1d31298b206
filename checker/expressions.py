"""The expression language of the engine, imported when the first expression is built.

Validating a rule file builds no expression, so it must not pay for the import (see README, "Why it is the way it is").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw
else:

    class _NarwhalsOnFirstUse:
        def __getattr__(self, name: str) -> Any:
            import narwhals.stable.v2 as narwhals  # noqa: PLC0415

            return getattr(narwhals, name)

    nw = _NarwhalsOnFirstUse()

__all__ = ["nw"]
