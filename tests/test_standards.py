"""Standards: clauses with their texts; what is told of mistakes in them stands with those of rule files."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from checker.shipped import shipped
from checker.standards import ClauseId, Standard

WRITTEN: dict[str, Any] = {
    "standard": "customer-service",
    "title": {"en": "Customer service", "pl": "Obsługa klienta"},
    "clauses": [
        {"id": "delivery.cycle", "text": "Within two days."},
        {
            "id": "image.impression",
            "text": {"en": "A good impression.", "pl": "Dobre wrażenie."},
            "source": {"document": "S2", "lines": ["S2.30"]},
            "tags": {"phase": "delivery"},
            "not_checkable_because": "Nobody can measure it.",
        },
    ],
}


def test_a_clause_is_found_by_its_id() -> None:
    standard = Standard.model_validate(WRITTEN)
    clause = standard.clause("image.impression")
    assert clause is not None
    assert clause.not_checkable_because == "Nobody can measure it."
    assert clause.source is not None
    assert clause.source.lines == ("S2.30",)
    assert standard.clause("delivery") is None


def test_a_standard_is_written_as_it_was_read() -> None:
    standard = Standard.model_validate(WRITTEN)
    written = standard.model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert written == WRITTEN


@pytest.mark.parametrize("name", ["delivery", "delivery.cycle", "contingencies.1", "face-to-face", "s2.30-a"])
def test_a_clause_has_an_id_of_words_with_dots_and_hyphens(name: str) -> None:
    assert TypeAdapter(ClauseId).validate_python(name) == name


@pytest.mark.parametrize(
    "name", ["", "Delivery", "delivery cycle", ".cycle", "delivery.", "a..b", "a_b", "ł", "a" * 81]
)
def test_anything_else_is_no_id_of_a_clause(name: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(ClauseId).validate_python(name)


@pytest.mark.parametrize(
    "wrong",
    [
        {"clauses": []},
        {"clauses": [{"id": "a"}]},
        {"clauses": [{"id": "a", "text": ""}]},
        {"clauses": [{"id": "a", "text": "b", "source": {}}]},
        {"clauses": [{"id": "a", "text": "b", "tags": {"Phase": "c"}}]},
        {"title": {}},
        {"standard": "Customer Service"},
        {"version": "1"},
    ],
)
def test_a_standard_that_says_nothing_or_too_much_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Standard.model_validate({**WRITTEN, **wrong})


def test_the_shipped_standards_say_each_clause_once() -> None:
    from checker.ruleset.loading import load_standard

    for path in shipped("standards").glob("*.yaml"):
        standard = load_standard(path)
        assert len({clause.id for clause in standard.clauses}) == len(standard.clauses)
