"""Questions about conditions, against every record there is, and by cases that a reader can check."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.conditions import Condition
from checker.ruleset.analysis.possible_values import NotAnalysed
from checker.ruleset.analysis.regions import (
    RecordSpace,
    TooMuchWork,
    Work,
    always_holds,
    can_hold,
    equal,
    implies,
    regions,
)
from checker.ruleset.model import RuleSet
from tests.ruleset.analysis.all_records import REQUIRED, conditions, every_record, few_fields, rule_set_of


def space_of(written: dict[str, Any]) -> RecordSpace:
    return RecordSpace.of(RuleSet.model_validate(written))


def asked(written: dict[str, Any]) -> Condition:
    return Condition.model_validate(written)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_answers_are_what_all_records_show(data: st.DataObject) -> None:
    names = data.draw(few_fields())
    written = rule_set_of(data.draw(REQUIRED))
    one, other = data.draw(conditions(names)), data.draw(conditions(names))
    found = [each.truths for each in every_record(written, [one, other])]
    space, first, second = space_of(written), asked(one), asked(other)
    assert can_hold(first, space) == any(truths[0] for truths in found)
    assert always_holds(first, space) == all(truths[0] for truths in found)
    assert implies(first, second, space) == all(truths[1] for truths in found if truths[0])
    assert equal(first, second, space) == all(truths[0] is truths[1] for truths in found)
    assert {region.truths for region in regions([first, second], space)} == {tuple(truths) for truths in found}


WORKED_OUT = {
    "size": [{"when": {"score": {"at_least": "2"}}, "then": "large"}, {"otherwise": "small"}],
    "worth": [{"when": {"size": "large", "urgent": "yes"}, "then": "high"}],
    "points": [{"when": {"size": "large"}, "then": "3"}, {"otherwise": "1.5"}],
}
SPACE = space_of(rule_set_of(set(), worked_out=WORKED_OUT))


@pytest.mark.parametrize(
    ("condition", "may_hold"),
    [
        # A worked-out field is one of its results, and what it is worked out from goes with it
        ({"size": "large"}, True),
        ({"size": {"not": ["large", "small"]}}, False),
        ({"size": "large", "score": {"at_least": "2"}}, True),
        ({"size": "large", "score": {"below": "2"}}, False),
        ({"worth": "high", "score": "1"}, False),
        ({"worth": "high", "size": "small"}, False),
        ({"worth": {"is": "missing"}, "score": "1"}, True),
        ({"points": {"above": "3"}}, False),
        ({"points": {"above": "1", "below": "2"}}, True),
        ({"points": "3", "size": "small"}, False),
        # Other fields: every order is tried, also of three
        ({"score": {"above": {"field": "limit"}}, "limit": {"above": {"field": "score"}}}, False),
        ({"score": {"above": {"field": "limit"}}, "limit": "3"}, False),
        ({"score": {"above": {"field": "limit"}}, "limit": "2"}, True),
        ({"score": {"field": "limit"}, "limit": {"not": {"field": "score"}}}, False),
        ({"score": {"at_least": {"field": "points"}}, "limit": {"below": {"field": "points"}}}, True),
        ({"score": {"field": "points"}, "points": "1.5"}, False),
        # Patterns: what they leave out is proved by the texts that they match
        ({"site": {"matches": "^PL-[0-9]{3}$"}}, True),
        ({"site": {"matches": "^PL-", "not": "PL-1"}}, True),
        ({"site": ["A1", "B1"], "none": [{"site": {"matches": "1$"}}]}, False),
        ({"site": "A1", "all": [{"site": {"matches": "^(B|A)[1-3]"}}]}, True),
        ({"site": {"matches": "x", "is": "missing"}}, False),
        # Nothing is known of two patterns that no text was found for
        ({"all": [{"site": {"matches": "^PL"}}, {"site": {"matches": "^DE"}}]}, True),
        # Not applicable is no, missing is unknown, and `is` is never unknown
        ({"segment": "a", "none": [{"segment": {"is": "present"}}]}, False),
        ({"segment": {"is": "not_applicable", "not": "a"}}, False),
        ({"none": [{"segment": {"not": "a"}}], "segment": {"is": "not_applicable"}}, True),
        ({"site": {"is": "not_applicable"}}, False),
        # Dates and bounds that are tables
        ({"sent_on": {"above": "2026-01-01", "below": "2026-01-02"}}, False),
        ({"sent_on": {"above": "2026-01-01", "below": "2026-01-03"}}, True),
        ({"score": {"at_least": [{"when": {"size": "large"}, "then": "4"}, {"otherwise": "2"}]}}, False),
        ({"score": {"at_least": [{"when": {"size": "large"}, "then": "3"}, {"otherwise": "2"}]}}, True),
        ({"score": {"at_least": [{"when": {"segment": "a"}, "then": {"field": "limit"}}]}, "limit": "3"}, True),
    ],
)  # fmt: skip
def test_whether_a_condition_can_hold(condition: dict[str, Any], may_hold: bool) -> None:
    assert can_hold(asked(condition), SPACE) is may_hold


def test_fields_that_are_given_narrow_the_answer() -> None:
    condition, given_too = asked({"size": "large"}), asked({"score": "1"})
    assert can_hold(condition, SPACE)
    assert not can_hold(condition, SPACE, given=[given_too])
    assert not always_holds(condition, SPACE)
    assert always_holds(condition, SPACE, given=[asked({"score": "3"})])


def test_a_chain_of_worked_out_fields_is_followed_as_far_as_is_reasonable() -> None:
    chain = {f"f{n}": [{"when": {f"f{n + 1}": "a"}, "then": "a"}, {"otherwise": "b"}] for n in range(200)}
    chain["f200"] = [{"when": {"site": "a"}, "then": "a"}, {"otherwise": "b"}]
    space = space_of(rule_set_of(set(), worked_out=chain))
    assert can_hold(asked({"f0": "a"}), space)
    assert not can_hold(asked({"f195": "a", "site": "b"}), space)
    with pytest.raises(NotAnalysed, match="worked out from more than 100 fields"):
        can_hold(asked({"f0": "a", "site": "b"}), space)


def test_questions_that_take_too_long_are_given_up() -> None:
    space = space_of(rule_set_of(set()))
    pattern = {"any": [{"site": {"matches": f"^{letter}"}} for letter in "abcdefg"]}
    with pytest.raises(NotAnalysed, match="more than 5 patterns"):
        can_hold(asked(pattern), space)
    with pytest.raises(TooMuchWork):
        can_hold(asked({"site": "a"}), RecordSpace(space.columns, work=Work(10)))
