"""The sentences on the quality of the records, with none, one and many of everything."""

import pytest

from checker.reports.printing.quality import data_quality
from checker.reports.printing.summary import commitments, verdict_reason
from checker.wording import phrases
from tests.reports.golden import results, rule_set, written
from tests.reports.printing.test_summary import rule

SAY = phrases()


def quality(records=None, rules=None, **more):
    whole = {"verdict": "met", "rules": rules or [rule()], "records": records or {}, **more}
    return " ".join(data_quality(results(whole), SAY))


UNCHANGED = "counting every undetermined record as a breach would not change the verdict."


@pytest.mark.parametrize(
    ("records", "said"),
    [
        ({"read": 0}, "0 order records read; none rejected, no cell unreadable."),
        ({"read": 1}, "1 order record read; none rejected, no cell unreadable."),
        ({"read": 1234, "rejected": 1}, "1,234 order records read: 1 rejected."),
        ({"read": 9, "faults": {"a": {"unreadable": 1, "missing": 7}}}, "9 order records read: 1 cell unreadable."),
        ({"read": 9, "faults": {"a": {"unreadable": 1}, "b": {"no_such_local_time": 1, "twice": 3}}},
         "9 order records read: 2 cells unreadable."),
        ({"read": 9, "rejected": 2, "duplicate_records": 4},
         "9 order records read: 2 rejected, 4 share an id with another."),
    ],
)  # fmt: skip
def test_what_was_read_is_said_with_all_that_was_wrong(records, said):
    assert quality(records) == f"{said} No outcome is undetermined: {UNCHANGED}"


def undetermined(number, then, verdict="met", place=0):
    return rule(
        verdict, place, counts={"kept": 9, "breach": 1, "undetermined": number}, if_undetermined_were_breaches=then
    )


CHANGE = "Counting every undetermined record as a breach would change"
NAMED = "; ".join(f"“Promise {place}” from met to missed" for place in range(3))


@pytest.mark.parametrize(
    ("rules", "whole", "count", "said"),
    [
        ([undetermined(1, "met")], "met", "1 outcome is undetermined.", "C" + UNCHANGED[1:]),
        ([undetermined(2, "met")], "met", "2 outcomes are undetermined.", "C" + UNCHANGED[1:]),
        ([undetermined(2, "missed")], "met", "2 outcomes are undetermined.",
         f"{CHANGE} 1 verdict, though not the overall one: “Promise 0” from met to missed."),
        ([undetermined(1, "missed", place=n) for n in range(3)], "met", "3 outcomes are undetermined.",
         f"{CHANGE} 3 verdicts, though not the overall one: {NAMED}."),
        ([undetermined(1, "missed", place=n) for n in range(4)], "met", "4 outcomes are undetermined.",
         f"{CHANGE} 4 verdicts, though not the overall one: {NAMED}; and 1 more."),
        ([undetermined(5, "missed", "undetermined")], "missed", "5 outcomes are undetermined.",
         f"{CHANGE} the overall verdict from met to missed."),
        ([rule("not_evaluated", if_undetermined_were_breaches=None)], "met", "No outcome is undetermined:", UNCHANGED),
    ],
)  # fmt: skip
def test_what_the_undetermined_records_could_change_is_said(rules, whole, count, said):
    told = quality({"read": 9}, rules, if_undetermined_were_breaches=whole)
    assert told.partition("unreadable. ")[2] == f"{count} {said}"


@pytest.mark.parametrize(
    ("counts", "reasons", "why"),
    [
        ({}, {}, "there were no records"),
        ({"pending": 2}, {}, "2 pending"),
        ({"out_of_scope": 9, "excluded": 3, "pending": 1200}, {"outside_period": 5, "not_in_scope": 4},
         "5 dated outside the period, 4 out of scope, 3 excluded, 1,200 pending"),
        ({"out_of_scope": 5}, {"outside_period": 5}, "5 dated outside the period"),
    ],
)  # fmt: skip
def test_where_nothing_was_judged_the_report_says_why_and_not_that_nothing_would_change(counts, reasons, why):
    idle = rule("undetermined", counts=counts, reasons=reasons, reason="nothing_judged")
    whole = results({"verdict": "undetermined", "rules": [idle]}, verdict="undetermined")
    assert data_quality(whole, SAY)[-1] == f"Nothing was judged for 1 commitment: {why}."
    (one,) = commitments(whole)
    assert verdict_reason(one.rule, SAY) == f"no record could be judged: {why}"


def test_commitments_for_which_nothing_was_judged_are_counted_together():
    idle = [rule("undetermined", place, counts={"pending": 2}, reason="nothing_judged") for place in range(3)]
    whole = results({"verdict": "undetermined", "rules": [*idle, rule()]}, verdict="undetermined")
    assert data_quality(whole, SAY)[-1] == "Nothing was judged for 3 commitments: 6 pending."


def test_with_several_rule_sets_the_one_whose_verdict_would_change_is_named():
    changing = rule_set(written("small.yaml")["appearance"])
    one, other = written("small.yaml")["appearance"], written("small.yaml")["responses"]
    one["if_undetermined_were_breaches"] = "missed"
    one["rules"][0]["counts"]["undetermined"] = 1
    assert changing["verdict"] == "met"
    assert " ".join(data_quality(results(one, other), SAY)).endswith(
        "change the verdict of “Appearance and attitude of employees” from met to missed."
    )


def test_many_rule_sets_are_summed_up_in_one_sentence():
    sets = [{"verdict": "met", "rules": [rule()], "records": {"read": 1000, "rejected": 1}} for _ in range(5)]
    said = data_quality(results(*sets), SAY)
    assert said[0] == "5,000 records of 5 rule sets read: 5 rejected."
    assert len(said) == 2
    assert len(data_quality(results(*sets[:4]), SAY)) == 5
