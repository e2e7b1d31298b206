"""What belongs on page 1: the verdict, tiles, the commitment table, decisions asked, the quality of the records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from checker.outcomes import Verdict
from checker.reports.printing.lines import Line, lines
from checker.reports.printing.quality import data_quality
from checker.reports.printing.scale import Scale, scale_of
from checker.reports.printing.summary import (
    WORST_FIRST,
    Decision,
    commitments,
    decisions,
    overall_sentences,
    tally,
    verdict_sentence,
)
from checker.reports.printing.texts import prose
from checker.results import Period, Results
from checker.wording import Phrases, in_language

Spacing = Literal["loose", "close", "closest"]
"""How commitments stand on page 1: with their interval and severity below them, or on one line each."""

_OPEN = (Verdict.UNDETERMINED, Verdict.NOT_EVALUATED, Verdict.NOT_JUDGED)
_MOST_OVERALL = 6


@dataclass(frozen=True)
class Tile:
    """One of the four figures that are seen first."""

    verdict: str
    name: str
    number: int
    small: str


@dataclass(frozen=True)
class Part:
    """A rule set's own verdict, and how it comes about."""

    title: str
    verdict: str
    said: str

    def told(self, say: Phrases) -> str:
        """All of it as one text."""
        join = say["join"]
        return f"{self.title}{join['colon']}{say['verdict'][self.verdict]}{join['stop']}{self.said}"


@dataclass(frozen=True)
class Front:
    """Page 1."""

    organisation: str
    title: str
    period: str
    as_of: str
    sentence: str
    overall: tuple[Part, ...]
    tiles: tuple[Tile, ...]
    scale: Scale
    spacing: Spacing
    lines: tuple[Line, ...]
    lines_left: int
    decisions: tuple[Decision, ...]
    decisions_left: int
    quality: tuple[str, ...]

    @property
    def barred(self) -> bool:
        """Whether any line has a bar."""
        return any(one.bar for line in self.lines for one in (line, *line.parts))

    @property
    def speaks(self) -> bool:
        """Whether the target of any line is in words."""
        return any(line.speaks for line in self.lines)

    @property
    def trended(self) -> bool:
        """Whether any line has a trend."""
        return any(line.trend for line in self.lines)


def front(results: Results, say: Phrases) -> Front:
    """All that belongs on page 1."""
    period = results.period
    return Front(
        organisation=prose(results.organisation, 80) if results.organisation else say["page"]["organisation_unknown"],
        title=title_of(results, say),
        period=period_of(period, say) if period else "",
        as_of=prose(say.notation.moment(results.as_of), 40) if results.as_of else "",
        sentence=verdict_sentence(results, say),
        overall=tuple(overall(results, say)) if len(results.rule_sets) <= _MOST_OVERALL else (_together(results, say),),
        tiles=tiles(results, say),
        scale=scale_of(results),
        spacing="loose",
        lines=tuple(lines(results, say)),
        lines_left=0,
        decisions=tuple(decisions(results, say)),
        decisions_left=0,
        quality=tuple(data_quality(results, say)),
    )


def title_of(results: Results, say: Phrases) -> str:
    """What the report is called: as its rule set is, where there is one."""
    if len(results.rule_sets) == 1:
        return prose(in_language(results.rule_sets[0].rule_set.title, say.language), 100)
    return str(say["page"]["title"])


def period_of(period: Period, say: Phrases) -> str:
    """An audit's period by its name and its dates; a name that says the dates stands alone."""
    first, last = (prose(say.notation.date(each), 20) for each in (period.from_, period.until))
    name = "dates" if ".." in period.name else "named_dates"
    return say.say("page", name, name=prose(period.name, 40), first=first, last=last)


def heading_of(results: Results, say: Phrases) -> str:
    """Whose report it is and what it is called, on one line."""
    organisation = [prose(results.organisation, 80)] if results.organisation else []
    return " · ".join([*organisation, title_of(results, say)])


def dates_told(results: Results, say: Phrases) -> str:
    """The period and the as-of moment on one line, as far as they were given."""
    told = [f"{say['page']['period']} {period_of(results.period, say)}"] if results.period else []
    told += [f"{say['page']['as_of']} {prose(say.notation.moment(results.as_of), 40)}"] if results.as_of else []
    return " · ".join(told)


def overall(results: Results, say: Phrases) -> Iterator[Part]:
    """Each rule set's verdict; a rule set that stands alone is not named."""
    several = len(results.rule_sets) > 1
    for within in results.rule_sets:
        title = prose(in_language(within.rule_set.title, say.language), 60) if several else say["page"]["whole"]
        yield Part(title, within.verdict.value, say.joined("sentence", overall_sentences(within, say)))


def _together(results: Results, say: Phrases) -> Part:
    """Of many rule sets the verdict of all, and which have which."""
    names: dict[Verdict, list[str]] = {}
    for within in results.rule_sets:
        names.setdefault(within.verdict, []).append(prose(in_language(within.rule_set.title, say.language), 60))
    told = [(str(say["verdict"][each.value]), names[each]) for each in sorted(names, key=WORST_FIRST.index)]
    said = [
        say.say("overall", "with_verdict", verdict=word[:1].upper() + word[1:], names=say.joined("part", those))
        for word, those in told
    ]
    title = say.counted("overall", "rule_sets", len(results.rule_sets))
    return Part(title, results.verdict.value, say.joined("sentence", said))


def tiles(results: Results, say: Phrases) -> tuple[Tile, ...]:
    """Missed, too close to call, met, and without a verdict."""
    counts, page = tally(results), say["page"]
    critical = sum(
        one.rule.severity == "critical" and one.rule.verdict is Verdict.MISSED for one in commitments(results)
    )
    missed = say.counted("page", "critical_among", critical) if critical else page["none_critical"]
    of_all = say.counted("page", "of_commitments", sum(counts.values()))
    without = sum(counts[verdict] for verdict in _OPEN)
    return (
        Tile("missed", page["tile_missed"], counts[Verdict.MISSED], missed if counts[Verdict.MISSED] else of_all),
        Tile(
            "too_close",
            page["tile_too_close"],
            counts[Verdict.TOO_CLOSE],
            page["too_close_small"] if counts[Verdict.TOO_CLOSE] else of_all,
        ),
        Tile("met", page["tile_met"], counts[Verdict.MET], of_all),
        Tile("undetermined", page["tile_open"], without, _open_small(counts, say) if without else of_all),
    )


def _open_small(counts: Counter[Verdict], say: Phrases) -> str:
    present = [verdict for verdict in _OPEN if counts[verdict]]
    return say.joined("comma", (say.counted("page", f"open_{verdict.value}", counts[verdict]) for verdict in present))
