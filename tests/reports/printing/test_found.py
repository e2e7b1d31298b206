"""What was found: groups with the worst first, and evidence that a reader can check by hand."""

import pytest

from checker.reports import html
from checker.reports.printing.found import MOST_GROUPS, found, shown_of
from checker.reports.printing.scale import Scale
from checker.reports.printing.summary import commitments
from checker.wording import phrases
from tests.reports.conftest import golden
from tests.reports.golden import results

SAY = phrases()
SCALE = Scale(20, 10)


def found_in(whole, identity=None):
    one = next(one for one in commitments(whole) if identity in (None, one.rule.id))
    return found(one, SCALE, SAY)


def rule(**more):
    return {"id": "r", "title": "Promise", "counts": {"kept": 90, "breach": 10}, "verdict": "missed", **more}


def of(**more):
    return found_in(results({"verdict": "missed", "rules": [rule(**more)]}))


# ---- groups ----------------------------------------------------------------------------------------------------------


def group(kept, breach=0, undetermined=0):
    return {"outcomes": {"kept": kept, "breach": breach, "undetermined": undetermined}}


def rows(groups, **more):
    (breakdown,) = of(groups={"branch": groups}, **more).breakdowns
    return [(one.name, one.actual, one.judged, one.breaches, one.undetermined) for one in breakdown.groups]


def test_the_worst_group_comes_first_and_groups_without_a_finding_come_together():
    told = {"A": group(9, 1), "B": group(1, 1), "C": group(5), "D": group(7), "E": group(3, undetermined=2)}
    assert rows(told) == [
        ("B", "50.0 %", "1 of 2 judged", "1", "0"),
        ("A", "90.0 %", "9 of 10 judged", "1", "0"),
        ("E", "100.0 %", "3 of 3 judged", "0", "2"),
        ("2 others", "100.0 %", "12 of 12 judged", "0", "0"),
    ]


def test_a_single_group_that_is_left_is_named():
    assert [row[0] for row in rows({"A": group(9, 1), "C": group(5)})] == ["A", "C"]


@pytest.mark.parametrize(("number", "said"), [(1, "C0"), (2, "all 2"), (3, "all 3")])
def test_without_a_finding_in_any_group_all_are_one_line(number, said):
    assert [row[0] for row in rows({f"C{n}": group(5) for n in range(number)})] == [said]


def test_beyond_twelve_groups_the_rest_is_summed_up():
    told = {f"G{n:02}": group(100 - n, n) for n in range(1, 21)}
    found_rows = rows(told)
    assert len(found_rows) == MOST_GROUPS + 1
    assert found_rows[0][0] == "G20"
    assert found_rows[-1] == ("8 others", "95.5 %", "764 of 800 judged", "36", "0")


def test_a_group_where_nothing_was_judged_comes_last_and_has_no_share():
    assert rows({"A": group(1, 1), "": group(0, undetermined=1)})[-1] == ("(empty)", "–", "0 of 0 judged", "0", "1")


@pytest.mark.parametrize(
    ("faults", "worked_out", "name"),
    [
        ({"branch": {"missing": 1}, "told_at": {"unreadable": 1}}, {}, "(empty)"),
        ({"branch": {"missing": 1, "unreadable": 1}}, {}, "(empty or unreadable)"),
        ({"branch": {"no_such_local_time": 1}}, {}, "(empty or unreadable)"),
        ({"told_at": {"unreadable": 1}}, {"branch": [{"otherwise": "A"}]}, "(empty or unreadable)"),
    ],
)
def test_a_group_without_a_name_says_what_its_cells_may_hold(faults, worked_out, name):
    describe = {"worked_out": worked_out, "measure": {"kind": "requirement", "must": {"branch": "A"}}}
    one = rule(groups={"branch": {"": group(1, 1)}}, describe=describe)
    whole = results({"verdict": "missed", "records": {"faults": faults}, "rules": [one]})
    assert found_in(whole).breakdowns[0].groups[0].name == name


def test_names_that_differ_by_a_space_are_told_apart():
    assert [row[0] for row in rows({" Łódź": group(1, 1), "Łódź": group(1, 2)})] == ["Łódź", "“ Łódź”"]


@pytest.mark.parametrize(("kept", "heat"), [(100, 0), (95, 0), (94, 1), (90, 1), (89, 2), (80, 2), (79, 3), (0, 3)])
def test_heat_grows_with_the_points_short_of_the_target(kept, heat):
    (breakdown,) = of(groups={"branch": {"A": group(kept, 100 - kept)}}).breakdowns
    assert breakdown.groups[0].heat == heat


def test_without_one_target_for_all_there_is_neither_heat_nor_bar():
    breakdown = found_in(golden("mixed"), "delivery-cycle").breakdowns[0]
    assert not breakdown.barred
    assert {one.heat for one in breakdown.groups} == {None}


# ---- evidence --------------------------------------------------------------------------------------------------------


def test_breaches_and_undetermined_records_stand_apart_with_their_totals():
    breaches, undetermined = found_in(golden("mixed"), "delivery-cycle").evidence
    assert (breaches.title, breaches.shown) == ("139 breaches", "20 of 139 shown; all are attached")
    assert (undetermined.title, undetermined.shown) == ("11 undetermined records", "10 of 11 shown; all are attached")
    assert (len(breaches.lines), len(undetermined.lines)) == (20, 10)
    assert breaches.measured
    assert not undetermined.measured


def test_a_finding_shows_what_was_observed_allowed_and_recorded():
    first = found_in(golden("mixed"), "delivery-cycle").evidence[0].lines[0]
    assert (first.record, first.number, first.where) == ("Z-2026-04007", "16", "Łódź · A")
    assert (first.observed, first.limit, first.why) == ("83 hours 0 minutes", "72 hours", "")
    assert first.fields == (("ordered at", "2026-07-14 09:00"), ("delivered at", "2026-07-17 20:00"))


def test_a_finding_says_why_and_which_field():
    last = found_in(golden("mixed"), "delivery-cycle").evidence[1].lines[0]
    assert last.why == "evidence missing: “ordered at”"
    assert last.fields == (("ordered at", "(empty)"),)


def test_a_record_without_an_id_is_called_by_its_number():
    finding = {"record": "row 1234", "outcome": "breach", "source_row": 1234}
    whole = {"verdict": "missed", "records": {"id": None}, "rules": [rule(findings=[finding])]}
    assert found_in(results(whole)).evidence[0].lines[0].record == "no. 1,234"


def test_one_breach_is_one_breach():
    finding = {"record": "A", "outcome": "breach", "source": 1, "source_row": 1234, "evidence": {"branch": "Köln"}}
    (only,) = of(counts={"kept": 1, "breach": 1}, findings=[finding]).evidence
    assert (only.title, only.shown) == ("1 breach", "")
    assert only.lines[0].number == "1,234 (file 2)"
    assert not only.measured
    assert not only.reasoned
    assert not only.grouped


@pytest.mark.parametrize(
    ("printed", "attached", "total", "said"),
    [
        (3, 3, 3, ""),
        (20, 31, 31, "20 of 31 shown; all are attached"),
        (20, 1000, 1214, "20 of 1,214 shown; the first 1,000 are attached"),
        (0, 0, 7, "not among the findings that these results hold"),
    ],
)
def test_how_many_are_shown_and_where_the_others_are_is_said(printed, attached, total, said):
    assert shown_of(printed, attached, total, SAY) == said


def test_a_rule_that_was_not_evaluated_has_no_findings():
    assert not found_in(golden("mixed"), "told-of-delay").evidence


def test_the_clause_is_quoted_and_the_remedy_asked_for():
    one = found_in(golden("mixed"), "visit-score")
    assert one.clause_text == "Whoever visits a branch is served well in every respect."
    assert one.decision.asked.startswith("Visit the three weakest branches again")
    assert found_in(golden("mixed"), "guarantee").decision is None


@pytest.mark.parametrize(("language", "said"), [("en", "Arrives in time; r"), ("pl", "Dociera w terminie; r")])
def test_the_parts_that_were_broken_are_told_by_their_titles_and_nothing_stands_as_a_limit(language, said):
    part = {"id": "in-time", "title": {"en": "Arrives in time", "pl": "Dociera w terminie"}, "counts": {"kept": 1}}
    finding = {
        "record": "1", "outcome": "breach", "source_row": 1, "observed": {"unit": "words", "text": "in-time, whole"},
    }  # fmt: skip
    made_of = {"measure": {"kind": "all_of", "rules": ["in-time", "whole"]}}
    whole = {"id": "whole", "title": "r", "counts": {"breach": 1}, "verdict": "missed", "findings": [finding]}
    one = commitments(results({"verdict": "missed", "rules": [part, whole | {"describe": made_of}]}))[1]
    (findings,) = found(one, Scale(10, 5), phrases(language)).evidence
    assert [line.observed for line in findings.lines] == [said]
    assert not findings.limited


def test_steps_that_are_called_as_rules_are_stay_steps():
    finding = {"record": "1", "outcome": "breach", "source_row": 1, "observed": {"unit": "words", "text": "asked"}}
    steps = {"measure": {"kind": "sequence", "steps": ["asked", "answered"]}}
    one = {"id": "asked", "title": "We ask first", "counts": {"breach": 1}, "verdict": "missed", "describe": steps}
    told = commitments(results({"verdict": "missed", "rules": [one | {"findings": [finding]}]}))[0]
    (findings,) = found(told, Scale(10, 5), phrases("en")).evidence
    assert "We ask first" not in findings.lines[0].observed


def test_where_records_say_nothing_but_their_groups_there_is_no_empty_column():
    finding = {"record": "1", "outcome": "breach", "source_row": 1, "groups": {"branch": "Łódź"}}
    told = {True: finding | {"evidence": {"branch": "Łódź", "employee": "Zofia"}}, False: finding | {"evidence": {}}}
    for fielded, one in told.items():
        whole = results({"verdict": "missed", "rules": [rule(findings=[one])]})
        (findings,) = [each for each in found_in(whole).evidence if each.lines]
        assert findings.fielded is fielded
        assert ("What the record says" in html.render(whole).decode()) is fielded
