"""Spark computes in a session whose zone is UTC, its own or the one that is there."""

from __future__ import annotations

import pytest

from checker.engines import open_engine
from checker.engines.engine import EngineError
from checker.expressions import nw
from checker.problems import CheckerError
from tests.engines.available import ENGINES

pytestmark = pytest.mark.skipif("spark" not in ENGINES, reason="./run test-engines begins a session")


def test_a_session_of_another_zone_is_refused() -> None:
    from pyspark.sql import SparkSession

    session = SparkSession.getActiveSession()
    assert session is not None
    session.conf.set("spark.sql.session.timeZone", "Europe/Warsaw")
    try:
        with (
            pytest.raises(
                CheckerError, match=r"the time zone 'Europe/Warsaw'.*set spark\.sql\.session\.timeZone to UTC"
            ),
            open_engine([], name="spark"),
        ):
            pass
    finally:
        session.conf.set("spark.sql.session.timeZone", "UTC")


def test_a_session_that_was_there_stays() -> None:
    from pyspark.sql import SparkSession

    with open_engine([], name="spark"):
        pass
    session = SparkSession.getActiveSession()
    assert session is not None
    assert session.range(1).count() == 1


def test_a_number_that_does_not_fit_is_an_error_and_no_other_number() -> None:
    with open_engine([], name="spark") as engine:
        frame = engine.frame(engine.connection.sql("SELECT 9223372036854775807 AS a"))
        with pytest.raises(EngineError, match="OVERFLOW"):
            engine.rows(frame.select(nw.col("a") + 1))


def test_without_java_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from checker.engines.spark import begun

    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(CheckerError, match="apt-get install openjdk-17-jre-headless"):
        begun()
