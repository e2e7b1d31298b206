"""Two rule sets, or two standards, to what changed between them."""

from __future__ import annotations

from collections.abc import Iterator

from checker.difference import calendars, clauses, measures, records, rules, targets
from checker.difference.change import Change, Effect, Kind
from checker.difference.meaning import Meanings
from checker.difference.renaming import renamed_fields, renamed_rules
from checker.difference.side import Content, Side
from checker.difference.walk import Spot, Teller, Walk
from checker.ruleset.model import RuleSet

TELLERS: dict[str, Teller] = {
    **calendars.TELLERS,
    **clauses.TELLERS,
    **measures.TELLERS,
    **records.TELLERS,
    **rules.TELLERS,
    **targets.TELLERS,
}
"""How each key is told that has words of its own, by the model it stands in."""


def changes_between(old: Side, new: Side) -> list[Change]:
    """Every change of meaning between two rule sets or two standards; those by which less is promised come first."""
    return in_order(_changes(old, new))


def in_order(changes: Iterator[Change] | list[Change]) -> list[Change]:
    """Changes by what they do to the promise, otherwise as they come."""
    effects = list(Effect)
    return sorted(changes, key=lambda change: effects.index(change.effect))


def _changes(old: Side, new: Side) -> Iterator[Change]:
    names = renamed_fields(old, new) if _are_rule_sets(old.content, new.content) else {}
    walk = Walk(old, new, _meanings(old.content, new.content, names), TELLERS)
    spot = Spot(None, "", "", old.content, new.content, (), ())
    key = new.id_key
    if old.id != new.id and key:
        part = spot.part(key.replace("_", " "), old.id, new.id, key, key)
        yield walk.change(part, Kind.RENAMED, old.id, new.id)
    for before, after in names.items():
        yield from _renamed(walk, before, after)
    yield from walk.keys(spot, left_out=(key,) if key else ())


def _are_rule_sets(*contents: Content) -> bool:
    return all(isinstance(content, RuleSet) for content in contents)


def _meanings(old: Content, new: Content, names: dict[str, str]) -> tuple[Meanings, Meanings]:
    if not isinstance(old, RuleSet) or not isinstance(new, RuleSet):
        return Meanings(old, {}, {}), Meanings(new, {}, {})
    old_fields, new_fields = old.columns().fields, new.columns().fields
    alike = frozenset(
        names.get(name, name)
        for name, field in old_fields.items()
        if (other := new_fields.get(names.get(name, name))) is not None and set(field.values) == set(other.values)
    )
    is_owner_kept = old.owner == new.owner
    theirs = Meanings(new, {}, {}, alike, is_owner_kept=is_owner_kept)
    ids = renamed_rules(old, new, Meanings(old, names, {}, alike, is_owner_kept=is_owner_kept), theirs)
    return Meanings(old, names, ids, alike, is_owner_kept=is_owner_kept), theirs


def _renamed(walk: Walk, before: str, after: str) -> Iterator[Change]:
    """A field with another name; where another column is read, that is told with the field itself."""
    old, new = walk.old.content, walk.new.content
    assert isinstance(old, RuleSet)
    assert isinstance(new, RuleSet)
    field, other = old.records.fields.get(before), new.records.fields.get(after)
    if field is not None and other is not None:
        if (field.column or before) != (other.column or after):
            return
        trail: tuple[str, ...] = ("records", "fields")
    else:
        trail = ("worked_out",)
    part = Spot(None, "field", "", before, after, (*trail, before), (*trail, after))
    yield walk.change(part, Kind.RENAMED, before, after, rules=walk.new.readers(after))
