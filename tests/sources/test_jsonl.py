"""JSON Lines: every case of jsonl.cases.yaml, and what a file on a disk may be besides."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.problems import RecordsError
from checker.sources import jsonl
from checker.sources.reading import textfile
from checker.written import LARGEST, MILLIONTHS

CASES = yaml.load((Path(__file__).parent / "jsonl.cases.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
@pytest.mark.parametrize("memory_limit", [None, "1GB"], ids=["in memory", "in files"])
def test_json_lines(case, memory_limit, read, write):
    found = read(write("cases.jsonl", case["file"]), case["fields"], memory_limit=memory_limit)
    records = {str(record["row"]): [str(record[name]) for name in case["fields"]] for record in found.records}
    assert records == (case["records"] or {})
    assert {str(row): reason for row, reason, _ in found.rejected} == case.get("rejected", {})
    assert [[str(row), column, text] for row, column, text in found.unreadable] == case.get("unreadable", [])
    assert found.notes == case.get("notes", [])
    assert (found.table.read, found.table.rejected) == (len(records), len(found.rejected))


def test_a_declared_key_that_is_in_no_object_is_told_with_the_one_meant(read, write):
    path = write("x.jsonl", '{"ordr_id": 1, "Site": "a"}\n{"SITE": "b"}\n')
    with pytest.raises(RecordsError) as told:
        read(path, {"order_id": "text", "site": "text", "segment": "text"})
    assert str(told.value) == (
        "'x.jsonl' does not have the columns of the rule set: column 'order_id' is missing (did you mean 'ordr_id'?);"
        " column 'site' is missing (did you mean 'Site'?); column 'segment' is missing;"
        " rename them in the file, or give the field its 'column'"
    )


def test_keys_that_differ_in_their_case_only_are_told(read, write):
    with pytest.raises(RecordsError, match="columns 'a' and 'A ' cannot be told apart"):
        read(write("x.jsonl", '{"a": 1}\n{"A ": 2}\n'), {"a": "text"})


def test_a_key_that_is_in_some_objects_only_is_missing_in_the_others(read, write):
    found = read(write("x.jsonl", '{"a": 1}\n{"b": 2}\n'), {"a": "text", "b": "text"})
    assert [(record["a"], record["b"]) for record in found.records] == [("1", "<missing>"), ("<missing>", "2")]


def test_however_many_keys_there_are_the_declared_ones_are_found(read, write, monkeypatch):
    monkeypatch.setattr(jsonl, "MOST_KEYS", 3)
    text = "".join(f'{{"key{number}": 1}}\n' for number in range(10)) + '{"a": "here"}\n'
    found = read(write("x.jsonl", text), {"a": "text"})
    assert found.records[-1]["a"] == "here"
    assert found.notes == ["columns 'key0', 'key1', 'key2' not used"]


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_a_file_without_objects_is_no_records(text, read, write):
    found = read(write("x.jsonl", text), {"a": "text"})
    assert (found.table.read, found.table.rejected, found.records) == (0, 0, [])


@pytest.mark.parametrize("text", ['[{"a": 1}, {"a": 2}]\n', '[\n{"a": 1},\n{"a": 2}\n]\n', "a,b\n1,2\n"])
def test_what_is_no_json_lines_is_told(text, read, write):
    with pytest.raises(RecordsError, match=r"^'x.jsonl' has no object on its first line, or on any; write one"):
        read(write("x.jsonl", text), {"a": "text"})


def test_suffixes_and_packed_files(read, write):
    for name in ("x.jsonl", "x.ndjson", "x.jsonl.gz", "x.NDJSON.GZ"):
        assert read(write(name, '{"a": "x"}\n'), {"a": "text"}).column("a") == ["x"]


def test_encodings_are_those_of_text_files(read, write):
    fields = {"a": "text"}
    line = '{"a": "łódź"}\n'
    assert read(write("bom.jsonl", b"\xef\xbb\xbf" + line.encode()), fields).column("a") == ["łódź"]
    assert read(write("utf16.jsonl", line.encode("utf-16")), fields).column("a") == ["łódź"]
    assert read(write("cp.jsonl", line.encode("cp1250")), fields, encoding="cp1250").column("a") == ["łódź"]
    with pytest.raises(RecordsError, match=r"^'cp.jsonl' is not UTF-8 \(line 1\); .* such as cp1250"):
        read(write("cp.jsonl", line.encode("cp1250")), fields)


def test_a_line_longer_than_the_longest_is_rejected_and_the_rest_is_read(read, write):
    long = "x" * textfile.LONGEST_ROW
    text = f'{{"a": "{long}"}}\n{{"a": "y"}}\n{{"a": "{long}"}}'
    found = read(write("x.jsonl", text), {"a": "text"})
    assert [(record["row"], record["a"]) for record in found.records] == [(2, "y")]
    reason = "it is longer than 2,000,000 bytes"
    assert found.rejected == [(1, reason, '{"a": "' + "x" * 33), (3, reason, '{"a": "' + "x" * 33)]


def test_nesting_without_end_is_rejected(read, write):
    deep = "[" * 100_000 + "]" * 100_000
    found = read(write("x.jsonl", f'{{"a": {deep}}}\n{{"a": 1}}\n'), {"a": "text"})
    assert found.rejected == [(1, "it is nested too deeply", '{"a": ' + "[" * 34)]
    assert found.column("row") == [2]


def test_rejected_lines_are_listed_up_to_a_hundred_and_all_counted(read, write):
    found = read(write("x.jsonl", '{"a": 1}\n' + "no\n" * 250), {"a": "text"})
    assert (found.table.read, found.table.rejected, len(found.rejected)) == (1, 250, 100)


SCALARS = st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
AS_IT_IS = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@AS_IT_IS
@given(st.lists(SCALARS, min_size=1, max_size=40), st.booleans())
def test_any_value_is_kept_as_text(read, write, values, ascii_only):
    text = "".join(json.dumps({"a": value}, ensure_ascii=ascii_only) + "\n" for value in values)
    expected = [
        "<missing>"
        if value in (None, "")
        else "<unreadable>"
        if "\0" in str(value)
        else json.dumps(value)
        if isinstance(value, bool | int)
        else value
        for value in values
    ]
    assert read(write("x.jsonl", text), {"a": "text"}).column("a") == expected


@AS_IT_IS
@given(st.lists(st.floats(-float(LARGEST), float(LARGEST)), min_size=1, max_size=100))
def test_any_number_is_what_is_written(read, write, numbers):
    text = "".join(json.dumps({"a": number}) + "\n" for number in numbers)
    exact = [int((Decimal(repr(number)) * MILLIONTHS).to_integral_value("ROUND_HALF_UP")) for number in numbers]
    assert read(write("x.jsonl", text), {"a": "number"}).column("a") == exact
