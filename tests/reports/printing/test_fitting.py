"""What stays on page 1 when there is not room for everything."""

import pytest

from checker.reports.printing.fitting import fitted
from checker.reports.printing.front import front
from checker.wording import phrases
from tests.reports.conftest import golden
from tests.reports.golden import GOLDEN, many


def ways(results):
    return fitted(front(results, phrases()))


@pytest.mark.parametrize("name", [name for name in GOLDEN if name != "forty"])
def test_everything_comes_first(name):
    whole = front(golden(name), phrases())
    first = ways(golden(name))[0]
    assert (first.lines, first.decisions) == (whole.lines, whole.decisions)
    assert (first.lines_left, first.decisions_left) == (0, 0)


@pytest.mark.parametrize("number", [1, 9, 40, 400])
def test_every_way_says_what_it_leaves_out_and_each_is_smaller_than_the_one_before(number):
    whole = front(many(number, missed=number // 2), phrases())
    found = ways(many(number, missed=number // 2))
    for way in found:
        assert len(way.lines) + way.lines_left == number
        assert len(way.decisions) + way.decisions_left == number // 2
        assert way.lines == whole.lines[: len(way.lines)]
    closely = [(len(way.lines), len(way.decisions)) for way in found if way.spacing == "closest"]
    assert closely == sorted(closely, reverse=True)
    assert closely[-1] == (1, min(1, number // 2))
    assert len(found) < 16


def test_commitments_stand_close_together_before_any_is_left_out():
    (loose, close, closest), rest = ways(many(9))[:3], ways(many(9))[3:]
    assert [loose.spacing, close.spacing, closest.spacing] == ["loose", "close", "closest"]
    assert {way.spacing for way in rest} == {"closest"}


def test_three_decisions_stay_before_commitments_are_left_out_for_them():
    first = ways(many(40, missed=30))[0]
    assert len(first.decisions) == 3
    assert len(first.lines) > 25
