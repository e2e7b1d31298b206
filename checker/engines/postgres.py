"""PostgreSQL, through Ibis: records that are there already are judged where they are; files are copied to it first.

What is held lies in temporary tables, which end with the connection; nothing else is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from checker.engines.asking.dialect import column_type, held_types, quoted, table_of, through_ibis
from checker.engines.asking.parts import Parts
from checker.engines.duckdb import temporary_folder, write_file
from checker.engines.engine import Engine, EngineError
from checker.expressions import nw
from checker.problems import CheckerError, RecordsError

if TYPE_CHECKING:
    import duckdb
    from narwhals.stable.v2 import LazyFrame

MOST_COLUMNS = 1600
"""The only thing that is refused: what a table of PostgreSQL cannot hold. Nothing of the language is."""

FEW = 1000
"""So many rows need no statistics."""

CHUNK = 1 << 20
"""Bytes of a file that are sent at once."""

_TYPES = {"BOOLEAN": "boolean", "DOUBLE": "float64", "VARCHAR": "string"}
"""The types of typed records, as Ibis calls them; others are whole numbers."""


class Postgres(Engine):
    """A connection to a server. Rows have no order there: they are sorted where order matters.

    A question that is nested deeply is asked in parts: what lies below is held in tables of its own, which last as long
    as the connection (see `parts`).
    """

    name = "postgres"
    keeps_order = False

    def __init__(self, connection: duckdb.DuckDBPyConnection, server: Any) -> None:
        self.connection = connection
        self.server = server
        self._numbers = count(1)
        self._parts = Parts(self._held)

    def frame(self, relation: duckdb.DuckDBPyRelation) -> LazyFrame[Any]:
        file = self._file(".csv")
        types = zip(relation.columns, relation.types, strict=True)
        write_file(relation, file)
        with _told(), file.open("rb") as rows, self.server.con.cursor() as cursor:
            name, table = self._made(cursor, {column: _TYPES.get(str(type_), "int64") for column, type_ in types})
            with cursor.copy(f"COPY {name} FROM STDIN (FORMAT csv, HEADER true)") as copy:
                while chunk := rows.read(CHUNK):
                    copy.write(chunk)
            _look_over(cursor, name)
        file.unlink()
        return self.of(table)

    def of(self, native: Any) -> LazyFrame[Any]:
        """A table of the server as a frame that expressions run over."""
        frame: LazyFrame[Any] = nw.from_native(native)
        return frame

    def rows(self, frame: LazyFrame[Any]) -> list[tuple[Any, ...]]:
        with _told(), self.server.con.cursor() as cursor:
            query = self.server.compile(self._parts.shallow(frame.to_native()))
            found = cursor.execute(query).fetchall()
        return [tuple(_plain(value) for value in row) for row in found]

    def keep(self, frame: LazyFrame[Any], *, few: bool = False) -> LazyFrame[Any]:
        with _told():
            return self.of(self._held(self._parts.shallow(frame.to_native())))

    def write(self, frame: LazyFrame[Any], path: Path) -> None:
        with _told():
            rows = self.server.to_pyarrow_batches(self._parts.shallow(frame.to_native()))
            write_file(self.connection.from_arrow(rows), path)

    def _held(self, question: Any) -> Any:
        """What a question comes to, held in a table of the server."""
        with self.server.con.cursor() as cursor:
            name, table = self._made(cursor, held_types(question))
            cursor.execute(f"INSERT INTO {name} {self.server.compile(question)}")
            _look_over(cursor, name)
        return table

    def _made(self, cursor: Any, types: Mapping[str, Any]) -> tuple[str, Any]:
        """Make a table that lasts as long as the connection: its name, and itself as Ibis knows it."""
        if len(types) > MOST_COLUMNS:
            raise EngineError(
                f"a table of PostgreSQL has at most {MOST_COLUMNS:,} columns, and the records with what is made of "
                f"them have {len(types):,}; take another engine"
            )
        name = f"checker_{next(self._numbers)}"
        table = table_of(self.server, name, types)
        columns = ", ".join(f"{quoted(column)} {column_type(type_)}" for column, type_ in table.schema().items())
        cursor.execute(f"CREATE TEMP TABLE {name} ({columns})")
        return name, table

    def _file(self, suffix: str) -> Path:
        """Name a new temporary file, which is gone when the connection is closed."""
        folder = temporary_folder(self.connection)
        assert folder is not None
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"postgres-{next(self._numbers)}{suffix}"


def _look_over(cursor: Any, name: str) -> None:
    """Let the server count what it has put into a table that is not small, so that it plans well."""
    if cursor.rowcount > FEW:
        cursor.execute(f"ANALYZE {name}")


def _plain(value: Any) -> Any:
    """Sums of whole numbers come as decimals."""
    return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else value


@contextmanager
def opened(
    connection: duckdb.DuckDBPyConnection,
    *,
    in_files: bool,  # noqa: ARG001
    address: str = "",
) -> Iterator[Postgres]:
    """The engine over a connection of its own: to an address, else to where the variables PGHOST and so on point."""
    with _connected(address) as server:
        yield Postgres(connection, server)


@contextmanager
def table_at(address: str) -> Iterator[Any]:
    """The table at an address such as postgresql://server/database?table=audit.orders, as a frame of Ibis.

    Raises CheckerError where there is none.
    """
    from ibis.common.exceptions import IbisError, TableNotFound  # noqa: PLC0415

    server, name = parted(address)
    schema, _, table = name.rpartition(".")
    with _connected(server) as connection:
        try:
            found = connection.table(table, database=schema or None)
        except (IbisError, TableNotFound):
            raise RecordsError(f"there is no table '{name}' in the database; check its name, and its schema") from None
        yield found


def parted(address: str) -> tuple[str, str]:
    """The address of the server alone, and the name of the table. Raises RecordsError where no table is named."""
    server, _, query = address.partition("?")
    asked = parse_qsl(query)
    names = [value for key, value in asked if key == "table"]
    if len(names) != 1:
        raise RecordsError("the address names no table, or several; end it with ?table=NAME")
    others = urlencode([(key, value) for key, value in asked if key != "table"])
    return f"{server}?{others}" if others else server, names[0]


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    """A connection through Ibis; what the server says of an address is told without it, for its password."""
    import psycopg  # noqa: PLC0415

    try:
        server = psycopg.connect(address, autocommit=True)
    except psycopg.Error as error:
        raise CheckerError(
            f"PostgreSQL cannot be reached: {EngineError.of(error)}; name the server in the address of the records, or "
            "by the variables PGHOST, PGDATABASE and PGUSER"
        ) from None
    with server:
        server.execute("SET TIME ZONE 'UTC'")
        server.execute("SET jit = off")  # it takes longer than the questions
        yield through_ibis(server)


@contextmanager
def _told() -> Iterator[None]:
    """What the server or Ibis cannot compute is told as any engine tells it."""
    import psycopg  # noqa: PLC0415
    from ibis.common.exceptions import IbisError  # noqa: PLC0415

    try:
        yield
    except (psycopg.Error, IbisError) as error:
        raise EngineError.of(error) from None
    except RecursionError:
        raise EngineError("the question is nested too deeply to be written for PostgreSQL") from None
