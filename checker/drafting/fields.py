"""The `records` section of a rule set, drafted from a look at the first rows of a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from textwrap import wrap

from checker.drafting.guessing import Guess, guess
from checker.drafting.looking import Look, unreadable
from checker.drafting.names import ascii_words, field_names
from checker.drafting.request import UTC, Request
from checker.drafting.yaml_text import listed, scalar
from checker.ruleset.model import Records
from checker.ruleset.yaml12 import compose

_WIDEST = 110
MARK = "# draft:"
"""How every comment begins that the author is to confirm and delete."""
_MOST_GROUPS = 2
_ANY_OF_TWENTY = 20
"""So much larger than the readable part may not be what the program cannot read, or the type is given up."""


@dataclass(frozen=True)
class Field:
    """A drafted field."""

    name: str
    heading: str
    guess: Guess

    def line(self) -> str:
        """The field as a line of the section, with its comment beside it, or above where that would be too wide."""
        keys = [("type", self.guess.type), *self._column(), *self.guess.keys]
        declared = f"    {self.name}: {{{', '.join(f'{key}: {value}' for key, value in keys)}}}"
        if self.guess.remark is None:
            return declared
        remark = f"{MARK} {self.guess.remark}"
        beside = f"{declared}  {remark}"
        if len(beside) <= _WIDEST:
            return beside
        above = wrap(remark, _WIDEST, initial_indent="    ", subsequent_indent="    #   ", break_long_words=False)
        return "\n".join([*above, declared])

    def _column(self) -> list[tuple[str, str]]:
        if self.name == self.heading:
            return []
        written = scalar(self.heading)
        # A heading without ASCII letters leaves a name that no reader of a report would understand.
        return [("column", written), *([] if ascii_words(self.heading) else [("label", written)])]


@dataclass(frozen=True)
class DraftedRecords:
    """The section, and what the rest of the draft needs to know of it."""

    text: str
    fields: tuple[Field, ...]
    id: str | None
    dated_by: str | None
    to_confirm: tuple[str, ...]

    @property
    def ambiguous(self) -> str | None:
        """The first heading of dates in which day and month could change places."""
        return next((field.heading for field in self.fields if field.guess.is_ambiguous), None)

    def named(self, *types: str) -> list[str]:
        """The fields of these types, in their order."""
        return [field.name for field in self.fields if field.guess.type in types]


def drafted_records(request: Request, look: Look) -> DraftedRecords:
    """Draft the section. Every type that the program could not read the cells by is given up for text."""
    names = field_names([column.heading for column in look.columns])
    fields = [
        Field(names[place], column.heading, guess(column, request.order)) for place, column in enumerate(look.columns)
    ]
    named = _id(fields)
    if named is not None:
        remark = "names a record; confirm that no two records share it"
        fields = [_as_id(field, remark) if field is named else field for field in fields]
    drafted = _assembled(request, look, fields, named)
    return _confirmed(request, look, drafted, fields, named)


def _as_id(field: Field, remark: str) -> Field:
    return replace(field, guess=replace(field.guess, type="text", keys=(), remark=remark))


def _confirmed(
    request: Request, look: Look, drafted: DraftedRecords, fields: list[Field], named: Field | None
) -> DraftedRecords:
    """The draft as it is, or without the types by which the program itself reads too few cells."""
    assert request.records is not None
    composed, problems = compose(drafted.text, "draft")
    assert composed is not None, problems
    records = Records.model_validate(composed.value["records"])
    bad = unreadable(request.records, records, encoding=request.encoding, sheet=request.sheet)
    given_up = {
        field.name for field in fields if bad[field.name] * _ANY_OF_TWENTY > max(field.guess.filled, look.rows // 2)
    }
    if not given_up:
        return drafted
    remark = "its cells look like {}, but most of them could not be read so"
    sound = [
        replace(
            field,
            guess=Guess("text", remark=remark.format(field.guess.type.replace("_", " ")), is_open=True, filled=1),
        )
        if field.name in given_up
        else field
        for field in fields
    ]
    return _assembled(request, look, sound, named)


def _id(fields: list[Field]) -> Field | None:
    """The field that names a record: of those whose cells are unlike each other, one called so, else the first."""
    unique = [field for field in fields if field.guess.is_unique]
    called = [field for field in unique if {"id", "no", "nr", "number", "key", "case"} & set(field.name.split("_"))]
    return next(iter([*called, *unique]), None)


def _assembled(request: Request, look: Look, fields: list[Field], named: Field | None) -> DraftedRecords:
    id_ = named.name if named else None
    to_confirm = []
    times = [field for field in fields if field.guess.type in ("moment", "date")]
    dated_by = max(times, key=lambda field: field.guess.filled, default=None)
    missing = list(dict.fromkeys(word for field in fields for word in field.guess.missing))
    lines = ["records:", f"  called: {scalar(request.called)}"]
    if id_ is None:
        to_confirm.append("No column names a record, so validate warns (R353): add id, or know records by their row.")
        lines.append(f"  # id: {fields[0].name}  {MARK} no column was found whose cells are all different")
    else:
        lines.append(f"  id: {id_}")
    if dated_by is not None:
        to_confirm.append(f"Does {dated_by.name} decide to which period a record belongs?")
        lines.append(f"  dated_by: {dated_by.name}  {MARK} decides the audit period")
    if any(field.guess.type == "moment" for field in fields):
        zone, remark = (
            request.time_zone or UTC,
            f"  {MARK} on whose clock were the times written? Such as Europe/Warsaw",
        )
        if request.time_zone is None:
            to_confirm.insert(0, "On whose clock were the times written? time_zone says UTC until you change it.")
        lines.append(f"  time_zone: {zone}{'' if request.time_zone else remark}")
    if missing:
        to_confirm.append("Do the words under missing_words say that nothing was recorded?")
        remark = "words seen; where one says that a question did not apply, move it to the field's not_applicable"
        lines.extend([f"  {MARK} {remark}", f"  missing_words: {listed(['', *missing])}"])
    rows = f"the {look.rows:,} rows" if look.is_all else f"the first {look.rows:,} rows"
    lines.append(f"  fields:  {MARK} types as {rows} suggest them; confirm each")
    lines.extend(field.line() for field in fields)
    lines.extend(f"    {MARK} {why}" for why in look.unnamed)
    groups = [field.name for field in fields if field.guess.type == "choice"][:_MOST_GROUPS]
    if groups:
        lines.append(f"  groups: {listed(groups)}  {MARK} reports are broken down by these")
    to_confirm[:0] = [f"{field.name}: {field.guess.remark}." for field in fields if field.guess.is_open]
    remarks = sum(field.guess.remark is not None and not field.guess.is_open for field in fields)
    if remarks:
        to_confirm.append("Are the fields' types right?" + (f" {remarks} have a comment." if remarks > 1 else ""))
    to_confirm.extend(f"{why}." for why in look.unnamed)
    return DraftedRecords(
        "\n".join(lines) + "\n", tuple(fields), id_, dated_by.name if dated_by else None, tuple(to_confirm)
    )
