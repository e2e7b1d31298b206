"""Moments in which nobody can interrupt the program, so that what it makes is known before it may have to go."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

ASKS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Signals that ask a program to end."""


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Keep signals waiting until the end of the block: for making a temporary file and noting that it is there.

    Only Python's own handlers wait, and they run in the main thread; in another one there is nothing to keep away.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = {number: signal.getsignal(number) for number in ASKS}
    waiting = {number: handler for number, handler in before.items() if callable(handler)}
    for number in waiting:
        signal.signal(number, lambda one, _: came.append(one))
    try:
        yield
    finally:
        for number, handler in waiting.items():
            signal.signal(number, handler)
        for one in came:
            signal.raise_signal(one)
