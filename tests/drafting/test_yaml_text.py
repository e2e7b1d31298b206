"""Any text comes back from a rule file as it was, and no text is more than one value or one comment."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from checker.drafting.yaml_text import listed, scalar, shown
from checker.ruleset.characters import can_be_written
from checker.ruleset.yaml12 import compose
from tests.ruleset.core_schema import core_value

anything = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Łódź", "Łódź"), ("call 30 minutes before", "call 30 minutes before"), ("V-4", "V-4"), ("no", '"no"'),
        ("Null", '"Null"'), ("1", '"1"'), ("a: b", '"a: b"'), ("a #b", '"a #b"'), ("", '""'), (" a", '" a"'),
        ('"\\', '"\\"\\\\"'), ("\u202eevil", '"\\u202eevil"'), ("a\nb", '"a\\x0ab"'), ("\U000e0001", '"\\U000e0001"'),
    ],
)  # fmt: skip
def test_a_text_is_quoted_where_it_needs_it(text: str, written: str) -> None:
    assert scalar(text) == written


@given(st.lists(anything, min_size=1, max_size=3))
def test_any_words_come_back_as_they_were_for_us_and_for_editors(words: list[str]) -> None:
    assume(all(map(can_be_written, words)))
    for read in (compose(f"x: {listed(words)}\n", "x"), compose(f"x: {listed(words)}\n", "x", core_value)):
        composed, problems = read
        assert composed is not None, problems
        assert composed.value == {"x": words}


@given(anything)
def test_what_is_shown_in_a_comment_ends_with_it(text: str) -> None:
    composed, problems = compose(f"# {shown(text)}\nx: y\n", "x")
    assert composed is not None, problems
    assert composed.value == {"x": "y"}
