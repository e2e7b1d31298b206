"""The embedded engine: a DuckDB connection with its limits, that reads and writes only the files it was told of."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.engines.engine import Engine, EngineError
from checker.expressions import nw
from checker.interruptions import uninterrupted
from checker.problems import CheckerError

if TYPE_CHECKING:
    import duckdb
    from narwhals.stable.v2 import LazyFrame

_AMOUNT = re.compile(r"[0-9]+(\.[0-9]+)? ?[KMGT]i?B", re.IGNORECASE)


class DuckDb(Engine):
    """DuckDB inside this process; nothing else is needed."""

    name = "duckdb"
    keeps_order = True

    def __init__(self, connection: duckdb.DuckDBPyConnection, *, in_files: bool = False) -> None:
        self.connection = connection
        self._in_files = in_files
        self._numbers = count(1)

    def frame(self, relation: duckdb.DuckDBPyRelation) -> LazyFrame[Any]:
        frame: LazyFrame[Any] = nw.from_native(relation)
        return frame

    def rows(self, frame: LazyFrame[Any]) -> list[tuple[Any, ...]]:
        import duckdb  # noqa: PLC0415

        try:
            rows: list[tuple[Any, ...]] = frame.to_native().fetchall()
        except duckdb.Error as error:
            raise EngineError.of(error) from None
        return rows

    def keep(self, frame: LazyFrame[Any], *, few: bool = False) -> LazyFrame[Any]:
        import duckdb  # noqa: PLC0415

        try:
            # A table may go to files where memory is short, and every new one makes DuckDB bind all frames anew.
            if few and not self._in_files:
                return self.frame(frame.to_native().materialize())
            name = f"kept_{next(self._numbers)}"
            frame.to_native().create(name)
        except duckdb.Error as error:
            raise EngineError.of(error) from None
        return self.frame(self.connection.table(name))

    def part_done(self) -> float | None:
        percent: float = self.connection.query_progress()
        return percent / 100 if percent > 0 else None

    def write(self, frame: LazyFrame[Any], path: Path) -> None:
        write_file(frame.to_native(), path)


@contextmanager
def opened(connection: duckdb.DuckDBPyConnection, *, in_files: bool) -> Iterator[DuckDb]:
    """The engine over the connection that reads the records, which puts into files what needs it."""
    yield DuckDb(connection, in_files=in_files)


def write_file(relation: duckdb.DuckDBPyRelation, path: Path) -> None:
    """Write a relation to a .csv or .parquet file without a loop over its rows. Raises EngineError where it cannot."""
    import duckdb  # noqa: PLC0415

    try:
        if path.suffix == ".parquet":
            relation.write_parquet(str(path), compression="zstd")
        else:
            relation.write_csv(str(path), header=True, quotechar='"')
    except duckdb.Error as error:
        raise EngineError.of(error) from None


# ---- the connection


def connect(
    memory_limit: str | None = None,
    *,
    threads: int | None = None,
    temporary: Path | None = None,
    watched: bool = False,
) -> duckdb.DuckDBPyConnection:
    """Open a database in memory; what does not fit the limit goes to files in the temporary folder.

    Without a folder nothing goes to files. Raises CheckerError for a limit that is no size.
    """
    import duckdb  # noqa: PLC0415

    # The engine would take -1GB for no limit at all.
    if memory_limit is not None and not _AMOUNT.fullmatch(memory_limit):
        raise CheckerError(f"'{memory_limit}' is not an amount of memory; write one such as 2GB")
    connection = duckdb.connect(":memory:")
    connection.execute("SET autoinstall_known_extensions = false")
    connection.execute("SET autoload_known_extensions = false")
    connection.execute("SET preserve_insertion_order = true")
    connection.execute("SET TimeZone = 'UTC'")
    # Where somebody asks how far it is (see `part_done`) it counts that, which takes some time; it prints nothing.
    connection.execute("SET enable_progress_bar_print = false")
    connection.execute(f"SET enable_progress_bar = {str(watched).lower()}")
    # Both repeat whole expressions: one a rule's in every sum over it (planning a dozen rules took 1.2 s instead of
    # 0.1 s), the other a clock time's search for its zone where rows are limited (10 s instead of 0.3 s).
    connection.execute("SET disabled_optimizers = 'partial_aggregate_pushdown,late_materialization'")
    connection.execute("SET temp_directory = ?", [str(temporary.resolve()) if temporary else ""])
    if threads is not None:
        connection.execute("SET threads = ?", [threads])
    if memory_limit is not None:
        connection.execute("SET memory_limit = ?", [memory_limit])
    return connection


def lock_down(connection: duckdb.DuckDBPyConnection, paths: Iterable[Path]) -> None:
    """Leave the connection only these files, to read and to write, and its temporary folder; nothing undoes it.

    The order matters: the temporary folder is known before (see `connect`), and locking comes last.
    """
    files = [file for path in paths for file in (path.glob("*") if _is_folder(path) else [path])]
    allowed = [_engine_name(file) for file in files]
    connection.execute("SET allowed_paths = ?", [allowed])
    connection.execute("SET autoinstall_known_extensions = false")
    connection.execute("SET autoload_known_extensions = false")
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _engine_name(file: Path) -> str:
    """The whole name of a file, which engines know as UTF-8 only. Raises CheckerError for any other."""
    name = str(file.resolve())
    try:
        name.encode()
    except UnicodeEncodeError:
        raise CheckerError(
            f"the name of '{file}' is not UTF-8, and records are read by such names; rename it"
        ) from None
    return name


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False  # too long a name, say; who reads the file says so


def temporary_folder(connection: duckdb.DuckDBPyConnection) -> Path | None:
    """Give the folder for files that live no longer than the check; none where the connection has none."""
    ((folder,),) = connection.execute("SELECT current_setting('temp_directory')").fetchall()
    return Path(folder) if folder else None


@contextmanager
def connected(
    memory_limit: str | None = None, *, threads: int | None = None, watched: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a connection with a private temporary folder; both are gone afterwards, also after an error."""
    with uninterrupted():  # from here on the folder goes with its object
        temporary = tempfile.TemporaryDirectory(prefix="checker-", ignore_cleanup_errors=True)
    with temporary as folder:
        connection = connect(memory_limit, threads=threads, temporary=Path(folder), watched=watched)
        try:
            yield connection
        finally:
            connection.close()
