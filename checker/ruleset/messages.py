"""Errors of the models told to people: where in the file, what is wrong, what to write instead."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError

from checker.conditions import Comparison, FieldReference
from checker.problems import QUOTED, Problem, quoted
from checker.ruleset.mistakes import name_of, said, well_written
from checker.ruleset.nearest import did_you_mean, meant_by
from checker.ruleset.shape import Form, Found, follow, is_model, keys_of, options_of, words_of
from checker.ruleset.yaml12 import MOST_PROBLEMS, Composed, Place, Trail


@dataclass
class Told:
    """What is wrong with a file, and which parts of it cannot be used because of that."""

    problems: list[Problem] = field(default_factory=list)
    renamed: dict[Trail, str] = field(default_factory=dict)
    """Misspelt keys and what was meant."""
    unusable: list[Trail] = field(default_factory=list)
    left_out: list[Trail] = field(default_factory=list)
    """Keys that are unknown; what stands beside them can be used."""


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


def place_at(composed: Composed, trail: Trail, *, key: bool) -> Place:
    """Where to point for what is wrong with a key, or with the value that it leads to."""
    return composed.place(trail, key=True) if key else place_of(composed, trail)


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


_FILES = {
    "Standard": "the standard",
    "Waivers": "the waiver file",
    "AuditFile": "the audit file",
    "RuleTests": "the file of tests",
}
"""What a file as a whole is called."""


def subject(written: Any, trail: Trail, root: type[BaseModel]) -> str:
    """What people call the mapping at a place."""
    match trail:
        case ():
            return _FILES.get(root.__name__, "the rule set")
        case ("cases", int(position)):
            name = value_at(written, (*trail, "name"))
            return f"case {quoted(name)}" if isinstance(name, str) and name else f"case {position + 1}"
        case ("rules" | "exclusions" | "clauses" | "waivers" as kind, int(position)):
            name = value_at(written, (*trail, "id"))
            one = kind.removesuffix("s")
            return f"{one} '{name}'" if isinstance(name, str) and name else f"{one} {position + 1}"
        case ("records", "fields", str(name)):
            return f"field '{name}'"
    return name_of(trail)


def told(error: ValidationError, composed: Composed, root: type[BaseModel], strangers: Collection[Trail] = ()) -> Told:
    """Every mistake that a model found, each once, in words; nothing is said about `strangers`, keys told elsewhere."""
    return _Telling(composed, error, root, strangers).tell()


class _Telling:
    def __init__(
        self, composed: Composed, error: ValidationError, root: type[BaseModel], strangers: Collection[Trail]
    ) -> None:
        self.composed = composed
        self.root = root
        self.strangers = strangers
        self.told = Told()
        found = error.errors(include_url=False, include_input=False)[: MOST_PROBLEMS + 2]
        self.errors = [(follow(root, tuple(each["loc"])), dict(each)) for each in found]

    def tell(self) -> Told:
        swallowed = [*self._strange()]
        errors = [(found, each) for found, each in self.errors if not _lies_within(found.trail, swallowed)]
        missing = {found.trail for found, each in errors if each["type"] == "missing"}
        for found, each in errors:
            if each["type"] == "extra_forbidden":
                missing.discard(self._unknown_key(found, missing))
        wrong_keys = {found.trail[:-1] for found, each in errors if each["type"] in ("missing", "extra_forbidden")}
        wrong_keys |= {trail[:-1] for trail in self.strangers}
        for found, each in errors:
            if each["type"] == "missing" and found.trail in missing:
                self._missing_key(found)
            elif each["type"] not in ("missing", "extra_forbidden"):
                is_consequence = each["type"] == "value_error" and found.trail in wrong_keys
                if self._misses_a_stranger(found, each):
                    said: Any = each["ctx"]
                    way: Trail = () if "measure" in found.trail else said["way"]  # a measure needs it
                    self.told.unusable.append((*found.trail, *way))
                elif is_consequence:
                    self.told.unusable.append(found.trail)
                else:
                    self._wrong(found, each)
        return self.told

    # ---- what is told elsewhere

    def _strange(self) -> Iterator[Trail]:
        """What is asked of unknown fields, which are told as such."""
        for stranger in self.strangers:
            if any(found.trail[: len(stranger)] == stranger for found, _ in self.errors):
                self.told.left_out.append(stranger)
                yield stranger

    def _misses_a_stranger(self, found: Found, each: dict[str, Any]) -> bool:
        """Whether a mapping is said to lack a key that is there, and was left out because it cannot be read."""
        if each["type"] != "at_key":
            return False
        left_out = (stranger[-1] for stranger in self.strangers if stranger[:-1] == found.trail)
        return any(re.search(rf"\badd {re.escape(str(key))}\b", each["ctx"]["message"]) for key in left_out)

    # ---- keys

    def _unknown_key(self, found: Found, missing: set[Trail]) -> Trail | None:
        """Tell of an unknown key; gives the missing key that it was meant to be, if it was."""
        *_, key = found.trail
        parent = found.trail[:-1]
        present = value_at(self.composed.value, parent)
        known = list(keys_of(found.owner)) if found.owner else []
        absent = [word for word in known if word not in present]
        lacking = [str(trail[-1]) for trail in missing if trail[:-1] == parent]
        meant = key_meant(str(key), lacking, absent, self.root)
        if found.owner is Comparison and key in _EQUALITY:
            meant = None
        listed = f"are {', '.join(known)}" if len(known) > 1 else f"is only {''.join(known)}"
        hint = _belongs(found, present[key]) or f"known here {listed}"
        hint = f"did you mean '{meant}'?" if meant else hint
        self._say("R201", f"unknown key {quoted(key)}", self.composed.place(found.trail, key=True), hint)
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
        message = f"{subject(self.composed.value, parent, self.root)} has no '{key}'"
        if not self._is_all_unknown(found):
            self._say("R202", message, place_of(self.composed, parent), f"add '{key}'{about}")
        self.told.unusable.append(found.trail)

    def _is_all_unknown(self, found: Found) -> bool:
        """Whether only unknown keys stand there, with which all are told that are known: just those that it needs."""
        parent = found.trail[:-1]
        written = value_at(self.composed.value, parent)
        return bool(
            found.owner
            and written
            and all((*parent, key) in self.told.left_out for key in written)
            and all(info.is_required() for info in keys_of(found.owner).values())
        )

    # ---- values

    def _wrong(self, found: Found, each: dict[str, Any]) -> None:
        trail = found.trail
        written = value_at(self.composed.value, trail)
        if each["type"] == "too_short" and written:
            return  # its entries are wrong, and told
        self.told.unusable.append(trail)
        if each["type"] in ("union_tag_not_found", "union_tag_invalid"):
            self._unknown_kind(found, each["ctx"]["discriminator"].strip("'()"))
            return
        if found.is_key:
            place, written = self.composed.place(trail, key=True), trail[-1]
            self._respell(found, each)
        elif each["type"] == "never_reached":
            place = place_of(self.composed, (*trail, each["ctx"]["position"] - 1))
        elif each["type"] == "at_key":
            place = place_of(self.composed, (*trail, *each["ctx"]["way"]))
        else:
            place = place_of(self.composed, trail)
        code, message, hint = said(found, written, each)
        self._say(code, message, place, hint)

    def _respell(self, found: Found, each: dict[str, Any]) -> None:
        """Take a key that is no name for the name that it nearly is, so that it is known by it elsewhere."""
        *way, key = found.trail
        pattern = each.get("ctx", {}).get("pattern")
        well = well_written(str(key), pattern) if pattern else None
        if well and well not in value_at(self.composed.value, tuple(way)):
            self.told.unusable.remove(found.trail)
            self.told.renamed[found.trail] = well

    def _unknown_kind(self, found: Found, word: str) -> None:
        """Tell of a measure without a known kind, or a field without a known type."""
        trail, written = found.trail, value_at(self.composed.value, found.trail)
        known = list(options_of(found.form)) if found.form else []
        if not isinstance(written, dict):
            code, message, hint = said(found, written, {"type": "dict_type"})
            self._say(code, message, place_of(self.composed, trail), hint)
        elif word not in written:
            near = next((key for key in written if meant_by(key, [word])), None)
            if near:
                place = self.composed.place((*trail, near), key=True)
                self._say("R201", f"unknown key {quoted(near)}", place, f"did you mean '{word}'?")
                self.told.renamed[(*trail, near)] = word
                self.told.unusable.remove(trail)
            else:
                message = f"{subject(self.composed.value, trail, self.root)} has no '{word}'"
                hint = f"add '{word}', one of {', '.join(known)}"
                self._say("R202", message, place_of(self.composed, trail), hint)
        else:
            place, kind = place_of(self.composed, (*trail, word)), written[word]
            what = f"{'measure' if trail[0] == 'rules' else 'field'} {word}"
            if not isinstance(kind, str) or not kind:
                message = f"the {what} must be one of {', '.join(known)}"
                self._say("R203", message, place)
            else:
                self._say("R204", f"unknown {what} {quoted(kind)}", place, did_you_mean(kind, known))

    def _say(self, code: str, message: str, place: Place, hint: str | None = None) -> None:
        self.told.problems.append(self.composed.problem(code, message, place, hint=hint))


def key_meant(key: str, lacking: list[str], absent: list[str], root: type[BaseModel]) -> str | None:
    """The key that a misspelt one was meant to be: one of those that are lacking, else one that may be absent."""
    # A word of the language is rarely a slip of the pen; it was meant, but for another place.
    furthest = 1 if key in _language(root) else 3
    return meant_by(key, lacking, furthest=furthest) or meant_by(key, absent, furthest=furthest)


@cache
def _language(root: type[BaseModel]) -> frozenset[str]:
    """Every key of the language, wherever it stands."""
    return frozenset(words_of(Form(root)))


_EQUALITY = frozenset("= == eq equal equals equal_to is_equal in one_of isin".split())


def _words_shown(written: Any) -> str:
    """A word or a list of words as it was written; where that is something else, or long, as `…`."""
    words = written if isinstance(written, list) else [written]
    if not all(isinstance(word, str) and word for word in words):
        return "…"
    shown = f"[{', '.join(words)}]" if isinstance(written, list) else str(written)
    return shown if len(shown) <= QUOTED else "…"


def _lies_within(trail: Trail, holders: Collection[Trail]) -> bool:
    return any(trail[: len(holder)] == holder for holder in holders)


def _belongs(found: Found, written: Any) -> str | None:
    """What an unknown key was meant for: equality, another kind of measure, type of field or form of row."""
    *_, key = found.trail
    if found.owner is Comparison and key in _EQUALITY:
        return f"write the words themselves, such as {{{found.trail[-2]}: {_words_shown(written)}}}"
    if found.owner is FieldReference and key in keys_of(Comparison):
        return "compare with the other field by one word, such as {at_least: {field: …}}"
    owners = [tag for tag, form in found.options.items() if is_model(form) and key in keys_of(form.type)]
    if not owners or found.owner is None:
        return None
    if "otherwise" in found.options:
        return "a row has 'when' and 'then', or 'otherwise' alone"
    if found.trail[0] == "records":
        return f"only a field of type {' or '.join(owners)} has it"
    return f"only a measure of kind {' or '.join(owners)} has it" if "kind" in keys_of(found.owner) else None
