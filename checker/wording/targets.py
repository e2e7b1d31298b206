"""What is asked of all records together, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from checker.results import RecordsRead
from checker.wording.conditions import Speaker, field_label, plain
from checker.wording.language import Phrases
from checker.wording.told import amount_in_words

_BOUNDS = ("at_least", "above", "at_most", "below")

_RUN = re.compile(r"previous run(?: ([+-]) (.+))?")
_SOURCE = re.compile(rf"{_RUN.pattern}|[a-z][a-z0-9_.]*")
_SOURCED = re.compile(r"([^()]+) \(([^()]+)\)")


def said_of_target(speaker: Speaker, target: Any) -> list[str]:
    """What is asked of all records together."""
    words = speaker.words
    if target is None:
        return [words.sentence(words.say("target", "every"))]
    if target == "none":
        return [words.say("target", "none")]
    if not isinstance(target, list | tuple):
        return [words.sentence(said) for said in _one(speaker, target)]
    told = []
    for row in target:
        first, *more = _one(speaker, row["then"] if "when" in row else row["otherwise"])
        if "when" in row:
            told.append(words.say("target", "when", condition=speaker.condition(row["when"]), target=first))
        else:
            told.append(words.say("target", "otherwise", target=first))
        told += map(words.sentence, more)
    return [*told, words.say("target", "table")]


def _one(speaker: Speaker, target: Any) -> list[str]:
    words = speaker.words
    if not isinstance(target, Mapping):
        target = {"at_least": target}
    if "all_of" in target:
        return [*(said for each in target["all_of"] for said in _one(speaker, each)), words.say("target", "several")]
    said = [*_statistic(speaker, target), *_orders(speaker, target)]
    if target.get("in_each"):
        said.append(words.say("target", "in_each", field=speaker.field(target["in_each"])))
    if target.get("at_least_records"):
        fewer = "at_least_records_each" if "spread" in target else "at_least_records"
        said.append(words.say("target", fewer, number=speaker.constant(target["at_least_records"])))
    if target.get("judged_on") == "interval":
        said.append(words.say("target", "interval", confidence=speaker.constant(target.get("confidence") or "95 %")))
    if target.get("unacceptable") is not None:
        said.append(words.say("target", "unacceptable", share=_bound(speaker, target["unacceptable"])))
    return said


def _statistic(speaker: Speaker, target: Mapping[str, Any]) -> Iterator[str]:
    """The statistic with its bounds, and what it is made of."""
    words = speaker.words
    bounds = _bounds(speaker, target)
    weight = target.get("weighted_by")
    if "percentile" in target:
        yield words.say("target", "percentile", percentile=speaker.constant(target["percentile"]), bounds=bounds)
    elif "mean" in target:
        if bounds:
            yield words.say("target", "mean", what=_averaged(speaker, target), bounds=bounds)
        if weight:
            yield words.say("target", "weighted_by", field=speaker.field(weight))
    elif "count" in target:
        yield words.say("target", "count", bounds=bounds)
    elif "rate" in target:
        of = str(target.get("of") or "records")
        what = words.say("target", "judged_records") if of == "records" else speaker.field(of)
        yield words.say(
            "target", "rate", number=speaker.constant(target.get("for_each") or 1), what=what, bounds=bounds
        )
    elif "spread" in target:
        yield words.say("target", "spread", field=speaker.field(target["across"]), bounds=bounds)
    elif weight:
        yield words.say("target", "weighted_share", field=speaker.field(weight), bounds=bounds)
    else:
        yield from _share(speaker, target)


def _share(speaker: Speaker, target: Mapping[str, Any]) -> Iterator[str]:
    words = speaker.words
    for key in _BOUNDS:
        bound = target.get(key)
        if bound is None:
            continue
        if isinstance(bound, Mapping | list | tuple):
            said = words.say("target", f"bound_{key}", bound=_bound(speaker, bound))
            yield words.say("target", "share", bounds=said)
        else:
            every = key == "at_least" and str(bound).replace(" ", "") == "100%"
            yield words.say("target", "every" if every else key, share=speaker.constant(bound))


def _orders(speaker: Speaker, target: Mapping[str, Any]) -> Iterator[str]:
    words = speaker.words
    for way in ("falling", "rising"):
        for name, groups in (target.get(way) or {}).items():
            listed = str(words["condition"]["list"]).join(map(plain, groups))
            what = _averaged(speaker, target)
            yield words.say("target", way, what=what, field=speaker.field(name), words=listed)


def _averaged(speaker: Speaker, target: Mapping[str, Any]) -> str:
    mean = target["mean"]
    return speaker.words.say("target", "observed") if mean == "observed" else speaker.field(mean)


def _bounds(speaker: Speaker, target: Mapping[str, Any]) -> str:
    """All bounds of a target, joined."""
    said = [
        speaker.words.say("target", f"bound_{key}", bound=_bound(speaker, target[key]))
        for key in _BOUNDS
        if target.get(key) is not None
    ]
    return str(speaker.words["condition"]["and"]).join(said)


def _bound(speaker: Speaker, bound: Any) -> str:
    """A bound, or where it comes from."""
    if isinstance(bound, Mapping) and "previous" in bound:
        for way in ("plus", "minus"):
            if bound.get(way) is not None:
                return speaker.words.say("target", f"previous_{way}", amount=speaker.constant(bound[way]))
        return speaker.words.say("target", "previous")
    if isinstance(bound, Mapping) and "lookup" in bound:
        return speaker.words.say("target", "lookup", field=speaker.field(str(bound["lookup"])))
    if isinstance(bound, list | tuple):
        bound = [{key: _source(speaker, each) if key != "when" else each for key, each in row.items()} for row in bound]
    return speaker.value(bound)


def _source(speaker: Speaker, bound: Any) -> Any:
    """The bound of a row; one that comes from elsewhere in words."""
    is_elsewhere = isinstance(bound, Mapping) and ("previous" in bound or "lookup" in bound)
    return _bound(speaker, bound) if is_elsewhere else bound


# ---- a bound as results hold it --------------------------------------------------------------------------------------


def bound_in_words(text: str, read: RecordsRead, say: Phrases, *, figure: str = "") -> str:
    """A bound with where it comes from, if it is written in no rule; with another figure where one is given."""
    sourced = _SOURCED.fullmatch(text)
    said, source = sourced.groups() if sourced else ("", text) if _SOURCE.fullmatch(text) else (text, "")
    said = figure or amount_in_words(said, say)
    if not source:
        return said
    source = _told_source(source, read, say)
    return say.say("target", "sourced", bound=said, source=source) if said else source


def _told_source(text: str, read: RecordsRead, say: Phrases) -> str:
    run = _RUN.fullmatch(text)
    if run is None:
        return field_label(text, read, say.language).replace(".", ": ")
    name = {"+": "from_run_plus", "-": "from_run_minus", None: "from_run"}[run[1]]
    return say.say("target", name, amount=amount_in_words(run[2] or "", say))
