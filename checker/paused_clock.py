"""The clock that runs while rows of another table pause, so that what they take off counts once.

At any moment it says how much of the time before was paused. The rows of each key are merged first, by walking their
ends once; then records stand among the ends that are left, and each reads the clock where it begins, where it stops,
and at the ends of its own pauses. So nothing is joined row by row, and it costs no more with many records of one key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from checker.calendar_steps import Instant
from checker.expressions import nw
from checker.fields import Columns, column_name
from checker.made_columns import CLOCK, ROW
from checker.own_zones import hear_zones, on_clocks, with_clock
from checker.pauses import Pause
from checker.steps import Beside, Step

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr, LazyFrame

_ALWAYS = -(2**58)
"""Before every moment: where a row stands that nobody can count."""

Counted = Callable[[Columns, Instant], "Expr"]
"""A moment as a limit counts it, over columns that may be those of another table."""


def paused_before(columns: Columns, pauses: Sequence[Pause], name: str, counted: Counted, value: Expr, at: str) -> Expr:
    """How much rows of tables paused before a value of the record, from an origin that all records of the key share.

    `counted` gives the ends of the rows as the value is counted; `name` names it, and `at` the value.
    """
    of_tables = tuple(pause for pause in pauses if pause.table is not None)
    written = "+".join(f"{pause.from_}~{pause.to}" for pause in of_tables)
    name = column_name(f"$paused${name}${written}")
    clock = columns.made.pop(name, None) or PausedClock(
        name,
        columns.matches[str(of_tables[0].table)],
        tuple(PauseRows.of(columns, pause, counted) for pause in of_tables),
    )
    assert isinstance(clock, PausedClock)
    clock.asked[f"{name}@{at}"] = value
    columns.made[name] = clock  # after all that its values are made of
    found: Expr = nw.col(f"{name}@{at}")
    return found


@dataclass(frozen=True)
class PauseRows:
    """When the rows of a table pause, counted as the limit is; `made` are the steps that these expressions need."""

    pause: Pause
    since: Expr
    until: Expr
    made: Mapping[str, Step]

    @classmethod
    def of(cls, columns: Columns, pause: Pause, counted: Counted) -> PauseRows:
        """The rows of a pause, as `counted` counts their ends; a date ends with its day."""
        own = replace(columns, made={})
        since, until = (
            counted(own, Instant(column_name(name), is_date=is_date, ends=ends and is_date))
            for name, ends in ((pause.from_, False), (pause.to, True))
            for is_date in [own.fields[name].family == "date"]
        )
        return cls(pause, since, until, own.made)

    def ends(self, records: LazyFrame[Any], beside: Beside, match: str) -> Iterator[LazyFrame[Any]]:
        """Where rows begin to pause and where they end; what nobody can count is a gap, and before everything."""
        key = column_name(f"{self.pause.table}.{match}")
        rows = beside.tables[str(self.pause.table)]
        if CLOCK in beside.apart:
            rows = on_clocks(rows, key, records, match, beside)
        for step in self.made.values():
            rows = step.take(rows, beside)
        begins, goes_on = ~nw.col(column_name(self.pause.from_)).is_null(), nw.col(column_name(self.pause.to)).is_null()
        is_gap = self.since.is_null() | (~goes_on & self.until.is_null())
        rows = rows.filter(~nw.col(key).is_null() & begins).select(
            *beside.keyed(key),
            self.since.cast(nw.Int64).alias("$since"),
            self.until.cast(nw.Int64).alias("$until"),
            is_gap.cast(nw.Int64).alias("$gap"),
        )
        by, sure = beside.key, nw.col("$gap") == 0
        yield rows.select(
            *by,
            nw.when(sure).then(nw.col("$since")).otherwise(nw.lit(_ALWAYS)).cast(nw.Int64).alias("$at"),
            (1 - nw.col("$gap")).cast(nw.Int64).alias("$more"),
            nw.col("$gap"),
        )
        ended = rows.filter(sure & ~nw.col("$until").is_null())
        yield ended.select(*by, nw.col("$until").alias("$at"), *_constants(more=-1, gap=0))


@dataclass(frozen=True)
class PausedClock:
    """Adds, for each value that is asked for, how much of the time before it the rows of tables paused.

    Null where a row of the key lies in a calendar gap; nothing paused where no row has the key. Where records have time
    zones of their own, the rows are seen on the clock of each, where that says when they paused.
    """

    name: str
    match: str
    rows: Sequence[PauseRows]
    asked: dict[str, Expr] = field(default_factory=dict)
    """The values of the record, by the column to be added."""

    def take(self, frame: LazyFrame[Any], beside: Beside) -> LazyFrame[Any]:
        """The records with the columns that are not there yet."""
        asked = {name: value for name, value in self.asked.items() if name not in frame.columns}
        if not asked:
            return frame
        records, keyed = frame, beside
        if any(hear_zones(rows.made) for rows in self.rows):
            records, keyed = with_clock(frame, beside)
        edges = beside.keep(self._merged(records, keyed))
        standing = self._standing(records, edges, asked, keyed)
        kept = beside.keep(self._read(edges, standing, len(asked), keyed))
        joined = frame.join(kept, how="left", left_on=ROW, right_on="$record")
        known = nw.when(nw.col("$gaps").fill_null(0) == 0)
        added = [known.then(nw.col(f"$paused{place}").fill_null(0)).alias(name) for place, name in enumerate(asked)]
        return joined.with_columns(*added).select(*frame.columns, *asked)

    def _merged(self, records: LazyFrame[Any], beside: Beside) -> LazyFrame[Any]:
        """Where the clock of each key stops and where it goes on: the ends of what is left when pauses are merged.

        What begins where nothing pauses yet stops it, and what ends where nothing else pauses lets it go on.
        """
        ends = nw.concat([each for rows in self.rows for each in rows.ends(records, beside, self.match)])
        by, more = beside.key, nw.col("$more")
        # In which order things happen at one moment does not matter: an end there and a beginning come to nothing.
        pausing = more.cum_sum().over(*by, order_by="$at")
        walked = ends.with_columns(pausing.cast(nw.Int64).alias("$pausing"))
        is_edge = nw.col("$pausing") == nw.when(more == 1).then(nw.lit(1)).otherwise(nw.lit(0))
        return walked.filter(is_edge | (nw.col("$gap") == 1)).select(*by, "$at", "$more", "$gap")

    def _standing(
        self, frame: LazyFrame[Any], edges: LazyFrame[Any], asked: Mapping[str, Expr], beside: Beside
    ) -> LazyFrame[Any]:
        """The records of keys that paused at all, each with the values that are asked for."""
        placed = frame.filter(~nw.col(self.match).is_null()).select(
            *beside.keyed(self.match),
            nw.col(ROW).cast(nw.Int64).alias("$record"),
            *(value.cast(nw.Int64).alias(f"$value{place}") for place, value in enumerate(asked.values())),
        )
        by = beside.key
        return beside.keep(placed.join(edges.select(*by), how="semi", on=by))

    def _read(self, edges: LazyFrame[Any], standing: LazyFrame[Any], number: int, beside: Beside) -> LazyFrame[Any]:
        """By record, how much was paused before each of its values.

        Up to a moment that is the sum of all ends before it less that of all beginnings, and the moment itself while
        the clock still stands.
        """
        by, at, more = beside.key, nw.col("$at"), nw.col("$more")
        nobody = nw.lit(None, nw.Int64)
        walked = [edges.select(*by, "$at", "$more", "$gap", nobody.alias("$record"), *_constants(place=0))]
        for place in range(number):
            values = standing.select(
                *by,
                nw.col(f"$value{place}").alias("$at"),
                *_constants(more=0, gap=0),
                nw.col("$record"),
                *_constants(place=place),
            )
            walked.append(values.filter(~at.is_null()))
        summed = nw.concat(walked).with_columns((-more * at).alias("$sum"))
        sums = [
            nw.col(name).cum_sum().over(*by, order_by="$at").cast(nw.Int64).alias(f"{name}_before")
            for name in ("$sum", "$more", "$gap")
        ]
        stood = summed.with_columns(*sums).filter(~nw.col("$record").is_null())
        paused = nw.col("$sum_before") + nw.col("$more_before") * at
        parts = [nw.when(nw.col("$place") == place).then(paused).alias(f"$paused{place}") for place in range(number)]
        return (
            stood.select("$record", nw.col("$gap_before").alias("$gaps"), *parts)
            .group_by("$record")
            .agg(nw.col("$gaps").max(), *(nw.col(f"$paused{place}").max() for place in range(number)))
        )


def _constants(**numbers: int) -> list[Expr]:
    return [nw.lit(number).cast(nw.Int64).alias(f"${name}") for name, number in numbers.items()]
