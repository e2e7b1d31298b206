"""Polars inside this process: the typed records are handed over to it as Arrow columns, or as files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.engines.duckdb import temporary_folder, write_file
from checker.engines.engine import Engine, EngineError, TooLargeError
from checker.expressions import nw
from checker.written import MILLIONTHS

if TYPE_CHECKING:
    import duckdb
    import polars
    from narwhals.stable.v2 import LazyFrame

LARGEST = 400_000_000_000
"""Up to such numbers, and for moments of any year, all that is made of them fits an integer: twenty times as much."""


class Polars(Engine):
    """Polars inside this process.

    `in_files`: records and what is held of them lie in temporary files instead of memory.
    """

    name = "polars"
    keeps_order = True

    def __init__(self, connection: duckdb.DuckDBPyConnection, *, in_files: bool = False) -> None:
        self.connection = connection
        self._in_files = in_files
        self._numbers = count(1)

    def frame(self, relation: duckdb.DuckDBPyRelation) -> LazyFrame[Any]:
        import duckdb  # noqa: PLC0415
        import polars  # noqa: PLC0415

        try:
            if not self._in_files:
                return _of(_not_too_large(polars.LazyFrame(_Columns(relation))))
            file = self._file()
            relation.write_parquet(str(file), compression="lz4_raw")
        except (duckdb.Error, polars.exceptions.PolarsError) as error:
            raise EngineError.of(error) from None
        return _of(_not_too_large(polars.scan_parquet(file, glob=False)))

    def rows(self, frame: LazyFrame[Any]) -> list[tuple[Any, ...]]:
        return self._collected(frame).rows()

    def keep(self, frame: LazyFrame[Any], *, few: bool = False) -> LazyFrame[Any]:
        if not self._in_files:
            return _of(_not_too_large(self._collected(frame).lazy()))
        import polars  # noqa: PLC0415

        return _of(_not_too_large(polars.scan_parquet(self._sunk(frame), glob=False)))

    def write(self, frame: LazyFrame[Any], path: Path) -> None:
        file = self._sunk(frame)
        write_file(self.connection.read_parquet(str(file)), path)
        file.unlink()

    def _collected(self, frame: LazyFrame[Any]) -> polars.DataFrame:
        import polars  # noqa: PLC0415

        try:
            collected: polars.DataFrame = frame.to_native().collect(engine="streaming")
        except polars.exceptions.PolarsError as error:
            raise EngineError.of(error) from None
        return collected

    def _sunk(self, frame: LazyFrame[Any]) -> Path:
        import polars  # noqa: PLC0415

        file = self._file()
        try:
            frame.to_native().sink_parquet(file, compression="lz4", engine="streaming")
        except (polars.exceptions.PolarsError, OSError) as error:
            raise EngineError.of(error) from None
        return file

    def _file(self) -> Path:
        """Name a new temporary file, which is gone when the connection is closed."""
        folder = temporary_folder(self.connection)
        assert folder is not None
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"polars-{next(self._numbers)}.parquet"


class _Columns:
    """A relation as its Arrow columns alone: Polars would remember the class of a relation beyond its end."""

    def __init__(self, relation: duckdb.DuckDBPyRelation) -> None:
        self._relation = relation

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._relation.__arrow_c_stream__(requested_schema)


def _not_too_large(native: polars.LazyFrame) -> polars.LazyFrame:
    """Columns that are held. Raises TooLargeError for numbers so large that Polars might wrap what is made of them."""
    import polars  # noqa: PLC0415

    whole = [polars.col(name) for name, kind in native.collect_schema().items() if kind == polars.Int64]
    if not whole:
        return native
    most = LARGEST * MILLIONTHS
    least = polars.min_horizontal(each.min() for each in whole).alias("least")
    ends = native.select(least, polars.max_horizontal(each.max() for each in whole).alias("most"))
    for end in ends.collect(engine="streaming").row(0):
        if end is not None and abs(end) > most:
            raise TooLargeError(
                f"the records hold numbers beyond {LARGEST:,}, or such are made of them, and Polars would not notice"
                " what exceeds its integers; take --engine duckdb"
            )
    return native


def _of(native: polars.LazyFrame) -> LazyFrame[Any]:
    frame: LazyFrame[Any] = nw.from_native(native)
    return frame


@contextmanager
def opened(connection: duckdb.DuckDBPyConnection, *, in_files: bool) -> Iterator[Polars]:
    """The engine over the connection that reads the records."""
    yield Polars(connection, in_files=in_files)
