"""Whether a rule's target asks of its records what they can answer: groups, weights, and bounds in the right unit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checker.conditions import FieldReference
from checker.durations import Duration, Span
from checker.fields import Columns, ShareField, what_is
from checker.measures.measure import Measured
from checker.problems import quoted
from checker.ruleset.meaning import Reading
from checker.ruleset.model import Rule
from checker.ruleset.yaml12 import Trail
from checker.tables import BY_RULE
from checker.targets import named_by
from checker.targets.target import Amount, LookedUp, Previous, bounds_of
from checker.values import constants_at

_SUCH = {
    "number": "a number, such as 3.5",
    "share": "a share, such as 85 %",
    "points": "points, such as 10 points",
    Span.ELAPSED: "elapsed time, such as 4 hours",
    Span.WORKING: "working time, such as 4 working hours",
    Span.CALENDAR_DAYS: "calendar days, such as 3 calendar days",
    Span.WORKING_DAYS: "working days, such as 3 working days",
}
"""What a bound in each unit looks like."""


def fit_target(reading: Reading, rule: Rule, trail: Trail) -> None:
    """Say where the target of a rule does not go with its measure, or with the fields of the records."""
    for way, target in constants_at(rule.target):
        at = (*trail, *way)
        parts = getattr(target, "all_of", None)
        for position, part in enumerate(parts or (target,)):
            _Asked(reading, rule, part, (*at, "all_of", position) if parts else at).fit()


class _Asked:
    """One target of a rule."""

    def __init__(self, reading: Reading, rule: Rule, target: Any, trail: Trail) -> None:
        self.reading = reading
        self.columns = reading.columns
        self.rule = rule
        self.target = target
        self.statistic = named_by(target)
        self.trail = trail

    def fit(self) -> None:
        """Say what does not fit."""
        if isinstance(self.target, FieldReference):
            self._field("field", self.target.field, ("number",), "a target from a field needs a share")
            return
        for key in ("in_each", "across"):
            self._group(key, getattr(self.target, key, None))
        for key in ("falling", "rising"):
            for name, words in (getattr(self.target, key, None) or {}).items():
                self._order(key, name, words)
        self._field("weighted_by", getattr(self.target, "weighted_by", None), ("number",), "a weight needs a number")
        if self.statistic == "mean" and self.target.mean != "observed":
            self._field("mean", self.target.mean, ("number", "elapsed"), "a mean needs a number")
        if self.statistic == "rate" and self.target.of != "records":
            self._field("of", self.target.of, ("number",), "an exposure needs a number")
        self._bounds()

    # ---- fields

    def _field(self, key: str, name: str | None, families: tuple[str, ...], needs: str) -> None:
        if name is not None and self.columns.family(name) not in (*families, None):
            self.reading.say("R308", f"{needs}; {what_is(name, self.columns)}", (*self.trail, key))

    def _group(self, key: str, name: str | None) -> None:
        if name is not None and self.columns.family(name) == "moment":
            message = f"a group needs a field that many records share; {what_is(name, self.columns)}"
            self.reading.say("R308", message, (*self.trail, key))

    def _order(self, key: str, name: str, words: tuple[str, ...]) -> None:
        if name not in self.columns.fields:
            return
        for position, word in enumerate(words):
            place = (*self.trail, key, name, position)
            try:
                self.columns.constant(name, word)
            except ValueError:
                hint = self.reading.nearest_to(word, self.columns.fields[name].values)
                self.reading.say("R307", f"{quoted(word)} is no word of '{name}'", place, hint=hint)
            if word in words[:position]:
                first = self.reading.composed.place((*self.trail, key, name, words.index(word)))
                self.reading.say("R207", f"{quoted(word)} is listed twice", place, hint="keep one of them", first=first)

    # ---- bounds

    def _bounds(self) -> None:
        units = units_counted(self.target, self.rule, self.columns)
        if units is None:
            return
        if len(units) != 1:
            kind = str(self.statistic)
            what = "different things are observed" if units else "no single value is observed"
            hint = "name the field, such as {mean: satisfaction}" if kind == "mean" and not units else None
            message = f"{what} under rule '{self.rule.id}', so there is no {kind} of them"
            self.reading.say("R308", message, (*self.trail, kind), hint=hint)
            return
        for key, bound in (*bounds_of(self.target), *_unacceptable(self.target)):
            for way, constant in constants_at(bound):
                self._bound(units[0], constant, (*self.trail, key, *way))

    def _bound(self, unit: str, bound: Any, place: Trail) -> None:
        if isinstance(bound, LookedUp):
            self._looked_up(unit, bound, place)
        elif isinstance(bound, Previous):
            wanted = "points" if unit == "share" else unit
            for key in ("plus", "minus"):
                if getattr(bound, key) is not None:
                    self._amount(wanted, getattr(bound, key), (*place, key))
        elif isinstance(bound, Amount | Duration):
            self._amount(unit, bound, place)

    def _amount(self, unit: str, bound: Amount | Duration, place: Trail) -> None:
        hint = misfit(bound, unit, self.target, self.rule, self.columns)
        if hint is not None:
            self.reading.say("R309", f"{quoted(str(bound))} does not fit what is measured", place, hint=hint)

    def _looked_up(self, unit: str, bound: LookedUp, place: Trail) -> None:
        table, _, field = bound.lookup.partition(".")
        found = self.reading.rule_set.tables.get(table)
        if found is None:
            return
        if found.match != BY_RULE:
            message = f"a bound is looked up by rule, and table '{table}' matches '{found.match}'"
            self.reading.say("R308", message, (*place, "lookup"), hint="a table of bounds has match: rule")
        model = found.fields.get(field)
        if unit == "share" and model is not None and not isinstance(model, ShareField):
            message = f"a bound of a share is a share; '{bound.lookup}' is {model.noun}"
            self.reading.say("R308", message, (*place, "lookup"))


def units_counted(target: Any, rule: Rule, columns: Columns) -> tuple[str, ...] | None:
    """What a statistic counts; nothing where there is no value to make one of, none where nobody can say."""
    match named_by(target):
        case "share":
            return ("share",)
        case "spread":
            return ("points",)
        case "mean" if target.mean != "observed":
            family = columns.family(target.mean)
            return None if family is None else ("elapsed",) if family == "elapsed" else ("number",)
        case "mean" | "percentile":
            measure = rule.measure
            if any(name not in columns.fields for name in _named(measure)):
                return None
            return measure.units(columns) if isinstance(measure, Measured) else ()
    return ("number",)


def misfit(amount: Amount | Duration, unit: str, target: Any, rule: Rule, columns: Columns) -> str | None:
    """What to write instead of an amount that is not in the unit of a statistic; none where it is."""
    written = amount.span if isinstance(amount, Duration) else amount.unit
    if written == unit or (written == "share" and unit == "number" and _is_of_shares(target, rule, columns)):
        return None
    return f"write {_SUCH[unit]}"


def _is_of_shares(target: Any, rule: Rule, columns: Columns) -> bool:
    name = target.mean if named_by(target) == "mean" else "observed"
    fields = [name] if name != "observed" else list(_named(rule.measure))
    return all(isinstance(columns.fields.get(field), ShareField) for field in fields)


def _named(measure: Any) -> Iterator[str]:
    """The fields that a measure reads, where it can say so."""
    if hasattr(measure, "fields") and callable(measure.fields):
        yield from measure.fields()


def _unacceptable(target: Any) -> Iterator[tuple[str, Any]]:
    if getattr(target, "unacceptable", None) is not None:
        yield "unacceptable", target.unacceptable
