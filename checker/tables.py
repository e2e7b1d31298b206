"""Another file beside the records, described like them: contacts of an account, the groups it was in, pauses."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field, StringConstraints, Tag, model_validator

from checker.calendars import ZoneName
from checker.fields import FieldType
from checker.written import FIELD_NAME, FieldName, Names, TagName, WordList, Written, at_key

ColumnName = TagName
"""The name of a field of the table itself."""

TableName = TagName
"""The name of a table, under which its file is given: `contacts`."""

TABLE_FIELD = FIELD_NAME.replace("$", r"\.[a-z][a-z0-9_]*$")
"""How a field of another table is written."""

TableFieldName = Annotated[
    str,
    StringConstraints(pattern=TABLE_FIELD, max_length=121),
    Names("table field"),
]
"""A field of another table, with the table's name: `contacts.person`."""

BY_RULE = "rule"
"""As `match`: a row is for the rule whose id stands in the field of that name."""


class ValidDates(Written):
    """The fields that say from when until when a row holds, both days included."""

    from_: ColumnName = Field(alias="from", description="The field with the first day or moment.")
    until: ColumnName = Field(description="The field with the last day or moment; missing: it still holds.")


class Table(Written):
    """Another file of the audit: its rows belong to the records whose field of the same name has the same value.

    With `valid` a row holds from one date until another, both included; of the rows of one key no two may hold at
    once. Where `match` is `rule`, a row is for the rule with that id.
    """

    match: ColumnName = Field(description="The field, of the table and of the records, by which rows belong together.")
    valid: ValidDates | None = Field(None, description="The fields that say from when until when a row holds.")
    time_zone: ZoneName | None = Field(None, description="For moments without an offset; default the records'.")
    missing_words: WordList = Field(("",), description="Words that count as not recorded.")
    fields: Annotated[dict[ColumnName, FieldType], Field(min_length=1)] = Field(
        description="The columns that rules use, each with its type."
    )

    @model_validator(mode="after")
    def _has_its_fields(self) -> Table:
        if self.match not in self.fields:
            raise at_key("match", f"the table has no field '{self.match}'; add it to the fields", code="R301")
        return self


def _where(written: object) -> str:
    return "table" if isinstance(written, str) and "." in written else "record"


AnyField = Annotated[
    Annotated[FieldName, Tag("record")] | Annotated[TableFieldName, Tag("table")],
    Discriminator(_where),
]
"""A field of the records, or of another table with the table's name."""
