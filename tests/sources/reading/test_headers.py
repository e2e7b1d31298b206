"""Column names against the declared fields: whatever is missing or ambiguous is told at once, with what was meant."""

from __future__ import annotations

import pytest

from checker.problems import RecordsError
from checker.ruleset.model import Records
from checker.sources.reading.headers import find_columns, read_header, unused

RECORDS = Records.model_validate(
    {
        "called": "order",
        "fields": {
            "order_id": {"type": "text"},
            "site": {"type": "text"},
            "value": {"type": "number", "column": "Order value (PLN)"},
        },
    }
)
NAMES = ["order_id", "site", "Order value (PLN)"]


def told(header: list[str]) -> str:
    with pytest.raises(RecordsError) as error:
        find_columns(RECORDS, header, "x.csv")
    before, _, after = str(error.value).partition("'x.csv' does not have the columns of the rule set: ")
    assert not before
    return after.removesuffix("; rename them in the file, or give the field its 'column'")


def test_each_field_has_its_column():
    assert find_columns(RECORDS, ["x", *reversed(NAMES), ""], "x.csv") == {"order_id": 3, "site": 2, "value": 1}


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (["site", "Order value (PLN)"], "column 'order_id' is missing"),
        (["ordr_id", *NAMES[1:]], "column 'order_id' is missing (did you mean 'ordr_id'?)"),
        (["Order_ID", *NAMES[1:]], "column 'order_id' is missing (did you mean 'Order_ID'?)"),
        ([" order_id", *NAMES[1:]], "column 'order_id' is missing (did you mean ' order_id'?)"),
        ([*NAMES[:2], "value"], "column 'Order value (PLN)' of field 'value' is missing"),
        (
            [*NAMES[:2], "Order value (EUR)"],
            "column 'Order value (PLN)' of field 'value' is missing (did you mean 'Order value (EUR)'?)",
        ),
        ([*NAMES, "site"], "column 'site' stands there twice"),
        ([*NAMES, "site", "site"], "column 'site' stands there 3 times"),
        ([*NAMES, "Site"], "columns 'site' and 'Site' cannot be told apart"),
        ([*NAMES, "site "], "columns 'site' and 'site ' cannot be told apart"),
        (
            ["site", "site", "Order Value (PLN)"],
            "; ".join(
                [
                    "column 'order_id' is missing",
                    "column 'site' stands there twice",
                    "column 'Order value (PLN)' of field 'value' is missing (did you mean 'Order Value (PLN)'?)",
                ]
            ),
        ),
        (["x" * 100, *NAMES[1:]], "column 'order_id' is missing"),
    ],
)
def test_every_missing_or_ambiguous_column_is_told_with_the_one_meant(header, message):
    assert told(header) == message


def test_long_names_are_cut():
    records = Records.model_validate({"called": "x", "fields": {"a": {"type": "text", "column": "y" * 90}}})
    with pytest.raises(RecordsError) as error:
        find_columns(records, ["y" * 89], "x.csv")
    assert f"column '{'y' * 39}…' of field 'a' is missing (did you mean '{'y' * 39}…'?)" in str(error.value)


def test_twins_among_columns_that_nobody_declared_do_not_matter():
    assert len(find_columns(RECORDS, [*NAMES, "x", "x", "X"], "x.csv")) == 3


@pytest.mark.parametrize(
    ("header", "notes"),
    [
        (NAMES, []),
        ([*NAMES, "", " "], []),
        ([*NAMES, "x"], ["column 'x' not used"]),
        ([*NAMES, "x", "y", "x"], ["columns 'x', 'y' not used"]),
        (
            [*NAMES, *"abcdefghijklmno"],
            ["columns 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l' and 3 more not used"],
        ),
    ],
)
def test_columns_that_no_field_declares_are_noted(header, notes):
    assert unused(RECORDS, header) == notes


@pytest.mark.parametrize(
    ("written", "delimiter", "titles"),
    [
        ("order_id,site,Order value (PLN)\n", ",", NAMES),
        ("order_id;site;Order value (PLN)\r\n1,2;3", ";", NAMES),
        ("order_id\tsite\tOrder value (PLN)\r1", "\t", NAMES),
        ("order_id|site|a,b,c,d", "|", ["order_id", "site", "a,b,c,d"]),
        ("a;b;c,d\n", ";", ["a", "b", "c,d"]),
        ("site\n", ",", ["site"]),
        ('"order_id","si\nte","x ""y"""\n1', ",", ["order_id", "si\nte", 'x "y"']),
        ("order_id,site,\n", ",", ["order_id", "site", ""]),
    ],
)
def test_what_gives_the_most_declared_columns_divides_them(written, delimiter, titles, write):
    header = read_header(write("x.csv", written), RECORDS, "x.csv")
    assert (header.delimiter, header.titles) == (delimiter, titles)


@pytest.mark.parametrize("written", ['"order_id,site\n1,2\n', '"order_id"x,site\n1,2\n', "x" * 200_000 + ",site\n"])
def test_a_first_line_that_cannot_be_column_names_is_told(written, write):
    with pytest.raises(RecordsError, match=r"^the first line of 'x.csv' cannot be column names; its quotes do not"):
        read_header(write("x.csv", written), RECORDS, "x.csv")
