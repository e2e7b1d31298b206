"""Errors of the models told to people: where in the file, what is wrong, what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from checker.problems import Problem
from checker.ruleset import later
from checker.ruleset.nearest import did_you_mean, nearest
from checker.ruleset.shape import Found, follow, keys_of, options_of
from checker.ruleset.yaml12 import Composed, Place, Trail

CUT = 40
"""Characters of a value that a message repeats."""


@dataclass
class Told:
    """What is wrong with a file, and which parts of it cannot be used because of that."""

    problems: list[Problem] = field(default_factory=list)
    renamed: dict[Trail, str] = field(default_factory=dict)
    """Misspelt keys and what was meant."""
    unusable: list[Trail] = field(default_factory=list)
    left_out: list[Trail] = field(default_factory=list)
    """Keys that are unknown or not supported; what stands beside them can be used."""


def value_at(written: Any, trail: Trail) -> Any:
    """What stands at a place of a file; `None` where nothing does."""
    for part in trail:
        if isinstance(written, dict):
            written = written.get(part)
        elif isinstance(written, list) and isinstance(part, int) and part < len(written):
            written = written[part]
        else:
            return None
    return written


def place_of(composed: Composed, trail: Trail) -> Place:
    """Where to point for a value: at a scalar itself, else at the key that leads to it, else at its first word."""
    written = value_at(composed.value, trail)
    place = composed.place(trail)
    if isinstance(written, str) and written:
        return place
    if trail in composed.keys:
        return composed.keys[trail]
    if isinstance(written, dict) and written:
        first = composed.keys.get((*trail, next(iter(written))))
        return first or place
    return place._replace(end_line=place.line, end_column=place.column + 1)


def cut(text: object) -> str:
    """A written value in quotes, at most 40 characters of it."""
    words = " ".join(str(text).split())
    return f"'{words[: CUT - 1]}…'" if len(words) > CUT else f"'{words}'"


def subject(written: Any, trail: Trail) -> str:
    """What people call the mapping at a place."""
    match trail:
        case ():
            return f"the {'standard' if 'standard' in written and 'clauses' in written else 'rule set'}"
        case ("rules" | "exclusions" | "clauses" as kind, int(position)):
            name = value_at(written, (*trail, "id"))
            one = kind.removesuffix("s")
            return f"{one} '{name}'" if isinstance(name, str) and name else f"{one} {position + 1}"
        case ("records", "fields", str(name)):
            return f"field '{name}'"
        case (*_, str(key)):
            return f"'{key}'"
    return "this entry"


def told(error: ValidationError, composed: Composed, root: type[BaseModel]) -> Told:
    """Every mistake that a model found, each once, in words."""
    return _Telling(composed, error, root).tell()


class _Telling:
    def __init__(self, composed: Composed, error: ValidationError, root: type[BaseModel]) -> None:
        self.composed = composed
        self.told = Told()
        self.errors = [(follow(root, tuple(each["loc"])), dict(each)) for each in error.errors(include_url=False)]

    def tell(self) -> Told:
        swallowed = list(self._later())
        errors = [
            (found, each)
            for found, each in self.errors
            if not any(found.trail[: len(trail)] == trail for trail in swallowed)
        ]
        if "extends" in self.composed.value:
            errors = [(found, each) for found, each in errors if each["type"] != "missing" or len(found.trail) > 1]
        missing = {found.trail for found, each in errors if each["type"] == "missing"}
        for found, each in errors:
            if each["type"] == "extra_forbidden":
                missing.discard(self._unknown_key(found, missing))
        for found, each in errors:
            if each["type"] == "missing" and found.trail in missing:
                self._missing_key(found)
            elif each["type"] not in ("missing", "extra_forbidden"):
                self._wrong(found, each)
        return self.told

    # ---- what is not supported yet

    def _later(self) -> Iterator[Trail]:
        """Tell what is not supported yet; what lies within these places is not told otherwise."""
        seen = set()
        for found, each in self.errors:
            for length in range(1, len(found.trail) + 1):
                holder = found.trail[:length]
                form = later.form_not_yet(holder, value_at(self.composed.value, holder))
                if form and holder not in seen:
                    seen.add(holder)
                    message, trail = form
                    place = self.composed.place(trail, key=True) if trail != holder else place_of(self.composed, trail)
                    self._say("R150", message, place)
                    self.told.unusable.append(holder)
                    yield holder
            owner = found.owner.__name__ if found.owner else ""
            if each["type"] != "extra_forbidden" or found.trail[-1] not in later.KEYS.get(owner, ()):
                continue
            if not any(found.trail[: len(holder)] == holder for holder in seen):
                message = later.not_yet(f"'{found.trail[-1]}' is")
                self._say("R150", message, self.composed.place(found.trail, key=True))
                self.told.left_out.append(found.trail)
                yield found.trail

    # ---- keys

    def _unknown_key(self, found: Found, missing: set[Trail]) -> Trail | None:
        """Tell of an unknown key; gives the missing key that it was meant to be, if it was."""
        *_, key = found.trail
        parent = found.trail[:-1]
        present = value_at(self.composed.value, parent)
        known = list(keys_of(found.owner)) if found.owner else []
        absent = [word for word in known if word not in present]
        lacking = [str(trail[-1]) for trail in missing if trail[:-1] == parent]
        meant = nearest(str(key), lacking) or nearest(str(key), absent)
        hint = f"did you mean '{meant}'?" if meant else did_you_mean(str(key), known, else_list="known here are")
        self._say("R201", f"unknown key {cut(key)}", self.composed.place(found.trail, key=True), hint)
        if meant:
            self.told.renamed[found.trail] = meant
            return (*parent, meant)
        self.told.left_out.append(found.trail)
        return None

    def _missing_key(self, found: Found) -> None:
        *_, key = found.trail
        parent = found.trail[:-1]
        description = (keys_of(found.owner)[str(key)].description if found.owner else None) or ""
        about = f": {description[0].lower()}{description[1:].rstrip('.')}" if description else ""
        message = f"{subject(self.composed.value, parent)} has no '{key}'"
        self._say("R202", message, place_of(self.composed, parent), f"add '{key}'{about}")
        self.told.unusable.append(found.trail)

    # ---- values

    def _wrong(self, found: Found, each: dict[str, Any]) -> None:
        trail = found.trail
        written = value_at(self.composed.value, trail)
        context = each.get("ctx", {})
        if each["type"] == "too_short" and written:
            return  # its entries are wrong, and told
        self.told.unusable.append(trail)
        if each["type"] in ("union_tag_not_found", "union_tag_invalid"):
            self._unknown_kind(found, str(context["discriminator"]).strip("'"))
            return
        if found.is_key:
            place = self.composed.place(trail, key=True)
            written = trail[-1]
        else:
            place = place_of(self.composed, trail)
        code, message, hint = said(each["type"], written, context, each["msg"], name=_name(trail))
        self._say(code, message, place, hint)

    def _unknown_kind(self, found: Found, word: str) -> None:
        """Tell of a measure without a known kind, or a field without a known type."""
        trail, written = found.trail, value_at(self.composed.value, found.trail)
        known = list(options_of(found.form)) if found.form else []
        if not isinstance(written, dict):
            code, message, hint = said("dict_type", written, {}, "", name=_name(trail))
            self._say(code, message, place_of(self.composed, trail), hint)
        elif word not in written:
            near = next((key for key in written if nearest(key, [word])), None)
            if near:
                place = self.composed.place((*trail, near), key=True)
                self._say("R201", f"unknown key {cut(near)}", place, f"did you mean '{word}'?")
                self.told.renamed[(*trail, near)] = word
                self.told.unusable.remove(trail)
            else:
                message = f"{subject(self.composed.value, trail)} has no '{word}'"
                self._say(
                    "R202",
                    message,
                    place_of(self.composed, trail),
                    f"add '{word}', one of {', '.join(known)}",
                )
        else:
            place, kind = place_of(self.composed, (*trail, word)), written[word]
            if trail[0] == "rules" and kind in later.KINDS:
                self._say("R150", later.not_yet(f"the measure '{kind}' is"), place)
            else:
                what = f"{'measure' if trail[0] == 'rules' else 'field'} {word}"
                self._say("R204", f"unknown {what} {cut(kind)}", place, did_you_mean(str(kind), known))

    def _say(self, code: str, message: str, place: Place, hint: str | None = None) -> None:
        self.told.problems.append(self.composed.problem(code, message, place, hint=hint))


def _name(trail: Trail) -> str:
    """What the value at a place is called: its key, or `this entry`."""
    return f"'{trail[-1]}'" if trail and isinstance(trail[-1], str) else "this entry"


_SHAPES = {
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "dict_type": "a mapping",
    "tuple_type": "a list",
    "string_type": "a text",
}
_EXAMPLES = {"a mapping": "key: value", "a list": "[one, two]", "a text": "a word"}

_WRITTEN_LIKE = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": ("an id", "lower-case letters, digits and single hyphens, such as delivery-cycle"),
    r"^[a-z][a-z0-9_]*$": (
        "a field name", "lower-case letters, digits and underscores, beginning with a letter, such as ordered_at",
    ),
    r"^[a-z]{2}(-[A-Za-z]+)?$": ("a language code", "two small letters, such as en or pl"),
    r"^[a-z0-9]+([.-][a-z0-9]+)*$": ("a clause id", "lower-case words with dots and hyphens, such as delivery.cycle"),
    "%": ("a format", "directives, such as %d.%m.%Y"),
}  # fmt: skip


def said(kind: str, written: Any, context: dict[str, Any], message: str, *, name: str) -> tuple[str, str, str | None]:
    """One error of a model in words: its code, what is wrong, and what to write instead."""
    if kind in _SHAPES:
        shape = _SHAPES[kind]
        if written in ("", None):
            return (
                "R203",
                f"{name} is empty",
                f"write {shape}, such as {_EXAMPLES[shape]}, or remove the key",
            )
        is_ = "a mapping" if isinstance(written, dict) else "a list" if isinstance(written, list) else "a text"
        return "R203", f"{name} must be {shape}, not {is_}", f"write {_EXAMPLES[shape]}"
    if kind == "string_pattern_mismatch" and written == "":
        kind = "string_too_short"
    match kind:
        case "too_short" | "string_too_short":
            return (
                "R206",
                f"{name} is empty",
                "write at least one" if kind == "too_short" else "write a text",
            )
        case "string_too_long":
            return (
                "R206",
                f"{cut(written)} is longer than {context['max_length']} characters",
                "shorten it",
            )
        case "string_pattern_mismatch":
            what, like = _WRITTEN_LIKE[context["pattern"]]
            hint = _written_well(str(written), context["pattern"]) or f"write {like}"
            return "R205", f"{cut(written)} is not {what}", hint
        case "literal_error":
            known = re.findall(r"'([^']*)'", context["expected"])
            if not isinstance(written, str):
                return said("string_type", written, context, message, name=name)
            return "R204", f"{cut(written)} is not known for {name}", did_you_mean(written, known)
        case "bool_parsing" | "bool_type":
            return "R206", f"{cut(written)} is neither true nor false", "write true or false"
        case "value_error":
            text = str(context["error"])
            if isinstance(written, str) and len(written) > CUT:
                text = text.replace(f"'{written}'", cut(written)).replace(f"'{written.strip()}'", cut(written))
            what, _, hint = text.partition("; ")
            return ("R206" if isinstance(written, str) else "R207"), what, hint or None
    return "R206", f"{name} cannot be read: {message[:1].lower()}{message[1:]}", None


def _written_well(written: str, pattern: str) -> str | None:
    """The name with its letters as names have them, where that makes it one."""
    joint = "_" if "_" in pattern else "-"
    well = re.sub(r"[^a-z0-9.]+", joint, written.lower()).strip(joint)
    return f"did you mean '{well}'?" if len(well) <= CUT and re.fullmatch(pattern, well) and well != written else None
