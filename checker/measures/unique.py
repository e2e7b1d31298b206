"""No two records share a key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from checker.expressions import nw
from checker.fields import Columns
from checker.measures.measure import Case, Misfit, Observed, parted, unsaid
from checker.outcomes import Code
from checker.problems import quoted
from checker.written import MILLIONTHS, FieldName, Written


class Unique(Written):
    """No two records share a key.

    The key is what stands in its fields together. Every record that shares its key is a breach, the first one too:
    which of them is the right one, the records do not say. All records that were read are compared, whatever the
    rule's scope. What is observed is how many records have the key; the limit is 1. A record with a missing or
    unreadable part of its key is undetermined, and one of which a part is not applicable is out of scope. Where the
    records' id is part of the key, a shared id is a breach too; everywhere else it is undetermined.
    """

    kind: Literal["unique"]
    key: Annotated[tuple[FieldName, ...], Field(min_length=1)] = Field(
        alias="fields", description="The fields that make the key together."
    )

    def identifies(self) -> tuple[str, ...]:
        return self.key

    def fields(self) -> Iterator[str]:
        yield from self.key

    def misfits(self, columns: Columns) -> Iterator[Misfit]:
        for position, name in enumerate(self.key):
            if name in self.key[:position]:
                first = ("fields", self.key.index(name))
                message = f"{quoted(name)} is listed twice"
                yield Misfit("R207", message, ("fields", position), "keep one of them", first=first)

    def units(self, columns: Columns) -> tuple[str, ...]:
        return ("number",)

    def observe(self, columns: Columns) -> Observed:
        return Observed(self._copies(columns) * MILLIONTHS, nw.lit(MILLIONTHS), self.units(columns))

    def within(self, columns: Columns) -> list[Case]:
        not_applicable, other = parted(case for name in self.key for case in unsaid(name, columns))
        return [*not_applicable, *other, Case(self._copies(columns) == 1, Code.KEPT), Case(None, Code.BREACH)]

    def _copies(self, columns: Columns) -> nw.Expr:
        """How many records have this record's key."""
        return nw.len().over(*columns.apart, *self.key)
