"""What working time and working days cost: a mean over made-up records in the engine's memory, in CPU seconds."""

from __future__ import annotations

import sys
import time
from zoneinfo import ZoneInfo

from checker.calendars import Calendar
from checker.durations import parse_duration
from checker.engines import open_engine
from checker.expressions import nw
from checker.fields import Columns, MomentField
from checker.steps import Beside
from checker.timing import Timing

_RECORDS = """
SELECT 1767225600000000 + hash(i) % 31536000000000 AS start,
       1767225600000000 + hash(i) % 31536000000000 + hash(-i) % 864000000000 AS stop
FROM range({rows}) t(i)
"""
"""Beginnings within a year, and ends within ten days of them."""

LIMITS = {"working time": ("16 working hours", 2.5), "working days": ("3 working days", 3.5)}
"""Each with the CPU seconds that ten million records may cost."""


def main(rows: int) -> None:
    """Print what each kind of limit costs, as a difference to reading the same columns."""
    office = Calendar.model_validate({"hours": {"mon-fri": ["08:00-12:00", "12:30-17:00"]}, "holidays": "PL"})
    with open_engine([]) as engine:
        select = _RECORDS.format(rows=rows)
        engine.connection.execute(
            f"CREATE TEMP TABLE records AS SELECT start::BIGINT AS start, stop::BIGINT AS stop FROM ({select})"
        )
        records = engine.frame(engine.connection.table("records"))
        for what, (limit, most) in LIMITS.items():
            fields = {"start": MomentField(type="moment"), "stop": MomentField(type="moment")}
            columns = Columns(fields, ZoneInfo("Europe/Warsaw"), calendars={"office": office})
            timing = Timing(columns, "start", "stop", parse_duration(limit), "office")
            used, within = timing.used(), timing.is_within()
            began = time.process_time()
            frame, beside = records, Beside(engine)
            for step in columns.made.values():
                frame = step.take(frame, beside)
            sums = frame.select(used.sum().alias("used"), within.cast(nw.Int64).sum().alias("kept"))
            ((total, kept),) = engine.rows(sums)
            spent = time.process_time() - began
            print(f"{what}: {spent:.2f} CPU s of {most} for {rows:,} records, {kept:,} kept, {total} used", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000)
