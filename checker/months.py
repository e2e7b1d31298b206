"""The months of the Gregorian calendar, numbered, so that months, quarters and years are found by arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from checker.expressions import nw

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr


def month_number(day: date) -> int:
    """The months since the year 0 of a date."""
    return day.year * 12 + day.month - 1


def month_stages(name: str, day: Expr) -> Iterator[Mapping[str, Expr]]:
    """Columns to be added one mapping after the other; the last, `$months$NAME`, has the months since the year 0.

    `day` is a date in days since 1970-01-01. They are counted from 1 March of the year 0, so that the leap day is the
    last of its year: 146,097 days are 400 years. Only columns are divided: a division is written out with several
    copies of what it divides.
    """

    def column(part: str) -> Expr:
        found: Expr = nw.col(f"${part}${name}")
        return found

    def stage(**parts: Expr) -> Mapping[str, Expr]:
        return {f"${part}${name}": expression for part, expression in parts.items()}

    yield stage(since=day + 719_468)
    yield stage(era=column("since") // 146_097, of_era=column("since") % 146_097)
    days = column("of_era")
    yield stage(fours=days // 1_460, hundreds=days // 36_524, last=(days == 146_096).cast(nw.Int64))
    yield stage(common=days - column("fours") + column("hundreds") - column("last"))
    yield stage(year=column("common") // 365)
    years = column("year")
    yield stage(leaps=years // 4, none=years // 100)
    yield stage(scaled=(days - 365 * years - column("leaps") + column("none")) * 5 + 2)
    yield stage(month=column("scaled") // 153)  # 0 is March
    yield stage(months=(column("era") * 400 + years) * 12 + column("month") + 2)
