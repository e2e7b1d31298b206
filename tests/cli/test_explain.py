"""The words of the language, explained on 80 columns from their own documentation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from checker.explanation import kinds
from checker.shipped import shipped
from checker.wording.catalogue import languages

Call = Callable[..., tuple[int, str, str]]

DELIVERY = shipped("rules") / "delivery.yaml"


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


def test_the_sentences_stand_within_80_columns_in_every_language(checker: Call) -> None:
    for language in languages():
        code, out, _ = checker("explain", f"{DELIVERY}:delivery-cycle", "--language", language)
        assert code == 0
        assert out
        assert max(map(len, out.splitlines())) <= 80


def test_an_unknown_rule_exits_with_2_and_names_the_nearest(checker: Call) -> None:
    code, out, err = checker("explain", f"{DELIVERY}:delivery-cycel")
    assert (code, out) == (2, "")
    assert "has no rule 'delivery-cycel'; did you mean 'delivery-cycle'?" in err


def test_a_file_that_is_not_there_is_told(checker: Call) -> None:
    code, _, err = checker("explain", "nowhere.yaml:rule")
    assert code == 2
    assert err == "checker: there is no file 'nowhere.yaml'; write it as FILE.yaml:RULE\n"


def test_a_rule_whose_standard_lies_elsewhere_is_explained_with_its_folder(tmp_path: Path, checker: Call) -> None:
    rules = tmp_path / "delivery.yaml"
    rules.write_text(Path(DELIVERY).read_text("utf-8"), "utf-8")
    assert checker("explain", f"{rules}:delivery-cycle")[0] == 2
    standards = Path(DELIVERY).parents[1] / "standards"
    assert checker("explain", f"{rules}:delivery-cycle", "--standards", str(standards))[0] == 0
