"""The sentences a reader sees first, with none, one and many of everything."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.outcomes import Verdict
from checker.reports.printing.front import front
from checker.reports.printing.summary import (
    commitments,
    decisions,
    overall_sentences,
    tally,
    verdict_sentence,
    worst_first,
)
from checker.results import Results
from checker.wording import phrases
from tests.reports.conftest import golden
from tests.reports.golden import many, results

SAY = phrases()


def rule(verdict="met", place=0, **more):
    counts = {"kept": 9, "breach": 1} if verdict not in ("undetermined", "not_evaluated") else {"undetermined": 3}
    return {"id": f"r{place}", "title": f"Promise {place}", "counts": counts, "verdict": verdict, **more}


def with_verdicts(*verdicts):
    rules = [rule(verdict, place) for place, verdict in enumerate(verdicts)]
    return results({"verdict": "met", "rules": rules})


OTHERS = ", 1 too close to call, 1 could not be judged, 1 could not be evaluated, 1 without a target."


def sentence(*verdicts):
    return verdict_sentence(with_verdicts(*verdicts), SAY).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        ("missed met", "1 of 2 commitments was missed, 1 met."),
        ("missed missed met", "2 of 3 commitments were missed, 1 met."),
        ("missed missed", "2 of 2 commitments were missed."),
        ("met met", "All 2 commitments were met."),
        ("met too_close", "1 of 2 commitments was met, 1 too close to call."),
        ("met met undetermined", "2 of 3 commitments were met, 1 could not be judged."),
        ("too_close undetermined",
         "None of the 2 commitments has a verdict: 1 too close to call, 1 could not be judged."),
        ("not_judged not_judged", "None of the 2 commitments has a verdict: 2 without a target."),
        ("missed met met undetermined not_evaluated not_judged too_close",
         "1 of 7 commitments was missed, 2 met" + OTHERS),
        ("met", "The one commitment was met."),
        ("missed", "The one commitment was missed."),
        ("too_close", "The one commitment is too close to call."),
        ("undetermined", "The one commitment could not be judged."),
        ("not_judged", "The one commitment has no target and is not judged."),
        ("not_evaluated", "The one commitment could not be evaluated."),
    ],
)  # fmt: skip
def test_the_verdict_is_one_sentence_with_counts(verdicts, said):
    assert sentence(*verdicts.split()) == said


@settings(deadline=None)
@given(st.lists(st.sampled_from([verdict.value for verdict in Verdict]), min_size=2, max_size=30))
def test_the_counts_of_the_sentence_add_up_to_the_commitments(verdicts):
    said = sentence(*verdicts)
    numbers = [int(word) for word in said.replace(".", " ").split() if word.isdigit()]
    if said.startswith("All"):
        assert numbers == [len(verdicts)]
    elif said.startswith("None"):
        assert numbers[0] == len(verdicts) == sum(numbers[1:])
    else:
        assert numbers[1] == len(verdicts) == numbers[0] + sum(numbers[2:])
    assert tally(with_verdicts(*verdicts)) == Counter(map(Verdict, verdicts))


def test_the_worst_comes_first_then_the_critical_then_the_heavy_then_the_order_of_the_file():
    rules = [
        rule("met", 1),
        rule("missed", 2),
        rule("missed", 3, weight=2),
        rule("missed", 4, severity="critical"),
        rule("missed", 5),
        rule("not_judged", 6),
        rule("too_close", 7),
        rule("missed", 8, severity="minor", weight=9),
    ]
    found = worst_first(commitments(results({"verdict": "missed", "rules": rules})))
    assert [one.rule.id for one in found] == ["r4", "r3", "r2", "r5", "r8", "r7", "r1", "r6"]


# ---- the whole -------------------------------------------------------------------------------------------------------


def overall(**more):
    whole = {"verdict": "met", "rules": [rule()], **more}
    return overall_sentences(results(whole).rule_sets[0], SAY)


SCORE = {"value": 0.8, "numerator": 4, "denominator": 5, "formula": "f"}
NO_WEIGHT = {"value": None, "numerator": 0, "denominator": 0}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, ["The whole is missed if any commitment is missed."]),
        ({"score": SCORE},
         ["The whole is missed if any commitment is missed."]),
        ({"overall": {"must_meet": ["critical"]}, "score": SCORE}, ["No commitment is critical."]),
        ({"overall": {"must_meet": ["critical", "minor"]}}, ["No commitment is critical or minor."]),
        ({"overall": {"score": {"at_least": "80 %"}}, "score": {**SCORE, "at_least": 0.8}},
         ["Score 80.0 %: 4 of 5 weight met, at least 80 % required."]),
        ({"overall": {"must_meet": ["critical", "major"]}},
         ["Every critical, major commitment must be met."]),
        ({"overall": {"score": {"at_least": "80 %"}}, "score": {**SCORE, **NO_WEIGHT}},
         ["No score: no commitment with a weight was judged."]),
        ({"reason": "unacceptable"},
         ["A share lies below what is acceptable, so the whole is missed.",
          "The whole is missed if any commitment is missed."]),
        ({"overall": {"must_meet": ["critical"]}, "reason": "rule_not_evaluated"},
         ["A rule could not be evaluated, so the whole has no verdict.",
          "No commitment is critical."]),
    ],
)  # fmt: skip
def test_how_the_whole_is_decided_is_said_with_numerator_and_denominator(given, said):
    assert overall(**given) == said


def test_a_score_that_is_not_asked_for_is_told_for_information_only():
    within = results({"verdict": "met", "rules": [rule()], "score": SCORE}).rule_sets[0]
    free = "For information, as no score is asked for: 4 of 5 weight met, 80.0 %."
    assert overall_sentences(within, SAY, informing=True)[-1] == free
    within = results({"verdict": "met", "rules": [rule()], "score": {**SCORE, **NO_WEIGHT}}).rule_sets[0]
    assert len(overall_sentences(within, SAY, informing=True)) == 1


def test_a_score_just_below_its_bound_is_not_printed_as_reaching_it():
    score = {"value": 0.79996, "numerator": 79_996, "denominator": 100_000, "at_least": 0.8, "formula": "f"}
    said = overall(overall={"score": {"at_least": "80 %"}}, score=score)
    assert said == ["Score 79.996 %: 79,996 of 100,000 weight met, at least 80 % required."]


# ---- decisions -------------------------------------------------------------------------------------------------------


def test_a_decision_is_asked_for_every_missed_commitment_and_for_no_other():
    found = decisions(golden("mixed"), SAY)
    assert [one.due for one in found] == ["2026-10-31"] * 3
    assert [one.owner for one in found] == ["Head of logistics", "Head of logistics", "Head of warehouse"]
    assert not decisions(golden("all_met"), SAY)


def test_a_decision_without_remedy_owner_or_date_says_so():
    whole = {"rule_set": {"id": "d", "title": "D", "version": "1"}, "verdict": "missed", "rules": [rule("missed")]}
    (one,) = decisions(results(whole), SAY)
    assert one.asked == "No remedy is written in the rule; decide what is to be done."
    assert (one.owner, one.due) == ("not named", "not set")


def test_the_owner_of_the_rule_set_is_asked_where_the_rule_names_none():
    (one,) = decisions(with_verdicts("missed"), SAY)
    assert one.owner == "Head of logistics"


def test_titles_and_remedies_are_cut_for_page_1_and_whole_where_asked():
    title, remedy = "Every order arrives " * 9 + "in time", "Look into every order " * 25 + "again"
    whole = results({"verdict": "missed", "rules": [rule("missed", title=title, remedy=remedy)]})
    ((short,), (full,)) = decisions(whole, SAY), decisions(whole, SAY, whole=True)
    assert short.title.endswith("…")
    assert short.asked.endswith("…")
    assert (full.title, full.asked) == (title, remedy)


def test_a_term_without_a_date_is_said_as_it_is_written():
    (one,) = decisions(results({"verdict": "missed", "rules": [rule("missed", due={"within": "3 working days"})]}), SAY)
    assert one.due == "3 working days"


def test_many_commitments_have_one_sentence_too():
    assert len(verdict_sentence(many(400, missed=100), SAY)) < 60


def test_of_many_rule_sets_page_1_says_which_have_which_verdict():
    whole = many(1, missed=1).model_dump(mode="json", by_alias=True)
    (one,) = whole["rule_sets"]
    sets = [
        {**one, "rule_set": {**one["rule_set"], "title": f"Service {n}"}, "verdict": "missed" if n % 3 else "met"}
        for n in range(7)
    ]
    (part,) = front(Results.model_validate(whole | {"rule_sets": sets}), phrases("en")).overall
    assert part.title == "7 rule sets"
    assert part.said == "Missed: Service 1; Service 2; Service 4; Service 5. Met: Service 0; Service 3; Service 6."
    assert len(front(Results.model_validate(whole | {"rule_sets": sets[:6]}), phrases("en")).overall) == 6
