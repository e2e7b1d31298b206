"""The HTML report as a file: nothing in it reaches out, nothing in it needs a script, and only one may run."""

import base64
import re
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from checker.reports import html, json, text
from checker.reports.printing.attachments import findings_csv
from checker.reports.printing.profiles import PROFILES
from checker.shipped import shipped
from tests.reports.conftest import golden, html_of, words
from tests.reports.golden import GOLDEN, many

REACHES_OUT = {"src", "srcset", "href", "xlink:href", "action", "formaction", "poster", "background", "data", "style"}
NAMES = [*GOLDEN, "hostile"]


class Document(HTMLParser):
    """The elements of a document with their attributes, and its visible text."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.texts, self._inside = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        self._inside.append(tag)

    def handle_endtag(self, tag):
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, text):
        if not {"style", "title", "script", "select"} & set(self._inside):
            self.texts.append(text)

    @property
    def text(self):
        return words(" ".join(self.texts))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_in_it_refers_to_anything_outside(name):
    for tag, attributes in Document(html_of(name)).elements:
        for key, value in attributes.items():
            assert not key.startswith("on")
            if key == "style":
                assert re.fullmatch(r"left: \d+(\.\d)?%", value)
            elif key in REACHES_OUT:
                assert value.startswith(("#", "data:text/csv;", "data:application/json;")), (tag, key, value)
    (style,) = re.findall(r"<style>(.*?)</style>", html_of(name), re.DOTALL)
    assert "url(" not in style
    assert "@import" not in style


@pytest.mark.parametrize("name", NAMES)
def test_it_has_one_script_which_is_ours_and_its_policy_allows_no_other(name):
    elements = Document(html_of(name)).elements
    assert not {"iframe", "object", "embed", "form", "link", "base", "img"} & {tag for tag, _ in elements}
    policies = [one["content"] for _, one in elements if one.get("http-equiv") == "Content-Security-Policy"]
    scripts = re.findall("<script[^>]*>(.*?)</script>", html_of(name), re.DOTALL)
    allowed = "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    assert scripts == [(shipped("report_templates") / "screen.js").read_text(encoding="utf-8").rstrip("\n")]
    fingerprint = base64.b64encode(sha256(scripts[0].encode()).digest()).decode()
    assert policies == [f"default-src 'none'; script-src 'sha256-{fingerprint}'; {allowed}"]


@pytest.mark.parametrize("name", GOLDEN)
@pytest.mark.parametrize("profile", PROFILES)
def test_what_is_not_data_takes_less_than_150_kilobytes(name, profile):
    data = sum(map(len, re.findall('href="data:[^"]*"', html_of(name, profile))))
    texts = sum(map(len, Document(html_of(name, profile)).texts))
    assert len(html_of(name, profile)) - data - texts < 150_000


@pytest.mark.parametrize("name", NAMES)
def test_every_picture_has_a_title(name):
    pictures = re.findall("<svg.*?</svg>", html_of(name, "auditor"), re.DOTALL)
    assert pictures
    assert all(re.match("<svg[^>]*><title>[^<]+</title>", one) for one in pictures)


@pytest.mark.parametrize("name", ["mixed", "hostile"])
def test_the_results_and_findings_can_be_saved_from_it(name):
    saved = {
        one["download"]: base64.b64decode(one["href"].partition("base64,")[2])
        for tag, one in Document(html_of(name)).elements
        if tag == "a" and "download" in one
    }
    assert saved == {
        "results.json": json.render(golden(name)),
        "findings.csv": findings_csv(golden(name)).encode(),
    }


@pytest.mark.parametrize("name", GOLDEN)
def test_every_link_leads_somewhere_in_it(name):
    elements = Document(html_of(name)).elements
    anchors = [one["id"] for _, one in elements if "id" in one]
    assert len(anchors) == len(set(anchors))
    links = {one["href"].removeprefix("#") for tag, one in elements if tag == "a" and one["href"].startswith("#")}
    assert links <= set(anchors)


def test_nothing_is_left_out_for_want_of_room():
    text = Document(html_of("forty")).text
    assert all(f"Orders of kind {n} arrive" in text for n in range(1, 41))
    assert text.count("Look into orders of kind 37 ") >= 1
    assert "further commitments" not in text
    assert "further decisions" not in text


def test_it_says_its_language_title_and_encoding_and_fits_a_narrow_window():
    elements = Document(html_of("mixed")).elements
    assert ("html", {"lang": "en"}) in elements
    assert ("meta", {"charset": "utf-8"}) in elements
    assert ("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}) in elements
    assert "<title>Delivery of orders - Wigry &amp; Daughters - 2026-Q3</title>" in html_of("mixed")


def test_full_titles_and_remedies_stand_once_in_every_report():
    title = "Orders of kind {n} " + "that somebody placed " * 7 + "arrive"
    results = many(1, missed=1, title=title)
    remedy = "Look into every order of the kind " * 16 + "again"
    (whole,) = results.model_dump(mode="json", by_alias=True)["rule_sets"]
    whole["rules"][0]["remedy"] = remedy
    changed = type(results).model_validate({**results.model_dump(by_alias=True), "rule_sets": [whole]})
    for told in (Document(html.render(changed).decode()).text, words(text.render(changed).decode())):
        assert title.format(n=1) in told
        assert remedy in told


@pytest.mark.parametrize("name", ["mixed", "several_rule_sets"])
def test_records_are_numbered_and_how_is_said_once(name):
    text = Document(html_of(name)).text
    assert text.count("record 1 is row 2 of a spreadsheet") == 1
    assert "Record Record no." in text
    assert "Record no. Column" in text
    assert "Record Record nos." in text
    assert not re.search(r"\bRow\b", text)


def test_it_says_the_same_as_the_pdf():
    text = Document(html_of("mixed")).text
    for said in (
        "3 of 9 commitments were missed, 2 met, 1 too close to call, 1 could not be judged",
        "78.6 % - 95.7 %",
        "1,246 of 1,277 judged",
        "Clause contingencies.relief suspends the promises",
        "“customer group” is A where “years with us” is at least 3; otherwise B.",
    ):
        assert said in text.replace("\u00a0", " ")
