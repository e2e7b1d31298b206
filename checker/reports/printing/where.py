"""Where it went wrong: groups against commitments with the worst first, and the worst findings with their clause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from checker.outcomes import Outcome, Verdict
from checker.reports.cells.book import outside_by
from checker.reports.printing.figures import kept_and_judged, share_of
from checker.reports.printing.found import Asked, Evidence, Findings, findings_of, heat_of, unsaid_group
from checker.reports.printing.summary import Commitment, commitments, title_of_rule, worst_first
from checker.reports.printing.texts import named, prose, rows_of
from checker.results import Finding, GroupTally, Results, RuleResult, RuleSetResult
from checker.wording import Phrases, field_label, in_language

MOST_COLUMNS = 7
MOST_MAPS = 3


@dataclass(frozen=True)
class Column:
    """A commitment at the head of a map."""

    title: str
    verdict: str
    anchor: str


@dataclass(frozen=True)
class Cell:
    """What one group came to under one commitment."""

    actual: str
    counted: str
    group: str
    """What its group is called in the records."""
    heat: int | None
    """0 reaches the target, 1 to 3 fall short of it by up to 5 points, up to 15, or more; none without a target."""


@dataclass(frozen=True)
class Heatmap:
    """The groups of one field against the commitments of a rule set, the worst first on both sides."""

    title: str
    field: str
    label: str
    shown: str
    """How many of its groups and commitments are shown; empty where all are."""
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True)
class Top:
    """The worst findings of one commitment, under the clause that they are against."""

    title: str
    verdict: str
    clause: str
    clause_text: str
    anchor: str
    findings: Findings


@dataclass(frozen=True)
class Where:
    """All of it."""

    maps: tuple[Heatmap, ...]
    maps_shown: str
    """Of how many rule sets the groups are shown; empty where those of all are."""
    tops: tuple[Top, ...]
    tops_shown: str
    """Of how many commitments with breaches the findings are shown; empty where all are."""


@dataclass(frozen=True)
class Room:
    """How much of it there is room for."""

    rows: int
    """Groups, in all maps together."""
    tops: int
    evidence: int


ROOMS = (Room(12, 4, 3), Room(12, 3, 2), Room(12, 2, 2), Room(9, 2, 2), Room(6, 1, 2), Room(4, 1, 1))
"""From the fullest to the one that fits on a page whatever its texts are."""


SCREEN = Room(60, 10, 3)
"""A screen has no pages, and a report on it is whole without another file."""


def where(results: Results, say: Phrases, room: Room) -> Where:
    """As much of it as there is room for."""
    worst = worst_first(commitments(results))
    with_groups = list({id(one.within): one.within for one in worst if _is_mapped(one)}.values())
    mapped = with_groups[:MOST_MAPS]
    rows = max(room.rows // max(len(mapped), 1), 2)
    breached = [one for one in worst if _has_breaches(one.rule)]
    tops = [_top(one, room.evidence, say) for one in breached[: room.tops]]
    return Where(
        maps=tuple(_heatmap(within, results, rows, say) for within in mapped),
        maps_shown=_shown("rule_sets_shown", len(mapped), len(with_groups), say),
        tops=tuple(tops),
        tops_shown=_shown("commitments_shown", len(tops), len(breached), say),
    )


def ways(results: Results, say: Phrases) -> list[Where]:
    """All that can be told, in ever less room, until it fits for certain; empty where there is nothing to tell."""
    told: list[Where] = []
    for room in ROOMS:
        one = where(results, say, room)
        if (one.maps or one.tops) and one not in told and (_height(one) < _HOPELESS or room == ROOMS[-1]):
            told.append(one)
        if _height(one) < _CERTAIN:
            break
    return [*told[:2], *told[2:][-1:]]  # every one that is tried takes its time to be drawn


_CERTAIN, _HOPELESS = 620.0, 880.0
"""Points of height, as they are guessed, that fit on a page for certain, or never do; between its margins are 768."""


def _height(page: Where) -> float:
    """Points of height that it would take, about."""
    maps = sum(map(_map_height, page.maps))
    tops = sum(58 + 11.5 * len(top.clause_text) / 110 + sum(map(_line_height, top.findings.lines)) for top in page.tops)
    return 60 + maps + tops


def _map_height(one: Heatmap) -> float:
    heads = max(rows_of(f"{column.title}    ", 14) for column in one.columns)
    return 26 + 8.8 * max(5.5, heads) + sum(max(21.5, 3 + 11.5 * rows_of(name, 20)) for name, _ in one.rows)


def _line_height(line: Evidence) -> float:
    fields = "".join(f"{name}: {text}; " for name, text in line.fields)
    widths = ((line.record, 12), (line.where, 13), (line.observed + line.why, 15), (fields, 40))
    return 4 + 10.5 * max(1, *(rows_of(text, width) for text, width in widths))


def _shown(name: str, number: int, total: int, say: Phrases) -> str:
    return say.say("page", name, shown=say.count(number), all=say.count(total)) if number < total else ""


# ---- groups against commitments --------------------------------------------------------------------------------------


def _is_mapped(one: Commitment) -> bool:
    """Whether a commitment has figures by the field whose groups are shown."""
    name = _field(one.within)
    return bool(name and one.rule.groups.get(name)) and one.rule.verdict is not Verdict.NOT_EVALUATED


def _field(within: RuleSetResult) -> str | None:
    """The field whose groups are shown: the first by which the rule set breaks its figures down."""
    there = [name for name in within.records.groups if any(rule.groups.get(name) for rule in within.rules)]
    return there[0] if there else None


def _heatmap(within: RuleSetResult, results: Results, most: int, say: Phrases) -> Heatmap:
    name = _field(within) or ""
    own = [one for one in worst_first(commitments(results)) if one.within is within and _is_mapped(one)]
    columns = own[:MOST_COLUMNS]
    groups = dict.fromkeys(group for one in columns for group in one.rule.groups[name])
    held = [(one.rule.groups[name], Asked(one.rule, name)) for one in columns]
    cells = {group: tuple(_cell(*each, group, say) for each in held) for group in groups}
    worst = sorted(cells, key=lambda group: (*_badness(held, group), group))
    shown = [
        _shown("groups_shown", min(most, len(worst)), len(worst), say),
        _shown("commitments_shown", len(columns), len(own), say),
    ]
    label = prose(field_label(name, within.records, say.language), 40)
    several = [prose(in_language(within.rule_set.title, say.language), 60)] if len(results.rule_sets) > 1 else []
    rule = own[0].rule if own else within.rules[0]
    return Heatmap(
        title=" · ".join([*several, say.say("page", "groups", label=label)]),
        field=name,
        label=label,
        shown=say.joined("comma", shown),
        columns=tuple(
            Column(title_of_rule(one.rule, say, most=60), one.rule.verdict.value, one.anchor) for one in columns
        ),
        rows=tuple(
            (named(group, 32) or unsaid_group(name, rule, within.records, say), cells[group]) for group in worst[:most]
        ),
    )


def _cell(told: Mapping[str, GroupTally], asked: Asked, group: str, say: Phrases) -> Cell:
    counted = told.get(group)
    if counted is None:
        return Cell("", "", group, None)
    kept, judged = kept_and_judged(counted)
    against = asked.of(group)
    return Cell(
        actual=share_of(kept, judged, say, against.bounds) or "–",
        counted=say.say("page", "kept_of_judged", kept=say.count(kept), judged=say.count(judged)),
        group=group,
        heat=heat_of(kept, judged, against.target),
    )


def _badness(held: Sequence[tuple[Mapping[str, GroupTally], Asked]], group: str) -> tuple[int, int, int, Fraction]:
    """The hottest first, then the one with most heat in all, with most breaches, with the lowest share."""
    figures = [(*kept_and_judged(told[group]), asked.of(group).target) for told, asked in held if group in told]
    heats = [heat_of(*figure) or 0 for figure in figures]
    kept, judged = sum(figure[0] for figure in figures), sum(figure[1] for figure in figures)
    share = Fraction(kept, judged) if judged else Fraction(2)
    return -max(heats), -sum(heats), kept - judged, share


# ---- the worst findings ----------------------------------------------------------------------------------------------


def _has_breaches(rule: RuleResult) -> bool:
    return rule.verdict is Verdict.MISSED and any(one.outcome is Outcome.BREACH for one in rule.findings)


def _top(one: Commitment, most: int, say: Phrases) -> Top:
    rule = one.rule
    worst = rule.model_copy(update={"findings": tuple(sorted(rule.findings, key=_furthest_first))})
    (findings,) = findings_of(replace(one, rule=worst), say, {Outcome.BREACH: most})
    text = in_language(rule.clause.text, say.language) if rule.clause and rule.clause.text else ""
    return Top(
        title=title_of_rule(rule, say),
        verdict=rule.verdict.value,
        clause=prose(rule.clause.id, 60) if rule.clause else "",
        clause_text=prose(text, 240),
        anchor=one.anchor,
        findings=replace(findings, lines=tuple(replace(line, fields=line.fields[:4]) for line in findings.lines)),
    )


def _furthest_first(finding: Finding) -> tuple[float, int, int]:
    by = outside_by(finding)
    return (1.0 if by is None else -by[0], finding.source, finding.source_row)
