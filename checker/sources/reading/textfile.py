"""One look over a text file before the engine reads it: encoding, line ends, NUL, size, and its SHA-256."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

from checker.problems import RecordsError
from checker.results import InputFile
from checker.sources.source import SHOWN

if TYPE_CHECKING:
    from checker.sources.reading.opening import Opening

CHUNK = 1 << 20
LARGEST_UNPACKED = 20 * 10**9
"""Bytes that a compressed file may unpack to."""
LARGEST_RATIO = 200
_CANDIDATES = ("cp1250", "cp1252", "iso-8859-2", "cp1251", "cp1253")
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


@dataclass(frozen=True)
class Look:
    """What a look over a file found; `path` is what the engine is to read: the file, or a copy of it in UTF-8."""

    path: Path
    file: InputFile
    encoding: str = "utf-8"
    lines: int = 0
    mixed: bool = False
    """Lines end in more than one way, or some are blank."""
    quotes: int = 0


def look_over(path: Path, opening: Opening) -> Look:
    """Read the file once. Raises RecordsError for what is no text, in an unknown encoding, or unpacks to too much."""
    packed = path.suffix.lower() == ".gz"
    digest, size = hashlib.sha256(), 0
    copy = opening.temporary(".csv") if packed else None
    with path.open("rb") as file:
        start = file.read(4)
        _refuse_other_formats(path, start, packed=packed)
        file.seek(0)
        source = _unpacked(file, path) if packed else _chunks(file)
        seen = _Seen(path.name)
        if copy is not None:
            with copy.open("wb") as unpacked:
                for chunk in source:
                    unpacked.write(chunk)
                    seen.add(chunk)
            file.seek(0)
            for chunk in _chunks(file):
                digest.update(chunk)
                size += len(chunk)
        else:
            for chunk in source:
                digest.update(chunk)
                size += len(chunk)
                seen.add(chunk)
    readable = copy or path
    encoding = seen.encoding(readable, opening.encoding)
    look = Look(
        readable,
        InputFile(role="records", name=path.name, sha256=digest.hexdigest(), size=size),
        encoding,
        seen.line_feeds or seen.returns,
        seen.mixed,
        seen.quotes,
    )
    if encoding in {"utf-8", "utf-8-sig"}:
        return replace(look, path=readable_name(readable, opening, ".csv"))
    return _in_utf8(look, path.name, opening)


def readable_name(path: Path, opening: Opening, suffix: str) -> Path:
    """The file under a name that the engine does not take for a pattern; it would read other files."""
    resolved = path.resolve()
    if not re.search(r"[*?\[\]{}]", str(resolved)):
        return resolved
    linked = opening.temporary(suffix)
    linked.unlink()
    linked.symlink_to(resolved)
    return linked


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


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
    kinds = {
        b"PK": "an Excel or ZIP file",
        b"PAR1": "a Parquet file",
        b"%PDF": "a PDF",
        b"\xd0\xcf\x11\xe0": "an old Excel file",
    }
    kind = (
        "a .gz file"
        if is_gzip and not packed
        else next((k for mark, k in kinds.items() if start.startswith(mark)), None)
    )
    if kind:
        raise RecordsError(f"'{path.name}' is {kind}; give it the suffix of what it is, or save it as CSV (UTF-8)")


class _Seen:
    """What was seen of a file so far."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.start = b""
        self.size = 0
        self.nul: int | None = None
        self.is_utf8 = True
        self.line_feeds = self.both = self.returns = self.quotes = 0
        self.blank = False
        self._tail = b""
        self._decoder: codecs.IncrementalDecoder = codecs.getincrementaldecoder("utf-8")()

    def add(self, chunk: bytes) -> None:
        """Look at the next part of the file."""
        if not self.size:
            self.start = chunk[:4]
        if self.nul is None and (place := chunk.find(b"\0")) >= 0:
            self.nul = self.size + place
        if self.is_utf8 and not (chunk.isascii() and not self._decoder.getstate()[0]):
            try:
                self._decoder.decode(chunk)
            except UnicodeDecodeError:
                self.is_utf8 = False
        joined = self._tail + chunk
        self.line_feeds += chunk.count(b"\n")
        returns = chunk.count(b"\r")
        self.returns += returns
        if returns or self._tail.endswith(b"\r"):
            self.both += joined.count(b"\r\n") - self._tail.count(b"\r\n")
            self.blank = self.blank or b"\n\r\n" in joined or b"\r\r" in joined
        self.quotes += chunk.count(b'"')
        self.blank = self.blank or b"\n\n" in joined
        self._tail = joined[-2:]
        self.size += len(chunk)

    @property
    def mixed(self) -> bool:
        """Whether the engine would refuse or misread the line ends."""
        kinds = [self.line_feeds - self.both, self.both, self.returns - self.both]
        return self.blank or sum(1 for count in kinds if count) > 1

    def encoding(self, path: Path, declared: str | None) -> str:
        """Which encoding the file is in. Raises RecordsError where nobody says so, or it has NUL."""
        for mark, encoding in _MARKS.items():
            if self.start.startswith(mark):
                if encoding == "utf-8-sig" and not self._valid():
                    break
                if encoding == "utf-16":
                    return encoding
                self._refuse_nul()
                return encoding
        if declared is not None and not (self._valid() and self.nul is None):
            return _known(declared)
        self._refuse_nul()
        if self._valid():
            return "utf-8"
        raise RecordsError(_offer(path, self.name))

    def _refuse_nul(self) -> None:
        if self.nul is not None:
            raise RecordsError(
                f"'{self.name}' holds a NUL character at byte {self.nul + 1}; if it is UTF-16, say --encoding utf-16,"
                " otherwise save it again as CSV (UTF-8)"
            )

    def _valid(self) -> bool:
        return self.is_utf8 and not self._decoder.getstate()[0]


def _known(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise RecordsError(f"unknown encoding '{encoding}'; write one such as cp1250 or utf-16") from None


def _offer(path: Path, name: str) -> str:
    """Name the encodings in which the first bytes that are no UTF-8 would be letters."""
    offered: dict[str, str] = {}
    with path.open("rb") as file:
        for line in file:
            try:
                line.decode()
            except UnicodeDecodeError as error:
                piece = line[max(0, error.start - 12) : error.start + 12].splitlines()[0].strip()
                for encoding in _CANDIDATES:
                    try:
                        sample = piece.decode(encoding)
                    except UnicodeDecodeError:
                        continue
                    if sample.isprintable() and sample not in offered.values():
                        offered[encoding] = sample
                break
    samples = ", ".join(f"{encoding} ('{sample[:SHOWN]}')" for encoding, sample in list(offered.items())[:3])
    hint = f"such as {samples}" if samples else "such as cp1250"
    return f"'{name}' is not UTF-8; save it as UTF-8, or say its encoding with --encoding, {hint}"


def _in_utf8(look: Look, name: str, opening: Opening) -> Look:
    """Copy the file into UTF-8."""
    copy = opening.temporary(".csv")
    seen = _Seen(name)
    try:
        with look.path.open(encoding=look.encoding, newline="") as file, copy.open("wb") as written:
            while text := file.read(CHUNK):
                chunk = text.encode()
                seen.add(chunk)
                written.write(chunk)
    except UnicodeError as error:
        place = f" at byte {error.start + 1}" if isinstance(error, UnicodeDecodeError) else ""
        raise RecordsError(f"'{name}' is not {look.encoding}{place}; say another --encoding") from None
    seen.encoding(copy, None)
    return replace(look, path=copy, lines=seen.line_feeds or seen.returns, mixed=seen.mixed, quotes=seen.quotes)
