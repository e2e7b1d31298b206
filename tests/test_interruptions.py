"""Signals wait while something is made that must be known before the program may end."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from checker.interruptions import ASKS, uninterrupted


@pytest.mark.parametrize("number", ASKS, ids=lambda number: number.name)
def test_a_signal_waits_until_the_end_of_the_block(number: signal.Signals) -> None:
    came: list[int] = []
    before = signal.signal(number, lambda one, _: came.append(one))
    try:
        with uninterrupted():
            os.kill(os.getpid(), number)
            assert came == []
        assert came == [number]
    finally:
        signal.signal(number, before)


def test_the_block_leaves_the_handlers_as_they_were() -> None:
    before = [signal.getsignal(number) for number in ASKS]
    with pytest.raises(OSError, match="full"), uninterrupted():
        raise OSError("full")
    assert [signal.getsignal(number) for number in ASKS] == before


def test_in_another_thread_there_is_nothing_to_keep_away() -> None:
    entered = []

    def work() -> None:
        with uninterrupted():
            entered.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert entered == [True]
