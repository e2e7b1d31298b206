"""Each kind of file as a JSON Schema (draft 2020-12), made from the models: editors complete and check with it.

Examples of its parts, which editors offer, are in `schema_examples.yaml` beside this module.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from checker.ruleset import yaml12
from checker.written import SAYS_SOMETHING

DIALECT = "https://json-schema.org/draft/2020-12/schema"

KINDS = {
    "rule_set": "checker.ruleset.model:RuleSet",
    "tailoring": "checker.ruleset.tailoring:Tailoring",
    "standard": "checker.standards:Standard",
    "waivers": "checker.waivers:Waivers",
    "audit": "checker.audits:AuditFile",
    "tests": "checker.ruletests.cases:RuleTests",
}
"""Each kind of file by the word that names it, and its model."""

_SCALAR = ["string", "number", "boolean"]


def schema_of(kind: str) -> dict[str, Any]:
    """The schema of a kind of file. What it cannot say (names that must exist, clauses, meaning) `validate` says."""
    module, _, name = KINDS[kind].partition(":")
    model: type[BaseModel] = getattr(import_module(module), name)
    written = _with_examples(model.model_json_schema(by_alias=True), examples())
    names = _short_names(written["$defs"])
    schema: dict[str, Any] = {
        "$schema": DIALECT,
        "$id": f"urn:service-standards-checker:{kind.replace('_', '-')}",
        "title": kind.replace("_", " ").capitalize(),
        **_tidied({key: value for key, value in written.items() if key not in ("$defs", "title")}, names),
    }
    schema["$defs"] = {names[name]: _tidied(part, names) for name, part in written["$defs"].items()}
    _describe(schema)
    return schema


def _describe(schema: dict[str, Any]) -> None:
    """A key without words of its own has those of what stands there: of its mapping, or of the kind that it names."""
    for part in mappings(schema):
        for key in part["properties"].values():
            if "description" not in key and "$ref" in key:
                key["description"] = schema["$defs"][key["$ref"].rpartition("/")[2]]["description"]
            elif "description" not in key and "const" in key:
                key["description"] = _first_sentence(part["description"])


def mappings(part: Any) -> Iterator[dict[str, Any]]:
    """Every part of a schema that describes a mapping with keys of its own."""
    if isinstance(part, dict):
        if "properties" in part and part.get("type") == "object":
            yield part
        part = [value for key, value in part.items() if key not in ("default", "examples", "const", "enum")]
    if isinstance(part, list):
        for each in part:
            yield from mappings(each)


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=\.)\s", " ".join(text.split()), maxsplit=1)[0]


@cache
def examples() -> dict[str, Any]:
    """An example of each mapping, by the name of its model."""
    composed, problems = yaml12.compose(_EXAMPLES.read_text("utf-8"), _EXAMPLES.name, _as_editors_read)
    assert composed is not None, problems
    by_model: dict[str, Any] = composed.value
    return by_model


def _with_examples(part: Any, by_model: dict[str, Any]) -> Any:
    """The schema with an example at every mapping, wherever it stands; models are known by their generated titles."""
    if isinstance(part, list):
        return [_with_examples(each, by_model) for each in part]
    if not isinstance(part, dict):
        return part
    whole = {key: _with_examples(value, by_model) for key, value in part.items()}
    if whole.get("type") == "object" and whole.get("title") in by_model:
        whole.setdefault("examples", [by_model[whole["title"]]])
    return whole


_EXAMPLES = Path(__file__).with_name("schema_examples.yaml")


def _as_editors_read(text: str, plain: bool) -> Any:
    """A scalar of an example: a number, or true or false, where it is written as one in JSON too; else text."""
    if plain and re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?|true|false", text):
        return json.loads(text)
    return text


def _short_names(parts: dict[str, Any]) -> dict[str, str]:
    """Rows of tables have names as long as their types; they are numbered instead."""
    names: dict[str, str] = {}
    for name in parts:
        plain = name.partition("_")[0]
        alike = sum(short.startswith(plain) for short in names.values())
        names[name] = f"{plain}{alike + 1}" if "_" in name else plain
    return names


def _tidied(part: Any, names: dict[str, str], *, is_property_map: bool = False) -> Any:
    """A part of the schema without generated titles and nulls; a scalar may look like a number where text is meant."""
    if isinstance(part, list):
        return [_tidied(each, names) for each in part]
    if not isinstance(part, dict):
        return part
    if is_property_map:
        return {key: _tidied(value, names) for key, value in part.items()}
    part = _without_null(part)
    tidy: dict[str, Any] = {}
    for key, value in part.items():
        if key == "title" or (key == "default" and not _is_as_written(value, part)):
            continue
        if key == "$ref":
            tidy[key] = f"#/$defs/{names[value.removeprefix('#/$defs/')]}"
        elif key in ("properties", "patternProperties"):
            tidy[key] = _tidied(value, names, is_property_map=True)
        elif key in ("description", "default", "examples", "enum", "const"):
            tidy[key] = _said(key, value, part)
        else:
            tidy[key] = _tidied(value, names)
    if "patternProperties" in tidy:  # a name of another form is refused, not passed over
        tidy.setdefault("additionalProperties", False)
    is_free = not {"const", "enum"} & set(tidy) and tidy.get("pattern", SAYS_SOMETHING) == SAYS_SOMETHING
    if tidy.get("type") == "string" and is_free:
        tidy["type"] = _SCALAR
    return tidy


def _said(key: str, value: Any, part: dict[str, Any]) -> Any:
    """A word or a value that is shown; numbers are decimals inside, whose default comes as text."""
    if key == "description":
        return _unwrapped(value)
    return json.loads(str(value)) if key == "default" and _is_number(part) else value


def _is_number(part: dict[str, Any]) -> bool:
    return part.get("type") == "number" or (part.get("type") == ["number", "string"] and "minimum" in part)


def _unwrapped(text: str) -> str:
    """Documentation without the line breaks of its source, which editors show as paragraphs."""
    return re.sub(r"(?<!\n)\n(?![\n ])", " ", text)


def _is_as_written(default: Any, part: dict[str, Any]) -> bool:
    """Whether a default is what a file would say; a share is a fraction inside, and a mapping is told in words."""
    if isinstance(default, str) and "pattern" in part:
        return re.search(part["pattern"], default) is not None
    return not isinstance(default, dict)


def _without_null(part: dict[str, Any]) -> dict[str, Any]:
    """`null` beside another form only says that a key may be left out."""
    some = [form for form in part.get("anyOf", []) if form != {"type": "null"}]
    if len(some) == len(part.get("anyOf", [])):
        return part
    rest = {key: value for key, value in part.items() if key != "anyOf"}
    if rest.get("default", 0) is None:
        rest.pop("default")
    return {**some[0], **rest} if len(some) == 1 else {"anyOf": some, **rest}
