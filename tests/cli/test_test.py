"""`checker test`: rule sets, files of tests and folders in, what became of the cases and an exit code out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from junitparser import JUnitXml

Call = Callable[..., tuple[int, str, str]]

KEPT = """rule_set: orders
cases:
  - name: two days to the minute are kept
    records: [{order_id: a, ordered_at: 2026-06-01 09:00:00, delivered_at: 2026-06-03 09:00:00}]
    expect: {two-days: kept}
"""
BREACH = KEPT.replace("two-days: kept", "two-days: breach")


@pytest.fixture
def tests(folder: Path) -> Path:
    path = folder / "orders.tests.yaml"
    path.write_text(KEPT, "utf-8")
    return path


@pytest.mark.parametrize("path", ["orders.yaml", "orders.tests.yaml", "."])
def test_tests_that_pass_end_with_0(path: str, tests: Path, checker: Call) -> None:
    code, out, err = checker("test", path)
    assert (code, err) == (0, "")
    assert out.endswith("1 case passed\n")


def test_a_failing_case_ends_with_1_and_is_told(tests: Path, checker: Call) -> None:
    tests.write_text(BREACH, "utf-8")
    code, out, _ = checker("test", "orders.yaml")
    assert code == 1
    assert "orders.tests.yaml:3:11: failed: two days to the minute are kept\n" in out
    assert "    expected  breach\n    received  kept\n    observed  48 hours, limit 48 hours\n" in out
    assert out.endswith("1 case failed, 0 passed\n")


def test_the_coverage_is_told_and_may_be_demanded(tests: Path, checker: Call) -> None:
    code, out, _ = checker("test", "orders.yaml", "--coverage")
    assert code == 0
    assert "orders.yaml:15:9: not reached: outcome: breach, pending, out of scope" not in out
    assert "not reached: within 48 hours: below, above" in out
    code, _, err = checker("test", "orders.yaml", "--fail-under", "90")
    assert (code, err) == (1, "checker: the coverage is less than 90 %\n")
    assert checker("test", "orders.yaml", "--fail-under", "10")[0] == 0
    assert checker("test", "orders.yaml", "--fail-under", "101")[0] == 2


def test_a_rule_set_without_tests_is_named_and_never_covered(tests: Path, checker: Call, folder: Path) -> None:
    (folder / "visits.yaml").write_text(
        (folder / "orders.yaml").read_text("utf-8").replace("set: orders", "set: visits"), "utf-8"
    )
    code, out, _ = checker("test", ".")
    assert code == 0
    assert out.endswith("1 case passed; without tests: visits.yaml\n")
    assert checker("test", ".", "--fail-under", "1")[0] == 1
    (folder / "visits.tests.yaml").write_text("rule_set: visits\ncases: [{todo: everything}]\n", "utf-8")
    code, out, _ = checker("test", ".", "--fail-under", "1")
    assert code == 1
    assert "to do: everything (visits)" in out
    assert " ".join(out.split()).endswith("without tests: visits.yaml")


def test_a_change_that_no_case_notices_ends_with_1(tests: Path, checker: Call) -> None:
    code, out, _ = checker("test", "orders.yaml", "--mutation")
    assert code == 1
    assert "unnoticed: two-days, within: 48 hours -> 49 hours\n" in out
    assert checker("test", "orders.yaml")[0] == 0


def test_a_change_that_is_not_tried_is_told_with_file_and_rule_and_ends_with_1(
    tests: Path, checker: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checker.ruletests.mutants.MOST_OF_ALL", 0)
    code, out, _ = checker("test", "orders.yaml", "--mutation")
    assert code == 1
    assert "unnoticed" not in out
    assert ": not tried: changes of two-days; each is judged by" in " ".join(out.split())
    assert " ".join(out.split()).endswith("0 of 0 changes noticed; changes of 1 part not tried")
    _, out, _ = checker("test", "orders.yaml", "--mutation", "--format", "json")
    assert [each["about"] for each in json.loads(out)["files"][0]["mutation"]["not_tried"]] == ["two-days"]
    _, out, _ = checker("test", "orders.yaml", "--mutation", "--format", "junit")
    assert 'type="not tried"' in out


def test_problems_of_the_files_end_with_1_and_what_is_no_yaml_with_2(tests: Path, checker: Call) -> None:
    tests.write_text(KEPT.replace("two-days", "two-day"), "utf-8")
    code, out, err = checker("test", "orders.yaml")
    assert (code, err) == (1, "")
    assert out.startswith("orders.tests.yaml:5:14: R302 unknown rule 'two-day'; did you mean 'two-days'?\n")
    tests.write_text("cases: [\n", "utf-8")
    assert checker("test", "orders.yaml")[0] == 2


def test_no_tests_are_an_error_of_the_call(folder: Path, checker: Call) -> None:
    assert checker("test", "orders.yaml") == (
        2, "", "checker: no tests found for 'orders.yaml'; write them in orders.tests.yaml beside it\n"
    )  # fmt: skip
    assert checker("test", ".")[0] == 2
    assert checker("test", "nowhere.yaml")[0] == 2


def test_several_formats_are_written_at_once(tests: Path, checker: Call, folder: Path) -> None:
    tests.write_text(BREACH, "utf-8")
    code, out, err = checker("test", ".", "--format", "text", "--format", "json=t.json", "--format", "junit=t.xml")
    assert (code, err) == (1, "")
    assert out.endswith("1 case failed, 0 passed\n")
    assert json.loads((folder / "t.json").read_text("utf-8"))["failed"] == 1
    assert JUnitXml.fromfile(str(folder / "t.xml")).failures == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--format", "sarif"), "no format 'sarif'"),
        (("--format", "json", "--format", "text"), "would both go to standard output"),
        (("--format", "json=orders.tests.yaml"), "it is one of the files to read"),
        (("--format", "json=orders.yaml"), "it is one of the files to read"),
        (("--format", "json=no/where.json"), "there is no folder 'no'"),
    ],
)
def test_what_could_not_be_written_is_refused(
    arguments: tuple[str, ...], said: str, tests: Path, checker: Call
) -> None:
    before = tests.read_text("utf-8")
    code, _, err = checker("test", "orders.tests.yaml", *arguments)
    assert code == 2
    assert said in err
    assert tests.read_text("utf-8") == before


def test_what_is_not_looked_into_is_named(tests: Path, checker: Call, folder: Path) -> None:
    (folder / ".old").mkdir()
    (folder / "north").symlink_to(".old")
    code, out, err = checker("test", ".")
    assert (code, out) == (0, "1 case passed\n")
    assert err == "checker: not looked into: the hidden folder .old, the linked folder north\n"


def test_where_all_tests_are_behind_a_link_that_is_said(tests: Path, checker: Call, folder: Path) -> None:
    (folder / "rules").mkdir()
    (folder / "rules" / "north").symlink_to("..")
    assert checker("test", "rules") == (
        2,
        "",
        (
            "checker: no tests found in rules (not looked into: the linked folder rules/north); "
            "write some in NAME.tests.yaml\n"
        ),
    )


def test_a_character_that_no_encoding_has_is_written_as_it_is_printed(tests: Path, checker: Call, folder: Path) -> None:
    strange = folder / "a\udcff"
    strange.mkdir()
    for name in ("orders.yaml", "orders.tests.yaml"):
        (strange / name).write_text((folder / name).read_text("utf-8"), "utf-8")
    code, _, _ = checker("test", str(strange), "--format", "json=out.json")
    assert code == 0
    assert "a\\udcff" in (folder / "out.json").read_text("utf-8")
