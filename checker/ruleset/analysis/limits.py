"""Limits that are hardly meant: of no time at all, longer than a year, finer than what the records say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checker.durations import DAY, MICROSECONDS, Duration, Span
from checker.fields import MomentField
from checker.ruleset.meaning import Reading
from checker.ruleset.model import Rule
from checker.ruleset.yaml12 import Trail
from checker.values import constants_at

YEAR = 366
"""Days of the longest year."""

_TIMES = {"elapsed_time": (("limit", "within"),), "promise_kept": (("early", "early"), ("late", "late"))}
"""The limits of each kind of measure that measures time: the model's name and the key."""
_MOMENTS = {"elapsed_time": ("from_", "to"), "promise_kept": ("promised", "actual")}
"""Between which fields it measures."""


def ask_limits(reading: Reading, rule: Rule, trail: Trail) -> None:
    """Warn of durations of a rule that are hardly meant as they are written."""
    kind = rule.measure.kind
    written_to = _finest(reading, [getattr(rule.measure, name) for name in _MOMENTS.get(kind, ())])
    for way, limit in _limits(rule):
        place = (*trail, *way)
        length = _length(limit)
        if isinstance(limit, Duration) and limit.amount == 0 and limit.span is Span.ELAPSED and way[1] == "within":
            message = f"a limit of {limit} is kept only by what takes no time at all"
            _warn(reading, message, place, "write the time that is allowed, or 0 calendar days for the same day")
        elif length is not None and length > YEAR * DAY:
            days = length // DAY
            message = f"'{limit}' is longer than a year ({days:,} days)"
            _warn(reading, message, place, "correct the number or the unit, if it is not meant")
        elif written_to is not None and isinstance(limit, Duration) and limit.span is Span.ELAPSED:
            name, size, word = written_to
            if limit.amount % size:
                message = f"'{limit}' is finer than its moments: '{name}' is written to the {word}"
                _warn(reading, message, place, f"write whole {word}s, or a format that says more")
    if rule.due is not None and (_length(rule.due) or 0) > YEAR * DAY:
        message = f"'{rule.due}' is longer than a year"
        _warn(reading, message, (*trail, "due"), "correct the number or the unit, if it is not meant")


def _limits(rule: Rule) -> Iterator[tuple[Trail, Any]]:
    for name, key in _TIMES.get(rule.measure.kind, ()):
        for way, limit in constants_at(getattr(rule.measure, name)):
            yield ("measure", key, *way), limit


def _length(limit: Any) -> int | None:
    """How long a constant duration is, in microseconds; a day is 24 hours here."""
    if not isinstance(limit, Duration):
        return None
    return limit.amount * (1 if limit.span in (Span.ELAPSED, Span.WORKING) else DAY)


def _finest(reading: Reading, names: list[str]) -> tuple[str, int, str] | None:
    """The moment that is written least exactly: its name, the size of its smallest step and what that is called."""
    found: tuple[str, int, str] | None = None
    for name in names:
        field = reading.columns.fields[name]
        if not isinstance(field, MomentField) or field.format is None or "%S" in field.format:
            continue
        word = "minute" if "%M" in field.format else "hour"
        if found is None or MICROSECONDS[word] > found[1]:
            found = name, MICROSECONDS[word], word
    return found


def _warn(reading: Reading, message: str, trail: Trail, hint: str) -> None:
    reading.say("R382", message, trail, hint=hint, level="warning")
