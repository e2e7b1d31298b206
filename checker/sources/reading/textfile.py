"""One look over a text file before it is read: encoding, line ends, NUL, size, and its SHA-256."""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

from checker.problems import QUOTED, RecordsError
from checker.results import InputFile
from checker.sources.reading.files import (
    CHUNK,
    LARGEST_RATIO,
    LARGEST_UNPACKED,
    Fingerprint,
    chunks,
    readable_name,
)

if TYPE_CHECKING:
    from checker.sources.reading.opening import Opening

LONGEST_ROW = 2_000_000
"""Bytes of one row; a longer one is rejected."""

TOO_LONG = f"it is longer than {LONGEST_ROW:,} bytes"

_CANDIDATES = ("cp1250", "cp1252", "iso-8859-2", "cp1251", "cp1253")
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_OTHER_FORMATS = {
    b"PK\x03\x04": "an Excel or ZIP file",
    b"PK\x05\x06": "an empty ZIP file",
    b"PAR1\x15": "a Parquet file",
    b"%PDF-": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
}


@dataclass(frozen=True)
class Look:
    """What a look over a file found; `path` is what is to be read: the file, or a copy of it in UTF-8."""

    path: Path
    file: InputFile
    lines: int = 0
    """How many lines end in a line feed, and one more where something comes after the last."""
    has_returns: bool = False
    mixed: bool = False
    """Lines end in more than one way."""
    quotes: int = 0

    def has_blank_lines(self) -> bool:
        """Look for two line ends in a row; some may be within a quoted cell."""
        ends = (b"\n\r\n", b"\r\r") if self.has_returns else (b"\n\n",)
        tail = b""
        with self.path.open("rb") as file:
            for chunk in chunks(file):
                joined = tail + chunk
                if any(end in joined for end in ends):
                    return True
                tail = joined[-2:]
        return False


def look_over(path: Path, opening: Opening) -> Look:
    """Read the file once. Raises RecordsError for what is no text, in an unknown encoding, or unpacks to too much."""
    packed = path.suffix.lower() == ".gz"
    fingerprint, seen = Fingerprint(), _Seen(path.name)
    readable = opening.temporary(".csv") if packed else path
    with path.open("rb") as file:
        _refuse_other_formats(path, file.read(5), packed=packed)
        file.seek(0)
        if packed:
            for chunk in chunks(file):
                fingerprint.add(chunk)
            file.seek(0)
            with readable.open("wb") as unpacked:
                for chunk in _unpacked(file, path):
                    unpacked.write(chunk)
                    seen.add(chunk)
        else:
            for chunk in chunks(file):
                fingerprint.add(chunk)
                seen.add(chunk)
    encoding = seen.encoding(readable, opening.encoding)
    look = seen.look(readable, fingerprint.of(path.name))
    if encoding == "utf-8":
        return replace(look, path=readable_name(readable, opening, ".csv"))
    return _in_utf8(look, encoding, opening)


def lines(path: Path) -> Iterator[tuple[str, bool]]:
    """Each line with its own end, and whether that is all of it: of a line that is too long only the start comes."""
    with path.open(encoding="utf-8-sig", newline="") as text:
        while line := text.readline(LONGEST_ROW):
            is_whole = len(line) < LONGEST_ROW or line.endswith(("\n", "\r"))
            yield line, is_whole
            while not is_whole:
                line = text.readline(LONGEST_ROW)
                is_whole = len(line) < LONGEST_ROW or line.endswith(("\n", "\r"))


def _unpacked(file: IO[bytes], path: Path) -> Iterator[bytes]:
    packed = path.stat().st_size
    total = 0
    try:
        with gzip.GzipFile(fileobj=file) as unpacking:
            while chunk := unpacking.read(CHUNK):
                total += len(chunk)
                if total > LARGEST_UNPACKED or (total > 10 * CHUNK and total > packed * LARGEST_RATIO):
                    raise RecordsError(
                        f"'{path.name}' unpacks to more than {LARGEST_RATIO} times its size or"
                        f" {LARGEST_UNPACKED // 10**9} GB; unpack it yourself if you trust it"
                    )
                yield chunk
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise RecordsError(f"'{path.name}' is a damaged .gz file; pack it again") from None


def _refuse_other_formats(path: Path, start: bytes, *, packed: bool) -> None:
    is_gzip = start[:2] == b"\x1f\x8b"
    if packed and not is_gzip:
        raise RecordsError(f"'{path.name}' is not a .gz file; give it the suffix of what it is")
    kind = next((kind for mark, kind in _OTHER_FORMATS.items() if start.startswith(mark)), None)
    if is_gzip and not packed:
        kind = "a .gz file"
    if kind:
        raise RecordsError(f"'{path.name}' is {kind}; give it the suffix of what it is, or save it as CSV (UTF-8)")


class _Seen:
    """What was seen of a file so far."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.start = b""
        self.size = 0
        self.nul: tuple[int, int] | None = None
        """The byte and the line of the first NUL, both from 1."""
        self.is_utf8 = True
        self.line_feeds = self.both = self.returns = self.quotes = 0
        self._last = b""
        self._decoder: codecs.IncrementalDecoder = codecs.getincrementaldecoder("utf-8")()

    def add(self, chunk: bytes) -> None:
        """Look at the next part of the file."""
        if not self.size:
            self.start = chunk[:4]
        if self.nul is None and (place := chunk.find(b"\0")) >= 0:
            self.nul = self.size + place + 1, self.line_feeds + chunk.count(b"\n", 0, place) + 1
        if self.is_utf8 and not (chunk.isascii() and not self._decoder.getstate()[0]):
            try:
                self._decoder.decode(chunk)
            except UnicodeDecodeError:
                self.is_utf8 = False
        self.line_feeds += chunk.count(b"\n")
        # To ask for a character that is not there takes a tenth of the time of counting it.
        if b'"' in chunk:
            self.quotes += chunk.count(b'"')
        if b"\r" in chunk:
            self.returns += chunk.count(b"\r")
            self.both += chunk.count(b"\r\n")
        self.both += self._last == b"\r" and chunk.startswith(b"\n")
        self._last = chunk[-1:]
        self.size += len(chunk)

    def look(self, path: Path, file: InputFile) -> Look:
        """What was seen, of a file that is to be read from this path."""
        kinds = [self.line_feeds - self.both, self.both, self.returns - self.both]
        return Look(
            path,
            file,
            self.line_feeds + (self._last not in {b"", b"\n"}),
            self.returns > 0,
            sum(1 for count in kinds if count) > 1,
            self.quotes,
        )

    def encoding(self, path: Path, declared: str | None) -> str:
        """Which encoding the file is in. Raises RecordsError where nobody says so, or it has NUL."""
        marked = next((encoding for mark, encoding in _MARKS.items() if self.start.startswith(mark)), None)
        if marked == "utf-16":
            return marked
        is_text = self._valid() and self.nul is None
        if declared is not None and not is_text:
            return _known(declared)
        if self.nul is not None:
            byte, line = self.nul
            raise RecordsError(
                f"'{self.name}' holds a NUL character in line {line:,} (byte {byte:,}); if it is UTF-16, say"
                " --encoding utf-16, otherwise save it again as CSV (UTF-8)"
            )
        if not self._valid():
            raise RecordsError(_offer(path, self.name))
        return "utf-8"

    def _valid(self) -> bool:
        return self.is_utf8 and not self._decoder.getstate()[0]


def _known(encoding: str) -> str:
    try:
        "a".encode(encoding)
    except (LookupError, ValueError):
        raise RecordsError(f"unknown encoding '{encoding}'; write one such as cp1250 or utf-16") from None
    return codecs.lookup(encoding).name


def _offer(path: Path, name: str) -> str:
    """Name the encodings in which the first bytes that are no UTF-8 would be letters."""
    offered: dict[str, str] = {}
    number, piece = _first_not_utf8(path)
    for encoding in _CANDIDATES:
        try:
            sample = piece.decode(encoding)
        except UnicodeDecodeError:
            continue
        if sample.isprintable() and sample not in offered.values():
            offered[encoding] = sample
    samples = ", ".join(f"{encoding} ('{sample[:QUOTED]}')" for encoding, sample in list(offered.items())[:3])
    hint = f"such as {samples}" if samples else "such as cp1250"
    return f"'{name}' is not UTF-8 (line {number:,}); save it as UTF-8, or say its encoding with --encoding, {hint}"


def _first_not_utf8(path: Path) -> tuple[int, bytes]:
    """The line and some bytes around the first byte that is no UTF-8."""
    with path.open("rb") as file:
        number = 1
        while line := file.readline(LONGEST_ROW):
            try:
                line.decode()
            except UnicodeDecodeError as error:
                around = line[max(0, error.start - 12) : error.start + 12]
                return number, max(around.splitlines(), key=lambda piece: not piece.isascii()).strip()
            number += line.endswith(b"\n")
    return number, b""


def _in_utf8(look: Look, encoding: str, opening: Opening) -> Look:
    """Copy the file into UTF-8."""
    copy = opening.temporary(".csv")
    seen = _Seen(look.file.name)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with look.path.open("rb") as file, copy.open("wb") as written:
            for chunk in _with_end(file):
                text = decoder.decode(chunk, final=not chunk).encode()
                seen.add(text)
                written.write(text)
    except UnicodeDecodeError as error:
        number = seen.line_feeds + error.object.count(b"\n", 0, error.start) + 1
        raise RecordsError(f"'{look.file.name}' is not {encoding} (line {number:,}); say another --encoding") from None
    seen.encoding(copy, None)
    return seen.look(copy, look.file)


def _with_end(file: IO[bytes]) -> Iterator[bytes]:
    yield from chunks(file)
    yield b""
