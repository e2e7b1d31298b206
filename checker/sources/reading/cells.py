"""How the cell of each field type is read: SQL from what stands in the file to a value and what is wrong with it.

A cell is read in steps, each a SELECT over the one before: the cell as it stands (`NAME`), `cast` columns, `parsed`
columns, then `zoned` columns (where a local clock time stands in its zone), then its fault, then value and local date.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from checker.fields import (
    ChoiceField,
    DateField,
    Fault,
    FieldModel,
    MomentField,
    NumberField,
    ShareField,
    WholeNumberField,
    YesNoField,
    moment_number,
)
from checker.sources.reading import sql, zones
from checker.sources.reading.record_zones import Clocks
from checker.written import LARGEST, MILLIONTHS, millionths

BLANKS = " \t\r\n\u00a0"
"""What may stand around a number, date or moment without being part of it."""

_NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"
_WHOLE_NUMBER = r"[+-]?[0-9]+(\.0*)?"
_PERCENT = _NUMBER + r"[ \x{a0}]?%"
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,9})?)?"
_OFFSET = r"Z|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?"
_ISO_MOMENT = rf"^([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[ T]{_CLOCK}) ?({_OFFSET})?$"
_WORDS_AS = moment_number(datetime(1900, 1, 1, tzinfo=UTC))
_UNREADABLE = zones.code(0, Fault.UNREADABLE)
_USUAL = {
    "__________ __:__:__": "%Y-%m-%d %H:%M:%S",
    "__________T__:__:__": "%Y-%m-%dT%H:%M:%S",
    "__________T__:__:__Z": "%Y-%m-%dT%H:%M:%SZ",
}
"""How moments look without fractions: on the records' clock, so with a T, and in UTC."""


@dataclass(frozen=True)
class Column:
    """Where a field's cells stand in the file: an expression for one, its type there, and its header.

    `bad` asks whether a cell is unreadable whatever the field declares, such as an error value of a spreadsheet.
    `clock` is the date or clock time of a text cell that has one of its own, whatever format the field declares.
    `between` are the first and the last moment of a typed column, in microseconds since 1970-01-01 of its own clock.
    `around` are two such moments between which those of a text column are expected: any other becomes `ELSEWHERE`.
    """

    sql: str
    type: str = "VARCHAR"
    header: str = ""
    bad: str | None = None
    clock: str | None = None
    between: tuple[int, int] | None = None
    around: tuple[int, int] | None = None


@dataclass(frozen=True)
class Reading:
    """How a field's cell is read; every part is SQL over the columns of the steps before it."""

    value: str
    fault: str
    parsed: dict[str, str] = field(default_factory=dict)
    zoned: dict[str, str] = field(default_factory=dict)
    day: str | None = None
    possible: tuple[Fault, ...] = (Fault.MISSING,)
    """What may be wrong with such a cell."""
    word: str | None = None
    """Which of the field's `values` it is, counted from 1."""
    text: str | None = None
    """The value by the number of its word alone."""
    cast: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Words:
    """The words that stand for no value, for one field."""

    missing: tuple[str, ...]
    not_applicable: tuple[str, ...]
    not_checked: tuple[str, ...]

    def by_fault(self) -> tuple[tuple[Fault, tuple[str, ...]], ...]:
        """The words, with what a cell is that holds one."""
        return tuple(zip((Fault.MISSING, Fault.NOT_APPLICABLE, Fault.NOT_CHECKED), self._all(), strict=True))

    def stripped(self) -> Words:
        """The same words for a cell without the blanks around it."""
        return Words(*(tuple(word.strip(BLANKS) for word in words) for words in self._all()))

    def _all(self) -> tuple[tuple[str, ...], ...]:
        return self.missing, self.not_applicable, self.not_checked

    def among(self, known: Collection[str]) -> bool:
        """Whether one of them is also one of these."""
        return any(word in known for words in self._all() for word in words)

    def may_be_values(self) -> bool:
        """Whether one of them could also be read as a number, date or moment: then it is looked for first."""
        return any(character.isdigit() for words in self._all() for word in words for character in word)

    def branches(self, cell: str) -> str:
        """The branches of a CASE that name the fault of a cell that holds such a word."""
        return "".join(
            f" WHEN {sql.one_of(cell, listed)} THEN {fault:d}" for fault, listed in self.by_fault() if listed
        )

    @property
    def possible(self) -> tuple[Fault, ...]:
        """What a cell may be by these words."""
        return (
            Fault.MISSING,
            *([Fault.NOT_APPLICABLE] if self.not_applicable else []),
            *([Fault.NOT_CHECKED] if self.not_checked else []),
        )


def stripped(cell: str) -> str:
    """The cell without the blanks around it."""
    return f"trim({cell}, {sql.constant(BLANKS)})"


def read_text(name: str, declared: FieldModel, words: Words) -> Reading:
    """Text as it stands; a choice or an answer outside the declared words is unreadable.

    The cell is looked up among the words that mean something, and what it means is read off lists beside them: the
    engine computes such functions once for each word of a Parquet dictionary, and conditions once for each cell.
    """
    cell, place = sql.name(name), sql.name(f"{name}$w")
    known = _known(declared)
    if not known:
        listed = [word for _, said in words.by_fault() for word in said]
        value = f"CASE WHEN NOT {sql.one_of(cell, listed)} THEN {cell} END" if listed else cell
        fault = f"CASE WHEN {cell} IS NULL THEN 1{words.branches(cell)} ELSE 0 END"
        return Reading(value, fault, possible=words.possible)
    named = [(word, fault, None) for fault, listed in words.by_fault() for word in listed]
    read = [(word, Fault.NONE, value) for word, value in known]
    # Most cells hold a known word: it is looked for first, unless it also stands for no value.
    meanings = [*named, *read] if words.among([word for word, _ in known]) else [*read, *named]
    places = ", ".join([*(sql.constant(word) for word, _, _ in meanings), "NULL"])
    faults = [*(fault for _, fault, _ in meanings), Fault.MISSING, Fault.UNREADABLE]
    values = [*(value for _, _, value in meanings), None, None]
    numbered = {value: str(number) for number, value in enumerate(declared.values, start=1)}
    numbers = ["NULL" if value is None else numbered[value] for value in values]
    return Reading(
        _at(place, ["NULL" if value is None else sql.constant(value) for value in values], "VARCHAR"),
        _at(place, [str(int(fault)) for fault in faults], "TINYINT"),
        {f"{name}$w": f"least(list_position([{places}]::VARCHAR[], {cell}), {len(faults)})"},
        word=_at(place, numbers, _numbered(declared)),
        text=_at(sql.name(f"{name}$word"), [sql.constant(value) for value in declared.values], "VARCHAR"),
        possible=(*words.possible, Fault.UNREADABLE),
    )


def _numbered(declared: FieldModel) -> str:
    return "TINYINT" if len(declared.values) < 128 else "SMALLINT" if len(declared.values) < 32_768 else "INTEGER"


def _at(place: str, constants: Sequence[str], type_: str) -> str:
    """The constant at a place, counted from 1."""
    return f"([{', '.join(constants)}]::{type_}[])[{place}]"


def _known(declared: FieldModel) -> list[tuple[str, str]]:
    """The words that a cell may hold, with what each is read as; none where any text will do."""
    match declared:
        case YesNoField():
            return [*((word, "yes") for word in declared.yes), *((word, "no") for word in declared.no)]
        case ChoiceField():
            return [(word, word) for word in declared.of]
    return []


def bounds(declared: NumberField) -> tuple[int, int]:
    """The smallest and the largest number that such a field may hold, in millionths."""
    low = -LARGEST * MILLIONTHS if declared.at_least is None else millionths(declared.at_least)
    high = LARGEST * MILLIONTHS if declared.at_most is None else millionths(declared.at_most)
    return low, high


def read_number(name: str, declared: NumberField, words: Words) -> Reading:
    """A plain decimal number to the millionth; further decimals are rounded, half away from zero."""
    cell, number, fault = sql.name(name), sql.name(f"{name}$n"), sql.name(f"{name}$fault")
    low, high = bounds(declared)
    # What is written as the engine would write it needs no pattern (dearer): whole, or with two decimals.
    cast = sql.name(f"{name}$c")
    type_, parts = ("BIGINT", 1) if isinstance(declared, WholeNumberField) else ("DECIMAL(18, 2)", 100)
    usual = f"CAST({cast} AS VARCHAR) = {cell} AND {cast} BETWEEN {-LARGEST} AND {LARGEST}"
    other = _once_or_stripped(cell, lambda text: _millionths(text, declared))
    millionths = f"CAST({cast} * {parts} AS BIGINT) * {MILLIONTHS // parts}"
    return Reading(
        f"CASE WHEN {fault} = 0 THEN {number} END",
        _fault(name, words, f" WHEN {number} BETWEEN {low} AND {high} THEN 0"),
        {f"{name}$n": f"CASE WHEN {usual} THEN {millionths} WHEN {cell} <> '' THEN {other} END"},
        possible=(*words.possible, Fault.UNREADABLE),
        cast={f"{name}$c": f"TRY_CAST({cell} AS {type_})"},
    )


def _millionths(text: str, declared: NumberField) -> str:
    if isinstance(declared, WholeNumberField):
        return f"CASE {_if_like(text, _WHOLE_NUMBER)} END"
    plain = _if_like(text, _NUMBER)
    if not isinstance(declared, ShareField):
        return f"CASE {plain} END"
    percent = f"trim(left({text}, -1), {sql.constant(BLANKS)})"
    return (
        f"CASE {plain} WHEN regexp_full_match({text}, {sql.constant(_PERCENT)})"
        f" THEN TRY_CAST({percent} || 'e4' AS BIGINT) END"
    )


def _if_like(text: str, pattern: str) -> str:
    return f"WHEN regexp_full_match({text}, {sql.constant(pattern)}) THEN TRY_CAST({text} || 'e6' AS BIGINT)"


def _once_or_stripped(cell: str, read: Callable[[str], str]) -> str:
    """Read the cell as it stands; only where that fails, without the blanks around it (dearer)."""
    return f"coalesce({read(cell)}, CASE WHEN {cell} <> '' THEN {read(stripped(cell))} END)"


def _fault(name: str, words: Words, readable: str) -> str:
    """The fault of a number, date or moment: words for no value, then readable or not."""
    cell = stripped(sql.name(name))
    plain = f" WHEN {sql.name(name)} IS NULL THEN 1"
    if "" in words.missing:
        plain = f" WHEN {sql.name(name)} IS NULL OR {sql.name(name)} = '' THEN 1"
    named = words.stripped().branches(cell)
    first, then = (named, "") if words.may_be_values() else ("", named)
    return f"CASE{first}{readable}{plain}{then} ELSE {Fault.UNREADABLE:d} END"


def read_date(name: str, declared: DateField, words: Words, *, has_clock: bool = False) -> Reading:
    """A date in its declared format, or ISO 8601; where the format has a time of day, the date counts."""

    def read(text: str) -> str:
        if declared.format:
            return f"CAST(TRY_STRPTIME({text}, {sql.constant(declared.format)}) AS DATE)"
        return f"CASE WHEN length({text}) = 10 THEN CAST(TRY_STRPTIME({text}, '%Y-%m-%d') AS DATE) END"

    cell, number, fault = sql.name(name), sql.name(f"{name}$n"), sql.name(f"{name}$fault")
    date = _once_or_stripped(cell, read)
    if has_clock:
        date = f"coalesce(CAST({sql.name(f'{name}$clock')} AS DATE), {date})"
    fits = f"{number} BETWEEN {zones.EARLIEST // zones.DAY} AND {zones.LATEST // zones.DAY}"
    return Reading(
        f"CASE WHEN {fault} = 0 THEN {number} END",
        _fault(name, words, f" WHEN {fits} AND {_is_no_word(number, _WORDS_AS // zones.DAY, cell)} THEN 0"),
        {f"{name}$n": f"CAST({date} - DATE '1970-01-01' AS BIGINT)"},
        possible=(*words.possible, Fault.UNREADABLE),
    )


def _is_no_word(read: str, words_as: int, cell: str) -> str:
    """The engine reads the words epoch and infinity as the start of 1900 in any format; a date has digits."""
    return f"({read} <> {words_as} OR regexp_matches({cell}, '[0-9]'))"


def read_moment(
    name: str,
    declared: MomentField,
    words: Words,
    clocks: Clocks,
    *,
    day: bool,
    has_clock: bool = False,
    around: tuple[int, int] | None = None,
) -> Reading:
    """A moment in its declared format, or ISO 8601; without an offset of its own it is on the clock of the zone."""
    cell, clock = sql.name(name), sql.name(f"{name}$clock")
    local, own = sql.name(f"{name}$x"), sql.name(f"{name}$o")
    parsed = {f"{name}$x": clock_time(name, declared, has_clock=has_clock)}
    if declared.format:
        is_placed = f"{local} IS NOT NULL" + (f" AND {clock} IS NULL" if has_clock else "")
        offset = f"CASE WHEN {is_placed} THEN 0 END" if "%z" in declared.format else None
    else:
        parsed[f"{name}$o"] = _own_offset(cell)
        offset = own
    is_read = _is_no_word(local, _WORDS_AS, cell)
    return place_moment(name, words, clocks, parsed=parsed, own=offset, day=day, is_read=is_read, around=around)


def clock_time(name: str, declared: MomentField, *, has_clock: bool) -> str:
    """The clock time that a cell says, in microseconds since 1970-01-01 of that clock."""
    cell, clock = sql.name(name), sql.name(f"{name}$clock")
    if declared.format:
        form = sql.constant(declared.format)
        read = f"epoch_us({_once_or_stripped(cell, lambda text: f'TRY_STRPTIME({text}, {form})')})"
        return f"coalesce(epoch_us({clock}), {read})" if has_clock else read
    other = f"CASE WHEN {cell} <> '' THEN {_iso(stripped(cell))} END"
    return f"epoch_us(coalesce({_usual_iso(cell)}, {other}))"


def _usual_iso(cell: str) -> str:
    """The moments that most files hold. A format that does not fit costs ten times one that does, so each is asked."""
    return (
        "CASE"
        + "".join(f" WHEN {cell} LIKE '{shape}' THEN TRY_STRPTIME({cell}, '{form}')" for shape, form in _USUAL.items())
        + " END"
    )


def _own_offset(cell: str) -> str:
    """The offset from UTC that is written with a moment, in seconds; null where there is none."""
    space, letter, zulu = _USUAL
    return (
        f"CASE WHEN {cell} LIKE '{space}' OR {cell} LIKE '{letter}' THEN NULL WHEN {cell} LIKE '{zulu}' THEN 0"
        f" WHEN length({cell}) > 16 THEN {_iso_offset(stripped(cell))} END"
    )


def _iso(text: str) -> str:
    local = f"regexp_extract({text}, {sql.constant(_ISO_MOMENT)}, 1)"
    return (
        f"CASE WHEN length({text}) = 10 THEN TRY_STRPTIME({text}, '%Y-%m-%d')"
        f" WHEN length({text}) > 15 THEN TRY_CAST({local} AS TIMESTAMP) END"
    )


def _iso_offset(text: str) -> str:
    offset = f"regexp_extract({text}, {sql.constant(_ISO_MOMENT)}, 2)"
    minutes = f"CASE WHEN length({offset}) > 3 THEN CAST(right({offset}, 2) AS INTEGER) ELSE 0 END"
    seconds = f"CAST(substr({offset}, 2, 2) AS INTEGER) * 3600 + ({minutes}) * 60"
    return f"CASE left({offset}, 1) WHEN 'Z' THEN 0 WHEN '+' THEN {seconds} WHEN '-' THEN -({seconds}) END"


def place_moment(
    name: str,
    words: Words,
    clocks: Clocks,
    *,
    parsed: dict[str, str],
    own: str | None,
    day: bool,
    is_read: str = "true",
    between: tuple[int, int] | None = None,
    around: tuple[int, int] | None = None,
) -> Reading:
    """Place a clock time (`NAME$x`, in microseconds) by the zone's segments, or by an offset of its own in seconds.

    Where each record has a zone of its own, and this one's is not known, the moment is unreadable in any case: its
    offset says when it was, and not on which day.
    """
    local = sql.name(f"{name}$x")
    packed, fault = sql.name(f"{name}$z"), sql.name(f"{name}$fault")
    code = clocks.found(local, zones.local_codes, between or around, clocks.elsewhere)
    utc = f"{local} - CAST({own} AS BIGINT) * {zones.SECOND}"
    if own:
        fits = f"{utc} BETWEEN {zones.EARLIEST} AND {zones.LATEST}"
        packed_own = f"(CAST({own} AS BIGINT) * {zones.SECOND} + {zones.BIAS}) * 8"
        unplaced = f" WHEN NOT coalesce({clocks.is_known}, false) THEN {clocks.elsewhere}" if clocks.is_known else ""
        with_offset = f"CASE{unplaced} WHEN {fits} THEN {packed_own} ELSE {_UNREADABLE} END"
        code = f"CASE WHEN {own} IS NOT NULL THEN {with_offset} ELSE {code} END"
    if around:
        readable = f"{local} BETWEEN {zones.EARLIEST - zones.DAY} AND {zones.LATEST + zones.DAY}"
        elsewhere = f"CASE WHEN {readable} THEN {zones.code(0, zones.ELSEWHERE)} ELSE {_UNREADABLE} END"
        code = f"CASE WHEN {local} BETWEEN {around[0]} AND {around[1]} THEN {code} ELSE {elsewhere} END"
    zoned = {f"{name}$z": f"CASE WHEN {local} IS NOT NULL AND {is_read} THEN {code} END"}
    local_day = zones.day_of(local)
    if own and day:
        # An offset of its own is less than a day.
        nearly = (around[0] - zones.DAY, around[1] + zones.DAY) if around else None
        shift = clocks.found(f"({utc})", zones.offsets, nearly, "NULL")
        zoned[f"{name}$u"] = f"CASE WHEN {own} IS NOT NULL THEN {shift} END"
        there = f"{utc} + CAST({sql.name(f'{name}$u')} AS BIGINT) * {zones.SECOND}"
        local_day = f"CASE WHEN {own} IS NOT NULL THEN {zones.day_of(there)} ELSE {local_day} END"
    readable = f"{fault} IN ({Fault.NONE:d}, {Fault.TWICE:d})"
    return Reading(
        f"CASE WHEN {readable} THEN {local} - {zones.offset_sql(packed)} END",
        _fault(name, words, f" WHEN {packed} IS NOT NULL THEN {zones.fault_sql(packed)}"),
        parsed,
        zoned,
        f"CASE WHEN {readable} THEN {local_day} END" if day else None,
        (*words.possible, Fault.UNREADABLE, Fault.NO_SUCH_LOCAL_TIME, Fault.TWICE),
    )
