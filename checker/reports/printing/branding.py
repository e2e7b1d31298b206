"""A report in an organisation's own look: a folder with its logo, its colours and its words, and nothing else.

    logo.svg or logo.png     stands at the head of the report
    colours.toml             [light] and [dark] with colours by the names of report_templates/colours.toml
    words/en.toml            single phrases instead of those of report_templates/words/en.toml; one file per language

Nothing in the folder is run, and nothing outside it is read.
"""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from checker.problems import CheckerError
from checker.reports.printing.logo import logo_address
from checker.reports.printing.templates import Colours, colours
from checker.wording import Phrases, languages, phrases

LEAST_CONTRAST = 4.5
MOST_BYTES = 200_000
_LOGOS = ("logo.png", "logo.svg")
_BESIDE = ("README", "LICENSE", "COPYING")
_NO_PHRASES = ("language", "default")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")

Words = Mapping[tuple[str, ...], str | list[str]]
"""Phrases by their sections and name; several forms where a phrase speaks of a number."""


@dataclass(frozen=True)
class Branding:
    """An organisation's own look."""

    colours: Colours = field(default_factory=colours)
    logo: str = ""
    """The logo as a `data:` address; empty without one."""
    words: Mapping[str, Words] = field(default_factory=dict)
    """Its own phrases by language."""

    def phrases(self, language: str) -> Phrases:
        """The phrases of a language with the organisation's own among them."""
        say = phrases(language)
        sections, forms = _copied(say.sections), dict(say.forms)
        for path, said in self.words.get(language, {}).items():
            *within, name = path
            section = sections
            for each in within:
                section = section[each]
            plain = path if path in forms else (*within, name.removesuffix("_one"))
            if plain in forms:
                forms[plain] = _forms(forms[plain], said, of_one=plain != path)
                section[plain[-1]] = forms[plain][-1]
            else:
                section[name] = said
        return replace(say, sections=sections, forms=forms)


def branding_of(folder: Path) -> Branding:
    """Read a folder. Raises CheckerError that tells everything that is wrong with it."""
    try:
        return _branding(folder.resolve())
    except OSError as error:
        raise CheckerError(f"{folder.name}: the folder cannot be read: {error.strerror or error}") from None


def _branding(folder: Path) -> Branding:
    wrong: list[str] = []
    files = {path.name: path for path in sorted(folder.iterdir()) if not path.name.startswith(".")}
    for name, path in files.items():
        if name not in (*_LOGOS, "colours.toml", "words") and path.stem.upper() not in _BESIDE:
            near = _nearest(name, [*_LOGOS, "colours.toml", "words"])
            wrong.append(f"{path.name}: a template folder holds logo.png or logo.svg, colours.toml and words{near}")
    words = {path.name: path for path in sorted(files["words"].glob("[!.]*"))} if "words" in files else {}
    for path in [*files.values(), *words.values()]:
        if folder not in path.resolve().parents:
            raise CheckerError(f"{folder.name}: '{path.name}' leads out of the folder; put the file itself into it")
    for path in [*files.values(), *words.values()]:
        if path.is_dir() if path is not files.get("words") else not path.is_dir():
            raise CheckerError(f"{folder.name}: '{path.name}' is {'a' if path.is_dir() else 'no'} folder")
    logos = [files[name] for name in _LOGOS if name in files]
    if len(logos) > 1:
        wrong.append("logo.png and logo.svg are both there; leave one")
    own = _read(files.get("colours.toml"), wrong)
    whole = _with_own(own, wrong)
    spoken: dict[str, Words] = {}
    for name, path in words.items():
        language = path.stem
        if path.suffix != ".toml" or language not in languages():
            wrong.append(f"words/{name}: reports are written in {', '.join(languages())}; name it en.toml, say")
            continue
        spoken[language] = dict(_checked(_read(path, wrong), language, wrong))
    logo = ""
    if len(logos) == 1:
        try:
            logo = logo_address(logos[0])
        except CheckerError as error:
            wrong.append(str(error).replace(f"{folder}/", ""))
    if wrong:
        raise CheckerError(f"{folder.name}: " + "; ".join(wrong))
    return Branding(colours=whole, logo=logo, words=spoken)


def _read(path: Path | None, wrong: list[str]) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise ValueError(f"it has more than {MOST_BYTES:,} bytes")
        return tomllib.loads(content.decode("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        wrong.append(f"{path.name} cannot be read: {str(error)[:120]}")
        return {}


def _nearest(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, 1, 0.5)
    return f"; did you mean '{near[0]}'?" if near else ""


# ---- colours ---------------------------------------------------------------------------------------------------------


def _with_own(own: Mapping[str, Any], wrong: list[str]) -> Colours:
    """The colours with the organisation's own among them."""
    whole = {name: dict(part) for name, part in colours().items()}
    for scheme, given in own.items():
        if scheme not in ("light", "dark") or not isinstance(given, dict):
            wrong.append(f"colours.toml: '{scheme}' is neither [light] nor [dark]")
            continue
        for name, colour in given.items():
            if name not in whole[scheme]:
                wrong.append(f"colours.toml, {scheme}: there is no colour '{name}'{_nearest(name, [*whole[scheme]])}")
            elif not isinstance(colour, str) or not _COLOUR.fullmatch(colour):
                wrong.append(f"colours.toml, {scheme}: '{name}' is {str(colour)[:40]!r}; write it as \"#274B6D\"")
            else:
                whole[scheme][name] = colour.upper()
    for scheme in ("light", "dark"):
        for name, behind in whole["on"].items():
            for one in behind:
                text, ground = whole[scheme][name], whole[scheme][one]
                if (found := contrast(text, ground)) < LEAST_CONTRAST:
                    wrong.append(
                        f"colours.toml, {scheme}: '{name}' ({text}) on '{one}' ({ground}) has a contrast of"
                        f" {found:.2f}:1, and everybody can read it from {LEAST_CONTRAST}:1 on;"
                        " make one of them darker or lighter"
                    )
    return whole


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart, from 1 to 21, as WCAG 2 defines it."""
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# ---- words -----------------------------------------------------------------------------------------------------------


def _copied(sections: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _copied(one) if isinstance(one, Mapping) else one for name, one in sections.items()}


def _forms(known: tuple[str, ...], said: str | list[str], *, of_one: bool) -> tuple[str, ...]:
    """The forms of a phrase that speaks of a number; a single text is for all but one, which may have its own."""
    if isinstance(said, list):
        return tuple(said)
    if of_one:
        return (said, *known[1:])
    return (known[0], said) if len(known) == 2 else (said,) * len(known)


def _checked(own: Mapping[str, Any], language: str, wrong: list[str]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The organisation's phrases, each with its place, as far as they can stand for those they replace."""
    say = phrases(language)
    for name in ("verdict", "outcome"):
        given = own.get(name)
        called = {**say[name], **given} if isinstance(given, dict) else say[name]
        # With those that they replace: no verdict may be called as another one is.
        both = (
            {str(each).strip().casefold() for each in (word, say[name].get(key, word))} for key, word in called.items()
        )
        said = [one for words in both for one in words]
        twice = sorted({one for one in said if said.count(one) > 1})
        wrong += [f"words/{language}.toml, {name}: two of them would be called '{one[:40]}'" for one in twice]
    yield from _of_section(own, say.sections, (), say, wrong)


def _of_section(
    own: Mapping[str, Any], known: Mapping[str, Any], within: tuple[str, ...], say: Phrases, wrong: list[str]
) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, said in own.items():
        path = (*within, name)
        place = f"words/{say.language}.toml: '{'.'.join(path)}'"
        if name not in known or name in _NO_PHRASES:
            wrong.append(f"{place} is no phrase of a report{_nearest(name, [*known])}")
        elif isinstance(known[name], Mapping):
            if isinstance(said, dict):
                yield from _of_section(said, known[name], path, say, wrong)
            else:
                wrong.append(f"{place} is a section of phrases; name one of them")
        elif _fits(said, say.forms.get(path), known[name], place, wrong):
            yield path, said


def _fits(said: Any, forms: tuple[str, ...] | None, known: str, place: str, wrong: list[str]) -> bool:
    """Whether what is said can stand for a phrase: as many forms, and no other names in braces."""
    several = said if isinstance(said, list) else [said]
    if not all(isinstance(one, str) and one.strip() for one in several):
        wrong.append(f"{place} is no text")
        return False
    if isinstance(said, list) and (forms is None or len(said) != len(forms)):
        asked = f"{len(forms)} forms" if forms else "one text"
        wrong.append(f"{place} has {len(said)} forms; it needs {asked}")
        return False
    allowed = _names(known) or set()
    for one in several:
        names = _names(one)
        if names is None or names - allowed:
            braces = " ".join(f"{{{name}}}" for name in sorted(allowed)) or "nothing"
            wrong.append(f"{place} puts in what is not there; in braces may stand {braces}")
            return False
    return True


def _names(phrase: str) -> set[str] | None:
    """The names in braces of a phrase; none where its braces are not whole, or hold more than a name."""
    try:
        parts = [*string.Formatter().parse(phrase)]
    except ValueError:
        return None
    if any(spec or conversion for _, name, spec, conversion in parts if name is not None):
        return None
    return {name for _, name, _, _ in parts if name is not None}
