"""After one event another follows in time, or never does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, model_validator

from checker.clock import By, clock_misfits, span_of, spans_of
from checker.conditions import Condition, holds
from checker.durations import Span
from checker.expressions import all_of, nw
from checker.fields import Columns, what_is
from checker.made_columns import ROW, short_name
from checker.measures.measure import (
    OPEN_CODES,
    Case,
    Misfit,
    Observed,
    OpenRecords,
    days_without_zone,
    inapplicable,
    parted,
    time_paused,
    unknown_calendar,
    unknown_limit,
    unknown_pauses,
    unless_pauses_are_unknown,
    unsaid,
)
from checker.outcomes import Code
from checker.pauses import Pause, fields_of_pauses
from checker.steps import Beside
from checker.values import CalendarValue, DurationValue, constants_at, fields_of
from checker.written import FieldName, SomeFields, Written, at_key

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr, LazyFrame

    from checker.timing import Timing


class FollowUp(Written):
    """After one event another follows in time, or never does.

    Judged are the records that fit `after`; each is answered by a later record that fits `expect` and agrees with it
    in the fields of `same`. A record never answers itself, and one record may answer several. Of two records at one
    moment each follows the other, since nobody can say which came first. All records that were read may answer,
    whatever the rule's scope and the period. With `never` a later record that fits is a breach, within the limit or,
    without one, at any time. Until the limit has passed at the as-of moment an unanswered record is what
    `open_records` says; with `never` it is kept after that.

    Where a record might answer in time, and its moment or what decides whether it fits is not known, the record is
    undetermined. What is observed is the time to the first record that fits. `pauses` are those of the record that is
    to be followed, and count as in `elapsed_time`.
    """

    kind: Literal["follow_up"]
    after: Condition = Field(description="Which records are to be followed.")
    expect: Condition | None = Field(None, description="What must follow.")
    never: Condition | None = Field(None, description="What must not follow.")
    same: SomeFields = Field(description="The field, or the fields, that both have alike, such as customer_id.")
    at: FieldName | None = Field(None, description="The moment of a record; default the field of 'dated_by'.")
    limit: DurationValue | None = Field(None, alias="within", description="How soon; equality keeps it.")
    calendar: CalendarValue | None = Field(None, description="Which hours and days are working time.")
    by: By = Field("moment", description="Whether a limit ends at the moment, or with that day; default moment.")
    pauses: tuple[Pause, ...] = Field((), description="Time that does not count; overlapping pauses count once.")
    open_records: OpenRecords = Field("by_limit", description="What a record is that nothing has followed yet.")

    @model_validator(mode="after")
    def _asks_one_thing(self) -> FollowUp:
        if (self.expect is None) == (self.never is None):
            wrong = "neither 'expect' nor 'never'" if self.expect is None else "'expect' and 'never' at once"
            raise ValueError(f"the measure has {wrong}; write what must follow, or what must not")
        if self.expect is not None and self.limit is None:
            raise at_key("expect", "nothing says how soon it must follow; add within, such as 2 working days", "R202")
        return self

    @property
    def answer(self) -> Condition:
        """What follows, wanted or not."""
        answer = self.never if self.expect is None else self.expect
        assert answer is not None
        return answer

    def fields(self) -> Iterator[str]:
        yield from self.same
        yield from [self.at] if self.at is not None else []
        yield from self.after.fields()
        yield from self.answer.fields()
        yield from fields_of(self.limit) if self.limit is not None else ()
        yield from fields_of(self.calendar)
        yield from fields_of_pauses(self.pauses)

    def units(self, columns: Columns) -> tuple[str, ...]:
        return tuple(span.value for span in spans_of(self.limit))

    def misfits(self, columns: Columns) -> Iterator[Misfit]:
        if self.at is not None and columns.family(self.at) not in ("moment", "date", None):
            yield Misfit("R308", f"'at' needs a moment or a date; {what_is(self.at, columns)}", ("at",))
        for code, message, way, hint in clock_misfits(self.limit, self.calendar, self.pauses, columns):
            yield Misfit(code, message, way, hint)
        if self.limit is None and self.pauses:
            message = "without a limit nothing is timed, so pauses change nothing"
            yield Misfit("R207", message, ("pauses",), "add within, or leave them out", is_key=True)
        at = self.at or columns.dated_by
        if at is None:
            return
        for way, limit in constants_at(self.limit):
            if limit is None:
                continue
            if span_of(limit) is Span.ELAPSED and columns.family(at) == "date":
                message = f"hours, minutes and seconds need moments; {what_is(at, columns)}"
                yield Misfit("R309", message, ("within", *way), "write calendar days")
            elif span_of(limit) is Span.CALENDAR_DAYS:
                yield from days_without_zone((at,), columns, ("within", *way))

    def observe(self, columns: Columns) -> Observed:
        timing = self._timing("next", columns)
        if timing is None:
            return Observed()
        return Observed(
            value=unless_pauses_are_unknown(timing, timing.used()),
            limit=timing.most,
            units=timing.units,
            unit=timing.unit,
            further=time_paused(timing),
            kept=timing.decides if self.expect is not None else None,
        )

    def within(self, columns: Columns) -> list[Case]:
        """What the records that follow say."""
        fits = holds(self.after, columns)
        said = [case for name in (*self.same, self._moment(columns)) for case in unsaid(name, columns)]
        not_applicable, other = parted(said)
        timing = self._timing("next", columns)
        limit = [] if self.limit is None else unknown_limit(self.limit, columns)
        return [
            Case(~fits, Code.NOT_IN_SCOPE),
            Case(fits.is_null(), Code.UNKNOWN_SCOPE),
            *not_applicable,
            *(inapplicable(self.limit, columns) if self.limit is not None else ()),
            *other,
            *limit,
            *(unknown_calendar(timing) if timing is not None else ()),
            *(unknown_pauses(timing) if timing is not None else ()),
            *self._followed(columns),
        ]

    def _followed(self, columns: Columns) -> list[Case]:
        following = self._following(columns)
        came, may_have = (nw.col(following.column(part)) for part in ("next", "perhaps"))
        timing, perhaps = self._timing("next", columns), self._timing("perhaps", columns)
        in_time = ~came.is_null() if timing is None else timing.is_within()
        maybe = ~may_have.is_null() if perhaps is None else perhaps.is_within()
        unplaced = nw.col(following.column("unplaced")) > 0
        gap = (
            []
            if timing is None or not timing.has_gaps
            else [Case(~came.is_null() & timing.is_gap(), Code.CALENDAR_GAP)]
        )
        is_wanted = self.expect is not None
        return [
            *gap,
            Case(in_time, Code.KEPT if is_wanted else Code.BREACH),
            Case(maybe | unplaced, Code.MISSING_FIELD),
            Case(~came.is_null(), Code.BREACH if is_wanted else Code.KEPT),
            *self._open(timing, columns),
        ]

    def _open(self, timing: Timing | None, columns: Columns) -> list[Case]:
        """What becomes of a record that nothing has followed."""
        if timing is None:
            return [Case(None, Code.KEPT)]
        if self.open_records != "by_limit":
            return [Case(None, OPEN_CODES[self.open_records])]
        if columns.as_of is None:
            return [Case(None, Code.NEEDS_AS_OF)]
        gap = [Case(timing.is_gap(until_as_of=True), Code.CALENDAR_GAP)] if timing.has_gaps else []
        passed = Code.KEPT if self.expect is None else Code.BREACH_OPEN
        return [*gap, Case(timing.is_within(until_as_of=True), Code.PENDING), Case(None, passed)]

    def _moment(self, columns: Columns) -> str:
        at = self.at or columns.dated_by
        assert at is not None
        return at

    def _following(self, columns: Columns) -> Following:
        """The step that finds what follows, made once for all measures that look for the same."""
        at = self._moment(columns)
        name = short_name(f"{self.answer.model_dump_json(by_alias=True, exclude_unset=True)} {at} {self.same}")
        following = Following(name, holds(self.answer, columns), at, self.same)
        columns.made.setdefault(f"follow_up {name}", following)
        return following

    def _timing(self, part: str, columns: Columns) -> Timing | None:
        """The time to what follows; none without a limit."""
        from checker.timing import Timing  # noqa: PLC0415

        column = self._following(columns).column(part)
        if self.limit is None:
            return None
        at = self._moment(columns)
        # What follows a date is a date.
        known = (
            replace(columns, fields={**columns.fields, column: columns.fields[at]})
            if (columns.fields[at].family == "date")
            else columns
        )
        return Timing(known, at, column, self.limit, self.calendar, self.by, self.pauses)


@dataclass(frozen=True)
class Following:
    """For each record: when the first record after it came that fits, and when the first came that perhaps fits."""

    name: str
    fits: Expr
    at: str
    same: Sequence[str]

    def column(self, part: str) -> str:
        """The columns that are added: `next` and `perhaps`, moments or dates, and `unplaced`, a number of records."""
        return f"${part}${self.name}"

    def take(self, frame: LazyFrame[Any], beside: Beside) -> LazyFrame[Any]:
        """The records with what follows them."""
        if self.column("next") in frame.columns:
            return frame
        keys = (*beside.apart, *self.same)
        is_placed = all_of(~nw.col(name).is_null() for name in (*self.same, self.at))
        known, unknown = (f"${word}${self.name}" for word in ("fits", "may_fit"))
        has_key = all_of(~nw.col(name).is_null() for name in self.same)
        frame = frame.with_columns(
            (self.fits & is_placed).fill_null(False).alias(known),
            (self.fits.is_null() & is_placed).alias(unknown),
            (self.fits.fill_null(True) & has_key & nw.col(self.at).is_null())
            .cast(nw.Int64)
            .alias(f"$lost${self.name}"),
        )
        frame = self._next(frame, known, self.column("next"), keys)
        frame = self._next(frame, unknown, self.column("perhaps"), keys)
        unplaced = nw.col(f"$lost${self.name}").sum().over(*keys)
        return frame.with_columns(unplaced.alias(self.column("unplaced"))).drop(known, unknown, f"$lost${self.name}")

    def _next(self, frame: LazyFrame[Any], fits: str, column: str, keys: Sequence[str]) -> LazyFrame[Any]:
        """When the next record came that fits: another one at the same moment, or the first one later.

        Records between two that fit have the same number of such records before them, and so has the later one of the
        two: the least moment of these is the later one's. After a record that fits comes the next that does.
        """
        own, count, here, before, soonest, later = (
            f"${part}{column}" for part in ("own", "count", "here", "before", "soonest", "later")
        )
        frame = frame.with_columns(
            nw.when(nw.col(fits)).then(nw.col(self.at)).otherwise(nw.lit(None, nw.Int64)).alias(own),
            nw.col(fits).cast(nw.Int64).alias(count),
        )
        frame = frame.with_columns(
            (nw.col(count).sum().over(*keys, self.at) - nw.col(count)).alias(here),
            (nw.col(count).cum_sum().over(*keys, order_by=[self.at, ROW]) - nw.col(count)).alias(before),
            nw.col(own).shift(-1).over(*keys, fits, order_by=[self.at, ROW]).alias(later),
        )
        frame = frame.with_columns(nw.col(own).min().over(*keys, before).alias(soonest))
        tie = nw.when(nw.col(here) > 0).then(nw.col(self.at))
        found = tie.when(nw.col(fits)).then(nw.col(later)).otherwise(nw.col(soonest))
        return frame.with_columns(found.alias(column)).drop(own, count, here, before, soonest, later)
