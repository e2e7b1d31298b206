"""Every part of two rule files side by side: what means the same is passed over, what does not is told.

A part that has a teller (see checker/difference/tellers) is told in its own words; any other is told by its key, with
what was said before and after. So a key that the language gains is found before anyone has words for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal, get_args

from pydantic import BaseModel

from checker.conditions import Condition
from checker.difference.change import EFFECTS, Change, Effect, Kind
from checker.difference.meaning import Meanings, form_for, is_table
from checker.difference.side import Side, attributes
from checker.ruleset.shape import Form, form_of, keys_of
from checker.ruleset.yaml12 import Trail

Teller = Callable[["Walk", "Spot"], Iterator[Change]]
"""Tells how a part changed whose meaning differs."""


@dataclass(frozen=True)
class Spot:
    """A part of both files: whose it is, what people call it, and what stands there on both sides."""

    rule: str | None
    what: str
    key: str
    before: Any
    after: Any
    old: Trail | None
    new: Trail | None
    old_form: Form | None = None
    new_form: Form | None = None
    old_in: Any = None
    """The mapping around it."""
    new_in: Any = None

    def part(self, name: str, before: Any, after: Any, old: str | int | None, new: str | int | None) -> Spot:
        """A part of this part; `old` and `new` are the keys or positions that lead to it, none where it is not."""
        return replace(
            self,
            what=f"{name} of {self.what}" if self.what else name,
            key=str(name),
            before=before,
            after=after,
            old=_further(self.old, old),
            new=_further(self.new, new),
            old_form=None,
            new_form=None,
            old_in=self.before,
            new_in=self.after,
        )


def _further(trail: Trail | None, part: str | int | None) -> Trail | None:
    return trail if trail is None or part is None else (*trail, part)


class Walk:
    """Walks through the old and the new file."""

    def __init__(
        self, old: Side, new: Side, meanings: tuple[Meanings, Meanings], tellers: Mapping[str, Teller]
    ) -> None:
        self.old = old
        self.new = new
        self.mine, self.theirs = meanings
        self.tellers = tellers

    # ---- telling -----------------------------------------------------------------------------------------------------

    def change(
        self,
        spot: Spot,
        kind: Kind,
        before: str | None,
        after: str | None,
        *,
        effect: Effect | None = None,
        note: str | None = None,
        rules: Iterable[str] = (),
    ) -> Change:
        """A change of a part, with both values in words."""
        return Change(
            self.new.id, spot.rule, spot.what, kind, before, after, self.old.place(spot.old), self.new.place(spot.new),
            EFFECTS[kind] if effect is None else effect, note, tuple(rules),
        )  # fmt: skip

    def plainly(
        self,
        spot: Spot,
        kind: Kind = Kind.CHANGED,
        *,
        absent: str = "not written",
        words: Mapping[str, str] = MappingProxyType({}),
        **more: Any,
    ) -> Change:
        """A change told by its two values, whatever they are."""
        said = [
            absent if value is None else side.said(value)
            for side, value in ((self.old, spot.before), (self.new, spot.after))
        ]
        return self.change(spot, kind, *(words.get(value, value) for value in said), **more)

    # ---- walking -----------------------------------------------------------------------------------------------------

    def keys(self, spot: Spot, left_out: Iterable[str] = ()) -> Iterator[Change]:
        """The keys of two mappings; `left_out` are told elsewhere."""
        old_keys, new_keys = _names(spot.before), _names(spot.after)
        for key in dict.fromkeys([*new_keys, *old_keys]):
            if key in left_out:
                continue
            old, new = old_keys.get(key), new_keys.get(key)
            before = None if old is None else getattr(spot.before, old)
            after = None if new is None else getattr(spot.after, new)
            forms = _form(spot.before, key), _form(spot.after, key)
            mine = None if old is None else self.mine.of_key(spot.before, old, key, forms[0])
            theirs = None if new is None else self.theirs.of_key(spot.after, new, key, forms[1])
            # What is read otherwise only because a field it names changed is told with that field.
            if mine == theirs or before == after:
                continue
            part = spot.part(key.replace("_", " "), before, after, key, key)
            part = replace(part, key=key, old_form=forms[0], new_form=forms[1])
            teller = self._teller(spot.before, key) or self._teller(spot.after, key) or Walk.any
            yield from list(teller(self, part)) or [self.plainly(part)]

    def differ(self, before: Any, after: Any, forms: tuple[Form | None, Form | None] = (None, None)) -> bool:
        """Whether two values are written otherwise and mean something else."""
        return before != after and self.mine.of(before, forms[0]) != self.theirs.of(after, forms[1])

    def _teller(self, model: BaseModel, key: str) -> Teller | None:
        known = (self.tellers.get(f"{cls.__name__}.{key}") for cls in type(model).__mro__)
        return next((teller for teller in known if teller is not None), None)

    def any(self, spot: Spot) -> Iterator[Change]:
        """A part that has no words of its own: by its keys, its entries, or its two values."""
        before, after = spot.before, spot.after
        if _are_alike(before, after):
            yield from list(self.keys(spot)) or [self.plainly(spot)]
        elif isinstance(before, dict) and isinstance(after, dict):
            yield from self.entries(spot, Walk.any)
        elif _is_list(before) and _is_list(after):
            yield from self.listed(spot)
        else:
            yield self.plainly(spot)

    def entries(self, spot: Spot, teller: Teller, what: Literal["field"] | None = None) -> Iterator[Change]:
        """The entries of two mappings from names."""
        forms = inner(spot.old_form, spot.before, -1), inner(spot.new_form, spot.after, -1)
        old_names = {self.mine.name(what, name) if what else name: name for name in spot.before}
        for name in dict.fromkeys([*spot.after, *old_names]):
            before, after = spot.before.get(old_names.get(name)), spot.after.get(name)
            part = replace(
                spot.part(name, before, after, old_names.get(name), name if name in spot.after else None),
                old_form=forms[0],
                new_form=forms[1],
            )
            if self.differ(before, after, forms):
                yield from list(teller(self, part)) or [self.plainly(part)]

    def by_language(self, spot: Spot, teller: Teller) -> Iterator[Change]:
        """Words for people, language by language."""
        for change in self.entries(replace(spot, what=""), teller):
            yield replace(change, what=f"{spot.what} ({change.what})")

    def listed(self, spot: Spot) -> Iterator[Change]:
        """Two lists of mappings that have no ids: entries alike are passed over, the others told in their order."""
        forms = inner(spot.old_form, spot.before), inner(spot.new_form, spot.after)
        mine = [self.mine.of(each, forms[0]) for each in spot.before]
        theirs = [self.theirs.of(each, forms[1]) for each in spot.after]
        gone, come = _unmatched(mine, theirs), _unmatched(theirs, mine)
        for number in range(max(len(gone), len(come))):
            old = gone[number] if number < len(gone) else None
            new = come[number] if number < len(come) else None
            before, after = (
                None if at is None else values[at] for values, at in ((spot.before, old), (spot.after, new))
            )
            shown = (new if old is None else old) or 0
            part = replace(
                spot.part(f"entry {shown + 1}", before, after, old, new), old_form=forms[0], new_form=forms[1]
            )
            yield from Walk.any(self, part)
        if not gone and not come:
            yield self.plainly(spot, note="the same entries in another order")


def _names(model: BaseModel) -> dict[str, str]:
    """The attribute of each key."""
    return {key: name for name, key in attributes(model).items()}


def _form(model: BaseModel, key: str) -> Form | None:
    info = keys_of(type(model)).get(key)
    return None if info is None else form_of(info)


def inner(form: Form | None, value: Any, position: int = 0) -> Form | None:
    """What may stand in the entries of a list, or with position -1 of a mapping from names."""
    form = form_for(form, value)
    parts = get_args(form.type) if form else ()
    return form_of(parts[position]) if parts else None


def _are_alike(before: Any, after: Any) -> bool:
    """Whether two values are mappings with the same keys, so that it is told which of them changed."""
    if not isinstance(before, BaseModel) or not isinstance(after, BaseModel) or isinstance(before, Condition):
        return False
    return _names(before).keys() == _names(after).keys()


def _is_list(value: Any) -> bool:
    return isinstance(value, tuple) and not is_table(value) and all(isinstance(each, BaseModel) for each in value)


def _unmatched(some: list[Hashable], others: list[Hashable]) -> list[int]:
    """The positions of what has no counterpart among the others."""
    left = Counter(others)
    found = []
    for position, each in enumerate(some):
        if left[each]:
            left[each] -= 1
        else:
            found.append(position)
    return found
