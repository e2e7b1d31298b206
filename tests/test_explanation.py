"""What is explained is what the kinds themselves say, and nothing is left out."""

from __future__ import annotations

import pytest

from checker.explanation import explain, kinds
from checker.measures import KINDS
from checker.measures import NAMES as MEASURES
from checker.ruleset.shape import keys_of
from checker.targets import NAMES as TARGETS


def words(text: str) -> str:
    return " ".join(text.split())


def test_every_measure_target_and_field_type_can_be_explained() -> None:
    assert {kind.word for kind in kinds().values() if kind.sort == "measure"} == set(MEASURES)
    assert {kind.word for kind in kinds().values() if kind.sort == "target"} == set(TARGETS)
    assert {kind.word for kind in kinds().values() if kind.sort == "field type"} == {
        "text", "choice", "yes_no", "whole_number", "number", "share", "date", "moment",
    }  # fmt: skip


@pytest.mark.parametrize("word", MEASURES)
def test_a_measure_is_explained_by_its_documentation_its_keys_and_its_examples(word: str) -> None:
    told = explain(word)
    assert words(KINDS[word].__doc__) in words(told)
    for key in set(keys_of(KINDS[word])) - {"kind"}:
        assert f"\n  {key} " in told
    assert "Examples (each is a test)" in told
    assert "is kept: kept" in told


def test_an_example_shows_its_record_and_what_is_expected() -> None:
    told = explain("elapsed_time")
    assert "    - exactly on the limit is kept: kept, observed 48 hours, limit 48 hours\n" in told
    assert "        {ordered_at: 2026-06-01 09:00:00, delivered_at: 2026-06-03 09:00:00}\n" in told
