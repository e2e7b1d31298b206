"""Calendars that a measure names and that change nothing of what it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from checker.clock import spans_of
from checker.durations import Duration, Span, shown
from checker.ruleset.meaning import Reading
from checker.ruleset.model import Rule
from checker.ruleset.yaml12 import Trail
from checker.values import FieldDuration, constants_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.pauses import Pause

_TIMED = ("elapsed_time", "follow_up", "recurrence")
"""The kinds of measures that take a calendar."""


def ask_calendar(reading: Reading, rule: Rule, trail: Trail) -> None:
    """Warn of a calendar that changes nothing, since its rule's limit counts by the clock, or by dates.

    A calendar counts working time. Besides, its time zone says when a day begins: for `by: day`, for a pause that is
    written as dates, and for calendar days between moments where its zone is another than the records'.
    """
    measure: Any = rule.measure
    calendar = getattr(measure, "calendar", None)
    if calendar is None or rule.measure.kind not in _TIMED:
        return
    spans = [] if measure.limit is None else list(spans_of(measure.limit))
    if not all(_is_idle(reading, measure, span) for span in spans):
        return
    called = f"calendar '{calendar}'" if isinstance(calendar, str) else "its calendar"
    why, hint = _why(measure.limit, spans)
    message = f"{why}; {called} changes nothing"
    reading.say("R385", message, (*trail, "measure", "calendar"), key=True, hint=hint, level="warning")


def _is_idle(reading: Reading, measure: Any, span: Span) -> bool:
    """Whether no calendar that the measure may take changes what a limit counts."""
    pauses = cast("Sequence[Pause]", getattr(measure, "pauses", ()))
    if span is Span.ELAPSED:
        ends = [end for pause in pauses for end in (pause.from_, pause.to)]
        return getattr(measure, "by", "moment") == "moment" and not any(_may_be_date(reading, end) for end in ends)
    if span is not Span.CALENDAR_DAYS or pauses:
        return False
    named = measure.calendar
    if not isinstance(named, str) or reading.columns.own_zones:
        return False  # a record that does not say which one it is, or in which zone it was written, is undetermined
    if measure.kind == "recurrence" and reading.columns.family(measure.at_field) == "date":
        return True
    found = reading.rule_set.calendars.get(named)
    zone = reading.columns.time_zone
    return found is not None and (found.time_zone is None or (zone is not None and found.time_zone == zone.key))


def _may_be_date(reading: Reading, name: str) -> bool:
    return reading.columns.family(name) != "moment"


def _why(limit: Any, spans: list[Span]) -> tuple[str, str]:
    """Why a calendar changes nothing, and what to write instead."""
    if not spans:
        return "without a limit nothing is timed", "add within, or remove it"
    whys: dict[tuple[Span, ...], str] = {
        (Span.ELAPSED,): "hours, minutes and seconds are time by the clock",
        (Span.CALENDAR_DAYS,): "calendar days are counted by dates, days off as others",
    }
    why = whys.get(tuple(spans), "hours are time by the clock, and calendar days count days off as others")
    return why, f"write {_working(next(constants_of(limit)))}, or remove it"


def _working(limit: Duration | FieldDuration) -> str:
    """The limit as it would be counted by a calendar."""
    if isinstance(limit, FieldDuration):
        return f"unit: working {limit.unit.removeprefix('calendar ')}s"
    return shown(limit.amount, Span.WORKING if limit.span is Span.ELAPSED else Span.WORKING_DAYS)
