"""Printed figures never contradict the verdict beside them."""

from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from checker.reports.printing.figures import Bound, bounds_of, exact, interval, n_of_m, percent, weight, written
from checker.results import TargetFigures, TargetRow
from checker.targets.share import wilson_interval
from checker.wording import phrases
from tests.reports.golden import results

shares = st.integers(1, 10**7).flatmap(lambda judged: st.builds(Fraction, st.integers(0, judged), st.just(judged)))
SAY = phrases()
bounds = st.integers(0, 1_000_000).map(lambda parts: Fraction(parts, 1_000_000))


def side(value, bound):
    return (value > bound) - (value < bound)


def value_of(printed):
    return Fraction(printed.removesuffix(" %")) / 100


@settings(deadline=None)
@given(share=shares, bound=bounds)
@example(share=Fraction(9496, 10_000), bound=Fraction(95, 100))
@example(share=Fraction(949_999, 1_000_000), bound=Fraction(95, 100))
@example(share=Fraction(95, 100), bound=Fraction(95, 100))
@example(share=Fraction(1999, 2000), bound=Fraction(99, 100))
@example(share=Fraction(1, 10**7), bound=Fraction(0))
def test_a_printed_share_is_on_its_own_side_of_the_target_of_nothing_and_of_all(share, bound):
    printed = value_of(percent(share, SAY, [bound]))
    for edge in (bound, Fraction(0), Fraction(1)):
        assert side(printed, edge) == side(share, edge)


@settings(deadline=None)
@given(share=shares, bound=bounds)
def test_a_printed_share_is_rounded_and_has_no_decimal_more_than_it_needs(share, bound):
    printed = percent(share, SAY, [bound])
    decimals = len(printed.partition(".")[2].removesuffix(" %"))
    assert decimals >= 1
    assert abs(value_of(printed) - share) <= Fraction(1, 2 * 100 * 10**decimals)
    if decimals > 1:
        shorter = Fraction(round(share * 100 * 10 ** (decimals - 1)), 100 * 10 ** (decimals - 1))
        assert any(side(shorter, edge) != side(share, edge) for edge in (bound, Fraction(0), Fraction(1)))


@pytest.mark.parametrize(
    ("share", "bound", "printed"),
    [
        ("19/20", "19/20", "95.0 %"),
        ("9496/10000", "19/20", "94.96 %"),
        ("9495/10000", "19/20", "94.95 %"),
        ("949/1000", "19/20", "94.9 %"),
        ("94999/100000", "19/20", "94.999 %"),
        ("95001/100000", "19/20", "95.001 %"),
        ("2/3", "19/20", "66.7 %"),
        ("1999/2000", "1/2", "99.95 %"),
        ("1/30000", "1/2", "0.003 %"),
        ("0", "1/2", "0.0 %"),
        ("1", "1", "100.0 %"),
    ],
)
def test_shares_are_printed_with_one_decimal_or_as_many_as_the_verdict_needs(share, bound, printed):
    assert percent(Fraction(share), SAY, [Fraction(bound)]) == printed


def test_the_interval_of_45_of_50_is_printed_as_the_issue_says():
    assert interval(wilson_interval(45, 50, 0.95), SAY, [Fraction(9, 10)]) == "78.6 % - 95.7 %"


@settings(deadline=None)
@given(kept=st.integers(0, 500), breach=st.integers(0, 500), bound=st.integers(0, 100))
def test_a_printed_interval_is_on_its_own_side_of_the_target_as_far_as_six_decimals_go(kept, breach, bound):
    if not kept + breach:
        return
    target = Fraction(bound, 100)
    ends = wilson_interval(kept, kept + breach, 0.95)
    printed = interval(ends, SAY, [target]) or ""
    for end, told in zip(ends, printed.split(" - "), strict=True):
        assert side(value_of(told), target) == side(exact(end), target) or abs(exact(end) - target) < Fraction(1, 10**8)


@pytest.mark.parametrize(
    ("ends", "printed"),
    [
        ((0.973, 1 - 2**-53), "97.3 % - 100.0 %"),
        ((0.973, 0.9999), "97.3 % - 99.99 %"),
        ((2**-60, 0.5), "0.0 % - 50.0 %"),
    ],
)
def test_an_end_that_differs_from_the_target_by_rounding_only_is_printed_plainly(ends, printed):
    assert interval(ends, SAY, [Fraction(1)]) == printed


def test_no_interval_is_printed_where_nothing_was_judged():
    assert interval(None, SAY) is None


@pytest.mark.parametrize(
    ("share", "as_written"), [(0.95, "95 %"), (1, "100 %"), (0.9995, "99.95 %"), (0.5, "50 %"), (0.0, "0 %")]
)
def test_a_bound_is_printed_as_people_write_it(share, as_written):
    assert written(share, SAY) == as_written


@pytest.mark.parametrize(("number", "printed"), [(3, "3"), (2.5, "2.5"), (10.0, "10"), (0.1, "0.1"), (100.0, "100")])
def test_a_weight_has_no_needless_decimals(number, printed):
    assert weight(number, SAY) == printed


def test_a_share_that_people_wrote_is_the_fraction_they_meant():
    assert exact(0.95) == Fraction(19, 20)
    assert exact(0.1) == Fraction(1, 10)


def test_what_decides_a_verdict_are_all_bounds_and_what_is_unacceptable():
    bounds = bounds_of(row(9, 1, at_least=0.9, unacceptable=0.75))
    assert bounds == tuple(Bound(share, share) for share in (Fraction(9, 10), Fraction(3, 4)))
    assert bounds_of(None) == ()


def row(kept, breach, **target):
    return TargetRow(target=TargetFigures(**target), kept=kept, breach=breach, verdict="met")


def against_a_run(before, kept, judged):
    """The target and the actual share as they are printed, where the target is the figure of an earlier run."""
    words = {"at_least": "65 % (previous run)"}
    counted = row(kept, judged - kept, at_least=float(before), words=words)
    (bound,) = bounds_of(counted)
    return percent(bound.share, SAY, [bound]), percent(Fraction(kept, judged), SAY, [bound])


@pytest.mark.parametrize(
    ("before", "kept", "judged", "printed"),
    [
        ("41/63", 324, 571, ("65.1 %", "56.7 %")),
        ("41/63", 41, 63, ("65.1 %", "65.1 %")),
        ("41/63", 82, 126, ("65.1 %", "65.1 %")),
        ("41/63", 6510, 10_000, ("65.08 %", "65.1 %")),
        ("41/63", 6508, 10_000, ("65.079 %", "65.1 %")),
        ("41/63", 6506, 10_000, ("65.08 %", "65.06 %")),
        ("2/3", 33, 50, ("66.7 %", "66.0 %")),
        ("1999/2000", 19, 20, ("99.95 %", "95.0 %")),
        ("1", 1, 1, ("100.0 %", "100.0 %")),
    ],
)
def test_the_figure_of_an_earlier_run_has_no_more_decimals_than_tell_the_two_apart(before, kept, judged, printed):
    assert against_a_run(Fraction(before), kept, judged) == printed


@settings(deadline=None)
@given(before=shares, share=shares)
@example(before=Fraction(41, 63), share=Fraction(6508, 10_000))
def test_however_close_an_earlier_run_is_the_printed_figures_say_which_is_higher(before, share):
    target, actual = against_a_run(before, share.numerator, share.denominator)
    if abs(share - before) >= Fraction(1, 10**7) or share == before:
        assert side(value_of(actual), value_of(target)) == side(share, before)


@settings(deadline=None)
@given(before=shares, groups=st.lists(st.tuples(st.integers(0, 200), st.integers(1, 200)), min_size=1, max_size=5))
def test_groups_too_are_printed_on_their_own_side_of_an_earlier_run(before, groups):
    tallies = {
        str(number): {"outcomes": {"kept": kept, "breach": breach}} for number, (kept, breach) in enumerate(groups)
    }
    asks = {"statistic": "share", "at_least": float(before), "words": {"at_least": "65 % (previous run)"}}
    one = {
        "id": "r",
        "title": "r",
        "counts": {"kept": 9, "breach": 1},
        "verdict": "missed",
        "asks": None,
        "target": asks,
    }
    (rule,) = results({"verdict": "missed", "rules": [one | {"groups": {"branch": tallies}}]}).rule_sets[0].rules
    (bound,) = bounds_of(rule)
    target = value_of(percent(bound.share, SAY, [bound]))
    for kept, breach in groups:
        share = Fraction(kept, kept + breach)
        if abs(share - before) >= Fraction(1, 10**7) or share == before:
            assert side(value_of(percent(share, SAY, [bound])), target) == side(share, before)


def test_numbers_of_records_have_separators():
    assert [SAY.count(number) for number in (0, 999, 1000, 1_234_567)] == ["0", "999", "1,000", "1,234,567"]
    assert n_of_m(row(1200, 34), SAY) == "1,200 of 1,234 judged"


@pytest.mark.parametrize(
    ("as_given", "printed"),
    [
        ("2026-10-01T00:00:00+02:00", "2026-10-01 00:00 (UTC+02:00)"),
        ("2026-10-01T07:05:09-03:30", "2026-10-01 07:05:09 (UTC-03:30)"),
        ("2026-10-01T00:00:00Z", "2026-10-01 00:00 (UTC)"),
        ("2026-10-01T00:00:00", "2026-10-01 00:00"),
        ("some day", "some day"),
    ],
)
def test_a_moment_is_printed_with_its_offset(as_given, printed):
    assert SAY.notation.moment(as_given) == printed
