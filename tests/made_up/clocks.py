"""Times between made-up moments, as the engine counts them under clock keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

from checker.calendar_steps import Instant
from checker.calendars import Calendar
from checker.durations import DAY, parse_duration
from checker.engines import open_engine
from checker.engines.engine import Engine
from checker.expressions import nw
from checker.fields import Columns, DateField, MomentField
from checker.pauses import Pause
from checker.steps import Beside
from checker.timing import Timing
from checker.working_time import worked


@contextmanager
def an_engine(name: str = "duckdb") -> Iterator[Engine]:
    with open_engine([], name=name) as engine:
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
    engine: Engine, records: Mapping[str, Sequence[int | None]], columns: Columns, *limits: str | dict[str, Any]
) -> list[list[tuple[int | None, bool | None]]]:
    """For each limit with its clock keys, and each record: how much was used from `start` to `stop`, and if within.

    The calendar is `office`, unless a limit says otherwise.
    """
    answers: list[Any] = []
    for limit in limits:
        keys = {"calendar": "office", "by": "moment", "pauses": [], **(limit if isinstance(limit, dict) else {})}
        pauses = tuple(Pause.model_validate(pause) for pause in keys["pauses"])
        within = parse_duration(limit["within"] if isinstance(limit, dict) else limit)
        timing = Timing(columns, "start", "stop", within, keys["calendar"], keys["by"], pauses)
        answers += [timing.used(), timing.is_within()]
    many = len(next(iter(records.values())))
    frame = engine.table({"$row": list(range(many)), **records})
    beside = Beside(engine)
    for step in columns.made.values():
        frame = step.take(frame, beside)
    told = [answer.alias(f"answer{place}") for place, answer in enumerate(answers)]
    rows = engine.rows(frame.select(nw.col("$row"), *told).sort("$row"))
    assert [row[0] for row in rows] == list(range(many))
    return [[(row[place], row[place + 1]) for row in rows] for place in range(1, 2 * len(limits), 2)]


def worked_at(engine: Engine, moments: Sequence[Sequence[int]], calendars: Sequence[Calendar]) -> list[list[int]]:
    """The working time up to moments of each calendar, from an origin that they share; all in one question."""
    frames = []
    for number, (ats, calendar) in enumerate(zip(moments, calendars, strict=True)):
        columns = columns_of({"at": ats}, {"office": calendar}, "UTC")
        counted = worked(columns, "office", Instant("at"))
        frame = engine.table({"$place": list(range(len(ats))), "at": list(ats)})
        beside = Beside(engine, spans={"at": (min(ats) // DAY, max(ats) // DAY)})
        for step in columns.made.values():
            frame = step.take(frame, beside)
        frames.append(frame.select(nw.lit(number, nw.Int64).alias("$of"), nw.col("$place"), counted.alias("worked")))
    found: list[list[int]] = [[] for _ in moments]
    for number, _, value in engine.rows(nw.concat(frames).sort("$of", "$place")):
        found[number].append(value)
    return found
