"""How far groups lie apart."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field, model_validator

from checker.targets.target import BOUNDED, PointsText, Records, is_bounded
from checker.written import FieldName, Written


class Spread(Written):
    """How far groups lie apart: the share of the best minus that of the worst, in points.

    With `at_least_records` groups with fewer judged records are left out and named; with fewer than two groups the
    rule is undetermined.
    """

    model_config = ConfigDict(json_schema_extra=BOUNDED)

    spread: Literal["share"] = Field(description="Always the share of kept records.")
    across: FieldName = Field(description="The field whose groups are compared, such as site.")
    at_least: PointsText | None = Field(None, description="The least that the spread may be.")
    at_most: PointsText | None = Field(None, description="The most that the spread may be, such as 10 points.")
    above: PointsText | None = Field(None, description="What the spread must exceed.")
    below: PointsText | None = Field(None, description="What the spread must stay under.")
    at_least_records: Records | None = Field(None, description="Groups with fewer judged records are left out.")

    @model_validator(mode="after")
    def _is_bounded(self) -> Spread:
        is_bounded(self, "at_most: 10 points")
        return self
