"""Values in words: what stands in a field of a record, what was observed, a limit."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from checker.durations import Span, observed_text, shown
from checker.fields import EPOCH, EPOCH_DAY, FieldModel
from checker.measures.measure import Observed
from checker.problems import excerpt
from checker.ruleset.model import RuleSet
from checker.written import MILLIONTHS, number_text

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


def local_moment(moment: int, zone: ZoneInfo | None) -> datetime:
    """A moment in the zone of the records."""
    in_utc = EPOCH + timedelta(microseconds=moment)
    try:
        return in_utc.astimezone(zone or UTC)
    except OverflowError:  # the last hours of the year 9999 have no local time
        return in_utc


def shown_cell(field: FieldModel, value: Any, rule_set: RuleSet, zone: ZoneInfo | None = None) -> str:
    """A typed value of a field in words: dates and local moments in ISO order, numbers plain.

    `zone`: that of the record, where each has its own.
    """
    if value is None:
        return ""
    if field.family == "number":
        return number_text(value)
    if field.family == "elapsed":
        return shown(value, Span.ELAPSED)
    if field.family == "date":
        return date.fromordinal(value + EPOCH_DAY).isoformat()
    if field.family == "moment":
        zone = zone or rule_set.records.zone
        return local_moment(value, zone).replace(tzinfo=None).isoformat(" ") + ("" if zone else "Z")
    return excerpt(str(value))


def value_text(amount: int, unit: str, observed: Observed, beside: int | None) -> str:
    """An observed value or a limit in words; never the words of the limit beside it unless it equals it."""
    if unit == "share":
        return _share_words(amount, beside)
    words = number_text(abs(amount)) if unit == "number" else observed_text(abs(amount), Span(unit))
    if observed.sides is None:
        return words if amount >= 0 else f"-{words}"
    if amount == 0:
        return "as promised"
    return f"{words} {observed.sides[0 if amount > 0 else 1]}"


def _share_words(amount: int, beside: int | None) -> str:
    """A share in percent: in full where it is the limit, else with as many decimals as keep it on its side of that."""
    percent = Decimal(amount * 100) / MILLIONTHS
    limit = None if beside is None else Decimal(beside * 100) / MILLIONTHS
    said = percent
    for decimals in range(1, 5):
        said = percent.quantize(Decimal(1).scaleb(-decimals))
        if limit is None or said.compare(limit) == percent.compare(limit) != 0 or said == percent:
            break
    return f"{said} %"
