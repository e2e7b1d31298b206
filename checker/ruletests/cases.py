"""A file of tests, typed: the cases of a rule set, and what each expects of its rules."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import (
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
    model_validator,
)

from checker.periods import AsOfText, PeriodText
from checker.ruletests.earlier_figures import Figures
from checker.tables import TableName
from checker.waivers import Waiver
from checker.written import Id, Text, Written

COPIES = "copies"
"""The key of a record that says how many there are of it."""

MOST_COPIES = 10_000

OutcomeWord = Literal["kept", "breach", "waived", "pending", "excluded", "out_of_scope", "undetermined"]
VerdictWord = Literal["met", "missed", "too_close", "undetermined", "not_judged", "not_evaluated"]
ReasonWord = Literal[
    "outside_period",
    "not_in_force",
    "announced_breach",
    "not_in_scope",
    "not_applicable",
    "open_past_limit",
    "open",
    "missing_is_breach",
    "critical_item",
    "duplicate_id",
    "unknown_scope",
    "missing_field",
    "unreadable_value",
    "not_checked",
    "faulty_evidence",
    "calendar_gap",
    "no_row_fits",
]


Cell = Annotated[str | None, WithJsonSchema({"type": ["string", "number", "boolean", "null"]})]
"""What stands in a cell, as in a file of records; null is nothing recorded."""

Cells = dict[str, Cell]
"""A record by the names of its fields."""


Rows = tuple[Cells, ...]
"""The rows of a table."""


def _default_kind(written: Any) -> str:
    return "tables" if isinstance(written, dict) else "cell"


Defaults = dict[
    str,
    Annotated[
        Annotated[Cell, Tag("cell")] | Annotated[dict[TableName, Rows], Tag("tables")], Discriminator(_default_kind)
    ],
]
"""Cells by the names of their fields, and under `tables` the rows of other tables."""


class ExpectedRecord(Written):
    """What becomes of a record under a rule; what is not said here is not compared.

    An outcome alone may be written by itself: `kept`. Values may be written in any unit and with any number of
    decimals: 60 seconds are 1 minute, and 75.0 % are 75 %.
    """

    outcome: OutcomeWord | None = Field(None, description="What becomes of the record, such as kept or breach.")
    reason: ReasonWord | None = Field(None, description="Why, where the outcome alone does not say it.")
    observed: Text | None = Field(None, description="What is found, in the words of reports: 48 hours 1 second.")
    limit: Text | None = Field(None, description="The record's limit, in the words of reports: 48 hours.")

    @model_validator(mode="after")
    def _expects_something(self) -> ExpectedRecord:
        if not self.model_fields_set:
            raise ValueError("nothing is expected; write an outcome, such as kept")
        return self


EXPECTED_KEYS = tuple(ExpectedRecord.model_fields)
_OUTCOMES = get_args(OutcomeWord)


def _record_kind(written: Any) -> str:
    return "whole" if isinstance(written, dict | ExpectedRecord) else "outcome"


def _expectation_kind(written: Any) -> str:
    if isinstance(written, ExpectedRecord):
        return "whole"
    if not isinstance(written, dict):
        return "outcome"
    return "records" if not written or names_records(written) else "whole"


def names_records(written: dict[str, Any]) -> bool:
    """Whether keys are the names of records; with a value that no record can become, `observed: 3`, they are not."""
    values = {key for key, word in written.items() if isinstance(word, str) and word not in _OUTCOMES}
    is_of_one = bool(values & set(EXPECTED_KEYS)) or (bool(values) and isinstance(written.get("outcome"), str))
    return bool(written) and not is_of_one and not set(written) <= set(EXPECTED_KEYS)


OfRecord = Annotated[
    Annotated[OutcomeWord, Tag("outcome")] | Annotated[ExpectedRecord, Tag("whole")],
    Discriminator(_record_kind),
]
Expectation = Annotated[
    Annotated[OutcomeWord, Tag("outcome")]
    | Annotated[ExpectedRecord, Tag("whole")]
    | Annotated[Annotated[dict[Text, OfRecord], Field(min_length=1)], Tag("records")],
    Discriminator(_expectation_kind),
]
"""What becomes of the only record of a case, or of each of several, which are named by their ids."""


class ExpectedOverall(Written):
    """What is said of the rule set as a whole; what is not said here is not compared.

    A verdict alone may be written by itself: `met`. The score is written as its two sums: 9 of 12.
    """

    verdict: VerdictWord | None = Field(None, description="Of the rule set, by its overall.")
    score: Text | None = Field(None, description="Weight of the rules met of the weight of those judged: 9 of 12.")

    @model_validator(mode="after")
    def _expects_something(self) -> ExpectedOverall:
        if not self.model_fields_set:
            raise ValueError("nothing is expected; write a verdict, such as met")
        return self


def _overall_kind(written: Any) -> str:
    return "whole" if isinstance(written, dict | ExpectedOverall) else "verdict"


OfOverall = Annotated[
    Annotated[VerdictWord, Tag("verdict")] | Annotated[ExpectedOverall, Tag("whole")],
    Discriminator(_overall_kind),
]


class RuleCase(Written):
    """Records made up by an author, and what must become of them.

    The records of a case see only each other: they are judged as if they were a file of their own. Expectations are
    exact for the rules they name, and say nothing of the others. Under a rule that is named, every record of the case
    is named too: by its outcome alone where the case has one record, else by its id. `copies: 19` beside the cells
    makes 19 records of one, with the ids a-1 to a-19; `a` names all of them.
    """

    name: Text = Field(description="What the case shows, as a sentence.")
    records: Annotated[tuple[Cells, ...], Field(min_length=1)] = Field(
        description="Each record by its fields; a cell is written as in the file, and one left out has the default."
    )
    expect: dict[str, Expectation] = Field(default_factory=dict, description="By rule, what becomes of the records.")
    expect_verdict: dict[str, VerdictWord] = Field(
        default_factory=dict, description="By rule, the verdict over the records of the case."
    )
    expect_overall: OfOverall | None = Field(None, description="What is said of the rule set as a whole.")
    as_of: AsOfText | None = Field(None, description="The moment to look from; default that of the file.")
    period: PeriodText | None = Field(None, description="The dates to cover; default all.")
    tables: dict[TableName, Rows] = Field(
        default_factory=dict, description="By table, its rows, each with the cells as in the file."
    )
    waivers: tuple[Waiver, ...] = Field((), description="Waivers that hold in this case.")
    previous: dict[Id, Figures] = Field(
        default_factory=dict,
        description="By rule, what its target came to in an earlier run, such as 19 of 20; by group where it has some.",
    )

    @model_validator(mode="after")
    def _expects_something(self) -> RuleCase:
        if not self.expect and not self.expect_verdict and self.expect_overall is None:
            raise ValueError("the case expects nothing; add expect, such as expect: {delivery-cycle: kept}")
        return self


class Todo(Written):
    """A case that is still to be written; it is counted and named, and nothing else."""

    todo: Text = Field(description="What is still to be tested.")


def _case_kind(written: Any) -> str:
    if isinstance(written, dict):
        return "todo" if "todo" in written and not {"records", "expect"} & set(written) else "case"
    return "todo" if isinstance(written, Todo) else "case"


AnyCase = Annotated[
    Annotated[RuleCase, Tag("case")] | Annotated[Todo, Tag("todo")],
    Discriminator(_case_kind),
]


class RuleTests(Written):
    """The tests of a rule set: NAME.tests.yaml, beside NAME.yaml.

    Each case has records as they would stand in a file, and says what must become of them. `checker test` runs them;
    with --coverage it tells what no case reaches, with --mutation which change of the rules no case would notice.
    """

    rule_set: Id = Field(description="The rule set that is tested; its file stands beside this one.")
    as_of: AsOfText | None = Field(None, description="The moment to look from; tests never see the machine's clock.")
    defaults: Defaults = Field(default_factory=dict, description="Cells of every record that does not have its own.")
    cases: Annotated[tuple[AnyCase, ...], Field(min_length=1)] = Field(description="The cases, and what is to do.")
