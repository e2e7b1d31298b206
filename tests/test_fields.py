"""The fields of a record: their types, and how a word of a rule is read as a value of one."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from checker.fields import Columns, Fault, FieldModel, FieldType, day_number, moment_number, parse_moment, what_is
from checker.sources.reading.cells import Words, read_text

WARSAW = ZoneInfo("Europe/Warsaw")
READER: TypeAdapter[FieldModel] = TypeAdapter(FieldType)


def field(**written: Any) -> FieldModel:
    return READER.validate_python(written)


CHOICE = field(type="choice", of=["open", "no", "007"])
ANSWER = field(type="yes_no", yes=["tak", "1"], no=["nie", "0"])


@pytest.mark.parametrize(
    ("declared", "written", "value"),
    [
        (field(type="text"), "007", "007"),
        (field(type="text"), " a ", " a "),
        (CHOICE, "no", "no"),
        (CHOICE, "007", "007"),
        (ANSWER, "tak", "yes"),
        (ANSWER, "1", "yes"),
        (ANSWER, "nie", "no"),
        (ANSWER, "yes", "yes"),
        (ANSWER, "no", "no"),
        (field(type="yes_no"), "yes", "yes"),
        (field(type="number"), "1.5", 1_500_000),
        (field(type="number"), "-0.000001", -1),
        (field(type="whole_number"), "5", 5_000_000),
        (field(type="share"), "0.95", 950_000),
        (field(type="share"), "95 %", 950_000),
        (field(type="share"), "120 %", 1_200_000),
        (field(type="date"), "1970-01-01", 0),
        (field(type="date"), "2026-03-29", 20_541),
        (field(type="date"), "1969-12-31", -1),
        (field(type="moment"), "1970-01-01T00:00:00Z", 0),
        (field(type="moment"), "2026-01-01T01:00:00.000001+01:00", 1_767_225_600_000_001),
        (field(type="moment"), "2026-01-01 01:00:00", 1_767_225_600_000_000),
        (field(type="moment"), "2026-07-01", 1_782_856_800_000_000),
        # Summer time begins and ends; the first of two is meant where a local time exists twice
        (field(type="moment"), "2026-03-29T03:00:00", 1_774_746_000_000_000),
        (field(type="moment"), "2026-10-25T02:30:00", 1_792_888_200_000_000),
    ],
)
def test_a_word_of_a_rule_is_read_as_records_hold_it(declared: FieldModel, written: str, value: int | str) -> None:
    assert declared.constant(written, WARSAW) == value


@pytest.mark.parametrize(
    ("declared", "written", "said"),
    [
        (CHOICE, "opn", "'opn' is not one of open, no, 007"),
        (CHOICE, "7", "'7' is not one of open, no, 007"),
        (ANSWER, "true", "'true' is not one of tak, 1, nie, 0"),
        (field(type="number"), "1,5", "'1,5' is not a number; write a point for decimals"),
        (field(type="whole_number"), "five", "'five' is not a number"),
        (field(type="share"), "95", "'95' is more than the whole; write 95 %"),
        (field(type="date"), "31.05.2026", "'31.05.2026' is not a date; write 2026-05-31"),
        (
            field(type="date"),
            "01/02/2026",
            "'01/02/2026' is not a date; it may be read as 2026-02-01 or 2026-01-02, write the one you mean",
        ),
        (field(type="date"), "1 May", "'1 May' is not a date; write one such as 2026-12-24"),
        (field(type="date"), "2026-02-29", "'2026-02-29' is not a date; write one such as 2026-12-24"),
        (field(type="date"), "20260531", "'20260531' is not a date; write one such as 2026-12-24"),
        (field(type="date"), "2026-W22-7", "'2026-W22-7' is not a date; write one such as 2026-12-24"),
        (field(type="date"), "2026-05-31T00:00", "'2026-05-31T00:00' is not a date; write one such as 2026-12-24"),
        (field(type="moment"), "noon", "'noon' is not a moment; write one such as 2026-05-31T17:00:00+02:00"),
        (field(type="moment"), "17:00", "'17:00' is not a moment; write one such as 2026-05-31T17:00:00+02:00"),
    ],
)
def test_a_word_that_the_field_cannot_hold_is_refused(declared: FieldModel, written: str, said: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        declared.constant(written, WARSAW)
    assert str(refused.value) == said


def test_a_moment_without_an_offset_needs_a_time_zone() -> None:
    assert parse_moment("2026-05-31T17:00:00+02:00", None) == datetime(2026, 5, 31, 15, tzinfo=UTC)
    with pytest.raises(ValueError, match="has no offset and the records have no time zone; write one, such as") as no:
        parse_moment("2026-05-31T17:00:00", None)
    assert str(no.value).startswith("'2026-05-31T17:00:00' has no offset")


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_a_moment_is_counted_in_microseconds_wherever_it_is_told(local: datetime, minutes: int) -> None:
    moment = local.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    number = moment_number(moment)
    assert datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=number) == moment
    assert field(type="moment").constant(moment.isoformat(), None) == number


@given(st.dates())
def test_a_date_is_counted_in_days(day: date) -> None:
    assert date(1970, 1, 1) + timedelta(days=day_number(day)) == day
    assert field(type="date").constant(day.isoformat()) == day_number(day)


# ---- what a field declares -------------------------------------------------------------------------------------------


def test_words_for_no_value_go_with_any_type() -> None:
    for kind in ("text", "choice", "yes_no", "whole_number", "number", "share", "date", "moment"):
        more = {"of": ["a"]} if kind == "choice" else {}
        declared = field(type=kind, not_applicable=["n/a", "-"], not_checked="?", **more)
        assert declared.not_applicable == ("n/a", "-")
        assert declared.not_checked == ("?",)


@pytest.mark.parametrize(
    "written",
    [
        {},
        {"type": "datetime"},
        {"type": "text", "of": ["a"]},
        {"type": "choice"},
        {"type": "choice", "of": []},
        {"type": "yes_no", "yes": []},
        {"type": "number", "at_least": "one"},
        {"type": "number", "format": "%d"},
        {"type": "date", "format": "dd.mm.yyyy"},
        {"type": "text", "required": "perhaps"},
        {"type": "text", "column": ""},
    ],
)
def test_a_field_that_makes_no_sense_is_refused(written: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        field(**written)


def test_a_share_declares_its_bounds_either_way() -> None:
    declared = field(type="share", at_least="20 %", at_most="0.5").model_dump()
    assert (float(declared["at_least"]), float(declared["at_most"])) == (0.2, 0.5)
    with pytest.raises(ValidationError, match="'50' is more than the whole; write 50 %"):
        field(type="share", at_most="50")


# ---- columns ---------------------------------------------------------------------------------------------------------

COLUMNS = Columns(
    {
        "name": field(type="text", not_checked=["?"]),
        "kind": CHOICE,
        "worn": field(type="yes_no", not_applicable=["n/a"]),
        "score": field(type="whole_number"),
        "rate": field(type="share"),
        "price": field(type="number"),
        "on": field(type="date"),
        "at": field(type="moment"),
    },
    WARSAW,
)


def test_a_message_says_what_a_field_is() -> None:
    assert [what_is(name, COLUMNS) for name in COLUMNS.fields] == [
        "'name' is a text",
        "'kind' is a choice",
        "'worn' is a yes or no",
        "'score' is a whole number",
        "'rate' is a share",
        "'price' is a number",
        "'on' is a date",
        "'at' is a moment",
    ]


def test_fields_of_one_family_may_be_compared() -> None:
    families = {name: COLUMNS.family(name) for name in COLUMNS.fields}
    assert families == {
        "name": "text", "kind": "text", "worn": "yes_no",
        "score": "number", "rate": "number", "price": "number", "on": "date", "at": "moment",
    }  # fmt: skip
    assert COLUMNS.family("unknown") is None
    assert COLUMNS.fields["worn"].family == "text"


def test_a_field_may_be_what_it_has_words_for() -> None:
    assert COLUMNS.may_be("worn", Fault.NOT_APPLICABLE)
    assert not COLUMNS.may_be("worn", Fault.NOT_CHECKED)
    assert COLUMNS.may_be("name", Fault.NOT_CHECKED)
    assert not COLUMNS.may_be("name", Fault.NOT_APPLICABLE)


def test_a_constant_without_an_offset_is_in_the_time_zone_of_the_records() -> None:
    assert COLUMNS.constant("at", "2026-07-01T02:00:00") == COLUMNS.constant("at", "2026-07-01T00:00:00Z")


@pytest.mark.parametrize(
    ("as_of", "day"),
    [
        ("2026-03-28T22:59:59Z", "2026-03-28"),
        ("2026-03-28T23:00:00Z", "2026-03-29"),
        ("2026-07-01T22:00:00Z", "2026-07-02"),
    ],
)
def test_the_day_of_the_as_of_moment_is_the_local_one(as_of: str, day: str) -> None:
    columns = Columns({}, WARSAW, moment_number(parse_moment(as_of, None)))
    assert columns.as_of_day == day_number(date.fromisoformat(day))


def test_only_a_moment_whose_day_was_asked_for_needs_its_day() -> None:
    columns = Columns(COLUMNS.fields, WARSAW)
    columns.day("on")
    assert columns.days == set()
    columns.day("at")
    assert columns.days == {"at"}


MANY = tuple(f"word {number}" for number in range(40_000))


@pytest.mark.parametrize("declared", [field(type="choice", of=MANY), field(type="yes_no", yes=MANY)])
def test_of_very_many_words_each_is_found_at_once(declared: FieldModel) -> None:
    """Searched for from the first on, each time, they would take a minute; so they take a part of a second."""
    began = time.process_time()
    known = [declared.constant(word) for word in MANY]
    Columns({"kind": declared}).is_one_of("kind", known)
    read_text("kind", declared, Words(missing=("",), not_applicable=(), not_checked=()))
    assert time.process_time() - began < 30
    with pytest.raises(ValueError, match=r"^'other' is not one of word 0, .*, word 19 and [0-9,]{6} more$"):
        declared.constant("other")
