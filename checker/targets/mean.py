"""The mean of the observed values, or of a field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, WithJsonSchema, model_validator

from checker.outcomes import Verdict
from checker.targets.target import (
    AmountBound,
    Bounds,
    Compared,
    Judgement,
    Records,
    Totals,
    bounds_of,
    judged_by,
    unjudged,
)
from checker.written import FIELD_NAME, FieldName, Written


def _of_what(written: Any) -> str:
    return "observed" if written == "observed" else "field"


Averaged = Annotated[
    Annotated[Literal["observed"], Tag("observed")] | Annotated[FieldName, Tag("field")],
    Discriminator(_of_what),
    WithJsonSchema({"type": "string", "pattern": FIELD_NAME, "examples": ["observed"]}),
]

Order = Annotated[dict[FieldName, Annotated[tuple[str, ...], Field(min_length=2)]], Field(min_length=1, max_length=1)]
"""An order among the groups of one field: `{customer_group: [A, B, C]}`."""


class Mean(Written):
    """The mean of the observed values, or of a field, over the judged records.

    It keeps its bounds, or falls or rises from group to group: `falling: {customer_group: [A, B, C]}` is met where A
    has at least the mean of B, and B at least that of C; missed where two of them stand the other way round, and
    undetermined where one of them has no mean. With `weighted_by` it is the sum of weight x value over the sum of the
    weights.

    A breach that is still open counts its time until the as-of moment. A judged record without the value or its weight
    is left out and counted beside.
    """

    mean: Averaged = Field(description="What is observed, as `observed`, or a field with a number.")
    at_least: AmountBound | None = Field(None, description="The least that the mean may be.")
    at_most: AmountBound | None = Field(None, description="The most that the mean may be.")
    above: AmountBound | None = Field(None, description="What the mean must exceed.")
    below: AmountBound | None = Field(None, description="What the mean must stay under.")
    falling: Order | None = Field(None, description="Groups of which none has a lower mean than the next.")
    rising: Order | None = Field(None, description="Groups of which none has a higher mean than the next.")
    in_each: FieldName | None = Field(None, description="The target holds in each group of this field by itself.")
    at_least_records: Records | None = Field(None, description="With fewer judged records it is undetermined.")
    weighted_by: FieldName | None = Field(None, description="The field with how much each record counts.")

    @model_validator(mode="after")
    def _asks_something(self) -> Mean:
        if next(bounds_of(self), None) is None and self.falling is None and self.rising is None:
            raise ValueError("a mean needs a bound, such as at_least: 3.5, or an order of groups: falling or rising")
        return self

    def judge(self, totals: Totals, bounds: Bounds) -> Judgement:
        judgement = judged_by(_mean(totals), totals, bounds, at_least=self.at_least_records)
        for order, grows in ((self.falling, False), (self.rising, True)):
            for field, words in (order or {}).items():
                groups = totals.groups.get(field, {})
                judgement = self._in_order(judgement, groups, words, grows=grows)
        return judgement

    def _in_order(
        self, judgement: Judgement, groups: Mapping[Any, Totals], words: tuple[str, ...], *, grows: bool
    ) -> Judgement:
        """The judgement, with what the order of groups says too: a miss decides, then what is not known."""
        compared = []
        for word in words:
            group = groups.get(word, Totals({}))
            reason = unjudged(group, self.at_least_records)
            compared.append(Compared(word, _mean(group) if reason is None else None, group.judged, reason))
        means = [each.statistic for each in compared if each.statistic is not None]
        is_broken = any(one > other if grows else one < other for one, other in pairwise(means))
        verdict, reason = judgement.verdict, judgement.reason
        if is_broken or verdict is Verdict.MISSED:
            verdict, reason = Verdict.MISSED, None
        elif len(means) < len(words):
            verdict, reason = Verdict.UNDETERMINED, "group_without_mean"
        return replace(judgement, verdict=verdict, reason=reason, compared=(*judgement.compared, *compared))


def _mean(totals: Totals) -> Fraction | None:
    return totals.total / totals.weight if totals.weight else None
