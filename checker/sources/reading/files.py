"""Record files as files: their bytes in pieces, their SHA-256, and a name that the engine takes literally."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from checker.results import InputFile, Role

if TYPE_CHECKING:
    from checker.sources.reading.opening import Opening

CHUNK = 1 << 20

LARGEST_UNPACKED = 20 * 10**9
"""Bytes that a compressed text file may unpack to."""

LARGEST_RATIO = 200
"""How many times its size any compressed file may unpack to."""


LITERALLY = "hive_partitioning = false"
"""For the engine: a file and nothing else; the names of the folders above it say nothing about its records."""


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """The bytes of a file, piece by piece."""
    while chunk := file.read(CHUNK):
        yield chunk


class Fingerprint:
    """The size and SHA-256 of a file, from its pieces."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self.size = 0

    def add(self, chunk: bytes) -> None:
        """Take in the next piece."""
        self._digest.update(chunk)
        self.size += len(chunk)

    def of(self, name: str, role: Role = "records") -> InputFile:
        """The file of this name, as results tell it."""
        name = name.encode("utf-8", "backslashreplace").decode()  # results are UTF-8, and names of files need not be
        return InputFile(role=role, name=name, sha256=self._digest.hexdigest(), size=self.size)


def input_file(path: Path, role: Role = "records") -> InputFile:
    """A file as results tell it."""
    fingerprint = Fingerprint()
    with path.open("rb") as file:
        for chunk in chunks(file):
            fingerprint.add(chunk)
    return fingerprint.of(path.name, role)


def readable_name(path: Path, opening: Opening, suffix: str) -> Path:
    """The file under a name that the engine does not take for a pattern; it would read other files."""
    resolved = path.resolve()
    if not re.search(r"[*?\[\]{}]", str(resolved)):
        return resolved
    linked = opening.temporary(suffix)
    linked.unlink()
    linked.symlink_to(resolved)
    return linked
