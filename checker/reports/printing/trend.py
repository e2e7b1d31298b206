"""Whether a commitment is kept better or worse than in earlier runs: a line through the shares, the change in words.

Between two versions of a rule set the line is broken, since something else may have been asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from checker.reports.printing.figures import Bound, bounds_of, digits, kept_and_judged, percent
from checker.reports.printing.texts import prose
from checker.results import EarlierRun, RuleResult, RuleSetResult
from checker.wording import Phrases, amount_in_words

LEAST_RANGE = Fraction(5, 100)
"""Of shares that lie closer together the line is as flat as they are."""


@dataclass(frozen=True)
class Trend:
    """The shares of earlier runs and of this one."""

    points: tuple[tuple[float, float, bool], ...]
    """From left to right and from the top, each within 0 to 100, and whether the line leads to it."""
    change: str
    """Against the run before, in words."""
    short: str
    """The same without the name of that run."""
    told: str
    """Every run in words, for whoever cannot see the line."""


def trend(rule: RuleResult, within: RuleSetResult, say: Phrases) -> Trend | None:
    """The trend of a commitment; none without earlier runs."""
    if not rule.earlier:
        return None
    bounds = bounds_of(rule)
    kept, judged = kept_and_judged(rule)
    shares = [_share(each.kept, each.judged) for each in rule.earlier] + [_share(kept, judged)]
    versions = [each.version for each in rule.earlier] + [within.rule_set.version]
    of_share = rule.statistic is None and not any(each.statistic for each in rule.earlier)
    told = [
        say.say("trend", "run", run=name_of(each, say), share=_shown(each, share, bounds, versions[-1], say))
        for each, share in zip(rule.earlier, shares, strict=False)
    ]
    short, change = _change(rule, shares, bounds, versions, of_share, say)
    return Trend(
        points=tuple(_points(shares, versions)) if of_share else (),
        change=change,
        short=short,
        told=say.say("trend", "since", runs=say.joined("comma", told)),
    )


def _share(kept: int, judged: int) -> Fraction | None:
    return Fraction(kept, judged) if judged else None


def name_of(run: EarlierRun, say: Phrases) -> str:
    """What an earlier run is called: by its period, else by the moment it looked from."""
    if run.period:
        return prose(run.period, 40)
    return prose(say.notation.moment(run.as_of), 40) if run.as_of else str(say["trend"]["last_run"])


def _shown(run: EarlierRun, share: Fraction | None, bounds: tuple[Bound, ...], version: str, say: Phrases) -> str:
    figure = prose(amount_in_words(run.statistic, say), 80) if run.statistic else ""
    figure = figure or (percent(share, say, bounds) if share is not None else "")
    told = figure or str(say["trend"]["nothing_judged"])
    aside = (
        [say.say("page", "n_of_m", kept=say.count(run.kept), judged=say.count(run.judged))] if share is not None else []
    )
    aside += [str(say["trend"]["other_rules"])] if run.version != version else []
    return f"{told} ({say.joined('part', aside)})" if aside else told


def _points(shares: list[Fraction | None], versions: list[str]) -> Iterator[tuple[float, float, bool]]:
    known = [share for share in shares if share is not None]
    if not known:
        return
    low, high = min(known), max(known)
    spare = max(LEAST_RANGE - (high - low), Fraction(0)) / 2
    low, high = low - spare, high + spare
    last = None
    for place, share in enumerate(shares):
        if share is not None:
            leads = last is not None and place - last == 1 and versions[place] == versions[place - 1]
            last = place
            yield (
                round(float(Fraction(100 * place, max(len(shares) - 1, 1))), 1),
                round(float(100 * (high - share) / (high - low)), 1),
                leads,
            )


def _coarsest(points: Decimal) -> str:
    """So many points with one decimal; with more where that would be none at all."""
    places = max(1, -points.adjusted()) if points else 1
    return f"{round(points, places):f}"


def _change(
    rule: RuleResult,
    shares: list[Fraction | None],
    bounds: tuple[Bound, ...],
    versions: list[str],
    of_share: bool,
    say: Phrases,
) -> tuple[str, str]:
    """Against the run before: in points, where both have a share and the rules were the same; short, and whole."""
    before, name, words = rule.earlier[-1], name_of(rule.earlier[-1], say), say["trend"]
    if versions[-1] != versions[-2]:
        return (str(words["other_rules"]),) * 2
    if not of_share:
        was = prose(amount_in_words(before.statistic or "", say), 80)
        return (say.say("trend", "was", text=was), say.say("trend", "was_in", text=was, run=name)) if was else ("", "")
    then, now = shares[-2], shares[-1]
    if then is None or now is None:
        return "", ""
    # Of the shares as they are printed, so that a reader who subtracts finds the same.
    printed = [Decimal(digits(share, bounds)) for share in (then, now)]
    points = _coarsest(abs(printed[1] - printed[0]))
    way = "same" if printed[0] == printed[1] else "up" if printed[1] > printed[0] else "down"
    if way == "same":
        return say.say("trend", way), say.say("trend", "same_since", run=name)
    return say.counted("trend", way, points), say.counted("trend", f"{way}_since", points, run=name)
