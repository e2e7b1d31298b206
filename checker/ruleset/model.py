"""A rule file, typed: what a rule set says, as frozen values; nothing runs here."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Discriminator, Field, Tag, model_validator

from checker.conditions import AllRows, Condition, FittingRow, OtherwiseRow, Word, row_kind
from checker.durations import DurationText
from checker.fields import ChoiceField, Columns, FieldModel, FieldType, NumberField
from checker.measures import AnyMeasure
from checker.standards import ClauseId
from checker.targets import EVERY_RECORD, AnyTarget
from checker.written import (
    FieldName,
    Id,
    RuleId,
    ShareText,
    TagName,
    Text,
    Weight,
    WordList,
    Words,
    Written,
    at_key,
    parse_number,
)

Severity = Literal["critical", "major", "minor"]


@cache
def _zones() -> frozenset[str]:
    """The time zones that every machine has: those of the tzdata package, less the one that stands for none."""
    return frozenset(files("tzdata").joinpath("zones").read_text("utf-8").split()) - {"Factory"}


def _known_zone(name: str) -> str:
    if name not in _zones():
        raise ValueError(f"unknown time zone '{name}'; write one such as Europe/Warsaw")
    return name


ZoneName = Annotated[Text, AfterValidator(_known_zone)]


def _has_words(field: FieldModel) -> FieldModel:
    for key in ("of", "yes", "no"):
        if getattr(field, key, None) == ("",):
            raise at_key(key, f"'{key}' is empty; write at least one", code="R206")
    return field


_Field = Annotated[FieldType, AfterValidator(_has_words)]


class LastRow(Written):
    """An event log is judged by the last row of each case."""

    per: FieldName = Field(description="The field that names the case.")
    by: FieldName = Field(description="The field by which the last row is the last.")


class Records(Written):
    """What one row of audit records is."""

    called: Text = Field(description="The word used in messages and reports, such as order.")
    id: FieldName | None = Field(None, description="The field that names a record; omitted: the row number.")
    dated_by: FieldName | None = Field(None, description="The field that decides the audit period.")
    time_zone: ZoneName | None = Field(None, description="For moments written without an offset.")
    missing_words: WordList = Field(("",), description="Words that count as not recorded.")
    fields: Annotated[dict[FieldName, _Field], Field(min_length=1)] = Field(
        description="The columns that rules use, each with its type."
    )
    groups: tuple[FieldName, ...] = Field((), description="Breakdowns of every rule in the reports.")
    last_row: LastRow | None = Field(None, description="For an event log: each case is judged by its last row.")

    @property
    def zone(self) -> ZoneInfo | None:
        """The zone of moments that are written without an offset."""
        return ZoneInfo(self.time_zone) if self.time_zone else None


def _a_word(written: Any) -> Any:
    if not isinstance(written, str):
        raise ValueError("a worked-out field is a word or a number, such as A; it is not taken from elsewhere")
    if not written:
        raise ValueError("a row gives no value; write a word or a number, such as A")
    return written


_Class = Annotated[Word, BeforeValidator(_a_word)]
_ClassRow = Annotated[
    Annotated[FittingRow[_Class], Tag("when")] | Annotated[OtherwiseRow[_Class], Tag("otherwise")],
    Discriminator(row_kind),
]
Classification = Annotated[tuple[_ClassRow, ...], Field(min_length=1), AllRows]
"""A worked-out field: the first row that fits gives its value."""


class Exclusion(Written):
    """Records that a condition takes out of every rule but those excepted."""

    id: Id = Field(description="Its name in reports, such as force-majeure.")
    when: Condition = Field(description="Which records are taken out.")
    except_: tuple[RuleId, ...] = Field((), alias="except", description="Rules that judge these records all the same.")
    because: Text = Field(description="Why, for the reader of the report.")


class Rule(Written):
    """One commitment made checkable."""

    id: Id = Field(description="Its name in reports, such as delivery-cycle.")
    title: Words = Field(description="The commitment in a few words.")
    clause: ClauseId | None = Field(None, description="The clause of the standard that it checks.")
    scope: Condition | None = Field(None, description="Which records the rule speaks of; default all.")
    measure: AnyMeasure = Field(description="How one record is judged.")
    target: AnyTarget = Field(EVERY_RECORD, description="Share of judged records that keep the limit; default 100 %.")
    severity: Severity = Field("major", description="How much a miss matters; default major.")
    weight: Weight = Field(default=1, validate_default=True, description="In the score; default 1, 0 is not scored.")
    missing: Literal["undetermined", "breach"] = Field("undetermined", description="What missing evidence means.")
    remedy: Words | None = Field(None, description="What to do when the rule is missed.")
    owner: Text | None = Field(None, description="Who is asked; default the rule set's owner.")
    due: DurationText | None = Field(None, description="By when, counted from the as-of moment.")
    tags: dict[TagName, Text] = Field(default_factory=dict, description="Further breakdowns of the report.")


class Score(Written):
    """The share of weight that met rules must reach."""

    at_least: ShareText = Field(description="The share, such as 90 %; equality reaches it.")


class Overall(Written):
    """How the rules decide together."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    must_meet: tuple[Severity, ...] = Field((), description="Severities of which every rule must be met.")
    score: Score | None = Field(None, description="What the weighted share of met rules must reach.")

    @model_validator(mode="after")
    def _decides_something(self) -> Overall:
        if not self.must_meet and self.score is None:
            raise ValueError("overall is empty; write must_meet: [critical], or score: {at_least: 90 %}, or both")
        return self


class RuleSet(Written):
    """A file of rules over one kind of records."""

    rule_set: Id = Field(description="The rule set's name; equals the file's.")
    title: Words = Field(description="What it is about, printed on reports.")
    version: Text = Field(description="Which edition of the rules this is, such as 2026.1.")
    standard: Id | None = Field(None, description="The standard whose clauses the rules cite.")
    owner: Text | None = Field(None, description="Who is asked about the rules.")
    organisation: Text | None = Field(None, description="Printed on reports.")
    records: Records = Field(description="What one row of audit records is.")
    worked_out: dict[FieldName, Classification] = Field(
        default_factory=dict, description="Fields made from others: the first row that fits gives the value."
    )
    exclusions: tuple[Exclusion, ...] = Field((), description="Records taken out of the rules, and why.")
    rules: Annotated[tuple[Rule, ...], Field(min_length=1)] = Field(description="The commitments made checkable.")
    overall: Overall | None = Field(None, description="How the rules decide together; default: all must be met.")

    def columns(self, as_of: int | None = None) -> Columns:
        """The fields that an expression may use: the records' and the worked-out ones."""
        worked_out = {name: worked_out_field(rows) for name, rows in self.worked_out.items()}
        return Columns({**self.records.fields, **worked_out}, self.records.zone, as_of)


def worked_out_field(rows: tuple[Any, ...]) -> FieldModel:
    """The type of a worked-out field: a number where every row gives one, else a choice of what the rows give."""
    values = [row.then if isinstance(row, FittingRow) else row.otherwise for row in rows]
    try:
        for value in values:
            parse_number(value)
    except ValueError:
        return ChoiceField(type="choice", of=tuple(dict.fromkeys(values)))
    return NumberField(type="number")
