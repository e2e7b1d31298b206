"""Conditions over an engine are yes, no or unknown as the language says, for every state that a cell can have."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from checker.conditions import Condition, holds
from checker.engines import open_engine
from checker.ruleset.model import RuleSet
from checker.sources import open_records
from tests.by_hand import Record
from tests.engines.available import ENGINES

Written = dict[str, Any]

RULE_SET: Written = yaml.load(
    """
    rule_set: conditions
    title: Conditions
    version: 1
    records:
      called: record
      time_zone: Europe/Warsaw
      fields:
        number: {type: number, not_applicable: [n/a], not_checked: ["?"]}
        other: {type: number, not_applicable: [n/a]}
        group: {type: choice, of: [A, B, C], not_applicable: [n/a]}
        answer: {type: yes_no, not_checked: ["?"]}
    rules: [{id: some, title: Some, measure: {kind: requirement, must: {group: A}}}]
    """,
    Loader=yaml.BaseLoader,
)
CELLS = {
    "number": ["", "x", "n/a", "?", "1", "2.5"],
    "other": ["", "n/a", "1", "2.5"],
    "group": ["", "D", "n/a", "A", "B"],
    "answer": ["", "?", "yes", "no"],
}
ROWS = [dict(zip(CELLS, cells, strict=True)) for cells in product(*CELLS.values())]
"""Every combination of what may stand in four cells."""

Asked = Mapping[str, Condition]


@contextmanager
def asked_of(rows: list[dict[str, str]], folder: Path, name: str) -> Iterator[Any]:
    """Ask conditions of records, in an engine: for each condition, its truth for every record."""
    rule_set = RuleSet.model_validate(RULE_SET)
    columns = rule_set.columns()
    path = folder / "records.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(CELLS), quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)
    with open_engine([path], name=name) as engine:
        table = open_records([path], rule_set.records, engine.connection)
        frame = engine.frame(table.relation)

        def truths(conditions: list[Written]) -> list[tuple[bool | None, ...]]:
            read = [Condition.model_validate(written) for written in conditions]
            asked = [holds(condition, columns).alias(f"c{place}") for place, condition in enumerate(read)]
            answers = engine.rows(frame.select(*asked))
            return list(zip(*answers, strict=True))

        yield truths


@pytest.fixture(scope="module", params=ENGINES)
def truths(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with asked_of(ROWS, tmp_path_factory.mktemp("conditions"), request.param) as ask:
        yield ask


# ---- what the language says, case by case ----------------------------------------------------------------------------

YES, NO, UNKNOWN = True, False, None

NINE_FOR_A = [{"when": {"group": "A"}, "then": "9"}, {"otherwise": "1"}]

SAYINGS = [
    # A comparison with a missing field is unknown, also its opposite; so it is with what was not readable or not seen.
    ({"group": "A"}, {"group": ""}, UNKNOWN),
    ({"group": {"not": "A"}}, {"group": ""}, UNKNOWN),
    ({"group": {"not": ["A", "B"]}}, {"group": "D"}, UNKNOWN),
    ({"answer": "yes"}, {"answer": "?"}, UNKNOWN),
    ({"number": {"at_least": "1"}}, {"number": "x"}, UNKNOWN),
    ({"number": {"field": "other"}}, {"number": "1", "other": ""}, UNKNOWN),
    # With one that does not apply it is no, also its opposite, on either side.
    ({"group": "A"}, {"group": "n/a"}, NO),
    ({"group": {"not": "A"}}, {"group": "n/a"}, NO),
    ({"number": {"below": "9"}}, {"number": "n/a"}, NO),
    ({"number": {"field": "other"}}, {"number": "1", "other": "n/a"}, NO),
    ({"number": {"not": {"field": "other"}}}, {"number": "", "other": "n/a"}, NO),
    ({"number": {"above": {"field": "other"}}}, {"number": "2.5", "other": "n/a"}, NO),
    # What is asked with `is` is never unknown; what cannot be read is there all the same.
    ({"group": {"is": "missing"}}, {"group": ""}, YES),
    ({"group": {"is": "present"}}, {"group": ""}, NO),
    ({"group": {"is": "present"}}, {"group": "D"}, YES),
    ({"group": {"is": "not_applicable"}}, {"group": "n/a"}, YES),
    ({"group": {"is": "present"}}, {"group": "n/a"}, NO),
    ({"answer": {"is": "not_checked"}}, {"answer": "?"}, YES),
    ({"answer": {"is": "missing"}}, {"answer": "?"}, NO),
    # All keys must hold: one no decides whatever is missing, one yes does not.
    ({"group": "A", "answer": "yes"}, {"group": "", "answer": "no"}, NO),
    ({"group": "A", "answer": "yes"}, {"group": "", "answer": "yes"}, UNKNOWN),
    ({"number": {"at_least": "1", "below": "2"}}, {"number": "2.5"}, NO),
    # Of several one is enough: one yes decides whatever is missing.
    ({"any": [{"group": "A"}, {"answer": "yes"}]}, {"group": "", "answer": "yes"}, YES),
    ({"any": [{"group": "A"}, {"answer": "yes"}]}, {"group": "", "answer": "no"}, UNKNOWN),
    # None of them: one yes makes it no, one unknown leaves it unknown.
    ({"none": [{"group": "A"}, {"answer": "yes"}]}, {"group": "", "answer": "yes"}, NO),
    ({"none": [{"group": "A"}, {"answer": "yes"}]}, {"group": "", "answer": "no"}, UNKNOWN),
    ({"none": [{"group": "A"}, {"answer": "yes"}]}, {"group": "n/a", "answer": "no"}, YES),
    # A bound by a table: without a row that fits, or with an unknown one, the comparison is unknown.
    ({"number": {"at_least": [{"when": {"group": "A"}, "then": "1"}]}}, {"number": "1", "group": "B"}, UNKNOWN),
    ({"number": {"at_least": NINE_FOR_A}}, {"number": "1", "group": ""}, UNKNOWN),
    ({"number": {"at_least": NINE_FOR_A}}, {"number": "1", "group": "n/a"}, YES),
    ({"number": {"at_least": NINE_FOR_A}}, {"number": "1", "group": "A"}, NO),
    ({"number": {"at_least": [{"otherwise": {"field": "other"}}]}}, {"number": "1", "other": "n/a"}, NO),
]  # fmt: skip


def test_a_condition_is_yes_no_or_unknown_as_the_language_says(truths: Any) -> None:
    usual = {"number": "1", "other": "1", "group": "A", "answer": "yes"}
    places = [ROWS.index(usual | cells) for _, cells, _ in SAYINGS]
    found = truths([condition for condition, _, _ in SAYINGS])
    for (condition, cells, expected), answers, place in zip(SAYINGS, found, places, strict=True):
        assert answers[place] is expected, f"{condition} of {cells}"


# ---- random conditions, every combination of cells -------------------------------------------------------------------

WORDS = {"group": ["A", "B", "C"], "answer": ["yes", "no"]}
BOUNDS = ("at_least", "at_most", "above", "below")
NUMBERS = st.sampled_from(["1", "2", "2.5"])


def tables(value: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Bounds by the group, with or without a row for all others."""
    rows = st.builds(
        lambda group, then: {"when": {"group": group}, "then": then}, st.sampled_from(WORDS["group"]), value
    )
    ends = st.one_of(st.just([]), value.map(lambda then: [{"otherwise": then}]))
    return st.builds(lambda first, end: [*first, *end], st.lists(rows, min_size=1, max_size=2), ends)


words = st.one_of(
    *(
        st.builds(
            lambda name, word, form: {name: word if form == "is" else {"not": word}},
            st.just(name),
            st.one_of(st.sampled_from(known), st.lists(st.sampled_from(known), min_size=1, max_size=3)),
            st.sampled_from(["is", "not"]),
        )
        for name, known in WORDS.items()
    )
)
one_bound = st.one_of(NUMBERS, st.just({"field": "other"}), tables(st.one_of(NUMBERS, st.just({"field": "other"}))))
bounded = st.dictionaries(st.sampled_from(BOUNDS), one_bound, min_size=1, max_size=2).map(
    lambda asked: {"number": asked}
)
equal = st.sampled_from(
    [{"number": {"field": "other"}}, {"number": {"not": {"field": "other"}}}, {"other": ["1", "2"]}]
)
states = st.builds(
    lambda name, asked: {name: {"is": asked}},
    st.sampled_from(sorted(CELLS)),
    st.sampled_from(["missing", "present", "not_applicable", "not_checked"]),
)
leaves = st.lists(st.one_of(words, bounded, equal, states), min_size=1, max_size=2).map(
    lambda parts: {name: asked for part in parts for name, asked in part.items()}
)
conditions = st.recursive(
    leaves,
    lambda inner: st.builds(
        lambda word, parts, beside: {**beside, word: parts},
        st.sampled_from(["any", "all", "none"]),
        st.lists(inner, min_size=1, max_size=3),
        st.one_of(st.just({}), leaves),
    ),
    max_leaves=6,
)

RECORDS = [Record(number, cells, RULE_SET) for number, cells in enumerate(ROWS, start=1)]


@settings(
    max_examples=5, deadline=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(st.lists(conditions, min_size=30, max_size=30))
def test_random_conditions_are_what_they_are_by_hand(truths: Any, written: list[Written]) -> None:
    for condition, answers in zip(written, truths(written), strict=True):
        for record, answer in zip(RECORDS, answers, strict=True):
            assert answer is record.holds(condition), f"{condition} of {ROWS[record.row - 1]}"
