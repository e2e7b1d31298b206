"""The fonts of printed pages, and which characters they and the fonts of this machine can draw."""

from __future__ import annotations

import base64
import ctypes
import ctypes.util
import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from checker.problems import CheckerError
from checker.reports.printing.texts import code

FAMILY = "Source Sans Pro"
NAMED = "Report Font"
"""What the style sheets call the font that somebody names."""

WEIGHTS = {"400": "Regular", "600": "Semibold"}


def _files() -> dict[str, Path]:
    package = find_spec("font_source_sans_pro")
    if package is None or package.origin is None:
        raise CheckerError(
            "the package font-source-sans-pro is missing, without which no PDF is drawn; install it with pip"
        )
    folder = Path(package.origin).parent / "files"
    return {weight: folder / f"SourceSansPro-{style}.ttf" for weight, style in WEIGHTS.items()}


@dataclass(frozen=True)
class FontFaces:
    """The fonts of a document, which needs no file then."""

    sheet: str
    """The style sheet that names them, each by an address that nothing else has."""
    files: Mapping[str, str]
    """By its address, a whole font in Base64. In the style sheet it would take longer to read than all the rest."""


@cache
def font_faces(named: Path | None = None) -> FontFaces:
    """The report's own fonts, and one that is named."""
    faces = [(FAMILY, weight, path) for weight, path in _files().items()]
    faces += [(NAMED, "100 900", named)] if named is not None else []
    files = {f"font:{place}": base64.b64encode(path.read_bytes()).decode() for place, (*_, path) in enumerate(faces)}
    sheet = (
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url("{address}"); }}'
        for address, (family, weight, _) in zip(files, faces, strict=True)
    )
    return FontFaces("\n".join(sheet), files)


@cache
def _own_characters() -> frozenset[str]:
    covered = [_characters(path) for path in _files().values()]
    return frozenset.intersection(*covered)


_OF_DAMAGED_TABLES = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, TypeError, ValueError, struct.error,
    zlib.error,
)  # fmt: skip
"""What fontTools raises of fonts whose tables are not what they say."""


@cache
def _characters(path: Path) -> frozenset[str]:
    """What a font draws. Raises CheckerError for a file that is no font."""
    from fontTools.ttLib import TTFont, TTLibError  # noqa: PLC0415

    try:
        with path.open("rb") as file, TTFont(file, lazy=True) as font:
            return frozenset(map(chr, font.getBestCmap() or ()))
    except (OSError, TTLibError, *_OF_DAMAGED_TABLES) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no font, or a collection of several"
        raise CheckerError(f"the font '{path}' cannot be used: {why}; name a .ttf or .otf file") from None


def refuse_font(named: Path) -> None:
    """Raises CheckerError for a file that is no font, before anything is done with it."""
    _characters(named)


def drawable(characters: Iterable[str], named: Path | None = None) -> frozenset[str]:
    """Which of the characters fonts draw: the report's own, the one that is named, or one installed on this machine."""
    asked = frozenset(characters)
    drawn = asked & (_own_characters() | (_characters(named) if named else frozenset()))
    return drawn | _drawn_by_the_machine(asked - drawn)


def refuse_undrawable(words: str, language: str, drawn: frozenset[str]) -> None:
    """Raises CheckerError where letters of a language have no font: a report of codes is of no use."""
    missing = sorted({letter for letter in words if letter.isalpha()} - drawn)
    if missing:
        shown = ", ".join(f"{letter} ({code(letter)})" for letter in missing[:3])
        package = _PACKAGES.get(language, "fonts-noto-core")
        raise CheckerError(
            f"no font here draws {len(missing):,} letters of the words in '{language}', such as {shown}; install one"
            f" (on Debian: apt-get install {package}), name a font file with --font, or write .html instead"
        )


_PACKAGES = {"zh-Hant": "fonts-noto-cjk"}
"""The package of Debian that draws a language."""


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
