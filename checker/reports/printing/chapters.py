"""Everything about one rule set: what was found, how each rule was judged, and what was wrong with the records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from checker.outcomes import FOUND, Outcome, Verdict
from checker.reports.printing.beside import beside_rule, tailored_told, waivers_told
from checker.reports.printing.calendars import calendars_told
from checker.reports.printing.figures import bounds_of, kept_and_judged, share_of
from checker.reports.printing.found import ASKED, CELL, Findings, Found, findings_of, found, place_of
from checker.reports.printing.lines import Line, line
from checker.reports.printing.paging import paged
from checker.reports.printing.quality import unreadable_cells
from checker.reports.printing.scale import Scale
from checker.reports.printing.signing import Evidenced, evidenced
from checker.reports.printing.summary import Commitment, commitments, overall_sentences, title_of_rule, worst_first
from checker.reports.printing.texts import named, prose, shown
from checker.results import DuplicateId, RecordsRead, Results, RuleSetResult
from checker.wording import Phrases, condition_in_words, field_label, in_language, rule_in_words, told_in_words

MOST_TOLD = 30
"""Of so many commitments it is told what was found, the worst first; the findings of all are attached."""

MOST_GROUPS_SCREEN = 60
MOST_FAULTS = 20
MOST_TWINS = 12
MOST_WORDS = 4000


@dataclass(frozen=True)
class Judged:
    """How one commitment was judged."""

    line: Line
    short: str
    """Its title, cut for a table."""
    words: str
    """What the rule asks, limits and targets included."""
    fine: str
    """What else it means: open records, missing evidence, points, exclusions, worked-out fields."""
    numbers: tuple[str, ...]
    """How many records have each outcome, and how many there are."""
    reasons: str
    without_exclusions: str
    beside: str
    """Waivers, warnings and the records' own verdicts."""
    own_anchor: bool
    """Whether the document speaks of the commitment here only."""


@dataclass(frozen=True)
class Fault:
    """Something wrong with a record: where it stands, what it is, and what stands there."""

    place: str
    column: str
    why: str
    text: str


@dataclass(frozen=True)
class Read:
    """What was read of a rule set's records, and what was wrong with it."""

    numbers: str
    cells: tuple[tuple[str, str], ...]
    rejected: tuple[Fault, ...]
    rejected_shown: str
    """How many of so many are listed; empty where all are, as for the lists below."""
    unreadable: tuple[Fault, ...]
    unreadable_shown: str
    duplicates: tuple[tuple[str, str], ...]
    duplicates_shown: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Chapter:
    """Everything about one rule set."""

    title: str
    version: str
    standard: str
    overall: str
    verdict: str
    found: tuple[Found, ...]
    judged: tuple[Judged, ...]
    outcomes: tuple[str, ...]
    """The names of the outcomes, in the order of the numbers of each commitment."""
    exclusions: tuple[tuple[str, str, str], ...]
    waivers: tuple[tuple[str, str], ...]
    tailored: tuple[str, ...]
    calendars: tuple[tuple[str, str], ...]
    read: Read


def chapters(results: Results, scale: Scale, say: Phrases, *, screen: bool = False) -> tuple[Chapter, ...]:
    """One chapter for each rule set; on a screen with more groups, and the evidence that else is in the appendix."""
    everything = commitments(results)
    told = asked_about(results)[:MOST_TOLD]
    if screen:
        shown_of = evidenced(told, say)
        told_of = {
            one.place: found(
                one, scale, say, evidence=_evidence(one, shown_of.get(one.place), say), most_groups=MOST_GROUPS_SCREEN
            )
            for one in told
        }
    else:
        told_of = {one.place: found(one, scale, say) for one in told}
    chapters = tuple(_chapter(within, everything, told_of, scale, say) for within in results.rule_sets)
    if screen:
        return chapters
    all_found = paged(each.found for each in chapters)
    return tuple(replace(each, found=found) for each, found in zip(chapters, all_found, strict=True))


def _evidence(one: Commitment, told: Evidenced | None, say: Phrases) -> tuple[Findings, ...]:
    """The findings of a commitment, and of an outcome for which there was no room only how many there are."""
    with_room = {findings.outcome: findings for findings in told.findings} if told else {}
    all_of_it = findings_of(one, say, dict.fromkeys(FOUND, 0))
    return tuple(with_room.get(findings.outcome, findings) for findings in all_of_it)


def asked_about(results: Results) -> list[Commitment]:
    """The commitments of which a reader asks what was found, the worst first."""
    return [one for one in worst_first(commitments(results)) if one.rule.verdict in ASKED]


def _chapter(
    within: RuleSetResult, everything: list[Commitment], told: Mapping[int, Found], scale: Scale, say: Phrases
) -> Chapter:
    own = [one for one in everything if one.within is within]
    identity = within.rule_set
    standard = identity.standard_title or identity.standard or ""
    return Chapter(
        title=prose(in_language(identity.title, say.language), 120),
        version=prose(identity.version, 40),
        standard=prose(in_language(standard, say.language), 120),
        overall=say.joined("sentence", overall_sentences(within, say, informing=True)),
        verdict=within.verdict.value,
        found=tuple(told[one.place] for one in worst_first(own) if one.place in told),
        judged=tuple(_judged(one, scale, say, is_told=one.place in told) for one in own),
        outcomes=tuple(say["outcome"][outcome.value] for outcome in Outcome),
        exclusions=tuple(_exclusions(within, say)),
        waivers=tuple(waivers_told(within, say)),
        tailored=tuple(tailored_told(within, say)),
        calendars=tuple(calendars_told(within, say)),
        read=_read(within.records, say),
    )


# ---- how it was judged -----------------------------------------------------------------------------------------------


def _judged(one: Commitment, scale: Scale, say: Phrases, *, is_told: bool) -> Judged:
    rule, words = one.rule, rule_in_words(one.rule, one.within.records, say)
    evaluated = rule.verdict is not Verdict.NOT_EVALUATED
    numbers = [rule.outcomes.get(outcome, 0) for outcome in Outcome]
    return Judged(
        line=line(one, scale, say, whole=True),
        short=title_of_rule(rule, say),
        words=prose(say.joined("sentence", (words.promise, *words.target)), MOST_WORDS),
        fine=prose(say.joined("sentence", (*words.details, *words.worked_out)), MOST_WORDS),
        numbers=tuple(say.count(number) if evaluated else "–" for number in [*numbers, rule.units]),
        reasons=say.joined(
            "part",
            (
                say.say("reason", "number", number=say.count(number), what=say.known("reason", reason.value))
                for reason, number in rule.reasons.items()
                if number
            ),
        ),
        without_exclusions=_without_exclusions(one, say),
        beside=say.joined("sentence", beside_rule(rule, one.within, say)),
        own_anchor=not is_told,
    )


def _without_exclusions(one: Commitment, say: Phrases) -> str:
    without = one.rule.without_exclusions
    if without is None:
        return ""
    kept, judged = kept_and_judged(without)
    share = share_of(kept, judged, say, bounds_of(one.rule)) or "–"
    numbers = {"share": share, "kept": say.count(kept), "judged": say.count(judged)}
    if without.verdict is None:
        return say.say("page", "without", **numbers)
    return say.say("page", "without_verdict", verdict=say["verdict"][without.verdict.value], **numbers)


def _exclusions(within: RuleSetResult, say: Phrases) -> Iterator[tuple[str, str, str]]:
    for exclusion in within.exclusions:
        fits = [say.counted("page", "exclusion_fits", exclusion.records)]
        if exclusion.unknown:
            fits.append(say.counted("page", "exclusion_unknown", exclusion.unknown))
        if exclusion.except_:
            fits.append(
                say.say("page", "except", rules=say.joined("comma", (prose(name, 80) for name in exclusion.except_)))
            )
        condition = prose(condition_in_words(exclusion.when, within.records, say), 300)
        because = say.say("page", "exclusion", condition=condition, because=prose(exclusion.because, 600))
        yield prose(exclusion.id, 80), because, say.joined("part", fits)


# ---- what was read ---------------------------------------------------------------------------------------------------


def _read(read: RecordsRead, say: Phrases) -> Read:
    numbers = {"read": read.read, "rejected": read.rejected, "superseded": read.superseded}
    told = [say.counted("page", name, number) for name, number in numbers.items() if number or name != "superseded"]
    rejected, unreadable = read.rejected_rows[:MOST_FAULTS], read.unreadable_cells[:MOST_FAULTS]
    twins = read.duplicates[:MOST_FAULTS]
    return Read(
        numbers=say.joined("comma", told),
        cells=tuple(_cells(read, say)),
        rejected=tuple(
            Fault(
                place_of(row.source, row.row, say), "", prose(told_in_words(row.reason, say), CELL), shown(row.text, 60)
            )
            for row in rejected
        ),
        rejected_shown=_listed("listed", len(rejected), read.rejected, say),
        unreadable=tuple(
            Fault(
                place_of(cell.source, cell.row, say),
                prose(cell.column, 60),
                prose(say.known("fault", cell.fault), 60),
                named(cell.text, 60) or say["page"]["not_recorded"],
            )
            for cell in unreadable
        ),
        unreadable_shown=_listed("listed", len(unreadable), unreadable_cells(read), say),
        duplicates=tuple((named(twin.id, 80), _places(twin, say)) for twin in twins),
        duplicates_shown=_listed(
            "listed_records", sum(len(twin.places[:MOST_TWINS]) for twin in twins), read.duplicate_records, say
        ),
        notes=tuple(_cut([prose(told_in_words(note, say), 300) for note in read.notes], MOST_FAULTS, say)),
    )


def _listed(name: str, shown_here: int, total: int, say: Phrases) -> str:
    return say.say("page", name, shown=say.count(shown_here), all=say.count(total)) if shown_here < total else ""


def _places(twin: DuplicateId, say: Phrases) -> str:
    return say.joined("comma", _cut([place_of(each.source, each.row, say) for each in twin.places], MOST_TWINS, say))


def _cut(texts: list[str], most: int, say: Phrases) -> list[str]:
    """The first of the texts, and how many more there are."""
    left = len(texts) - most
    return [*texts[:most], *([say.counted("page", "more_listed", left)] if left > 0 else [])]


def _cells(read: RecordsRead, say: Phrases) -> Iterator[tuple[str, str]]:
    for name, faults in read.faults.items():
        kinds = [
            f"{say.count(number)} {prose(say.known('fault', kind), 60)}" for kind, number in faults.items() if number
        ]
        if kinds:
            yield prose(field_label(name, read, say.language), 60), say.joined("comma", kinds)
