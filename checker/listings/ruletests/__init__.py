"""How what became of tests is listed: for people, for programs, and for CI servers that show tests."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from checker.ruletests.testing import Testing

FORMATS = ("text", "json", "junit")
"""Every format, most read first; the module of that name writes it."""


class Listing(Protocol):
    """A format; each member of the family is a module with this function."""

    def listed(self, testing: Testing) -> str:
        """Write it as text that ends with a line break."""


def listed(testing: Testing, name: str) -> str:
    """What became of the tests, in one of the formats."""
    return cast("Listing", import_module(f"checker.listings.ruletests.{name}")).listed(testing)
