"""Every part holds."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from checker.written import RuleId, Written


class AllOf(Written):
    """Every part holds: a perfect order, or fail in one point and fail in all.

    The parts are rules of the same rule set. What a record is under them decides, in this order: a breach of one part
    is a breach, then undetermined, pending, waived, kept, excluded; a record that is out of scope for every part is
    out of scope. The order in which the parts are written never matters. With `per` beside the measure, all records
    of one key make one unit in the same way.
    """

    kind: Literal["all_of"]
    rules: Annotated[tuple[RuleId, ...], Field(min_length=1)] = Field(description="The rules that are its parts.")
