"""PostgreSQL's SQL as Ibis writes it, with what that lacks to say the same as on the other engines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, ClassVar

LONGEST_NAME = 63
"""Bytes of a name."""

TEXT = 'text COLLATE "C"'
"""Texts, in the order of their characters by number, whatever the order of the database's language is."""


def held_types(question: Any) -> dict[str, Any]:
    """The types of columns that hold what a question comes to; all whole numbers are of one size, to fit any."""
    types = question.schema().items()
    return {name: "int64" if type_.is_integer() else "string" if type_.is_null() else type_ for name, type_ in types}


def column_type(type_: Any) -> str:
    """A type as PostgreSQL calls it."""
    if type_.is_integer():
        return "bigint"
    if type_.is_boolean():
        return "boolean"
    return "double precision" if type_.is_floating() else TEXT


def table_of(server: Any, name: str, columns: Mapping[str, Any]) -> Any:
    """A table that was made here as a question of its own, by the columns and their types."""
    import ibis  # noqa: PLC0415
    from ibis.expr.operations import DatabaseTable  # noqa: PLC0415

    return DatabaseTable(name=name, schema=ibis.schema(dict(columns)), source=server).to_expr()


def quoted(name: str) -> str:
    """A name as an identifier."""
    return '"' + short(name).replace('"', '""') + '"'


def short(name: str) -> str:
    """A name that PostgreSQL does not cut: of a longer one it takes the first bytes alone, which others may share."""
    if len(name.encode()) <= LONGEST_NAME:
        return name
    return f"{name.encode()[:40].decode(errors='ignore')}~{blake2b(name.encode(), digest_size=8).hexdigest()}"


def through_ibis(server: Any) -> Any:
    """Ibis over a connection, with what its SQL for PostgreSQL lacks."""
    from ibis.backends.postgres import Backend  # noqa: PLC0415
    from ibis.backends.sql.compilers.postgres import PostgresCompiler  # noqa: PLC0415
    from ibis.expr.datatypes import int32, int64  # noqa: PLC0415
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

        def visit_Add(self, op: Any, *, left: Any, right: Any) -> Any:  # noqa: N802
            """Numbers that are added are of the size that holds any sum."""
            return super().visit_Add(op, left=self._large(op.left, left), right=self._large(op.right, right))

        def visit_Subtract(self, op: Any, *, left: Any, right: Any) -> Any:  # noqa: N802
            """As `visit_Add`."""
            return super().visit_Subtract(op, left=self._large(op.left, left), right=self._large(op.right, right))

        def visit_Multiply(self, op: Any, *, left: Any, right: Any) -> Any:  # noqa: N802
            """As `visit_Add`."""
            return super().visit_Multiply(op, left=self._large(op.left, left), right=self._large(op.right, right))

        def visit_FloorDivide(self, op: Any, *, left: Any, right: Any) -> Any:  # noqa: N802
            """Whole numbers are divided as such: by way of floating point, large ones would not be exact."""
            if not (op.left.dtype.is_integer() and op.right.dtype.is_integer()):
                return super().visit_FloorDivide(op, left=left, right=right)
            whole, size = (expressions.Paren(this=self.cast(part, int64)) for part in (left, right))
            rest = expressions.Paren(this=expressions.Paren(this=whole % size) + size) % size
            multiple = expressions.Paren(this=whole - expressions.Paren(this=rest))
            return self.cast(expressions.Div(this=multiple, expression=size, typed=True), int64)

        def visit_Substring(self, op: Any, *, arg: Any, start: Any, length: Any) -> Any:  # noqa: N802
            """Characters are counted by numbers of one size only."""
            small = None if length is None else self.cast(length, int32)
            return super().visit_Substring(op, arg=arg, start=self.cast(start, int32), length=small)

        def visit_RegexSearch(self, op: Any, *, arg: Any, pattern: Any) -> Any:  # noqa: N802
            """Characters are written otherwise in its patterns."""
            written = expressions.Literal.string(_pattern(pattern.this))
            return expressions.RegexpLike(this=arg, expression=written)

        def visit_StringReplace(self, op: Any, *, arg: Any, pattern: Any, replacement: Any) -> Any:  # noqa: N802
            """No text holds the character 0, nor may a query."""
            if pattern.this == "\0":
                return arg
            return super().visit_StringReplace(op, arg=arg, pattern=pattern, replacement=replacement)

        def _large(self, op: Any, written: Any) -> Any:
            small = op.dtype.is_integer() and not isinstance(written, expressions.Cast)
            return self.cast(written, int64) if small else written

    class Server(Backend):  # type: ignore[misc]
        compiler = Compiler()

        def compile(self, expr: Any, /, *, limit: Any = None, params: Any = None, pretty: bool = False) -> str:
            """The SQL of a question, of which each part is worked out by itself.

            PostgreSQL would write a part's expressions wherever they are used, and theirs again in these, until it
            plans for minutes.
            """
            query = self.compiler.to_sqlglot(expr, limit=limit, params=params)
            for inner in query.find_all(expressions.Subquery, expressions.CTE):
                if isinstance(inner.this, expressions.Select) and not inner.this.args.get("offset"):
                    inner.this.set("offset", expressions.Offset(expression=expressions.Literal.number(0)))
            for name in query.find_all(expressions.Identifier):
                name.set("this", short(name.this))
            sql: str = query.sql(dialect=self.dialect, pretty=pretty)
            return sql

    return Server.from_connection(server)


def _pattern(written: str) -> str:
    """A pattern, with characters by number and the end as PostgreSQL writes them; no text holds the character 0."""
    numbered = re.sub(r"\\x\{([0-9a-fA-F]+)\}", lambda found: f"\\U{max(int(found[1], 16), 1):08x}", written)
    return numbered.replace(r"\z", r"\Z")
