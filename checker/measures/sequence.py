"""One moment before the next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from checker.fields import Columns, what_is
from checker.measures.measure import Misfit
from checker.problems import quoted
from checker.written import SeveralFields, Written


class Sequence(Written):
    """One moment before the next, step by step.

    Two steps at the same moment are kept. A later step without an earlier one is a breach; a record in which the last
    steps are still missing is judged by those it has. Dates are compared by day, also with moments.
    """

    kind: Literal["sequence"]
    steps: SeveralFields = Field(description="The fields with the moments, in the order in which they must happen.")

    def misfits(self, columns: Columns) -> Iterator[Misfit]:
        for position, name in enumerate(self.steps):
            if columns.family(name) not in ("moment", "date", None):
                yield Misfit("R308", f"a step needs a moment or a date; {what_is(name, columns)}", ("steps", position))
            if name in self.steps[:position]:
                yield Misfit("R207", f"{quoted(name)} is listed twice", ("steps", position), "keep one of them")
