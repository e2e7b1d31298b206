"""The known word that somebody probably meant, and none where nobody can tell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.ruleset.model import RuleSet
from checker.ruleset.nearest import _OTHER_NAMES, did_you_mean, distance, meant_by, nearest
from checker.ruleset.shape import Form, words_of

KEYS = ("rule_set", "title", "version", "records", "rules", "overall", "at_least", "at_most", "to", "by")
WORDS = st.text("abc_", max_size=8)


@pytest.mark.parametrize(
    ("one", "other", "letters"),
    [
        ("", "", 0),
        ("to", "to", 0),
        ("", "abc", 3),
        ("form", "from", 1),
        ("wihtin", "within", 1),
        ("tilte", "title", 1),
        ("sevrity", "severity", 1),
        ("severityy", "severity", 1),
        ("ca", "abc", 3),
        ("kitten", "sitting", 3),
    ],
)
def test_the_distance_is_the_number_of_letters_to_change(one: str, other: str, letters: int) -> None:
    assert distance(one, other) == distance(other, one) == letters


@given(WORDS, WORDS)
def test_the_distance_is_nothing_for_equal_words_alone_and_no_more_than_the_longer_one(one: str, other: str) -> None:
    assert (distance(one, other) == 0) == (one == other)
    assert abs(len(one) - len(other)) <= distance(one, other) <= max(len(one), len(other))


@given(WORDS, WORDS, st.integers(0, 4))
def test_a_distance_is_not_counted_further_than_asked(one: str, other: str, most: int) -> None:
    assert distance(one, other, most) == min(distance(one, other), most + 1)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("titel", "title"),
        ("Title", "title"),
        ("rule-set", "rule_set"),
        ("rule set", "rule_set"),
        ("too", "to"),
        ("recods", "records"),
        ("over", "overall"),
        ("vers", "version"),
        ("atleast", "at_least"),
        ("at_leats", "at_least"),
        # Too far, or nothing at all
        ("at_", None),
        ("period", None),
        ("x", None),
        ("", None),
        ("colour", None),
        # One letter of two is no hint; the beginning of several words neither
        ("bo", "to"),
        ("xx", None),
        ("at_m", "at_most"),
    ],
)
def test_the_nearest_word_is_one_that_can_have_been_meant(word: str, meant: str | None) -> None:
    assert nearest(word, KEYS) == meant


def test_a_word_of_the_language_is_no_slip_for_one_far_from_it() -> None:
    assert nearest("delivered_on", ["delivered_at"]) == "delivered_at"
    assert nearest("delivered_on", ["delivered_at"], furthest=1) is None


def test_the_beginning_of_one_word_goes_before_letters_that_are_wrong() -> None:
    assert nearest("ordered", ["order_id", "ordered_at"]) == "ordered_at"
    assert nearest("order", ["order_id", "ordered_at"]) is None


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("if", ["when", "then"], "when"),
        ("and", ["any", "all", "none"], "all"),
        ("or", ["any", "all", "none"], "any"),
        ("not", ["any", "all", "none"], "none"),
        ("else", ["otherwise"], "otherwise"),
        (">=", ["at_least", "at_most", "above", "below"], "at_least"),
        ("datetime", ["text", "moment"], "moment"),
        ("limit", ["from", "to", "within"], "within"),
        ("limit", ["from", "to"], None),
    ],
)
def test_a_word_of_other_programs_is_known(word: str, known: list[str], meant: str | None) -> None:
    assert meant_by(word, known) == meant


def test_other_words_are_for_words_that_the_language_has() -> None:
    values = "breach choice date kept met missed missing moment number present share text whole_number yes_no".split()
    kinds = "checklist elapsed_time promise_kept requirement".split()
    assert set(_OTHER_NAMES) <= words_of(Form(RuleSet)) | set(values) | set(kinds)


def test_a_hint_is_the_word_that_was_meant_or_those_that_are_known() -> None:
    assert did_you_mean("opn", ["open", "sent"]) == "did you mean 'open'?"
    assert did_you_mean("lost", ["open", "shut"]) == "known are open, shut"
    assert did_you_mean("lost", ["open"], else_list="known here are") == "known here is only open"
    assert did_you_mean("lost", []) is None
    many = [f"field_{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]
    assert did_you_mean("lost", many) == f"known are field_t, {', '.join(many[:7])} and 18 more"
    rules = [f"rule-{number}" for number in range(100)]
    assert (did_you_mean("an-unknown-rule-77", rules) or "").endswith(" and 92 more")
    assert "rule-77" in (did_you_mean("an-unknown-rule-77", rules) or "")


def test_a_very_long_word_is_compared_by_its_beginning() -> None:
    assert nearest("x" * 100_000, KEYS) is None
