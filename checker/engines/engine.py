"""What an engine is: where expressions run over the records. It is asked few questions and never sees a rule."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from checker.steps import Constants

if TYPE_CHECKING:
    from narwhals.stable.v2 import LazyFrame


class Engine(Protocol):
    """Where expressions run."""

    name: str

    def rows(self, frame: LazyFrame[Any]) -> list[tuple[Any, ...]]:
        """Every row of a small answer, as Python values. Raises EngineError where the engine cannot compute it."""

    def keep(self, frame: LazyFrame[Any]) -> LazyFrame[Any]:
        """The frame computed once and held, for several questions about it. Raises EngineError where it cannot be."""

    def table(self, columns: Constants) -> LazyFrame[Any]:
        """A small table of constants as a frame, such as the days of a calendar."""

    def duplicated(self, frame: LazyFrame[Any], *names: str) -> LazyFrame[Any] | None:
        """The values of columns that several rows share, as a frame of these columns; `None` where there are none.

        A row without a value in one of them shares nothing.
        """

    def first(self, frame: LazyFrame[Any], count: int, order_by: str, *, in_order: bool = True) -> LazyFrame[Any]:
        """The first rows in the order of a column, in which they may stand already."""

    def write(self, frame: LazyFrame[Any], path: Path) -> None:
        """Write every row to a .csv or .parquet file. Raises EngineError where it cannot."""


class EngineError(Exception):
    """The engine could not compute an answer; the message is its own, on one line."""
