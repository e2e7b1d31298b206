"""One moment before the next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from checker.expressions import all_of, any_of, nw
from checker.fields import UNREADABLE, Columns, Fault, what_is
from checker.measures.measure import Case, Misfit, Observed, days_without_zone, parted, unsaid
from checker.outcomes import Code
from checker.problems import quoted
from checker.written import SeveralFields, Written

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr


class Sequence(Written):
    """One moment before the next, step by step.

    Two steps at the same moment are kept. A later step without an earlier one is a breach; a record in which the last
    steps are still missing is judged by those it has, and one without any step is undetermined. Dates are compared by
    day, also with moments. What is observed is the first pair of steps that is out of order: `sent_at before
    packed_at`, or `sent_at without packed_at`.

    A step that could not be read leaves the record undetermined, unless the other steps are out of order all the same.
    """

    kind: Literal["sequence"]
    steps: SeveralFields = Field(
        description="The fields with the moments, in the order in which they must happen.",
        json_schema_extra={"uniqueItems": True},
    )

    def fields(self) -> Iterator[str]:
        yield from self.steps

    def misfits(self, columns: Columns) -> Iterator[Misfit]:
        for position, name in enumerate(self.steps):
            if columns.family(name) not in ("moment", "date", None):
                yield Misfit("R308", f"a step needs a moment or a date; {what_is(name, columns)}", ("steps", position))
            if name in self.steps[:position]:
                first = ("steps", self.steps.index(name))
                message = f"{quoted(name)} is listed twice"
                yield Misfit("R207", message, ("steps", position), "keep one of them", first=first)
        if any(columns.family(name) == "date" for name in self.steps):
            yield from days_without_zone(self.steps, columns, ("steps",))

    def observe(self, columns: Columns) -> Observed:
        chain: Any = nw
        for out_of_order, words in self._out_of_order(columns):
            chain = chain.when(out_of_order).then(nw.lit(words))
        is_read = all_of(~columns.is_fault(name, *UNREADABLE, Fault.NOT_CHECKED) for name in self.steps)
        is_known = is_read & ~columns.has_no_value(self.steps[0])
        found = chain.when(is_known).then(nw.lit("in order")).otherwise(nw.lit(None, nw.String))
        return Observed(found, nw.lit(", then ".join(self.steps)), ("words",))

    def within(self, columns: Columns) -> list[Case]:
        not_applicable, unread = parted(case for name in self.steps for case in unsaid(name, columns, missing=None))
        return [
            *not_applicable,
            Case(any_of(out_of_order for out_of_order, _ in self._out_of_order(columns)), Code.BREACH),
            *unread,
            Case(columns.has_no_value(self.steps[0]), Code.MISSING_FIELD),
            Case(None, Code.KEPT),
        ]

    def _out_of_order(self, columns: Columns) -> Iterator[tuple[Expr, str]]:
        """Each way in which two steps can be out of order, and its words; of the first steps first.

        All pairs are compared, since two moments around a date may be out of order though neither is with the date.
        """
        for later_place in range(1, len(self.steps)):
            later = self.steps[later_place]
            for earlier in self.steps[:later_place]:
                yield self._is_before(later, earlier, columns), f"{later} before {earlier}"
                lacks = columns.is_fault(earlier, Fault.MISSING) & ~columns.has_no_value(later)
                yield lacks, f"{later} without {earlier}"

    def _is_before(self, one: str, other: str, columns: Columns) -> Expr:
        if {columns.fields[name].family for name in (one, other)} == {"moment"}:
            return columns.value(one) < columns.value(other)
        return columns.day(one) < columns.day(other)
