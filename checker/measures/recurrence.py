"""Never longer than a limit between events, or so many in every period."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Discriminator, Field, PlainValidator, Tag, WithJsonSchema, model_validator

from checker.clock import clock_misfits, span_of, spans_of
from checker.conditions import Condition, holds
from checker.durations import Span
from checker.expressions import all_of, nw
from checker.fields import Columns, DateField, what_is
from checker.gap_limits import GapLimits
from checker.gaps import Gaps
from checker.made_columns import short_name
from checker.measures.measure import (
    Case,
    Further,
    Misfit,
    Observed,
    days_without_zone,
    inapplicable,
    parted,
    unknown_calendar,
    unknown_limit,
    unsaid,
)
from checker.outcomes import Code
from checker.period_counts import Every, PeriodCounts, Periods, period_name
from checker.series import Events, Stretch
from checker.tables import AnyField
from checker.values import (
    CalendarValue,
    DurationValue,
    amount_of,
    chosen,
    constants_at,
    fields_of,
    rows_of,
)
from checker.written import MILLIONTHS, FieldName, Written, at_key, so_many

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr

    from checker.timing import Timing


class Event(Written):
    """The moments of some records: `{field: happened_at, when: {event: group_set}}`."""

    field: FieldName = Field(description="The field with the moment.")
    when: Condition = Field(description="Which records count.")


def _event_kind(written: Any) -> str:
    return "event" if isinstance(written, dict | Event) else "field"


Moments = Annotated[
    Annotated[AnyField, Tag("field")] | Annotated[Event, Tag("event")],
    Discriminator(_event_kind),
]


SoMany = Annotated[
    int,
    PlainValidator(so_many("events")),
    WithJsonSchema({"type": "integer", "minimum": 1, "description": "A whole number, 1 or more."}),
]


class Recurrence(Written):
    """Never longer than a limit between events, or so many in every period.

    The events are the moments in a field of another table, or in a field of the records that one key of `per` has in
    common and of which the rule speaks; with `when` only those that fit are events, and the others say no more than
    that there is such a key. A record without any event is judged like the others. What comes after the as-of moment is
    no event yet, and what comes outside the audit's period is none.

    `within` bounds every time between two events, the time from the start of the period to the first, and that from the
    last to the period's end or the as-of moment, whichever is earlier; in calendar days these ends are the first and
    the last day. `every` with `at_least` asks for so many in each calendar week, month, quarter or year that lies in
    the period from end to end. One that is not over at the as-of moment and lacks events is pending; where none lies in
    the period, the record is out of scope. For a rule that is in force from one date until another, the period has no
    other dates.

    An event whose moment is missing or cannot be read may have come at any time, and a record of which nobody knows
    whether it is an event may be one: what is neither kept nor a breach whatever they were is undetermined. What is
    observed is the longest time without an event, or the smallest number in a period.

    Where records have time zones of their own, the period begins and ends on the record's clock, and working time
    counts on it. An event that is a record has the date of its own clock, and one of another table that of the record
    that it belongs to. So where one key of `per` has records of several zones, each of them is judged on its own clock,
    and the key is kept only where it is on all. A record of which no time zone is known is undetermined, unless its
    events are dates and the period is over everywhere.
    """

    kind: Literal["recurrence"]
    at: Moments = Field(description="The moments: contacts.contacted_at, or a field, or a field and which records.")
    limit: DurationValue | None = Field(None, alias="within", description="The longest time between events.")
    calendar: CalendarValue | None = Field(None, description="Which hours and days are working time.")
    every: Every | None = Field(None, description="The calendar period in which events are counted.")
    at_least: SoMany | None = Field(None, description="So many events in each of these periods.")

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Recurrence:
        if self.limit is None and self.every is None:
            raise ValueError("the measure has no limit; write within, such as 30 calendar days, or every and at_least")
        if self.limit is not None and self.every is not None:
            raise at_key("every", "'within' and 'every' are two measures; write two rules")
        if self.every is not None and self.at_least is None:
            raise at_key("every", "nothing says how many; add at_least, such as 1", "R202")
        if self.every is None and self.at_least is not None:
            raise at_key("at_least", "nothing says in which period; add every, such as quarter", "R202")
        return self

    @property
    def at_field(self) -> str:
        """The field with the moments."""
        return self.at.field if isinstance(self.at, Event) else self.at

    def table(self) -> str | None:
        return self.at_field.partition(".")[0] if "." in self.at_field else None

    def fields(self) -> Iterator[str]:
        yield from [self.at_field] if self.table() is None else []
        yield from self.at.when.fields() if isinstance(self.at, Event) else ()
        yield from self.of_record()

    def of_record(self) -> Iterator[str]:
        yield from fields_of(self.limit) if self.limit is not None else ()
        yield from fields_of(self.calendar)

    def units(self, columns: Columns) -> tuple[str, ...]:
        return ("number",) if self.limit is None else tuple(span.value for span in spans_of(self.limit))

    def misfits(self, columns: Columns) -> Iterator[Misfit]:
        name = self.at_field
        at: tuple[str | int, ...] = ("at", "field") if isinstance(self.at, Event) else ("at",)
        if columns.family(name) not in ("moment", "date", None):
            yield Misfit("R308", f"'at' needs a moment or a date; {what_is(name, columns)}", at)
        for code, message, way, hint in clock_misfits(self.limit, self.calendar, (), columns):
            yield Misfit(code, message, way, hint)
        if self.limit is None and self.calendar is not None:
            message = "events are counted by dates, on days off as on others, so a calendar changes nothing"
            yield Misfit("R207", message, ("calendar",), "leave it out", is_key=True)
        for way, limit in constants_at(self.limit):
            if limit is not None and span_of(limit) in _OF_MOMENTS and columns.family(name) == "date":
                working = "working " if span_of(limit) is Span.WORKING else ""
                message = f"{working}hours, minutes and seconds need moments; {what_is(name, columns)}"
                yield Misfit("R309", message, ("within", *way), f"write {working or 'calendar '}days")
        yield from days_without_zone((name,), columns, at)

    def observe(self, columns: Columns) -> Observed:
        if self._settled(columns) is not None:
            return Observed()
        if self.limit is None:
            counts = self._counts(columns)
            fewest = self._seen(nw.col(counts.column("fewest")), counts.column("to_come"), columns) * MILLIONTHS
            return Observed(fewest, nw.lit(self._asked * MILLIONTHS), ("number",), further=self._beside_fewest(columns))
        rows, spans, gaps = rows_of(self.limit, columns), spans_of(self.limit), self._gaps(columns)
        return Observed(
            value=self._seen(self._limits(columns).longest(gaps), gaps.number("to_come"), columns),
            limit=chosen(rows, lambda row: amount_of(row.value, columns)),
            units=tuple(span.value for span in spans),
            unit=chosen(rows, lambda row: nw.lit(spans.index(span_of(row.value)))) if len(spans) > 1 else None,
            further=self._beside_longest(columns),
            kept="at_most",
        )

    def within(self, columns: Columns) -> list[Case]:
        """What the events say that the record's key has."""
        not_applicable, other = parted(unsaid(self._key(columns), columns))
        settled = self._settled(columns)
        limit = [] if self.limit is None else unknown_limit(self.limit, columns)
        return [
            *not_applicable,
            *(inapplicable(self.limit, columns) if self.limit is not None else ()),
            *other,
            *limit,
            *(unknown_calendar(self._timing(columns)) if self.limit is not None else ()),
            *([Case(None, settled)] if settled is not None else self._judged(columns)),
        ]

    def _settled(self, columns: Columns) -> Code | None:
        """What the audit makes of every record, whatever its events are; none where they count."""
        if columns.covered is None or columns.as_of is None:
            return Code.NEEDS_PERIOD
        stretch = Stretch.of(columns)
        if stretch.is_empty:
            return Code.NOT_IN_FORCE
        if self.every is not None and not Periods.of(stretch, self.every).number:
            return Code.OUTSIDE_PERIOD
        return Code.PENDING if stretch.is_to_come and not columns.own_zones else None

    def _unseen(self, to_come: str, columns: Columns) -> list[Case]:
        """Where records have time zones of their own: where nobody knows when the time began, and where it did not."""
        if not columns.own_zones:
            return []
        return [
            Case(nw.col(to_come).is_null(), Code.UNREADABLE_VALUE),
            Case(nw.col(to_come) == 1, Code.PENDING),
        ]

    def _seen(self, value: Expr, to_come: str, columns: Columns) -> Expr:
        """A value, null where the time has not begun on the record's clock, or nobody knows."""
        seen: Expr = nw.when(nw.col(to_come) == 0).then(value) if columns.own_zones else value
        return seen

    def _judged(self, columns: Columns) -> list[Case]:
        if self.limit is None:
            return self._so_many(columns)
        gaps, limits = self._gaps(columns), self._limits(columns)
        lost, unclear = (nw.col(gaps.number(part)) for part in ("lost", "unclear"))
        most = chosen(rows_of(self.limit, columns), lambda row: amount_of(row.value, columns), is_known=True)
        has_gaps = not all(clock.is_plain for clock in gaps.clocks)
        return [
            *self._unseen(gaps.number("to_come"), columns),
            *([Case(limits.longest(gaps).is_null(), Code.CALENDAR_GAP)] if has_gaps else []),
            Case(limits.longest(gaps) <= most, Code.KEPT),
            Case(limits.lacks(gaps, lost), Code.BREACH),
            Case(unclear > 0, Code.UNREADABLE_VALUE),
            Case(None, Code.MISSING_FIELD),
        ]

    def _so_many(self, columns: Columns) -> list[Case]:
        counts = self._counts(columns)
        periods = Periods.of(counts.stretch, counts.every)
        sure, counted, coming, lost, unclear = (
            nw.col(counts.column(part)) for part in ("sure", "counted", "coming", "lost", "unclear")
        )
        over = nw.col(counts.column("over")) if columns.own_zones else nw.lit(periods.over)
        due = over * self._asked
        return [
            *self._unseen(counts.column("to_come"), columns),
            Case(counted + lost < due, Code.BREACH),
            Case((sure < due) & (unclear > 0), Code.UNREADABLE_VALUE),
            Case(sure < due, Code.MISSING_FIELD),
            Case(coming < (nw.lit(periods.number) - over) * self._asked, Code.PENDING),
            Case(None, Code.KEPT),
        ]

    # ---- what stands beside what was observed

    def _beside_fewest(self, columns: Columns) -> tuple[Further, ...]:
        counts, every = self._counts(columns), self.every
        assert every is not None
        return (
            Further("fewest events in", nw.col(counts.column("fewest_in")), lambda number: period_name(number, every)),
            _without_moment(counts.column("lost")),
        )

    def _beside_longest(self, columns: Columns) -> tuple[Further, ...]:
        gaps, further = self._gaps(columns), list[Further]()
        for in_days in dict.fromkeys(clock.tells_days for clock in gaps.clocks):
            model = _DAY if in_days else columns.fields[self.at_field]
            for name, part in {"no event from": "from", "no event until": "to"}.items():
                further.append(Further(name, self._limits(columns).where(part, gaps, in_days=in_days), model))
        return (*further, Further("events", nw.col(gaps.number("events")), str), _without_moment(gaps.number("lost")))

    # ---- the parts

    @property
    def _asked(self) -> int:
        return self.at_least or 1

    def _key(self, columns: Columns) -> str:
        """The field by which a record has events."""
        table = self.table()
        key = columns.matches[table] if table is not None else columns.key
        assert key is not None
        return key

    def _events(self, columns: Columns) -> Events:
        columns.day(self.at_field)  # a source makes it for these only
        asked = [] if columns.scope is None or self.table() is not None else [columns.scope]
        asked += [self.at.when] if isinstance(self.at, Event) else []
        fits = all_of(holds(each, columns) for each in asked) if asked else None
        return Events(self.table(), self._key(columns), self.at_field, fits, columns)

    def _named(self, columns: Columns) -> str:
        """What tells the step of this measure from those of others."""
        written = self.model_dump_json(by_alias=True, exclude_unset=True)
        scope = columns.scope.model_dump_json(by_alias=True, exclude_unset=True) if columns.scope else ""
        return short_name(f"{written} {self._key(columns)} {scope} {columns.covered}")

    def _counts(self, columns: Columns) -> PeriodCounts:
        """The step that counts, made once for all measures that count the same."""
        assert self.every is not None
        name, stretch = self._named(columns), Stretch.of(columns)
        counts = PeriodCounts(name, self._events(columns), stretch, self.every, self._asked)
        columns.made.setdefault(f"recurrence {name}", counts)
        return counts

    def _gaps(self, columns: Columns) -> Gaps:
        """The step that measures, made once for all measures that measure the same."""
        name = self._named(columns)
        clocks, limits = self._limits(columns).clocks()
        gaps = Gaps(name, self._events(columns), Stretch.of(columns), clocks, limits)
        columns.made.setdefault(f"recurrence {name}", gaps)
        return gaps

    def _limits(self, columns: Columns) -> GapLimits:
        """What the times between events are held against."""
        return GapLimits(columns, self.at_field, self.limit, self.calendar)

    def _timing(self, columns: Columns) -> Timing:
        """The clock keys, as other measures have them."""
        from checker.timing import Timing  # noqa: PLC0415

        return Timing(columns, self.at_field, self.at_field, self.limit, self.calendar)


_DAY = DateField(type="date")

_OF_MOMENTS = (Span.ELAPSED, Span.WORKING)
"""What no dates can be measured in."""


def _without_moment(column: str) -> Further:
    """How many events have no moment, where there are any."""
    return Further("events without a moment", nw.when(nw.col(column) > 0).then(nw.col(column)), str)
