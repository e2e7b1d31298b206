"""Where it went wrong: the worst groups and commitments first, and the worst findings under their clause."""

import pytest

from checker.reports.printing.where import MOST_COLUMNS, ROOMS, Room, ways, where
from checker.wording import phrases
from tests.reports.conftest import golden
from tests.reports.golden import GOLDEN, many, results

SAY = phrases()
ROOM = Room(12, 4, 3)


def group(kept, breach=0):
    return {"outcomes": {"kept": kept, "breach": breach}}


def rule(identity="r", **more):
    return {"id": identity, "title": identity, "counts": {"kept": 90, "breach": 10}, "verdict": "missed", **more}


def told(*rules, room=ROOM):
    return where(results({"verdict": "missed", "rules": list(rules)}), SAY, room)


def rows(*rules, room=ROOM):
    (one,) = told(*rules, room=room).maps
    return [(name, *((cell.actual, cell.counted, cell.heat) for cell in cells)) for name, cells in one.rows]


def test_the_group_furthest_below_a_target_comes_first():
    branches = {"A": group(96, 4), "B": group(85, 15), "C": group(20, 80), "D": group(94, 6)}
    assert rows(rule(groups={"branch": branches})) == [
        ("C", ("20.0 %", "20 of 100", 3)),
        ("B", ("85.0 %", "85 of 100", 2)),
        ("D", ("94.0 %", "94 of 100", 1)),
        ("A", ("96.0 %", "96 of 100", 0)),
    ]


def test_a_share_is_printed_on_its_own_side_of_its_target():
    assert rows(rule(groups={"branch": {"A": group(9499, 501)}}))[0][1] == ("94.99 %", "9,499 of 10,000", 1)
    assert rows(rule(groups={"branch": {"A": group(94999, 5001)}}))[0][1][0] == "94.999 %"


def test_a_group_that_a_commitment_does_not_have_is_an_empty_cell():
    first = rule(groups={"branch": {"A": group(90, 10), "B": group(99, 1)}})
    second = rule("other", groups={"branch": {"A": group(5)}})
    assert [row[2] for row in rows(first, second)] == [("100.0 %", "5 of 5", 0), ("", "", None)]


def test_where_each_group_is_judged_by_itself_its_own_target_counts():
    row = {"group": {"branch": "A"}, "target": {"at_least": 0.5}, "kept": 60, "breach": 40, "verdict": "met"}
    branches = {"A": group(60, 40), "B": group(60, 40)}
    one = rule(groups={"branch": branches}, asks=None) | {"target_rows": [row]}
    assert [(cells[0], cells[1][2]) for cells in rows(one)] == [("A", 0), ("B", None)]


def test_of_many_groups_and_commitments_the_worst_are_shown_and_it_is_said():
    branches = {f"B{n:03}": group(100 - n % 50, n % 50) for n in range(200)}
    (one,) = told(*(rule(f"r{n}", groups={"branch": branches}) for n in range(60))).maps
    assert one.shown == "12 of 200 groups shown, the worst first, 7 of 60 commitments shown, the worst first"
    assert (len(one.rows), len(one.columns)) == (12, MOST_COLUMNS)
    assert one.rows[0][0] == "B049"


def test_of_many_rule_sets_those_with_the_worst_commitments_are_shown_and_it_is_said():
    branches = {"A": group(9, 1)}
    sets = [
        {"verdict": verdict, "rules": [rule(groups={"branch": branches}, verdict=verdict)], "rule_set": identity(name)}
        for name, verdict in (("one", "met"), ("two", "missed"), ("three", "too_close"), ("four", "missed"))
    ]
    found = where(results(*sets), SAY, ROOM)
    assert [one.title for one in found.maps] == ["two · By Branch", "four · By Branch", "three · By Branch"]
    assert found.maps_shown == "3 of 4 rule sets, the worst first"
    assert where(results(*sets[1:]), SAY, ROOM).maps_shown == ""


def identity(name):
    return {"id": name, "version": "1", "title": name}


def test_a_group_that_is_as_good_as_the_run_before_reaches_its_target():
    asks = {"at_least": 41 / 63, "words": {"at_least": "65 % (previous run)"}}
    one = rule(groups={"branch": {"A": group(82, 44), "B": group(81, 45)}}, asks=None, target=asks)
    assert rows(one) == [("B", ("64.3 %", "81 of 126", 1)), ("A", ("65.1 %", "82 of 126", 0))]


def test_a_long_title_without_spaces_is_cut_once_and_holds_no_code_of_its_breaks():
    one = rule(groups={"branch": {"A": group(9, 1)}}, title="訂單應於約定工作時間內送達" * 9)
    (column,) = told(one).maps[0].columns
    assert column.title.endswith("…")
    assert "U+" not in column.title


def test_names_of_four_lines_take_room_from_rows():
    names = {f"{n} " + "訂單應於約定工作時間內送達不論訂購內容" * 4: group(9, 1) for n in range(12)}
    one = rule(groups={"branch": names}, title="訂單應於約定工作時間內送達不論訂購內容" * 5, found={"late": 5})
    found = ways(results({"verdict": "missed", "rules": [one]}), SAY)
    assert len(found) > 1
    assert len(found[-1].maps[0].rows) < 12


def test_the_worst_findings_are_the_furthest_outside_and_say_of_how_many():
    (top, *_) = [one for one in where(golden("mixed"), SAY, ROOM).tops if one.findings.measured]
    assert len(top.findings.lines) == 3
    assert top.findings.shown.startswith("3 of ")
    assert top.clause_text


def test_the_furthest_finding_comes_first():
    whole = many(1, missed=1)
    (within,) = whole.model_dump(mode="json", by_alias=True)["rule_sets"]
    (one,) = within["rules"]
    hour = 3_600_000_000
    one["findings"] = [
        {
            **one["findings"][0], "record": f"{hours} h", "source_row": hours,
            "observed": {"unit": "elapsed", "amount": hours * hour, "text": f"{hours} hours"},
            "limit": {"unit": "elapsed", "amount": 20 * hour, "text": "20 hours"},
        }
        for hours in (21, 90, 45, 30)
    ]  # fmt: skip
    again = type(whole).model_validate({**whole.model_dump(by_alias=True), "rule_sets": [within]})
    (top,) = where(again, SAY, Room(4, 1, 2)).tops
    assert [line.record for line in top.findings.lines] == ["90 h", "45 h"]


@pytest.mark.parametrize("name", GOLDEN)
def test_every_way_has_no_more_than_the_one_before(name):
    sizes = [
        (sum(len(one.rows) for one in each.maps), len(each.tops), sum(len(top.findings.lines) for top in each.tops))
        for each in ways(golden(name), SAY)
    ]
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) <= len(ROOMS)


def test_without_groups_and_breaches_there_is_no_such_page():
    assert ways(many(3), SAY) == []
