"""Conditions as they are written: which form was meant, what they read, and what is refused.

What holds of which record is tested on every engine.
"""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from checker.conditions import (
    BOUNDS,
    Comparison,
    Condition,
    FieldReference,
    FittingRow,
    OtherwiseRow,
    row_kind,
    value_kind,
)

READER: TypeAdapter[Condition] = TypeAdapter(Condition)


def condition(**written: Any) -> Condition:
    return READER.validate_python(written)


def the_test(written: Any) -> Any:
    return condition(a=written).tests["a"]


# ---- forms -----------------------------------------------------------------------------------------------------------


def test_a_word_and_words_are_themselves() -> None:
    assert the_test("A") == "A"
    assert the_test("") == ""
    assert the_test("17:00") == "17:00"
    assert the_test(["A", "B"]) == ("A", "B")


def test_another_field_is_named() -> None:
    assert the_test({"field": "b"}) == FieldReference(field="b")


@pytest.mark.parametrize("key", BOUNDS)
def test_a_bound_is_a_constant_a_field_or_a_table(key: str) -> None:
    assert getattr(the_test({key: "3"}), key) == "3"
    assert getattr(the_test({key: {"field": "b"}}), key) == FieldReference(field="b")
    first, last = getattr(the_test({key: [{"when": {"c": "x"}, "then": {"field": "b"}}, {"otherwise": "4"}]}), key)
    assert isinstance(first, FittingRow)
    assert isinstance(last, OtherwiseRow)
    assert (first.then, last.otherwise) == (FieldReference(field="b"), "4")
    assert first.when.tests == {"c": "x"}


def test_not_takes_a_word_words_or_a_field() -> None:
    assert the_test({"not": "A"}).not_ == ("A",)
    assert the_test({"not": ["A", "B"]}).not_ == ("A", "B")
    assert the_test({"not": {"field": "b"}}).not_ == FieldReference(field="b")


@pytest.mark.parametrize("word", ["missing", "present", "not_applicable", "not_checked"])
def test_is_asks_whether_there_is_a_value(word: str) -> None:
    assert the_test({"is": word}).is_ == word


def test_one_comparison_may_ask_several_things() -> None:
    asked = the_test({"at_least": "1", "below": "5", "not": "3", "is": "present", "matches": "^1"})
    assert isinstance(asked, Comparison)
    assert asked.model_fields_set == {"at_least", "below", "not_", "is_", "matches"}


def test_groups_hold_conditions_beside_tests() -> None:
    whole = condition(a="x", any=[{"b": "y"}, {"all": [{"c": "z"}]}], none=[{"d": {"is": "missing"}}])
    assert whole.tests == {"a": "x"}
    assert list(whole.groups) == ["any", "none"]
    assert whole.groups["any"][1].groups["all"][0].tests == {"c": "z"}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({}, "a condition is empty"),
        ({"a": {}}, "a comparison is empty"),
        ({"a": []}, "at least 1 item"),
        ({"any": []}, "at least 1 item"),
        ({"any": {"a": "x"}}, "valid tuple"),
        ({"any": [{}]}, "a condition is empty"),
        ({"a": {"greater_than": "3"}}, "Extra inputs are not permitted"),
        ({"a": {"field": "b", "above": "3"}}, "Extra inputs are not permitted"),
        ({"a": {"is_": "missing"}}, "Extra inputs are not permitted"),
        ({"a": {"not_": "x"}}, "Extra inputs are not permitted"),
        ({"a": {"is": "empty"}}, "Input should be 'missing', 'present', 'not_applicable' or 'not_checked'"),
        ({"a": {"not": {"at_least": "3"}}}, "valid tuple"),
        ({"a": {"not": {"field": "B"}}}, "match pattern"),
        ({"a": {"matches": ""}}, "at least 1 character"),
        ({"a": {"matches": "x" * 1001}}, "at most 1000 characters"),
        ({"a": [["x"]]}, "valid string"),
        ({"a": [{"not": "x"}]}, "valid string"),
        ({"a": {"at_least": [{"otherwise": "1"}, {"otherwise": "2"}]}}, "row 1 always fits"),
        ({"a": {"at_least": [{"when": {}, "then": "1"}]}}, "a condition is empty"),
    ],
)
def test_what_says_nothing_or_too_much_is_refused(written: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        READER.validate_python(written)


# ---- which form was meant --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ({"when": {}, "then": "x"}, "when"),
        ({"when": {}}, "when"),
        ({"then": "x"}, "when"),
        ({"otherwise": "x"}, "otherwise"),
        ({"otherwse": "x"}, "otherwise"),
        ({"else": "x"}, "otherwise"),
        ({"wehn": {}, "then": "x"}, "when"),
        ({"when": {}, "thn": "x"}, "when"),
        ({"when": {}, "then": "x", "otherwise": "y"}, "when"),
        ({"a": "x", "b": "y"}, "when"),
        ({}, "when"),
        ("x", "when"),
        (OtherwiseRow(otherwise="x"), "otherwise"),
    ],
)
def test_a_row_is_told_as_the_kind_that_was_meant(written: Any, kind: str) -> None:
    assert row_kind(written) == kind


@pytest.mark.parametrize(
    ("written", "kind"),
    [("x", "constant"), (3, "constant"), ({"field": "a"}, "field"), ({}, "field"), ([], "table"), ((), "table")],
)
def test_a_value_is_told_as_the_form_that_was_meant(written: Any, kind: str) -> None:
    assert value_kind(written) == kind


# ---- what a condition reads ------------------------------------------------------------------------------------------

WHOLE = condition(
    a="x",
    b={"not": {"field": "c"}},
    d={"at_least": {"field": "e"}, "below": [{"when": {"f": "x"}, "then": {"field": "g"}}, {"otherwise": "1"}]},
    h={"is": "present"},
    i={"is": "present", "matches": "^x"},
    any=[{"j": {"field": "k"}}, {"none": [{"l": {"is": "missing"}}]}],
)


def test_every_field_that_is_read_is_named() -> None:
    assert list(WHOLE.fields()) == ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]


def test_fields_of_which_only_is_is_asked_are_not_compared() -> None:
    compared = list(WHOLE.compared_fields())
    assert compared == ["a", "b", "c", "d", "e", "f", "g", "i", "j", "k"]


def test_a_condition_is_written_as_it_was_read() -> None:
    written = WHOLE.model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert READER.validate_python(written) == WHOLE
