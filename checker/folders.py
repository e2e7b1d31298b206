"""The YAML files of a folder and of those in it; what is not looked into is named, so that nobody takes it as read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from checker.problems import CheckerError

SUFFIXES = (".yaml", ".yml")
"""What files of rules, standards and tests end with."""

_TOOLS = {
    *(".git", ".hg", ".svn", ".jj", ".github", ".gitlab", ".circleci", ".devcontainer", ".idea", ".vscode"),
    *(".cache", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".nox", ".tox", ".eggs"),
    *("__pycache__", "node_modules"),
}
"""Folders in which tools keep what is theirs; nobody keeps rules there, and nobody needs to hear of them each time."""

_ENVIRONMENT = "pyvenv.cfg"
"""The file by which a virtual environment of Python is known, whatever its name."""

_NAMED = 8
"""How many of what is not looked into are named; of the others the number is told."""


def yaml_files_in(folder: Path, left_out: list[str]) -> list[Path]:
    """Every YAML file in a folder and those below, in the order of their names.

    To `left_out` is added what is not looked into: hidden and linked folders, hidden files, and what is called as a
    file and is none. Folders of tools and virtual environments are passed over without a word. Raises
    CheckerError for a folder that cannot be looked into. A link that leads nowhere is a file like others.
    """
    return sorted(_files_in(folder, left_out))


def real(path: Path) -> Path:
    """Where a file lies, whatever links lead to it; of links that lead to each other, one of them."""
    return Path(os.path.realpath(path))


def note(left_out: Iterable[str]) -> str | None:
    """What is not looked into, in one line; none where there is nothing."""
    names = sorted(dict.fromkeys(left_out))
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"not looked into: {', '.join(names[:_NAMED])}{more}" if names else None


def also_note(left_out: Iterable[str]) -> str:
    """The note as the end of a sentence."""
    said = note(left_out)
    return f" ({said})" if said else ""


def _files_in(path: Path, left_out: list[str]) -> Iterator[Path]:
    for folder, folders, names in os.walk(path, onerror=_cannot_look_into):
        for name in list(folders):
            inner = Path(folder, name)
            if name in _TOOLS or (not inner.is_symlink() and (inner / _ENVIRONMENT).is_file()):
                folders.remove(name)
            elif name.startswith(".") or inner.is_symlink():
                folders.remove(name)
                left_out.append(f"{'the hidden' if name.startswith('.') else 'the linked'} folder {inner}")
        for name in names:
            file = Path(folder, name)
            if file.suffix.lower() not in SUFFIXES:
                continue
            what = "the hidden file" if name.startswith(".") else _strange(file)
            if what:
                left_out.append(f"{what} {file}")
            else:
                yield file


def _strange(file: Path) -> str | None:
    """What a file is that holds no text: a pipe, a device; none for one that does."""
    try:
        mode = file.stat().st_mode
    except OSError:
        return None
    if stat.S_ISREG(mode):
        return None
    return "the pipe" if stat.S_ISFIFO(mode) else "the socket" if stat.S_ISSOCK(mode) else "the device"


def _cannot_look_into(error: OSError) -> None:
    raise CheckerError(f"the folder '{error.filename}' cannot be looked into: {error.strerror}")
