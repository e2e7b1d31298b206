"""A condition holds of the record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from checker.conditions import Condition, holds
from checker.fields import Columns, Fault
from checker.measures.measure import Case, Observed, unusable
from checker.outcomes import Code
from checker.written import Written


class Requirement(Written):
    """A condition holds of the record.

    What is observed are the fields that the condition reads. Where a missing or unreadable field leaves the condition
    unknown the record is undetermined; where the other fields decide it all the same, they decide. A record of which a
    compared field is not applicable is out of scope.
    """

    kind: Literal["requirement"]
    must: Condition = Field(description="What must hold of every record in scope.")

    def fields(self) -> Iterator[str]:
        yield from dict.fromkeys(self.must.fields())

    def units(self, columns: Columns) -> tuple[str, ...]:
        """Of the one field that is compared; several fields are no value, nor is a word."""
        families = [columns.family(name) for name in dict.fromkeys(self.must.compared_fields())]
        known = {"number": "number", "elapsed": "elapsed"}
        return (known[families[0]],) if len(families) == 1 and families[0] in known else ()

    def observe(self, columns: Columns) -> Observed:
        compared = list(dict.fromkeys(self.must.compared_fields()))
        return Observed(counted=columns.value(compared[0]) if self.units(columns) else None)

    def within(self, columns: Columns) -> list[Case]:
        kept = holds(self.must, columns)
        compared = list(dict.fromkeys(self.must.compared_fields()))
        cases = [
            Case(columns.is_fault(name, Fault.NOT_APPLICABLE), Code.NOT_APPLICABLE)
            for name in compared
            if columns.may_be(name, Fault.NOT_APPLICABLE)
        ]
        cases += [Case(kept, Code.KEPT), Case(~kept, Code.BREACH)]
        for name in compared:
            if columns.may_be(name, Fault.NOT_CHECKED):
                cases.append(Case(columns.is_fault(name, Fault.NOT_CHECKED), Code.NOT_CHECKED))
            cases += unusable(name, columns)
        return [*cases, Case(None, Code.MISSING_FIELD)]
