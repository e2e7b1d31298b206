"""The charts of a commitment's page say in words all that they draw, and every figure is that of the results."""

from __future__ import annotations

from typing import Any

import pytest

from checker.reports.printing.charts import DistributionChart, TrendChart, distribution_chart, trend_chart
from checker.reports.printing.summary import commitments
from checker.wording import phrases
from tests.reports.printing.test_trend import of, run

SAY = phrases()
HOUR = 3_600_000_000


def runs(*earlier: dict[str, Any], **more: Any) -> TrendChart:
    (one,) = commitments(of(*earlier, **more))
    found = trend_chart(one.rule, one.within, SAY)
    assert found is not None
    return found


def steps(unit: str, ends: list[float], units: list[int], left_kept: bool = True, **more: Any) -> DistributionChart:
    limit = 1 if unit == "share of the limit" else 0
    bounds = [None, *ends, None]
    told = [
        {"unit": unit, "from": start, "until": end, "kept": (end is not None and end <= limit) is left_kept, "units": n}
        for start, end, n in zip(bounds, bounds[1:], units, strict=False)
    ]
    (one,) = commitments(of(distribution=told, **more))
    found = distribution_chart(one.rule, SAY)
    assert found is not None
    return found


# ---- the trend -------------------------------------------------------------------------------------------------------


def test_without_earlier_runs_nothing_is_drawn() -> None:
    (one,) = commitments(of())
    assert trend_chart(one.rule, one.within, SAY) is None


def test_every_run_stands_with_its_share_how_many_were_judged_and_its_interval() -> None:
    chart = runs(run("2026-Q1", 1, 2, interval=[0.1, 0.9]), run("2026-Q2", 9, 10))
    told = [(each.name, each.actual, each.judged, each.interval) for each in chart.runs]
    assert told[:2] == [
        ("2026-Q1", "50.0 %", "1 of 2 judged", "10.0 % - 90.0 %"),
        ("2026-Q2", "90.0 %", "9 of 10 judged", "–"),
    ]
    assert told[2][:3] == ("this run", "90.0 %", "90 of 100 judged")
    assert "2026-Q1: 50.0 %, 1 of 2 judged" in chart.told


def test_a_better_run_stands_higher_and_the_target_between_what_meets_it_and_what_does_not() -> None:
    chart = runs(run("2026-Q1", 80, 100), run("2026-Q2", 95, 100))
    first, second, _ = chart.runs
    assert chart.target is not None
    assert first.y is not None
    assert second.y is not None
    assert 100 > first.y > chart.target > second.y > 0
    assert [each.x for each in chart.runs] == [16.7, 50.0, 83.3]


def test_the_line_is_broken_where_the_rules_changed_and_where_nothing_was_judged() -> None:
    chart = runs(run("a", 9, 10, version="1"), run("b", 9, 10), run("c", 0, 0), run("d", 9, 10))
    assert [(each.leads, each.breaks, bool(each.aside)) for each in chart.runs] == [
        (False, False, True), (False, True, False), (False, False, False), (False, False, False), (True, False, False),
    ]  # fmt: skip
    assert chart.runs[2].y is None
    assert chart.runs[2].actual == "nothing judged"


def test_a_figure_that_is_no_share_is_told_and_not_drawn() -> None:
    chart = runs(run("2026-Q1", 9, 10, statistic="3 working hours"))
    assert not chart.drawn
    assert chart.runs[0].actual == "3 working hours"


# ---- the distribution ------------------------------------------------------------------------------------------------


def test_without_steps_nothing_is_drawn() -> None:
    (one,) = commitments(of())
    assert distribution_chart(one.rule, SAY) is None


def test_shares_of_a_limit_are_told_with_their_ends() -> None:
    chart = steps("share of the limit", [0.5, 1, 2], [60, 30, 6, 4])
    assert chart.ends == ("50 %", "limit", "200 %")
    assert [(each.units, each.high, each.kept) for each in chart.columns] == [
        ("60", 100.0, True), ("30", 50.0, True), ("6", 10.0, False), ("4", 6.7, False),
    ]  # fmt: skip
    assert chart.limit == 2
    assert chart.told == "up to 50 %: 60; over 50 % to limit: 30; over limit to 200 %: 6; over 200 %: 4"
    assert chart.caption.startswith("100 judged records by steps; left of the upright stroke they are kept")


def test_scores_are_kept_on_the_right() -> None:
    chart = steps("share of the limit", [0.5, 1], [4, 6, 90], left_kept=False)
    assert chart.told == "under 50 %: 4; 50 % to under limit: 6; limit or more: 90"
    assert chart.limit == 2
    assert "right of the upright stroke they are kept" in chart.caption


@pytest.mark.parametrize(
    ("unit", "ends", "words"),
    [
        ("calendar days", [-7, -1, 0, 1, 30], ("−7 days", "−1 day", "limit", "+1 day", "+30 days")),
        ("elapsed", [-24 * HOUR, -HOUR, 0, HOUR / 4, 4 * HOUR], ("−1 day", "−1 h", "limit", "+15 min", "+4 h")),
    ],
)
def test_days_and_hours_from_a_promise_are_told_as_such(unit: str, ends: list[float], words: tuple[str, ...]) -> None:
    assert steps(unit, ends, [1] * 6).ends == words


def test_breaches_without_a_value_are_told_and_so_are_records_that_were_not_looked_at() -> None:
    few = steps("share of the limit", [1], [90, 8])
    assert "2 breaches have no value to be measured by" in few.caption
    first = steps("share of the limit", [1], [40, 8], distribution_of=50)
    assert "Of the first 50 records in the files." in first.caption
    assert "no value" not in first.caption
