"""The templates alone: whatever a text holds, it is text; a word that is missing is an error."""

from typing import Any

import jinja2
import pytest

from checker.reports.printing.pages import Characters, document_date, document_title
from checker.reports.printing.templates import environment
from checker.shipped import shipped
from checker.wording import phrases
from tests.reports.conftest import golden
from tests.reports.golden import HOSTILE


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_the_templates_escape_every_text_and_run_none(text):
    macros: Any = environment().get_template("draw.svg.j2").module
    drawn = str(macros.state("met", {"met": text}))
    inside = drawn.partition("<title>")[2].partition("</title>")[0]
    assert "<" not in inside
    assert '"' not in inside
    assert "1337" not in inside


def test_no_template_marks_a_text_as_safe():
    folder = shipped("report_templates")
    assert not [
        path.name for path in folder.rglob("*.j2") if "|safe" in path.read_text(encoding="utf-8").replace(" ", "")
    ]
    assert environment().autoescape is True


def test_a_word_that_a_template_does_not_get_is_an_error():
    with pytest.raises(jinja2.UndefinedError):
        environment().get_template("report.html.j2").render()


def test_characters_that_cannot_be_drawn_are_written_as_codes_and_remembered():
    characters = Characters(frozenset("abcU+0123456789"))
    assert characters.finalize("ab\u200bcĀ\x07") == "ab\u200bcU+0100U+0007"
    assert characters.missing == {"Ā"}
    assert characters.finalize(7) == 7


@pytest.mark.parametrize(
    ("as_of", "until", "date"),
    [
        ("2026-10-01T00:00:00+02:00", "2026-09-30", "2026-10-01T00:00:00+02:00"),
        (None, "2026-09-30", "2026-09-30T00:00:00+00:00"),
        ("soon", "later", "2000-01-01T00:00:00+00:00"),
    ],
)
def test_the_document_bears_the_date_of_the_audit_and_never_the_clocks(as_of, until, date):
    results = golden("all_met")
    assert results.period is not None
    period = results.period.model_copy(update={"until": until})
    assert document_date(results.model_copy(update={"as_of": as_of, "period": period})) == date


def test_a_document_is_called_after_what_it_is_about():
    say = phrases()
    assert document_title(golden("all_met"), say) == "Delivery of orders - Wigry & Daughters - 2026-Q3"
    assert document_title(golden("nothing_judged"), say) == "Delivery of orders"
    assert document_title(golden("several_rule_sets"), say) == "Service standards report - Wigry & Daughters - 2026-Q3"
