"""Tables of values: records that no row fits, rows that are never used, rows that only their order tells apart.

The first row that fits gives the value; a row that is unknown leaves the record undetermined, and no later row is
tried. What is looked for is what dmn-check and the table analysis of Drools look for in decision tables (gaps,
overlaps, masked rules), here with unknown as a third answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from checker.conditions import Condition, FittingRow
from checker.problems import excerpt
from checker.ruleset.analysis.possible_values import NotAnalysed
from checker.ruleset.analysis.regions import Question, RecordSpace
from checker.ruleset.analysis.truths import NO, UNKNOWN, YES, Asking, Some, Within
from checker.ruleset.meaning import Reading
from checker.ruleset.messages import value_at
from checker.ruleset.yaml12 import Trail

MOST_GAPS = 3
"""Gaps of one table that are told."""
MOST_ROWS = 60
"""Rows of a table that are compared with each other, pair by pair."""

Given = Sequence[tuple[Condition, int]]
"""What is known of the records that a table is asked for: conditions, and the truths each of them has."""


@dataclass(frozen=True)
class Table:
    """A table of values as it stands in a rule set."""

    rows: tuple[Any, ...]
    trail: Trail
    given: Given = ()
    in_gaps: Given = ()
    """What is known besides of the records for which it matters that no row fits."""
    without: str = "so it is undetermined"
    """What becomes of a record that no row fits."""

    @property
    def name(self) -> str:
        """The key it stands under."""
        return f"'{next(part for part in reversed(self.trail) if isinstance(part, str))}'"

    @property
    def whens(self) -> list[Condition]:
        """The conditions of its rows."""
        return [row.when for row in self.rows if isinstance(row, FittingRow)]

    @property
    def fields(self) -> set[str]:
        """The fields that decide which row fits, and whether it matters."""
        asked = [*self.whens, *(condition for condition, _ in self.in_gaps)]
        return {name for condition in asked for name in condition.fields()}

    @property
    def has_otherwise(self) -> bool:
        """Whether a last row fits every record."""
        return not isinstance(self.rows[-1], FittingRow)


def ask_table(reading: Reading, space: RecordSpace, table: Table) -> None:
    """Warn of what a table leaves out, says twice or never reaches; note where that cannot be found out."""
    if not table.whens:
        return
    try:
        _Asked(reading, space, table).ask()
    except NotAnalysed as reason:
        message = f"{table.name} was not searched in full for gaps and overlaps: {reason}"
        hint = "look through its rows yourself, or write fewer conditions"
        reading.say("R365", message, table.trail, key=True, hint=hint, level="note")


class _Asked:
    """One table, ready to be asked."""

    def __init__(self, reading: Reading, space: RecordSpace, table: Table) -> None:
        self.reading = reading
        self.table = table
        count = len(table.whens)
        known = [*table.given, *table.in_gaps]
        self.question = Question(space, [*table.whens, *(condition for condition, _ in known)])
        self.rows = self.question.conditions[:count]
        truths = (truths for _, truths in known)
        wants: list[tuple[Asking, int]] = list(zip(self.question.conditions[count:], truths, strict=True))
        self.given = wants[: len(table.given)]
        self.read = sorted({number for row in self.rows for number in row.fields})
        self.in_gaps = [*wants, *((row, NO) for row in self.rows)]

    def ask(self) -> None:
        unused = [position for position in range(len(self.rows)) if self._is_unused(position)]
        for position in unused:
            self._tell_unused(position)
        if self.table.has_otherwise:
            self._otherwise()
        else:
            self._gaps()
        if len(self.rows) > MOST_ROWS:
            raise NotAnalysed(f"it has more than {MOST_ROWS} rows to compare with each other")
        self._overlaps(set(unused))

    def _row(self, position: int) -> str:
        return f"row {position + 1} of {self.table.name}"

    def _say(self, code: str, message: str, position: int | None = None, *, hint: str | None = None) -> None:
        trail = self.table.trail if position is None else (*self.table.trail, position, "when")
        self.reading.say(code, message, trail, key=True, hint=hint, level="warning")

    # ---- rows that are never used

    def _first_fit(self, position: int) -> list[tuple[Asking, int]]:
        """That a row is the first one that fits."""
        return [(self.rows[position], YES), *self.given, *((row, NO) for row in self.rows[:position])]

    def _is_unused(self, position: int) -> bool:
        return self.question.find(self._first_fit(position), certain=False) is None

    def _tell_unused(self, position: int) -> None:
        fits = [(self.rows[position], YES), *self.given]
        if not self._may_be(fits):
            where = " that the rule judges" if self.given and self._may_be(fits[:1]) else ""
            self._say("R363", f"{self._row(position)} fits no record{where}", position, hint="correct or remove it")
            return
        covering = (
            before for before in range(position) if not self._may_be([*fits, (self.rows[before], NO | UNKNOWN)])
        )
        first = next(covering, None)
        if first is not None and not self._may_be([(self.rows[first], YES), (self.rows[position], NO | UNKNOWN)]):
            message = f"{self._row(position)} is never used: row {first + 1} fits the same records"
            self._say("R363", message, position, hint="remove one of the two")
        elif first is not None:
            message = f"{self._row(position)} is never used: row {first + 1} fits every record that it fits"
            self._say("R363", message, position, hint=f"put it before row {first + 1}, or remove it")
        elif self._may_be([*fits, *((row, NO | UNKNOWN) for row in self.rows[:position])]):
            message = (
                f"{self._row(position)} is never used: where it fits, a row before it is unknown, "
                "and the record undetermined"
            )
            self._say("R363", message, position, hint="put it first")
        else:
            message = f"{self._row(position)} is never used: the rows before it fit every record that it fits"
            self._say("R363", message, position, hint="put it before them, or remove it")

    def _may_be(self, wants: Sequence[tuple[Asking, int]]) -> bool:
        return self.question.find(wants, certain=False) is not None

    # ---- records that no row fits

    def _otherwise(self) -> None:
        left = [*((row, NO) for row in self.rows), *self.given]
        if self._may_be(left):
            return
        position = len(self.rows)
        message = f"nothing is left for 'otherwise' of {self.table.name}: the rows before it fit every value there is"
        hint = "remove it"
        unknown = self.question.find([(Some(self.rows), UNKNOWN), *self.given])
        if unknown is not None:
            states = self.question.states(unknown)
            name = next((name for name, (state, *_) in states.items() if state.value is None), None)
            if name is not None:
                hint = (
                    f"remove it; a record without '{name}' is undetermined before it is reached, unless a first row "
                    f"says {{when: {{{name}: {{is: missing}}}}, then: …}}"
                )
        trail = (*self.table.trail, position, "otherwise")
        self.reading.say("R364", message, trail, key=True, hint=hint, level="warning")

    def _gaps(self) -> None:
        gaps = list(self._each_gap())
        if not gaps:
            if self._may_be(self.in_gaps):
                self._note_possible_gap()
            return
        rows = [self.question.written(gap, self.read) for gap in gaps[:MOST_GAPS]]
        written = [f"{{when: {row}, then: …}}" for row in rows if row is not None]
        example = self.question.example(gaps[0])
        message = f"no row of {self.table.name} fits a record such as {example}, {self.table.without}"
        pasted = f"add {' and '.join(written)}, or " if written and len(gaps) <= MOST_GAPS else "add "
        if len(gaps) > MOST_GAPS and written:
            pasted = f"add {written[0]} and more rows, or "
        self._say("R361", message, hint=f"{pasted}{{otherwise: …}} as the last row")

    def _each_gap(self) -> Iterator[list[int]]:
        wants = list(self.in_gaps)
        for _ in range(MOST_GAPS + 1):
            found = self.question.example_of(wants)
            if found is None:
                return
            yield found
            wants.append((Within(found, self.question.made.certain, self.read), NO))

    def _note_possible_gap(self) -> None:
        """Where only a text that was not found would fit no row, nobody can say whether there is such a text."""
        if any(self.question.made.asked[name].patterns for name in self.question.made.names):
            message = f"whether every record fits a row of {self.table.name} cannot be told from its patterns"
            hint = "add {otherwise: …} as the last row"
            self.reading.say("R365", message, self.table.trail, key=True, hint=hint, level="note")

    # ---- rows that only their order tells apart

    def _overlaps(self, unused: set[int]) -> None:
        values = [row.then for row in self.table.rows if isinstance(row, FittingRow)]
        for later in range(1, len(self.rows)):
            if later in unused:
                continue
            for earlier in range(later):
                if values[earlier] != values[later] and earlier not in unused and self._overlap(earlier, later):
                    break

    def _overlap(self, earlier: int, later: int) -> bool:
        """Warn where two rows fit one record, and neither says the more special case of the other."""
        wants = [(self.rows[later], YES), *self._first_fit(earlier)]
        found = self.question.example_of(wants)
        if found is None:
            return False
        for one, other in ((earlier, later), (later, earlier)):
            if not self._may_be([(self.rows[one], YES), (self.rows[other], NO | UNKNOWN), *self.given]):
                return False
        example = self.question.example(found)
        gives = " and ".join(self._value(position) for position in (earlier, later))
        message = (
            f"rows {earlier + 1} and {later + 1} of {self.table.name} both fit a record such as {example} "
            f"and give {gives}; only their order decides"
        )
        self._say("R362", message, later, hint="say in one of them what the other leaves out")
        return True

    def _value(self, position: int) -> str:
        written = value_at(self.reading.composed.value, (*self.table.trail, position, "then"))
        return f"'{excerpt(written)}'" if isinstance(written, str) else "another value"
