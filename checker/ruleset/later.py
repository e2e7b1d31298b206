"""What the rule language has and no engine judges yet: it is loaded and validated, and refused where it is judged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from pydantic import BaseModel

from checker.conditions import FieldReference, FittingRow, OtherwiseRow
from checker.ruleset.shape import keys_of
from checker.ruleset.yaml12 import Trail

KEYS: dict[str, frozenset[str]] = {}
"""Keys of the language that are not judged yet, by the mapping in which they stand."""

MEASURES: frozenset[str] = frozenset()
"""Kinds of measures that are not judged yet."""


class Unsupported(NamedTuple):
    """A part of a rule set that is not judged yet: what it is, and where it stands."""

    what: str
    trail: Trail
    is_key: bool = False

    @property
    def message(self) -> str:
        """In a sentence: `working time is not supported yet`."""
        return f"{self.what} not supported yet"


_CONSTANT: dict[tuple[str, str], str] = {
    ("Records", "time_zone"): "a time zone",
}
"""Where only constants are judged so far, by the mapping and its key."""


def unsupported(part: BaseModel) -> Iterator[Unsupported]:
    """Every part of a rule set, or of a mapping of it, that is not judged yet, once."""
    yield from _within(part, (), ("", ""))


def _within(part: Any, trail: Trail, under: tuple[str, str]) -> Iterator[Unsupported]:
    here = _itself(part, trail, under)
    if here is not None:
        yield here
    elif isinstance(part, tuple):
        for position, each in enumerate(part):
            yield from _within(each, (*trail, position), under)
    elif isinstance(part, dict):
        for name, each in part.items():
            yield from _within(each, (*trail, name), under)
    elif isinstance(part, BaseModel):
        kind = type(part).__name__.partition("[")[0]
        for key, name in zip(keys_of(type(part)), type(part).model_fields, strict=True):
            if name not in part.model_fields_set:
                continue
            if key in KEYS.get(kind, ()):
                yield Unsupported(f"'{key}' is", (*trail, key), is_key=True)
            else:
                holder = under if isinstance(part, FittingRow | OtherwiseRow) else (kind, key)
                yield from _within(getattr(part, name), (*trail, key), holder)


def _itself(part: Any, trail: Trail, under: tuple[str, str]) -> Unsupported | None:
    """The part itself, where it is not judged yet whatever stands in it."""
    kind = getattr(part, "kind", None)
    if kind in MEASURES:
        return Unsupported(f"the measure '{kind}' is", (*trail, "kind"))
    match part:
        case FieldReference() if under in _CONSTANT:
            return Unsupported(f"{_CONSTANT[under]} from a field is", (*trail, "field"), is_key=True)
        case tuple() if under in _CONSTANT:
            return Unsupported(f"{_CONSTANT[under]} by a table is", trail)
    return None
