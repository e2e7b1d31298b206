"""What a listing is: what became of validated files, written for one kind of reader."""

from __future__ import annotations

from typing import Protocol

from checker.validation import Validation


class Listing(Protocol):
    """A format; each member of the family is a module with this function."""

    def listed(self, validation: Validation) -> str:
        """Write it as text that ends with a line break."""
