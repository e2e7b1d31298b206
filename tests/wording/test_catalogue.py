"""Every language has every message: the same names in braces, as many forms as it needs, and no English left over.

How words are added: write the English phrase into report_templates/words/en.toml, run `python
tests/wording/test_catalogue.py`, which puts it into the catalogue of every other language, and translate it there.
"""

import io
import re
import string
import sys
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

from checker.cli.check import check
from checker.cli.render import render
from checker.wording.catalogue import english, folder, languages, messages
from checker.wording.language import phrases

OTHERS = [language for language in languages() if language != "en"]

SAME = {
    "condition.list", "join.comma", "join.part", "join.sentence", "join.colon", "join.stop", "join.end", "join.none",
    "page.in_file", "target.sourced",
}  # fmt: skip
"""What may be said in another language as in English, though it has letters."""


def catalogue_of(language: str) -> Catalog:
    with (folder() / f"{language}.po").open("rb") as file:
        catalogue: Catalog = read_po(file, locale=language.replace("-", "_"), abort_invalid=True)
    return catalogue


def brought_up_to_date(language: str) -> bytes:
    """The catalogue with every message of English in its order, what is not translated yet empty."""
    path, locale = folder() / f"{language}.po", language.replace("-", "_")
    old = catalogue_of(language) if path.exists() else Catalog(locale)
    new = Catalog(locale)
    for each in messages(english()):
        found = old.get(each.id, each.context)
        empty = ("",) * new.num_plurals if each.one is not None else ""
        is_known = found is not None and isinstance(found.string, str) == isinstance(empty, str)
        new.add(
            each.id,
            found.string if found and is_known else empty,
            context=each.context,
            flags=found.flags if found else (),
        )
    file = io.BytesIO()
    write_po(file, new, width=0, omit_header=True)
    plural = get_plural(locale)
    header = HEADER.format(locale=locale, forms=plural.num_plurals, plural=plural.plural_expr)
    return (header + file.getvalue().decode()).encode()


HEADER = r"""# The words of reports; the English ones are in en.toml, which this follows.
msgid ""
msgstr ""
"Language: {locale}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals={forms}; plural={plural};\n"

"""


def both(found: Message) -> list[str]:
    return [found.string] if isinstance(found.string, str) else list(found.string or ())


def names(phrase: str) -> set[str]:
    return {name for _, name, *_ in string.Formatter().parse(phrase) if name}


@pytest.mark.parametrize("command", [check, render])
def test_reports_can_be_asked_for_in_every_language(command):
    (option,) = [each for each in command.params if each.name == "language"]
    assert {option.type.convert(name, option, None) for name in languages()} == set(languages())
    assert option.type.get_metavar(option, None) == f"[{'|'.join(languages())}]"


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_has_every_message_and_no_other_in_the_order_of_the_english_words(language):
    assert brought_up_to_date(language) == (folder() / f"{language}.po").read_bytes(), (
        "words were added or changed: run python tests/wording/test_catalogue.py, then translate what is empty"
    )


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_is_translated_with_the_same_names_and_in_every_form(language):
    catalogue, wrong = catalogue_of(language), []
    for each in messages(english()):
        found = catalogue.get(each.id, each.context)
        assert found is not None, each.context
        said, wanted = both(found), catalogue.num_plurals if each.one is not None else 1
        if len(said) != wanted or (not all(said) and each.other.strip()) or found.fuzzy:
            wrong.append(f"{each.context} is not translated")
        elif any(names(form) - {"n"} != names(each.other) - {"n"} for form in said):
            wrong.append(f"{each.context} has other names than {each.other!r}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_left_in_english(language):
    catalogue = catalogue_of(language)
    left = []
    for each in messages(english()):
        found = catalogue.get(each.id, each.context)
        has_words = re.search(r"[A-Za-z]{2}", re.sub(r"\{\w+\}", "", each.other))
        if found and has_words and each.context not in SAME and set(both(found)) & {each.one, each.other}:
            left.append(each.context)
    assert set(left) <= SAME_IN.get(language, set())


SAME_IN: dict[str, set[str]] = {
    "pl": {
        "page.program",
        "trend.title",
        "distribution.minutes",
        "distribution.limit",
        "page.limit",
        "role.standard",
        "worked_out.difference",
    },
    "es": {"distribution.minutes", "measure.no", "page.size"},
}
"""Words that are written in a language as in English."""


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_speaks_of_numbers_as_babel_knows_the_language(language):
    plural = get_plural(language.replace("-", "_"))
    catalogue = catalogue_of(language)
    assert (catalogue.num_plurals, catalogue.plural_expr) == (plural.num_plurals, plural.plural_expr)


@pytest.mark.parametrize("language", languages())
def test_every_phrase_can_be_said(language):
    say = phrases(language)
    for each in messages(english()):
        *sections, name = each.path
        if each.one is not None and len(sections) == 1:
            for number in (0, 1, 2, 5, 22, 1_000_000):
                filled = say.counted(sections[0], name, number, **dict.fromkeys(names(each.other) - {"n"}, "x"))
                assert "{" not in filled
                assert "  " not in filled


if __name__ == "__main__":
    for language in sys.argv[1:] or OTHERS:
        path = Path(folder() / f"{language}.po")
        path.write_bytes(brought_up_to_date(language))
