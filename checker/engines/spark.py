"""PySpark: where records outgrow one machine. The session is the one that is there, or a local one for this check."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.engines.duckdb import temporary_folder, write_file
from checker.engines.engine import Engine, EngineError
from checker.expressions import nw
from checker.problems import CheckerError

if TYPE_CHECKING:
    import duckdb
    from narwhals.stable.v2 import LazyFrame
    from pyspark.sql import DataFrame, SparkSession

_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",  # a number that does not fit is an error, and never another number
    "spark.log.level": "OFF",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
"""Of a session that is begun here."""

_ON_ONE_MACHINE = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "8",
}

_TYPES = {
    "BIGINT": "bigint", "INTEGER": "int", "SMALLINT": "smallint", "TINYINT": "tinyint", "BOOLEAN": "boolean",
    "DOUBLE": "double", "VARCHAR": "string",
}  # fmt: skip
"""The types of typed records, as Spark calls them."""


class Spark(Engine):
    """A session of Spark. Rows have no order there: they are sorted where order matters."""

    name = "spark"
    keeps_order = False

    def __init__(self, connection: duckdb.DuckDBPyConnection, session: SparkSession) -> None:
        self.connection = connection
        self.session = session
        self._is_local = str(session.sparkContext.master).startswith("local")
        self._numbers = count(1)

    def frame(self, relation: duckdb.DuckDBPyRelation) -> LazyFrame[Any]:
        import duckdb  # noqa: PLC0415

        columns = zip(relation.columns, relation.types, strict=True)
        schema = ", ".join(f"`{name}` {_TYPES[str(type_)]}" for name, type_ in columns)
        rows: list[Any] = []
        file = self._file() if self._is_local else None
        try:
            if file is not None:
                relation.write_parquet(str(file), compression="lz4_raw")
            else:
                rows = relation.fetchall()
        except duckdb.Error as error:
            raise EngineError.of(error) from None
        with _told():
            if file is not None:  # it would begin a job of its own to find the types that are known
                return self.of(self.session.read.schema(schema).parquet(file.as_uri()))
            return self.of(self.session.createDataFrame(rows, schema))

    def of(self, native: DataFrame) -> LazyFrame[Any]:
        """A data frame of the session as a frame that expressions run over."""
        frame: LazyFrame[Any] = nw.from_native(native)
        return frame

    def rows(self, frame: LazyFrame[Any]) -> list[tuple[Any, ...]]:
        with _told():
            return [tuple(row) for row in frame.to_native().collect()]

    def keep(self, frame: LazyFrame[Any], *, few: bool = False) -> LazyFrame[Any]:
        with _told():
            return self.of(frame.to_native().localCheckpoint())

    def write(self, frame: LazyFrame[Any], path: Path) -> None:
        if not self._is_local:
            with _told():
                rows = frame.to_native().toArrow()
            write_file(self.connection.from_arrow(rows), path)
            return
        folder = self._file()
        with _told():
            frame.to_native().write.parquet(folder.as_uri())
        parts = [str(part) for part in sorted(folder.glob("part-*.parquet"))]
        write_file(self.connection.read_parquet(parts), path)
        shutil.rmtree(folder)

    def _file(self) -> Path:
        """Name a new temporary file, which is gone when the connection is closed."""
        folder = temporary_folder(self.connection)
        assert folder is not None
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"spark-{next(self._numbers)}.parquet"


@contextmanager
def opened(connection: duckdb.DuckDBPyConnection, *, in_files: bool) -> Iterator[Spark]:  # noqa: ARG001
    """The engine in the session that is active, else in one that ends with the check."""
    from pyspark.sql import SparkSession  # noqa: PLC0415

    active = SparkSession.getActiveSession()
    session = active or begun()
    zone = session.conf.get("spark.sql.session.timeZone")
    if zone not in ("UTC", "Etc/UTC", "Z", "GMT"):
        raise CheckerError(
            f"the session of Spark has the time zone '{zone}'; moments would be read by it, so set "
            "spark.sql.session.timeZone to UTC"
        )
    try:
        yield Spark(connection, session)
    finally:
        if active is None:
            session.stop()


def begun() -> SparkSession:
    """Begin a session: where Spark's own settings name a cluster, there; else on this machine.

    Raises CheckerError where there is no Java.
    """
    from pyspark.errors import PySparkException  # noqa: PLC0415
    from pyspark.sql import SparkSession  # noqa: PLC0415

    java = os.environ.get("JAVA_HOME")
    if not (Path(java, "bin", "java").exists() if java else shutil.which("java")):
        raise CheckerError("the engine 'spark' needs Java 17 or 21; on Debian: apt-get install openjdk-17-jre-headless")
    builder = SparkSession.builder.appName("checker")
    arguments = os.environ.get("PYSPARK_SUBMIT_ARGS", "")
    settings = _SETTINGS if "--master" in arguments else _SETTINGS | _ON_ONE_MACHINE
    for name, setting in settings.items():
        builder = builder.config(name, setting)
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        with _quietly():
            return builder.getOrCreate()
    except PySparkException as error:
        raise CheckerError(f"Spark could not be started: {EngineError.of(error)}") from None


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep away from the terminal what Java says, which keeps the error output that it is started with."""
    sys.stderr.flush()
    terminal = os.dup(2)
    with tempfile.TemporaryFile() as said:
        os.dup2(said.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(terminal, 2)
            os.close(terminal)


@contextmanager
def _told() -> Iterator[None]:
    """What Spark cannot compute is told as any engine tells it."""
    from py4j.protocol import Py4JError  # noqa: PLC0415
    from pyspark.errors import PySparkException  # noqa: PLC0415

    try:
        yield
    except (PySparkException, Py4JError) as error:
        raise EngineError.of(error) from None
