"""The engines that expressions run on, one file each; `engine.py` says what an engine is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from stat import S_ISREG

from checker.engines.duckdb import connected, lock_down
from checker.engines.engine import Engine
from checker.problems import CheckerError

NAMES = {
    "duckdb": "inside this process",
    "polars": "inside this process, for small files",
    "spark": "in a session of Spark, which may be a cluster",
    "postgres": "in a PostgreSQL server",
}
"""Every engine, and where it runs; the module of that name holds it."""

NEEDS = {"spark": ("pyspark",), "postgres": ("ibis", "psycopg")}
"""What must be installed for an engine, as `pip install 'service-standards-checker[NAME]'` does."""

AUTO = "auto"
"""Polars where all files are small, else DuckDB. Both give the same; Polars plans a question in half the time, which is
nearly all that a small file takes, and DuckDB holds less at once."""

SMALL = 8_000_000
"""Bytes of text: some ten thousands of records."""

PACKED = 10
"""So many bytes of text a byte of a packed file is taken for."""

_PACKED_KINDS = (".gz", ".parquet", ".xlsx")


@contextmanager
def open_engine(
    paths: Sequence[Path],
    *,
    name: str = "duckdb",
    memory_limit: str | None = None,
    server: str = "",
    watched: bool = False,
) -> Iterator[Engine]:
    """An engine that reads and writes these files only, and leaves nothing behind.

    `name`: one of NAMES, or AUTO.
    `watched`: somebody asks how far it is.
    `server`: the address of the one that is the engine, where it is one and the variables of its clients name another.
    Raises CheckerError where what the engine needs is not installed.
    """
    if name == AUTO:
        name = "polars" if memory_limit is None and _are_small(paths) else "duckdb"
    refuse_if_missing(name)
    member = import_module(f"checker.engines.{name}")
    at = {"address": server} if server and name == "postgres" else {}
    with connected(memory_limit, watched=watched) as connection:
        lock_down(connection, paths)
        with member.opened(connection, in_files=memory_limit is not None, **at) as engine:
            yield engine


def _are_small(paths: Sequence[Path]) -> bool:
    """Whether the files that are there have few bytes of text; of a folder nobody knows."""
    size = 0
    for path in paths:
        try:
            found = path.stat()
        except OSError:
            continue  # a file that is yet to be written; if it is one of records, who reads it says so
        if not S_ISREG(found.st_mode):
            return False
        size += found.st_size * (PACKED if path.suffix.lower() in _PACKED_KINDS else 1)
    return size <= SMALL


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
