"""What a measure is: how one record is judged, in two answers.

`observe` says what was found in the record, as a value that a reader can check by hand. `within` says whether it is
within its limit: yes, no, or the record does not say, as a list of cases of which the first that holds decides. A
measure sees one record; it never counts and never decides a verdict. Scope, exclusions, the period and duplicate ids
are settled before a measure is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, runtime_checkable

from checker.conditions import FieldReference
from checker.durations import UNITS, Span, observed_text
from checker.expressions import any_of, nw
from checker.fields import UNREADABLE, Columns, Fault, FieldModel
from checker.outcomes import Code
from checker.values import FieldDuration, Fitting, fits_everywhere, number_of, rows_of
from checker.written import MILLIONTHS

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr

    from checker.timing import Timing


class Case(NamedTuple):
    """Where it holds (`None`: everywhere) and no case before it did, the record has this code."""

    holds: Expr | None
    code: Code


class Further(NamedTuple):
    """Something else that was found, as an integer: from when until when nothing came.

    `says` makes words of it: those of a field that has it as its value, or a function. Null is not told.
    """

    name: str
    """With spaces, so that no field of the records is called so."""
    value: Expr
    says: FieldModel | Callable[[int], str]


@dataclass(frozen=True)
class Observed:
    """What was found in a record, and its limit, as integers in a unit.

    `unit` names what they count: `elapsed` and `working` microseconds, `calendar days`, `working days`, `number` and
    `share` in millionths; `text` is what stands in a record, and `words` are the measure's own. Where rows of a table
    measure in different units, `unit` is an expression of positions in `units`.
    """

    value: Expr | None = None
    limit: Expr | None = None
    units: tuple[str, ...] = ()
    unit: Expr | None = None
    sides: tuple[str, str] | None = None
    counted: Expr | None = None
    """What statistics are made of where that is more than what was found: of an open record the time it has waited."""
    further: tuple[Further, ...] = ()
    """What else a reader needs to check it by hand, and stands in no cell of the record."""
    kept: Literal["at_most", "at_least"] | None = None
    """On which side of its limit a record is kept, where that alone decides; see `distribution`."""
    waits: bool = False
    """Whether an open record is a breach only beyond its limit, so that `counted` says how far."""


TIME_PAUSED = "time paused"
"""What is further found of a record with pauses: how much of the time they took, as its limit measures."""

WORDS = ("text", "words")
"""Units of what is observed and is no number."""


class Measure(Protocol):
    """How one record is judged."""

    @property
    def kind(self) -> str:
        """The word that names it in rule files."""

    def fields(self) -> Iterator[str]:
        """The fields whose cells are the evidence, in the order in which a reader wants to see them."""

    def observe(self, columns: Columns) -> Observed:
        """What was found, and its limit."""

    def within(self, columns: Columns) -> list[Case]:
        """What the record says, case by case; the last case holds for every record that came so far."""


class Misfit(NamedTuple):
    """Why a measure cannot be taken of its fields, and where in the measure that shows."""

    code: str
    message: str
    at: tuple[str | int, ...]
    """The way from the measure to the place: keys, and positions in lists."""
    hint: str | None = None
    is_key: bool = False
    """Whether the key is wrong, and not what stands under it."""
    known: tuple[str, ...] = ()
    """Words of which one was meant; the nearest becomes the hint."""
    first: tuple[str | int, ...] | None = None
    """The way to the place where the same stands already."""


@runtime_checkable
class Particular(Protocol):
    """A measure that asks more of its fields than that they exist.

    Conditions, tables of values and fields that count a duration are asked after in every measure, without its help.
    """

    def misfits(self, columns: Columns) -> Iterator[Misfit]:
        """What keeps it from being taken of these fields; a field that could not be read is not among them."""


@runtime_checkable
class Identifying(Protocol):
    """A measure that says itself which fields records must not share, so that a shared id is its own business."""

    def identifies(self) -> tuple[str, ...]:
        """These fields."""


@runtime_checkable
class ReadingRows(Protocol):
    """A measure that reads other rows than the record: of another table, or the records of one key."""

    def table(self) -> str | None:
        """The table's name; none where it reads records."""

    def of_record(self) -> Iterator[str]:
        """Those of its fields that say something of the record itself, and not of one row of many."""


@runtime_checkable
class Composed(Protocol):
    """A measure that is made of other rules; these are judged, and it is what they come to (see `composition`)."""

    def parts(self) -> tuple[str, ...]:
        """The ids of these rules."""


@runtime_checkable
class Measured(Protocol):
    """A measure that observes one value in each record, so that a statistic can be made of all."""

    def units(self, columns: Columns) -> tuple[str, ...]:
        """What the values count (see `Observed`); several where rows of a table differ, none where it is no value."""


OpenRecords = Literal["by_limit", "pending", "undetermined", "breach"]
"""What a record is whose ending moment has not come."""

OPEN_CODES = {
    "pending": Code.PENDING,
    "undetermined": Code.STILL_OPEN,
    "breach": Code.BREACH_OPEN,
}


def unsaid(name: str, columns: Columns, *, missing: Code | None = Code.MISSING_FIELD) -> list[Case]:
    """The cases in which a field says nothing: not applicable, not checked, unreadable, missing."""
    cases = []
    if columns.may_be(name, Fault.NOT_APPLICABLE):
        cases.append(Case(columns.is_fault(name, Fault.NOT_APPLICABLE), Code.NOT_APPLICABLE))
    if columns.may_be(name, Fault.NOT_CHECKED):
        cases.append(Case(columns.is_fault(name, Fault.NOT_CHECKED), Code.NOT_CHECKED))
    cases += unusable(name, columns)
    if missing is not None:
        cases.append(Case(columns.has_no_value(name), missing))
    return cases


def unusable(name: str, columns: Columns) -> list[Case]:
    """The cases in which something is recorded, and cannot be read or contradicts itself."""
    cases = [Case(columns.is_fault(name, *UNREADABLE), Code.UNREADABLE_VALUE)]
    if columns.may_be(name, Fault.CONTRADICTORY):
        cases.append(Case(columns.is_fault(name, Fault.CONTRADICTORY), Code.FAULTY_EVIDENCE))
    return cases


def parted(cases: Iterable[Case]) -> tuple[list[Case], list[Case]]:
    """The cases in which something does not apply, which come before all else, and the other cases."""
    not_applicable: list[Case] = []
    other: list[Case] = []
    for case in cases:
        (not_applicable if case.code is Code.NOT_APPLICABLE else other).append(case)
    return not_applicable, other


def days_without_zone(names: Iterable[str], columns: Columns, at: tuple[str | int, ...]) -> Iterator[Misfit]:
    """Moments are judged by day, and nothing says in which time zone the day begins."""
    has_zone = columns.time_zone is not None or columns.own_zones
    if not has_zone and any(columns.family(name) == "moment" for name in names):
        message = "a moment's day depends on the time zone, and the records have none"
        yield Misfit("R313", message, at, "add time_zone to records, such as Europe/Warsaw")


def unknown_limit(limit: object, columns: Columns) -> list[Case]:
    """The cases in which nobody can say what the record's limit is (see `inapplicable` where it does not apply)."""
    rows = rows_of(limit, columns)
    if rows[0].fits is None:
        return _unsaid_limit(rows[0], columns)
    number = number_of(rows)
    unknown = any_of(row.unknown for row in rows if row.unknown is not None)
    cases = [Case(unknown & number.is_null(), Code.UNKNOWN_ROW)]
    if not fits_everywhere(limit):
        cases.append(Case(number.is_null(), Code.NO_ROW_FITS))
    for place, row in enumerate(rows):
        cases += [Case((number == place) & case.holds, case.code) for case in _unsaid_limit(row, columns)]
    return cases


def _unsaid_limit(row: Fitting, columns: Columns) -> list[Case]:
    if not isinstance(row.value, FieldReference):
        return []
    said = parted(unsaid(row.value.field, columns))[1]
    if isinstance(row.value, FieldDuration) and UNITS[row.value.unit][0] is Span.WORKING_DAYS:
        # A rule cannot write part of a working day either; by calendar days a part of one changes nothing.
        said.append(Case(columns.value(row.value.field) % MILLIONTHS != 0, Code.UNREADABLE_VALUE))
    return said


def inapplicable(limit: object, columns: Columns) -> list[Case]:
    """The cases in which the field that carries the record's limit does not apply, which comes before all else."""
    rows = rows_of(limit, columns)
    number = number_of(rows)
    return [
        Case((number == place) & columns.is_fault(row.value.field, Fault.NOT_APPLICABLE), Code.NOT_APPLICABLE)
        for place, row in enumerate(rows)
        if isinstance(row.value, FieldReference) and columns.may_be(row.value.field, Fault.NOT_APPLICABLE)
    ]


def unknown_calendar(timing: Timing) -> list[Case]:
    """The cases in which nobody can say by which calendar the record's time counts, where its limit needs one."""
    if not timing.needs_calendar:
        return []
    unknown = [Case(timing.needing(case.holds), case.code) for case in unknown_limit(timing.calendar, timing.columns)]
    nameless = timing.no_calendar()
    return unknown if nameless is None else [*unknown, Case(nameless, Code.NO_ROW_FITS)]


def unknown_pauses(timing: Timing) -> Iterator[Case]:
    """The cases in which nobody can say how long the record was paused.

    A pause that does not apply was none; so none came of a table to whose rows the record says that it has no key.
    """
    columns = timing.columns
    for pause in timing.pauses:
        if pause.table is not None:
            from checker.doubtful_pauses import doubts  # noqa: PLC0415 - few rules have pauses of another table

            match = columns.matches[pause.table]
            yield from parted(unsaid(match, columns, missing=None))[1]
            yield Case(columns.is_fault(match, Fault.MISSING), Code.MISSING_FIELD)
            for code, holds in doubts(columns, pause, timing.are_reversed).items():
                yield Case(holds, code)
            continue
        for name in (pause.from_, pause.to):
            yield from parted(unsaid(name, columns, missing=None))[1]
        never = columns.has_no_value(pause.from_) & ~columns.has_no_value(pause.to)
        yield Case(never | timing.is_reversed(pause.from_, pause.to), Code.FAULTY_EVIDENCE)


def unless_pauses_are_unknown(timing: Timing, value: Expr) -> Expr:
    """The value, but null where nobody can say how long the record was paused."""
    cases = (case.holds for case in unknown_pauses(timing))
    unknown = [nw.coalesce(holds, nw.lit(False)) for holds in cases if holds is not None]
    known: Expr = nw.when(~any_of(unknown)).then(value) if unknown else value
    return known


def time_paused(timing: Timing) -> tuple[Further, ...]:
    """How much of the time was paused, which what was found does not hold; by what the record's limit measures."""
    return tuple(
        Further(TIME_PAUSED, unless_pauses_are_unknown(timing, paused), partial(_words_of_time, span))
        for span, paused in timing.paused().items()
    )


def _words_of_time(span: Span, amount: int) -> str:
    return observed_text(amount, span)
