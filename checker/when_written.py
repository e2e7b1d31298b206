"""A form that is made when a file first has it: a file has a few of the many forms that the language knows."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from importlib import import_module
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

_BEING_DESCRIBED: set[str] = set()
"""The parts whose JSON Schema is in the making, and to which those within refer."""


class WhenWritten:
    """Says beside `Any` which form stands there: `Annotated[Any, WhenWritten(rows_of_limits)]`.

    `make` gives its type; until a file has the form, that type is neither imported nor built.
    """

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make

    @cached_property
    def form(self) -> Any:
        """The type of what stands there."""
        return self._make()

    @cached_property
    def _reading(self) -> TypeAdapter[Any]:
        return TypeAdapter(self.form)

    def _read(self, written: Any) -> Any:
        return self._reading.validate_python(written)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self._read)

    def __get_pydantic_json_schema__(self, read: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        form, parts = self._reading.core_schema, {}
        if form["type"] == "definitions":
            form, parts = form["schema"], {part["ref"]: part for part in form["definitions"]}
        if isinstance(self.form, type):  # a mapping has a name of its own
            name = f"{self.form.__module__}.{self.form.__qualname__}:{id(self.form)}"
            parts[name] = {**form, "ref": name}
            form = core_schema.definition_reference_schema(name)
        # A condition has tables whose rows have conditions: those within refer to what is described already.
        fresh = {name: part for name, part in parts.items() if name not in _BEING_DESCRIBED}
        _BEING_DESCRIBED.update(fresh)
        try:
            return handler(core_schema.definitions_schema(form, list(fresh.values())))
        finally:
            _BEING_DESCRIBED.difference_update(fresh)


def when_written(make: Callable[[], Any]) -> Any:
    """The type of what stands there, made when a file first has it."""
    return Annotated[Any, WhenWritten(make)]


def kind_in(family: str, name: str) -> Any:
    """The model of one kind of a family: `follow_up` of `checker.measures` is `FollowUp` in the module of that name."""
    return getattr(import_module(f"{family}.{name}"), "".join(word.capitalize() for word in name.split("_")))
