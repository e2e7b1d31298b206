"""DuckDB as an engine: expressions run inside this process, over the records that sources opened on its connection."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.engines.engine import EngineError
from checker.expressions import nw

if TYPE_CHECKING:
    import duckdb
    from narwhals.stable.v2 import LazyFrame


class DuckDb:
    """DuckDB inside this process; `connection` is for the sources that read record files."""

    name = "duckdb"

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self._numbers = count(1)

    def frame(self, relation: duckdb.DuckDBPyRelation) -> LazyFrame[Any]:
        """A relation as a frame that expressions run over."""
        frame: LazyFrame[Any] = nw.from_native(relation)
        return frame

    def rows(self, frame: LazyFrame[Any]) -> list[tuple[Any, ...]]:
        """Every row of a small answer, as Python values. Raises EngineError where the engine cannot compute it."""
        import duckdb  # noqa: PLC0415

        try:
            rows: list[tuple[Any, ...]] = frame.to_native().fetchall()
        except duckdb.Error as error:
            raise EngineError(_one_line(error)) from None
        return rows

    def keep(self, frame: LazyFrame[Any]) -> LazyFrame[Any]:
        """The frame computed once and held, for several questions about it. Raises EngineError where it cannot be."""
        import duckdb  # noqa: PLC0415

        name = f"kept_{next(self._numbers)}"
        try:
            frame.to_native().create(name)
        except duckdb.Error as error:
            raise EngineError(_one_line(error)) from None
        return self.frame(self.connection.table(name))

    def duplicated(self, frame: LazyFrame[Any], name: str) -> LazyFrame[Any] | None:
        """The values of a column that several rows share, as a frame of that column; `None` where there are none."""
        counted = frame.filter(~nw.col(name).is_null()).group_by(name).agg(nw.len().alias("$copies"))
        shared = self.keep(counted.filter(nw.col("$copies") > 1).select(name))
        return shared if self.rows(shared.head(1)) else None

    def first(self, frame: LazyFrame[Any], count: int, order_by: str) -> LazyFrame[Any]:
        """The first rows in the order of a column; records stand in source order, which DuckDB preserves."""
        return frame.head(count)

    def write(self, frame: LazyFrame[Any], path: Path) -> None:
        """Write a frame to a .csv or .parquet file without a loop over its rows. Raises EngineError where it cannot."""
        import duckdb  # noqa: PLC0415

        relation = frame.to_native()
        try:
            if path.suffix == ".parquet":
                relation.write_parquet(str(path), compression="zstd")
            else:
                relation.write_csv(str(path), header=True, quotechar='"')
        except duckdb.Error as error:
            raise EngineError(_one_line(error)) from None


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
