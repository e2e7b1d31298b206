"""The beginning of a text file as a file of its own, so that a look at its first rows costs the same for any size."""

from __future__ import annotations

import codecs
import gzip
import tempfile
import zlib
from pathlib import Path

from checker.problems import RecordsError

PIECE = 1 << 21
"""Bytes of a beginning: some ten thousand rows of a usual file."""


def beginning(path: Path, folder: Path, encoding: str | None) -> tuple[Path, bool]:
    """The first rows of a text file, under its own name, and whether they are all of it.

    The file itself where it is short; else a copy in a new folder within `folder`, cut after a whole row. `encoding` is
    that of a file that is not UTF-8. Raises RecordsError for a damaged packed file, OSError where it cannot be read.
    """
    is_packed = path.suffix.lower() == ".gz"
    content = _first_bytes(path, is_packed=is_packed)
    if len(content) <= PIECE:
        return path, True
    text = _as_text(content, encoding)
    if text is not None:
        content = text.encode()
    copy = Path(tempfile.mkdtemp(dir=folder)) / (path.stem if is_packed else path.name)
    copy.write_bytes(content[: _last_row_end(content)])
    return copy, False


def _first_bytes(path: Path, *, is_packed: bool) -> bytes:
    with path.open("rb") as file:
        if not is_packed or file.read(2) != b"\x1f\x8b":
            file.seek(0)
            return file.read(PIECE + 1)
        file.seek(0)
        try:
            with gzip.GzipFile(fileobj=file) as unpacking:
                return unpacking.read(PIECE + 1)
        except (gzip.BadGzipFile, EOFError, zlib.error):
            raise RecordsError(f"'{path.name}' is a damaged .gz file; pack it again") from None


def _as_text(content: bytes, encoding: str | None) -> str | None:
    """The text of a beginning that is not UTF-8, where its encoding is known; what was cut in half is left out."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif encoding is None or _is_utf8(content):
        return None
    try:
        return codecs.getincrementaldecoder(encoding)().decode(content)
    except (LookupError, ValueError):
        return None  # whoever opens it says so


def _is_utf8(content: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(content)
    except UnicodeDecodeError:
        return False
    return True


def _last_row_end(content: bytes) -> int:
    """Where the last whole row ends: at a line end outside of quotes; the very end where there is none."""
    line_end = b"\n" if b"\n" in content else b"\r"
    end = len(content)
    quotes = content.count(b'"')
    while (line := content.rfind(line_end, 0, end)) >= 0:
        quotes -= content.count(b'"', line, end)
        if quotes % 2 == 0:
            return line + 1
        end = line
    return len(content)
