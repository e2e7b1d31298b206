"""The rule language as a JSON Schema (draft 2020-12), made from the models: editors complete and check with it."""

from __future__ import annotations

from typing import Any

from checker.conditions import FittingRow, OtherwiseRow
from checker.targets import AllOf

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_SCALAR = ["string", "number", "boolean"]


def rule_set_schema() -> dict[str, Any]:
    """The schema of a rule set. What it cannot say (names that must exist, clauses, meaning) `validate` says."""
    from checker.ruleset.model import RuleSet  # noqa: PLC0415

    written = RuleSet.model_json_schema(by_alias=True)
    names = _short_names(written["$defs"])
    schema: dict[str, Any] = {
        "$schema": DIALECT,
        "title": "Rule set",
        **_tidied({key: value for key, value in written.items() if key not in ("$defs", "title")}, names),
    }
    schema["$defs"] = {names[name]: _tidied(part, names) for name, part in written["$defs"].items()}
    for name, part in schema["$defs"].items():  # rows of several types lose their documentation on the way
        for row in (FittingRow, OtherwiseRow, AllOf):
            if name.startswith(row.__name__):
                part.setdefault("description", row.__doc__)
    return schema


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
        if key == "title":
            continue
        if key == "$ref":
            tidy[key] = f"#/$defs/{names[value.removeprefix('#/$defs/')]}"
        elif key in ("properties", "patternProperties"):
            tidy[key] = _tidied(value, names, is_property_map=True)
        elif key in ("default", "examples", "enum", "const"):
            tidy[key] = value
        else:
            tidy[key] = _tidied(value, names)
    if "patternProperties" in tidy:  # a name of another form is refused, not passed over
        tidy.setdefault("additionalProperties", False)
    if tidy.get("type") == "string" and not {"const", "enum", "pattern"} & set(tidy):
        tidy["type"] = _SCALAR
    return tidy


def _without_null(part: dict[str, Any]) -> dict[str, Any]:
    """`null` beside another form only says that a key may be left out."""
    some = [form for form in part.get("anyOf", []) if form != {"type": "null"}]
    if len(some) == len(part.get("anyOf", [])):
        return part
    rest = {key: value for key, value in part.items() if key != "anyOf"}
    if rest.get("default", 0) is None:
        rest.pop("default")
    return {**some[0], **rest} if len(some) == 1 else {"anyOf": some, **rest}
