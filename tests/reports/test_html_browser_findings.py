"""What a reader does with findings on a screen: sort, filter, drill down, and all of it with the keyboard."""

import re

import pytest

from checker.reports import html
from checker.reports.report import Manner
from tests.reports.browser import in_browser
from tests.reports.golden import results

pytestmark = in_browser

TABLE = "#commitment-1 table[data-o=breach]"


def ids(tab, table=TABLE):
    return tab.seen(f"{table} tbody tr td:first-child")


def column(tab, place, table=TABLE):
    return tab.seen(f"{table} tbody tr td:nth-child({place})")


def number(text):
    return int(re.sub(r"\D", "", text))


def test_at_first_each_table_shows_a_few_and_a_button_shows_all(opened):
    tab = opened("mixed")
    assert len(ids(tab)) == 10
    tab.page.click("#commitment-1 .more:has-text('Show all 139')")
    assert len(ids(tab)) == 139
    tab.page.click("#commitment-1 .more:has-text('Show the first 10 only')")
    assert len(ids(tab)) == 10


def test_every_column_sorts_up_and_down_by_what_it_means(opened):
    tab = opened("mixed")
    tab.page.click("#commitment-1 .more >> nth=0")
    before = column(tab, 4)
    head = tab.page.locator(f"{TABLE} th").nth(1)
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert [number(text) for text in column(tab, 2)] == sorted(map(number, column(tab, 2)))
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert [number(text) for text in column(tab, 2)] == sorted(map(number, column(tab, 2)), reverse=True)
    observed = tab.page.locator(f"{TABLE} th").nth(3)
    observed.locator("button").click()
    assert head.get_attribute("aria-sort") is None
    amounts = tab.page.eval_on_selector_all(f"{TABLE} tbody tr td:nth-child(4)", "all => all.map(one => one.dataset.v)")
    assert [float(one) for one in amounts if one] == sorted(float(one) for one in amounts if one)
    assert sorted(column(tab, 4)) == sorted(before)


GROUPS = "table.groups:has(tr.rest) >> nth=0"


def test_groups_sort_by_every_column_and_those_without_a_finding_stay_the_last(opened):
    tab = opened("mixed")
    table = tab.page.locator(GROUPS)
    rows = table.locator("tbody tr")
    rest = rows.last.inner_text()

    def cells(place):
        return table.locator(f"tbody tr:not(.rest) td:nth-child({place + 1})").all_inner_texts()

    before = cells(0)
    for place in (1, 2, 3, 4):
        head = table.locator("th").nth(place)
        head.locator("button").click()
        up = cells(place)
        assert head.get_attribute("aria-sort") == "ascending"
        head.locator("button").click()
        if place != 2:  # there the number kept stands before that of those judged
            assert [number(one) for one in up] == sorted(map(number, up))
        assert sorted(cells(place)) == sorted(up)
    table.locator("th button").first.click()
    assert cells(0) != before
    assert sorted(cells(0)) == sorted(before)
    assert rows.last.inner_text() == rest


def test_sorting_shows_the_first_of_all_and_not_of_those_that_were_seen(opened):
    tab = opened("mixed")
    button = tab.page.locator(f"{TABLE} th button").nth(1)
    button.click()
    button.click()
    assert len(ids(tab)) == 10
    assert number(column(tab, 2)[0]) == 5 + 11 * 139


def test_words_an_outcome_and_a_group_filter_together_and_say_how_many_are_left(opened):
    tab = opened("mixed")
    (before,) = tab.seen("#shown")
    tab.page.fill("#filter input", "jürgen")
    tab.page.wait_for_selector("body.filtered")
    assert tab.seen("table[data-o] tbody tr")
    assert all("Jürgen" in text for text in tab.seen("table[data-o] tbody tr"))
    tab.choose("o", "breach")
    assert tab.seen("#found h4") == [text for text in tab.seen("#found h4") if "breach" in text]
    tab.choose("g0", "Łódź")
    assert tab.seen("#found table[data-o] tbody tr") == [
        text for text in tab.seen("#found table[data-o] tbody tr") if "Jürgen" in text and "Łódź" in text
    ]
    (after,) = tab.seen("#shown")
    left, everything = map(int, re.findall(r"\d+", after))
    assert left == len(tab.seen("table[data-o] tbody tr"))
    assert everything == int(re.findall(r"\d+", before)[0])
    tab.page.click("#clear")
    assert tab.seen("#shown") == [before]


def test_what_fits_nothing_is_said(opened):
    tab = opened("mixed")
    tab.page.fill("#filter input", "nobody wrote this")
    tab.page.wait_for_selector("body.filtered")
    assert tab.seen("#shown") == ["No finding fits."]
    assert not tab.seen("#found article")


def test_a_group_of_a_commitment_leads_to_its_findings_and_back(opened):
    tab = opened("mixed")
    cell = tab.page.locator(".heatmap a[data-g]").first
    group = tab.seen(".heatmap tbody .h-group")[0]
    head = tab.seen(".heatmap thead th")[1].strip()
    cell.click()
    assert tab.page.url.endswith(tab.page.evaluate("location.hash"))
    (title,) = tab.seen("#found article h3")
    assert title.strip() == head
    rows = tab.seen("#found table[data-o] tbody tr")
    assert rows
    assert all(group in row for row in rows)
    tab.page.go_back()
    tab.page.wait_for_selector("body:not(.filtered)")
    assert len(tab.seen("#found article")) > 1


def test_a_record_leads_to_all_that_was_found_for_it(opened):
    tab = opened("mixed")
    record = ids(tab)[0]
    tab.page.click(f"{TABLE} .record >> nth=0")
    rows = tab.seen("table[data-o] tbody tr")
    assert len(rows) > 1
    assert all(record in row for row in rows)
    assert len(tab.seen("#found article")) > 1


def test_what_is_filtered_stands_in_the_address_and_comes_back_with_it(opened):
    tab = opened("mixed")
    tab.choose("o", "undetermined")
    tab.choose("g0", "Gdańsk")
    rows, address = tab.seen("table[data-o] tbody tr"), tab.page.url
    assert rows
    again = opened("mixed")
    again.page.goto("about:blank")
    again.asked.clear()
    again.page.goto(address)
    assert again.seen("table[data-o] tbody tr") == rows


def test_an_address_that_means_nothing_changes_nothing(opened):
    tab = opened("mixed")
    for hash_ in ("c=none&g9=1&q=", "%", "=", "__proto__=1", "g0=constructor"):
        tab.page.evaluate("hash => { location.hash = hash }", hash_)
        assert len(ids(tab)) == 10


def test_a_plain_link_after_a_filter_shows_what_it_leads_to(opened):
    tab = opened("mixed")
    tab.choose("g0", "Köln")
    tab.page.click(".commitments a >> nth=0")
    tab.page.wait_for_selector("body:not(.filtered)")
    assert tab.page.evaluate("location.hash").startswith("#commitment-")


def test_all_of_it_is_done_with_the_keyboard(opened):
    tab = opened("mixed")
    keys = tab.page.keyboard
    keys.press("Tab")
    assert tab.page.evaluate("document.activeElement.className") == "skip"
    keys.press("Enter")
    tab.page.focus("#filter input")
    keys.type("łódź")
    tab.page.wait_for_selector("body.filtered")
    assert all("Łódź" in row for row in tab.seen("table[data-o] tbody tr"))
    keys.press("Tab")
    assert tab.page.evaluate("document.activeElement.name") == "c"
    tab.page.locator(f"{TABLE} th button").nth(1).focus()
    keys.press("Enter")
    keys.press("Space")
    assert tab.page.locator(f"{TABLE} th").nth(1).get_attribute("aria-sort") == "descending"
    width = "getComputedStyle(document.activeElement).outlineStyle"
    assert tab.page.evaluate(width) == "solid"
    tab.page.locator(".heatmap a[data-g]").first.focus()
    keys.press("Enter")
    assert len(tab.seen("#found article")) == 1
    assert tab.page.evaluate("document.activeElement.name") == "q"


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("name", ["mixed", "several_rule_sets", "forty", "hostile"])
def test_the_page_itself_never_scrolls_sideways(opened, name, width):
    tab = opened(name, "auditor", viewport={"width": width, "height": 800})
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", ["mixed", "waived"])  # without a trend, and with one
def test_on_a_telephone_no_figure_and_no_verdict_is_squeezed(opened, name):
    tab = opened(name, viewport={"width": 400, "height": 800})
    widths = "all => all.map(one => one.getBoundingClientRect().width)"
    assert min(tab.page.eval_on_selector_all(".commitments td.c-state, .commitments td.c-actual", widths)) > 100


def test_a_figure_of_many_words_beside_a_trend_does_not_scroll_a_telephone_sideways(opened):
    earlier = {"version": "1", "verdict": "met", "kept": 9, "judged": 10, "statistic": "11.6 points"}
    one = {"id": "r", "title": "Promise", "counts": {"kept": 9, "breach": 1}, "verdict": "missed", "earlier": [earlier]}
    identity = {"id": "r", "version": "1", "title": "Promises"}
    spread = {
        "statistic": "spread",
        "unit": "points",
        "across": "branch",
        "at_most": 0.1,
        "words": {"at_most": "10 points"},
    }
    told = results({"verdict": "missed", "rule_set": identity, "rules": [one | {"asks": None, "target": spread}]})
    tab = opened("one", html=html.render(told, Manner("pl")).decode(), viewport={"width": 400, "height": 800})
    assert "było 11,6 punkty procentowe" in " ".join(tab.seen(".c-trend"))
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= 400


def test_what_scrolls_sideways_on_a_telephone_is_reached_with_the_keyboard(opened):
    tab = opened("mixed", viewport={"width": 400, "height": 800})
    assert tab.page.locator(".wide[tabindex='0'][aria-label]").count() > 3
    tab.page.set_viewport_size({"width": 1280, "height": 800})
    tab.page.wait_for_function("!document.querySelector('.heatmap').parentNode.hasAttribute('tabindex')")
