"""Every line of the source documents is answered by a clause, and every clause by a rule or a reason."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checker.clause_matrix import clause_matrix
from checker.ruleset.loading import load_standard
from checker.shipped import shipped
from checker.standards import Standard

HERE = Path(__file__).parent
DOMAIN = HERE.parents[2] / "shared" / "domain.md"
LINES = (HERE / "lines.txt").read_text("utf-8").split()
STANDARDS = [load_standard(path) for path in sorted(shipped("standards").glob("*.yaml"))]

LANGUAGES = {"S1": "pl", "S2": "es", "S3": "ru", "S4": "pl", "S5": "zh"}
"""The language of each source document."""


def cited(standard: Standard) -> set[str]:
    return {line for clause in standard.clauses if clause.source for line in clause.source.lines}


def test_every_line_of_the_source_documents_is_cited_by_a_clause() -> None:
    assert sorted(set().union(*map(cited, STANDARDS))) == LINES


@pytest.mark.skipif(not DOMAIN.is_file(), reason="the source documents are not beside the checkout")
def test_the_lines_are_those_of_the_source_documents() -> None:
    assert re.findall(r"^\| (S[1-5]\.\d\d) \|", DOMAIN.read_text("utf-8"), re.MULTILINE) == LINES


@pytest.mark.parametrize("standard", STANDARDS, ids=lambda standard: standard.standard)
def test_a_clause_cites_lines_of_its_document_and_speaks_its_language(standard: Standard) -> None:
    for clause in standard.clauses:
        assert clause.source is not None, clause.id
        assert clause.source.lines, clause.id
        assert {line.partition(".")[0] for line in clause.source.lines} == {clause.source.document}, clause.id
        assert isinstance(clause.text, dict)
        assert {"en", LANGUAGES[clause.source.document]} <= set(clause.text), clause.id


def test_no_clause_is_written_twice() -> None:
    ids = [clause.id for standard in STANDARDS for clause in standard.clauses]
    texts = [str(clause.text) for standard in STANDARDS for clause in standard.clauses]
    assert len(set(texts)) == len(texts)
    assert len(ids) > 100


def test_every_clause_has_a_rule_or_a_reason_and_every_rule_a_clause() -> None:
    matrix = clause_matrix([shipped("rules"), shipped("standards")])
    assert {clause.standard for clause in matrix.clauses} == {standard.standard for standard in STANDARDS}
    assert [clause.id for clause in matrix.open_clauses] == []
    assert [clause.id for clause in matrix.clauses if clause.rules and clause.not_checkable_because] == []
    assert matrix.without_clause == ()
