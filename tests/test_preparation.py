"""Records made ready: the last row of each case, shared ids marked, worked-out fields in their order."""

from __future__ import annotations

from functools import partial

import pytest

from checker.compilation import compile_rule_set
from checker.counting import with_codes
from checker.expressions import nw
from checker.made_columns import DUPLICATE, ROW
from checker.outcomes import Code
from checker.preparation import MOST_DUPLICATES
from checker.results import DuplicateId
from checker.ruleset.model import RuleSet
from tests.made_up.prepare import of, prepared_records

RULE = {"id": "solved", "title": "Solved", "measure": {"kind": "requirement", "must": {"state": "solved"}}}
FIELDS = {"case": {"type": "text"}, "at": {"type": "moment"}, "state": {"type": "text"}}


def rows_of(shared: DuplicateId) -> tuple[int, ...]:
    return tuple(place.row for place in shared.places)


def log(rows: str) -> tuple[RuleSet, list[dict[str, str]]]:
    """An event log, drawn: one row a line, its case, its time and its state."""
    cells = [line.split() for line in rows.strip().splitlines()]
    written = [
        {"case": case.strip("-"), "at": f"2026-06-01 {at}" if ":" in at else at.strip("-"), "state": state}
        for case, at, state in cells
    ]
    return of(RULE, id="case", fields=FIELDS, last_row={"per": "case", "by": "at"}), written


@pytest.mark.parametrize(
    ("rows", "kept"),
    [
        pytest.param("a 09:00 open\n a 10:00 solved\n b 08:00 open", [2, 3], id="the latest row of each case"),
        pytest.param("a 10:00 solved\n a 09:00 open", [1], id="wherever it stands in the file"),
        pytest.param("a 09:00 open\n a 09:00 solved", [2], id="at one time the later row wins"),
        pytest.param("a 09:00 open\n a - solved", [1], id="a row without a time comes before all others"),
        pytest.param("a - open\n a - solved", [2], id="of rows without a time the later one wins"),
        pytest.param("- 09:00 open\n - 10:00 open\n a 09:00 open", [1, 2, 3], id="a row without a case is its own"),
        pytest.param("a 09:00 open\n a soon solved", [1, 2], id="a time that cannot be read replaces nothing"),
        pytest.param("a soon open\n a 09:00 solved\n a 08:00 open", [1, 2], id="and is replaced by nothing"),
    ],
)  # fmt: skip
def test_an_event_log_is_judged_by_the_last_row_of_each_case(rows: str, kept: list[int]) -> None:
    rule_set, written = log(rows)
    with prepared_records(rule_set, written) as (engine, ready, _):
        assert sorted(row for (row,) in engine.rows(ready.frame.select(ROW))) == kept
        assert (ready.units, ready.superseded) == (len(kept), len(written) - len(kept))


def test_where_nobody_can_say_which_row_is_the_last_the_case_is_shared_by_both() -> None:
    rule_set, written = log("a 09:00 open\n a soon solved\n b 09:00 open")
    with prepared_records(rule_set, written) as (engine, ready, _):
        assert sorted(engine.rows(ready.frame.select(ROW, DUPLICATE))) == [(1, True), (2, True), (3, False)]
        assert [(shared.id, rows_of(shared)) for shared in ready.duplicates] == [("a", (1, 2))]


def test_ids_are_compared_as_they_are_written() -> None:
    ids = ["7", "007", "7 ", "a", "A", "", "", "twin", "x", "twin"]
    rows = [{"case": written, "at": "", "state": ""} for written in ids]
    with prepared_records(of(RULE, id="case", fields=FIELDS), rows) as (engine, ready, _):
        marked = sorted(engine.rows(ready.frame.filter(nw.col(DUPLICATE)).select("case", ROW)))
        assert marked == [("twin", 8), ("twin", 10)]
        assert (ready.units, ready.duplicate_records) == (10, 2)


def test_only_records_that_agree_in_what_keeps_them_apart_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    apart = partial(compile_rule_set, apart=("state",))
    monkeypatch.setattr("tests.made_up.prepare.compile_rule_set", apart)
    once = {"id": "once", "title": "Once", "measure": {"kind": "unique", "fields": ["at"]}}
    rule_set = of(RULE, once, id="case", fields=FIELDS)
    rows = [
        {"case": case, "at": "2026-06-01 09:00", "state": state} for case, state in zip("aaba", "xyyy", strict=True)
    ]
    with prepared_records(rule_set, rows) as (engine, ready, compiled):
        marked = engine.rows(with_codes(ready.frame, compiled.rules).select(ROW, DUPLICATE, "$code$once").sort(ROW))
    assert [is_copy for _, is_copy, _ in marked] == [False, True, False, True]
    assert [Code(code) for _, _, code in marked] == [Code.KEPT, Code.DUPLICATE_ID, Code.BREACH, Code.DUPLICATE_ID]


def test_records_without_an_id_share_none() -> None:
    rows = [{"case": "same", "at": "", "state": ""}] * 3
    with prepared_records(of(RULE, fields=FIELDS), rows) as (engine, ready, _):
        assert not any(shared for (shared,) in engine.rows(ready.frame.select(DUPLICATE)))
        assert (ready.duplicate_records, ready.duplicates) == (0, ())


def test_the_first_shared_ids_are_listed_and_all_are_counted() -> None:
    rows = [{"case": f"twin-{number % 150}", "at": "", "state": ""} for number in range(300)]
    with prepared_records(of(RULE, id="case", fields=FIELDS), rows) as (_, ready, _):
        assert ready.duplicate_records == 300
        assert len(ready.duplicates) == MOST_DUPLICATES
        assert (ready.duplicates[0].id, rows_of(ready.duplicates[0])) == ("twin-0", (1, 151))


def test_long_shared_ids_are_cut_where_they_are_listed_and_stay_two() -> None:
    rows = [{"case": "x" * 60 + end, "at": "", "state": ""} for end in "abab"]
    with prepared_records(of(RULE, id="case", fields=FIELDS), rows) as (_, ready, _):
        listed = [(shared.id, rows_of(shared)) for shared in ready.duplicates]
        assert listed == [("x" * 39 + "…", (1, 3)), ("x" * 39 + "…", (2, 4))]


def test_worked_out_fields_may_read_one_another_whatever_their_order() -> None:
    points = [
        {"when": {"years": {"at_least": "3"}}, "then": "2"},
        {"when": {"state": "new"}, "then": "0"},
        {"otherwise": "1"},
    ]
    size = [{"when": {"points": {"at_least": "2"}}, "then": "large"}, {"when": {"points": "1"}, "then": "small"}]
    plain = of(RULE, fields={"state": {"type": "text"}, "years": {"type": "number"}})
    written = plain.model_dump(by_alias=True, exclude_unset=True) | {"worked_out": {"size": size, "points": points}}
    rule_set = RuleSet.model_validate(written)
    cells = [("", "3"), ("old", "1"), ("", ""), ("new", "1"), ("", "1")]
    rows = [{"state": state, "years": years} for state, years in cells]
    with prepared_records(rule_set, rows) as (engine, ready, _):
        columns = ready.frame.select(ROW, "points", "points$fault", "size", "size$fault")
        assert [row[1:] for row in sorted(engine.rows(columns))] == [
            (2_000_000, 0, "large", 0),
            (1_000_000, 0, "small", 0),
            (None, 1, None, 1),  # unknown years: no later row is tried
            (0, 0, None, 1),  # no row fits
            (None, 1, None, 1),  # years are known, the state is not
        ]


def test_the_first_records_are_made_ready_alone_where_none_is_compared_with_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("checker.preparation.FEW", 5)
    monkeypatch.setattr("checker.preparation.FEW_COPIES", 3)
    rows = [{"case": written, "at": "", "state": "x"} for written in "abcdecba"]
    with prepared_records(of(RULE, id="case", fields=FIELDS), rows) as (engine, ready, _):
        assert ready.first is not None
        first = engine.rows(ready.first(4).select(ROW, DUPLICATE))
        assert sorted(first) == [(1, True), (2, True), (3, True), (4, False)]
    once = {"id": "once", "title": "Once", "measure": {"kind": "unique", "fields": ["state"]}}
    with prepared_records(of(RULE, once, id="case", fields=FIELDS), rows) as (_, ready, _):
        assert ready.first is None
