"""How measures changed: what is asked of each record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from checker.clock import spans_of
from checker.conditions import Condition
from checker.difference.change import Change, Effect, Kind
from checker.difference.extents import by_condition, by_names
from checker.difference.meaning import Meanings
from checker.difference.sense import less_is_tighter, more_is_tighter, ranked
from checker.difference.values import Key
from checker.difference.walk import Spot, Teller, Walk
from checker.durations import DAY, Duration, Span
from checker.problems import quoted


def measure(walk: Walk, spot: Spot) -> Iterator[Change]:
    """How a record is judged: another kind of measure, or the same with other keys."""
    if spot.before.kind != spot.after.kind:
        yield walk.plainly(spot, note=f"{spot.before.kind} became {spot.after.kind}")
    else:
        yield from walk.keys(replace(spot, what=""))


def _open_sense(_walk: Walk, before: Any, after: Any) -> int | None:
    """A breach at once asks more than a breach after the limit, and that more than never a breach."""
    strict = {"pending": 0, "undetermined": 0, "by_limit": 1, "breach": 2}
    return strict[after] - strict[before] if {before, after} <= set(strict) else None


_OPEN = {"by_limit": "pending, after the limit a breach"}


def compared_by(walk: Walk, spot: Spot) -> Iterator[Change]:
    """Whether times are compared by day or to the moment; by default their fields decide."""
    before = spot.before or walk.mine.compared_by(spot.old_in)
    after = spot.after or walk.theirs.compared_by(spot.new_in)
    yield walk.plainly(replace(spot, what="compared by", before=before, after=after))


def by_day(walk: Walk, spot: Spot) -> Iterator[Change]:
    """Whether a limit ends at the moment or with that day; one in calendar days ends with its day in any case."""
    words = {"day": "day, until it ends"}
    if all(spans_of(each.limit) == (Span.CALENDAR_DAYS,) for each in (spot.old_in, spot.new_in)):
        note = "a limit in calendar days lasts until its day ends in any case"
        yield walk.plainly(spot, words=words, effect=Effect.NONE, note=note)
        return
    is_unwanted = any(getattr(each, "never", None) is not None for each in (spot.old_in, spot.new_in))
    yield from Key(sense=None if is_unwanted else ranked("day", "moment"), words=words)(walk, spot)


def elapsed_limit(walk: Walk, spot: Spot) -> Iterator[Change]:
    """A limit; of hours and calendar days it is known which is longer where they are a whole day apart."""
    is_paused = any(each.pauses for each in (spot.old_in, spot.new_in))  # pauses are cut off in the limit's own unit
    yield from Key("limit", sense=less_is_tighter if is_paused else _shorter)(walk, spot)


def _shorter(walk: Walk, before: Any, after: Any) -> int | None:
    if isinstance(before, Duration) and isinstance(after, Duration):
        if (before.span, after.span) == (Span.ELAPSED, Span.CALENDAR_DAYS) and _is_surely_within(before, after):
            return -1
        if (before.span, after.span) == (Span.CALENDAR_DAYS, Span.ELAPSED) and _is_surely_within(after, before):
            return 1
    return less_is_tighter(walk, before, after)


def _is_surely_within(hours: Duration, days: Duration) -> bool:
    """Whether so many hours end before so many calendar days do, on whichever day clocks change, by up to a day.

    Four calendar days last until the fourth day after has ended, which is four times 24 hours and the rest of a day.
    """
    return hours.amount <= (days.amount - 1) * DAY


def _may_not_apply(meanings: Meanings, condition: Condition) -> set[str]:
    """The fields whose values are compared and that have words for not applicable."""
    fields = meanings.columns.fields
    return {name for name in condition.compared_fields() if name in fields and fields[name].not_applicable}


def must(walk: Walk, spot: Spot) -> Iterator[Change]:
    """The condition that every record must keep."""
    spot = replace(spot, what="what must hold")
    before = {walk.mine.name("field", name) for name in _may_not_apply(walk.mine, spot.before)}
    after = _may_not_apply(walk.theirs, spot.after)
    if before == after:
        yield by_condition(walk, spot, Kind.TIGHTENED, Kind.LOOSENED)
        return
    # A record of which a compared field is not applicable is out of scope, so more is asked of fewer, or less of more.
    names = ", ".join(map(quoted, sorted(before ^ after)))
    yield walk.plainly(spot, note=f"where {names} is compared, records to which it does not apply are out of scope")


def follow_up_limit(walk: Walk, spot: Spot) -> Iterator[Change]:
    """How soon something must follow, or for how long it must not; for ever where nothing is written."""
    never = {each.never is not None for each in (spot.old_in, spot.new_in)}
    is_paused = any(each.pauses for each in (spot.old_in, spot.new_in))
    sooner = less_is_tighter if is_paused else _shorter
    sense = {frozenset({True}): more_is_tighter, frozenset({False}): sooner}.get(frozenset(never))
    told = Key("limit", sense=sense, default="any" if never == {True} else None)
    yield from told(walk, spot)


def unique_fields(walk: Walk, spot: Spot) -> Iterator[Change]:
    """The fields of a key; fewer records share a longer one."""
    yield by_names(walk, replace(spot, what="fields of the key"), Kind.LOOSENED, Kind.TIGHTENED)


def parts(walk: Walk, spot: Spot) -> Iterator[Change]:
    """The rules that a rule is made of; with one fewer, no record more is in breach."""
    yield by_names(walk, spot, Kind.TIGHTENED, Kind.LOOSENED)


def items(walk: Walk, spot: Spot) -> Iterator[Change]:
    """The questions of a checklist, by their fields."""
    is_full = all(getattr(each, "pass_mark", None) == Fraction(1) for each in (spot.old_in, spot.new_in))
    old = {walk.mine.name("field", item.field): (at, item) for at, item in enumerate(spot.before)}
    new = {item.field: (at, item) for at, item in enumerate(spot.after)}
    for field in dict.fromkeys([*new, *old]):
        old_at, before = old.get(field, (None, None))
        new_at, after = new.get(field, (None, None))
        part = replace(spot.part(field, before, after, old_at, new_at), what=f"item {quoted(field)}")
        if before is not None and after is not None:
            yield from walk.keys(part)
            continue
        # A critical item decides alone; one with points may also lift the score of the others over the pass mark.
        decides = is_full or any(item.critical and not item.weight for item in (before, after) if item is not None)
        kind = Kind.CHANGED if not decides else Kind.LOOSENED if after is None else Kind.TIGHTENED
        added = "added" if before is None else "removed"
        said = walk.new.said(after) if before is None else walk.old.said(before)
        yield walk.change(
            replace(part, what=f"{part.what} {added}"), kind,
            *((None, said) if before is None else (said, None)),
            note=None if decides else "it counts in the score",
        )  # fmt: skip


_POINTS = {"left_out": "left out", "zero": "earns nothing", "full": "earns full marks"}


def _decides(_walk: Walk, before: Any, after: Any) -> int | None:
    return bool(after) - bool(before)


TELLERS: dict[str, Teller] = {
    "Requirement.must": must,
    "ElapsedTime.within": elapsed_limit,
    "ElapsedTime.by": by_day,
    "ElapsedTime.open_records": Key(sense=_open_sense, words=_OPEN),
    "PromiseKept.open_records": Key(sense=_open_sense, words=_OPEN),
    "PromiseKept.early": Key("how early is still kept", sense=_shorter, default="any"),
    "PromiseKept.late": Key("how late is still kept", sense=_shorter, default="none"),
    "PromiseKept.less": Key("how much less is still kept", sense=less_is_tighter, default="none"),
    "PromiseKept.more": Key("how much more is still kept", sense=less_is_tighter, default="none"),
    "PromiseKept.by": compared_by,
    "FollowUp.within": follow_up_limit,
    "FollowUp.by": by_day,
    "FollowUp.open_records": Key(sense=_open_sense, words=_OPEN),
    "Recurrence.within": Key("limit", sense=_shorter),
    "Recurrence.at_least": Key("events in each period", sense=more_is_tighter),
    "Unique.fields": unique_fields,
    "AllOf.rules": parts,
    "Checklist.items": items,
    "Checklist.pass_mark": Key("pass mark", sense=more_is_tighter),
    "Checklist.not_applicable": Key("what is not applicable", sense=ranked("full", "left_out", "zero"), words=_POINTS),
    "Checklist.not_checked": Key("what was not checked", sense=ranked("undetermined", "zero"), words=_POINTS),
    "Question.critical": Key(sense=_decides),
    "Question.weight": Key(note="it counts in the score of the checklist"),
    "Question.points": Key("points", absent="by its place between lowest and highest"),
    "Rule.measure": measure,
}
"""How the keys of measures are told."""
