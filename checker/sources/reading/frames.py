"""Records given as a frame of another library: written down as a Parquet file, which is read like any other."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.engines.duckdb import temporary_folder
from checker.problems import RecordsError

if TYPE_CHECKING:
    import duckdb

_numbers = count(1)


def written_down(frame: Any, connection: duckdb.DuckDBPyConnection) -> Path:
    """Write a frame to a file (Spark: a folder) that is gone when the connection is closed; see `write_down`."""
    folder = temporary_folder(connection)
    assert folder is not None
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"frame-{next(_numbers)}.parquet"
    write_down(frame, path)
    return path


def write_down(frame: Any, path: Path) -> None:
    """Write a frame, which is anything that Narwhals takes, to a new Parquet file. Raises RecordsError for others."""
    import narwhals.stable.v2 as narwhals  # noqa: PLC0415

    try:
        known = narwhals.from_native(frame)
    except TypeError:
        said = "records are files, or a frame of Polars, pandas, PyArrow, DuckDB, PySpark or Ibis"
        raise RecordsError(f"{said}, and not of the type {type(frame).__name__}") from None
    if isinstance(known, narwhals.LazyFrame):
        known.sink_parquet(path)
    else:
        known.write_parquet(path)
