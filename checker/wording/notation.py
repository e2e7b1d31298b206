"""How a language writes numbers, percentages, dates and days: English as ISO 8601 has them, others as CLDR has them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})([ T].*)?", re.DOTALL)
_DAY = re.compile(rf"\b(?:{'|'.join(_WEEKDAYS)})\b")

_GROUPED_FROM = {"pl": 5, "es": 5}
"""Digits from which on a number has separators, where four are not enough: CLDR's `minimumGroupingDigits` and three."""


@dataclass(frozen=True)
class Notation:
    """The signs of one language; as it is made here, those of English."""

    decimal_sign: str = "."
    separator: str = ","
    grouped_from: int = 4
    percent_sign: str = " %"
    weekdays: Mapping[str, str] = field(default_factory=dict)
    locale: str = ""
    """What Babel calls the language; empty for English, which needs no Babel and keeps the dates of ISO 8601."""
    before_clock: str = " "
    numeric: str = "yyyy-mm-dd"
    """The form of dates in cells of a workbook."""

    def count(self, number: int) -> str:
        """A whole number: `1,312`."""
        return self.decimal(str(number))

    def decimal(self, digits: str) -> str:
        """A number that is written with a point, `1312.50`, in the signs of the language; every digit is kept."""
        sign = digits[:1] if digits[:1] in ("-", "+") else ""
        whole, point, rest = digits.removeprefix(sign).partition(".")
        if len(whole) >= self.grouped_from:
            whole = f"{int(whole):,}".replace(",", self.separator)
        return sign + whole + (self.decimal_sign + rest if point else "")

    def percent(self, digits: str) -> str:
        """A percentage from its digits: `94.96 %`."""
        return self.decimal(digits) + self.percent_sign

    def date(self, written: str) -> str:
        """A date in words, for sentences and headings; anything else as it is written."""
        return self._date(written, "medium")

    def dated(self, written: str) -> str:
        """A date, or a moment with its time, in figures, for tables; anything else as it is written."""
        found = _DATE.fullmatch(written)
        if found is None or not self.locale:
            return written
        return self._date(found[1], "yMd") + (found[2] or "").replace("T", " ")

    def moment(self, written: str) -> str:
        """A moment as people read it: `2026-10-01 00:00 (UTC+02:00)`; anything else as it is written."""
        try:
            parsed = datetime.fromisoformat(written)
        except ValueError:
            return written
        day, clock = parsed.replace(tzinfo=None).isoformat(" ", "seconds" if parsed.second else "minutes").split(" ")
        told = f"{self.date(day)}{self.before_clock}{clock}"
        offset = parsed.utcoffset()
        return told if offset is None else f"{told} (UTC{parsed.isoformat()[-6:] if offset else ''})"

    def days(self, written: str) -> str:
        """The days of a calendar as rule files write them, `mon-fri`, and dates."""
        return _DAY.sub(lambda found: self.weekdays.get(found[0], found[0]), self.dated(written))

    def _date(self, written: str, form: str) -> str:
        try:
            day = date.fromisoformat(written)
        except ValueError:
            return written
        if not self.locale:
            return written
        from babel.dates import format_date, format_skeleton  # noqa: PLC0415

        said = (
            format_date(day, form, self.locale)
            if form == "medium"
            else format_skeleton(form, day, None, False, self.locale)
        )
        return said.replace(" ", "\u00a0").replace("\u202f", "\u00a0")  # no line is broken within a date


@cache
def notation(language: str) -> Notation:
    """The notation of a language, from CLDR where it is not English."""
    if language == "en":
        return Notation()
    from babel import Locale  # noqa: PLC0415

    locale = Locale.parse(language, sep="-")
    signs = locale.number_symbols["latn"]
    percent = str(locale.percent_formats[None].pattern).rpartition("0")[2]
    days = locale.days["format"]["abbreviated"]
    numeric = str(locale.datetime_skeletons["yMd"].pattern)
    return Notation(
        decimal_sign=signs["decimal"],
        separator=signs["group"],
        grouped_from=_GROUPED_FROM.get(language, 4),
        percent_sign=percent,
        weekdays={name: days[place] for place, name in enumerate(_WEEKDAYS)},
        locale=str(locale),
        before_clock=" " if locale.language == "zh" else ", ",
        numeric=numeric.replace("M", "m").replace("y", "yyyy"),
    )
