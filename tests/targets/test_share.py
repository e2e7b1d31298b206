"""The share of kept records against its target, on a census and on a sample."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from checker.outcomes import Outcome, Verdict
from checker.targets import Share
from checker.targets.share import constant, wilson_interval
from checker.targets.target import Judgement, Totals


def judged(kept: int, breach: int, **target: object) -> Verdict:
    return judgement(Share.model_validate(target), {Outcome.KEPT: kept, Outcome.BREACH: breach}).verdict


def judgement(share: Share, outcomes: dict[Outcome, int]) -> Judgement:
    unacceptable = constant(share.unacceptable)
    bounds = share.constants() | ({} if unacceptable is None else {"unacceptable": unacceptable})
    return share.judge(Totals(outcomes), bounds)


@given(st.integers(1, 100_000), st.floats(0, 1), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_the_interval_equals_scipys(judged: int, share: float, confidence: float) -> None:
    kept = round(judged * share)
    expected = binomtest(kept, judged).proportion_ci(confidence, method="wilson")
    assert wilson_interval(kept, judged, confidence) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_forty_five_of_fifty_lie_between_78_6_and_95_7_percent() -> None:
    lower, upper = wilson_interval(45, 50)
    assert (f"{lower:.1%}", f"{upper:.1%}") == ("78.6%", "95.7%")


@pytest.mark.parametrize(
    ("kept", "breach", "verdict"),
    [(96, 4, "met"), (95, 5, "met"), (94, 6, "missed"), (9499, 501, "missed")],
)
def test_on_a_census_equality_meets_the_target(kept: int, breach: int, verdict: str) -> None:
    assert judged(kept, breach, at_least="95 %") == verdict


@pytest.mark.parametrize(
    ("bound", "kept", "verdict"),
    [("above", 95, "missed"), ("above", 96, "met"), ("at_most", 95, "met"), ("at_most", 96, "missed"),
     ("below", 95, "missed"), ("below", 94, "met")],
)  # fmt: skip
def test_exclusive_bounds_do_not_keep_equality(bound: str, kept: int, verdict: str) -> None:
    assert judged(kept, 100 - kept, **{bound: "95 %"}) == verdict


@pytest.mark.parametrize(
    ("kept", "breach", "verdict"),
    [
        (50, 0, "too_close"),
        (100, 0, "met"),
        (45, 5, "too_close"),
        (40, 10, "missed"),
        (0, 5, "missed"),
    ],
)
def test_on_a_sample_the_interval_decides(kept: int, breach: int, verdict: str) -> None:
    assert judged(kept, breach, at_least="95 %", judged_on="interval") == verdict


def test_a_sample_can_be_too_close_to_a_band() -> None:
    assert judged(66, 34, at_least="60 %", at_most="72 %", judged_on="interval") == Verdict.TOO_CLOSE
    assert judged(6600, 3400, at_least="60 %", at_most="72 %", judged_on="interval") == Verdict.MET
    assert judged(8000, 2000, at_least="60 %", at_most="72 %", judged_on="interval") == Verdict.MISSED


def test_nothing_judged_is_undetermined_and_has_no_share() -> None:
    found = judgement(Share.model_validate({"at_least": "0 %"}), {Outcome.UNDETERMINED: 7, Outcome.PENDING: 3})
    assert found.verdict is Verdict.UNDETERMINED
    assert found.reason == "nothing_judged"
    assert found.share is None


def test_below_unacceptable_is_said_so() -> None:
    share = Share.model_validate({"at_least": "95 %", "unacceptable": "80 %"})
    assert judgement(share, {Outcome.KEPT: 79, Outcome.BREACH: 21}).unacceptable
    assert not judgement(share, {Outcome.KEPT: 80, Outcome.BREACH: 20}).unacceptable


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.integers(0, 1_000_000))
def test_the_share_is_compared_exactly_at_any_size(kept: int, breach: int, millionths: int) -> None:
    target = Fraction(millionths, 1_000_000)
    verdict = judgement(Share(at_least=target), {Outcome.KEPT: kept, Outcome.BREACH: breach}).verdict
    if kept + breach == 0:
        assert verdict is Verdict.UNDETERMINED
    else:
        assert (verdict is Verdict.MET) == (kept * 1_000_000 >= millionths * (kept + breach))
