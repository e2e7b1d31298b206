"""Pauses: time that does not count, from a moment to another of the record, or of each row of another table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import Field

from checker.fields import Columns, what_is
from checker.tables import BY_RULE, AnyField
from checker.written import Written

Way = tuple[str | int, ...]
Misfitting = tuple[str, str, Way, str | None]
"""A code, what is wrong, the way from the measure to the place, and what to write instead."""


class Pause(Written):
    """Time that does not count: from one moment to another, of the record or of each row of a table."""

    from_: AnyField = Field(alias="from", description="The field with the start of the pause.")
    to: AnyField = Field(description="The field with its end; both of the records, or both of one table.")

    @property
    def table(self) -> str | None:
        """The table whose rows are the pauses; none where the record has one itself."""
        return self.from_.partition(".")[0] if "." in self.from_ else None


def fields_of_pauses(pauses: Sequence[Pause]) -> Iterator[str]:
    """The fields of the records that say when they were paused."""
    for pause in pauses:
        yield from (pause.from_, pause.to) if pause.table is None else ()


def pause_misfits(pauses: Sequence[Pause], columns: Columns) -> Iterator[Misfitting]:
    """What keeps pauses from being counted: no moments, ends of two tables, tables that go with records differently."""
    for position, pause in enumerate(pauses):
        yield from _misfits(pause, ("pauses", position), columns)
    matched: dict[str, str] = {}
    for position, pause in enumerate(pauses):
        match = columns.matches.get(pause.table or "")
        if match is None or pause.table is None:
            continue
        if match == BY_RULE:
            message = f"the table '{pause.table}' goes with rules, and a pause is of a record"
            yield "R308", message, ("pauses", position, "from"), None
        other = next((table for each, table in matched.items() if each != match), None)
        if other is not None:
            message = f"the tables '{other}' and '{pause.table}' go with the records by different fields"
            hint = "take pauses of tables with the same match"
            yield "R207", message, ("pauses", position, "from"), hint
        matched.setdefault(match, pause.table)


def _misfits(pause: Pause, at: Way, columns: Columns) -> Iterator[Misfitting]:
    ends = {"from": pause.from_, "to": pause.to}
    if pause.from_ == pause.to:
        yield "R207", "'from' and 'to' are the same field", (*at, "to"), "name the field with the end of the pause"
    if len({name.partition(".")[0] if "." in name else "" for name in ends.values()}) > 1:
        message = "a pause is two fields of the records, or two fields of one table"
        yield "R207", message, (*at, "to"), "take both from the same"
    for key, name in ends.items():
        if columns.family(name) not in ("moment", "date", None):
            yield "R308", f"a pause needs a moment or a date; {what_is(name, columns)}", (*at, key), None
