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
}
"""Every engine, and where it runs; the module of that name holds it."""

NEEDS = {"polars": ("polars",)}
"""What must be installed for an engine, as `pip install 'service-standards-checker[NAME]'` does."""


@contextmanager
def open_engine(paths: Iterable[Path], *, name: str = "duckdb", memory_limit: str | None = None) -> Iterator[Engine]:
    """An engine that reads and writes these files only, and leaves nothing behind.

    Raises CheckerError where what the engine needs is not installed.
    """
    member = import_module(f"checker.engines.{name}")
    _refuse_if_missing(name)
    with connected(memory_limit) as connection:
        lock_down(connection, paths)
        with member.opened(connection, in_files=memory_limit is not None) as engine:
            yield engine


def _refuse_if_missing(name: str) -> None:
    for package in NEEDS.get(name, ()):
        try:
            import_module(package)
        except ModuleNotFoundError:
            raise CheckerError(
                f"the engine '{name}' needs packages that are not installed; "
                f"run pip install 'service-standards-checker[{name}]'"
            ) from None
