"""No test reaches a network, and figures that tests record are printed at the end."""

import socket
import sys
from typing import Any

import pytest

_LOOK_UPS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}


def _refuse_networks(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _LOOK_UPS or (event == "socket.__new__" and arguments[1] != socket.AF_UNIX):
        raise RuntimeError("a test tried to reach a network; the program works without one")


sys.addaudithook(_refuse_networks)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for report in terminalreporter.getreports("passed"):
        for name, figure in report.user_properties:
            terminalreporter.line(f"{name}: {figure}")
