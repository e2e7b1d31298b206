"""The other tables of an audit: which are asked for, how they are opened, and what is told of them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from checker.evaluation import Audit, evaluate
from checker.problems import CheckerError, RecordsError
from checker.results import Results, TableRead
from checker.ruleset.model import RuleSet
from tests.engines.available import ENGINES

RULE = {"id": "known", "title": "Known", "measure": {"kind": "requirement", "must": {"region": {"is": "present"}}}}
CONTACTS = {
    "match": "account_id",
    "missing_words": ["", "none"],
    "fields": {"account_id": {"type": "text"}, "person": {"type": "text"}, "called_at": {"type": "moment"}},
}


def rule_set(**tables: dict[str, Any]) -> RuleSet:
    records = {
        "called": "account",
        "id": "account_id",
        "time_zone": "Europe/Warsaw",
        "fields": {"account_id": {"type": "text"}, "region": {"type": "text"}},
    }
    written = {"rule_set": "accounts", "title": "Accounts", "version": "1", "records": records, "rules": [RULE]}
    return RuleSet.model_validate({**written, "tables": tables})


def written(folder: Path, name: str, *rows: str) -> Path:
    path = folder / name
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def accounts(folder: Path) -> Path:
    return written(folder, "accounts.csv", "account_id,region", "a,N", "b,S", "c,S")


def read(results: Results) -> TableRead:
    (table,) = results.rule_sets[0].tables
    return table


@pytest.mark.parametrize("engine", ENGINES)
def test_a_table_is_read_like_records_and_told_with_what_is_wrong_with_it(tmp_path: Path, engine: str) -> None:
    contacts = written(
        tmp_path,
        "contacts.csv",
        "account_id,person,called_at,colour",
        "a,ann,2026-03-01 11:00,red",
        "a,none,soon,red",
        "z,bob,2026-03-29 02:30,red",
        ",bob,2026-03-29 03:30,red",
        "b,bob",
    )
    results = evaluate(
        rule_set(contacts=CONTACTS), [accounts(tmp_path)], Audit(engine=engine), tables={"contacts": [contacts]}
    )
    table = read(results)
    assert (table.name, table.match, table.files) == ("contacts", "account_id", ("contacts.csv",))
    assert (table.read, table.rejected) == (4, 1)
    assert table.faults == {
        "account_id": {"missing": 1},
        "person": {"missing": 1},
        "called_at": {"unreadable": 1, "no_such_local_time": 1},
    }
    assert [(cell.row, cell.field, cell.text) for cell in table.unreadable_cells] == [
        (2, "called_at", "soon"),
        (3, "called_at", "2026-03-29 02:30"),
    ]
    assert (table.rows_without_record, table.records_without_row) == (2, 2)
    assert table.notes == ("column 'colour' not used",)
    assert [file.role for file in results.inputs.files] == ["records", "table"]


def test_a_table_has_a_time_zone_of_its_own(tmp_path: Path) -> None:
    described = {**CONTACTS, "time_zone": "Africa/Casablanca"}
    contacts = written(tmp_path, "contacts.csv", "account_id,person,called_at", "a,ann,2026-03-29 02:30")
    results = evaluate(rule_set(contacts=described), [accounts(tmp_path)], tables={"contacts": [contacts]})
    assert read(results).faults == {}


def test_several_files_are_one_table(tmp_path: Path) -> None:
    files = [
        written(tmp_path, "first.csv", "account_id,person,called_at", "a,ann,"),
        written(tmp_path, "second.jsonl", '{"account_id": "b", "person": "bob", "called_at": null}'),
    ]
    table = read(evaluate(rule_set(contacts=CONTACTS), [accounts(tmp_path)], tables={"contacts": files}))
    assert (table.read, table.files, table.records_without_row) == (2, ("first.csv", "second.jsonl"), 1)


def test_a_table_of_rules_goes_with_rules(tmp_path: Path) -> None:
    described = {"match": "rule", "fields": {"rule": {"type": "text"}, "level": {"type": "share"}}}
    levels = written(tmp_path, "levels.csv", "rule,level", "known,90 %", "other,80 %", ",70 %")
    table = read(evaluate(rule_set(levels=described), [accounts(tmp_path)], tables={"levels": [levels]}))
    assert (table.rows_without_record, table.records_without_row) == (2, 0)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        pytest.param(
            {}, ["the rules read the table 'contacts', and no file of it was given; add --table contacts=FILE"],
            id="nobody gave it",
        ),
        pytest.param(
            {"contacts": ["x.csv"], "contact": ["x.csv"]},
            ["the rule set 'accounts' has no table 'contact' (did you mean 'contacts'?)"],
            id="a name that the rule set does not have",
        ),
        pytest.param(
            {"contacts": ["x.csv", "./x.csv"]}, ["'x.csv' was given twice for the table 'contacts'; give it once"],
            id="a file given twice",
        ),
        pytest.param(
            {"persons": ["x.csv", "x.csv"]},
            [
                "the rule set 'accounts' has no table 'persons' (its tables are contacts)",
                "the rules read the table 'contacts', and no file of it was given; add --table contacts=FILE",
                "'x.csv' was given twice for the table 'persons'; give it once",
            ],
            id="all at once",
        ),
    ],
)  # fmt: skip
def test_tables_that_are_not_those_of_the_rule_set_are_refused(
    given: dict[str, Sequence[str]], told: list[str], tmp_path: Path
) -> None:
    tables = {name: [Path(file) for file in files] for name, files in given.items()}
    with pytest.raises(CheckerError) as refused:
        evaluate(rule_set(contacts=CONTACTS), [accounts(tmp_path)], tables=tables)
    assert str(refused.value).split("; ") == "; ".join(told).split("; ")


def test_a_rule_set_without_tables_takes_none(tmp_path: Path) -> None:
    with pytest.raises(CheckerError, match="has no table 'contacts'; it has none"):
        evaluate(rule_set(), [accounts(tmp_path)], tables={"contacts": [tmp_path / "x.csv"]})


def test_a_file_that_cannot_be_the_table_is_told_with_the_table(tmp_path: Path) -> None:
    other = accounts(tmp_path)
    with pytest.raises(RecordsError, match=r"^table 'contacts': 'accounts.csv' does not have the columns"):
        evaluate(rule_set(contacts=CONTACTS), [other], tables={"contacts": [other]})


def test_matching_counts_agree_with_python(tmp_path: Path) -> None:
    keys = [f"k{number * number % 37}" for number in range(300)]
    others = [f"k{number * 7 % 50}" for number in range(40)] + [""]
    for name, column in (("records", keys), ("rows", others)):
        with (tmp_path / f"{name}.csv").open("w", newline="") as file:
            csv.writer(file).writerows([["account_id", "region", "person", "called_at"]])
            csv.writer(file).writerows([[key, "N", "", ""] for key in column])
    results = evaluate(
        rule_set(contacts=CONTACTS), [tmp_path / "records.csv"], tables={"contacts": [tmp_path / "rows.csv"]}
    )
    assert read(results).rows_without_record == sum(key not in keys for key in others)
    assert read(results).records_without_row == sum(key not in others for key in keys)


HISTORY = {
    "match": "account_id",
    "valid": {"from": "from", "until": "until"},
    "fields": {"account_id": {"type": "text"}, "from": {"type": "date"}, "until": {"type": "date"}},
}


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_that_hold_at_once_are_told_with_their_places(tmp_path: Path, engine: str) -> None:
    history = written(
        tmp_path,
        "history.csv",
        "account_id,from,until",
        "a,2026-02-01,",
        "a,2026-01-01,2026-02-01",
        "b,2026-01-01,2026-01-31",
        "b,2026-02-01,",
        "c,2026-03-01,2026-01-31",
        "c,2026-01-01,",
    )
    results = evaluate(
        rule_set(history=HISTORY), [accounts(tmp_path)], Audit(engine=engine), tables={"history": [history]}
    )
    (overlap,) = read(results).overlaps
    assert (overlap.key, [place.row for place in overlap.places]) == ("a", [2, 1])
