"""Whether each field's type fits its use: in conditions, as a limit, as evidence of a measure."""

from __future__ import annotations

from typing import Any

from checker.conditions import Comparison, Condition, FieldReference, FittingRow
from checker.durations import UNITS, Duration, Span
from checker.fields import (
    ChoiceField,
    FieldModel,
    NumberField,
    ShareField,
    WholeNumberField,
    YesNoField,
)
from checker.ruleset.later import not_yet
from checker.ruleset.meaning import Reading
from checker.ruleset.messages import cut
from checker.ruleset.nearest import did_you_mean
from checker.ruleset.patterns import pattern_problem
from checker.ruleset.yaml12 import Trail
from checker.values import FieldDuration
from checker.written import parse_number

_ARTICLES = {
    "text": "a text",
    "yes_no": "a yes or no",
    "number": "a number",
    "date": "a date",
    "moment": "a moment",
}
BOUNDS = ("at_least", "at_most", "above", "below")


def family_of(field: FieldModel) -> str:
    """What may be compared with the field; the words of a yes or no are read as those two, so no text equals them."""
    return "yes_no" if isinstance(field, YesNoField) else field.family


def is_a(name: str, field: FieldModel) -> str:
    """What a field is, for a message: `'site' is a text`."""
    return f"'{name}' is {_ARTICLES[family_of(field)]}"


def fit_condition(reading: Reading, condition: Condition, trail: Trail) -> None:
    """Say where a condition asks of a field what its type cannot answer."""
    for name, test in condition.tests.items():
        field = reading.fields.get(name)
        if field is not None:
            _fit_test(reading, name, field, test, (*trail, name))
    for word, parts in condition.groups.items():
        for position, part in enumerate(parts):
            fit_condition(reading, part, (*trail, word, position))


def _fit_test(reading: Reading, name: str, field: FieldModel, test: Any, trail: Trail) -> None:
    if isinstance(test, str):
        _fit_word(reading, name, field, test, trail)
    elif isinstance(test, tuple):
        for position, word in enumerate(test):
            _fit_word(reading, name, field, word, (*trail, position))
    elif isinstance(test, FieldReference):
        _fit_same_family(reading, name, field, test, trail)
    elif isinstance(test, Comparison):
        _fit_comparison(reading, name, field, test, trail)


def _fit_comparison(reading: Reading, name: str, field: FieldModel, test: Comparison, trail: Trail) -> None:
    if isinstance(test.not_, FieldReference):
        _fit_same_family(reading, name, field, test.not_, (*trail, "not"))
    elif test.not_ is not None:
        is_list = (*trail, "not", 0) in reading.composed.values
        for position, word in enumerate(test.not_):
            _fit_word(
                reading,
                name,
                field,
                word,
                (*trail, "not", position) if is_list else (*trail, "not"),
            )
    for key in BOUNDS:
        bound = getattr(test, key)
        if bound is None:
            continue
        if family_of(field) in ("text", "yes_no"):
            reading.say(
                "R308", f"'{key}' needs a number, a date or a moment; {is_a(name, field)}", (*trail, key),
                key=True, hint="compare it with its words",
            )  # fmt: skip
        else:
            _fit_bound(reading, name, field, bound, (*trail, key))
    if test.matches is not None:
        if family_of(field) != "text":
            reading.say(
                "R308",
                f"'matches' needs a text; {is_a(name, field)}",
                (*trail, "matches"),
                key=True,
            )
        elif problem := pattern_problem(test.matches):
            reading.say("R311", problem[0], (*trail, "matches"), hint=problem[1])


def _fit_bound(reading: Reading, name: str, field: FieldModel, bound: Any, trail: Trail) -> None:
    if isinstance(bound, FieldReference):
        _fit_same_family(reading, name, field, bound, trail)
    elif isinstance(bound, tuple):
        for position, row in enumerate(bound):
            if isinstance(row, FittingRow):
                fit_condition(reading, row.when, (*trail, position, "when"))
            key, value = ("then", row.then) if isinstance(row, FittingRow) else ("otherwise", row.otherwise)
            _fit_bound(reading, name, field, value, (*trail, position, key))
    else:
        _fit_word(reading, name, field, bound, trail, exact=False)


def _fit_same_family(reading: Reading, name: str, field: FieldModel, reference: FieldReference, trail: Trail) -> None:
    other = reading.fields.get(reference.field)
    if other is not None and family_of(other) != family_of(field):
        both = f"{is_a(name, field)}, {is_a(reference.field, other)}"
        reading.say("R308", f"two kinds of fields are compared: {both}", (*trail, "field"))


def _fit_word(reading: Reading, name: str, field: FieldModel, word: str, trail: Trail, *, exact: bool = True) -> None:
    """Say where a word is none that the field can hold; `exact` where the field must equal it."""
    absent = {
        "missing": reading.rule_set.records.missing_words if name in reading.rule_set.records.fields else (),
        "not_applicable": field.not_applicable,
        "not_checked": field.not_checked,
    }
    for kind, words in absent.items():
        if word in words:
            message = f"{cut(word)} is a word for {kind.replace('_', ' ')} in '{name}', so the field never equals it"
            reading.say("R307", message, trail, hint=f"write {{is: {kind}}}")
            return
    try:
        field.constant(word, reading.rule_set.records.zone)
    except ValueError as error:
        if isinstance(field, ChoiceField | YesNoField):
            known = field.of if isinstance(field, ChoiceField) else ("yes", "no", *field.yes, *field.no)
            reading.say("R307", f"{cut(word)} is no word of '{name}'", trail, hint=did_you_mean(word, known))
        else:
            what, _, hint = str(error).partition("; ")
            what = what.replace(f"'{word}'", cut(word))
            reading.say("R307", f"{is_a(name, field)}: {what}", trail, hint=hint or None)
        return
    if exact and isinstance(field, WholeNumberField) and parse_number(word) % 1:
        reading.say("R307", f"'{name}' is a whole number and never {cut(word)}", trail)


# ---- limits and other values


def fit_value(reading: Reading, value: Any, trail: Trail, *, needs: type[NumberField] = NumberField) -> None:
    """Say where a value of any form has conditions that do not fit, or comes from a field that holds no number."""
    if isinstance(value, tuple):
        for position, row in enumerate(value):
            if isinstance(row, FittingRow):
                fit_condition(reading, row.when, (*trail, position, "when"))
    for part, place in parts_of(value, trail):
        if isinstance(part, FieldReference):
            field = reading.fields.get(part.field)
            if field is not None and not isinstance(field, needs):
                what = "a share" if needs is ShareField else "a number"
                reading.say("R308", f"a limit needs {what}; {is_a(part.field, field)}", (*place, "field"))
        span = span_of(part)
        if span in (Span.WORKING, Span.WORKING_DAYS):
            unit = (*place, "unit") if isinstance(part, FieldDuration) else place
            words = "working days" if span is Span.WORKING_DAYS else "working time"
            reading.say("R150", not_yet(f"{words} {'are' if words[-1] == 's' else 'is'}"), unit)


def parts_of(value: Any, trail: Trail) -> list[tuple[Any, Trail]]:
    """Every constant or field that a value may come to, with its place."""
    if not isinstance(value, tuple):
        return [(value, trail)]
    return [
        (row.then, (*trail, position, "then"))
        if isinstance(row, FittingRow)
        else (row.otherwise, (*trail, position, "otherwise"))
        for position, row in enumerate(value)
    ]


def span_of(part: Any) -> Span | None:
    """What a part of a duration measures; none where it is no duration."""
    if isinstance(part, Duration):
        return part.span
    return UNITS[part.unit][0] if isinstance(part, FieldDuration) else None
