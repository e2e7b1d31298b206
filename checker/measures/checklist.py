"""A visit or inspection reaches its pass mark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from pydantic import Field, model_validator

from checker.conditions import FieldReference
from checker.expressions import nw, quotient
from checker.fields import (
    ChoiceField,
    Columns,
    Fault,
    FieldModel,
    NumberField,
    ShareField,
    WholeNumberField,
    YesNoField,
    what_is,
)
from checker.made_columns import short_name
from checker.measures.measure import Case, Misfit, Observed, inapplicable, unknown_limit, unusable
from checker.outcomes import Code
from checker.problems import quoted, some_of
from checker.steps import Adding
from checker.values import (
    Fitting,
    ShareValue,
    WeightValue,
    chosen,
    constant_weight,
    constants_at,
    constants_of,
    fields_of,
    rows_of,
)
from checker.written import MILLIONTHS, FieldName, Number, Written

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr


class Question(Written):
    """One question of a checklist and what its answers are worth."""

    field: FieldName = Field(description="The field with the answer.")
    weight: WeightValue = Field(
        Decimal(1), description="How much it counts; default 1.", json_schema_extra={"default": 1}
    )
    points: Annotated[dict[str, Number], Field(min_length=1)] | None = Field(
        None, description="Points for each answer; may be below zero."
    )
    critical: bool = Field(False, description="Below full points the record breaches, whatever its score.")

    def scale(self, field: FieldModel) -> tuple[Fraction, Fraction]:
        """The lowest and the highest points of an answer. Raises ValueError where the field has no such scale."""
        if self.points is not None:
            values = [Fraction(value) for value in self.points.values()]
            return min(values), max(values)
        if isinstance(field, NumberField):
            lowest, highest = field.at_least, field.at_most
            if isinstance(field, ShareField):
                lowest, highest = (
                    Decimal(0) if lowest is None else lowest,
                    Decimal(1) if highest is None else highest,
                )
            if lowest is None or highest is None or lowest >= highest:
                raise ValueError(
                    f"'{self.field}' needs at_least and at_most to be an item of a checklist; "
                    "add the lowest and the highest answer to the field"
                )
            return Fraction(0), Fraction(1)
        if isinstance(field, YesNoField):
            return Fraction(0), Fraction(1)
        raise ValueError(
            f"'{self.field}' needs points to be an item of a checklist; "
            "say what each answer is worth, such as points: {solved: 1, unsolved: 0}"
        )

    def misfits(self, columns: Columns) -> Iterator[Misfit]:
        """What keeps the question from being asked of its field."""
        field = columns.fields.get(self.field)
        if field is None:
            return
        try:
            self.scale(field)
        except ValueError as error:
            what, _, hint = str(error).partition("; ")
            yield Misfit("R310", what, ("field",), hint)
            return
        known = field.of if isinstance(field, ChoiceField) else ("yes", "no") if isinstance(field, YesNoField) else ()
        given: dict[int | str, str] = {}
        for word in self.points or ():
            try:
                answer = field.constant(word, columns.time_zone)
            except ValueError as error:
                message = f"{quoted(word)} is no word of '{self.field}'" if known else str(error)
                yield Misfit("R307", message, ("points", word), is_key=True, known=known)
                continue
            if answer in given:
                message = f"{quoted(word)} and {quoted(given[answer])} are the same answer"
                yield Misfit("R207", message, ("points", word), "give every answer its points once", is_key=True)
            given[answer] = word
        unsaid = [word for word in known if word not in given]
        if self.points is not None and unsaid:
            message = f"'{self.field}' has answers without points: {some_of(unsaid)}"
            yield Misfit("R310", message, ("points",), "give every answer its points")

    def misfits_of_weight(self, columns: Columns) -> Iterator[Misfit]:
        """What keeps fields from being weights; a whole number that is bounded leaves room for the sums."""
        for way, weight in constants_at(self.weight):
            field = columns.fields.get(weight.field) if isinstance(weight, FieldReference) else None
            if field is None:
                continue
            at = ("weight", *way, "field")
            if not isinstance(field, WholeNumberField):
                message = f"the weight of an item is a whole number; {what_is(weight.field, columns)}"
                yield Misfit("R308", message, at)
            elif field.at_least is None or field.at_least < 0 or field.at_most is None:
                message = f"'{weight.field}' needs at_least, 0 or more, and at_most to be the weight of an item"
                yield Misfit("R310", message, at, "add the lowest and the highest weight to the field")


class Checklist(Written):
    """A visit or inspection reaches its pass mark.

    The score is the sum of weight x points over the sum of weight x highest points. A yes is 1 and a no is 0; a number
    counts by its place between its lowest and its highest; `points` says what each answer of a choice is worth, below
    zero where wrong help is worse than none. A `critical` item below full points is a breach, and the score is still
    shown.

    Not applicable, not checked, missing and unreadable stay different things: `not_applicable` is left out of both sums
    (or `zero`, or `full`), `not_checked` leaves the record undetermined (or `zero`), a missing or unreadable answer
    leaves it undetermined. With every item left out the record is out of scope, never 100 %. So it is where every item
    that counts weighs 0 by its field or table; where nobody knows a weight, the record is undetermined.
    """

    kind: Literal["checklist"]
    items: Annotated[tuple[Question, ...], Field(min_length=1)] = Field(description="The questions that were asked.")
    not_applicable: Literal["left_out", "zero", "full"] = Field(
        "left_out", description="What a question that did not apply is worth; left_out: it counts on neither side."
    )
    not_checked: Literal["undetermined", "zero"] = Field(
        "undetermined", description="What a question that nobody looked at makes of the record."
    )
    pass_mark: ShareValue = Field(description="The share of all points to reach; equality keeps it.")

    @model_validator(mode="after")
    def _weighs_something(self) -> Checklist:
        if not any(item.weight for item in self.items):
            raise ValueError("every item weighs 0; give at least one a weight above 0")
        return self

    def fields(self) -> Iterator[str]:
        yield from (item.field for item in self.items)
        for item in self.items:
            yield from fields_of(item.weight)
        yield from fields_of(self.pass_mark)

    def misfits(self, columns: Columns) -> Iterator[Misfit]:
        asked: dict[str, int] = {}
        for position, item in enumerate(self.items):
            first = asked.setdefault(item.field, position)
            if first != position:
                at, before = (("items", each, "field") for each in (position, first))
                hint = "ask it once, with its whole weight"
                yield Misfit("R303", f"'{item.field}' is asked twice", at, hint, first=before)
                continue
            for misfit in (*item.misfits(columns), *item.misfits_of_weight(columns)):
                yield misfit._replace(at=("items", position, *misfit.at))
        best = [
            item.weight * (max(item.points.values()) if item.points else 1)
            for item in self.items
            if isinstance(item.weight, Decimal)
        ]
        if len(best) == len(self.items) and sum(best) <= 0:
            message = "the best answers are worth nothing together, so no score can be a share of them"
            yield Misfit("R310", message, ("items",), "give the best answers points above 0")
        for way, mark in constants_at(self.pass_mark):
            if not isinstance(mark, FieldReference) or columns.family(mark.field) is None:
                continue
            if not isinstance(columns.fields[mark.field], ShareField):
                message = f"a pass mark needs a share; {what_is(mark.field, columns)}"
                yield Misfit("R308", message, ("pass_mark", *way, "field"))

    def units(self, columns: Columns) -> tuple[str, ...]:
        return ("share",)

    def observe(self, columns: Columns) -> Observed:
        earned, possible, _ = self._sums(columns)
        rows = rows_of(self.pass_mark, columns)
        share = nw.when(possible > 0).then(quotient(earned * MILLIONTHS, possible)).otherwise(nw.lit(None, nw.Int64))
        limit = chosen(rows, lambda row: _mark(row.value, columns))
        return Observed(share, limit, self.units(columns), kept="at_least")

    def within(self, columns: Columns) -> list[Case]:
        earned, possible, least = self._sums(columns)
        cases = [Case(self._below_full(item, columns), Code.BREACH_CRITICAL) for item in self.items if item.critical]
        for item in self.items:
            cases += self._unsaid(item.field, columns)
        for item in self.items:
            if constant_weight(item.weight) is None:
                cases = [*inapplicable(item.weight, columns), *cases, *unknown_limit(item.weight, columns)]
        if least <= 0:
            cases.append(Case(possible <= 0, Code.NOT_APPLICABLE))
        cases += inapplicable(self.pass_mark, columns)
        mark = chosen(rows_of(self.pass_mark, columns), lambda row: _mark(row.value, columns), is_known=True)
        return [
            *cases,
            *unknown_limit(self.pass_mark, columns),
            Case(earned * MILLIONTHS >= possible * mark, Code.KEPT),
            Case(None, Code.BREACH),
        ]

    def _unsaid(self, name: str, columns: Columns) -> list[Case]:
        cases = unusable(name, columns)
        if columns.may_be(name, Fault.NOT_CHECKED) and self.not_checked == "undetermined":
            cases.append(Case(columns.is_fault(name, Fault.NOT_CHECKED), Code.NOT_CHECKED))
        return [*cases, Case(columns.is_fault(name, Fault.MISSING), Code.MISSING_FIELD)]

    def _below_full(self, item: Question, columns: Columns) -> Expr:
        below = _answer(item, columns).below_full
        if columns.may_be(item.field, Fault.NOT_CHECKED) and self.not_checked == "zero":
            below = below | columns.is_fault(item.field, Fault.NOT_CHECKED)
        return below

    def _sums(self, columns: Columns) -> tuple[Expr, Expr, int]:
        """The points earned and the points possible of one record, as integers of the same size.

        The last is the fewest points that may be possible, with all left out that can be. The others are columns that
        are made once: a quotient is written out with several copies of what it divides, and of a sum each is long.
        """
        *sums, least = self._points(columns)
        name = short_name(self.model_dump_json(by_alias=True, exclude_unset=True))
        made = dict(zip((f"$earned${name}", f"$possible${name}"), sums, strict=True))
        columns.made.setdefault(f"checklist {name}", Adding(made))
        earned, possible = map(nw.col, made)
        return earned, possible, least

    def _points(self, columns: Columns) -> tuple[Expr, Expr, int]:
        """What `_sums` says, each written out in full."""
        answers = [_answer(item, columns) for item in self.items]
        size = lcm(
            *(
                ((Fraction(1) if isinstance(weight, FieldReference) else Fraction(weight)) / answer.size).denominator
                for item, answer in zip(self.items, answers, strict=True)
                for weight in constants_of(item.weight)
            )
        )
        earned: list[Expr] = []
        possible: list[Expr] = []
        most = least = 0
        for item, answer in zip(self.items, answers, strict=True):
            weight = constant_weight(item.weight)
            if weight is None:
                each = _weight(item, Fraction(size, answer.size), columns)
                points, highest = answer.earned(1) * each, answer.highest * each
            else:
                times = int(Fraction(weight) * size / answer.size)
                points, highest = answer.earned(times), _integer(answer.highest * times)
                most += answer.highest * times
                least += answer.highest * times
            if columns.may_be(item.field, Fault.NOT_APPLICABLE):
                not_applicable = columns.is_fault(item.field, Fault.NOT_APPLICABLE)
                instead = highest if self.not_applicable == "full" else _integer(0)
                points = nw.when(not_applicable).then(instead).otherwise(points)
                if self.not_applicable == "left_out":
                    possible.append(nw.when(not_applicable).then(_integer(0) - highest).otherwise(_integer(0)))
                    least -= 0 if weight is None else max(answer.highest * times, 0)
            if weight is None:
                possible.append(highest)
            earned.append(points)
        return _sum(earned), _sum([_integer(most), *possible]), least


def _weight(item: Question, size: Fraction, columns: Columns) -> Expr:
    """The weight of an item for a record, in so many parts of one."""

    def of_row(row: Fitting) -> Expr:
        if isinstance(row.value, FieldReference):
            return columns.value(row.value.field) // MILLIONTHS * int(size)
        return _integer(int(Fraction(row.value) * size))

    return chosen(rows_of(item.weight, columns), of_row)


class _Answer(NamedTuple):
    earned: Callable[[int], Expr]
    """The points of the answer times a weight, in `size` parts of one point; 0 without an answer."""
    below_full: Expr
    """Whether the answer is not the best one; unknown without an answer."""
    highest: int
    size: int


def _answer(item: Question, columns: Columns) -> _Answer:
    field = columns.fields[item.field]
    item.scale(field)
    if isinstance(field, NumberField) and item.points is None:
        return _number(item.field, field, columns)
    points = {"yes": Fraction(1), "no": Fraction(0)} if item.points is None else item.points
    size = lcm(*(Fraction(each).denominator for each in points.values()))
    worth: dict[int, list[int | str]] = {}
    for word, each in points.items():
        worth.setdefault(int(each * size), []).append(columns.constant(item.field, word))
    highest = max(worth)

    def earned(weight: int) -> Expr:
        chain: Any = nw
        for each, words in worth.items():
            if each:
                chain = chain.when(columns.is_one_of(item.field, words)).then(_integer(each * weight))
        whole: Expr = _integer(0) if chain is nw else chain.otherwise(_integer(0))
        return whole

    below = [word for each, words in worth.items() if each < highest for word in words]
    return _Answer(earned, columns.is_one_of(item.field, below) if below else nw.lit(False), highest, size)


def _number(name: str, field: NumberField, columns: Columns) -> _Answer:
    lowest = int((field.at_least or 0) * MILLIONTHS)
    highest = int((1 if field.at_most is None else field.at_most) * MILLIONTHS)
    value = columns.value(name)
    if isinstance(field, WholeNumberField):  # smaller integers leave room for more items
        lowest, highest = lowest // MILLIONTHS, highest // MILLIONTHS
        value = value // MILLIONTHS
    size = highest - lowest
    return _Answer(lambda weight: ((value - lowest) * weight).fill_null(0), value < highest, size, size)


def _integer(number: int) -> Expr:
    """A constant as wide as the sums it goes into; an engine would take the narrowest integer that holds it."""
    constant: Expr = nw.lit(number, nw.Int64)
    return constant


def _sum(parts: list[Expr]) -> Expr:
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def _mark(mark: Fraction | FieldReference, columns: Columns) -> Expr:
    if isinstance(mark, FieldReference):
        return columns.value(mark.field)
    return _integer(int(mark * MILLIONTHS))
