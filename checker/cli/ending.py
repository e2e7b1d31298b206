"""An orderly end when the machine asks for one: as on Ctrl-C, what was begun is cleared away, and nothing is left."""

from __future__ import annotations

import signal

_came: list[int] = []


def end_orderly() -> None:
    """From now on end as on Ctrl-C when SIGTERM or SIGHUP comes; one that the caller wants ignored stays ignored.

    Left alone, Python would stop where it stands and leave its temporary files.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _interrupt)


def exit_code() -> int:
    """The exit code of a program that was interrupted, as shells know it: 128 and the number of the signal."""
    return 128 + (_came[0] if _came else signal.SIGINT)


def _interrupt(number: int, frame: object) -> None:  # noqa: ARG001
    signal.signal(number, signal.SIG_IGN)  # once is enough: clearing away is not interrupted
    _came.append(number)
    raise KeyboardInterrupt
