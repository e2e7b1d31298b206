"""An audit: which rule sets are checked against which records, over which dates, looked at from which moment."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from checker.periods import AsOfText, PeriodText
from checker.tables import TableName
from checker.written import Text, Written, one_or_more

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
