"""The engines that expressions run on, one file each; `engine.py` says what an engine is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from checker.engines.duckdb import DuckDb, connected, lock_down

NAMES = ("duckdb",)
"""Every engine; the module of that name holds it."""


@contextmanager
def open_engine(paths: Iterable[Path], *, memory_limit: str | None = None) -> Iterator[DuckDb]:
    """An engine that reads and writes these files only, and leaves nothing behind."""
    with connected(memory_limit) as connection:
        lock_down(connection, paths)
        yield DuckDb(connection)
