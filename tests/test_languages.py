"""The languages of reports by all their names."""

import pytest

from checker.languages import LANGUAGES, language_named
from checker.wording import languages
from checker.written import in_language


def test_they_are_those_with_words() -> None:
    assert sorted(LANGUAGES) == sorted(languages())


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        *((name, name) for name in LANGUAGES), ("EN", "en"), ("en-GB", "en"), ("es_MX", "es"), ("es-419", "es"),
        ("pl-PL", "pl"), ("ru_RU.UTF-8", "ru"), ("zh", "zh-Hant"),
        ("zh_Hant", "zh-Hant"), ("zh-hant", "zh-Hant"), ("zh-TW", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"), ("zh_HK.UTF-8", "zh-Hant"),
    ],
)  # fmt: skip
def test_a_language_has_many_names(name: str, meant: str) -> None:
    assert language_named(name) == meant


@pytest.mark.parametrize("name", ["pt-BR", "de", "", "english", "enx", "zh-CN", "zh-Hans", "zh_Hans_TW", "*", "C"])
def test_any_other_is_told_with_those_that_there_are(name: str) -> None:
    with pytest.raises(ValueError, match=r"known languages are en, es, pl, ru, zh-Hant") as raised:
        language_named(name)
    assert ("traditional signs" in str(raised.value)) is name.startswith("zh")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"en": "a", "zh": "b"}, "b"),
        ({"en": "a", "zh": "b", "zh-Hant": "c"}, "c"),
        ({"en": "a", "zh": ""}, "a"),
        ({"pl": "d"}, "d"),
    ],
)
def test_texts_of_a_language_are_found_without_its_script(words: dict[str, str], said: str) -> None:
    assert in_language(words, "zh-Hant") == said
