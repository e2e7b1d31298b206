"""Changes of rules that cases notice or do not, and those that are proved to change nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from checker.ruletests import mutants
from checker.ruletests.mutation import Mutation, mutated
from tests.ruletests.conftest import RULES

Groups = Callable[..., Any]


def mutation_of(groups_of: Groups, cases: str, rules: str = RULES, *only: str) -> Mutation:
    with groups_of(cases, rules) as (suite, groups):
        return mutated(suite, groups, frozenset(place for place, _ in suite.cases), only or None)


def survivors(mutation: Mutation) -> set[str]:
    return {each.said for each in mutation.survivors}


def case(name: str, cells: str, expect: str) -> str:
    return f"  - name: {name}\n    records: [{{order_id: a, {cells}}}]\n    expect: {{{expect}}}\n"


INSIDE = case("just inside", "delivered_at: 03.09.2026 08:59", "cycle: kept")
ON = case("exactly on", "delivered_at: 03.09.2026 09:00", "cycle: kept")
OUTSIDE = case("just outside", "delivered_at: 03.09.2026 09:01", "cycle: breach")
LIMIT = {f"within row 2: 48 hours -> {other}" for other in ("47 hours", "49 hours", "under 48 hours")}


@pytest.mark.parametrize(
    ("cases", "left"),
    [
        (INSIDE, {"49 hours", "under 48 hours"}),
        (ON, {"49 hours"}),
        (OUTSIDE, {"47 hours", "under 48 hours"}),
        (INSIDE + OUTSIDE, {"under 48 hours"}),
        (ON + OUTSIDE, set()),
    ],
)
def test_a_limit_is_noticed_by_cases_on_both_sides_of_it(cases: str, left: set[str], groups_of: Groups) -> None:
    found = survivors(mutation_of(groups_of, cases, RULES, "cycle"))
    assert found & LIMIT == {f"within row 2: 48 hours -> {other}" for other in left}


def test_a_change_unnoticed_says_where_it_stands_and_shows_a_record_that_would_notice_it(groups_of: Groups) -> None:
    mutation = mutation_of(groups_of, INSIDE + OUTSIDE, RULES, "cycle")
    (each,) = (each for each in mutation.survivors if each.said == "within row 2: 48 hours -> under 48 hours")
    assert RULES.splitlines()[each.line - 1][each.column - 1 :].startswith("48 hours")
    assert each.about == "cycle"
    assert each.found is not None
    assert "shows it: kept becomes breach" in each.found


def test_the_record_that_is_shown_does_notice_the_change(groups_of: Groups) -> None:
    first = mutation_of(groups_of, OUTSIDE, RULES, "cycle")
    assert len(first.survivors) > 10
    for each in first.survivors:
        if each.found and "shows it: " in each.found and "becomes" in each.found:
            cells, _, said = each.found.partition(" shows it: ")
            outcome = said.partition(" becomes ")[0].partition(" (")[0].replace(" ", "_")
            reason = said.partition(" becomes ")[0].partition(" (")[2].rstrip(")").replace(" ", "_")
            expected = f"{{outcome: {outcome}, reason: {reason}}}" if reason else outcome
            nothing = "segment: null, pieces: null, ordered_at: null, delivered_at: null"
            known = {part.partition(":")[0] for part in cells.strip("{}").split(", ")}
            rest = ", ".join(part for part in nothing.split(", ") if part.partition(":")[0] not in known)
            quoted = cells.strip("{}").replace("???", '"???"')
            shown = case("shown", ", ".join(filter(None, [quoted, rest])), f"cycle: {expected}")
            assert each.said not in survivors(mutation_of(groups_of, OUTSIDE + shown, RULES, "cycle")), each


def test_a_failing_case_notices_nothing(groups_of: Groups) -> None:
    with groups_of(ON + OUTSIDE) as (suite, groups):
        assert mutated(suite, groups, frozenset({0, 1}), {"cycle"}).noticed > 3
        assert mutated(suite, groups, frozenset(), {"cycle"}).noticed == 0


ROWS = {"within: row 1 for every record that comes to it", "within row 1, when: segment A -> [A, B]"}


def test_a_limit_that_a_case_repeats_notices_which_limit_is_the_records_and_not_that_it_moved(
    groups_of: Groups,
) -> None:
    far = case("far inside", "delivered_at: 01.09.2026 10:00", "cycle: {outcome: kept%s}")
    without = survivors(mutation_of(groups_of, far % "", RULES, "cycle"))
    assert without >= LIMIT | ROWS
    repeated = survivors(mutation_of(groups_of, far % ", limit: 48 hours", RULES, "cycle"))
    assert repeated >= LIMIT
    assert without - repeated >= ROWS


def test_no_record_is_shown_of_which_only_the_limit_is_another(groups_of: Groups) -> None:
    whole = "kind: promise_kept, promised: pieces, actual: pieces_sent, more: 2.5"
    rules = RULES.replace('kind: requirement, must: {clean: "yes"}', whole)
    rules = rules.replace("    pieces: ", "    pieces_sent: {type: whole_number}\n    pieces: ")
    left = mutation_of(groups_of, ON, rules, "clean").survivors
    assert [each.found for each in left if each.said == "more: 2.5 -> 2.4"] == [None]  # pieces are whole


# ---- what is changed -------------------------------------------------------------------------------------------------


def test_targets_move_by_the_worth_of_one_record(groups_of: Groups) -> None:
    verdict = """
  - name: %s
    records:
      - {order_id: good, copies: %d}
      - {order_id: late, copies: %d, delivered_at: 20.09.2026 09:00}
    expect_verdict: {cycle: %s}
"""
    met = mutation_of(groups_of, verdict % ("nine of ten", 18, 2, "met"), RULES, "cycle")
    assert {each for each in survivors(met) if each.startswith("target")} == {
        "target: at least 90 % -> 85 % (one record of 20)"
    }
    both = verdict % ("nine of ten", 18, 2, "met") + verdict % ("less", 17, 3, "missed")
    assert not {each for each in survivors(mutation_of(groups_of, both, RULES, "cycle")) if each.startswith("target")}
    without = survivors(mutation_of(groups_of, ON, RULES, "cycle"))
    assert "target: at least 90 % -> 91 % (one record of 100)" in without


def test_exclusions_are_dropped_changed_and_lose_their_exceptions(groups_of: Groups) -> None:
    found = survivors(mutation_of(groups_of, ON, RULES, "exclusion strike"))
    assert found == {
        "dropped",
        "when: site Gdańsk -> not Gdańsk",
        "except: with promised",
        "except: without clean",
        "except: with cycle",
    }
    struck = case("a strike", "site: Gdańsk", "cycle: excluded, promised: excluded, clean: undetermined")
    elsewhere = case("no strike", "site: Lisbon", "cycle: kept")
    assert mutation_of(groups_of, struck + elsewhere, RULES, "exclusion strike").survivors == ()


def test_rows_of_worked_out_fields_are_changed_and_rules_still_ask_for_what_no_row_gives(groups_of: Groups) -> None:
    small = case("small", "pieces: 99", "cycle: kept")
    large = case("large", "pieces: 100", "cycle: out_of_scope")
    first = mutation_of(groups_of, small, RULES, "worked-out field size")
    assert "row 1 dropped" in survivors(first)
    assert "row 1, when: pieces at least 100 -> 99" not in survivors(first)
    assert mutation_of(groups_of, small + large, RULES, "worked-out field size").survivors == ()


def test_the_overall_its_severities_and_weights_are_changed_where_a_case_expects_what_it_comes_to(
    groups_of: Groups,
) -> None:
    nothing = mutation_of(groups_of, ON)
    assert not {each.about for each in (*nothing.survivors, *nothing.equivalent)} & {"overall"}
    assert not {each for each in survivors(nothing) if each.startswith(("weight", "severity"))}
    whole = """
  - name: all kept
    records: [{order_id: a, copies: 20, clean: "yes"}]
    expect_overall: %s
"""
    word = survivors(mutation_of(groups_of, whole % "met"))
    assert {"weight: 1 -> 2", "must_meet: without critical", "score: dropped"} <= word
    figure = survivors(mutation_of(groups_of, whole % "{verdict: met, score: 3 of 3}"))
    assert "weight: 1 -> 2" not in figure
    assert "must_meet: without critical" in figure


# ---- what changes nothing --------------------------------------------------------------------------------------------


def equivalent(mutation: Mutation) -> dict[str, str | None]:
    return {each.said: each.found for each in mutation.equivalent}


def test_a_change_of_a_row_that_is_never_reached_changes_nothing(groups_of: Groups) -> None:
    rules = RULES.replace(
        "within: [{when: {segment: A}, then: 24 hours}, {otherwise: 48 hours}]",
        "within: [{when: {segment: [A, B]}, then: 48 hours}, {when: {segment: B}, then: 72 hours}, "
        "{otherwise: 96 hours}]",
    )
    mutation = mutation_of(groups_of, ON + OUTSIDE, rules, "cycle")
    told = equivalent(mutation)
    assert told["within row 2: 72 hours -> 71 hours"] == "no record is judged otherwise"
    assert {"within: row 2 dropped", "within row 3: 96 hours -> 97 hours"} <= set(told)
    assert not {each for each in survivors(mutation) if "row 2:" in each or "row 3:" in each}


def test_a_bound_beyond_what_a_field_can_be_changes_nothing(groups_of: Groups) -> None:
    rules = RULES.replace('must: {clean: "yes"}', "must: {pieces: {at_least: 1}}")
    told = equivalent(mutation_of(groups_of, ON, rules, "clean"))
    assert "must: pieces at least 1 -> 0" in told
    assert "must: pieces at least 1 -> 2" not in told


def test_a_condition_that_another_implies_may_be_dropped(groups_of: Groups) -> None:
    rules = RULES.replace('must: {clean: "yes"}', "must: {all: [{pieces: {at_least: 3}}, {pieces: {above: 2}}]}")
    told = equivalent(mutation_of(groups_of, ON, rules, "clean"))
    assert "must: all without its part 1" in told  # of whole numbers, above 2 is at least 3
    assert "must: all without its part 2" in told


def test_marks_between_the_same_scores_are_alike(groups_of: Groups) -> None:
    rules = RULES.replace(
        'kind: requirement, must: {clean: "yes"}', "kind: checklist, items: [{field: clean}], pass_mark: 55 %"
    )
    told = equivalent(mutation_of(groups_of, ON, rules, "clean"))
    assert told["pass_mark: 55 % -> 54 %"] == "no score lies between the two marks"
    assert "clean weight: 1 -> 2" in told  # the only question weighs all there is


def test_nothing_is_proved_where_fields_are_compared_with_each_other(groups_of: Groups) -> None:
    rules = RULES.replace('must: {clean: "yes"}', "must: {site: {field: order_id}}")
    mutation = mutation_of(groups_of, ON, rules, "clean")
    assert mutation.equivalent == ()
    assert mutation.survivors


def test_what_is_proved_to_change_nothing_is_not_counted_among_the_changes(groups_of: Groups) -> None:
    mutation = mutation_of(groups_of, ON + OUTSIDE, RULES, "cycle")
    assert mutation.changes == mutation.noticed + len(mutation.survivors)
    assert mutation.noticed > 0


EVERY_KIND = """
  - id: pair
    title: Pair
    clause: delivery.cycle
    measure: {kind: unique, fields: [site, segment]}
  - id: visit
    title: Visit
    clause: delivery.cycle
    scope: {any: [{site: {matches: "^PL-"}}, {pieces: {at_least: [{when: {segment: A}, then: 3}, {otherwise: 5}]}}]}
    measure:
      kind: checklist
      items: [{field: clean, critical: true}, {field: segment, points: {A: 1, B: 0.5}}]
      not_applicable: zero
      pass_mark: [{when: {segment: A}, then: 80 %}, {otherwise: 50 %}]
    target: {share: kept, above: 50 %, below: 99 %}
  - id: early
    title: Early
    clause: delivery.cycle
    scope: {none: [{site: {not: [a, b]}}], promised_on: {above: 2026-01-01}, ordered_at: {below: "2026-12-31 12:00"}}
    measure: {kind: promise_kept, promised: ordered_at, actual: delivered_at, by: moment, late: 1 hour 30 minutes}
    target: none
"""


def test_every_kind_of_rule_can_be_changed_and_judged(groups_of: Groups) -> None:
    rules = RULES.replace("overall:", EVERY_KIND.lstrip("\n") + "overall:")
    everything = """
  - name: of every rule
    records: [{order_id: a, clean: "yes", site: PL-1}]
    expect: {pair: kept, visit: kept, early: out_of_scope}
    expect_verdict: {visit: missed}
"""
    mutation = mutation_of(groups_of, everything, rules)
    about = {each.about for each in (*mutation.survivors, *mutation.equivalent)}
    assert {"pair", "visit", "early"} <= about
    told = survivors(mutation) | set(equivalent(mutation))
    assert {
        "fields: without site",
        "segment points B: 0.5 -> 0.4",
        "late: 1 hour 30 minutes -> under 1 hour 30 minutes",
        "late: 1 hour 30 minutes -> 1 hour 31 minutes",
        "scope: any -> all",
    } <= told
    assert mutation.noticed > 10


def test_a_part_with_too_many_changes_is_named_with_how_many_were_tried(
    groups_of: Groups, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = mutation_of(groups_of, ON + OUTSIDE, RULES, "cycle")
    assert whole.untried == ()
    monkeypatch.setattr(mutants, "MOST_OF_A_PART", 200)
    cut = mutation_of(groups_of, ON + OUTSIDE, RULES, "cycle")
    (each,) = cut.untried
    tried = cut.changes + len(cut.equivalent)
    assert 0 < tried < whole.changes + len(whole.equivalent)
    assert each.told.startswith(f"not tried: further changes of cycle, after {tried}; each is judged by ")
    assert RULES.splitlines()[each.line - 1][each.column - 1 :].startswith("cycle")


def test_parts_are_tried_in_their_order_until_a_rule_set_has_had_enough(
    groups_of: Groups, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mutants, "MOST_OF_ALL", 30)
    cut = mutation_of(groups_of, ON + OUTSIDE)
    assert cut.changes + len(cut.equivalent) < 30
    assert "cycle" in {each.about for each in cut.untried}
    assert any(each.told.startswith(f"not tried: changes of {each.about};") for each in cut.untried)
    assert cut == mutation_of(groups_of, ON + OUTSIDE)
