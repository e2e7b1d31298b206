"""Each reader gets their own parts of a report, all from the same templates and with nothing that leads nowhere."""

import re

import pytest

from checker.problems import CheckerError
from checker.reports import Manner, pdf
from checker.reports.printing.profiles import DEFAULT, PROFILES, parts_of
from tests.reports.conftest import html_of, pages, pages_of, pdf_of, words
from tests.reports.golden import GOLDEN, results

HEADS = {
    "executive": ["Where"],
    "manager": ["Where", "What was found", "How it was judged"],
    "auditor": ["Where", "What was found", "How it was judged", "Sign-off", "Appendix: the evidence"],
}


def heads(name, profile):
    return re.findall(r'<h2 class="part">([^<]+)</h2>', html_of(name, profile))


@pytest.mark.parametrize("profile", PROFILES)
def test_each_profile_has_its_parts(profile):
    assert heads("mixed", profile) == HEADS[profile]
    text = "\n".join(pages_of("mixed", profile))
    for part in HEADS["auditor"]:
        assert (re.search(rf"^ *{part}$", text, re.MULTILINE) is not None) is (part in HEADS[profile])


@pytest.mark.parametrize("name", GOLDEN)
def test_an_executive_gets_two_pages_at_most_and_they_are_small(name):
    assert len(pages_of(name, "executive")) <= 2
    if name not in ("mixed", "several_rule_sets"):  # whose results and findings are large
        assert len(pdf_of(name, "executive")) <= 120_000


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", GOLDEN)
def test_every_link_leads_to_a_place_that_is_there(name, profile):
    page = html_of(name, profile)
    places = set(re.findall(r'\bid="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= places


def test_whoever_leaves_out_commitments_on_page_1_says_where_they_are():
    assert "see the attached results" in " ".join(pages_of("forty", "executive")[0].split())


def test_the_default_is_what_a_manager_reads():
    assert html_of("mixed") == html_of("mixed", DEFAULT) != html_of("mixed", "executive")


def test_an_unknown_profile_is_an_error_that_names_the_known_ones():
    with pytest.raises(CheckerError, match="'board' is no profile of a report; known are executive, manager, auditor"):
        parts_of("board")


def test_page_1_is_the_same_for_all_but_for_its_links():
    first = [pages_of("mixed", profile)[0] for profile in PROFILES]
    assert len({re.sub(r"\d+ ?/ ?\d+$", "", words(page)) for page in first}) == 1
    assert "Wigry & Daughters" in first[0]


LONG = "with many further words that make the name of it as long as names get in the largest of companies and countries"


def large(number, sites):
    """So many commitments over so many sites, all with names of about 120 characters."""
    names = [f"Site {n} {LONG}"[:120] for n in range(sites)]
    rules = [
        {
            "id": f"rule-{n}", "title": f"Orders of kind {n} {LONG}"[:120], "verdict": "missed",
            "clause": {"id": f"delivery.kind-{n}", "text": LONG * 3}, "counts": {"kept": 90_000 + n, "breach": 9_000},
            "remedy": LONG, "owner": LONG, "spread": {"branch": names}, "found": {"late": 5},
        }
        for n in range(number)
    ]  # fmt: skip
    return results({"verdict": "missed", "rules": rules})


@pytest.mark.parametrize(("number", "sites"), [(1, 1), (9, 12), (60, 200)])
def test_two_pages_are_enough_whatever_there_is_to_tell(number, sites):
    told = pages(pdf.render(large(number, sites), Manner(profile="executive")))
    assert len(told) == 2
    assert "Data quality" in told[0]
    assert told[1].lstrip().startswith("Where")
    assert "Attached: findings.csv" in told[1]
