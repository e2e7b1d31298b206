"""What was found for each commitment that is not met: figures, groups with the worst first, and the evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from checker.outcomes import Outcome, Verdict
from checker.reports.printing.charts import DistributionChart, TrendChart, distribution_chart, trend_chart
from checker.reports.printing.figures import Bound, bounds_of, exact, kept_and_judged, share_of
from checker.reports.printing.lines import Line, line
from checker.reports.printing.scale import Bar, Scale, bar
from checker.reports.printing.summary import Commitment, Decision, decision
from checker.reports.printing.texts import named, prose, shown
from checker.results import Finding, GroupTally, RecordsRead, RuleResult, TargetFigures, Value
from checker.wording import Phrases, amount_in_words, field_label, in_language, steps_in_words, told_in_words

ASKED = (Verdict.MISSED, Verdict.TOO_CLOSE, Verdict.UNDETERMINED, Verdict.NOT_EVALUATED)
"""Verdicts after which a reader asks what was found."""

MOST_FINDINGS = {Outcome.BREACH: 20, Outcome.UNDETERMINED: 10}
"""How many findings of a commitment are printed; all that the results hold are attached."""

MOST_GROUPS = 12
MOST_FIELDS = 12
CELL = 120
"""Characters of a record's text in one cell; the whole text is in the attachments."""


@dataclass(frozen=True)
class Group:
    """One group of records and how it did."""

    name: str
    actual: str
    judged: str
    breaches: str
    undetermined: str
    heat: int | None
    """0 reaches the target, 1 to 3 fall short of it by up to 5 points, up to 15, or more; none without a target."""
    bar: Bar | None
    key: str | None
    """What it is called in the records; none for several groups together."""
    order: tuple[float, int, int, int]
    """What its columns are sorted by where readers sort: the share kept, of how many, breaches, undetermined."""


@dataclass(frozen=True)
class Breakdown:
    """A rule's figures by one field, the worst group first, groups without a finding together in the last line."""

    title: str
    field: str
    label: str
    groups: tuple[Group, ...]
    barred: bool


@dataclass(frozen=True)
class Evidence:
    """A finding as a line of an evidence table."""

    record: str
    number: str
    where: str
    observed: str
    why: str
    limit: str
    fields: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, str], ...]
    """Its groups by their fields, as they are in the records."""
    order: tuple[float | None, float | None, int]
    """What it is sorted by where readers sort: the observed value, the limit, its place among the records."""


@dataclass(frozen=True)
class Findings:
    """Findings of one outcome."""

    outcome: Outcome
    title: str
    total: int
    shown: str
    lines: tuple[Evidence, ...]
    measured: bool
    """Whether any of them has an observed value or a limit."""
    reasoned: bool
    """Whether any of them has a reason."""
    grouped: bool
    """Whether any of them belongs to a group."""

    @property
    def limited(self) -> bool:
        """Whether any of them has a limit."""
        return any(one.limit for one in self.lines)

    @property
    def fielded(self) -> bool:
        """Whether any of them has a cell besides its groups."""
        return any(one.fields for one in self.lines)

    @property
    def worded(self) -> bool:
        """Whether what was observed and limits are sentences, which need room."""
        return any(len(one.limit) > 24 for one in self.lines)


@dataclass(frozen=True)
class Found:
    """What was found for one commitment."""

    line: Line
    clause_text: str
    decision: Decision | None
    breakdowns: tuple[Breakdown, ...]
    trend: TrendChart | None
    distribution: DistributionChart | None
    evidence: tuple[Findings, ...]
    begins_page: bool = False
    """Whether it begins on a new page."""
    kept_together: bool = False
    """Whether it stands on one page."""


def found(
    one: Commitment,
    scale: Scale,
    say: Phrases,
    *,
    evidence: tuple[Findings, ...] | None = None,
    most_groups: int = MOST_GROUPS,
) -> Found:
    """What was found for one commitment; without evidence of it, with as much as is printed."""
    rule, read = one.rule, one.within.records
    text = in_language(rule.clause.text, say.language) if rule.clause and rule.clause.text else ""
    asked = decision(one, say, whole=True) if rule.remedy or rule.verdict is Verdict.MISSED else None
    return Found(
        line=line(one, scale, say, whole=True),
        clause_text=prose(text, 600),
        decision=asked,
        breakdowns=tuple(
            _breakdown(name, each, rule, read, scale, say, most_groups) for name, each in rule.groups.items() if each
        ),
        trend=trend_chart(rule, one.within, say),
        distribution=distribution_chart(rule, say),
        evidence=tuple(findings_of(one, say)) if evidence is None else evidence,
    )


# ---- groups ----------------------------------------------------------------------------------------------------------


def _breakdown(
    name: str,
    counted_by: dict[str, GroupTally],
    rule: RuleResult,
    read: RecordsRead,
    scale: Scale,
    say: Phrases,
    most: int,
) -> Breakdown:
    worst = sorted(counted_by.items(), key=_group_badness)
    own = [group for group, counted in worst if _has_findings(counted)][:most]
    if len(worst) == len(own) + 1:
        own = [group for group, _ in worst]
    unsaid = unsaid_group(name, rule, read, say)
    asked = Asked(rule, name)
    groups = [
        _group(named(group, 60) or unsaid, counted_by[group], asked.of(group), scale, say, group) for group in own
    ]
    rest = [counted for group, counted in worst if group not in own]
    if rest:
        others = say.counted("page", "others" if own else "all_groups", len(rest))
        groups.append(_group(others, _together(rest), asked.of_all, scale, say))
    label = prose(field_label(name, read, say.language), 60)
    return Breakdown(
        title=say.say("page", "groups", label=label),
        field=name,
        label=label,
        groups=tuple(groups),
        barred=any(one.bar for one in groups),
    )


@dataclass(frozen=True)
class Against:
    """What shares are held against: a target, and its bounds as they are printed."""

    target: TargetFigures | None
    bounds: tuple[Bound, ...]


class Asked:
    """What is asked of the groups of one field: of each its own, where each is judged by itself."""

    def __init__(self, rule: RuleResult, name: str) -> None:
        self.of_all = Against(rule.target, bounds_of(rule))
        rows = reversed([row for row in rule.target_rows if row.when is None and list(row.group) == [name]])
        self._own = {row.group[name]: Against(row.target, bounds_of(row)) for row in rows}

    def of(self, group: str) -> Against:
        """What is asked of one group."""
        return self._own.get(group, self.of_all)


def unsaid_group(name: str, rule: RuleResult, read: RecordsRead, say: Phrases) -> str:
    """What the records of no group are called."""
    return str(say["page"]["no_group" if _may_be_unreadable(name, rule, read) else "not_recorded"])


def _may_be_unreadable(name: str, rule: RuleResult, read: RecordsRead) -> bool:
    """Whether records of no group may have an unreadable cell, of the field or of one it is worked out from."""
    own = {name: read.faults.get(name, {})}
    looked_at = read.faults if name in (rule.describe.get("worked_out") or {}) else own
    return any(faults.get(kind) for faults in looked_at.values() for kind in ("unreadable", "no_such_local_time"))


def _group_badness(group: tuple[str, GroupTally]) -> tuple[Fraction, int, str]:
    kept, judged = kept_and_judged(group[1])
    return (Fraction(kept, judged) if judged else Fraction(2), kept - judged, group[0])


def _has_findings(counted: GroupTally) -> bool:
    return bool(counted.outcomes.get(Outcome.BREACH, 0) or counted.outcomes.get(Outcome.UNDETERMINED, 0))


def _together(groups: Sequence[GroupTally]) -> GroupTally:
    return GroupTally(outcomes={outcome: sum(one.outcomes.get(outcome, 0) for one in groups) for outcome in Outcome})


def _group(
    name: str,
    counted: GroupTally,
    against: Against,
    scale: Scale,
    say: Phrases,
    key: str | None = None,
) -> Group:
    kept, judged = kept_and_judged(counted)
    numbers = {"kept": say.count(kept), "judged": say.count(judged)}
    undetermined = counted.outcomes.get(Outcome.UNDETERMINED, 0)
    return Group(
        name=name,
        actual=share_of(kept, judged, say, against.bounds) or "–",
        judged=say.say("page", "n_of_m", **numbers),
        breaches=say.count(judged - kept),
        undetermined=say.count(undetermined),
        heat=heat_of(kept, judged, against.target),
        bar=bar(against.target, kept, judged, None, scale),
        key=key,
        order=(round(kept / judged, 4) if judged else 2, judged, judged - kept, undetermined),
    )


def heat_of(kept: int, judged: int, target: TargetFigures | None) -> int | None:
    """How far a group falls short of its target, from 0 for not at all to 3; none where there is no such figure."""
    if not judged or target is None or target.at_least is None or target.statistic != "share":
        return None
    if kept / judged == target.at_least:  # the figure of an earlier run is held as the nearest that can be
        return 0
    short = exact(target.at_least) - Fraction(kept, judged)
    return sum(short > Fraction(points, 100) for points in (0, 5, 15))


# ---- evidence --------------------------------------------------------------------------------------------------------


def findings_of(one: Commitment, say: Phrases, most_of: Mapping[Outcome, int] = MOST_FINDINGS) -> Iterator[Findings]:
    """A commitment's findings by their outcome, of each so many at most, in the order that the results have."""
    rule = one.rule
    for outcome, most in most_of.items():
        attached = [finding for finding in rule.findings if finding.outcome is outcome]
        total = rule.outcomes.get(outcome, 0) if rule.verdict is not Verdict.NOT_EVALUATED else 0
        if not total:
            continue
        lines = tuple(_evidence(finding, one, say) for finding in attached[:most])
        yield Findings(
            outcome=outcome,
            title=say.counted("page", f"evidence_{outcome.value}", total),
            total=total,
            shown=shown_of(len(lines), len(attached), total, say),
            lines=lines,
            measured=any(one.observed or one.limit for one in lines),
            reasoned=any(one.why for one in lines),
            grouped=any(one.where for one in lines),
        )


def shown_of(printed: int, attached: int, total: int, say: Phrases) -> str:
    """How many of so many findings are printed, and where the others are; empty where all are printed."""
    if printed >= total:
        return ""
    name = "shown" if attached >= total else "shown_some" if attached else "shown_none"
    return say.say("page", name, shown=say.count(printed), all=say.count(total), attached=say.count(attached))


def why_of(finding: Finding, read: RecordsRead, say: Phrases) -> str:
    """The reason of a finding, with the field that it speaks of; empty where its outcome says it all."""
    why = say.known("reason", finding.reason.value) if finding.reason else ""
    if not finding.field:
        return why
    field = say.say("condition", "field", label=prose(field_label(finding.field, read, say.language), 60))
    return say.say("page", "why_field", why=why or say["outcome"][finding.outcome.value], field=field)


def _evidence(finding: Finding, one: Commitment, say: Phrases) -> Evidence:
    read = one.within.records
    fields = tuple(
        (label_of(name, read, say), shown(cell_of(name, text, read, say), CELL) or say["page"]["not_recorded"])
        for name, text in list(finding.evidence.items())[:MOST_FIELDS]
        if name not in finding.groups
    )
    return Evidence(
        record=named(finding.record, 80)
        if read.id
        else say.say("page", "without_id", number=say.count(finding.source_row)),
        number=place_of(finding.source, finding.source_row, say),
        where=" · ".join(named(value, 60) for value in finding.groups.values() if value),
        observed=shown(value_of(finding.observed, one, say), 2 * CELL) if finding.observed else "",
        why=why_of(finding, read, say),
        limit=shown(value_of(finding.limit, one, say), CELL) if finding.limit else "",
        fields=fields,
        groups=tuple(finding.groups.items()),
        order=(_amount(finding.observed), _amount(finding.limit), finding.source * 10**12 + finding.source_row),
    )


def _amount(value: Value | None) -> float | None:
    return value.amount if value else None


def value_of(value: Value, one: Commitment, say: Phrases) -> str:
    """What was observed, or a limit, as the language writes it; a word of a record as it is, rules by their titles."""
    if value.unit == "words":
        if one.rule.describe.get("measure", {}).get("kind") == "all_of":
            titles = {rule.id: in_language(rule.title, say.language) for rule in one.within.rules}
            return say.joined("part", [titles.get(each, each) for each in value.text.split(", ")])
        return steps_in_words(value.text, one.within.records, say)
    if value.amount is None and value.unit == "text":
        return value.text
    return say.notation.dated(amount_in_words(value.text, say))


def label_of(name: str, read: RecordsRead, say: Phrases) -> str:
    """What a piece of evidence is called: a field by its label, and what stands in no cell in words."""
    return prose(told_in_words(name, say) if " " in name else field_label(name, read, say.language), 60)


def cell_of(name: str, text: str, read: RecordsRead, say: Phrases) -> str:
    """A cell of a record as evidence: numbers, dates, and answers of yes or no as the language writes them."""
    described = read.fields.get(name)
    kind = described.get("type") if isinstance(described, dict) else None
    if kind in ("text", "choice") or (kind is None and " " not in name):
        return text
    if kind == "yes_no" and text in ("yes", "no"):
        return str(say["measure"][text])
    return told_in_words(say.notation.dated(amount_in_words(text, say)), say)


def place_of(source: int, number: int, say: Phrases) -> str:
    """A record's place: its number, and its file where that is not the first."""
    return say.say("page", "in_file", number=say.count(number), file=source + 1) if source else say.count(number)
