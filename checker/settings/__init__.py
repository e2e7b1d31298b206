"""Settings that a project keeps in a file: where that file is. Reading it is left until there is one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

OWN, PROJECT = "checker.toml", "pyproject.toml"
_OUR_TABLE = re.compile(rb"""^\s*\[?\s*["']?tool["']?\s*(\]|=|\.\s*["']?checker)""", re.MULTILINE)
"""What stands in every file with our table, and in few without one, for reading TOML takes longer than the rest."""

_ROOTS = (".git", ".hg", ".svn")
"""What stands in the root of a repository, above which nothing is looked for."""


class Found(NamedTuple):
    """A file with settings, and the one beside it that is passed over."""

    file: Path
    passed_over: Path | None = None


def find_settings(start: Path) -> Found | None:
    """The nearest file with settings: of this folder, else of one above it, up to the root of the repository.

    In one folder `checker.toml` goes before `pyproject.toml`, which counts only where it speaks of this program.
    """
    for folder in (start, *start.parents):
        own, project = folder / OWN, folder / PROJECT
        speaks = project.is_file() and speaks_of_us(project)
        if own.exists():
            return Found(own, project if speaks else None)
        if speaks:
            return Found(project)
        if any((folder / name).exists() for name in _ROOTS):
            break
    return None


def speaks_of_us(project: Path) -> bool:
    """Whether a `pyproject.toml` has the table `[tool.checker]`; one that cannot be read is somebody else's affair."""
    try:
        content = project.read_bytes()
    except OSError:
        return False
    if b"checker" not in content or not _OUR_TABLE.search(content):
        return False
    import tomllib  # noqa: PLC0415

    try:
        tool = tomllib.loads(content.decode("utf-8-sig")).get("tool")
    except (ValueError, RecursionError):
        return b"tool.checker" in content
    return isinstance(tool, dict) and "checker" in tool
