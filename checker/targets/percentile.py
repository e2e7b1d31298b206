"""A percentile of the observed values."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, WithJsonSchema, model_validator

from checker.targets.target import BOUNDED, AmountBound, Bounds, Judgement, Records, Totals, is_bounded, judged_by
from checker.written import FieldName, Number, Written


def _of_a_hundred(number: Decimal) -> Decimal:
    if not 0 < number <= 100:
        raise ValueError(f"'{number}' is no percentile; write a number above 0 and up to 100, such as 95")
    return number


Percent = Annotated[
    Number,
    AfterValidator(_of_a_hundred),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": 100, "description": "Above 0, up to 100."}),
]


class Percentile(Written):
    """A percentile of the observed values.

    The value at the exact rank, by the nearest-rank definition (R. J. Hyndman and Y. Fan, The American Statistician 50,
    1996, definition 1): of n values in order the one at place n x percentile / 100, rounded up. It is a value that was
    observed, never one between two. A breach that is still open counts its time until the as-of moment; a judged record
    without an observed value is left out and counted beside it.
    """

    model_config = ConfigDict(json_schema_extra=BOUNDED)

    percentile: Percent = Field(description="Which one, such as 95.")
    at_least: AmountBound | None = Field(None, description="The least that the percentile may be.")
    at_most: AmountBound | None = Field(None, description="The most that the percentile may be.")
    above: AmountBound | None = Field(None, description="What the percentile must exceed.")
    below: AmountBound | None = Field(None, description="What the percentile must stay under.")
    in_each: FieldName | None = Field(None, description="The target holds in each group of this field by itself.")
    at_least_records: Records | None = Field(None, description="With fewer judged records it is undetermined.")

    @model_validator(mode="after")
    def _is_bounded(self) -> Percentile:
        is_bounded(self, "at_most: 4 hours")
        return self

    def judge(self, totals: Totals, bounds: Bounds) -> Judgement:
        return judged_by(totals.at_rank, totals, bounds, at_least=self.at_least_records)
