"""What stands behind page 1: what was found for each commitment, how it was judged, and what was wrong with the records."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from checker.outcomes import Outcome, Verdict
from checker.reports.printing.figures import bounds_of, count, exact, kept_and_judged, n_of_m, share_of
from checker.reports.printing.front import Bar, Line, Scale, bar, line
from checker.reports.printing.summary import Commitment, commitments, overall_sentences, worst_first
from checker.reports.printing.texts import prose, shown
from checker.results import Finding, GroupTally, RecordsRead, Results, RuleResult, RuleSetResult, TargetFigures
from checker.wording import Phrases, RuleInWords, condition_in_words, field_label, in_language, rule_in_words

MOST_FINDINGS = 30
MOST_GROUPS = 24
MOST_FAULTS = 20
CELL = 120
"""Characters of a record's text in one cell; the whole text is in the attachments."""

_ASKED = (Verdict.MISSED, Verdict.TOO_CLOSE, Verdict.UNDETERMINED, Verdict.NOT_EVALUATED)


@dataclass(frozen=True)
class Group:
    """One group of records and how it did."""

    name: str
    actual: str
    judged: str
    breaches: str
    undetermined: str
    heat: int
    """0 reaches the target, 1 to 3 fall short of it by up to 5 points, up to 15, or more."""
    bar: Bar | None


@dataclass(frozen=True)
class Breakdown:
    """A rule's figures by one field, the worst group first."""

    title: str
    label: str
    groups: tuple[Group, ...]
    rest: str


@dataclass(frozen=True)
class Evidence:
    """A finding as a line of the evidence table."""

    outcome: str
    record: str
    row: str
    observed: str
    limit: str
    why: str
    fields: tuple[tuple[str, str], ...]
    group: str


@dataclass(frozen=True)
class Found:
    """What was found for one commitment that is not met."""

    line: Line
    clause: str
    clause_text: str
    remedy: str
    owner: str
    due: str
    breakdowns: tuple[Breakdown, ...]
    evidence: tuple[Evidence, ...]
    shown: str


@dataclass(frozen=True)
class Judged:
    """How one commitment was judged."""

    line: Line
    words: RuleInWords
    outcomes: tuple[tuple[str, str], ...]
    reasons: tuple[tuple[str, str], ...]
    exclusions: str
    findings: str
    own_anchor: bool
    """Whether the document speaks of the commitment here only."""


@dataclass(frozen=True)
class Chapter:
    """Everything about one rule set."""

    title: str
    version: str
    standard: str
    overall: tuple[str, ...]
    verdict: str
    found: tuple[Found, ...]
    judged: tuple[Judged, ...]
    exclusions: tuple[tuple[str, str, str], ...]
    read: str
    faults: tuple[tuple[str, str], ...]
    rejected: tuple[tuple[str, str, str], ...]
    cells: tuple[tuple[str, str, str, str], ...]
    duplicates: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def chapters(results: Results, scale: Scale, say: Phrases) -> tuple[Chapter, ...]:
    """One chapter for each rule set."""
    everything = commitments(results)
    return tuple(_chapter(within, everything, scale, say) for within in results.rule_sets)


def _chapter(within: RuleSetResult, everything: list[Commitment], scale: Scale, say: Phrases) -> Chapter:
    own = [one for one in everything if one.within is within]
    identity, read = within.rule_set, within.records
    standard = (
        in_language(identity.standard_title, say.language) if identity.standard_title else identity.standard or ""
    )
    return Chapter(
        title=prose(in_language(identity.title, say.language), 120),
        version=prose(identity.version, 40),
        standard=prose(standard, 120),
        overall=tuple(overall_sentences(within, say)),
        verdict=within.verdict.value,
        found=tuple(_found(one, scale, say) for one in worst_first(own) if one.rule.verdict in _ASKED),
        judged=tuple(_judged(one, scale, say) for one in own),
        exclusions=tuple(_exclusions(within, say)),
        read=", ".join(_read(read, say)),
        faults=tuple(_faults(read, say)),
        rejected=tuple(
            (_place(row.source, row.row, say), prose(row.reason, CELL), shown(row.text, 60))
            for row in read.rejected_rows[:MOST_FAULTS]
        ),
        cells=tuple(
            (
                _place(cell.source, cell.row, say),
                prose(cell.column, 60),
                say.known("fault", cell.fault),
                shown(cell.text, 60),
            )
            for cell in read.unreadable_cells[:MOST_FAULTS]
        ),
        duplicates=tuple(
            (shown(twin.id, 80), ", ".join(count(row) for row in twin.rows[:12]))
            for twin in read.duplicates[:MOST_FAULTS]
        ),
        notes=tuple(prose(note, 300) for note in read.notes[:MOST_FAULTS]),
    )


# ---- what was found --------------------------------------------------------------------------------------------------


def _found(one: Commitment, scale: Scale, say: Phrases) -> Found:
    rule, read, page = one.rule, one.within.records, say["page"]
    text = in_language(rule.clause.text, say.language) if rule.clause and rule.clause.text else ""
    missed = rule.verdict is Verdict.MISSED
    return Found(
        line=line(one, scale, say),
        clause=prose(rule.clause.id, 80) if rule.clause else "",
        clause_text=prose(text, 600),
        remedy=prose(in_language(rule.remedy, say.language), 600)
        if rule.remedy
        else page["no_remedy"]
        if missed
        else "",
        owner=prose(rule.owner or one.within.rule_set.owner or page["no_owner"], 80),
        due=prose(rule.due.on or rule.due.within, 40) if rule.due else page["no_due"],
        breakdowns=tuple(_breakdown(name, told, rule, read, scale, say) for name, told in rule.groups.items() if told),
        evidence=tuple(_evidence(finding, read, say) for finding in rule.findings[:MOST_FINDINGS]),
        shown=findings_shown(rule, say, printed=min(len(rule.findings), MOST_FINDINGS)),
    )


def findings_shown(rule: RuleResult, say: Phrases, *, printed: int) -> str:
    """How many of the findings are printed, and where the others are."""
    total, attached = rule.findings_total, len(rule.findings)
    numbers = {"shown": count(printed), "all": count(total), "attached": count(attached)}
    if not total:
        return ""
    if not printed:
        name = "attached_one" if total == 1 else "attached_only"
        return say.say("page", name if attached >= total else "attached_first", **numbers)
    if printed >= total:
        return say.say("page", "shown_all", **numbers)
    return say.say("page", "shown" if attached >= total else "shown_some", **numbers)


def _breakdown(
    name: str, told: dict[str, GroupTally], rule: RuleResult, read: RecordsRead, scale: Scale, say: Phrases
) -> Breakdown:
    worst = sorted(told.items(), key=_group_badness)
    rest = say.say("page", "group_rest", shown=MOST_GROUPS, all=count(len(worst))) if len(worst) > MOST_GROUPS else ""
    label = prose(field_label(name, read, say.language), 60)
    groups = tuple(_group(group, counted, rule.target, scale, say) for group, counted in worst[:MOST_GROUPS])
    return Breakdown(say.say("page", "groups", label=label), label, groups, rest)


def _group_badness(named: tuple[str, GroupTally]) -> tuple[Fraction, int, str]:
    kept, judged = kept_and_judged(named[1])
    return (Fraction(kept, judged) if judged else Fraction(2), kept - judged, named[0])


def _group(name: str, counted: GroupTally, target: TargetFigures | None, scale: Scale, say: Phrases) -> Group:
    kept, judged = kept_and_judged(counted)
    bounds = bounds_of(target)
    return Group(
        name=shown(name, 60) or say["page"]["no_group"],
        actual=share_of(kept, judged, bounds) or "–",
        judged=n_of_m(counted),
        breaches=count(judged - kept),
        undetermined=count(counted.outcomes.get(Outcome.UNDETERMINED, 0)),
        heat=_heat(kept, judged, target),
        bar=bar(target, kept, judged, None, scale, say) if judged else None,
    )


def _heat(kept: int, judged: int, target: TargetFigures | None) -> int:
    if not judged or target is None or target.at_least is None:
        return 0
    short = exact(target.at_least) - Fraction(kept, judged)
    return sum(short > Fraction(points, 100) for points in (0, 5, 15))


def _evidence(finding: Finding, read: RecordsRead, say: Phrases) -> Evidence:
    why = say["outcome"][finding.outcome.value]
    if finding.reason:
        why = f"{why}: {say.known('reason', finding.reason.value)}"
    if finding.field:
        why = f"{why} (“{prose(field_label(finding.field, read, say.language), 60)}”)"
    fields = tuple(
        (prose(field_label(name, read, say.language), 60), shown(text, CELL) or say["page"]["not_recorded"])
        for name, text in list(finding.evidence.items())[:12]
    )
    return Evidence(
        outcome=finding.outcome.value,
        record=shown(finding.record, 80),
        row=_place(finding.source, finding.source_row, say),
        observed=shown(finding.observed.text, CELL) if finding.observed else "–",
        limit=shown(finding.limit.text, CELL) if finding.limit else "–",
        why=why,
        fields=fields,
        group=" · ".join(shown(value, 60) for value in finding.groups.values()),
    )


# ---- how it was judged -----------------------------------------------------------------------------------------------


def _judged(one: Commitment, scale: Scale, say: Phrases) -> Judged:
    rule = one.rule
    named = [(outcome, say["outcome"][outcome.value]) for outcome in Outcome]
    without, said = rule.without_exclusions, ""
    if without is not None:
        kept, judged = kept_and_judged(without)
        share = share_of(kept, judged, bounds_of(rule.target)) or "–"
        numbers = {"share": share, "kept": count(kept), "judged": count(judged)}
        said = say.say("page", "without", verdict=say["verdict"][without.verdict.value], **numbers)
    printed = min(len(rule.findings), MOST_FINDINGS) if rule.verdict in _ASKED else 0
    return Judged(
        line=line(one, scale, say),
        words=rule_in_words(rule, one.within.records, say.language),
        outcomes=tuple((name, count(rule.outcomes.get(outcome, 0))) for outcome, name in named),
        reasons=tuple(
            (say.known("reason", reason.value), count(number)) for reason, number in rule.reasons.items() if number
        ),
        exclusions=said,
        findings=findings_shown(rule, say, printed=printed),
        own_anchor=rule.verdict not in _ASKED,
    )


def _exclusions(within: RuleSetResult, say: Phrases) -> list[tuple[str, str, str]]:
    told = []
    for exclusion in within.exclusions:
        fits = [say.say("page", "exclusion_fits", n=count(exclusion.records))]
        if exclusion.unknown:
            fits.append(say.say("page", "exclusion_unknown", n=count(exclusion.unknown)))
        if exclusion.except_:
            fits.append(say.say("page", "except", rules=", ".join(prose(name, 80) for name in exclusion.except_)))
        condition = condition_in_words(exclusion.when, within.records, say.language)
        told.append(
            (prose(exclusion.id, 80), f"{prose(condition, 300)}. {prose(exclusion.because, 600)}", "; ".join(fits))
        )
    return told


def _read(read: RecordsRead, say: Phrases) -> list[str]:
    numbers = {"read": read.read, "rejected": read.rejected, "superseded": read.superseded}
    return [
        say.say("page", name, n=count(number)) for name, number in numbers.items() if number or name != "superseded"
    ]


def _place(source: int, row: int, say: Phrases) -> str:
    return say.say("page", "in_file", row=count(row), file=source + 1) if source else count(row)


def _faults(read: RecordsRead, say: Phrases) -> list[tuple[str, str]]:
    told = []
    for name, faults in read.faults.items():
        kinds = [f"{count(number)} {say.known('fault', kind)}" for kind, number in faults.items() if number]
        if kinds:
            told.append((prose(field_label(name, read, say.language), 60), ", ".join(kinds)))
    return told
