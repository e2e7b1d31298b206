"""What the guides show is run: their standard, their ten rules with the tests beside them, and the tailoring."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checker.clause_matrix import clause_matrix
from checker.cli import run
from checker.ruletests.testing import run_tests
from checker.shipped import shipped
from checker.validation import validate

GUIDES = [shipped(folder) / "README.md" for folder in ("standards", "rules")]
BLOCK = re.compile(r"<!-- file: (\S+) -->\n```yaml\n(.*?)```\n", re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the guides, each put together from its blocks in their order."""
    written = tmp_path_factory.mktemp("guides")
    for guide in GUIDES:
        for name, block in BLOCK.findall(guide.read_text("utf-8")):
            file = written / name
            file.parent.mkdir(exist_ok=True)
            with file.open("a", encoding="utf-8") as opened:
                opened.write(block)
    return written


def test_every_snippet_belongs_to_a_file() -> None:
    for guide in GUIDES:
        text = guide.read_text("utf-8")
        assert text.count("```yaml") == len(BLOCK.findall(text)) > 0


def test_the_files_have_no_problem_and_no_warning(folder: Path) -> None:
    found = validate([folder / "rules", folder / "standards"])
    assert [str(problem) for problem in found.problems] == []
    assert len(found.files) == 4


def test_the_ten_rules_pass_their_tests_each_with_a_record_that_keeps_and_one_that_breaches(folder: Path) -> None:
    (tested,) = run_tests([folder / "rules" / "parcels.yaml"], coverage=True).files
    assert [case.name for case in tested.failed] == []
    assert tested.coverage is not None
    rules = [part for part in tested.coverage.parts if any(goal.what == "outcome" for goal in part.goals)]
    assert len(rules) == 10
    for part in rules:
        reached = {goal.side for goal in part.goals if goal.what == "outcome" and goal.is_reached}
        assert {"kept", "breach"} <= reached, part.about


def test_every_sentence_of_the_charter_has_its_rule_or_its_reason(folder: Path) -> None:
    matrix = clause_matrix([folder / "rules" / "parcels.yaml"])
    assert [len(clause.rules) for clause in matrix.clauses] == [1] * 10 + [0]
    assert matrix.open_clauses == ()


def test_a_tailoring_is_explained_by_file_and_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", str(folder / "rules" / "parcels-north.yaml") + ":two-days"]) == 0
    assert "parcels-north.yaml" in capsys.readouterr().out


def test_the_guide_of_standards_names_every_register() -> None:
    text = GUIDES[0].read_text("utf-8")
    assert set(re.findall(r"^\| ([\w-]+\.yaml) \|", text, re.MULTILINE)) == {
        path.name for path in shipped("standards").glob("*.yaml")
    }
