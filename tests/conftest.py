"""No test reaches a network, every engine is ready, and figures that tests record are printed at the end."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.engines.available import ENGINES, FOR_FEW_RECORDS, JAVA_FOR_FEW_RECORDS
from tests.engines.postgres_server import postgres_server

_LOOK_UPS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
_HERE = {None, "127.0.0.1", "::1", "localhost"}


def _refuse_networks(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _LOOK_UPS or (event == "socket.__new__" and arguments[1] != socket.AF_UNIX):
        raise RuntimeError("a test tried to reach a network; the program works without one")


def _refuse_other_machines(event: str, arguments: tuple[Any, ...]) -> None:
    """Python speaks with the Java of Spark by a socket of this machine."""
    elsewhere = event in _LOOK_UPS and arguments[0] not in _HERE
    if event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        elsewhere = arguments[1][0] not in _HERE
    if elsewhere:
        raise RuntimeError("a test tried to reach a network; the program works without one")


sys.addaudithook(_refuse_other_machines if "spark" in ENGINES else _refuse_networks)


@pytest.fixture(scope="session", autouse=True)
def engines_are_ready() -> Iterator[None]:
    """Begin what takes seconds to begin once for all tests."""
    with ExitStack() as stack:
        if "postgres" in ENGINES:
            os.environ.update(stack.enter_context(postgres_server()))
        if "spark" in ENGINES:
            from checker.engines.spark import begun

            os.environ.setdefault("JDK_JAVA_OPTIONS", JAVA_FOR_FEW_RECORDS)
            session = begun()
            stack.callback(session.stop)
            for name, setting in FOR_FEW_RECORDS.items():
                session.conf.set(name, setting)
        yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for report in terminalreporter.getreports("passed"):
        for name, figure in report.user_properties:
            terminalreporter.line(f"{name}: {figure}")
