"""Texts made from patterns: whatever is made is matched, and the patterns that people write are understood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.ruleset.analysis.pattern_examples import LONGEST, matching_texts, searched


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        ("^PL-", ["PL-"]),
        ("^PL-[0-9]{3}$", ["PL-000"]),
        ("^(PL|DE)-|-x$", ["PL-", "-x"]),
        ("^[^0-9]+$", ["x"]),
        ("^[^x0]$", ["-"]),
        ("a.c?d*", ["ax"]),
        (r"^\(s\)$", ["(s)"]),
        ("^(?:ab){2,}$", ["abab"]),
        ("^(?P<year>20[0-9][0-9])$", ["2000"]),
        ("(a{1,9}){400}", []),
        ("[", []),
    ],
)
def test_texts_are_made_from_what_people_write(pattern: str, texts: list[str]) -> None:
    assert matching_texts(pattern) == texts


PARTS = ["a", "b", "[ab]", "[^a]", "(a|b)", ".", "x?", "y*", "z+", "k{2}", "(?:ab)+", "$"]


@given(st.lists(st.lists(st.sampled_from(PARTS), min_size=1, max_size=6), min_size=1, max_size=3))
def test_every_text_that_is_made_is_matched(alternatives: list[list[str]]) -> None:
    pattern = "^" + "|".join("".join(parts) for parts in alternatives)
    found = matching_texts(pattern)
    assert all(searched(pattern, text) and len(text) <= LONGEST for text in found)
    assert found or "$" in pattern
