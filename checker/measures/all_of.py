"""Every part holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from checker.fields import Columns
from checker.measures.measure import Case, Observed
from checker.written import RuleId, Written


class AllOf(Written):
    """Every part holds: a perfect order, or fail in one point and fail in all.

    The parts are rules of the same rule set. What a record is under them decides, in this order: a breach of one part
    is a breach, then undetermined, pending, waived, kept, excluded; a record that is out of scope for every part is
    out of scope. The order in which the parts are written never matters. With `per` beside the measure, all records
    of one key make one unit in the same way.

    A part says itself which records it speaks of, what is excluded from it and what missing evidence means. What is
    observed are the parts that have the outcome which decides.
    """

    kind: Literal["all_of"]
    rules: Annotated[tuple[RuleId, ...], Field(min_length=1)] = Field(description="The rules that are its parts.")

    def parts(self) -> tuple[str, ...]:
        return self.rules

    def fields(self) -> Iterator[str]:
        """None of its own; its parts have theirs."""
        return iter(())

    def observe(self, columns: Columns) -> Observed:
        """Nothing of its own: the parts that decide are observed (see `composition`)."""
        return Observed()

    def within(self, columns: Columns) -> list[Case]:
        """Nothing of its own: what its parts come to decides (see `composition`)."""
        return []
