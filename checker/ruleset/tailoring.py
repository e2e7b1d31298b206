"""A rule set made of another: some of its rules left out, some judged by other figures; never by other conditions."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from checker.durations import DurationText
from checker.problems import quoted
from checker.ruleset.messages import value_at
from checker.ruleset.model import Severity
from checker.ruleset.nearest import did_you_mean
from checker.ruleset.yaml12 import Composed, Trail
from checker.targets import OneTarget
from checker.written import Id, TagName, Text, Weight, Words, Written

OWN = ("rule_set", "title", "version", "owner", "organisation")
"""Keys that a tailoring writes in the place of the other rule set's."""


class Disabled(Written):
    """A rule that is left out, and why."""

    rule: Id = Field(description="The rule's id.")
    because: Text = Field(description="Why, for the reader of the report.")


def _target_kind(written: Any) -> str:
    return "none" if written == "none" else "one"


class Setting(Written):
    """What is different about a rule: its figures and who is asked, never which records it speaks of."""

    title: Words | None = Field(None, description="The commitment in a few words.")
    target: (
        Annotated[
            Annotated[OneTarget, Tag("one")] | Annotated[Literal["none"], Tag("none")], Discriminator(_target_kind)
        ]
        | None
    ) = Field(None, description="The target for all records, such as 97 %.")
    severity: Severity | None = Field(None, description="How much a miss matters.")
    weight: Weight | None = Field(None, description="In the score; 0 is not scored.")
    missing: Literal["undetermined", "breach"] | None = Field(None, description="What missing evidence means.")
    remedy: Words | None = Field(None, description="What to do when the rule is missed.")
    owner: Text | None = Field(None, description="Who is asked.")
    due: DurationText | None = Field(None, description="By when, counted from the as-of moment.")
    tags: dict[TagName, Text] | None = Field(None, description="Further breakdowns of the report.")


class Tailoring(Written):
    """A rule set that is another one with some rules left out and some figures changed."""

    rule_set: Id = Field(description="The rule set's name; equals the file's.")
    title: Words | None = Field(None, description="What it is about, printed on reports; default that of the other.")
    version: Text = Field(description="Which edition of the tailoring this is, such as 2026.1.")
    owner: Text | None = Field(None, description="Who is asked about the rules; default that of the other.")
    organisation: Text | None = Field(None, description="Printed on reports; default that of the other.")
    extends: Text = Field(description="The rule file it is made of, from this file's folder, such as ../delivery.yaml.")
    select: Annotated[tuple[Id, ...], Field(min_length=1)] | None = Field(
        None, description="The only rules that are taken; default all."
    )
    disable: tuple[Disabled, ...] = Field((), description="Rules that are left out, each with its reason.")
    set: dict[Id, Setting] = Field(default_factory=dict, description="By rule, what is different about it.")


def unknown_rules(composed: Composed, base: Any) -> Iterator[tuple[str, Trail, bool, str | None]]:
    """Every rule that is named and that the other rule set does not have: what is wrong, where, a hint."""
    rules = base.get("rules") if isinstance(base, dict) else None
    known = [str(rule.get("id")) for rule in rules if isinstance(rule, dict)] if isinstance(rules, list) else []
    for trail, name, is_key in _named(composed.value):
        if name not in known:
            message = f"unknown rule {quoted(name)} of the rule set that is extended"
            yield message, trail, is_key, did_you_mean(name, known)


def _named(written: dict[str, Any]) -> Iterator[tuple[Trail, str, bool]]:
    select, disable, changed = (written.get(key) for key in ("select", "disable", "set"))
    for position, name in enumerate(select if isinstance(select, list) else ()):
        if isinstance(name, str):
            yield ("select", position), name, False
    for position, each in enumerate(disable if isinstance(disable, list) else ()):
        name = value_at(each, ("rule",))
        if isinstance(name, str):
            yield ("disable", position, "rule"), name, False
    for name in changed if isinstance(changed, dict) else ():
        yield ("set", name), name, True


def applied(tailoring: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
    """The other rule set as it is written, with what the tailoring says instead."""
    whole = deepcopy(base)
    for key in OWN:
        if key in tailoring:
            whole[key] = tailoring[key]
    left_out = {each["rule"] for each in tailoring.get("disable", ())}
    select = tailoring.get("select")
    rules = [
        {**rule, **tailoring.get("set", {}).get(rule["id"], {})}
        for rule in whole["rules"]
        if rule["id"] not in left_out and (select is None or rule["id"] in select)
    ]
    kept = {rule["id"] for rule in rules}
    whole["rules"] = rules
    for exclusion in whole.get("exclusions", ()):
        if isinstance(exclusion.get("except"), list):
            exclusion["except"] = [name for name in exclusion["except"] if name in kept]
    return whole


# ---- where the parts of the whole stand ------------------------------------------------------------------------------


@dataclass
class Tailored(Composed):
    """A tailored rule set as if it had been written whole; a place that it does not write is that of `extends`."""

    base: Composed = field(kw_only=True)
    """The rule set that it extends."""
    taken: list[int] = field(kw_only=True)
    """Of each rule of the whole, which rule of the other it is."""
    left_out: dict[str, Trail] = field(kw_only=True)
    """By the rules that are left out, where the tailoring says so."""


def as_if_whole(composed: Composed, base: Composed) -> Tailored:
    """A tailoring without mistakes, as the rule set that it makes of the other."""
    whole = applied(composed.value, base.value)
    rules = [rule["id"] for rule in base.value["rules"]]
    kept = {rule["id"] for rule in whole["rules"]}
    positions: dict[str, list[int]] = {}
    for position, rule in enumerate(whole["rules"]):
        positions.setdefault(rule["id"], []).append(position)
    keys, values = (
        {moved: place for trail, place in places.items() for moved in _moved(trail, positions)}
        for places in (composed.keys, composed.values)
    )
    disabled: dict[str, Trail] = {
        each["rule"]: ("disable", at, "rule") for at, each in enumerate(composed.value.get("disable", ()))
    }
    return Tailored(
        composed.file,
        composed.lines,
        whole,
        keys,
        {(): composed.place(("extends",)), **values},
        base=base,
        taken=[at for at, rule in enumerate(rules) if rule in kept],
        left_out={rule: disabled.get(rule, ("select",)) for rule in rules if rule not in kept},
    )


def _moved(trail: Trail, positions: Mapping[Any, list[int]]) -> Iterator[Trail]:
    """Where something of the tailoring stands in the whole: in each version of a rule; nowhere what is its own only."""
    match trail:
        case ("set", rule, key, *way):
            yield from (("rules", position, key, *way) for position in positions.get(rule, ()))
        case (("disable" | "select"), *_):
            yield trail
        case (key,) if key in OWN:
            yield trail


def written_at(composed: Composed, trail: Trail) -> tuple[str, int]:
    """The file and line of a key, or of the nearest part around it: for a tailoring that may be of the other file."""
    if isinstance(composed, Tailored):
        own = trail
        while own and own not in composed.keys and own not in composed.values:
            own = own[:-1]
        if own:
            return composed.file, composed.place(own, key=True).line
        match trail:
            case ("rules", int(position), *way) if position < len(composed.taken):
                trail = ("rules", composed.taken[position], *way)
        if trail:
            return written_at(composed.base, trail)
    return _without_detours(composed.file), composed.place(trail, key=True).line


def _without_detours(file: str) -> str:
    """`rules/orders.yaml` for `rules/north/../orders.yaml`, unless links make that another file."""
    plain = Path(os.path.normpath(file))
    return str(plain) if plain.resolve() == Path(file).resolve() else file
