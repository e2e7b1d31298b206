"""Conditions mean the same, or one holds of fewer records, only where that is so of every record."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from checker.conditions import Condition
from checker.difference.implication import disjoint, implies
from checker.difference.logic import EVERYTHING, Logic, Node
from checker.ruleset.model import RuleSet
from tests.test_conditions_engine import RECORDS, RULE_SET, conditions

READER: TypeAdapter[Condition] = TypeAdapter(Condition)
COLUMNS = RuleSet.model_validate(RULE_SET).columns()
LOGICS = (Logic(COLUMNS, {}), Logic(COLUMNS, {}, frozenset(COLUMNS.fields)))
"""Without and with the knowledge that choices have the same words on both sides."""


def node(condition: dict[str, Any], logic: Logic = LOGICS[0]) -> Node:
    return logic.node(READER.validate_python(condition))


# ---- nothing is claimed that is not so of every record ---------------------------------------------------------------


def related(one: dict[str, Any], other: dict[str, Any]) -> list[dict[str, Any]]:
    """Conditions made of two, of which some hold of fewer records than others."""
    return [
        one, other, {"all": [one, other]}, {"all": [other, {"all": [one]}]}, {"any": [one, other]}, {"none": [one]},
        {"none": [one, other]}, {"none": [{"all": [one, other]}]}, {"none": [{"none": [one]}]},
    ]  # fmt: skip


@settings(max_examples=60, deadline=None, derandomize=True)
@given(one=conditions, other=conditions, logic=st.sampled_from(LOGICS))
def test_what_is_claimed_of_two_conditions_is_so_of_every_record(
    one: dict[str, Any], other: dict[str, Any], logic: Logic
) -> None:
    written = related(one, other)
    nodes = [node(condition, logic) for condition in written]
    truths = [[record.holds(condition) for record in RECORDS] for condition in written]
    for mine, my_truths in zip(nodes, truths, strict=True):
        for theirs, their_truths in zip(nodes, truths, strict=True):
            if mine == theirs:
                assert my_truths == their_truths
            if implies(mine, theirs):
                assert not [1 for a, b in zip(my_truths, their_truths, strict=True) if a is True and b is not True]
            if disjoint(mine, theirs):
                assert not [1 for a, b in zip(my_truths, their_truths, strict=True) if a is True and b is True]


# ---- what is found ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"group": "A"}, {"group": ["A"]}),
        ({"group": ["A", "B"]}, {"group": ["B", "A"]}),
        ({"number": "1"}, {"number": "1.0"}),
        (
            {"number": {"at_least": "1", "below": "2"}},
            {"all": [{"number": {"below": "2.0"}}, {"number": {"at_least": "1"}}]},
        ),
        ({"number": {"above": "1"}}, {"number": {"at_least": "1.000001"}}),
        ({"any": [{"group": "A"}, {"group": "B"}]}, {"group": ["A", "B"]}),
        ({"any": [{"group": "A"}, {"any": [{"answer": "yes"}]}]}, {"any": [{"answer": "yes"}, {"group": "A"}]}),
        ({"any": [{"group": "A"}]}, {"group": "A"}),
        (
            {"none": [{"group": "A"}, {"answer": "yes"}]},
            {"none": [{"answer": "yes"}], "all": [{"none": [{"group": "A"}]}]},
        ),
        ({"none": [{"none": [{"group": "A"}]}]}, {"group": "A"}),
        ({"number": {"field": "other"}}, {"other": {"field": "number"}}),
    ],
)
def test_conditions_that_mean_the_same_are_equal(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert node(one) == node(other)


def test_words_left_out_of_a_choice_are_the_other_words_where_both_sides_have_the_same() -> None:
    assert node({"group": {"not": "C"}}, LOGICS[1]) == node({"group": ["A", "B"]}, LOGICS[1])
    assert node({"group": {"not": "C"}}) != node({"group": ["A", "B"]})
    # Not applicable is no word: it is not C, and yet no answer to what is asked.
    assert node({"group": {"not": "C"}}, LOGICS[1]) != node({"none": [{"group": "C"}]}, LOGICS[1])


NARROWER = [
    ({"group": "A"}, {"group": ["A", "B"]}),
    ({"group": {"not": ["A", "B"]}}, {"group": {"not": "A"}}),
    ({"group": "A"}, {"group": {"not": "B"}}),
    ({"group": "A", "answer": "yes"}, {"answer": "yes"}),
    ({"group": "A"}, {"any": [{"group": "A"}, {"answer": "yes"}]}),
    ({"any": [{"group": "A"}, {"group": "B"}]}, {"group": ["A", "B", "C"]}),
    ({"number": {"at_least": "2"}}, {"number": {"at_least": "1"}}),
    ({"number": {"at_most": "1"}}, {"number": {"below": "2"}}),
    ({"number": "2"}, {"number": {"at_least": "1", "at_most": "2"}}),
    ({"number": {"at_least": "2"}}, {"number": {"not": "1"}}),
    ({"none": [{"group": ["A", "B"]}]}, {"none": [{"group": "A"}]}),
    ({"none": [{"any": [{"group": "A"}, {"answer": "yes"}]}]}, {"none": [{"group": "A"}]}),
    ({"group": "A"}, {"group": {"is": "present"}}),
    ({"number": {"at_least": [{"when": {"group": "A"}, "then": "2"}, {"otherwise": "2"}]}},
     {"number": {"at_least": [{"when": {"group": "A"}, "then": "1"}, {"otherwise": "2"}]}}),
]  # fmt: skip


@pytest.mark.parametrize(("narrower", "wider"), NARROWER)
def test_a_condition_that_holds_of_fewer_records_is_known(narrower: dict[str, Any], wider: dict[str, Any]) -> None:
    assert implies(node(narrower), node(wider))
    assert not implies(node(wider), node(narrower))
    assert implies(node(narrower), EVERYTHING)
    assert not implies(EVERYTHING, node(narrower))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"group": "A"}, {"group": "B"}),
        ({"group": "A"}, {"answer": "yes"}),
        ({"group": {"is": "present"}}, {"group": "A"}),
        # An unreadable cell is recorded, and still no word.
        ({"none": [{"group": {"is": "present"}}]}, {"none": [{"group": "A"}]}),
        ({"number": {"at_least": {"field": "other"}}}, {"number": {"at_least": "1"}}),
        ({"none": [{"group": "A"}]}, {"none": [{"group": ["A", "B"]}]}),
    ],
)
def test_nothing_is_claimed_without_proof(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert not implies(node(one), node(other))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"group": "A"}, {"group": "B"}, True),
        ({"group": "A", "answer": "yes"}, {"group": ["B", "C"]}, True),
        ({"group": "A"}, {"group": {"not": ["A", "C"]}}, True),
        ({"number": {"at_least": "2"}}, {"number": {"below": "2"}}, True),
        ({"number": "1"}, {"number": {"at_least": "2"}}, True),
        ({"number": {"at_least": "2"}}, {"number": {"at_most": "2"}}, False),
        ({"group": "A"}, {"answer": "yes"}, False),
        ({"group": "A"}, {"group": ["A", "B"]}, False),
    ],
)
def test_conditions_that_no_record_has_both_are_known(
    one: dict[str, Any], other: dict[str, Any], expected: bool
) -> None:
    assert disjoint(node(one), node(other)) is expected
    assert disjoint(node(other), node(one)) is expected


def test_a_proof_that_takes_too_long_is_given_up() -> None:
    def groups(word: str) -> dict[str, Any]:
        parts = [{"group": "A", "number": {"at_least": f"{number}"}} for number in range(1, 700)]
        return {"any": [{"all": [part, {word: {"is": "present"}}]} for part in parts]}

    assert not implies(node(groups("other")), node(groups("answer")))
