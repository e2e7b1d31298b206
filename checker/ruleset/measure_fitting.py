"""Whether a measure can be taken of its fields: moments for hours, numbers for quantities, a scale for questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from checker.durations import Span
from checker.fields import ChoiceField, FieldModel, ShareField, YesNoField
from checker.ruleset.fitting import family_of, fit_condition, fit_value, is_a, parts_of, span_of
from checker.ruleset.meaning import Reading
from checker.ruleset.messages import cut
from checker.ruleset.nearest import did_you_mean
from checker.ruleset.yaml12 import Trail


def fit_measure(reading: Reading, measure: Any, trail: Trail) -> None:
    """Say where a measure's fields have types of which it cannot be taken."""
    fit = _BY_KIND.get(measure.kind)
    if fit is not None:
        fit(reading, measure, trail)


def _elapsed_time(reading: Reading, measure: Any, trail: Trail) -> None:
    ends = {"from": measure.from_, "to": measure.to}
    for key, name in ends.items():
        field = reading.fields.get(name)
        if field is not None and family_of(field) not in ("date", "moment"):
            reading.say("R308", f"'{key}' needs a moment or a date; {is_a(name, field)}", (*trail, key))
    fit_value(reading, measure.limit, (*trail, "within"))
    dates = [name for name in ends.values() if _family(reading, name) == "date"]
    for part, place in parts_of(measure.limit, (*trail, "within")):
        if span_of(part) is Span.ELAPSED and dates:
            reading.say(
                "R309", f"hours, minutes and seconds need moments; '{dates[0]}' is a date", place,
                hint="write calendar days",
            )  # fmt: skip
        if span_of(part) is Span.CALENDAR_DAYS:
            _needs_zone(reading, list(ends.values()), place)


def _promise_kept(reading: Reading, measure: Any, trail: Trail) -> None:
    for key, tolerance in _tolerances(measure).items():
        fit_value(reading, tolerance, (*trail, key))
    families = [_family(reading, measure.promised), _family(reading, measure.actual)]
    if None in families:
        return
    timed = set(families) <= {"date", "moment"}
    if not timed and families[0] != families[1]:
        both = " and ".join(
            is_a(name, reading.fields[name]) for name in dict.fromkeys((measure.promised, measure.actual))
        )
        message = f"a promise and what happened are of one kind; {both}"
        reading.say("R308", message, (*trail, "actual"))
        return
    wanted = ("late", "early", "by") if timed else ("less", "more") if families[0] == "number" else ()
    for key in ("early", "late", "less", "more", "by"):
        if getattr(measure, key) is not None and key not in wanted:
            kept = {"number": "numbers", "text": "texts", "yes_no": "answers"}.get(str(families[0]), "times")
            hint = f"use {' and '.join(wanted[:2])}" if wanted else "texts are equal or they are not; remove it"
            reading.say("R308", f"'{key}' does not go with {kept}", (*trail, key), key=True, hint=hint)
    if timed:
        _timed_promise(reading, measure, families, trail)


def _timed_promise(reading: Reading, measure: Any, families: list[str | None], trail: Trail) -> None:
    if measure.by == "moment" and "date" in families:
        name = measure.promised if families[0] == "date" else measure.actual
        message = f"'{name}' is a date, so the promise is judged by day"
        reading.say("R308", message, (*trail, "by"), hint="write by: day, or remove it")
        return
    by_day = "date" in families or measure.by == "day"
    if by_day:
        _needs_zone(reading, [measure.promised, measure.actual], (*trail, "promised"))
    for key in ("early", "late"):
        for part, place in parts_of(getattr(measure, key), (*trail, key)):
            span = span_of(part)
            if by_day and span is Span.ELAPSED:
                hint = "write calendar days" + ("" if "date" in families else ", or by: moment")
                reading.say(
                    "R309",
                    f"{cut(part)} does not fit a promise that is judged by day",
                    place,
                    hint=hint,
                )
            elif not by_day and span is Span.CALENDAR_DAYS:
                message = f"{cut(part)} does not fit a promise that is judged to the moment"
                reading.say("R309", message, place, hint="write hours, or by: day")


def _tolerances(measure: Any) -> dict[str, Any]:
    written = {key: getattr(measure, key) for key in ("early", "late", "less", "more")}
    return {key: value for key, value in written.items() if value not in (None, "none", "any")}


def _requirement(reading: Reading, measure: Any, trail: Trail) -> None:
    fit_condition(reading, measure.must, (*trail, "must"))


def _checklist(reading: Reading, measure: Any, trail: Trail) -> None:
    fit_value(reading, measure.pass_mark, (*trail, "pass_mark"), needs=ShareField)
    asked: dict[str, int] = {}
    for position, question in enumerate(measure.items):
        place = (*trail, "items", position)
        first = asked.setdefault(question.field, position)
        if first != position:
            where = reading.where((*trail, "items", first, "field"), key=False)
            reading.say("R303", f"'{question.field}' is asked twice; first in {where}", (*place, "field"))
        field = reading.fields.get(question.field)
        if field is not None:
            _question(reading, question, field, place)


def _question(reading: Reading, question: Any, field: FieldModel, place: Trail) -> None:
    try:
        question.scale(field)
    except ValueError as error:
        reading.say("R310", str(error), (*place, "field"))
        return
    if question.points is None:
        return
    known = field.of if isinstance(field, ChoiceField) else ("yes", "no") if isinstance(field, YesNoField) else None
    given = set()
    for word in question.points:
        try:
            given.add(field.constant(word, reading.rule_set.records.zone))
        except ValueError as error:
            hint = did_you_mean(word, known) if known else None
            message = f"{cut(word)} is no word of '{question.field}'" if known else str(error)
            reading.say("R307", message, (*place, "points", word), key=True, hint=hint)
    unsaid = [word for word in known or () if word not in given]
    if unsaid:
        message = f"'{question.field}' has answers without points: {', '.join(unsaid)}"
        reading.say("R310", message, (*place, "points"), hint="give every answer its points")


def _family(reading: Reading, name: str) -> str | None:
    field = reading.fields.get(name)
    return None if field is None else family_of(field)


def _needs_zone(reading: Reading, names: list[str], place: Trail) -> None:
    if reading.rule_set.records.time_zone is None and any(_family(reading, name) == "moment" for name in names):
        reading.say(
            "R313", "a moment's day depends on the time zone, and the records have none", place,
            hint="add time_zone to records, such as Europe/Warsaw",
        )  # fmt: skip


_BY_KIND: dict[str, Callable[[Reading, Any, Trail], None]] = {
    "checklist": _checklist,
    "elapsed_time": _elapsed_time,
    "promise_kept": _promise_kept,
    "requirement": _requirement,
}
