"""How far an engine is with what takes long, told while it computes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from checker.engines.engine import Engine

EVERY = 0.5
"""Seconds between two looks."""


@contextmanager
def watched(
    engine: Engine, told: Callable[[str, float | None], None] | None, doing: str, records: int
) -> Iterator[None]:
    """Tell which part of the records the engine has gone through until the end of the block, and how many a second.

    An engine that does not know how far it is, is told of once.
    """
    if told is None:
        yield
        return
    stage = f"{doing} {records:,} records"
    told(stage, None)
    ended = threading.Event()

    def look() -> None:
        began = time.monotonic()
        while not ended.wait(EVERY):
            part = engine.part_done()
            if part:
                told(f"{stage}, {part * records / (time.monotonic() - began):,.0f}/s", part)

    watcher = threading.Thread(target=look, name="progress", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()
