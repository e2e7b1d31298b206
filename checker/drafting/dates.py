"""How dates and moments are written: the formats that would read them, without a choice where several would."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

Order = Literal["day-first", "month-first"]

_DAYS = (
    *(f"{order}" for sign in "./-" for order in (
        f"%d{sign}%m{sign}%Y", f"%m{sign}%d{sign}%Y", f"%d{sign}%m{sign}%y", f"%m{sign}%d{sign}%y",
        f"%y{sign}%m{sign}%d",
    )),
    "%Y/%m/%d", "%Y.%m.%d", "%Y-%m-%d", "%Y%m%d", "%d %b %Y", "%d-%b-%Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y",
    "%Y年%m月%d日",
)  # fmt: skip
_CLOCKS = ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S %p")
_BETWEEN = (" ", "T", ", ")

_MONTHS = "january february march april may june july august september october november december".split()
_ISO_DAY = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}")
_ISO_MOMENT = re.compile(
    r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}[ T](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,9})?)?"
    r" ?(?:Z|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?)?"
)
_PARTS = {
    "%d": r"(?P<d>[0-9]{1,2})",
    "%m": r"(?P<m>[0-9]{1,2})",
    "%Y": r"(?P<Y>[12][0-9]{3})",
    "%y": r"(?P<y>[0-9]{2})",
    "%b": rf"(?P<b>{'|'.join(month[:3] for month in _MONTHS)})",
    "%B": rf"(?P<b>{'|'.join(_MONTHS)})",
    "%H": r"(?:[01]?[0-9]|2[0-3])",
    "%I": r"(?:0?[1-9]|1[0-2])",
    "%M": r"[0-5][0-9]",
    "%S": r"[0-5][0-9]",
    "%p": r"(?:am|pm)",
}
_TRIED = 50
"""So many values are looked at to see which formats are worth a look at all."""


@dataclass(frozen=True)
class Written:
    """How dates or moments are written, as far as their values say."""

    type: Literal["date", "moment"]
    formats: tuple[str, ...]
    """The formats that read the most values, and equally many; none where they are written as in ISO 8601."""
    read: int
    """How many of the values they read."""

    def chosen(self, order: Order | None) -> str | None:
        """The one format, or the one of several that has this order; none where that leaves it open."""
        if len(self.formats) > 1 and order is not None:
            first = "%d" if order == "day-first" else "%m"
            fitting = [form for form in self.formats if form.startswith(first)]
            return fitting[0] if len(fitting) == 1 else None
        return self.formats[0] if len(self.formats) == 1 else None


def written(values: Sequence[str]) -> Written | None:
    """How the values are written, if any of them are dates or moments; repeated values count each time."""
    days = sum(_is_iso_day(value) for value in values)
    moments = sum(_is_iso_moment(value) for value in values)
    iso = Written("moment" if moments else "date", (), days + moments)
    tried = list(dict.fromkeys(values))[:_TRIED]
    candidates = [form for form in _formats() if any(reads(form, value) for value in tried)]
    counts = {form: sum(reads(form, value) for value in values) for form in candidates}
    most = max(counts.values(), default=0)
    if iso.read and iso.read >= most:
        return iso
    if not most:
        return None
    best = tuple(form for form in candidates if counts[form] == most)
    # Of two spellings of one format, such as %b and %B in a file of Mays, the first will do.
    told_apart = tuple({_order(form): form for form in reversed(best)}.values())[::-1]
    return Written("date" if "%M" not in best[0] else "moment", told_apart, most)


def _order(form: str) -> tuple[str, ...]:
    return tuple(re.findall("%.", form.replace("%b", "%B")))


@cache
def _formats() -> tuple[str, ...]:
    clocks = [f"{day}{between}{clock}" for day in _DAYS for between in _BETWEEN for clock in _CLOCKS]
    # ISO 8601 needs no format.
    return tuple(form for form in (*_DAYS, *clocks) if form != "%Y-%m-%d")


@cache
def _pattern(form: str) -> re.Pattern[str]:
    parts = re.split(r"(%.)", form)
    return re.compile("".join(_PARTS.get(part, re.escape(part)) for part in parts), re.ASCII | re.IGNORECASE)


def reads(form: str, value: str) -> bool:
    """Whether the format reads the value as a day that exists."""
    found = _pattern(form).fullmatch(value)
    if found is None:
        return False
    parts = found.groupdict()
    month = parts.get("m") or str([name[:3] for name in _MONTHS].index(parts["b"].lower()[:3]) + 1)
    return _exists(parts.get("Y") or f"20{parts['y']}", month, parts["d"])


def _exists(year: str, month: str, day: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def _is_iso_day(value: str) -> bool:
    return _ISO_DAY.fullmatch(value) is not None and _exists(*value.split("-"))


def _is_iso_moment(value: str) -> bool:
    return _ISO_MOMENT.fullmatch(value) is not None and _exists(*value[:10].split("-"))


def examples(values: Iterable[str], formats: Sequence[str]) -> str | None:
    """A value that all of the formats read, to show that they do."""
    return next((value for value in values if all(reads(form, value) for form in formats)), None)
