"""How many records breached, for each so many of what could have."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Discriminator, Field, Tag, WithJsonSchema, model_validator

from checker.tables import AnyField
from checker.targets.target import BOUNDED, AmountBound, Bounds, Judgement, Records, Totals, is_bounded, judged_by
from checker.written import FIELD_NAME, FieldName, Number, Written, at_key

_FIELD = FIELD_NAME.replace("$", r"(\.[a-z][a-z0-9_]*)?$")


def _of_what(written: Any) -> str:
    return "records" if written == "records" else "field"


Exposure = Annotated[
    Annotated[Literal["records"], Tag("records")] | Annotated[AnyField, Tag("field")],
    Discriminator(_of_what),
    WithJsonSchema({"type": "string", "pattern": _FIELD, "examples": ["records", "installed.units"]}),
]


class Rate(Written):
    """How many records breached, for each so many of what could have.

    The exposure is the number of judged records, or the sum of a field, of the records or of another table:
    failures for each 1,000 installed units of a model. Of another table those rows count to which a judged record
    belongs, each once in each group. A record without its exposure is left out and counted beside; without any exposure
    the rule is undetermined.
    """

    model_config = ConfigDict(json_schema_extra=BOUNDED)

    rate: Literal["breaches"] = Field(description="Always the breaches.")
    for_each: Number = Field(Decimal(1), description="Of how many, such as 1000; default 1.")
    of: Exposure = Field(
        "records", description="The judged `records`, or the field with the exposure, such as installed.units."
    )
    at_least: AmountBound | None = Field(None, description="The least that the rate may be.")
    at_most: AmountBound | None = Field(None, description="The most that the rate may be.")
    above: AmountBound | None = Field(None, description="What the rate must exceed.")
    below: AmountBound | None = Field(None, description="What the rate must stay under.")
    in_each: FieldName | None = Field(None, description="The target holds in each group of this field by itself.")
    at_least_records: Records | None = Field(None, description="With fewer judged records it is undetermined.")

    @model_validator(mode="after")
    def _is_bounded(self) -> Rate:
        is_bounded(self, "at_most: 2")
        if self.for_each <= 0:
            raise at_key("for_each", "'for_each' is not above zero; write for how many the rate is given, such as 1000")
        return self

    def judge(self, totals: Totals, bounds: Bounds) -> Judgement:
        exposure = Fraction(totals.judged) if self.of == "records" else totals.exposure
        rate = totals.breaches * Fraction(self.for_each) / exposure if exposure > 0 else None
        judgement = judged_by(rate, totals, bounds, at_least=self.at_least_records)
        return replace(judgement, reason="no_exposure") if rate is None and totals.judged else judgement
