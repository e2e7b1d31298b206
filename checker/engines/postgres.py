"""PostgreSQL, through Ibis: records that are there already are judged where they are; files are copied to it first.

What is held lies in temporary tables, which end with the connection; nothing else is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qsl, urlencode

from checker.engines.duckdb import temporary_folder, write_file
from checker.engines.engine import Engine, EngineError
from checker.expressions import nw
from checker.problems import CheckerError, RecordsError

if TYPE_CHECKING:
    import duckdb
    from narwhals.stable.v2 import LazyFrame

CHUNK = 1 << 20
"""Bytes of a file that are sent at once."""

_TYPES = {
    "BIGINT": "bigint", "INTEGER": "integer", "SMALLINT": "smallint", "TINYINT": "smallint", "BOOLEAN": "boolean",
    "DOUBLE": "double precision", "VARCHAR": "text",
}  # fmt: skip
"""The types of typed records, as PostgreSQL calls them."""


class Postgres(Engine):
    """A connection to a server. Rows have no order there: they are sorted where order matters."""

    name = "postgres"
    keeps_order = False
    looks_beside = False  # what is asked then is too deeply nested for Ibis

    def __init__(self, connection: duckdb.DuckDBPyConnection, server: Any) -> None:
        self.connection = connection
        self.server = server
        self._numbers = count(1)

    def frame(self, relation: duckdb.DuckDBPyRelation) -> LazyFrame[Any]:
        name, file = f"records_{next(self._numbers)}", self._file(".csv")
        columns = zip(relation.columns, relation.types, strict=True)
        defined = ", ".join(f"{quoted(column)} {_TYPES[str(type_)]}" for column, type_ in columns)
        write_file(relation, file)
        with _told(), file.open("rb") as rows, self.server.con.cursor() as cursor:
            cursor.execute(f"CREATE TEMP TABLE {name} ({defined})")
            with cursor.copy(f"COPY {name} FROM STDIN (FORMAT csv, HEADER true)") as copy:
                while chunk := rows.read(CHUNK):
                    copy.write(chunk)
            cursor.execute(f"ANALYZE {name}")
        file.unlink()
        return self.of(self.server.table(name))

    def of(self, native: Any) -> LazyFrame[Any]:
        """A table of the server as a frame that expressions run over."""
        frame: LazyFrame[Any] = nw.from_native(native)
        return frame

    def rows(self, frame: LazyFrame[Any]) -> list[tuple[Any, ...]]:
        with _told(), self.server.con.cursor() as cursor:
            found = cursor.execute(self.server.compile(frame.to_native())).fetchall()
        return [tuple(_plain(value) for value in row) for row in found]

    def keep(self, frame: LazyFrame[Any]) -> LazyFrame[Any]:
        name = f"kept_{next(self._numbers)}"
        with _told():
            return self.of(self.server.create_table(name, frame.to_native(), temp=True))

    def write(self, frame: LazyFrame[Any], path: Path) -> None:
        with _told():
            rows = self.server.to_pyarrow_batches(frame.to_native())
            write_file(self.connection.from_arrow(rows), path)

    def _file(self, suffix: str) -> Path:
        """Name a new temporary file, which is gone when the connection is closed."""
        folder = temporary_folder(self.connection)
        assert folder is not None
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"postgres-{next(self._numbers)}{suffix}"


def quoted(name: str) -> str:
    """A name as an identifier."""
    return '"' + name.replace('"', '""') + '"'


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
        yield _through_ibis(server)


def _through_ibis(server: Any) -> Any:
    """Ibis over a connection, with what its SQL for PostgreSQL lacks."""
    from ibis.backends.postgres import Backend  # noqa: PLC0415
    from ibis.backends.sql.compilers.postgres import PostgresCompiler  # noqa: PLC0415
    from ibis.expr.datatypes import int32  # noqa: PLC0415
    from sqlglot import expressions  # noqa: PLC0415

    class Compiler(PostgresCompiler):  # type: ignore[misc]
        __slots__ = ()
        SIMPLE_OPS: ClassVar[dict[Any, str]] = {}  # else the methods below would be made anew from what it inherits

        def visit_Cast(self, op: Any, *, arg: Any, to: Any) -> Any:  # noqa: N802
            """Of yes and no, PostgreSQL makes whole numbers of one size only; others go over that."""
            if op.arg.dtype.is_boolean() and to.is_integer():
                arg = self.cast(arg, int32)
            return super().visit_Cast(op, arg=arg, to=to)

        def visit_Not(self, op: Any, *, arg: Any) -> Any:  # noqa: N802
            """NOT a IS NULL would ask whether a is known."""
            return expressions.Paren(this=super().visit_Not(op, arg=arg))

        def visit_RegexSearch(self, op: Any, *, arg: Any, pattern: Any) -> Any:  # noqa: N802
            """Characters are written otherwise in its patterns."""
            written = expressions.Literal.string(_pattern(pattern.this))
            return expressions.RegexpLike(this=arg, expression=written)

        def visit_StringReplace(self, op: Any, *, arg: Any, pattern: Any, replacement: Any) -> Any:  # noqa: N802
            """No text holds the character 0, nor may a query."""
            if pattern.this == "\0":
                return arg
            return super().visit_StringReplace(op, arg=arg, pattern=pattern, replacement=replacement)

    class Server(Backend):  # type: ignore[misc]
        compiler = Compiler()

    return Server.from_connection(server)


def _pattern(written: str) -> str:
    """A pattern with its characters by number as PostgreSQL writes them; no text holds the character 0."""
    return re.sub(r"\\x\{([0-9a-fA-F]+)\}", lambda found: f"\\U{max(int(found[1], 16), 1):08x}", written)


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
