"""The words of the language, explained on 80 columns from their own documentation."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from checker.explanation import kinds

Call = Callable[..., tuple[int, str, str]]


def test_without_a_word_every_word_is_listed_with_its_first_sentence(checker: Call) -> None:
    code, out, _ = checker("explain")
    assert code == 0
    for word, kind in kinds().items():
        assert f"\n  {word} " in f"\n{out}"
        assert " ".join(kind.gist.split()) in " ".join(out.split())


@pytest.mark.parametrize("word", kinds())
def test_a_word_is_explained_within_80_columns(checker: Call, word: str) -> None:
    code, out, _ = checker("explain", *word.split())
    assert code == 0
    kind = kinds()[word]
    assert out.startswith(f"{kind.word}: a {kind.sort}\n")
    assert max(map(len, out.splitlines())) <= 80


def test_hyphens_name_the_same_measure(checker: Call) -> None:
    assert checker("explain", "elapsed-time") == checker("explain", "elapsed_time")


def test_an_unknown_word_exits_with_2_and_names_the_nearest(checker: Call) -> None:
    code, out, err = checker("explain", "elapsd_time")
    assert (code, out) == (2, "")
    assert err == "checker: no word 'elapsd_time' is known here; did you mean 'elapsed_time'?\n"
