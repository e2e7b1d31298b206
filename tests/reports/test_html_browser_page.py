"""The page beside its script: whole without it, safe with it, on paper, and in the dark."""

import re

import pypdf
import pytest

from tests.reports.browser import in_browser
from tests.reports.conftest import html_of
from tests.reports.golden import GOLDEN
from tests.reports.test_html import Document

pytestmark = in_browser

EVERYTHING = "document.getElementById('main').textContent.replace(/\\s+/g, ' ')"


@pytest.mark.parametrize("name", GOLDEN)
def test_without_scripts_every_finding_is_seen_and_no_control_that_does_nothing(opened, name):
    tab = opened(name, "auditor", java_script_enabled=False)
    rows = re.findall('<table class="evidence[^>]*data-o=.*?</table>', html_of(name, "auditor"), re.DOTALL)
    expected = sum(table.count("<tr") - 1 for table in rows)
    seen = tab.page.locator("table[data-o] tbody tr")
    assert seen.count() == expected
    assert all(seen.nth(place).is_visible() for place in {0, expected // 2, expected - 1} if expected)
    assert not [one for one in tab.page.locator("button, input, select").all() if one.is_visible()]


def test_with_scripts_nothing_is_lost(opened):
    with_script = opened("mixed", "auditor")
    told = with_script.page.evaluate(EVERYTHING)
    for text in Document(html_of("mixed", "auditor")).texts:
        said = " ".join(text.split())
        assert said in told or not said or said in ("Findings:", *with_script.seen("nav a"), "To the report")


def test_another_script_in_the_page_does_not_run(opened):
    html = html_of("mixed").replace(
        "</body>", "<script>window.ran = 1</script><img src='data:,' onerror='window.ran = 1'></body>"
    )
    tab = opened("mixed", html=html)
    assert tab.page.evaluate("window.ran") is None
    assert len(tab.wrong) >= 2
    assert all("Content Security Policy" in told for told in tab.wrong)
    tab.wrong.clear()
    assert len(tab.seen("#filter")) == 1


def test_hostile_texts_stay_texts_when_they_are_sorted_filtered_and_chosen(opened):
    tab = opened("hostile", "auditor")
    count = "document.querySelectorAll('script, img, iframe, object').length"
    assert tab.page.evaluate(count) == 1
    for button in tab.page.locator("table[data-o] th button").all()[:6]:
        button.click()
    for place in range(6):
        tab.page.locator(".record:visible").nth(place).click()
        tab.page.click("#clear")
    tab.page.fill("#filter input", "<script>alert(1)</script>")
    tab.page.wait_for_selector("body.filtered")
    assert tab.seen("table[data-o] tbody tr")
    assert tab.page.evaluate(count) == 1


def test_in_the_dark_the_page_is_dark_and_on_paper_it_is_not(opened):
    tab = opened("mixed", color_scheme="dark")
    colours = "[...'html,section'.split(',')].map(one => getComputedStyle(document.querySelector(one)).backgroundColor)"
    assert all(sum(map(int, re.findall(r"\d+", one)[:3])) < 150 for one in tab.page.evaluate(colours))
    tab.page.emulate_media(media="print", color_scheme="dark")
    ink = tab.page.evaluate("getComputedStyle(document.querySelector('.verdict')).color")
    assert sum(map(int, re.findall(r"\d+", ink)[:3])) < 150


def test_printed_it_is_whole_without_controls_and_page_1_is_one_page(opened, tmp_path):
    tab = opened("mixed", "auditor")
    pages = pypdf.PdfReader(_printed(tab, tmp_path)).pages
    first, text = pages[0].extract_text(), "\n".join(page.extract_text() for page in pages)
    assert "Data quality" in first
    assert "Where" not in first.splitlines()
    assert "Show all" not in text
    assert "To the report" not in text
    for row in (5 + 11 * 139, 5 + 11 * 31):  # the last of those that the screen does not show at first
        assert f"{row:,}" in text


def test_printed_while_filtered_it_says_that_it_is_a_part(opened, tmp_path):
    tab = opened("mixed")
    tab.choose("g0", "Köln")
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(_printed(tab, tmp_path)).pages)
    assert tab.seen("#shown")[0] in text


def _printed(tab, folder):
    path = folder / "printed.pdf"
    tab.page.pdf(path=path, prefer_css_page_size=True)
    return path
