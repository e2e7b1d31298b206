"""What a target is: how all records together are judged, by one statistic and its bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, Literal, Protocol

from pydantic import Field, PlainSerializer, PlainValidator, WithJsonSchema, model_validator

from checker.conditions import BOUNDS, FieldReference, Rows, value_of
from checker.durations import Duration, parse_duration
from checker.outcomes import Outcome, Verdict
from checker.tables import TableFieldName
from checker.written import ShareText, Written, form_meant, number_text, parse_number, parse_share, share_text


@dataclass(frozen=True)
class Judgement:
    """What a target says of the counts, with the figures that a reader needs to follow it."""

    verdict: Verdict
    reason: str | None = None
    share: Fraction | None = None
    interval: tuple[float, float] | None = None
    unacceptable: bool = False
    """Whether the share is below what is acceptable at all."""


class Target(Protocol):
    """How all records together are judged."""

    def judge(self, outcomes: Mapping[Outcome, int]) -> Judgement:
        """The verdict over these counts; nothing judged is undetermined, never 100 %."""


# ---- bounds ----------------------------------------------------------------------------------------------------------

BOUNDED: Any = {"anyOf": [{"required": [bound]} for bound in BOUNDS]}
"""For editors: at least one bound."""


@dataclass(frozen=True, order=True)
class Amount:
    """A bound of a statistic: a number, a share of one, or points between two shares."""

    value: Fraction
    unit: Literal["number", "share", "points"]

    def __str__(self) -> str:
        if self.unit == "share":
            return share_text(self.value)
        number = number_text(int(self.value * (100_000_000 if self.unit == "points" else 1_000_000)))
        return f"{number} points" if self.unit == "points" else number


def parse_points(written: object) -> Amount:
    """Read a difference of two shares, `10 points`. Raises ValueError naming what was written."""
    if isinstance(written, Amount):
        return written
    text = written.strip() if isinstance(written, str) else ""
    if not text.endswith(("points", "point")):
        shown = f"'{written}' is no difference of shares" if isinstance(written, str) else "points belong here"
        raise ValueError(f"{shown}; write points, such as 10 points")
    return Amount(Fraction(parse_number(text.partition("point")[0])) / 100, "points")


def parse_amount(written: object) -> Amount | Duration:
    """Read the bound of a statistic: `3.5`, `85 %`, `10 points`, `4 working hours`.

    Raises ValueError naming what was written.
    """
    if isinstance(written, Amount | Duration):
        return written
    text = str(written).strip() if not isinstance(written, dict | list) else ""
    if text.endswith("%"):
        return Amount(parse_share(text), "share")
    if text.endswith(("points", "point")):
        return parse_points(text)
    if text[-1:].isalpha() and any(letter.isdigit() for letter in text):
        return parse_duration(text)
    return Amount(Fraction(parse_number(text)), "number")


PointsText = Annotated[
    Amount,
    PlainValidator(parse_points),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^\s*[0-9]+(\.[0-9]+)? points?\s*$", "examples": ["10 points"]}),
]
"""A difference of two shares: `10 points`."""

AmountText = Annotated[
    Amount | Duration,
    PlainValidator(parse_amount),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(
        {
            "type": ["number", "string"],
            "description": "A number, a share, points, or a number and a unit of time.",
            "examples": [3.5, "85 %", "10 points", "4 working hours"],
        }
    ),
]
"""The bound of a statistic, in the unit of what is measured."""


class LookedUp(Written):
    """A bound that another table holds for each rule: `{lookup: competitors.level}`.

    The table has `match: rule`; the row of this rule that holds at the as-of moment counts. Without one the rule is
    undetermined.
    """

    lookup: TableFieldName = Field(description="The table and its field, such as competitors.level.")


class Previous(Written):
    """The figure of an earlier run, given with its results: `{previous: run, plus: 2 points}`.

    It counts where the earlier run has the same rule in the same version; otherwise the rule is undetermined.
    """

    previous: Literal["run"] = Field(description="Always the run whose results are given.")
    plus: AmountText | None = Field(None, description="So much more than then.")
    minus: AmountText | None = Field(None, description="So much less than then.")

    @model_validator(mode="after")
    def _goes_one_way(self) -> Previous:
        if self.plus is not None and self.minus is not None:
            raise ValueError("the bound has 'plus' and 'minus' at once; write one of them")
        return self


_FORMS = ("field", "lookup", "previous")


def bound_kind(written: Any) -> str:
    """Which form a bound has: a constant, a table of values, or one of the forms by the key that names it."""
    match written:
        case list() | tuple():
            return "table"
        case dict():
            return form_meant(written, _FORMS) or "field"
        case LookedUp():
            return "lookup"
        case Previous():
            return "previous"
        case FieldReference():
            return "field"
    return "constant"


if TYPE_CHECKING:
    ShareBound = Fraction | FieldReference | LookedUp | Previous | Rows
    AmountBound = Amount | Duration | FieldReference | LookedUp | Previous | Rows
else:
    ShareBound = value_of("ShareBound", kind=bound_kind, constant=ShareText, lookup=LookedUp, previous=Previous)
    """The bound of a share."""

    AmountBound = value_of("AmountBound", kind=bound_kind, constant=AmountText, lookup=LookedUp, previous=Previous)
    """The bound of any other statistic."""


def bounds_of(target: Any) -> Iterator[tuple[str, Any]]:
    """The bounds that a target has, by their keys."""
    for key in BOUNDS:
        bound = getattr(target, key, None)
        if bound is not None:
            yield key, bound


def is_bounded(target: Any, such: str) -> None:
    """Raises ValueError where a target has no bound; `such` is an example of one."""
    if next(bounds_of(target), None) is None:
        raise ValueError(f"a target needs a bound, such as {such}")


def _so_many(written: object) -> int:
    number = parse_number(written)
    if number < 1 or number % 1:
        raise ValueError(f"'{written}' is not a whole number of records; write 1 or more")
    return int(number)


Records = Annotated[
    int,
    PlainValidator(_so_many),
    WithJsonSchema({"type": "integer", "minimum": 1, "description": "A whole number, 1 or more."}),
]
"""So many records."""
