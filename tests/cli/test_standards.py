"""`checker standards`: clauses beside their rules, in three forms, and exit codes for what is forgotten."""

from __future__ import annotations

import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.cli.conftest import beside_standard

Checker = Callable[..., tuple[int, str, str]]

STANDARD = """\
standard: service
title: Service
clauses:
  - {id: delivery.cycle, text: Within <two> days., source: {document: S1, lines: [S1.04]}}
  - {id: image.trust, text: {pl: Zaufanie., en: Trust.}, source: {document: S2}, not_checkable_because: It is a result.}
  - {id: forgotten, text: Nobody thought of it., source: {document: S1}}
"""


@pytest.fixture
def rules(folder: Path) -> Path:
    """Two rules, one of them with a clause, and a standard of three clauses."""
    text = beside_standard(folder, STANDARD)
    rule = text[text.index("  - id: two-days") : text.index("owner:")]
    text = text.replace(rule, rule.replace("    measure:", "    clause: delivery.cycle\n    measure:") + rule)
    first, second = text.rsplit("two-days", 1)
    (folder / "rules" / "orders.yaml").write_text(f"{first}no-clause{second}", "utf-8")
    return folder / "rules"


def test_each_clause_stands_beside_its_rules_or_its_reason(checker: Checker, rules: Path) -> None:
    code, out, err = checker("standards", "rules")
    assert (code, err) == (0, "")
    assert (
        out
        == """\
service
  delivery.cycle (S1.04)
    Within <two> days.
    checked by orders/two-days
  image.trust (S2)
    Trust.
    not checkable: It is a result.
  forgotten (S1)
    Nobody thought of it.
    OPEN: no rule, and no reason why not

without a clause: orders/no-clause

3 clauses: 1 checked by a rule, 1 not checkable, 1 open; 1 rule without a clause
"""
    )


def test_programs_read_the_same(checker: Checker, rules: Path) -> None:
    code, out, _ = checker("standards", "rules", "standards", "--format", "json")
    assert code == 0
    told = json.loads(out)
    assert told["rules_without_clause"] == ["orders/no-clause"]
    assert told["clauses"][0] == {
        "id": "delivery.cycle",
        "standard": "service",
        "text": "Within <two> days.",
        "source": "S1.04",
        "rules": ["orders/two-days"],
        "not_checkable_because": None,
    }
    assert [(clause["rules"], clause["not_checkable_because"]) for clause in told["clauses"][1:]] == [
        ([], "It is a result."),
        ([], None),
    ]


def test_the_page_is_whole_and_shows_texts_as_texts(checker: Checker, rules: Path, folder: Path) -> None:
    code, out, _ = checker("standards", "rules", "--format", "html=page.html")
    assert (code, out) == (0, "")
    page = (folder / "page.html").read_text("utf-8")
    assert "Within &lt;two&gt; days." in page
    assert "<two>" not in page
    assert "<code>orders/<wbr>two-days</code>" in page
    assert "http" not in page.replace('http-equiv="', "")
    opened: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            if tag not in ("meta", "br", "wbr"):
                opened.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert opened.pop() == tag

    Tags().feed(page)
    assert opened == []
    assert page.count("<tr") == 4


@pytest.mark.parametrize(("wanted", "code"), [("open", 1), ("without_clause", 1)])
def test_what_is_forgotten_can_fail(checker: Checker, rules: Path, wanted: str, code: int) -> None:
    assert checker("standards", "rules", "--fail-on", wanted)[0] == code


def test_nothing_forgotten_does_not_fail(checker: Checker, rules: Path, folder: Path) -> None:
    standard = folder / "standards" / "service.yaml"
    standard.write_text(STANDARD[: STANDARD.index("  - {id: forgotten")], "utf-8")
    file = rules / "orders.yaml"
    text = file.read_text("utf-8")
    before, rule = text.split("  - id: no-clause")
    file.write_text(before + "owner: Head of logistics\n", "utf-8")
    assert rule
    code, out, _ = checker("standards", "rules", "--fail-on", "open", "--fail-on", "without_clause")
    assert (code, out.splitlines()[-1]) == (0, "2 clauses: 1 checked by a rule, 1 not checkable")


def test_of_a_file_with_errors_nothing_is_said(checker: Checker, rules: Path) -> None:
    (rules / "orders.yaml").write_text("rule_set: orders\n", "utf-8")
    code, out, err = checker("standards", "rules")
    assert (code, out) == (2, "")
    assert "rules/orders.yaml" in err
