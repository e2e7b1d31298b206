"""What a run of tests prints: the golden page, and that nothing is wider than the terminal or hides a character."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from checker.listings.ruletests import FORMATS, listed
from checker.listings.text import width_of
from checker.ruletests.comparing import Mismatch
from checker.ruletests.testing import TestedCase, TestedFile, Testing, run_tests

HERE = Path(__file__).parent
RULES = (HERE.parents[1] / "ruletests" / "orders.yaml").read_text("utf-8")
STANDARDS = HERE.parents[1] / "ruleset" / "standards"
EXPECTED = HERE / "orders.txt"

CASES = """rule_set: orders
as_of: 2026-10-01T00:00:00+02:00
defaults: {segment: B, pieces: 5, ordered_at: 01.09.2026 09:00, delivered_at: 02.09.2026 09:00, promised_on: 2026-09-02}
cases:
  - name: two days to the minute are kept
    records: [{order_id: a, delivered_at: 03.09.2026 09:00}]
    expect: {cycle: {outcome: kept, observed: 48 hours}}
  - name: a case that expects what the rules do not do, with a name that is longer than a line of a terminal
    records:
      - {order_id: early, delivered_at: 02.09.2026 10:00}
      - {order_id: late, delivered_at: 03.09.2026 09:01, site: brak}
    expect:
      cycle: {early: breach, late: kept}
      promised: {early: {outcome: kept, observed: 1 calendar day early}, late: breach}
    expect_verdict: {cycle: met}
    expect_overall: met
  - todo: returned orders
"""


@pytest.fixture
def testing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Testing:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    Path("orders.yaml").write_text(RULES, "utf-8")
    Path("orders.tests.yaml").write_text(CASES, "utf-8")
    Path("visits.yaml").write_text(RULES.replace("rule_set: orders", "rule_set: visits"), "utf-8")
    return run_tests([Path()], STANDARDS, coverage=True, mutation=True)


def test_a_run_is_printed_as_the_text_beside_this_file_says(testing: Testing) -> None:
    told = listed(testing, "text")
    if os.environ.get("UPDATE_EXPECTED"):
        EXPECTED.write_text(told, "utf-8")
    assert told == EXPECTED.read_text("utf-8")


def test_no_line_is_wider_than_the_terminal(testing: Testing) -> None:
    assert max(map(width_of, listed(testing, "text").splitlines())) <= 80


def test_a_character_that_cannot_be_seen_is_shown_by_its_number() -> None:
    mismatch = Mismatch("cycle", "a\u202e", 3, 5, "kept", "breach", cells=(("site", "x\x07"),))
    file = TestedFile("a.tests.yaml", "a", "a.yaml", (TestedCase("x\x1b[2J", 1, 1, (mismatch,)),), ())
    for name in FORMATS:
        told = listed(Testing((file,), ()), name)
        assert not {"\u202e", "\x07", "\x1b"} & set(told) or name == "json"
    assert "U+202E" in listed(Testing((file,), ()), "text")
