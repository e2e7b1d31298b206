"""The calendars by which time was counted, in words: hours, single dates, holidays as they were frozen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from checker.reports.printing.texts import prose
from checker.results import RuleSetResult
from checker.wording import Phrases

MOST_DAYS = 60
"""So many holidays, and so many single dates, are printed; the results hold all."""


def calendars_told(within: RuleSetResult, say: Phrases) -> Iterator[tuple[str, str]]:
    """Each calendar that was needed, by its name."""
    for name, calendar in within.rule_set.calendars.items():
        said = calendar if isinstance(calendar, Mapping) else {}
        yield prose(name, 80), say.joined("sentence", (prose(sentence, 4000) for sentence in _sentences(said, say)))


def _sentences(calendar: Mapping[str, Any], say: Phrases) -> Iterator[str]:
    hours = say.joined(
        "part", (f"{say.notation.days(days)} {_hours(parts, say)}" for days, parts in _entries(calendar, "hours"))
    )
    yield say.say("calendar", "hours", hours=hours, zone=calendar.get("time_zone", ""))
    for key in ("cut_off", "reopens", "arrivals_on_days_off"):
        if key in calendar:
            phrase = f"{key}_{calendar[key]}" if key == "arrivals_on_days_off" else key
            yield say["calendar"].get(phrase, "").format(clock=calendar[key])
    dates = [f"{say.notation.days(day)} {_hours(parts, say)}" for day, parts in _entries(calendar, "dates")]
    if dates:
        yield say.say("calendar", "dates", dates=_listed(dates, say))
    frozen = dict(_entries(calendar, "frozen"))
    if "holidays" in calendar:
        days = [f"{say.notation.days(day)} {name}" for day, name in _entries(frozen, "holidays")]
        listed = _listed(days, say) or say["calendar"]["none"]
        yield say.say("calendar", "holidays", of=calendar["holidays"], by=frozen.get("by", ""), days=listed)
    if frozen:
        yield say.say("calendar", "frozen", **_ends(frozen, say))


def _ends(frozen: Mapping[str, Any], say: Phrases) -> dict[str, str]:
    first, last = (say.notation.date(str(frozen.get(name, ""))) for name in ("from", "until"))
    return {"first": first, "last": last}


def _entries(told: Mapping[str, Any], key: str) -> list[tuple[str, Any]]:
    """The entries of a mapping in results, which somebody may have changed by hand."""
    entries = told.get(key)
    return [(str(name), value) for name, value in entries.items()] if isinstance(entries, Mapping) else []


def _hours(parts: Any, say: Phrases) -> str:
    said = say.joined("comma", map(str, parts)) if isinstance(parts, list | tuple) else str(parts)
    return said or str(say["calendar"]["off"])


def _listed(days: list[str], say: Phrases) -> str:
    more = len(days) - MOST_DAYS
    return say.joined("comma", [*days[:MOST_DAYS], *([say.counted("page", "more_listed", more)] if more > 0 else [])])
