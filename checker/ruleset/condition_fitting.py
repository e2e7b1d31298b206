"""Whether a condition asks of each field what its type can answer, and something that may be so at all."""

from __future__ import annotations

from typing import Any

from checker.conditions import BOUNDS, Comparison, Condition, FieldReference, FittingRow
from checker.fields import ChoiceField, NumberField, WholeNumberField, YesNoField, what_is
from checker.problems import quoted
from checker.ruleset.meaning import Reading
from checker.ruleset.patterns import pattern_problem
from checker.ruleset.yaml12 import Trail
from checker.values import constants_at
from checker.written import millionths, parse_number


def fit_condition(reading: Reading, condition: Condition, trail: Trail) -> None:
    """Say where a condition asks of a field what its type cannot answer, or what it never is."""
    for name, test in condition.tests.items():
        if name in reading.columns.fields:
            _Asked(reading, name).fit(test, (*trail, name))
    for word, parts in condition.groups.items():
        for position, part in enumerate(parts):
            fit_condition(reading, part, (*trail, word, position))


class _Asked:
    """What is asked of one field."""

    def __init__(self, reading: Reading, name: str) -> None:
        self.reading = reading
        self.columns = reading.columns
        self.name = name
        self.field = reading.columns.fields[name]
        self.what_it_is = what_is(name, reading.columns)

    def fit(self, test: Any, trail: Trail) -> None:
        if isinstance(test, str):
            self._word(test, trail)
        elif isinstance(test, tuple):
            for position, word in enumerate(test):
                self._word(word, (*trail, position))
        elif isinstance(test, FieldReference):
            self._other_field(test, trail)
        elif isinstance(test, Comparison):
            self._comparison(test, trail)

    # ---- words and other fields

    def _word(self, word: str, trail: Trail) -> None:
        """Say where the field never equals a word."""
        number = self._constant(word, trail)
        if number is None or not isinstance(self.field, NumberField):
            return
        lowest, highest = self.field.at_least, self.field.at_most
        if isinstance(self.field, WholeNumberField) and parse_number(word) % 1:
            self.reading.say("R307", f"{self.what_it_is} and never {word}", trail)
        elif lowest is not None and number < millionths(lowest):
            self.reading.say("R307", f"'{self.name}' is at least {lowest} and never {word}", trail)
        elif highest is not None and number > millionths(highest):
            self.reading.say("R307", f"'{self.name}' is at most {highest} and never {word}", trail)

    def _other_field(self, reference: FieldReference, trail: Trail) -> None:
        other = self.columns.family(reference.field)
        if reference.field == self.name:
            message = f"'{self.name}' is compared with itself"
            self.reading.say("R207", message, (*trail, "field"), hint="name the other field")
        elif other is not None and other != self.field.compared_as:
            both = f"{self.what_it_is}, {what_is(reference.field, self.columns)}"
            are_times = {other, self.field.compared_as} == {"date", "moment"}
            hint = "the measure promise_kept compares a moment with a date" if are_times else None
            self.reading.say("R308", f"two kinds of fields are compared: {both}", (*trail, "field"), hint=hint)

    def _constant(self, word: str, trail: Trail) -> int | None:
        """The integer that a word stands for, if it does; says where the field can hold no such word."""
        records = self.reading.rule_set.records
        absent = {
            "missing": records.missing_words if self.name in records.fields else (),
            "not_applicable": self.field.not_applicable,
            "not_checked": self.field.not_checked,
        }
        for kind, words in absent.items():
            if word in words:
                message = (
                    f"{quoted(word)} is a word for {kind.replace('_', ' ')} in '{self.name}', so no value equals it"
                )
                self.reading.say("R307", message, trail, hint=f"write {{is: {kind}}}")
                return None
        try:
            value = self.columns.constant(self.name, word)
        except ValueError as error:
            self._no_word(word, str(error), trail)
            return None
        return value if isinstance(value, int) else None

    def _no_word(self, word: str, said: str, trail: Trail) -> None:
        if isinstance(self.field, ChoiceField | YesNoField):
            words = self.field.of if isinstance(self.field, ChoiceField) else (*self.field.yes, *self.field.no)
            hint = self.reading.nearest_to(word, words)
            self.reading.say("R307", f"{quoted(word)} is no word of '{self.name}'", trail, hint=hint)
        else:
            what, _, hint = said.replace(f"'{word}'", quoted(word)).partition("; ")
            self.reading.say("R307", f"{self.what_it_is}: {what}", trail, hint=hint or None)

    # ---- comparisons

    def _comparison(self, test: Comparison, trail: Trail) -> None:
        if isinstance(test.not_, FieldReference):
            self._other_field(test.not_, (*trail, "not"))
        elif test.not_ is not None:
            is_list = (*trail, "not", 0) in self.reading.composed.values
            for position, word in enumerate(test.not_):
                self._word(word, (*trail, "not", position) if is_list else (*trail, "not"))
        self._bounds({key: bound for key in BOUNDS if (bound := getattr(test, key)) is not None}, trail)
        if test.matches is not None:
            place = (*trail, "matches")
            if self.field.compared_as != "text":
                self.reading.say("R308", f"'matches' needs a text; {self.what_it_is}", place, key=True)
            elif problem := pattern_problem(test.matches):
                self.reading.say("R311", problem[0], place, hint=problem[1])

    def _bounds(self, written: dict[str, Any], trail: Trail) -> None:
        asked: dict[str, int] = {}
        for key, bound in written.items():
            place = (*trail, key)
            if self.field.compared_as in ("text", "yes_no"):
                message = f"'{key}' needs a number, a date or a moment; {self.what_it_is}"
                hint = f"compare it with its words, such as {{{self.name}: …}}"
                self.reading.say("R308", message, place, key=True, hint=hint)
                continue
            for position, row in enumerate(bound if isinstance(bound, tuple) else ()):
                if isinstance(row, FittingRow):
                    fit_condition(self.reading, row.when, (*place, position, "when"))
            for way, constant in constants_at(bound):
                if isinstance(constant, FieldReference):
                    self._other_field(constant, (*place, *way))
                elif (number := self._constant(constant, (*place, *way))) is not None and not way:
                    asked[key] = number
        self._nothing_between(asked, written, trail)

    def _nothing_between(self, asked: dict[str, int], written: dict[str, Any], trail: Trail) -> None:
        """Say where bounds leave no value that the field could have."""
        lower = max(((number + (key == "above"), key) for key, number in asked.items() if key in _LOWER), default=None)
        upper = min(
            ((number - (key == "below"), key) for key, number in asked.items() if key not in _LOWER), default=None
        )
        if lower and upper and lower[0] > upper[0]:
            low, high = (f"{key.replace('_', ' ')} {written[key]}" for key in (lower[1], upper[1]))
            hint = "correct one of the two bounds"
            self.reading.say("R207", f"nothing is {low} and {high} at once", (*trail, upper[1]), hint=hint)
            return
        field = self.field
        if not isinstance(field, NumberField):
            return
        if lower and field.at_most is not None and lower[0] > millionths(field.at_most):
            never = f"{lower[1].replace('_', ' ')} {written[lower[1]]}"
            self.reading.say("R307", f"'{self.name}' is at most {field.at_most} and never {never}", (*trail, lower[1]))
        if upper and field.at_least is not None and upper[0] < millionths(field.at_least):
            never = f"{upper[1].replace('_', ' ')} {written[upper[1]]}"
            self.reading.say(
                "R307", f"'{self.name}' is at least {field.at_least} and never {never}", (*trail, upper[1])
            )


_LOWER = ("at_least", "above")
