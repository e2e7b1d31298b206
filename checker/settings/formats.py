"""Formats that settings ask for, each as the command line takes it: `text`, or `sarif=checker.sarif` with its file.

A file that a setting names is written by whoever runs the program in its folder. So besides lying below that folder it
is called as such a listing is, and it is not hidden: hooks, code and what other programs are set by stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any, NamedTuple

from checker.problems import quoted
from checker.ruleset.nearest import did_you_mean
from checker.ruleset.yaml12 import Trail

SUFFIXES: Mapping[str, tuple[str, ...]] = {
    "text": (".txt",),
    "concise": (".txt",),
    "json": (".json",),
    "github": (".txt",),
    "junit": (".xml",),
    "sarif": (".sarif", ".json"),
    "gitlab": (".json",),
    "markdown": (".md",),
    "html": (".html",),
}
"""By format, how the names of its files end."""


class Asked(NamedTuple):
    """A format, where it was written, and the file that it goes to; none for standard output."""

    trail: Trail
    name: str
    file: str | None


class Wrong(NamedTuple):
    """What is wrong with what was written at a place, and what to do about it."""

    trail: Trail
    message: str
    hint: str | None


def read_formats(written: Any, trail: Trail, known: Sequence[str]) -> Iterator[Asked | Wrong]:
    """Every format that is asked for, or what is wrong with it; `known`: the formats of the command."""
    entries = [(trail, written)] if not isinstance(written, list) else entries_of(written, trail)
    if not entries:
        yield Wrong(trail, "'format' must name a format", f"known are {', '.join(known)}")
    seen: set[str] = set()
    printed: str | None = None
    for place, entry in entries:
        asked = _read(entry, place, known)
        if isinstance(asked, Asked):
            if asked.name in seen:
                yield Wrong(place, f"the format {asked.name} is asked for twice", "ask for it once")
                continue
            seen.add(asked.name)
            if asked.file is None and printed is not None:
                message = f"{printed} and {asked.name} would both go to standard output"
                yield Wrong(place, message, f"give one a file: {asked.name}=checker{SUFFIXES[asked.name][0]}")
                continue
            printed = asked.name if asked.file is None else printed
        yield asked


def entries_of(written: list[Any], trail: Trail) -> list[tuple[Trail, Any]]:
    """What stands in a list, each with its place."""
    return [((*trail, number), each) for number, each in enumerate(written)]


def _read(written: Any, trail: Trail, known: Sequence[str]) -> Asked | Wrong:
    if not isinstance(written, str):
        hint = f"write one of {', '.join(known)} in quotes"
        return Wrong(trail, "'format' must be a text, or a list of texts", hint)
    name, names_file, file = written.partition("=")
    if name not in known:
        return Wrong(trail, f"no format {quoted(name)}", did_you_mean(name, known))
    if not names_file:
        return Asked(trail, name, None)
    endings = SUFFIXES[name]
    if PurePath(file).suffix not in endings or not PurePath(file).stem:
        hint = f"write {name}=checker{endings[0]}"
        return Wrong(trail, f"a file of the format {name} ends with {' or '.join(endings)}", hint)
    if any(part.startswith(".") and part not in (".", "..") for part in PurePath(file).parts):
        hint = "name another, or name this one behind --format on the command line"
        return Wrong(trail, f"{quoted(file)} is hidden, and a setting names no such file to write", hint)
    return Asked(trail, name, file)
