"""How the problems of files are listed: for people, for programs, and for the places where changes are reviewed."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from checker.listings.listing import Listing
    from checker.validation import Validation

FORMATS = ("text", "concise", "json", "github", "junit", "sarif", "gitlab", "markdown")
"""Every format, most read first; the module of that name writes it."""


def listed(validation: Validation, name: str) -> str:
    """What became of the files, in one of the formats."""
    return cast("Listing", import_module(f"checker.listings.{name}")).listed(validation)
