"""Files of tests with mistakes, and what is told of them: `invalid/NAME.tests.yaml` and beside it `NAME.problems.txt`.

The text is what `checker validate NAME.tests.yaml` prints, 100 columns wide, with orders.yaml beside it under its name.
After a message was changed on purpose, `UPDATE_EXPECTED=1 pytest tests/ruletests/test_loading.py` writes the texts
again; read the difference before committing.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from checker.cli import run
from checker.ruleset.codes import TITLES
from checker.ruletests.loading import read_tests

HERE = Path(__file__).parent
INVALID = HERE / "invalid"
STANDARDS = HERE.parent / "ruleset" / "standards"
NAMES = sorted(path.name.removesuffix(".tests.yaml") for path in INVALID.glob("*.tests.yaml"))
RULES = (HERE / "orders.yaml").read_text("utf-8")

RECURRING = """\
  - id: regular
    title: Orders arrive every month
    clause: delivery.cycle
    per: site
    measure: {kind: recurrence, at: ordered_at, every: month, at_least: 1}
  - id: both
    title: Both
    clause: delivery.cycle
    measure: {kind: all_of, rules: [promised, regular]}
overall:"""

EARLIER = """\
  - id: not-worse
    title: Not worse than before
    clause: delivery.cycle
    measure: {kind: unique, fields: [order_id]}
    target: {share: kept, at_least: {previous: run}}
  - id: quicker
    title: Quicker than before
    clause: delivery.cycle
    measure: {kind: elapsed_time, from: ordered_at, to: delivered_at, within: 48 hours}
    target: {percentile: 50, below: {previous: run}}
overall:"""

CHANGED = {
    "another-name": RULES,
    "broken-rules": RULES.replace("severity: critical", "severty: critical"),
    "undated": RULES.replace("  dated_by: ordered_at\n", ""),
    "previous": RULES.replace("overall:", EARLIER),
    "recurring": RULES.replace("  dated_by: ordered_at\n", "").replace("overall:", RECURRING),
}
"""Rule sets that are not quite that of the others."""


def placed(folder: Path, name: str, tests: str) -> Path:
    """A file of tests in a folder, with its rule set beside it."""
    if name != "alone":
        rules = CHANGED.get(name, RULES).replace("rule_set: orders", f"rule_set: {name}")
        (folder / f"{name}.yaml").write_text(rules, "utf-8")
    path = folder / f"{name}.tests.yaml"
    path.write_text(tests, "utf-8")
    return path


@pytest.mark.parametrize("name", NAMES)
def test_a_file_with_mistakes_is_told_as_the_text_beside_it_says(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)
    placed(tmp_path, name, (INVALID / f"{name}.tests.yaml").read_text("utf-8"))
    code = run(["validate", f"{name}.tests.yaml", "--standards", str(STANDARDS)])
    printed = capsys.readouterr()
    assert printed.err == ""
    told = f"{printed.out}exit code {code}\n"
    expected = INVALID / f"{name}.problems.txt"
    if os.environ.get("UPDATE_EXPECTED"):
        expected.write_text(told, "utf-8")
    assert told == expected.read_text("utf-8")


def test_every_text_belongs_to_a_file() -> None:
    assert {path.name.removesuffix(".problems.txt") for path in INVALID.glob("*.problems.txt")} == set(NAMES)


def test_every_code_of_tests_has_a_file_that_shows_it() -> None:
    shown = re.compile(r"^\S+:\d+:\d+: (R4\d\d) ", re.MULTILINE)
    codes = {code for path in INVALID.glob("*.problems.txt") for code in shown.findall(path.read_text("utf-8"))}
    assert codes == {code for code in TITLES if code.startswith("R4")} - {"R409"}  # told of a file of another name


# ---- files without mistakes ------------------------------------------------------------------------------------------

VALID = """rule_set: orders
as_of: 2026-10-01T00:00:00+02:00
defaults: {segment: A, pieces: 5}
cases:
  - name: any word may stand in a cell, also one that its field cannot read
    records: [{order_id: a, segment: Z, pieces: many, ordered_at: null, delivered_at: "null", site: ~}]
    expect: {cycle: undetermined}
  - name: several records
    as_of: 2026-11-01T00:00:00+01:00
    period: 2026-09
    records:
      - {order_id: a, copies: 2}
      - {order_id: b}
      - {segment: B}
    expect:
      cycle: {a: kept, b: {outcome: breach, observed: 49 hours}, 3: undetermined}
      promised: {a-1: kept, a-2: breach, b: kept, 3: kept}
    expect_verdict: {cycle: missed}
    expect_overall: {verdict: missed, score: 1 of 3}
  - todo: returned orders
"""


def test_a_file_without_mistakes_is_read_with_its_rule_set_and_its_places(tmp_path: Path) -> None:
    suite, problems = read_tests(placed(tmp_path, "orders", VALID), STANDARDS)
    assert problems == []
    assert suite is not None
    assert [(place, case.name[:7]) for place, case in suite.cases] == [(0, "any wor"), (1, "several")]
    assert suite.todos == ("returned orders",)
    assert suite.rule_set.rule_set == "orders"
    assert suite.composed.place(("cases", 1, "name"))[:2] == (8, 11)
    assert suite.rules.place(("rules", 0, "id"))[:2] == (26, 9)


def test_null_is_a_cell_in_which_nothing_was_recorded_and_a_quoted_one_is_a_word(tmp_path: Path) -> None:
    suite, _ = read_tests(placed(tmp_path, "orders", VALID), STANDARDS)
    assert suite is not None
    ((_, first), _) = suite.cases
    assert first.records[0] == {
        "order_id": "a", "segment": "Z", "pieces": "many", "ordered_at": None, "delivered_at": "null", "site": None,
    }  # fmt: skip
