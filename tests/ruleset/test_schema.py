"""The schemas accept what the loader accepts, refuse what it refuses, and say what editors show."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from checker import measures, targets
from checker.conditions import FittingRow, OtherwiseRow
from checker.ruleset.schema import KINDS, examples, mappings, schema_of
from checker.ruleset.spelling import kind_of
from checker.ruleset.yaml12 import compose
from tests.ruleset.core_schema import core_value

RULES = Path(__file__).parents[2] / "rules"
STANDARDS = RULES.parent / "standards"
HERE = Path(__file__).parent
SCHEMAS = {kind: schema_of(kind) for kind in KINDS}
VALIDATORS = {kind: jsonschema.Draft202012Validator(schema) for kind, schema in SCHEMAS.items()}
SCHEMA, VALIDATOR = SCHEMAS["rule_set"], VALIDATORS["rule_set"]

OF_THE_SHAPE = {"R201", "R202", "R203", "R204", "R205", "R206", "R207"}
"""The codes of what a schema can see: keys, types, words, patterns and bounds, and that something is asked at all."""


def rule_sets() -> list[Path]:
    return sorted(path for path in RULES.glob("*.yaml") if not path.stem.endswith(".tests"))


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


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_one_and_has_a_name_without_an_address(kind: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[kind])
    assert SCHEMAS[kind]["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMAS[kind]["$id"] == f"urn:service-standards-checker:{kind.replace('_', '-')}"


@pytest.mark.parametrize("path", rule_sets(), ids=lambda path: path.stem)
def test_the_shipped_rule_sets_are_valid(path: Path) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(as_editors_read(path))] == []


@pytest.mark.parametrize("path", sorted(RULES.glob("*.tests.yaml")), ids=lambda path: path.stem)
def test_the_shipped_tests_of_rules_keep_the_schema_of_tests(path: Path) -> None:
    assert [error.message for error in VALIDATORS["tests"].iter_errors(as_editors_read(path))] == []


@pytest.mark.parametrize("path", sorted(STANDARDS.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_shipped_standards_are_valid(path: Path) -> None:
    assert [error.message for error in VALIDATORS["standard"].iter_errors(as_editors_read(path))] == []


TOLD_AS_A_NAME = {"unknown-names"}
"""Its misspelt `any` is told as a field that does not exist; a schema sees that no field is tested by conditions."""


OF_ANOTHER_SHAPE = {"R409"}
"""A file of tests under another name has the shape of tests; read as a rule set, a schema refuses it too."""


def told_codes(path: Path) -> set[str]:
    """The codes of the problems that the program tells of a case file."""
    told = path.with_name(f"{path.stem.removesuffix('.tests')}.problems.txt")
    return set(re.findall(r"(?m)^\S+:\d+:\d+: (R\d{3}) ", told.read_text("utf-8"))) if told.exists() else set()


def cases() -> Iterator[tuple[Path, str, Any]]:
    """Every case file that is YAML: where it is, its kind, and what it says to an editor."""
    folders = [HERE / "invalid", HERE / "valid", HERE / "standards", HERE.parent / "ruletests" / "invalid"]
    for path in sorted(path for folder in folders for path in folder.glob("*.yaml")):
        try:
            composed, _ = compose(path.read_text("utf-8"), path.name, core_value)
        except UnicodeDecodeError:
            continue
        if composed is not None:
            yield path, "tests" if path.stem.endswith(".tests") else kind_of(composed.value), composed.value


CASES = list(cases())


@pytest.mark.parametrize(("path", "kind", "written"), CASES, ids=[path.stem for path, _, _ in CASES])
def test_the_schema_refuses_exactly_the_case_files_with_problems_of_the_shape(
    path: Path, kind: str, written: Any
) -> None:
    codes = told_codes(path)
    errors = [error.message for error in VALIDATORS[kind].iter_errors(written)]
    is_of_the_shape = bool(codes & (OF_THE_SHAPE | OF_ANOTHER_SHAPE)) or path.stem in TOLD_AS_A_NAME
    assert bool(errors) == is_of_the_shape, (errors, codes)


def test_the_case_files_are_of_every_kind_and_show_every_code_of_the_shape() -> None:
    assert {kind for _, kind, _ in CASES} == set(KINDS)
    assert set().union(*(told_codes(path) for path, _, _ in CASES)) >= OF_THE_SHAPE
    assert len(CASES) > 40


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
        broken("rules", 0, "measure", value={"kind": "sequence", "steps": ["sent_at"]}),
        broken("rules", 0, "in_force", value={}),
        broken("rules", 0, "in_force", value={"from": "2026-13-01"}),
        broken("records", "fields", "sent_at", value={"type": "choice", "of": ["open", "open"]}),
        broken("records", "groups", value=["order_id", "order_id"]),
        broken("title", value="  "),
        broken("rules", 0, "weight", value="-5"),
        broken("rules", 0, "measure", value={"kind": "recurrence", "at": "sent_at", "every": "fortnight"}),
    ],
)
def test_what_the_loader_refuses_for_its_shape_the_schema_refuses(written: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid(written)


@pytest.mark.parametrize("weight", [5, "5", 0.5, ".5", "+1"])
def test_a_weight_may_be_written_as_a_text(weight: object) -> None:
    VALIDATOR.validate(broken("rules", 0, "weight", value=weight))


def test_every_kind_of_measure_is_a_constant_that_editors_offer() -> None:
    offered = {
        part["properties"]["kind"]["const"]
        for part in SCHEMA["$defs"].values()
        if "const" in part.get("properties", {}).get("kind", {})
    }
    assert offered == set(measures.NAMES)


@pytest.mark.parametrize("kind", KINDS)
def test_every_mapping_is_described_and_no_title_was_made_up(kind: str) -> None:
    for name, part in SCHEMAS[kind]["$defs"].items():
        assert "title" not in part
        assert part.get("description"), name
        assert len(name) < 40


def is_a_sentence(text: str) -> bool:
    """Whether it begins with a capital, or with a word of the language, and ends with a full stop."""
    return re.fullmatch(r"[A-Z`].*[.]", text, re.DOTALL) is not None


@pytest.mark.parametrize("kind", KINDS)
def test_what_editors_show_of_every_mapping_and_key_are_sentences(kind: str) -> None:
    told = [part["description"] for part in mappings(SCHEMAS[kind])]
    told += [key.get("description", "") for part in mappings(SCHEMAS[kind]) for key in part["properties"].values()]
    assert len(told) > 12
    assert [text for text in told if not is_a_sentence(text)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_mapping_but_the_rows_of_tables_has_an_example_that_is_valid(kind: str) -> None:
    checked = 0
    for part in mappings(SCHEMAS[kind]):
        if part["description"] in (FittingRow.__doc__, OtherwiseRow.__doc__):
            continue
        for example in part["examples"]:
            local = {"$schema": SCHEMAS[kind]["$schema"], **part, "$defs": SCHEMAS[kind]["$defs"]}
            jsonschema.Draft202012Validator(local).validate(example)
            checked += 1
    assert checked >= 2


def test_every_example_is_one_for_the_loader_too() -> None:
    models: dict[str, Any] = {}
    modules = "conditions fields standards values targets targets.target ruleset.model measures.checklist"
    modules += " measures.recurrence calendars clock tables worked_out waivers audits ruleset.tailoring ruletests.cases"
    for module in modules.split():
        models |= vars(import_module(f"checker.{module}"))
    for family in (targets, measures):
        models |= {model.__name__: model for model in map(family.kind_named, family.NAMES)}
    models["SeveralTargets"] = import_module("checker.targets").AllOf
    for name, example in examples().items():
        models[name].model_validate(as_loaded(example))


def as_loaded(value: Any) -> Any:
    """A value as the loader has it: every scalar is text, but for true and false."""
    if isinstance(value, dict):
        return {key: as_loaded(part) for key, part in value.items()}
    if isinstance(value, list):
        return [as_loaded(part) for part in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_no_default_is_one_that_the_schema_itself_would_refuse() -> None:
    for part in mappings(SCHEMA):
        for key, described in part["properties"].items():
            if "default" in described:
                local = {"$schema": SCHEMA["$schema"], **described, "$defs": SCHEMA["$defs"]}
                assert jsonschema.Draft202012Validator(local).is_valid(described["default"]), key
