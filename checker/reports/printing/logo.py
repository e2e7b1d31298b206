"""An organisation's own sign, checked and written anew, so that nothing but a picture goes into a document."""

from __future__ import annotations

import base64
import re
import struct
import zlib
from collections.abc import Iterator
from html import escape
from pathlib import Path
from xml.etree import ElementTree as ET

from checker.problems import CheckerError

MOST_BYTES = 200_000
MOST_PIXELS = 2_000
"""The longest side of a PNG."""
MOST_ELEMENTS = 2_000
DEEPEST = 30

_SVG = "{http://www.w3.org/2000/svg}"
_ELEMENTS = set(
    "svg g defs title desc path rect circle ellipse line polyline polygon clipPath linearGradient radialGradient "
    "stop".split()
)
_ATTRIBUTES = set(
    "id viewBox width height x y x1 y1 x2 y2 cx cy r rx ry fx fy d points transform preserveAspectRatio fill fill-rule "
    "fill-opacity stroke stroke-width stroke-linecap stroke-linejoin stroke-miterlimit stroke-dasharray "
    "stroke-dashoffset stroke-opacity opacity clip-path clip-rule offset stop-color stop-opacity gradientUnits "
    "gradientTransform spreadMethod version color".split()
)
_VALUE = re.compile(r"(url\(#[\w-]+\)|[\w\s.,#%+-]|\([\d\s.,+-]*\))*")
_LONGEST_VALUE = 50_000
_CHUNKS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"sRGB"}
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def logo_address(path: Path) -> str:
    """A logo as a `data:` address. Raises CheckerError for what is no plain picture, saying what is wrong with it."""
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise CheckerError(f"{path}: it is too large; a logo may have {MOST_BYTES:,} bytes")
    if path.suffix == ".png":
        return _address("image/png", _png(content, path))
    return _address("image/svg+xml", _svg(content, path).encode())


def _address(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


# ---- PNG -------------------------------------------------------------------------------------------------------------


def _png(content: bytes, path: Path) -> bytes:
    """The picture without anything that is not part of it."""
    chunks = [*_chunks(content, path)]
    if not chunks or chunks[0][0] != b"IHDR" or chunks[-1][0] != b"IEND" or len(chunks[0][1]) != 13:
        raise CheckerError(f"{path} is no whole PNG; save it as one again")
    wide, high = struct.unpack(">II", chunks[0][1][:8])
    if not (0 < wide <= MOST_PIXELS and 0 < high <= MOST_PIXELS):
        raise CheckerError(f"{path}: it is {wide:,} by {high:,} pixels; a logo may have {MOST_PIXELS:,} on a side")
    pixels = zlib.decompressobj()
    try:
        pixels.decompress(b"".join(data for kind, data in chunks if kind == b"IDAT"), 9 * wide * high + 9 * high)
        if not pixels.eof:
            raise zlib.error("the end is missing")
    except zlib.error:
        raise CheckerError(f"{path}: its pixels cannot be read; save it as a PNG again") from None
    written = [_chunk(kind, data) for kind, data in chunks if kind in _CHUNKS]
    return _SIGNATURE + b"".join(written)


def _chunks(content: bytes, path: Path) -> Iterator[tuple[bytes, bytes]]:
    place = len(_SIGNATURE)
    while content.startswith(_SIGNATURE) and place + 12 <= len(content):
        (length,) = struct.unpack(">I", content[place : place + 4])
        kind, data = content[place + 4 : place + 8], content[place + 8 : place + 8 + length]
        end = place + 12 + length
        if content[place:end] != _chunk(kind, data):
            raise CheckerError(f"{path} is damaged; save it as a PNG again")
        yield kind, data
        if kind == b"IEND":
            return
        place = end


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


# ---- SVG -------------------------------------------------------------------------------------------------------------


def _svg(content: bytes, path: Path) -> str:
    """The drawing written anew from the shapes that it may have."""
    if b"<!DOCTYPE" in content.upper() or b"<!ENTITY" in content.upper():
        raise CheckerError(f"{path}: a logo declares no document type and no entities; save it as plain SVG")
    try:
        root = ET.fromstring(content.decode("utf-8"))  # entities are refused above
    except (ET.ParseError, UnicodeDecodeError, ValueError) as error:
        raise CheckerError(f"{path} is no SVG: {error}") from None
    if root.tag != f"{_SVG}svg":
        raise CheckerError(f"{path} is no SVG: it begins with <{_named(root)}>")
    if "viewBox" not in root.attrib and not {"width", "height"} <= set(root.attrib):
        raise CheckerError(f"{path}: it says no size; give its <svg> a viewBox")
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise CheckerError(f"{path}: it has more than {MOST_ELEMENTS:,} elements; simplify it")
    return _written(root, path, DEEPEST, outermost=True)


def _written(element: ET.Element, path: Path, deepest: int, *, outermost: bool = False) -> str:
    name = _named(element)
    if not element.tag.startswith(_SVG) or name not in _ELEMENTS or not deepest:
        known = "shapes, groups, gradients and clips"
        raise CheckerError(f"{path}: <{name}> has no place in a logo, which is made of {known}; save it as plain SVG")
    attributes = [' xmlns="http://www.w3.org/2000/svg"'] if outermost else []
    for key, value in element.attrib.items():
        if key not in _ATTRIBUTES or len(value) > _LONGEST_VALUE or not _VALUE.fullmatch(value):
            raise CheckerError(
                f'{path}: <{name}> has {key.rpartition("}")[2][:40]}="{value[:40]}", which has no place in a logo;'
                " styles, scripts and links are left out of one: save it as plain SVG"
            )
        attributes.append(f' {key}="{escape(value)}"')
    inside = "".join(_written(child, path, deepest - 1) for child in element)
    text = escape(element.text or "") if name in ("title", "desc") else ""
    return f"<{name}{''.join(attributes)}>{text}{inside}</{name}>"


def _named(element: ET.Element) -> str:
    return str(element.tag).rpartition("}")[2][:40]
