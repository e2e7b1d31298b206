"""The trend says what the earlier runs say: in points, in words, as a line that is broken where the rules changed."""

from __future__ import annotations

from typing import Any

import pytest

from checker.reports import html
from checker.reports.printing.summary import commitments
from checker.reports.printing.trend import Trend, trend
from checker.reports.text import summary
from checker.results import Results
from checker.wording import phrases
from tests.reports.golden import results
from tests.reports.test_html import Document

SAY = phrases("en")


def run(period: str | None, kept: int, judged: int, **more: Any) -> dict[str, Any]:
    return {"period": period, "version": "2026.1", "verdict": "met", "kept": kept, "judged": judged, **more}


def of(*earlier: dict[str, Any], kept: int = 90, breach: int = 10, **more: Any) -> Results:
    one = {"id": "a", "title": "Promise", "counts": {"kept": kept, "breach": breach}, "asks": {"at_least": 0.9}}
    found = results({"verdict": "met", "rules": [{**one, "earlier": list(earlier), **more}]}, verdict="met")
    (within,) = found.rule_sets
    named = within.model_copy(update={"rule_set": within.rule_set.model_copy(update={"version": "2026.1"})})
    return found.model_copy(update={"rule_sets": (named,)})


def told(*earlier: dict[str, Any], **more: Any) -> Trend:
    (one,) = commitments(of(*earlier, **more))
    found = trend(one.rule, one.within, SAY)
    assert found is not None
    return found


def test_without_earlier_runs_there_is_no_trend() -> None:
    (one,) = commitments(of())
    assert trend(one.rule, one.within, SAY) is None
    assert "Trend" not in summary(of())
    assert "c-trend" not in Document(html.render(of()).decode()).text


@pytest.mark.parametrize(
    ("kept", "judged", "short", "change"),
    [
        (85, 100, "up 5.0 points", "up 5.0 points since 2026-Q2"),
        (95, 100, "down 5.0 points", "down 5.0 points since 2026-Q2"),
        (9, 10, "unchanged", "as in 2026-Q2"),
        (899, 1000, "up 0.1 points", "up 0.1 points since 2026-Q2"),
        (0, 0, "", ""),
    ],
)
def test_the_change_is_told_against_the_run_before(kept: int, judged: int, short: str, change: str) -> None:
    found = told(run("2026-Q1", 1, 2), run("2026-Q2", kept, judged))
    assert (found.short, found.change) == (short, change)


def test_the_change_is_what_a_reader_finds_who_subtracts_the_printed_shares() -> None:
    # 93.26 % and 91.04 % are printed as 93.3 % and 91.0 %, 2.3 points apart; exactly they are 2.22 points apart.
    found = told(run("2026-Q2", 9_326, 10_000), kept=9_104, breach=896)
    assert "2026-Q2: 93.3 %" in found.told
    assert found.short == "down 2.3 points"


@pytest.mark.parametrize(
    ("then", "short"),
    [(8_996, "up 0.8 points"), (8_999, "up 0.8 points"), (9_083, "unchanged"), (9_087, "down 0.1 points")],
)
def test_a_change_has_one_decimal_however_fine_the_shares_are_printed(then: int, short: str) -> None:
    # 89.96 % and 89.99 % have two decimals, since 90 % is asked for; 90.84 % is printed as 90.8 %.
    assert told(run("2026-Q2", then, 10_000), kept=9_084, breach=916).short == short


@pytest.mark.parametrize(("then", "short"), [(8_999, "up 0.02 points"), (89_999, "up 0.002 points")])
def test_a_change_that_would_be_none_with_one_decimal_has_as_many_as_it_needs(then: int, short: str) -> None:
    of_all = 10_000 if then < 10_000 else 100_000
    kept = of_all * 9 // 10 + 1
    assert told(run("2026-Q2", then, of_all), kept=kept, breach=of_all - kept).short == short


def test_a_run_without_a_period_is_told_by_its_moment_or_as_the_one_before() -> None:
    assert told(run(None, 8, 10, as_of="2026-07-01T00:00:00+02:00")).change.endswith(
        "since 2026-07-01 00:00 (UTC+02:00)"
    )
    assert told(run(None, 8, 10)).change == "up 10.0 points since the run before"


def test_under_other_rules_no_change_is_told_and_the_line_is_broken() -> None:
    found = told(run("Q1", 8, 10), run("Q2", 8, 10, version="2025.1"))
    assert found.change == "other rules then"
    assert "Q2: 80.0 % (8 of 10 judged; other rules then)" in found.told
    assert [leads for _, _, leads in found.points] == [False, False, False]
    assert [leads for _, _, leads in told(run("Q1", 8, 10), run("Q2", 9, 10)).points] == [False, True, True]


def test_a_run_in_which_nothing_was_judged_leaves_a_gap() -> None:
    found = told(run("Q1", 8, 10), run("Q2", 0, 0), run("Q3", 8, 10))
    assert [(x, leads) for x, _, leads in found.points] == [(0, False), (66.7, False), (100, True)]
    assert "Q2: nothing judged" in found.told


def test_the_best_share_is_at_the_top_and_small_differences_stay_small() -> None:
    high, low = told(run("Q1", 50, 100)).points
    assert (high[1], low[1]) == (100, 0)
    first, second = told(run("Q1", 89, 100)).points
    assert (first[1], second[1]) == (60, 40)


def test_another_statistic_is_told_as_it_was_and_not_drawn() -> None:
    statistic = {"unit": "elapsed", "value": 3.6e9, "exact": "3600000000", "text": "1 hour"}
    target = {"statistic": "percentile", "percentile": "95", "at_most": 2, "words": {"at_most": "2 hours"}}
    found = told(run("Q1", 8, 10, statistic="90 minutes"), statistic=statistic, target=target)
    assert found.points == ()
    assert (found.short, found.change) == ("was 90 minutes", "90 minutes in Q1")


def test_reports_tell_the_trend_and_draw_it() -> None:
    found = of(run("2026-Q1", 80, 100), run("2026-Q2", 85, 100))
    assert "up 5.0 points since 2026-Q2" in " ".join(summary(found).split())
    page = html.render(found).decode()
    assert '<svg class="trend"' in page
    assert (
        "<title>Earlier runs: 2026-Q1: 80.0 % (80 of 100 judged), 2026-Q2: 85.0 % (85 of 100 judged).</title>" in page
    )
    assert "the line is broken where the rules changed" in Document(page).text
