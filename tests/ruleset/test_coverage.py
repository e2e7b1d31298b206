"""Which clauses no rule checks, asked of the files that are validated together."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.validation import validate

STANDARD = """\
standard: service
title: Service
clauses:
  - {id: cycle, text: In time., source: {document: S1}}
  - {id: care, text: Whole., source: {document: S1}}
  - {id: charm, text: With charm., source: {document: S1}, not_checkable_because: Nobody can measure it.}
"""
RULES = """\
rule_set: NAME
title: Orders
version: 1
standard: service
owner: Head of logistics
records: {called: order, id: order_id, fields: {order_id: {type: text}}}
rules:
  - {id: known, title: Known, clause: CLAUSE, measure: {kind: requirement, must: {order_id: {is: present}}}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "standards").mkdir()
    (tmp_path / "standards" / "service.yaml").write_text(STANDARD, "utf-8")
    return tmp_path


def rules(folder: Path, name: str, clause: str) -> Path:
    path = folder / "rules" / f"{name}.yaml"
    path.write_text(RULES.replace("NAME", name).replace("CLAUSE", clause), "utf-8")
    return path


def told(*paths: Path) -> list[tuple[str, int, str]]:
    return [(each.code, each.line, each.message) for each in validate(paths).problems]


def test_a_clause_that_no_rule_checks_is_told_at_its_place(folder: Path) -> None:
    rules(folder, "orders", "cycle")
    validation = validate([folder / "rules", folder / "standards"])
    (problem,) = validation.problems
    assert (problem.code, problem.level, problem.line, problem.column) == ("R375", "warning", 5, 10)
    assert problem.message == "no rule checks clause 'care'"
    assert Path(problem.file) == folder / "standards" / "service.yaml"
    assert not validation.errors


def test_rules_of_all_rule_sets_count(folder: Path) -> None:
    rules(folder, "orders", "cycle")
    rules(folder, "parcels", "care")
    assert told(folder) == []


def test_nothing_is_said_where_the_standard_or_its_rules_are_not_among_the_files(folder: Path) -> None:
    path = rules(folder, "orders", "cycle")
    assert told(path) == []
    assert told(folder / "standards") == []


def test_nothing_is_said_while_a_file_has_errors(folder: Path) -> None:
    rules(folder, "orders", "cycle")
    rules(folder, "parcels", "cre")
    assert [code for code, _, _ in told(folder)] == ["R315"]
