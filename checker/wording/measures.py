"""What a measure asks of each record, in words.

Most kinds need no code: a language gives a kind a section of its own, in which `says` is the sentence with the keys of
the measure in braces, a phrase named after a key says a value of that key, and a table named after a key says what each
of its words means. A kind without a section speaks by the first sentence of its documentation, followed by its keys.
Only kinds whose sentence depends on several keys at once are put together here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial, reduce
from typing import Any

from checker.results import RecordsRead
from checker.wording.catalogue import english
from checker.wording.conditions import CONNECTIVES, Speaker, field_label, is_table
from checker.wording.language import Phrases
from checker.written import FIELD_NAME

Measure = Mapping[str, Any]
Said = tuple[str, list[str]]
"""What is asked, without an end; and sentences on what else it means."""


def said_of_measure(speaker: Speaker, measure: Measure, documented: str) -> Said:
    """What is asked of a record, and details; `documented` is what a kind without a section says of itself."""
    kind = str(measure.get("kind", ""))
    put_together = _PUT_TOGETHER.get(kind)
    if put_together is not None:
        promise, details = put_together(speaker, measure)
    elif kind in speaker.words.sections:
        promise, details = _by_phrases(speaker, kind, measure)
    else:
        promise, details = _by_keys(speaker, documented or kind.replace("_", " "), measure), []
    if any(is_table(value) and "otherwise" not in value[-1] for value in measure.values()):
        details.append(speaker.words.sentence(speaker.words.say("value", "no_row")))
    return promise, details


# ---- kinds that the words of a language describe ---------------------------------------------------------------------


def _by_phrases(speaker: Speaker, kind: str, measure: Measure) -> Said:
    phrases = speaker.words[kind]
    keys = {name: _said(speaker, value, phrases.get(name)) for name, value in measure.items()}
    meanings = {name: table for name, table in phrases.items() if isinstance(table, Mapping)}
    details = [table[measure.get(name) or table["default"]].format_map(keys) for name, table in meanings.items()]
    return phrases["says"].format_map(keys), details


def _by_keys(speaker: Speaker, documented: str, measure: Measure) -> str:
    words = speaker.words
    says = documented[:1].lower() + documented[1:].rstrip(".")
    keys = [
        words.say("measure", "key", key=name.replace("_", " "), value=_said(speaker, value))
        for name, value in measure.items()
        if name != "kind"
    ]
    return words.say("measure", "other", says=says, keys=words.joined("part", keys)) if keys else says


def _said(speaker: Speaker, value: Any, phrase: Any = None) -> str:
    """The value of any key, by its shape: a field by its label, conditions and tables in words, lists one by one."""
    says = (lambda text: str(phrase.format(value=text))) if isinstance(phrase, str) else str
    match value:
        case str() if value in speaker.records.fields:
            return speaker.field(value)
        case bool():
            return str(speaker.words["measure"]["yes" if value else "no"])
        case list() | tuple() if not is_table(value):
            return str(speaker.words["condition"]["list"]).join(_said(speaker, each, phrase) for each in value)
        case Mapping() if "field" in value and set(value) <= {"field", "unit"}:
            return speaker.value(value, says)
        case Mapping() if all(name in speaker.records.fields or name in CONNECTIVES for name in value):
            return speaker.condition(value)
        case Mapping():
            keys = [
                speaker.words.say("measure", "key", key=name.replace("_", " "), value=_said(speaker, each))
                for name, each in value.items()
            ]
            return speaker.words.say("condition", "grouped", condition=speaker.words.joined("part", keys))
    return speaker.value(value, says)


# ---- kinds whose sentence depends on several keys --------------------------------------------------------------------


def _elapsed_time(speaker: Speaker, measure: Measure) -> Said:
    promise, details = _by_phrases(speaker, "elapsed_time", measure)
    if measure.get("by") == "day":
        promise = speaker.words.say("elapsed_time", "by_day", promise=promise)
    return promise, [*_clock(speaker, measure), *details]


def _clock(speaker: Speaker, measure: Measure) -> Iterator[str]:
    """By which calendar time is counted, and which time does not count."""
    words = speaker.words
    if measure.get("calendar") is not None:
        yield words.say("elapsed_time", "with_calendar", calendar=_said(speaker, measure["calendar"]))
    if measure.get("pauses"):
        pauses = [_pause(speaker, pause["from"], pause["to"]) for pause in measure["pauses"]]
        yield words.say("elapsed_time", "with_pauses", pauses=str(words["condition"]["list"]).join(pauses))


def _pause(speaker: Speaker, since: str, until: str) -> str:
    table, _, _ = since.rpartition(".")
    if not table:
        return speaker.words.say(
            "elapsed_time", "pause", **{"from": _said(speaker, since), "to": _said(speaker, until)}
        )
    ends = {"from": speaker.field(since.partition(".")[2]), "to": speaker.field(until.partition(".")[2])}
    return speaker.words.say("elapsed_time", "pause_of_table", table=table.replace("_", " "), **ends)


def _promise_kept(speaker: Speaker, measure: Measure) -> Said:
    words = speaker.words
    names = {word: speaker.field(measure[word]) for word in ("promised", "actual")}
    types = {speaker.type_of(measure[word]) for word in ("promised", "actual")}
    if not types & {"date", "moment"}:
        off, less, more = _tolerances(speaker, measure, less="none", more="none")
        return words.say("promise_kept", f"less_{off[0]}_more_{off[1]}", less=less, more=more, **names), []
    off, late, early = _tolerances(speaker, measure, late="none", early="any")
    promise = words.say("promise_kept", f"late_{off[0]}_early_{off[1]}", late=late, early=early, **names)
    by = "by_day" if "date" in types or measure.get("by") == "day" else "by_moment"
    is_open = measure.get("open_records") or "by_limit"
    still_open = f"open_by_limit_{off[0]}" if is_open == "by_limit" else f"open_{is_open}"
    return words.say("promise_kept", by, promise=promise), [words.say("promise_kept", still_open, **names)]


def _tolerances(speaker: Speaker, measure: Measure, **defaults: str) -> tuple[tuple[str, ...], str, str]:
    """Which of none, any and a value each of two sides allows, and what it allows."""
    off, said = [], []
    for name, default in defaults.items():
        allowed = default if measure.get(name) is None else measure[name]
        word = allowed if allowed in ("none", "any") else "by"
        off.append(word)
        said.append(speaker.value(allowed) if word == "by" else word)
    return tuple(off), said[0], said[1]


def _checklist(speaker: Speaker, measure: Measure) -> Said:
    words = speaker.words
    details = [words.say("checklist", "items", items=words.joined("part", _items(speaker, measure["items"])))]
    if any(item.get("critical") for item in measure["items"]):
        details.append(words.say("checklist", "critical"))
    for key, default in (("not_applicable", "left_out"), ("not_checked", "undetermined")):
        details.append(words.say("checklist", f"{key}_{measure.get(key) or default}"))
    return words.say("checklist", "says", mark=speaker.value(measure["pass_mark"])), details


def _items(speaker: Speaker, items: list[Mapping[str, Any]]) -> Iterator[str]:
    words = speaker.words
    for item in items:
        weight = 1 if item.get("weight") is None else item["weight"]
        worth = [words.say("checklist", "weight", weight=speaker.value(weight))]
        if item.get("critical"):
            worth.append(words.say("checklist", "is_critical"))
        worth += [
            words.say("checklist", "answer", word=speaker.answer(item["field"], word), points=speaker.constant(points))
            for word, points in (item.get("points") or {}).items()
        ]
        listed = str(words["condition"]["list"]).join(worth)
        yield words.say("checklist", "item", field=speaker.field(item["field"]), worth=listed)


def _follow_up(speaker: Speaker, measure: Measure) -> Said:
    words = speaker.words
    way = "expect" if measure.get("expect") else "never"
    limit, same = measure.get("within"), measure["same"]
    within = str(words["follow_up"]["within"])
    ever = words.say("follow_up", "ever")
    promise = words.say(
        "follow_up",
        way,
        after=speaker.condition(measure["after"]),
        answer=speaker.condition(measure[way]),
        within=ever if limit is None else speaker.value(limit, lambda text: within.format(value=text)),
        same=str(words["condition"]["list"]).join(map(speaker.field, [same] if isinstance(same, str) else same)),
    )
    if limit is None:
        return promise, []
    if measure.get("by") == "day":
        promise = words.say("elapsed_time", "by_day", promise=promise)
    is_open = measure.get("open_records") or "by_limit"
    still_open = f"open_{way}_by_limit" if is_open == "by_limit" else f"open_{is_open}"
    return promise, [*_clock(speaker, measure), words.say("follow_up", still_open)]


def _recurrence(speaker: Speaker, measure: Measure) -> Said:
    say, at = partial(speaker.words.say, "recurrence"), measure["at"]
    name, when = (at["field"], at.get("when")) if isinstance(at, Mapping) else (at, None)
    table, _, column = str(name).rpartition(".")
    moment = say("of_table", field=speaker.field(column), table=table) if table else speaker.field(column)
    moment = say("some", field=moment, condition=speaker.condition(when)) if when else moment
    if measure.get("within") is not None:
        limit = speaker.value(measure["within"], lambda text: say("limit", value=text))
        return say("within", at=moment, limit=limit), [*_clock(speaker, measure), say("ends_within")]
    period, number = say(measure["every"]), int(measure["at_least"])
    often = say("once") if number == 1 else speaker.words.counted("recurrence", "times", number)
    return say("every", at=moment, number=often, period=period), [say("ends_every", period=period)]


_PUT_TOGETHER: dict[str, Callable[[Speaker, Measure], Said]] = {
    "checklist": _checklist,
    "elapsed_time": _elapsed_time,
    "promise_kept": _promise_kept,
    "follow_up": _follow_up,
    "recurrence": _recurrence,
}


# ---- what was found --------------------------------------------------------------------------------------------------


def steps_in_words(text: str, read: RecordsRead, say: Phrases) -> str:
    """What a sequence asks, or what was found out of order, with the labels of its fields; anything else as it is."""

    def step(name: str) -> str:
        return say.say("condition", "field", label=field_label(name, read, say.language))

    if text == english()["sequence"]["in_order"]:
        return say.say("sequence", "in_order")
    found = _STEPS_OUT_OF_ORDER.fullmatch(text)
    if found is not None:
        return say.say("sequence", found[2], later=step(found[1]), earlier=step(found[3]))
    steps = text.split(", then ")
    if len(steps) == 1 or not all(map(_FIELD.fullmatch, steps)):
        return text
    return reduce(
        lambda said, name: say.say("sequence", "then", earlier=said, later=step(name)), steps[1:], step(steps[0])
    )


_FIELD = re.compile(FIELD_NAME.strip("^$"))
_STEPS_OUT_OF_ORDER = re.compile(f"({_FIELD.pattern}) (before|without) ({_FIELD.pattern})")
