"""What a target is: how all records together are judged, by one statistic and its bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, Annotated, Any, Literal, Protocol

from pydantic import Field, PlainSerializer, PlainValidator, WithJsonSchema, model_validator

from checker.conditions import BOUNDS, FieldReference, Rows, value_of
from checker.durations import Duration, parse_duration
from checker.outcomes import Outcome, Verdict
from checker.tables import TableFieldName
from checker.written import ShareText, Written, form_meant, number_text, parse_number, parse_share, share_text, so_many


@dataclass(frozen=True)
class Totals:
    """What the records that a target speaks of come to together.

    Sums are exact, in the unit of the target: shares of one, numbers as they are, microseconds, days.
    """

    outcomes: Mapping[Outcome, int]
    """How many are kept, in breach and undetermined, of those that take part."""
    left_out: int = 0
    """Judged records that do not say what the target needs of them: a value, a weight, their group."""
    total: Fraction = Fraction(0)
    """The sum of the values, each times its weight."""
    weight: Fraction = Fraction(0)
    """The sum of the weights; where nothing is weighed, the number of judged records."""
    kept_weight: Fraction = Fraction(0)
    """The sum of the weights of kept records."""
    exposure: Fraction = Fraction(0)
    """What a rate is of."""
    at_rank: Fraction | None = None
    """The value at the rank of a percentile; none without a value."""
    still_open: int = 0
    """Open records in breach of which nobody can say how long they waited, for want of an as-of moment."""
    groups: Mapping[str, Mapping[Any, Totals]] = field(default_factory=dict)
    """Of a target that compares groups: by the field, what each comes to by itself."""

    @property
    def kept(self) -> int:
        """How many records are kept."""
        return self.outcomes.get(Outcome.KEPT, 0)

    @property
    def judged(self) -> int:
        """How many records take part: kept or in breach."""
        return self.kept + self.breaches

    @property
    def breaches(self) -> int:
        """How many records are in breach."""
        return self.outcomes.get(Outcome.BREACH, 0)

    @property
    def share(self) -> Fraction | None:
        """Kept of judged; none where nothing was judged."""
        return Fraction(self.kept, self.judged) if self.judged else None


@dataclass(frozen=True)
class Compared:
    """One of the groups that a target compares: its statistic, how many records it has, why it does not count."""

    group: Any
    statistic: Fraction | None
    judged: int
    reason: str | None = None


@dataclass(frozen=True)
class Judgement:
    """What a target says of the totals, with the figures that a reader needs to follow it."""

    verdict: Verdict
    reason: str | None = None
    share: Fraction | None = None
    interval: tuple[float, float] | None = None
    unacceptable: bool = False
    """Whether the share is below what is acceptable at all."""
    statistic: Fraction | None = None
    """What the bounds are held against, in the unit of the target."""
    compared: tuple[Compared, ...] = ()
    """The groups that were compared, the worst first, or in their order."""


Bounds = Mapping[str, Fraction | str]
"""The bounds of a target by their keys; a word where one is not known: why."""


class Target(Protocol):
    """How all records together are judged."""

    def judge(self, totals: Totals, bounds: Bounds) -> Judgement:
        """The verdict over these totals; nothing judged is undetermined, never 100 %."""


LOWER = ("at_least", "above")
"""The bounds from below."""

_KEEPS: dict[str, Callable[[Any, Fraction], bool]] = {"at_least": ge, "above": gt, "at_most": le, "below": lt}


def keeps(key: str, number: Fraction | float, bound: Fraction) -> bool:
    """Whether a number keeps a bound; equality keeps `at_least` and `at_most`."""
    return _KEEPS[key](number, bound)


def within(statistic: Fraction, bounds: Bounds) -> tuple[Verdict, str | None]:
    """Whether a statistic keeps its bounds; one that is missed decides, whatever the others are."""
    known = {key: bound for key, bound in bounds.items() if isinstance(bound, Fraction)}
    if not all(keeps(key, statistic, bound) for key, bound in known.items()):
        return Verdict.MISSED, None
    unknown = next((bound for bound in bounds.values() if isinstance(bound, str)), None)
    return (Verdict.MET, None) if unknown is None else (Verdict.UNDETERMINED, unknown)


NOTHING_JUDGED = "nothing_judged"
NEEDS_AS_OF = "needs_as_of"
NOT_LOOKED_UP = "not_looked_up"


def unjudged(totals: Totals, at_least: int | None) -> str | None:
    """Why nothing can be said of so few records; none where there are enough."""
    if totals.still_open:
        return NEEDS_AS_OF
    if not totals.judged:
        return "nothing_taken_part" if totals.left_out else NOTHING_JUDGED
    return "too_few" if at_least is not None and totals.judged < at_least else None


def judged_by(statistic: Fraction | None, totals: Totals, bounds: Bounds, *, at_least: int | None) -> Judgement:
    """The judgement of one statistic by its bounds; without one it is undetermined."""
    reason = unjudged(totals, at_least)
    if reason is not None or statistic is None:
        reason = reason or "nothing_weighed"
        return Judgement(Verdict.UNDETERMINED, reason, totals.share, statistic=statistic if totals.judged else None)
    verdict, reason = within(statistic, bounds)
    return Judgement(verdict, reason, totals.share, statistic=statistic)


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


Records = Annotated[
    int,
    PlainValidator(so_many("records")),
    WithJsonSchema({"type": "integer", "minimum": 1, "description": "A whole number, 1 or more."}),
]
"""So many records."""
