"""Text from outside becomes part of a query as a constant or a name, and as nothing else."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.sources.reading import sql

ANY_TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=30)


@settings(deadline=None)
@given(st.lists(ANY_TEXT, min_size=1, max_size=20))
def test_any_text_is_itself_as_a_constant_and_as_a_name(texts):
    columns = ", ".join(f"{sql.constant(text)} AS {sql.name(f'{place} {text}')}" for place, text in enumerate(texts))
    with duckdb.connect() as connection:
        answer = connection.execute(f"SELECT {columns}")
        assert [column[0] for column in answer.description] == [f"{place} {text}" for place, text in enumerate(texts)]
        assert answer.fetchall() == [tuple(texts)]


@pytest.mark.parametrize("write", [sql.constant, sql.name])
def test_text_with_a_nul_character_is_refused(write):
    with pytest.raises(ValueError, match="NUL"):
        write("a\0b")


@pytest.mark.parametrize(
    ("words", "answers"),
    [((), [False, False]), (("a",), [True, False]), (("a", "b'"), [True, True]), (("A", ""), [False, False])],
)
def test_a_cell_is_one_of_words_as_they_are_written(words, answers):
    with duckdb.connect() as connection:
        rows = connection.execute(f"SELECT {sql.one_of('x', words)} FROM (VALUES ('a'), ('b''')) t(x)").fetchall()
    assert [row[0] for row in rows] == answers
