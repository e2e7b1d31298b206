"""An audit: which rule sets are checked against which records, over which dates, looked at from which moment."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator, Field, PlainSerializer, PlainValidator, WithJsonSchema

from checker.periods import AuditPeriod, parse_as_of, parse_period
from checker.tables import TableName
from checker.written import Text, Written, one_or_more


def _period(written: object) -> AuditPeriod:
    if isinstance(written, AuditPeriod):
        return written
    if not isinstance(written, str):
        raise ValueError("a period belongs here, such as 2026-Q3")
    return parse_period(written)


def _as_of(written: object) -> datetime:
    if isinstance(written, datetime):
        return written
    if not isinstance(written, str):
        raise ValueError("a moment belongs here, such as 2026-10-01T00:00:00+02:00")
    return parse_as_of(written)


PeriodText = Annotated[
    AuditPeriod,
    PlainValidator(_period),
    PlainSerializer(lambda period: period.name, return_type=str),
    WithJsonSchema({"type": ["string", "integer"], "examples": ["2026-Q3", "2026-07-01..2026-09-30"]}),
]
"""The dates an audit covers: a year, a quarter, a month, or two dates."""

AsOfText = Annotated[
    datetime,
    PlainValidator(_as_of),
    PlainSerializer(datetime.isoformat, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-10-01T00:00:00+02:00"]}),
]
"""The moment an audit looks from, with its offset."""

FilePath = Text
"""A file, from the folder of the audit file."""

FilePaths = Annotated[tuple[FilePath, ...], BeforeValidator(one_or_more), Field(min_length=1)]
"""One file, or several."""


class AuditedRuleSet(Written):
    """A rule set and the files that it is checked against."""

    rules: FilePath = Field(description="The rule file, from the folder of the audit file.")
    records: FilePaths = Field(description="The files of records, one or several.")
    tables: dict[TableName, FilePath] = Field(default_factory=dict, description="The file of each other table.")
    waivers: FilePath | None = Field(None, description="The file of waivers.")
    encoding: Text | None = Field(None, description="Of text files that are not UTF-8, such as cp1250.")
    sheet: Text | None = Field(None, description="Of a workbook with several sheets.")


class AuditFile(Written):
    """A whole audit in one file: `checker check AUDIT.yaml` checks each rule set and makes one report of all."""

    organisation: Text | None = Field(None, description="Printed on the report.")
    period: PeriodText | None = Field(None, description="The dates it covers, such as 2026-Q3.")
    as_of: AsOfText | None = Field(None, description="The moment it looks from, with its offset.")
    standards: FilePath | None = Field(None, description="The folder of the standards that rule sets name.")
    audits: Annotated[tuple[AuditedRuleSet, ...], Field(min_length=1)] = Field(
        description="The rule sets, each with its records."
    )
