"""The cells that can matter to a rule: of each field the words, the bounds and the limits, with their neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from checker.clock import WORKING
from checker.conditions import Comparison, Condition, FieldReference
from checker.durations import DAY, Duration, Span
from checker.fields import (
    EPOCH,
    EPOCH_DAY,
    ChoiceField,
    Columns,
    DateField,
    FieldModel,
    MomentField,
    NumberField,
    ShareField,
    WholeNumberField,
    YesNoField,
)
from checker.ruleset.model import RuleSet
from checker.ruletests.clock_cells import counts_by_calendar, days_at_most, ends_by_calendar, starts_by_calendar
from checker.ruletests.walking import parts_of
from checker.written import MILLIONTHS, number_text

_MOST_NUMBERS = 20
"""A field with so many whole numbers is tried with each of them."""

_MOST_DAYS = 100_000
"""A limit of more than two centuries is like one of two."""

_START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
"""When what is made up begins, where no as-of moment is given."""

UNREADABLE_CELL = "???"
"""What no field but a text can be."""

_OTHER = "something else"

Cell = str | None


@dataclass(frozen=True)
class Cells:
    """Of each field, or of fields that belong together, the cells to be tried."""

    pools: tuple[tuple[Mapping[str, Cell], ...], ...]
    is_complete: bool
    """Whether no other cells can matter."""


def cells_of(
    columns: Columns, names: Sequence[str], parts: Sequence[Any], as_of: datetime | None, rule_set: RuleSet
) -> Cells:
    """The cells that can matter to rules, conditions or tables that read these fields."""
    every = [*parts, *rule_set.worked_out.values()]
    asked = _Asked(columns)
    for part in every:
        asked.read(part)
    measures = [part.measure for part in parts if hasattr(part, "measure")]
    pools: list[tuple[Mapping[str, Cell], ...]] = []
    paired: set[str] = set()
    is_complete = asked.is_complete
    if measures and measures[0].kind in ("elapsed_time", "promise_kept"):
        pair = _pair(measures[0])
        paired = set(pair)
        pools.append(tuple(_together(columns, pair, measures, as_of)))
        is_complete = is_complete and not paired & set(asked.numbers) and not any(map(counts_by_calendar, measures))
    elif measures and measures[0].kind not in ("requirement", "checklist"):
        is_complete = False  # what records share shows in several together
    items = {item.field for measure in measures if measure.kind == "checklist" for item in measure.items}
    for name in names:
        if name in paired:
            continue
        cells, is_whole = _single(columns.fields[name], asked, name, columns, is_item=name in items)
        is_complete = is_complete and is_whole
        pools.append(tuple({name: cell} for cell in dict.fromkeys(cells)))
    return Cells(tuple(pools), is_complete)


class _Asked:
    """What conditions ask of fields: words, numbers, and what has no cells of its own."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self.words: dict[str, dict[str, None]] = {}
        self.numbers: dict[str, set[int]] = {}
        self.is_complete = True

    def read(self, part: Any) -> None:
        """Keep what a part asks."""
        for trail, each in parts_of(part, ()):
            if isinstance(each, FieldReference):
                self.is_complete = False
            elif isinstance(each, Condition):
                for name, test in each.tests.items():
                    words = test if isinstance(test, tuple) else (test,) if isinstance(test, str) else ()
                    self._add(name, words)
            elif isinstance(each, Comparison):
                self._compared(str(trail[-1]), each)

    def _compared(self, name: str, test: Comparison) -> None:
        if isinstance(test.not_, tuple):
            self._add(name, test.not_)
        if test.matches is not None:
            self.is_complete = False
        for bound in (test.at_least, test.at_most, test.above, test.below):
            rows = bound if isinstance(bound, tuple) else (bound,)
            for row in rows:
                value = getattr(row, "then", None) or getattr(row, "otherwise", None) or row
                if isinstance(value, str):
                    self.numbers.setdefault(name, set()).add(int(self._columns.constant(name, value)))

    def _add(self, name: str, words: Sequence[str]) -> None:
        for word in words:
            if self._columns.fields[name].family == "text":
                self.words.setdefault(name, {})[word] = None
            else:
                self.numbers.setdefault(name, set()).add(int(self._columns.constant(name, word)))


def _single(field: FieldModel, asked: _Asked, name: str, columns: Columns, *, is_item: bool) -> tuple[list[Cell], bool]:
    """The cells of one field, those that can be read first, and whether no others can matter."""
    is_whole = True
    match field:
        case ChoiceField():
            cells: list[Cell] = list(field.of)
        case YesNoField():
            cells = [field.yes[0], field.no[0]]
        case NumberField():
            cells, is_whole = _numbers(field, asked.numbers.get(name, set()), is_item=is_item)
        case DateField() | MomentField():
            step = 1 if isinstance(field, DateField) else _resolution(field)
            numbers = asked.numbers.get(name, set()) or {_number_of(field, _START, columns)}
            cells = [_written(field, each + off, columns) for each in sorted(numbers) for off in (-step, 0, step)]
        case _:
            cells = [*asked.words.get(name, ()), _OTHER]
    return [*cells, *_faults(field)], is_whole


def _numbers(field: NumberField, asked: set[int], *, is_item: bool) -> tuple[list[Cell], bool]:
    low = None if field.at_least is None else int(field.at_least * MILLIONTHS)
    high = None if field.at_most is None else int(field.at_most * MILLIONTHS)
    step = MILLIONTHS if isinstance(field, WholeNumberField) else 1
    is_whole = not is_item
    if low is not None and high is not None and high - low <= _MOST_NUMBERS * step:
        return [_number(field, each) for each in range(low, high + 1, step)], True
    wanted = {each + off for each in asked for off in (-step, 0, step)} | {low, high}
    if not asked:
        wanted.add((low or 0) + MILLIONTHS)
    fitting = sorted(
        each for each in wanted if each is not None and (low is None or each >= low) and (high is None or each <= high)
    )
    return [_number(field, each) for each in fitting], is_whole


def _number(field: NumberField, amount: int) -> str:
    return f"{Decimal(amount) / MILLIONTHS:f}" if isinstance(field, ShareField) else number_text(amount)


def _faults(field: FieldModel) -> list[Cell]:
    """Every way in which a cell says nothing."""
    cells: list[Cell] = [None, *field.not_applicable[:1], *field.not_checked[:1]]
    if field.family != "text" or field.values:
        cells.append(UNREADABLE_CELL)
    return cells


# ---- fields that are compared with each other


def _pair(measure: Any) -> tuple[str, str]:
    return (measure.from_, measure.to) if measure.kind == "elapsed_time" else (measure.promised, measure.actual)


def _together(
    columns: Columns, pair: tuple[str, str], measures: Sequence[Any], as_of: datetime | None
) -> Iterator[Mapping[str, Cell]]:
    """Cells of two fields of which the difference decides: every limit with its neighbours, and open records."""
    first, second = (columns.fields[name] for name in pair)
    limits = [each for measure in measures for each in _limits(measure)]
    family = first.family
    if family in ("date", "moment"):
        both = [
            *_times(first, second, limits, as_of, columns),
            *_by_calendar(first, second, measures, as_of, columns),
        ]
    elif family == "number":
        both = list(_quantities(second, limits))
    else:
        both = list(_words(first, second))
    begun, known = both[0]
    both += [(begun, fault) for fault in _faults(second)]
    both += [(fault, other) for fault in _faults(first) for other in (known, *_faults(second))]
    for one, other in dict.fromkeys(both):
        yield {pair[0]: one, pair[1]: other}


_Both = tuple[Cell, Cell]


def _times(
    first: FieldModel, second: FieldModel, limits: Sequence[Any], as_of: datetime | None, columns: Columns
) -> Iterator[_Both]:
    long_ago = max((_days(limit) for limit in limits if isinstance(limit, Duration)), default=0) + 30
    start = (as_of or _START).astimezone(columns.time_zone or UTC) - timedelta(days=long_ago)
    start = start.replace(hour=12, minute=0, second=0, microsecond=0)
    for later in _later(start, limits, first, second):
        yield _time(first, start, columns), _time(second, later, columns)
    for began in _open_since(as_of, limits, first) if as_of else (start,):
        yield _time(first, began, columns), None


def _by_calendar(
    first: FieldModel, second: FieldModel, measures: Sequence[Any], as_of: datetime | None, columns: Columns
) -> Iterator[_Both]:
    """Cells about limits in working time; of moments, for dates stand for whole days."""
    if first.family != "moment" or second.family != "moment":
        return
    limits = [each for measure in measures for each in _limits(measure) if isinstance(each, Duration)]
    long_ago = max(map(_days, limits), default=0) + 30
    step = max(_resolution(first), _resolution(second))
    start = (as_of or _START).astimezone(columns.time_zone or UTC) - timedelta(days=long_ago)
    for hour in (10, 23):
        begun = start.replace(hour=hour, minute=0, second=0, microsecond=0)
        for later in ends_by_calendar(begun, measures, step, columns):
            yield _time(first, begun, columns), _time(second, later, columns)
    for began in starts_by_calendar(as_of, measures, step, columns) if as_of else ():
        yield _time(first, began, columns), None


def _days(limit: Duration) -> int:
    """So many days at most."""
    if limit.span in WORKING:
        return min(days_at_most(limit), _MOST_DAYS)
    days = limit.amount if limit.span is Span.CALENDAR_DAYS else limit.amount // DAY + 1
    return min(days, _MOST_DAYS)


def _quantities(second: FieldModel, limits: Sequence[Any]) -> Iterator[_Both]:
    amounts = {0, *(each for each in limits if isinstance(each, int))}
    step = MILLIONTHS if isinstance(second, WholeNumberField) else 1
    for off in sorted({sign * each + by for each in amounts for sign in (1, -1) for by in (0, -step, step)}):
        yield "10", number_text(10 * MILLIONTHS + off)


def _words(first: FieldModel, second: FieldModel) -> Iterator[_Both]:
    for one in _known_words(first):
        for other in _known_words(second):
            yield one, other


def _known_words(field: FieldModel) -> tuple[str, ...]:
    if isinstance(field, YesNoField):
        return field.yes[0], field.no[0]
    return field.values or ("one", "other")


def _limits(measure: Any) -> Iterator[Any]:
    """The constant limits of a measure: durations, or millionths."""
    if measure.kind == "elapsed_time":
        parts: tuple[Any, ...] = (measure.limit,)
    else:
        parts = (measure.early, measure.late, measure.less, measure.more)
        yield Duration(0, Span.ELAPSED)
        yield Duration(0, Span.CALENDAR_DAYS)
    for part in parts:
        for _, each in parts_of(part, ()):
            if isinstance(each, Duration):
                yield each
            elif isinstance(each, Decimal | Fraction):
                yield int(each * MILLIONTHS)


def _later(start: datetime, limits: Sequence[Any], first: FieldModel, second: FieldModel) -> Iterator[datetime]:
    step = max(_resolution(first), _resolution(second))
    amounts = {0, -step, step}
    days = {0, -1, 1}
    for limit in limits:
        if not isinstance(limit, Duration):
            continue
        if limit.span is Span.ELAPSED:
            amounts |= {sign * limit.amount + off for sign in (1, -1) for off in (-step, 0, step)}
        elif limit.span is Span.CALENDAR_DAYS:
            days |= {sign * limit.amount + off for sign in (1, -1) for off in (-1, 0, 1)}
    in_utc = start.astimezone(UTC)
    for amount in sorted(amounts, key=lambda each: (each < 0, each)):
        yield (in_utc + timedelta(microseconds=amount)).astimezone(start.tzinfo)
    for day in sorted(days, key=lambda each: (each < 0, each)):
        yield start + timedelta(days=day)


def _open_since(as_of: datetime, limits: Sequence[Any], first: FieldModel) -> Iterator[datetime]:
    """Beginnings such that what is still open has just, not quite or more than had its time."""
    step = timedelta(microseconds=_resolution(first))
    for limit in limits:
        if isinstance(limit, Duration) and limit.span not in WORKING:
            one = timedelta(days=1) if limit.span is Span.CALENDAR_DAYS else step
            far = (
                timedelta(days=limit.amount)
                if limit.span is Span.CALENDAR_DAYS
                else timedelta(microseconds=limit.amount)
            )
            for sign in (1, -1):
                for off in (-one, timedelta(0), one):
                    yield as_of - sign * far - off


def _resolution(field: FieldModel) -> int:
    """How finely a moment can be written, in microseconds."""
    form = getattr(field, "format", None)
    if isinstance(field, DateField) or form is None or "%f" in form:
        return 1
    return 1_000_000 if "%S" in form or "%T" in form else 60_000_000


def _time(field: FieldModel, moment: datetime, columns: Columns) -> str:
    form = getattr(field, "format", None)
    local = moment.astimezone(columns.time_zone or UTC)
    if isinstance(field, DateField):
        return local.date().strftime(form) if form else local.date().isoformat()
    return local.strftime(form) if form else local.isoformat(" ")


def _written(field: FieldModel, number: int, columns: Columns) -> str:
    if isinstance(field, DateField):
        day = date.fromordinal(number + EPOCH_DAY)
        return day.strftime(field.format) if field.format else day.isoformat()
    return _time(field, EPOCH + timedelta(microseconds=number), columns)


def _number_of(field: FieldModel, moment: datetime, columns: Columns) -> int:
    if isinstance(field, DateField):
        return moment.astimezone(columns.time_zone or UTC).toordinal() - EPOCH_DAY
    return int((moment - EPOCH).total_seconds()) * 1_000_000
