"""How calendars changed: which days and hours are worked, day by day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any

from checker.calendars import WEEKDAYS, Calendar, Interval, clock_text
from checker.clock import spans_of
from checker.difference.change import Change, Effect, Kind
from checker.difference.meaning import week
from checker.difference.side import Side
from checker.difference.values import Key
from checker.difference.walk import Spot, Teller, Walk
from checker.durations import Span
from checker.problems import quoted

_CALLED = dict(
    zip(WEEKDAYS, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True)
)
_OFF = "a day off"

Day = tuple[Interval, ...]


def calendars(walk: Walk, spot: Spot) -> Iterator[Change]:
    """The calendars by their names, each with the rules that count by it."""
    for name in dict.fromkeys([*spot.after, *spot.before]):
        before, after = spot.before.get(name), spot.after.get(name)
        part = spot.part(name, before, after, _there(name, spot.before), _there(name, spot.after))
        part = replace(part, what=f"calendar {quoted(name)}")
        rules = (walk.new if after else walk.old).counting_by(name)
        if before is None:
            yield walk.change(part, Kind.ADDED, None, walk.new.said(after), effect=Effect.NONE, rules=rules)
        elif after is None:
            yield walk.change(part, Kind.REMOVED, walk.old.said(before), None, effect=Effect.NONE, rules=rules)
        else:
            for change in walk.keys(part):
                yield replace(change, rules=rules)


def _there(name: str, among: Mapping[str, Any]) -> str | None:
    return name if name in among else None


def hours(walk: Walk, spot: Spot) -> Iterator[Change]:
    """The hours of the week; days that follow each other and changed alike are told together."""
    old, new = week(spot.old_in), week(spot.new_in)
    told = [(day, old.get(day, ()), new.get(day, ())) for day in WEEKDAYS]
    for (before, after), days in groupby(told, key=lambda each: each[1:]):
        if before == after:
            continue
        names = [_CALLED[day] for day, _, _ in days]
        called = names[0] if len(names) == 1 else f"{names[0]} {'and' if len(names) == 2 else 'to'} {names[-1]}"
        part = replace(spot, what=f"{called} of {_calendar(spot)}")
        yield walk.change(
            part, _kind(walk, spot, before, after), _said(before), _said(after), note=_in_words(before, after)
        )


def dates(walk: Walk, spot: Spot) -> Iterator[Change]:
    """Single dates with other hours, each by itself."""
    for day in sorted({*spot.before, *spot.after}):
        before, after = spot.before.get(day), spot.after.get(day)
        if before == after:
            continue
        part = spot.part(str(day), before, after, _there(day, spot.before), _there(day, spot.after))
        usual = [_usual(each, day) for each in (spot.old_in, spot.new_in)]
        known = [each if said is None else said for said, each in zip((before, after), usual, strict=True)]
        kind = Kind.CHANGED if known[0] is None or known[1] is None else _kind(walk, spot, known[0], known[1])
        usually = f"as every {_CALLED[WEEKDAYS[day.weekday()]]}"
        said = [usually if each is None else _said(each) for each in (before, after)]
        effect = Effect.NONE if known[0] == known[1] and known[0] is not None else None
        yield walk.change(replace(part, what=f"{day} of {_calendar(spot)}"), kind, *said, effect=effect)


def holidays(walk: Walk, spot: Spot) -> Iterator[Change]:
    """Whose public holidays are days off."""
    fewer, more = spot.before is None, spot.after is None
    kind = _of_users(walk, spot, -1 if fewer else 1 if more else None)
    yield walk.plainly(replace(spot, what=f"holidays of {_calendar(spot)}"), kind, absent="none")


def clock_time(absent: str, note: str) -> Teller:
    """A key with a time of day."""

    def told(walk: Walk, spot: Spot) -> Iterator[Change]:
        said = [absent if each is None else clock_text(each) for each in (spot.before, spot.after)]
        yield walk.change(spot, Kind.CHANGED, *said, note=note)

    return told


def _usual(calendar: Calendar, day: date) -> Day | None:
    """The hours of a date that is not written; none where it may be a holiday."""
    return None if calendar.holidays is not None else week(calendar).get(WEEKDAYS[day.weekday()], ())


def _calendar(spot: Spot) -> str:
    return spot.what.partition(" of ")[2] or spot.what


def _said(hours: Day) -> str:
    return ", ".join(map(str, hours)) or _OFF


def _in_words(before: Day, after: Day) -> str | None:
    """What became of the hours of a day, where one word says it."""
    if not before:
        return "a working day now"
    if not after:
        return "a day off now"
    inner = [[(part.start, part.end) for part in each] for each in (before, after)]
    ends = [(each[0][0], each[-1][1]) for each in inner]
    opens = f"open from {clock_text(ends[1][0])}, was {clock_text(ends[0][0])}" if ends[0][0] != ends[1][0] else ""
    closes = f"open until {clock_text(ends[1][1])}, was {clock_text(ends[0][1])}" if ends[0][1] != ends[1][1] else ""
    return "; ".join(filter(None, [opens, closes])) or "other breaks"


def _kind(walk: Walk, spot: Spot, before: Sequence[Interval], after: Sequence[Interval]) -> Kind:
    if not _minutes(before) ^ _minutes(after):
        return Kind.CHANGED
    more = 1 if _minutes(before) <= _minutes(after) else -1 if _minutes(after) <= _minutes(before) else None
    return _of_users(walk, spot, more)


def _minutes(hours: Sequence[Interval]) -> set[int]:
    return {minute for part in hours for minute in range(part.start, part.end)}


def _of_users(walk: Walk, spot: Spot, more: int | None) -> Kind:
    """What more (1) or less (-1) working time asks of the records: the more counts, the sooner a limit is used up.

    So it is where rules measure working time that may not be too long. Working days may begin, and end, elsewhere.
    """
    name = _calendar(spot).removeprefix("calendar ").strip("'")
    if more is None or not all(_is_used_up(rule) for side in (walk.old, walk.new) for rule in _users(side, name)):
        return Kind.CHANGED
    return Kind.TIGHTENED if more > 0 else Kind.LOOSENED


def _users(side: Side, name: str) -> list[Any]:
    ids = side.counting_by(name)
    return [rule for rule in side.content.rules if rule.id in ids]  # type: ignore[union-attr]


def _is_used_up(rule: Any) -> bool:
    """Whether a rule measures working time that must not be longer than its limit."""
    measure = rule.measure
    kinds = ("elapsed_time", "recurrence", "follow_up")
    if measure.kind not in kinds or measure.limit is None or getattr(measure, "never", None) is not None:
        return False
    return spans_of(measure.limit) == (Span.WORKING,) and getattr(measure, "by", "moment") == "moment"


TELLERS: dict[str, Teller] = {
    "RuleSet.calendars": calendars,
    "Calendar.hours": hours,
    "Calendar.dates": dates,
    "Calendar.holidays": holidays,
    "Calendar.time_zone": Key(absent="that of the records"),
    "Calendar.valid": Key("days it is good for", absent="all", note="days outside them are undetermined"),
    "Calendar.cut_off": clock_time("none", "what arrives at or after it counts from the next working day"),
    "Calendar.reopens": clock_time("the opening", "what arrives after the cut-off counts from it"),
    "Calendar.arrivals_on_days_off": Key(
        words={"opening": "from the next opening", "keep_time": "from their time on the next working day"}
    ),
}
"""How the keys of calendars are told."""
