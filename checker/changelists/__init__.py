"""How the changes between rule files are listed: for people, for programs, and for the pull requests they come in."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from checker.changelists.changelist import ChangeList
from checker.difference.change import Difference

FORMATS = ("text", "json", "markdown")
"""Every format, most read first; the module of that name writes it."""


def listed(difference: Difference, name: str) -> str:
    """What changed, in one of the formats."""
    return cast("ChangeList", import_module(f"checker.changelists.{name}")).listed(difference)
