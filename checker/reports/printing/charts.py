"""What a commitment's page draws: its runs with their intervals, and how far from the limit records lie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from checker.outcomes import Outcome
from checker.reports.printing.figures import Bound, bounds_of, exact, interval, share_of
from checker.reports.printing.texts import prose
from checker.reports.printing.trend import name_of
from checker.results import OF_LIMIT, Bucket, EarlierRun, RuleResult, RuleSetResult
from checker.wording import Phrases, amount_in_words

MINUTE = 60_000_000
HOUR, DAY = 60 * MINUTE, 1440 * MINUTE
"""In microseconds, which is what results count time in."""


@dataclass(frozen=True)
class Run:
    """One run of a trend: its figures, and its place within 100 from the left and from the top."""

    name: str
    short: str
    actual: str
    judged: str
    interval: str
    verdict: str
    aside: str
    """That other rules were in force then; empty where they were the same."""
    x: float
    y: float | None
    """None where nothing was judged."""
    upper: float | None
    lower: float | None
    leads: bool
    """Whether the line leads to it from the run before."""
    breaks: bool
    """Whether the rules changed between the run before and this one."""


@dataclass(frozen=True)
class TrendChart:
    """The runs of a commitment, the oldest first and this one last."""

    runs: tuple[Run, ...]
    target: float | None
    told: str
    drawn: bool
    """Whether there are shares to draw; a percentile or a count has its line of the table only."""


@dataclass(frozen=True)
class Column:
    """One step of a distribution."""

    units: str
    high: float
    """Within 100."""
    kept: bool


@dataclass(frozen=True)
class DistributionChart:
    """How many judged records lie in each step before and beyond their limit."""

    title: str
    columns: tuple[Column, ...]
    ends: tuple[str, ...]
    """What stands between two steps: where the one ends and the next begins."""
    limit: int
    """How many steps stand left of the limit."""
    caption: str
    told: str
    """Every step in words, for whoever cannot see it."""


# ---- the trend -------------------------------------------------------------------------------------------------------


def trend_chart(rule: RuleResult, within: RuleSetResult, say: Phrases) -> TrendChart | None:
    """The runs of a commitment; none without earlier runs."""
    if not rule.earlier:
        return None
    now = EarlierRun(
        version=within.rule_set.version,
        verdict=rule.verdict,
        kept=rule.outcomes.get(Outcome.KEPT, 0),
        judged=rule.judged,
        statistic=rule.statistic.text if rule.statistic else None,
        interval=rule.interval,
    )
    runs = [*rule.earlier, now]
    bounds, drawn = bounds_of(rule), not any(each.statistic for each in runs)
    values = [*_values(runs), *(bound.share for bound in bounds)] if drawn else []
    low, high = min(values, default=Fraction(0)), max(values, default=Fraction(1))
    spare = max((high - low) / 12, Fraction(1, 200))
    low, high = low - spare, high + spare

    def place(share: Fraction) -> float:
        return round(float(100 * (high - share) / (high - low)), 1)

    told = []
    for number, each in enumerate(runs):
        before = runs[number - 1] if number else each
        ends = [place(exact(end)) for end in each.interval] if each.interval and drawn and each.judged else [None, None]
        breaks = before.version != each.version
        name = say["trend"]["this_run"] if each is now else name_of(each, say)
        other = each.version != now.version
        told.append(
            Run(
                name=name,
                short=name[:10],
                actual=_actual(each, bounds, say),
                judged=say.say("page", "n_of_m", kept=say.count(each.kept), judged=say.count(each.judged)),
                interval=interval(each.interval, say, bounds) or "–",
                verdict=each.verdict.value,
                aside=str(say["trend"]["other_rules"]) if other else "",
                x=round(100 * (number + 0.5) / len(runs), 1),
                y=place(Fraction(each.kept, each.judged)) if drawn and each.judged else None,
                lower=ends[0],
                upper=ends[1],
                leads=bool(number and before.judged and each.judged) and not breaks,
                breaks=breaks,
            )
        )
    said = say.joined(
        "comma",
        (
            say.say("trend", "run", run=each.name, share=say.joined("comma", (each.actual, each.judged)))
            for each in told
        ),
    )
    target = place(bounds[0].share) if bounds and drawn else None
    return TrendChart(tuple(told), target, say.say("trend", "runs", runs=said), drawn and bool(values))


def _values(runs: Sequence[EarlierRun]) -> Iterator[Fraction]:
    for each in runs:
        if each.judged:
            yield Fraction(each.kept, each.judged)
            yield from map(exact, each.interval or ())


def _actual(run: EarlierRun, bounds: tuple[Bound, ...], say: Phrases) -> str:
    if run.statistic:
        return prose(amount_in_words(run.statistic, say), 80)
    return share_of(run.kept, run.judged, say, bounds) or str(say["trend"]["nothing_judged"])


# ---- the distribution ------------------------------------------------------------------------------------------------


def distribution_chart(rule: RuleResult, say: Phrases) -> DistributionChart | None:
    """How far from their limit records lie; none where the results do not say."""
    steps, words = rule.distribution, say["distribution"]
    if len(steps) < 2:
        return None
    of_limit = steps[0].unit == OF_LIMIT
    at_most = steps[0].kept
    title = "title_promise" if not of_limit else "title_limit" if at_most else "title_mark"
    ends = [_end(each.until, each.unit, say) for each in steps[:-1] if each.until is not None]
    highest = max(each.units for each in steps) or 1
    total = sum(each.units for each in steps)
    said = [say.counted("distribution", f"caption_{'left' if at_most else 'right'}", total)]
    if rule.distribution_of is not None:
        said.append(say.counted("distribution", "first", rule.distribution_of))
    elif total < rule.judged:
        said.append(say.counted("distribution", "unmeasured", rule.judged - total))
    return DistributionChart(
        title=str(words[title]),
        columns=tuple(Column(say.count(each.units), round(100 * each.units / highest, 1), each.kept) for each in steps),
        ends=tuple(ends),
        limit=sum(each.kept is steps[0].kept for each in steps),
        caption=say.joined("sentence", said),
        told=say.joined("part", (_step(each, at_most, say) for each in steps)),
    )


def _step(step: Bucket, at_most: bool, say: Phrases) -> str:
    """A step in words: what lies exactly on an end belongs to the kept side of it."""
    start, end = (_end(each, step.unit, say) for each in (step.from_, step.until))
    name = "first" if step.from_ is None else "last" if step.until is None else "between"
    name = f"{name}_{'most' if at_most else 'least'}"
    return say.say("distribution", name, start=start, end=end, units=say.count(step.units))


def _end(end: float | None, unit: str, say: Phrases) -> str:
    """Where a step ends, as short as the foot of a chart needs it."""
    if end is None:
        return ""
    if unit == OF_LIMIT:
        return str(say["distribution"]["limit"]) if end == 1 else say.notation.percent(f"{100 * end:g}")
    if end == 0:
        return str(say["distribution"]["limit"])
    sign, size = "−" if end < 0 else "+", abs(round(end))
    if unit == "calendar days" or size % DAY == 0:
        number = size if unit == "calendar days" else size // DAY
        return sign + say.counted("distribution", "days", number)
    name, each = ("hours", HOUR) if size % HOUR == 0 else ("minutes", MINUTE)
    return sign + say.counted("distribution", name, size // each)
