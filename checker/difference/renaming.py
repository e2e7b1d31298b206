"""What only has another name: fields and rules that mean the same as one that is gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping

from checker.difference.meaning import Meanings
from checker.difference.side import Side
from checker.fields import FieldModel
from checker.ruleset.model import Rule, RuleSet
from checker.ruleset.shape import Form, names_in

MOST = 200
"""Fields with another name that are looked for in one rule set."""

ENOUGH = 0.5
"""The share of its uses that a field under another name must share with one that is gone."""


def renamed_fields(old: Side, new: Side) -> dict[str, str]:
    """The new name of each field that is called otherwise.

    A field is the same under another name where it is described alike and is read from the same column, or stands
    where the old one stood.
    """
    before, after = _rule_set(old), _rule_set(new)
    fields = _paired(old, new, before.records.fields, after.records.fields, {})
    return {**fields, **_paired(old, new, before.worked_out, after.worked_out, fields)}


def _rule_set(side: Side) -> RuleSet:
    assert isinstance(side.content, RuleSet)
    return side.content


def _paired(
    old: Side, new: Side, before: Mapping[str, object], after: Mapping[str, object], fields: Mapping[str, str]
) -> dict[str, str]:
    gone, come = _only(before, after), _only(after, before)
    if not gone or not come:
        return {}
    mine, theirs = Meanings(_rule_set(old), fields, {}), Meanings(_rule_set(new), {}, {})
    old_uses, new_uses = _uses(old), _uses(new)
    pairs = []
    for old_name in gone:
        meaning = _described(mine, before[old_name])
        for name in come:
            if meaning != _described(theirs, after[name]):
                continue
            same_column = _column(old_name, before[old_name]) == _column(name, after[name])
            shared = _shared(old_uses[old_name], new_uses[name])
            if same_column or shared >= ENOUGH:
                pairs.append((same_column, shared, old_name, name))
    names: dict[str, str] = {}
    for _, _, old_name, name in sorted(pairs, key=lambda pair: pair[:2], reverse=True):
        if old_name not in names and name not in names.values():
            names[old_name] = name
    return names


def _only(some: Iterable[str], others: Mapping[str, object]) -> list[str]:
    return [name for name in some if name not in others][:MOST]


def _described(meanings: Meanings, field: object) -> Hashable:
    """What is said of a field, but for its names."""
    return meanings.without(field, "column", "label") if isinstance(field, FieldModel) else meanings.of(field)


def _column(name: str, field: object) -> object:
    """The column that a field is read from; a worked-out field has none."""
    return (field.column or name) if isinstance(field, FieldModel) else object()


def _uses(side: Side) -> dict[str, set[Hashable]]:
    """Where each field is named, rules by their ids, so that their order says nothing."""
    value = side.composed.value
    uses: dict[str, set[Hashable]] = defaultdict(set)
    for named in names_in(Form(RuleSet), value):
        if named.what != "field":
            continue
        trail = named.trail[:-1] if named.is_key else named.trail
        if trail[0] == "rules" and len(trail) > 1:
            trail = ("rules", value["rules"][trail[1]]["id"], *trail[2:])
        uses[named.name].add(trail)
    return uses


def _shared(some: set[Hashable], others: set[Hashable]) -> float:
    return len(some & others) / len(some | others) if some and others else 0.0


def renamed_rules(old: RuleSet, new: RuleSet, mine: Meanings, theirs: Meanings) -> dict[str, str]:
    """The new id of each rule that means the same under another, whatever its title, or nearly the same."""
    before, after = {rule.id for rule in old.rules}, {rule.id for rule in new.rules}
    if before <= after:
        return {}
    came = {theirs.without(rule, "id", "title"): rule.id for rule in new.rules if rule.id not in before}
    names: dict[str, str] = {}
    for rule in old.rules if came else ():
        again = None if rule.id in after else came.pop(mine.without(rule, "id", "title"), None)
        if again is not None:
            names[rule.id] = again
    gone = _once(rule for rule in old.rules if rule.id not in after and rule.id not in names)
    come = _once(rule for rule in new.rules if rule.id not in before and rule.id not in names.values())
    return {**names, **_alike(gone, come, mine, theirs)}


def _once(rules: Iterable[Rule]) -> list[Rule]:
    """The rules of which there is one version."""
    found = list(rules)
    ids = [rule.id for rule in found]
    return [rule for rule in found if ids.count(rule.id) == 1][:MOST]


def _alike(gone: list[Rule], come: list[Rule], mine: Meanings, theirs: Meanings) -> dict[str, str]:
    """The new id of each rule that was changed too: one of the same kind that asks mostly what the old one asked.

    At least half of what both say must be the same, and half of what both measure, unless the title is.
    """
    old = {rule.id: (rule.measure.kind, *_said(mine, rule)) for rule in gone}
    new = {rule.id: (rule.measure.kind, *_said(theirs, rule)) for rule in come}
    pairs = []
    for name, (kind, title, rest, measured) in old.items():
        for other, (its_kind, its_title, its_rest, its_measured) in new.items():
            if kind != its_kind:
                continue
            is_titled = title == its_title
            same = _shared({("title", title), *rest, *measured}, {("title", its_title), *its_rest, *its_measured})
            if same >= ENOUGH and (is_titled or _shared(measured, its_measured) >= ENOUGH):
                pairs.append((same, name, other))
    names: dict[str, str] = {}
    for _, name, other in sorted(pairs, key=lambda pair: -pair[0]):
        if name not in names and other not in names.values():
            names[name] = other
    return names


def _said(meanings: Meanings, rule: Rule) -> tuple[Hashable, set[Hashable], set[Hashable]]:
    """What a rule says where it does not go without saying: its title, the rest, and what it measures."""
    usual = {key: model.default for key, model in type(rule).model_fields.items()}
    written = {key for key in usual if getattr(rule, key) != usual[key]}
    whole = dict(meanings.without(rule, "id", "measure"))  # type: ignore[call-overload]
    rest = {(key, part) for key, part in whole.items() if key in written and key != "title"}
    measured: set[Hashable] = set(meanings.without(rule.measure, "kind"))  # type: ignore[arg-type, call-overload]
    return whole["title"], {*rest, ("kind", rule.measure.kind)}, measured
