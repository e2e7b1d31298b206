from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import Discriminator, Field, Tag, TypeAdapter, ValidationError

from checker.when_written import when_written
from checker.written import Written

MADE: list[str] = []


class Long(Written):
    """A form with a key."""

    days: int = Field(description="So many.")


def _long() -> Any:
    MADE.append("long")
    return Long


def _kind(written: Any) -> str:
    return "long" if isinstance(written, dict | Long) else "short"


Either: Any = Annotated[
    Annotated[int, Tag("short")] | Annotated[when_written(_long), Tag("long")], Discriminator(_kind)
]


class Holder(Written):
    """A mapping that holds one of two forms."""

    limit: Either


def test_a_form_is_made_when_it_is_first_written_and_once() -> None:
    MADE.clear()
    assert Holder.model_validate({"limit": 3}).limit == 3
    assert MADE == []
    assert Holder.model_validate({"limit": {"days": 4}}).limit == Long(days=4)
    assert Holder.model_validate({"limit": {"days": 5}}).limit == Long(days=5)
    assert MADE == ["long"]


def test_what_is_read_already_stays_as_it_is() -> None:
    long = Long(days=4)
    assert Holder(limit=long).limit is long


def test_a_mistake_in_a_form_is_told_with_the_way_to_it() -> None:
    with pytest.raises(ValidationError) as raised:
        Holder.model_validate({"limit": {"dyas": 4}})
    assert [(each["type"], each["loc"]) for each in raised.value.errors()] == [
        ("missing", ("limit", "long", "days")),
        ("extra_forbidden", ("limit", "long", "dyas")),
    ]


def test_the_schema_of_a_form_has_its_name_and_stands_once() -> None:
    schema = TypeAdapter(tuple[Holder, Either]).json_schema()
    assert schema["$defs"]["Long"]["properties"]["days"] == {
        "description": "So many.",
        "title": "Days",
        "type": "integer",
    }
    assert str(schema).count("So many.") == 1
    assert {"$ref": "#/$defs/Long"} in schema["$defs"]["Holder"]["properties"]["limit"]["oneOf"]
