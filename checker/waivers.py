"""Waivers: dated, justified decisions that breaches of some records are accepted; they mark, and never delete."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from checker.conditions import Condition
from checker.dates import DateText, until_after_from
from checker.written import Id, Text, Written

LONGEST = 366
"""Days after which a waiver is no exception any more."""

State = Literal["live", "expired", "not_yet"]
"""Whether a waiver holds, held, or will hold."""


class Waiver(Written):
    """A decision that breaches of some rules are accepted from one date until another.

    It is looked at on the as-of date. Only breaches become waived; they leave the judged records, and shares are given
    with and without them. One that has expired, is not used or expires soon is told.
    """

    id: Id = Field(description="Its name in reports, such as w-2026-014.")
    rules: Annotated[tuple[Id, ...], Field(min_length=1)] = Field(description="The rules whose breaches are accepted.")
    when: Condition | None = Field(None, description="Which records it is for; default all.")
    from_: DateText = Field(alias="from", description="The first day.")
    until: DateText = Field(description="The last day; every waiver ends.")
    approved_by: Text = Field(description="Who decided it.")
    justification: Text = Field(description="Why, for the reader of the report.")
    reference: Text | None = Field(None, description="Where the decision is written down, such as a ticket.")

    @model_validator(mode="after")
    def _is_in_order(self) -> Waiver:
        until_after_from(self.from_, self.until, wrong="the waiver ends before it begins", code="R501")
        return self

    def state(self, on: date) -> State:
        """Whether it holds on a date, both its days included."""
        return "not_yet" if on < self.from_ else "expired" if on > self.until else "live"


class Waivers(Written):
    """A file of waivers, given to a check beside the rule set."""

    waivers: Annotated[tuple[Waiver, ...], Field(min_length=1)] = Field(description="The decisions, each with its id.")
