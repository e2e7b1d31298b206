"""The one form of value: a constant, a field of the record, or a table of which the first row that fits counts."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from checker.conditions import FieldReference
from checker.durations import Duration, Span
from checker.values import (
    DurationValue,
    FieldDuration,
    NumberValue,
    ShareValue,
    constants_at,
    constants_of,
    fields_of,
    fits_everywhere,
)

FORMS: dict[str, TypeAdapter[Any]] = {
    "duration": TypeAdapter(DurationValue),
    "share": TypeAdapter(ShareValue),
    "number": TypeAdapter(NumberValue),
}
CONSTANTS: dict[str, tuple[str, Any]] = {
    "duration": ("48 hours", Duration(172_800_000_000, Span.ELAPSED)),
    "share": ("95 %", Fraction(95, 100)),
    "number": ("0.5", Decimal("0.5")),
}
FIELDS: dict[str, tuple[Any, Any]] = {
    "duration": (
        {"field": "agreed", "unit": "calendar days"},
        FieldDuration(field="agreed", unit="calendar day"),
    ),
    "share": ({"field": "agreed"}, FieldReference(field="agreed")),
    "number": ({"field": "agreed"}, FieldReference(field="agreed")),
}


def table(form: str) -> Any:
    written = [{"when": {"site": "A"}, "then": CONSTANTS[form][0]}, {"otherwise": FIELDS[form][0]}]
    return FORMS[form].validate_python(written)


@pytest.mark.parametrize("form", FORMS)
def test_a_value_is_a_constant_or_a_field(form: str) -> None:
    written, constant = CONSTANTS[form]
    assert FORMS[form].validate_python(written) == constant
    written_field, field = FIELDS[form]
    assert FORMS[form].validate_python(written_field) == field


@pytest.mark.parametrize("form", FORMS)
def test_a_value_is_a_table_of_constants_and_fields(form: str) -> None:
    first, last = table(form)
    assert first.when.tests == {"site": "A"}
    assert (first.then, last.otherwise) == (CONSTANTS[form][1], FIELDS[form][1])


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("written", "said"),
    [
        ([], "at least 1 item"),
        ({}, "Field required"),
        ({"feild": "agreed"}, "Extra inputs are not permitted"),
        ({"field": "Agreed"}, "match pattern"),
        ("soon", "is not a"),
        ([{"otherwise": "soon"}], "is not a"),
        (["48 hours"], "valid dictionary or instance"),
        ([{"when": {"site": "A"}}], "Field required"),
        ([{"when": {"site": "A"}, "then": "x", "otherwise": "y"}], "Extra inputs are not permitted"),
    ],
)
def test_anything_else_is_refused(form: str, written: Any, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        FORMS[form].validate_python(written)


@pytest.mark.parametrize("form", FORMS)
def test_a_row_after_one_that_always_fits_is_refused(form: str) -> None:
    constant = CONSTANTS[form][0]
    written = [{"when": {"site": "A"}, "then": constant}, {"otherwise": constant}, {"otherwise": constant}]
    with pytest.raises(ValidationError, match="row 2 always fits, so the rows after it are never reached"):
        FORMS[form].validate_python(written)


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        ("days", "'days' could mean calendar days, working days or 24 hours each"),
        ("h", "unknown unit 'h'; did you mean 'hours'?"),
        (None, "Field required"),
    ],
)
def test_a_field_says_what_it_counts(unit: str | None, said: str) -> None:
    written = {"field": "agreed"} if unit is None else {"field": "agreed", "unit": unit}
    with pytest.raises(ValidationError, match=said):
        FORMS["duration"].validate_python(written)


def test_a_field_counts_in_any_unit_singular_or_plural() -> None:
    for unit in ("hour", "hours", "working minutes", "calendar days", "working day"):
        read = FORMS["duration"].validate_python({"field": "agreed", "unit": unit})
        assert read.unit == unit.removesuffix("s")


# ---- what a value reads and may come to ------------------------------------------------------------------------------


def test_a_table_without_otherwise_does_not_fit_everywhere() -> None:
    open_ended = FORMS["number"].validate_python([{"when": {"site": "A"}, "then": "3"}])
    assert not fits_everywhere(open_ended)
    assert fits_everywhere(table("number"))
    assert fits_everywhere(Decimal(3))
    assert fits_everywhere(FieldReference(field="agreed"))


@pytest.mark.parametrize("form", FORMS)
def test_what_a_value_may_come_to_is_told_with_the_way_to_it(form: str) -> None:
    constant, field = CONSTANTS[form][1], FIELDS[form][1]
    assert list(constants_of(table(form))) == [constant, field]
    assert list(constants_at(table(form))) == [((0, "then"), constant), ((1, "otherwise"), field)]
    assert list(constants_of(constant)) == [constant]
    assert list(constants_at(constant)) == [((), constant)]


@pytest.mark.parametrize("form", FORMS)
def test_the_fields_that_decide_a_value_are_named(form: str) -> None:
    assert list(fields_of(table(form))) == ["site", "agreed"]
    assert list(fields_of(FIELDS[form][1])) == ["agreed"]
    assert list(fields_of(CONSTANTS[form][1])) == []
