"""Whoever waits is told how far the engine is, how many records a second it takes, and nothing after the end."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from checker.engines import open_engine
from checker.engines.asking import watching
from checker.engines.asking.watching import watched
from checker.expressions import nw

Told = list[tuple[str, float | None]]


class Halfway:
    def part_done(self) -> float | None:
        return 0.5


class Silent(Halfway):
    def part_done(self) -> float | None:
        return None


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "EVERY", 0.01)


def seen(engine: Any) -> Told:
    told: Told = []
    with watched(engine, lambda stage, part: told.append((stage, part)), "judging", 12_000):
        time.sleep(0.2)
    after = len(told)
    time.sleep(0.05)
    assert len(told) == after
    return told


def test_the_part_done_and_the_records_a_second_are_told() -> None:
    first, *others = seen(Halfway())
    assert first == ("judging 12,000 records", None)
    assert others
    for stage, part in others:
        assert part == 0.5
        rate = stage.removeprefix("judging 12,000 records, ").removesuffix("/s")
        assert 20_000 < int(rate.replace(",", "")) <= 600_000  # half of them within 0.01 s to 0.3 s


def test_an_engine_that_does_not_know_how_far_it_is_is_told_of_once() -> None:
    assert seen(Silent()) == [("judging 12,000 records", None)]


def test_an_error_ends_the_telling_and_is_not_hidden() -> None:
    told: Told = []
    engine: Any = Halfway()
    with pytest.raises(KeyboardInterrupt), watched(engine, lambda *each: told.append(each), "judging", 1):
        raise KeyboardInterrupt
    after = len(told)
    time.sleep(0.05)
    assert len(told) == after


def test_where_nobody_listens_nothing_is_asked() -> None:
    class Deaf(Halfway):
        def part_done(self) -> float | None:
            raise AssertionError

    engine: Any = Deaf()
    with watched(engine, None, "judging", 1):
        time.sleep(0.05)


def test_duckdb_tells_how_far_it_is_while_it_computes(tmp_path: Path) -> None:
    told: Told = []
    with open_engine([tmp_path], watched=True) as engine:
        engine.connection.execute("CREATE TABLE numbers AS SELECT i, i * 7 AS h FROM range(600_000) AS r(i)")
        frame = engine.frame(engine.connection.table("numbers"))
        long = frame.select(*(((nw.col("h") * 3 + nw.col("i")) % (7 + n)).sum().alias(f"s{n}") for n in range(60)))
        with watched(engine, lambda stage, part: told.append((stage, part)), "judging", 600_000):
            engine.rows(long)
    parts = [part for _, part in told if part is not None]
    assert parts
    assert all(0 < part <= 1 for part in parts)
    assert parts == sorted(parts)
