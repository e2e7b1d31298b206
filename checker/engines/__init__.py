"""The engines that expressions run on, one file each; `engine.py` says what an engine is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from checker.engines.duckdb import connected, lock_down
from checker.engines.engine import Engine
from checker.problems import CheckerError

NAMES = {
    "duckdb": "inside this process; the default",
    "polars": "inside this process, with the library Polars",
    "spark": "in a session of Spark, which may be a cluster",
    "postgres": "in a PostgreSQL server",
}
"""Every engine, and where it runs; the module of that name holds it."""

NEEDS = {"polars": ("polars",), "spark": ("pyspark",), "postgres": ("ibis", "psycopg")}
"""What must be installed for an engine, as `pip install 'service-standards-checker[NAME]'` does."""


@contextmanager
def open_engine(
    paths: Iterable[Path],
    *,
    name: str = "duckdb",
    memory_limit: str | None = None,
    server: str = "",
    watched: bool = False,
) -> Iterator[Engine]:
    """An engine that reads and writes these files only, and leaves nothing behind.

    `watched`: somebody asks how far it is.
    `server`: the address of the one that is the engine, where it is one and the variables of its clients name another.
    Raises CheckerError where what the engine needs is not installed.
    """
    refuse_if_missing(name)
    member = import_module(f"checker.engines.{name}")
    at = {"address": server} if server and name == "postgres" else {}
    with connected(memory_limit, watched=watched) as connection:
        lock_down(connection, paths)
        with member.opened(connection, in_files=memory_limit is not None, **at) as engine:
            yield engine


def refuse_if_missing(name: str) -> None:
    """Raise CheckerError, with what to run, where what the engine needs is not installed."""
    for package in NEEDS.get(name, ()):
        try:
            import_module(package)
        except ModuleNotFoundError:
            raise CheckerError(
                f"the engine '{name}' needs packages that are not installed; "
                f"run pip install 'service-standards-checker[{name}]'"
            ) from None
