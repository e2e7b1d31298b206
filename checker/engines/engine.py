"""What an engine is: where expressions run over the records. It is asked few questions and never sees a rule."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from checker.expressions import nw
from checker.problems import CheckerError
from checker.steps import Constants

if TYPE_CHECKING:
    import duckdb
    from narwhals.stable.v2 import LazyFrame


class Engine(Protocol):
    """Where expressions run. Record files are read and typed by DuckDB, and handed over to whatever engine it is."""

    name: str
    connection: duckdb.DuckDBPyConnection
    """For the sources that read record files."""
    keeps_order: bool
    """Whether rows that are selected or given further columns stay in their order."""

    def frame(self, relation: duckdb.DuckDBPyRelation) -> LazyFrame[Any]:
        """Typed records of the connection as a frame that expressions run over. Raises EngineError where it cannot."""

    def rows(self, frame: LazyFrame[Any]) -> list[tuple[Any, ...]]:
        """Every row of a small answer, as Python values. Raises EngineError where the engine cannot compute it."""

    def keep(self, frame: LazyFrame[Any], *, few: bool = False) -> LazyFrame[Any]:
        """The frame computed once and held, for several questions about it. Raises EngineError where it cannot be.

        `few`: it has so few rows that an engine may hold them as it likes best, without a memory limit.
        """

    def table(self, columns: Constants) -> LazyFrame[Any]:
        """A small table of constants as a frame, such as the days of a calendar."""
        parts = ", ".join(f'unnest(?::{_type(values)}[]) AS "{column}"' for column, values in columns.items())
        constants = self.connection.sql(f"SELECT {parts}", params=list(map(list, columns.values())))
        return self.frame(constants.materialize())

    def duplicated(self, frame: LazyFrame[Any], *names: str, few: bool = False) -> LazyFrame[Any] | None:
        """The values of columns that several rows share, as a frame of these columns; `None` where there are none.

        A row without a value in one of them shares nothing.
        """
        known = frame.filter(*(~nw.col(name).is_null() for name in names))
        counted = known.group_by(*names).agg(nw.len().alias("$copies"))
        shared = self.keep(counted.filter(nw.col("$copies") > 1).select(*names), few=few)
        return shared if self.rows(shared.head(1)) else None

    def part_done(self) -> float | None:
        """Which part of its present question is done, above 0 and up to 1; asked from another thread, and a guess."""
        return None

    def first(self, frame: LazyFrame[Any], count: int, order_by: str) -> LazyFrame[Any]:
        """The first rows in the order of a column."""
        return frame.sort(order_by).head(count)

    def write(self, frame: LazyFrame[Any], path: Path) -> None:
        """Write every row to a .csv or .parquet file. Raises EngineError where it cannot."""


def _type(values: Sequence[int | str | None]) -> str:
    return "VARCHAR" if any(isinstance(value, str) for value in values) else "BIGINT"


class TooLargeError(CheckerError):
    """Numbers of records are so large that the engine would compute beyond its integers without a word."""


class EngineError(Exception):
    """The engine could not compute an answer; the message is its own, on one line."""

    remedy = ""
    """What to do about it, behind a semicolon, where that is known."""

    @classmethod
    def of(cls, error: Exception) -> EngineError:
        """What another library said, on one line."""
        told = cls(" ".join(str(error).split())[:300])
        if type(error).__name__ == "OutOfMemoryException":  # DuckDB's, which keeps to the limit that it is given
            told.remedy = "; give a --memory-limit, or a larger one"
        return told
