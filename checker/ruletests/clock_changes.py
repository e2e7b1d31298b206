"""Small changes of how time is counted: without its calendar, without its pauses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checker.clock import WORKING, spans_of
from checker.conditions import FittingRow, OtherwiseRow
from checker.durations import Duration, Span
from checker.ruleset.yaml12 import Trail
from checker.ruletests.condition_changes import Change
from checker.values import FieldDuration

_ALL_HOURS = {Span.WORKING: Span.ELAPSED, Span.WORKING_DAYS: Span.CALENDAR_DAYS}


def clock_changes(measure: Any, trail: Trail) -> Iterator[Change]:
    """Without the calendar, so that all hours and days count; without each of the pauses."""
    limit = getattr(measure, "limit", None)
    spans = spans_of(limit) if limit is not None else ()
    if getattr(measure, "calendar", None) is not None and set(spans) & set(WORKING):
        changed = measure.model_copy(update={"calendar": None, "limit": _of_all_hours(limit)})
        yield Change((*trail, "calendar"), "calendar: removed, so that all time counts", changed)
    pauses = getattr(measure, "pauses", ())
    if len(pauses) == 1:
        changed = measure.model_copy(update={"pauses": ()})
        yield Change((*trail, "pauses"), "pauses: removed, so that all time counts", changed)
    elif limit is not None:
        for place, pause in enumerate(pauses):
            others = (*pauses[:place], *pauses[place + 1 :])
            what = f"pauses: the one from {pause.from_} removed, so that its time counts"
            yield Change((*trail, "pauses", place), what, measure.model_copy(update={"pauses": others}))


def _of_all_hours(limit: Any) -> Any:
    """A limit in working time as one of the same length in time of the clock."""
    match limit:
        case Duration():
            return Duration(limit.amount, _ALL_HOURS.get(limit.span, limit.span))
        case FieldDuration():
            unit = limit.unit.replace("working day", "calendar day").removeprefix("working ")
            return limit.model_copy(update={"unit": unit})
        case FittingRow():
            return limit.model_copy(update={"then": _of_all_hours(limit.then)})
        case OtherwiseRow():
            return limit.model_copy(update={"otherwise": _of_all_hours(limit.otherwise)})
    return tuple(map(_of_all_hours, limit))


def ends_with_its_day(measure: Any) -> bool:
    """Whether a limit lasts until its day ends in any case, since it counts calendar days."""
    limit = getattr(measure, "limit", None)
    return limit is not None and set(spans_of(limit)) == {Span.CALENDAR_DAYS}
