"""How clauses are listed beside the rules that check them: for people, for programs, and as a page."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from checker.clause_matrix import ClauseMatrix

FORMATS = ("text", "json", "html")
"""Every format, most read first; the module of that name writes it."""


class Listing(Protocol):
    """A format; each member of the family is a module with this function."""

    def listed(self, matrix: ClauseMatrix) -> str:
        """Write it as text that ends with a line break."""


def listed(matrix: ClauseMatrix, name: str) -> str:
    """Which rules check which clauses, in one of the formats."""
    return cast("Listing", import_module(f"checker.listings.standards.{name}")).listed(matrix)
