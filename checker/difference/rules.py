"""How rules, exclusions and the way they decide together changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from checker.difference.change import Change, Effect, Kind
from checker.difference.extents import by_condition, by_names
from checker.difference.sense import more_is_tighter, ranked
from checker.difference.values import Key
from checker.difference.walk import Spot, Teller, Walk
from checker.problems import quoted
from checker.written import in_language


def scope(walk: Walk, spot: Spot) -> Iterator[Change]:
    """The records that a rule speaks of."""
    yield by_condition(walk, spot, Kind.NARROWED, Kind.WIDENED)


def in_force(walk: Walk, spot: Spot) -> Iterator[Change]:
    """The days on which a rule is in force: of fewer days it speaks of fewer records."""
    before, after = map(_days, (spot.before, spot.after))
    is_within = before[0] <= after[0] and after[1] <= before[1]
    is_beyond = after[0] <= before[0] and before[1] <= after[1]
    kind = Kind.NARROWED if is_within else Kind.WIDENED if is_beyond else Kind.CHANGED
    for side in (walk.old, walk.new):
        ids = [rule.id for rule in side.content.rules]  # type: ignore[union-attr]
        if ids.count(spot.rule) != 1:  # another version may speak of the days that this one leaves
            kind = Kind.CHANGED
    yield walk.plainly(spot, kind, absent="always")


def _days(dates: Any) -> tuple[date, date]:
    first, last = (dates.from_, dates.until) if dates is not None else (None, None)
    return first or date.min, last or date.max


def must_meet(walk: Walk, spot: Spot) -> Iterator[Change]:
    """The severities of which every rule must be met."""
    yield by_names(walk, replace(spot, what="severities that must be met"), Kind.TIGHTENED, Kind.LOOSENED)


def overall(walk: Walk, spot: Spot) -> Iterator[Change]:
    """How the rules decide together; without it every single one must be met."""
    if spot.before is not None and spot.after is not None:
        yield from walk.keys(replace(spot, what="the whole"))
        return
    # Whichever rules decide, those that are undetermined or not evaluated count otherwise: neither asks more.
    note = "without it any rule that is missed decides, and one that is undetermined counts otherwise"
    yield walk.plainly(replace(spot, what="the whole"), absent="missed if any rule is missed", note=note)


def score(walk: Walk, spot: Spot) -> Iterator[Change]:
    """What the weighted share of met rules must reach."""
    if spot.before is not None and spot.after is not None:
        yield from walk.keys(replace(spot, what=""))
        return
    kind = Kind.TIGHTENED if spot.before is None else Kind.LOOSENED
    said = [
        "none" if each is None else side.said(each.at_least)
        for side, each in ((walk.old, spot.before), (walk.new, spot.after))
    ]
    yield walk.change(replace(spot, what="score to reach"), kind, *said)


def weight(walk: Walk, spot: Spot) -> Iterator[Change]:
    """What a rule counts in the score, which may be asked for or not."""
    overalls = (side.content.overall for side in (walk.old, walk.new))  # type: ignore[union-attr]
    if any(overall is not None and overall.score is not None for overall in overalls):
        yield walk.plainly(spot, note="it counts in the score only")
    else:
        yield walk.plainly(spot, effect=Effect.NONE, note="it counts in the score, which decides nothing here")


# ---- rules and exclusions --------------------------------------------------------------------------------------------


def rules(walk: Walk, spot: Spot) -> Iterator[Change]:
    """The rules by their ids; one that only has another id is renamed."""
    for part in by_id(walk, spot, "title"):
        whole = replace(part, what="rule")
        if part.before is None:
            yield walk.change(
                replace(whole, old=walk.old.left_out(part.key)), Kind.ADDED, None, in_language(part.after.title)
            )
        elif part.after is None:
            yield walk.change(
                replace(whole, new=walk.new.left_out(part.key)), Kind.REMOVED, in_language(part.before.title), None
            )
        else:
            yield from renamed(walk, part, "rule")
            yield from walk.keys(replace(part, what=""), left_out=("id",))


def renamed(walk: Walk, spot: Spot, what: str) -> Iterator[Change]:
    """That something has another id, and means the same."""
    if spot.before.id != spot.after.id:
        part = replace(spot, what=what, old=(*(spot.old or ()), "id"), new=(*(spot.new or ()), "id"))
        yield walk.change(part, Kind.RENAMED, spot.before.id, spot.after.id)


def by_id(walk: Walk, spot: Spot, *ignored: str) -> Iterator[Spot]:
    """The parts of two lists with ids, in the order of the new list, then those that are gone.

    What is gone and what is new are one part where they differ in nothing but the id (and what is ignored beside it).
    """
    old = _keyed(spot.before, lambda name: walk.mine.name("rule", name) if spot.key == "rules" else name)
    new = _keyed(spot.after, str)
    came = {walk.theirs.without(each, "id", *ignored): name for name, (_, each) in new.items() if name not in old}
    for name in [name for name in old if name not in new]:
        again = came.pop(walk.mine.without(old[name][1], "id", *ignored), None)
        if again is not None:
            old[again] = old.pop(name)
    for name in dict.fromkeys([*new, *old]):
        old_at, before = old.get(name, (None, None))
        new_at, after = new.get(name, (None, None))
        yield replace(spot.part(name[0], before, after, old_at, new_at), rule=name[0])


_Version = tuple[str, int]
"""An id, and which of its versions by their dates."""


def _keyed(parts: Iterable[Any], name: Callable[[str], str]) -> dict[_Version, tuple[int | None, Any]]:
    """The parts by their ids, and the versions of one id by their dates, whatever their order."""
    dated = sorted(enumerate(parts), key=lambda part: _first_day(part[1]))
    count: Counter[str] = Counter()
    ranks: dict[int, int] = {}
    for at, each in dated:
        ranks[at] = count[each.id]
        count[each.id] += 1
    return {(name(each.id), ranks[at]): (at, each) for at, each in enumerate(parts)}


def _first_day(part: Any) -> date:
    in_force = getattr(part, "in_force", None)
    return (in_force.from_ if in_force is not None else None) or date.min


def exclusions(walk: Walk, spot: Spot) -> Iterator[Change]:
    """The exclusions: the more records they take out, the less is promised."""
    for found in by_id(walk, spot):
        part = replace(found, rule=None, what=f"exclusion {quoted(found.key)}")
        if part.before is None:
            note = f"added: fewer records are judged by {_concerned(part.after)}"
            yield walk.change(part, Kind.LOOSENED, None, walk.new.said(part.after.when), note=note)
        elif part.after is None:
            note = f"removed: more records are judged by {_concerned(part.before)}"
            yield walk.change(part, Kind.TIGHTENED, walk.old.said(part.before.when), None, note=note)
        else:
            yield from renamed(walk, part, "exclusion")
            yield from walk.keys(part, left_out=("id",))


def _concerned(exclusion: Any) -> str:
    return f"every rule but {', '.join(exclusion.except_)}" if exclusion.except_ else "every rule"


def excluded_when(walk: Walk, spot: Spot) -> Iterator[Change]:
    """The records that an exclusion takes out."""
    spot = replace(spot, what=spot.what.removeprefix("when of "))
    yield by_condition(walk, spot, Kind.TIGHTENED, Kind.LOOSENED)


def excepted(walk: Walk, spot: Spot) -> Iterator[Change]:
    """The rules that judge excluded records all the same."""
    spot = replace(spot, what=f"rules excepted from {spot.what.removeprefix('except of ')}")
    yield by_names(walk, spot, Kind.TIGHTENED, Kind.LOOSENED)


def rule_owner(walk: Walk, spot: Spot) -> Iterator[Change]:
    """Who is asked about a rule; by default who is asked about the rule set."""
    said = [
        f"{side.content.owner or 'nobody'} (of the rule set)" if value is None else value  # type: ignore[union-attr]
        for side, value in ((walk.old, spot.before), (walk.new, spot.after))
    ]
    yield walk.change(spot, Kind.CHANGED, *said, effect=Effect.NONE)


def rule_set_owner(walk: Walk, spot: Spot) -> Iterator[Change]:
    """Who is asked about the rules that name nobody."""
    rules = walk.new.content.rules  # type: ignore[union-attr]
    named = [rule.id for rule in rules if rule.owner is not None]
    note = "of the rules that name no other" if named else None
    yield walk.plainly(spot, absent="nobody", effect=Effect.NONE, note=note)


TELLERS: dict[str, Teller] = {
    "RuleSet.title": Key(kind=Kind.WORDING),
    "RuleSet.version": Key(effect=Effect.NONE),
    "RuleSet.standard": Key(effect=Effect.NONE, absent="none"),
    "RuleSet.owner": rule_set_owner,
    "RuleSet.organisation": Key(kind=Kind.WORDING, absent="none"),
    "RuleSet.exclusions": exclusions,
    "RuleSet.rules": rules,
    "RuleSet.overall": overall,
    "Overall.must_meet": must_meet,
    "Overall.score": score,
    "Score.at_least": Key("score to reach", sense=more_is_tighter),
    "Exclusion.when": excluded_when,
    "Exclusion.except": excepted,
    "Exclusion.because": Key("reason", Kind.WORDING),
    "Rule.title": Key(kind=Kind.WORDING),
    "Rule.clause": Key(effect=Effect.NONE, absent="none"),
    "Rule.scope": scope,
    "Rule.in_force": in_force,
    "Rule.severity": Key(sense=ranked("minor", "major", "critical")),
    "Rule.weight": weight,
    "Rule.missing": Key("missing evidence", sense=ranked("undetermined", "breach")),
    "Rule.remedy": Key(kind=Kind.WORDING, absent="none"),
    "Rule.owner": rule_owner,
    "Rule.due": Key("time for the remedy", effect=Effect.NONE, absent="none"),
    "Rule.tags": Key(effect=Effect.NONE, absent="none"),
}
"""How the keys of rules are told."""
