"""What targets need of all records together equals what a plain loop over the records finds, whatever they hold."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from checker.counting import RuleTally, count
from checker.ruleset.model import RuleSet
from checker.totals import add_totals
from checker.verdicts import judge_rule, lines_of
from tests.made_up.prepare import of, prepared_records

Row = dict[str, str]
FIELDS = {
    "site": {"type": "choice", "of": ["A", "B", "C"]},
    "team": {"type": "text"},
    "score": {"type": "number"},
    "minutes": {"type": "number"},
    "goal": {"type": "share"},
    "solved": {"type": "yes_no"},
}
SOLVED = {"kind": "requirement", "must": {"solved": "yes"}}
SCORED = {"kind": "requirement", "must": {"score": {"at_least": "3"}}}


def rule(target: Any, measure: Any = SOLVED) -> RuleSet:
    return of({"id": "rule", "title": "Rule", "measure": measure, "target": target}, fields=FIELDS)


def tallied(target: Any, rows: list[Row], measure: Any = SOLVED) -> tuple[Any, RuleTally]:
    with prepared_records(rule(target, measure), rows) as (engine, ready, compiled):
        tallies = count(engine, ready.frame, compiled).rules
        add_totals(engine, ready.frame, compiled, tallies)
        return compiled.rules[0], tallies["rule"]


def verdict(target: Any, rows: list[Row], measure: Any = SOLVED) -> tuple[str, str | None]:
    judgement = judge_rule(*tallied(target, rows, measure))
    return judgement.verdict.value, judgement.reason


def statistic(target: Any, rows: list[Row], measure: Any = SOLVED) -> Fraction | None:
    return judge_rule(*tallied(target, rows, measure)).statistic


# ---- against a plain loop --------------------------------------------------------------------------------------------

numbers = st.one_of(
    st.just(""),
    st.integers(-5, 5).map(str),
    st.decimals(-(10**12), 10**12, places=6).map(str),
)
weights = st.one_of(st.just(""), st.just("-1"), st.just("0"), st.decimals(0, 10**12, places=6).map(str))
records = st.lists(
    st.fixed_dictionaries(
        {
            "site": st.sampled_from(["A", "B", "C", ""]),
            "team": st.sampled_from(["red", "blue", ""]),
            "score": numbers,
            "minutes": weights,
            "goal": st.sampled_from(["", "50 %", "90 %"]),
            "solved": st.sampled_from(["yes", "no", "perhaps", ""]),
        }
    ),
    max_size=30,
)


def judged(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["solved"] in ("yes", "no")]


def mean_of(rows: list[Row], field: str, weight: str | None) -> Fraction | None:
    pairs = [
        (Fraction(row[field]), Fraction(row[weight]) if weight else Fraction(1))
        for row in rows
        if row[field] and (weight is None or (row[weight] and Fraction(row[weight]) >= 0))
    ]
    whole = sum(each for _, each in pairs)
    return sum((value * each for value, each in pairs), Fraction(0)) / whole if whole else None


def rank_of(rows: list[Row], field: str, percentile: Fraction) -> Fraction | None:
    values = sorted(Fraction(row[field]) for row in rows if row[field])
    return values[ceil(len(values) * percentile / 100) - 1] if values else None


@settings(deadline=None, max_examples=6)
@given(records)
def test_means_are_exact_sums_over_exact_sums(rows: list[Row]) -> None:
    for weight in (None, "minutes"):
        target = {"mean": "score", "at_least": "0"} | ({"weighted_by": weight} if weight else {})
        assert statistic(target, rows) == mean_of(judged(rows), "score", weight)


@settings(deadline=None, max_examples=6)
@given(records, st.sampled_from(["0.1", "10", "33.3", "50", "90", "99.99", "100"]))
def test_a_percentile_is_the_value_at_the_nearest_rank(rows: list[Row], percentile: str) -> None:
    target = {"percentile": percentile, "at_least": "0", "in_each": "site"}
    by_hand = {site: rank_of(of_site, "score", Fraction(percentile)) for site, of_site in by_site(scored(rows))}
    lines = lines_of(*tallied(target, rows, SCORED))
    assert {line.group.get("site"): line.totals.at_rank for line in lines if line.totals.judged} == by_hand
    whole = {"percentile": percentile, "at_least": "0"}
    assert statistic(whole, rows, SCORED) == rank_of(scored(rows), "score", Fraction(percentile))


def scored(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["score"]]


def by_site(rows: list[Row]) -> Iterator[tuple[str, list[Row]]]:
    for site in "ABC":
        own = [row for row in rows if row["site"] == site]
        if own:
            yield site, own


@settings(deadline=None, max_examples=6)
@given(records)
def test_weighted_shares_and_rates_are_exact(rows: list[Row]) -> None:
    weighed = [row for row in judged(rows) if row["minutes"] and Fraction(row["minutes"]) >= 0]
    whole = sum(Fraction(row["minutes"]) for row in weighed)
    kept = sum(Fraction(row["minutes"]) for row in weighed if row["solved"] == "yes")
    share = {"share": "kept", "at_least": "50 %", "weighted_by": "minutes"}
    assert statistic(share, rows) == (kept / whole if whole else None)
    compiled, tally = tallied(share, rows)
    (line,) = lines_of(compiled, tally)
    assert line.totals.left_out == len(judged(rows)) - len(weighed)
    exposed = [row for row in judged(rows) if row["minutes"]]
    exposure = sum(Fraction(row["minutes"]) for row in exposed)
    breaches = sum(row["solved"] == "no" for row in exposed)
    rate = {"rate": "breaches", "for_each": "1000", "of": "minutes", "at_most": "2"}
    assert statistic(rate, rows) == (1000 * breaches / exposure if exposure > 0 else None)


@settings(deadline=None, max_examples=6)
@given(records)
def test_groups_are_judged_as_if_each_stood_alone(rows: list[Row]) -> None:
    target = {"share": "kept", "at_least": "50 %", "in_each": "site"}
    found = {line.group["site"]: line.judgement.verdict for line in lines_of(*tallied(target, rows)) if line.group}
    for site, own in by_site(rows):
        assert found.pop(site).value == verdict("50 %", own)[0]
    assert not found
    tally = tallied(target, rows)[1]
    assert sum(each.left_out for each in tally.totals[0].values()) == sum(not row["site"] for row in judged(rows))


@settings(deadline=None, max_examples=6)
@given(records)
def test_a_spread_is_the_best_group_minus_the_worst(rows: list[Row]) -> None:
    shares = [Fraction(sum(row["solved"] == "yes" for row in own), len(own)) for _, own in by_site(judged(rows))]
    spread = {"spread": "share", "across": "site", "at_most": "10 points"}
    assert statistic(spread, rows) == (max(shares) - min(shares) if len(shares) > 1 else None)


@settings(deadline=None, max_examples=6)
@given(records)
def test_means_fall_from_group_to_group_or_they_do_not(rows: list[Row]) -> None:
    means = [mean_of([row for row in judged(rows) if row["site"] == site], "score", None) for site in "ABC"]
    known = [mean for mean in means if mean is not None]
    falls = all(one >= other for one, other in pairwise(known))
    expected = "missed" if not falls else "met" if len(known) == 3 else "undetermined"
    if not any(row["score"] for row in judged(rows)):
        expected = "undetermined"
    assert verdict({"mean": "score", "falling": {"site": ["A", "B", "C"]}}, rows)[0] == expected


@settings(deadline=None, max_examples=4)
@given(records)
def test_every_record_meets_the_bound_that_it_carries(rows: list[Row]) -> None:
    for target in ({"field": "goal"}, {"share": "kept", "at_least": {"field": "goal"}}):
        verdicts = {verdict(goal, [row for row in rows if row["goal"] == goal])[0] for goal in ("50 %", "90 %")
                    if any(row["goal"] == goal and row["solved"] for row in rows)}  # fmt: skip
        expected = next((each for each in ("missed", "undetermined", "met") if each in verdicts), "undetermined")
        assert verdict(target, rows)[0] == expected
