"""Times between made-up moments, as the engine counts them under clock keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

from checker.calendars import Calendar
from checker.clock import Pause, Timing
from checker.durations import DAY, parse_duration
from checker.engines import open_engine
from checker.engines.engine import Engine
from checker.expressions import nw
from checker.fields import Columns, DateField, MomentField
from checker.steps import Beside
from checker.working_time import Instant, worked


@contextmanager
def an_engine() -> Iterator[Engine]:
    with open_engine([]) as engine:
        yield engine


def columns_of(
    records: Mapping[str, Sequence[int | None]],
    calendars: Mapping[str, Calendar],
    zone: str,
    *,
    dates: Sequence[str] = (),
    as_of: int | None = None,
) -> Columns:
    fields = {name: DateField(type="date") if name in dates else MomentField(type="moment") for name in records}
    return Columns(fields, ZoneInfo(zone), as_of, calendars=calendars)


def asked(
    engine: Engine,
    records: Mapping[str, Sequence[int | None]],
    columns: Columns,
    limit: str,
    *,
    calendar: Any = "office",
    by: Any = "moment",
    pauses: Sequence[tuple[str, str]] = (),
    until_as_of: bool = False,
) -> list[tuple[int | None, bool | None]]:
    """For each record how much of its limit was used from `start` to `stop`, and whether that is within it."""
    timing = Timing(
        columns,
        "start",
        "stop",
        parse_duration(limit),
        calendar,
        by,
        tuple(Pause.model_validate({"from": since, "to": until}) for since, until in pauses),
    )
    used, within = timing.used(until_as_of=until_as_of), timing.is_within(until_as_of=until_as_of)
    many = len(next(iter(records.values())))
    frame = engine.table({"$row": list(range(many)), **records})
    beside = Beside(engine)
    for step in columns.made.values():
        frame = step.take(frame, beside)
    rows = engine.rows(frame.select(nw.col("$row"), used.alias("used"), within.alias("within")).sort("$row"))
    assert [row for row, _, _ in rows] == list(range(many))
    return [(used, within) for _, used, within in rows]


def worked_at(engine: Engine, moments: Sequence[int], calendar: Calendar) -> list[int]:
    """The working time up to each moment, from an origin that all share."""
    columns = columns_of({"at": moments}, {"office": calendar}, "UTC")
    counted = worked(columns, "office", Instant("at"))
    frame = engine.table({"$row": list(range(len(moments))), "at": list(moments)})
    beside = Beside(engine, spans={"at": (min(moments) // DAY, max(moments) // DAY)})
    for step in columns.made.values():
        frame = step.take(frame, beside)
    return [value for _, value in engine.rows(frame.select(nw.col("$row"), counted.alias("worked")).sort("$row"))]
