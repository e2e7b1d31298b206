"""The engines that tests run on: those that the variable CHECKER_TEST_ENGINES names, else those of `./run test`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

ENGINES = tuple(os.environ.get("CHECKER_TEST_ENGINES", "duckdb polars").split())

FOR_FEW_RECORDS = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
"""How Spark answers soon that has a hundred records: without making a program for each question first."""

JAVA_FOR_FEW_RECORDS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""How the Java of Spark answers soon: it makes no program of its own better than it must. It answers the same."""


@contextmanager
def as_in_use(engine: str) -> Iterator[None]:
    """An engine as users have it."""
    if engine != "spark":
        yield
        return
    from checker.engines.spark import begun

    session = begun()
    for name in FOR_FEW_RECORDS:
        session.conf.unset(name)
    try:
        yield
    finally:
        for name, setting in FOR_FEW_RECORDS.items():
            session.conf.set(name, setting)
