"""What a change list is: the changes between rule files, written for one kind of reader."""

from __future__ import annotations

from typing import Protocol

from checker.difference.change import Difference


class ChangeList(Protocol):
    """A format; each member of the family is a module with this function."""

    def listed(self, difference: Difference) -> str:
        """Write it as text that ends with a line break."""
