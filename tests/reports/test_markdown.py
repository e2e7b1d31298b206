"""The report for pull requests: as golden files say, small enough for a comment, and no text of a record is markup."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from checker.reports import markdown
from checker.reports.markdown import MOST, render
from tests.reports.conftest import golden, words
from tests.reports.golden import FOLDER, GOLDEN, HOSTILE, many
from tests.reports.test_html import Document
from tests.reports.test_reports_hostile import LEFT_ALONE

EXPECTED = FOLDER / "markdown"
LONGEST_COMMENT = 65_536
TAGS = set("h2 h3 p strong table thead tbody tr th td ul li br details summary span".split())


def shown(text: str) -> str:
    """The report as HTML, as a page that allows HTML would show it."""
    return MarkdownIt("commonmark", {"html": True}).enable("table").render(text)


@pytest.mark.parametrize("name", GOLDEN)
def test_it_says_what_the_golden_file_says(name: str) -> None:
    # To accept a change that is meant: write the report into the file, and look at it where Markdown is shown.
    assert render(golden(name)).decode() == (EXPECTED / f"{name}.md").read_text(encoding="utf-8")


def test_every_golden_file_belongs_to_golden_results() -> None:
    assert {path.stem for path in EXPECTED.iterdir()} == set(GOLDEN)


@pytest.mark.parametrize("name", [*GOLDEN, "hostile"])
def test_every_table_has_as_many_cells_in_each_row(name: str) -> None:
    html = shown(render(golden(name)).decode())
    assert "| " not in Document(html).text.replace("\\|", "")
    for table in re.findall(r"<table>.*?</table>", html, re.DOTALL):
        rows = re.findall(r"<tr>.*?</tr>", table, re.DOTALL)
        assert len(rows) > 1
        assert len({len(re.findall(r"<t[hd]\b", row)) for row in rows}) == 1


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_markup_of_a_record_is_seen_as_it_is_written(name: str) -> None:
    html = shown(render(golden("hostile")).decode())
    assert set(re.findall(r"<([a-z][a-z0-9]*)", html)) <= TAGS
    assert not re.search(r"<[a-z]+ (?!style=\"text-align:right\")", html)
    assert words(HOSTILE[name]) in words(Document(html).text.replace("\u200b", ""))


def test_a_title_is_seen_as_it_is_written_in_the_table_and_above_its_findings() -> None:
    title = "a_b *c* [d](e) `f` <i>g</i> &amp; h|i ~~j~~ \\l"
    found = many(1, missed=1, title=title.replace("{", "{{"))
    text = Document(shown(render(found).decode())).text.replace("\u200b", "")
    assert text.count(title) == 3  # the table, the decision asked, and the findings


def test_very_many_findings_and_commitments_are_left_out_and_that_is_told() -> None:
    told = render(many(400, missed=400)).decode()
    assert 0.9 * MOST < len(told) < LONGEST_COMMENT
    assert "300 further commitments, none of them worse than these, are left out here." in told
    assert "380 further decisions are left out here." in told
    listed = told.count("<details>")
    assert f"{400 - listed} further commitments with findings are left out here." in told
    assert 50 < listed < 400


def test_a_mention_a_number_and_an_address_are_not_linked() -> None:
    (whole,) = many(1).model_dump(by_alias=True)["rule_sets"]
    whole["rules"][0]["title"] = "@octocat closes #1, see https://example.org, www.example.org :tada: at 09:51:00"
    changed = type(many(1)).model_validate({**many(1).model_dump(by_alias=True), "rule_sets": [whole]})
    told = markdown.render(changed).decode()
    for linked in ("@octocat", "#1,", "https://example", "www.example", ":tada:"):
        assert linked not in told
    assert "09:51:00" in told
