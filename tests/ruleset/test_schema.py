"""The schema accepts what the loader accepts, refuses what it refuses, and says what editors show."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from checker.measures import NAMES
from checker.ruleset.schema import rule_set_schema
from checker.ruleset.yaml12 import compose
from tests.ruleset.core_schema import core_value

RULES = Path(__file__).parents[2] / "rules"
SCHEMA = rule_set_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

SMALL: dict[str, Any] = {
    "rule_set": "orders",
    "title": "Orders",
    "version": 2026.1,
    "records": {"called": "order", "fields": {"order_id": {"type": "text"}, "sent_at": {"type": "moment"}}},
    "rules": [
        {"id": "sent", "title": "Sent", "measure": {"kind": "requirement", "must": {"sent_at": {"is": "present"}}}}
    ],
}


ELAPSED = {"kind": "elapsed_time", "from": "sent_at", "to": "sent_at"}


def as_editors_read(path: Path) -> Any:
    """The file under the core schema of YAML 1.2, as editors read it."""
    composed, problems = compose(path.read_text("utf-8"), path.name, core_value)
    assert composed is not None, problems
    return composed.value


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("path", sorted(RULES.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_shipped_rule_sets_are_valid(path: Path) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(as_editors_read(path))] == []


def test_a_small_rule_set_is_valid_also_where_a_text_looks_like_a_number() -> None:
    VALIDATOR.validate(SMALL)


def broken(*trail: str | int, value: Any) -> dict[str, Any]:
    written = copy.deepcopy(SMALL)
    holder: Any = written
    for part in trail[:-1]:
        holder = holder[part]
    if value is None:
        del holder[trail[-1]]
    else:
        holder[trail[-1]] = value
    return written


@pytest.mark.parametrize(
    "written",
    [
        broken("titel", value="Orders"),
        broken("rules", value=None),
        broken("rules", value=[]),
        broken("rule_set", value="Not Kebab"),
        broken("records", "fields", "sent_at", "type", value="momnet"),
        broken("rules", 0, "measure", "kind", value="requirment"),
        broken("rules", 0, "severity", value="high"),
        broken("rules", 0, "target", value="95"),
        broken("rules", 0, "measure", "must", value={"sent_at": {"is": "there"}}),
        broken("rules", 0, "measure", "musst", value={}),
        broken("records", "fields", "Order_ID", value={"type": "text"}),
        broken("title", value={"EN": "Orders"}),
        broken("rules", 0, "tags", value={"Phase": "a"}),
        broken("records", "fields", "sent_at", value={"type": "choice", "of": []}),
        broken("records", "fields", "sent_at", value={"type": "yes_no", "yes": []}),
        broken("rules", 0, "measure", "must", value={}),
        broken("rules", 0, "measure", "must", value={"sent_at": {}}),
        broken("rules", 0, "target", value={}),
        broken("rules", 0, "target", value="101 %"),
        broken("rules", 0, "weight", value=-1),
        broken("overall", value={}),
        broken("rules", 0, "measure", value=ELAPSED | {"within": "3 days"}),
        broken("rules", 0, "measure", value=ELAPSED | {"within": "72h"}),
        broken("rules", 0, "measure", value=ELAPSED | {"within": "16 business hours"}),
        broken("rules", 0, "measure", value=ELAPSED | {"within": {"field": "n", "unit": "weeks"}}),
        broken("calendars", value={"office": {"hours": {"monday": ["08:00-16:00"]}}}),
        broken("calendars", value={"office": {"hours": {"mon": ["8-16"]}}}),
        broken("calendars", value={"office": {"hours": {"mon": ["08:00-16:00"]}, "holidays": "Poland"}}),
        broken("tables", value={"waits": {"match": "order_id"}}),
        broken("worked_out", value={"made": {"earliest": "sent_at"}}),
        broken("worked_out", value={"made": {"sum": ["sent_at", "sent_at"], "ratio": ["sent_at", "sent_at"]}}),
        broken("rules", 0, "target", value={"count": "kept", "at_most": 0}),
        broken("rules", 0, "target", value={"percentile": 101, "at_most": 3}),
        broken("rules", 0, "measure", value={"kind": "sequence", "steps": "sent_at"}),
        broken("rules", 0, "measure", value={"kind": "recurrence", "at": "sent_at", "every": "fortnight"}),
    ],
)
def test_what_the_loader_refuses_for_its_shape_the_schema_refuses(written: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid(written)


def test_every_kind_of_measure_is_a_constant_that_editors_offer() -> None:
    offered = {
        part["properties"]["kind"]["const"]
        for part in SCHEMA["$defs"].values()
        if "const" in part.get("properties", {}).get("kind", {})
    }
    assert offered == set(NAMES)


def test_every_mapping_is_described_and_no_title_was_made_up() -> None:
    for name, part in SCHEMA["$defs"].items():
        assert "title" not in part
        assert part.get("description"), name
        assert len(name) < 40
