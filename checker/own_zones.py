"""Where each record has its own time zone: which zones there are, and on whose clock rows are seen that go with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from checker.calendars import is_zone
from checker.expressions import nw
from checker.made_columns import CLOCK, ZONE
from checker.steps import Beside, Step

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr, LazyFrame


def records_by_zone(frame: LazyFrame[Any], beside: Beside) -> Mapping[str | None, int]:
    """How many records name each time zone, asked once; also what is no zone, and none."""
    if not beside.zones:
        records = frame if beside.records is None else beside.records
        told = beside.engine.rows(records.select(ZONE).group_by(ZONE).agg(nw.len().alias("$records")))
        beside.zones.update({name: int(number) for name, number in told})
    return beside.zones


def zones_of(frame: LazyFrame[Any], beside: Beside) -> list[str]:
    """The time zones that records name, in order; what is no zone is left out."""
    return _known(records_by_zone(frame, beside))


def _known(named: Iterable[str | None]) -> list[str]:
    return sorted(name for name in named if name is not None and is_zone(name))


def told_of_zones(frame: LazyFrame[Any], beside: Beside) -> Iterator[str]:
    """In which time zones records have their moments, and of how many that is not known."""
    named = records_by_zone(frame, beside)
    known = _known(named)
    if known:
        yield f"every record has its own time zone: {', '.join(known)}"
    unknown = sum(number for name, number in named.items() if name not in known)
    if unknown:
        records = "1 record, so its moments" if unknown == 1 else f"{unknown:,} records, so their moments"
        yield f"no time zone is known of {records} cannot be read"


def by_zone(zones: Sequence[str], values: Sequence[Expr], column: str = ZONE, otherwise: Expr | None = None) -> Expr:
    """Of values, one for each zone, that of the zone which a column names; `otherwise` (null) where it names none."""
    last: Expr = nw.lit(None, nw.Int64) if otherwise is None else otherwise
    chain: Any = nw
    for zone, value in zip(zones, values, strict=True):
        chain = chain.when(nw.col(column) == zone).then(value)
    return last if chain is nw else chain.otherwise(last)


def hear_zones(steps: Mapping[str, Step]) -> bool:
    """Whether some of the steps say what a record's own clock shows."""
    clocks = (getattr(step, "clock", None) for step in steps.values())
    return any(clock is not None and clock.zone is None for clock in clocks)


# ---- rows that go with records


def with_clock(frame: LazyFrame[Any], beside: Beside) -> tuple[LazyFrame[Any], Beside]:
    """The records with what names their clock, and keys by which rows belong to those of one clock only.

    Records that name no zone have a clock of their own, of which nobody knows what it shows.
    """
    named = nw.col(ZONE).fill_null("").alias(CLOCK)
    return frame.with_columns(named), replace(beside, apart=(*beside.apart, CLOCK))


def on_clocks(rows: LazyFrame[Any], key: str, records: LazyFrame[Any], match: str, beside: Beside) -> LazyFrame[Any]:
    """Rows that belong to records by a key, once for each clock that records of the key have, as their own zone.

    `records` and `beside` are those of `with_clock`. A row that belongs to none stays, and has no zone.
    """
    apart = [name for name in beside.apart if name != CLOCK]
    of = [f"$of${place}" for place in range(len(apart) + 1)]
    keyed = [nw.col(name).alias(as_) for name, as_ in zip([*apart, match], of, strict=True)]
    pairs = records.filter(~nw.col(match).is_null()).select(*keyed, CLOCK).group_by(*of, CLOCK)
    seen = beside.keep(pairs.agg(nw.len().alias("$records")).select(*of, CLOCK))
    joined = rows.join(seen, how="left", left_on=[*apart, key], right_on=of)
    own = [name for name in rows.columns if name not in (ZONE, CLOCK)]
    return joined.select(*own, CLOCK, nw.col(CLOCK).alias(ZONE))
