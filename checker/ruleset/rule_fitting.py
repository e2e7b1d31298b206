"""What a rule says beside its measure: its versions, its parts, its unit, and how its limits read in its calendar."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from checker.calendars import DAY, Calendar
from checker.conditions import FieldReference
from checker.durations import MICROSECONDS, Duration, Span, shown
from checker.fields import what_is
from checker.measures.measure import Composed
from checker.ruleset.circles import circles
from checker.ruleset.meaning import Reading
from checker.ruleset.model import Rule
from checker.ruleset.target_fitting import fit_target
from checker.ruleset.yaml12 import Trail
from checker.values import constants_at

if TYPE_CHECKING:
    from checker.measures.follow_up import FollowUp
    from checker.measures.recurrence import Recurrence


def fit_rules(reading: Reading) -> None:
    """Say where rules contradict each other, or what they are about."""
    _versions(reading)
    _parts(reading)
    for position, rule in enumerate(reading.rule_set.rules):
        trail: Trail = ("rules", position)
        fit_target(reading, rule, (*trail, "target"))
        _weight(reading, rule, trail)
        _flag(reading, rule, trail)
        _due(reading, rule, trail)
        _moment(reading, rule, trail)
        _series(reading, rule, trail)
        _limits(reading, rule.measure, (*trail, "measure", "within"))


def _versions(reading: Reading) -> None:
    """Say where a rule's id is used twice for the same day."""
    first: dict[str, list[tuple[int, Rule]]] = {}
    for position, rule in enumerate(reading.rule_set.rules):
        trail: Trail = ("rules", position, "id")
        if ("rules", position, "in_force") in reading.stand_ins:
            continue
        for place, before in first.get(rule.id, ()):
            other = reading.composed.place(("rules", place, "id"))
            if rule.in_force is None and before.in_force is None:
                message = f"rule id '{rule.id}' is used twice"
                reading.say("R303", message, trail, hint="every id names one", first=other)
                break
            if rule.in_force is None or before.in_force is None or rule.in_force.overlaps(before.in_force):
                message = f"two versions of rule '{rule.id}' are in force at once"
                hint = "let one end before the other begins: in_force with until"
                reading.say("R324", message, trail, hint=hint, first=other)
                break
        first.setdefault(rule.id, []).append((position, rule))


def _parts(reading: Reading) -> None:
    """Say where a rule is made of itself."""
    parts = {
        rule.id: list(rule.measure.parts()) for rule in reading.rule_set.rules if isinstance(rule.measure, Composed)
    }
    places = {rule.id: position for position, rule in enumerate(reading.rule_set.rules)}
    for circle in circles(parts):
        way = ", which needs ".join(f"'{name}'" for name in [*circle[1:], circle[0]])
        message = f"rules are made of each other in a circle: '{circle[0]}' needs {way}"
        reading.say("R306", message, ("rules", places[circle[0]], "measure", "rules"))


def _flag(reading: Reading, rule: Rule, trail: Trail) -> None:
    name = rule.recorded_in
    if name is not None and reading.columns.family(name) not in ("yes_no", None):
        message = f"the records' own verdict is a yes or no; {what_is(name, reading.columns)}"
        reading.say("R308", message, (*trail, "recorded_in"))


def _weight(reading: Reading, rule: Rule, trail: Trail) -> None:
    for way, weight in constants_at(rule.weight):
        if isinstance(weight, FieldReference) and reading.columns.family(weight.field) not in ("number", None):
            message = f"a weight needs a number; {what_is(weight.field, reading.columns)}"
            reading.say("R308", message, (*trail, "weight", *way, "field"))


def _due(reading: Reading, rule: Rule, trail: Trail) -> None:
    if rule.due is not None and rule.due.span in (Span.WORKING, Span.WORKING_DAYS):
        message = "'due' is a date on everybody's calendar and counts no working time"
        reading.say("R309", message, (*trail, "due"), hint="write calendar days")


def _moment(reading: Reading, rule: Rule, trail: Trail) -> None:
    """Say where nothing tells which of two records comes later."""
    if rule.measure.kind != "follow_up":
        return
    if cast("FollowUp", rule.measure).at is None and reading.rule_set.records.dated_by is None:
        message = "nothing says when a record happened, so none follows another"
        hint = "add at with the field of its moment, or dated_by to the records"
        reading.say("R202", message, (*trail, "measure", "kind"), hint=hint)


def _series(reading: Reading, rule: Rule, trail: Trail) -> None:
    """Say where the moments of records are one series, and nothing says of which records."""
    if rule.measure.kind != "recurrence":
        return
    measure = cast("Recurrence", rule.measure)
    if measure.table() is None and rule.per is None:
        message = f"a record has one '{measure.at_field}', and nothing says which records are one series"
        hint = "add per to the rule, such as per: customer_id, or name a field of another table"
        reading.say("R202", message, (*trail, "measure", "at"), hint=hint)


# ---- how a limit reads in its calendar


def _limits(reading: Reading, measure: Any, trail: Trail) -> None:
    """Warn where a limit in working hours looks like one in hours of the clock: 24 working hours are three days."""
    calendar = getattr(measure, "calendar", None)
    found = reading.rule_set.calendars.get(calendar) if isinstance(calendar, str) else None
    for way, constant in constants_at(getattr(measure, "limit", None)):
        if isinstance(constant, Duration) and constant.span is Span.WORKING and found is not None:
            for message, hint in _suspicious(constant, str(calendar), found):
                reading.say("R383", message, (*trail, *way), hint=hint, level="warning")


def _suspicious(limit: Duration, name: str, calendar: Calendar) -> Iterator[tuple[str, str]]:
    lengths = calendar.day_lengths()
    minutes, rest = divmod(limit.amount, MICROSECONDS["minute"])
    if not lengths or lengths[-1] == DAY or rest or minutes % DAY:
        return
    day = lengths[-1]
    days, over = divmod(minutes, day)
    said = shown(days, Span.WORKING_DAYS)
    if len(lengths) > 1:
        said = f"{'more than' if over else 'at least'} {said}"
    elif over:
        said = f"{said} and {shown(over * MICROSECONDS['minute'], Span.WORKING)}"
    clock = shown(limit.amount, Span.ELAPSED)
    one = shown(minutes // DAY, Span.WORKING_DAYS)
    length = " to ".join(
        shown(each * MICROSECONDS["minute"], Span.ELAPSED) for each in (*lengths[:1], *lengths[1:][-1:])
    )
    message = f"{limit} are {said} of calendar '{name}', which has {length} a day"
    yield message, f"if one day means 24 hours, write {clock} or {one}"
