"""The fonts of printed pages, and which characters they and the fonts of this machine can draw."""

from __future__ import annotations

import base64
import ctypes
import ctypes.util
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from checker.problems import CheckerError

FAMILY = "Source Sans Pro"
WEIGHTS = {"400": "Regular", "600": "Semibold"}


def _files() -> dict[str, Path]:
    package = find_spec("font_source_sans_pro")
    if package is None or package.origin is None:
        raise CheckerError(
            "the package font-source-sans-pro is missing, without which no PDF is drawn; install it with pip"
        )
    folder = Path(package.origin).parent / "files"
    return {weight: folder / f"SourceSansPro-{style}.ttf" for weight, style in WEIGHTS.items()}


@cache
def font_faces() -> str:
    """The whole fonts as a style sheet of data addresses: a document needs no file then."""
    return "\n".join(_face(weight, path) for weight, path in _files().items())


def _face(weight: str, path: Path) -> str:
    address = f"data:font/ttf;base64,{base64.b64encode(path.read_bytes()).decode()}"
    return f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; src: url({address}); }}'


@cache
def _own_characters() -> frozenset[str]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    covered = None
    for path in _files().values():
        with TTFont(path, lazy=True) as font:
            codes = frozenset(font.getBestCmap())
        covered = codes if covered is None else covered & codes
    return frozenset(map(chr, covered or ()))


def drawable(characters: Iterable[str]) -> frozenset[str]:
    """Which of the characters the fonts can draw: the report's own, or else one installed on this machine."""
    asked = frozenset(characters)
    own = asked & _own_characters()
    return own | _drawn_by_the_machine(asked - own)


def _drawn_by_the_machine(characters: frozenset[str]) -> frozenset[str]:
    """Asks fontconfig, which also chooses the font when pages are drawn; a machine without it draws nothing more."""
    name = ctypes.util.find_library("fontconfig")
    if not characters or name is None:
        return frozenset()
    library = ctypes.CDLL(name)
    for function in ("FcPatternCreate", "FcObjectSetBuild", "FcFontList", "FcConfigGetCurrent"):
        getattr(library, function).restype = ctypes.c_void_p
    library.FcPatternGetCharSet.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p]
    library.FcCharSetHasChar.argtypes = [ctypes.c_void_p, ctypes.c_uint32]
    library.FcInit()
    pattern = ctypes.c_void_p(library.FcPatternCreate())
    wanted = ctypes.c_void_p(library.FcObjectSetBuild(b"charset", None))
    fonts = ctypes.cast(library.FcFontList(None, pattern, wanted), ctypes.POINTER(_FontSet))
    drawn: set[str] = set()
    if fonts:  # type: ignore[truthy-bool]  # a null pointer is false
        for place in range(fonts.contents.count):
            covered = ctypes.c_void_p()
            if library.FcPatternGetCharSet(fonts.contents.patterns[place], b"charset", 0, ctypes.byref(covered)) == 0:
                drawn |= {one for one in characters - drawn if library.FcCharSetHasChar(covered, ord(one))}
    return frozenset(drawn)


class _FontSet(ctypes.Structure):
    _fields_ = (
        ("count", ctypes.c_int),
        ("size", ctypes.c_int),
        ("patterns", ctypes.POINTER(ctypes.c_void_p)),
    )
