"""How many records breached."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from pydantic import ConfigDict, Field, model_validator

from checker.targets.target import BOUNDED, AmountBound, Bounds, Judgement, Totals, is_bounded, judged_by
from checker.written import FieldName, Written


class Count(Written):
    """How many records breached their limit, however many were judged.

    With nothing judged the rule is undetermined: no breach among no records proves nothing.
    """

    model_config = ConfigDict(json_schema_extra=BOUNDED)

    count: Literal["breaches"] = Field(description="Always the breaches.")
    at_least: AmountBound | None = Field(None, description="The fewest there may be.")
    at_most: AmountBound | None = Field(None, description="The most there may be.")
    above: AmountBound | None = Field(None, description="More than so many.")
    below: AmountBound | None = Field(None, description="Fewer than so many.")
    in_each: FieldName | None = Field(None, description="The target holds in each group of this field by itself.")

    @model_validator(mode="after")
    def _is_bounded(self) -> Count:
        is_bounded(self, "at_most: 0")
        return self

    def judge(self, totals: Totals, bounds: Bounds) -> Judgement:
        return judged_by(Fraction(totals.breaches), totals, bounds, at_least=None)
