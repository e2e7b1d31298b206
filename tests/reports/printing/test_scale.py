"""Where shares stand on bars: the further to the left, the further short of the target."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.reports.printing.scale import Scale, bar, margin, scale_of
from checker.reports.printing.templates import environment
from checker.results import TargetFigures
from tests.reports.conftest import golden
from tests.reports.golden import results

AT_LEAST = TargetFigures(at_least=0.9)


@pytest.mark.parametrize(
    ("bounds", "share", "points"),
    [
        ({"at_least": 0.9}, "0.95", 5),
        ({"at_least": 0.9}, "0.9", 0),
        ({"at_least": 0.9}, "0.7", -20),
        ({"above": 0.9}, "0.95", 5),
        ({"at_most": 0.1}, "0.15", -5),
        ({"below": 0.1}, "0.05", 5),
        ({"at_least": 0.4, "at_most": 0.6}, "0.55", 5),
        ({"at_least": 0.4, "at_most": 0.6}, "0.65", -5),
    ],
)
def test_the_distance_is_below_zero_exactly_where_the_share_falls_short(bounds, share, points):
    assert margin(Fraction(share), TargetFigures(**bounds)) == Fraction(points, 100)


def test_without_a_bound_there_is_no_distance_and_no_bar():
    assert margin(Fraction(1, 2), TargetFigures()) is None
    assert bar(TargetFigures(), 1, 2, None, Scale(10, 10)) is None
    assert bar(None, 1, 2, None, Scale(10, 10)) is None
    assert bar(AT_LEAST, 0, 0, None, Scale(10, 10)) is None


def test_places_go_from_one_end_of_the_scale_to_the_other():
    scale = Scale(20, 10)
    assert [scale.at(Fraction(points, 100)) for points in (-20, -5, 0, 10)] == [0, 50, 66.7, 100]
    assert scale.target == 66.7


@pytest.mark.parametrize(("kept", "off"), [(60, "short"), (70, ""), (71, ""), (100, "")])
def test_what_lies_off_the_scale_is_at_its_end_and_says_so(kept, off):
    drawn = bar(AT_LEAST, kept, 100, None, Scale(20, 10))
    assert drawn is not None
    assert drawn.off == off
    assert drawn.actual == {"short": 0}.get(off, Scale(20, 10).at(Fraction(kept - 90, 100)))


def test_what_lies_beyond_the_scale_is_at_its_other_end():
    drawn = bar(TargetFigures(at_least=0.5), 90, 100, None, Scale(20, 10))
    assert drawn is not None
    assert (drawn.off, drawn.actual) == ("beyond", 100)


@pytest.mark.parametrize(
    ("interval", "goes_on"),
    [
        ((0.7, 1.0), (False, False)),
        ((0.699, 1.0), (True, False)),
        ((0.1, 0.2), (True, False)),
        (None, (False, False)),
    ],
)
def test_a_band_that_goes_on_beyond_the_scale_says_so(interval, goes_on):
    drawn = bar(AT_LEAST, 80, 100, interval, Scale(20, 10))
    assert drawn is not None
    assert drawn.goes_on == goes_on


def test_a_band_may_go_on_at_both_ends():
    drawn = bar(TargetFigures(at_most=0.5), 1, 2, (0.1, 0.9), Scale(30, 30))
    assert drawn is not None
    assert (drawn.lower, drawn.upper, drawn.goes_on) == (0, 100, (True, True))


@pytest.mark.parametrize("wide", [100, 160])
def test_an_arrow_stands_at_the_end_of_a_band_that_goes_on(wide):
    macros: Any = environment().get_template("draw.svg.j2").module
    scale = Scale(30, 30)
    both = str(macros.bar(bar(TargetFigures(at_most=0.5), 1, 2, (0.1, 0.9), scale), "", "missed", wide))
    neither = str(macros.bar(bar(TargetFigures(at_most=0.5), 1, 2, (0.4, 0.6), scale), "", "missed", wide))
    assert both.count('fill="#9DB2C5"') == 2
    assert f'd="M{wide} ' in both
    assert 'fill="#9DB2C5"' not in neither


@settings(deadline=None)
@given(kept=st.integers(0, 100), low=st.floats(0, 1), high=st.floats(0, 1), at_most=st.booleans())
def test_a_bar_is_inside_its_frame_and_its_band_in_order(kept, low, high, at_most):
    target = TargetFigures(at_most=0.4) if at_most else AT_LEAST
    drawn = bar(target, kept, 100, (min(low, high), max(low, high)), Scale(30, 10))
    assert drawn is not None
    assert drawn.lower is not None
    assert drawn.upper is not None
    assert 0 <= drawn.lower <= drawn.upper <= 100
    assert 0 <= drawn.actual <= 100


def scale(*shares, target=0.9):
    rules = [
        {"id": f"r{n}", "title": "t", "counts": {"kept": share, "breach": 1000 - share}, "interval": None,
         "asks": {"at_least": target}}
        for n, share in enumerate(shares)
    ]  # fmt: skip
    found = scale_of(results({"verdict": "met", "rules": rules}))
    return found.short, found.beyond


@pytest.mark.parametrize(
    ("shares", "ends"),
    [
        ((900,), (5, 5)),
        ((850,), (5, 5)),
        ((849,), (10, 5)),
        ((700, 1000), (20, 10)),
        ((699,), (30, 10)),
        ((100,), (30, 10)),
        ((1000,), (5, 10)),
    ],
)
def test_the_scale_is_the_smallest_that_all_have_room_on_up_to_thirty_points(shares, ends):
    assert scale(*shares) == ends


def test_neither_side_of_the_scale_is_so_short_that_its_numbers_touch():
    assert scale(900, 1000, target=0.6) == (15, 30)


def test_results_without_a_target_have_a_scale_all_the_same():
    assert scale_of(golden("nothing_judged")) == Scale(5, 5)
