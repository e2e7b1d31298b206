"""Hostile texts in every place that a record or a rule file can reach: they are shown, cut, and nothing acts."""

import io
import os
import re

import pikepdf
import pytest

from checker.reports.text import summary, width
from tests.reports.conftest import drawn_within, golden, html_of, pages, pages_of, pdf_of, words
from tests.reports.golden import HOSTILE, hostile
from tests.reports.test_html import Document

LEFT_ALONE = (
    "script", "image", "link", "attachment", "anchor", "css", "svg", "comment", "template", "entity", "address",
    "formula", "plus", "at", "quotes", "braces",
)  # fmt: skip
SHOWN = {
    "control": "bellU+0007 escapeU+001B[31m nullU+0000 tab end",
    "bidi": "invoiceU+202Egnp.exeU+202C U+2066isolatedU+2069 markU+200F",
    "invisible": "zeroU+200BwidthU+2060joinerU+FEFFmark",
}


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_markup_templates_and_formulas_are_seen_as_they_are_written(name):
    assert words(HOSTILE[name]) in Document(html_of("hostile")).text.replace("\u200b", "")
    assert "1337" not in "".join(pages_of("hostile"))


@pytest.mark.parametrize(("name", "seen"), SHOWN.items())
def test_what_turns_hides_or_controls_is_written_as_its_code(name, seen):
    assert seen in Document(html_of("hostile")).text
    for text in (html_of("hostile"), "".join(pages_of("hostile")), summary(golden("hostile"))):
        assert not re.search(
            "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]", text
        )


def test_long_texts_are_cut_and_floods_of_marks_and_lines_with_them():
    text = Document(html_of("hostile")).text
    assert "W" * 41 not in text
    assert "many words" in text
    assert "line 499" not in text
    assert "\u0301" * 5 not in text
    assert max(map(len, re.findall(r"(?:many words ?)+", text))) < 4000


def test_the_pdf_has_no_link_outside_no_script_and_only_its_own_attachments():
    with pikepdf.open(io.BytesIO(pdf_of("hostile"))) as document:
        assert set(document.attachments) == {"results.json", "findings.csv"}
        assert "/OpenAction" not in document.Root
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary):
                assert item.get("/S") not in ("/URI", "/Launch", "/JavaScript", "/GoToR", "/SubmitForm")
                assert "/JS" not in item
                assert "/AA" not in item


def test_no_file_of_the_machine_is_in_the_pdf():
    name = os.uname().nodename
    with pikepdf.open(io.BytesIO(pdf_of("hostile"))) as document:
        streams = [item.read_bytes() for item in document.objects if isinstance(item, pikepdf.Stream)]
    assert not [stream for stream in streams if b"root:x:0:0" in stream or stream.strip() == name.encode()]


@pytest.mark.parametrize("name", ["long_word", "long_text", "many_lines", "combining", "svg"])
def test_no_text_alone_holds_the_drawing_up(name):
    _, plain = drawn_within(hostile({f"plain_{n}": "plain" for n in range(4)}))
    document, used = drawn_within(hostile({name: HOSTILE[name]} | {f"plain_{n}": "plain" for n in range(3)}))
    assert used < 3 * plain  # five seconds where nothing else runs; what holds it up takes minutes
    assert "Data quality" in pages(document)[0]


def test_the_terminal_summary_of_hostile_texts_keeps_its_columns_and_sends_nothing_to_the_terminal():
    text = summary(golden("hostile"))
    assert "\x1b" not in text
    assert max(map(width, text.splitlines())) <= 80
