"""No test reaches a network: a socket other than a local Unix one is refused where it is made."""

import socket
import sys
from typing import Any

_LOOK_UPS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}


def _refuse_networks(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _LOOK_UPS or (event == "socket.__new__" and arguments[1] != socket.AF_UNIX):
        raise RuntimeError("a test tried to reach a network; the program works without one")


sys.addaudithook(_refuse_networks)
