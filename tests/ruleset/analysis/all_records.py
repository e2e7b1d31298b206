"""Made-up conditions over a few fields, and every record of these fields: what a loop over all of them finds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any, NamedTuple

from hypothesis import strategies as st

from tests.by_hand import UNREADABLE as UNREADABLE_CELL
from tests.by_hand import Record

CELLS = {
    "segment": ["a", "b", "c", "", "n/a", "?"],
    "urgent": ["yes", "no", "", "n/a"],
    "score": ["0", "1", "2", "3", ""],
    "limit": ["0", "1", "2", "3", "", "n/a"],
    "site": ["x", "y", "z", ""],
    "sent_on": ["2026-01-01", "2026-01-02", "2026-01-15", "2026-01-31", "2026-02-01", ""],
}
FIELDS: dict[str, dict[str, Any]] = {
    "segment": {"type": "choice", "of": ["a", "b", "c"], "not_applicable": ["n/a"], "not_checked": ["?"]},
    "urgent": {"type": "yes_no", "not_applicable": ["n/a"]},
    "score": {"type": "whole_number", "at_least": "0", "at_most": "3"},
    "limit": {"type": "whole_number", "at_least": "0", "at_most": "3", "not_applicable": ["n/a"]},
    "site": {"type": "text"},
    "sent_on": {"type": "date"},
}
UNREADABLE = "(unreadable)"

STATES = st.sampled_from(["missing", "present", "not_applicable", "not_checked"])
NUMBERS = st.sampled_from(["0", "1", "2", "3"])
DATES = st.sampled_from(["2026-01-02", "2026-01-31"])
BOUNDS = ["at_least", "at_most", "above", "below"]


def words(*known: str) -> st.SearchStrategy[Any]:
    word = st.sampled_from(known)
    some = st.lists(word, min_size=1, max_size=2, unique=True)
    return st.one_of(
        word, some, st.builds(lambda words: {"not": words}, some), st.builds(lambda is_: {"is": is_}, STATES)
    )


def ordered(constants: st.SearchStrategy[str], other: str | None) -> st.SearchStrategy[Any]:
    bound = constants if other is None else st.one_of(constants, constants, st.just({"field": other}))
    compared = st.dictionaries(st.sampled_from(BOUNDS), bound, min_size=1, max_size=2)
    equal = [st.just({"field": other}), st.just({"not": {"field": other}})] if other else []
    return st.one_of(constants, compared, compared, st.builds(lambda is_: {"is": is_}, STATES), *equal)


TESTS: dict[str, st.SearchStrategy[Any]] = {
    "segment": words("a", "b", "c"),
    "urgent": words("yes", "no"),
    "score": ordered(NUMBERS, "limit"),
    "limit": ordered(NUMBERS, "score"),
    "site": words("x", "y"),
    "sent_on": ordered(DATES, None),
}


@st.composite
def conditions(draw: st.DrawFn, names: list[str], depth: int = 2) -> dict[str, Any]:
    written = {name: draw(TESTS[name]) for name in draw(st.lists(st.sampled_from(names), max_size=2, unique=True))}
    if depth and (not written or draw(st.integers(0, 2)) == 0):
        word = draw(st.sampled_from(["any", "all", "none"]))
        written[word] = draw(st.lists(conditions(names, depth - 1), min_size=1, max_size=3))
    return written or {names[0]: draw(TESTS[names[0]])}


class Found(NamedTuple):
    """One record, what each condition comes to, and whether such a record surely exists."""

    texts: dict[str, str]
    truths: list[bool | None]
    is_certain: bool


def every_record(
    rule_set: dict[str, Any], asked: Sequence[dict[str, Any]], example: dict[str, str] | None = None
) -> list[Found]:
    """All records, as far as the fields go that the conditions read; those that have what an example says."""
    text = str(asked)
    read = [name for name in FIELDS if f"'{name}'" in text]
    cells = [[*CELLS[name], UNREADABLE] for name in read]
    if example is not None:
        cells = [[example[name]] if name in example else each for name, each in zip(read, cells, strict=True)]
    fields = rule_set["records"]["fields"]
    impossible = {name: {UNREADABLE, *([""] if "required" in fields[name] else [])} for name in read}
    found = []
    for chosen in product(*cells):
        texts = {**dict.fromkeys(FIELDS, ""), **dict(zip(read, chosen, strict=True))}
        record = Record(0, texts, rule_set)
        record.cells.update({name: UNREADABLE_CELL for name in read if texts[name] == UNREADABLE})
        truths = [record.holds(condition) for condition in asked]
        found.append(Found(texts, truths, all(texts[name] not in impossible[name] for name in read)))
    return found


def rule_set_of(required: set[str], **parts: Any) -> dict[str, Any]:
    """A rule set over the fields, with these parts."""
    fields = {name: {**field, **({"required": "true"} if name in required else {})} for name, field in FIELDS.items()}
    return {
        "rule_set": "any",
        "title": "Any",
        "version": "1",
        "records": {"called": "order", "fields": fields},
        "rules": [{"id": "a", "title": "A", "measure": {"kind": "requirement", "must": {"site": {"is": "present"}}}}],
        **parts,
    }


REQUIRED = st.sets(st.sampled_from(sorted(FIELDS)))


@st.composite
def few_fields(draw: st.DrawFn) -> list[str]:
    """At most three fields, the two that are compared with each other together."""
    names = draw(st.lists(st.sampled_from(sorted(FIELDS)), min_size=1, max_size=3, unique=True))
    return [*dict.fromkeys(["score", "limit", *names])][:3] if {"score", "limit"} & set(names) else names
