"""A rule file, typed: what a rule set says, as frozen values; nothing runs here."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import ConfigDict, Field, model_validator

from checker.calendars import Calendar, CalendarName
from checker.conditions import Condition
from checker.dates import DateText, until_after_from
from checker.durations import DurationText
from checker.fields import Columns, FieldModel, FieldType
from checker.measures import AnyMeasure
from checker.standards import ClauseId
from checker.tables import Table, TableName
from checker.targets import EVERY_RECORD, AnyTarget
from checker.values import WeightValue, ZoneValue
from checker.worked_out import Elapsed, Lookup, WorkedOut, reads, type_of
from checker.written import FieldName, Id, RuleId, ShareText, TagName, Text, WordList, Words, Written, at_key

_UNSAID = ("not_applicable", "not_checked")
"""The words of a field that say why nothing is recorded."""

Severity = Literal["critical", "major", "minor"]


class LastRow(Written):
    """An event log is judged by the last row of each case."""

    per: FieldName = Field(description="The field that names the case.")
    by: FieldName = Field(description="The field by which the last row is the last.")


class Records(Written):
    """What one row of audit records is."""

    called: Text = Field(description="The word used in messages and reports, such as order.")
    id: FieldName | None = Field(None, description="The field that names a record; omitted: the row number.")
    dated_by: FieldName | None = Field(None, description="The field that decides the audit period.")
    time_zone: ZoneValue | None = Field(
        None, description="For moments written without an offset, and for their dates; of all records, or of each."
    )
    missing_words: WordList = Field(("",), description="Words that count as not recorded.")
    fields: Annotated[dict[FieldName, FieldType], Field(min_length=1)] = Field(
        description="The columns that rules use, each with its type."
    )
    groups: tuple[FieldName, ...] = Field(
        (), description="Breakdowns of every rule in the reports.", json_schema_extra={"uniqueItems": True}
    )
    last_row: LastRow | None = Field(None, description="For an event log: each case is judged by its last row.")

    @property
    def zone(self) -> ZoneInfo | None:
        """The zone of moments that are written without an offset; none where each record has its own."""
        return ZoneInfo(self.time_zone) if isinstance(self.time_zone, str) else None

    @property
    def has_own_zones(self) -> bool:
        """Whether each record has its own time zone, by a field or a table."""
        return self.time_zone is not None and not isinstance(self.time_zone, str)


class Exclusion(Written):
    """Records that a condition takes out of every rule but those excepted."""

    id: Id = Field(description="Its name in reports, such as force-majeure.")
    when: Condition = Field(description="Which records are taken out.")
    except_: tuple[RuleId, ...] = Field((), alias="except", description="Rules that judge these records all the same.")
    because: Text = Field(description="Why, for the reader of the report.")


class InForce(Written):
    """From when until when a version of a rule is in force, both days included; the record's date decides."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    from_: DateText | None = Field(None, alias="from", description="The first day; default always.")
    until: DateText | None = Field(None, description="The last day; default for ever.")

    @model_validator(mode="after")
    def _is_in_order(self) -> InForce:
        if self.from_ is None and self.until is None:
            raise ValueError("in_force is empty; write from, or until, or both")
        until_after_from(self.from_, self.until)
        return self

    def overlaps(self, other: InForce | None) -> bool:
        """Whether some day belongs to both; a version without dates is always in force."""
        if other is None:
            return True
        first = max((each for each in (self.from_, other.from_) if each is not None), default=None)
        last = min((each for each in (self.until, other.until) if each is not None), default=None)
        return first is None or last is None or first <= last


class Rule(Written):
    """One commitment made checkable."""

    id: Id = Field(description="Its name in reports, such as delivery-cycle.")
    title: Words = Field(description="The commitment in a few words.")
    clause: ClauseId | None = Field(None, description="The clause of the standard that it checks.")
    scope: Condition | None = Field(None, description="Which records the rule speaks of; default all.")
    per: FieldName | None = Field(None, description="The field whose records are judged together, as one unit.")
    measure: AnyMeasure = Field(description="How one record is judged.")
    target: AnyTarget = Field(EVERY_RECORD, description="Share of judged records that keep the limit; default 100 %.")
    severity: Severity = Field("major", description="How much a miss matters; default major.")
    weight: WeightValue = Field(
        Decimal(1), description="In the score; default 1, 0 is not scored.", json_schema_extra={"default": 1}
    )
    missing: Literal["undetermined", "breach"] = Field("undetermined", description="What missing evidence means.")
    remedy: Words | None = Field(None, description="What to do when the rule is missed.")
    owner: Text | None = Field(None, description="Who is asked; default the rule set's owner.")
    due: DurationText | None = Field(None, description="By when, counted from the as-of moment.")
    tags: dict[TagName, Text] = Field(default_factory=dict, description="Further breakdowns of the report.")
    recorded_in: FieldName | None = Field(None, description="The records' own flag, compared with the verdict.")
    in_force: InForce | None = Field(None, description="The dates of the records that this version is for.")
    announced_from: DateText | None = Field(None, description="From when breaches are told as warnings.")

    @model_validator(mode="after")
    def _is_announced_before(self) -> Rule:
        starts = None if self.in_force is None else self.in_force.from_
        if self.announced_from is not None and starts is None:
            raise at_key("announced_from", "a rule is announced before it is in force; add in_force with its first day")
        if self.announced_from is not None and starts is not None and self.announced_from >= starts:
            raise at_key("announced_from", f"a rule is announced before it is in force; write a date before {starts}")
        return self


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
    calendars: dict[CalendarName, Calendar] = Field(
        default_factory=dict, description="When is worked: hours of the week, holidays, single dates."
    )
    tables: dict[TableName, Table] = Field(
        default_factory=dict, description="Other files of the audit, described like the records."
    )
    worked_out: dict[FieldName, WorkedOut] = Field(
        default_factory=dict, description="Fields made of others: by a table of which the first row that fits counts."
    )
    exclusions: tuple[Exclusion, ...] = Field((), description="Records taken out of the rules, and why.")
    rules: Annotated[tuple[Rule, ...], Field(min_length=1)] = Field(description="The commitments made checkable.")
    overall: Overall | None = Field(None, description="How the rules decide together; default: all must be met.")

    @property
    def classifications(self) -> dict[str, tuple[Any, ...]]:
        """The worked-out fields that tables of values give, each with its rows."""
        return {name: form for name, form in self.worked_out.items() if isinstance(form, tuple)}

    def columns(self, as_of: int | None = None) -> Columns:
        """The fields that an expression may use: the records', the worked-out ones, and those of the other tables."""
        of_tables = {
            f"{name}.{field}": model for name, table in self.tables.items() for field, model in table.fields.items()
        }
        fields = {**self.records.fields, **self._made(), **of_tables}
        return Columns(
            fields,
            self.records.zone,
            as_of,
            contradictory=self._contradictory(),
            calendars=self.calendars,
            dated_by=self.records.dated_by,
            matches={name: table.match for name, table in self.tables.items()},
            own_zones=self.records.has_own_zones,
        )

    def _contradictory(self) -> frozenset[str]:
        """The worked-out fields that contradict themselves, or are made of such fields."""
        found = {name for name, form in self.worked_out.items() if isinstance(form, Lookup | Elapsed)}
        needs = {name: set(reads(form, self.tables)) for name, form in self.worked_out.items()}
        while more := {name for name, fields in needs.items() if fields & found} - found:
            found |= more
        return frozenset(found)

    def _made(self) -> dict[str, FieldModel]:
        """The worked-out fields, each with its type; without those whose type depends on what is not known."""
        found: dict[str, FieldModel | None] = {}

        def known(name: str) -> FieldModel | None:
            if name in self.records.fields:
                return self.records.fields[name]
            if name in self.worked_out and name not in found:
                found[name] = None  # a circle has no type
                found[name] = type_of(self.worked_out[name], self.tables, known)
            return found.get(name)

        made = {name: known(name) for name in self.worked_out}
        models = {name: model for name, model in made.items() if model is not None}
        return {name: model.model_copy(update=words) for name, model, words in self._with_words(models)}

    def _with_words(self, models: dict[str, FieldModel]) -> Iterator[tuple[str, FieldModel, dict[str, WordList]]]:
        """The worked-out fields, each with what may be wrong with those that it is made of: it may not apply either."""
        every = {**self.records.fields, **models}
        words = {name: {key: getattr(model, key) for key in _UNSAID} for name, model in every.items()}
        needs = {
            name: tuple(dict.fromkeys(reads(form, self.tables)))
            for name, form in self.worked_out.items()
            if not isinstance(form, tuple) and name in models
        }
        is_new = bool(needs)
        while is_new:
            is_new = False
            for name, fields in needs.items():
                for key in _UNSAID:
                    of_all = [name, *(field for field in fields if field in words)]
                    found = tuple(dict.fromkeys(word for each in of_all for word in words[each][key]))
                    is_new = is_new or found != words[name][key]
                    words[name][key] = found
        for name, model in models.items():
            yield name, model, words[name]
