"""The figures that results are made of: counts with their share, values in words, targets and what they came to.

They are frozen values of the results' JSON format, as everything in `results`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from checker.beside_counts import Counted
from checker.outcomes import Verdict
from checker.records_read import Count, Part


class Value(BaseModel):
    """Something observed, or a limit: an integer in a unit, and the words a reader sees.

    Units: `elapsed` and `working` in microseconds, `calendar days`, `working days`, `number` and `share` in millionths,
    `text` (no amount).
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    unit: str
    amount: int | None = None
    text: str


class Statistic(Part):
    """What the bounds of a target are held against: a number in a unit, exactly, and the words a reader sees.

    Units: `share` and `points` as parts of one, `number`, `elapsed` and `working` in microseconds, `calendar days`,
    `working days`.
    """

    unit: str
    value: float
    exact: Annotated[str, Field(pattern=r"^-?[0-9]+(/[1-9][0-9]*)?$", max_length=200)]
    """The number as a fraction, such as 17/3; `value` is the nearest to it."""
    text: str


class EarlierRun(Part):
    """What a rule came to in an earlier run, for the trend: counts, and the statistic where that is not the share."""

    period: str | None = None
    as_of: str | None = None
    version: str
    """Of its rule set; under another version something else may have been asked."""
    verdict: Verdict
    kept: Count
    judged: Count
    statistic: str | None = None
    interval: tuple[float, float] | None = None


class TargetFigures(Part):
    """The bounds that a statistic must meet, and how they are judged; those of shares lie between 0 and 1."""

    statistic: Literal["share", "percentile", "mean", "count", "rate", "spread"] = "share"
    unit: str = "share"
    at_least: float | None = None
    at_most: float | None = None
    above: float | None = None
    below: float | None = None
    words: dict[str, str] = Field(default_factory=dict)
    """The bounds as a reader sees them, by their keys, where they are no shares."""
    judged_on: Literal["point", "interval"] = "point"
    confidence: float = 0.95
    unacceptable: float | None = None
    percentile: str | None = None
    of: str | None = None
    """The field that is averaged, or what a rate is of."""
    for_each: str | None = None
    across: str | None = None
    """The field whose groups are compared."""
    weighted_by: str | None = None
    at_least_records: int | None = None
    falling: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    rising: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class ComparedGroup(Part):
    """One of the groups that a target compares."""

    field: str
    group: str
    judged: Count
    statistic: Statistic | None = None
    """None where it does not count; the reason says why."""
    reason: str | None = None


class TargetRow(Counted):
    """One line of a target: which records it is for, what they reached, and its verdict."""

    when: dict[str, Any] | None = None
    """The condition as it is written; none for the last row, and where the target is no table."""
    group: dict[str, str] = Field(default_factory=dict)
    """By field, the group that is judged by itself."""
    target: TargetFigures
    kept: Count
    breach: Count
    share: float | None = None
    statistic: Statistic | None = None
    """What is judged where it is not the share of records."""
    interval: tuple[float, float] | None = None
    left_out: Count = 0
    """Judged records that do not say what the target needs of them: a value, a weight."""
    compared: tuple[ComparedGroup, ...] = ()
    verdict: Verdict
    reason: str | None = None
