"""What is told beside the verdicts: waivers and what they change, warnings, and the records' own verdicts."""

from __future__ import annotations

from collections.abc import Iterator

from checker.reports.printing.figures import bounds_of, kept_and_judged, share_of
from checker.reports.printing.texts import prose
from checker.results import InForceDates, OwnVerdicts, RuleResult, RuleSetResult, WaiverCount
from checker.wording import Phrases, condition_in_words, field_label, in_language


def dates_of(in_force: InForceDates | None, say: Phrases) -> str:
    """From when until when a version is in force; empty where it always is."""
    if in_force is None:
        return ""
    first, last = (prose(say.notation.date(each or ""), 20) for each in (in_force.from_, in_force.until))
    name = "both" if first and last else "from" if first else "until"
    return say.say("in_force", name, first=first, last=last)


# ---- of a rule -------------------------------------------------------------------------------------------------------


def beside_rule(rule: RuleResult, within: RuleSetResult, say: Phrases) -> Iterator[str]:
    """The sentences about one rule."""
    without = rule.without_waivers
    if without is not None:
        kept, judged = kept_and_judged(without)
        share = share_of(kept, judged, say, bounds_of(rule)) or "–"
        numbers = {"share": share, "kept": say.count(kept), "judged": say.count(judged)}
        if without.verdict is None:
            yield say.say("beside", "without_waivers_counts", **numbers)
        else:
            yield say.say("beside", "without_waivers", verdict=say["verdict"][without.verdict.value], **numbers)
    if rule.warnings:
        start = prose(say.notation.date(rule.in_force.from_ or ""), 20) if rule.in_force else ""
        yield say.counted("beside", "warnings", rule.warnings, start=start)
    if rule.own_verdicts is not None:
        yield _own_verdicts(rule.own_verdicts, within, say)


def _own_verdicts(own: OwnVerdicts, within: RuleSetResult, say: Phrases) -> str:
    said = own.agree + own.said_kept_is_breach + own.said_breach_is_kept
    told = say.say(
        "beside",
        "own_verdicts",
        field=prose(field_label(own.field, within.records, say.language), 60),
        wrong=say.count(own.said_kept_is_breach + own.said_breach_is_kept),
        said=say.count(said),
        kept=say.count(own.said_kept_is_breach),
        breach=say.count(own.said_breach_is_kept),
    )
    if not own.missing and not own.unreadable:
        return told
    unsaid = say.say("beside", "own_unsaid", missing=say.count(own.missing), unreadable=say.count(own.unreadable))
    return say.joined("sentence", (told, unsaid))


# ---- what a rule set is made of --------------------------------------------------------------------------------------


def tailored_told(within: RuleSetResult, say: Phrases) -> Iterator[str]:
    """What the rule set changes of the one that it extends, each value with its file and line."""
    for step in within.rule_set.tailored:
        yield say.say("tailored", "extends", file=prose(step.file, 80), extends=prose(step.extends, 80))
        for each in step.values:
            words = {"rule": prose(each.rule, 80), "key": each.key, "value": prose(each.value or "", 200)}
            place = {"file": prose(each.file, 80), "line": each.line}
            if each.before is None:
                yield say.say("tailored", "added", **words, **place)
            else:
                yield say.say("tailored", "changed", before=prose(each.before, 200), **words, **place)
        for left in step.left_out:
            rule = prose(left.rule, 80)
            if left.because is None:
                yield say.say("tailored", "not_selected", rule=rule)
            else:
                yield say.say("tailored", "disabled", rule=rule, because=prose(left.because, 600))


# ---- of a rule set ---------------------------------------------------------------------------------------------------


def beside_rule_set(within: RuleSetResult, say: Phrases) -> list[str]:
    """Every sentence about a rule set: its waivers, and what stands beside the counts of its rules."""
    told = [f"{title}{say['join']['colon']}{said}" for title, said in waivers_told(within, say)]
    for rule in within.rules:
        title = prose(in_language(rule.title, say.language), 96)
        told += [say.say("beside", "of_rule", title=title, said=said) for said in beside_rule(rule, within, say)]
    return told


def waivers_told(within: RuleSetResult, say: Phrases) -> Iterator[tuple[str, str]]:
    """Each waiver with what is said of it."""
    for waiver in within.waivers:
        yield prose(waiver.id, 80), say.joined("sentence", _waiver(waiver, within, say))


def _waiver(waiver: WaiverCount, within: RuleSetResult, say: Phrases) -> Iterator[str]:
    first, last = (prose(say.notation.date(each), 20) for each in (waiver.from_, waiver.until))
    dates = {"first": first, "last": last}
    if waiver.state == "live" and not waiver.waived:
        yield say.say("beside", "unused", **dates)
    elif waiver.state == "live":
        yield say.counted("beside", "live", waiver.waived, **dates)
    else:
        yield say.say("beside", waiver.state, **dates)
    if waiver.expires_soon:
        yield say.say("beside", "expires_soon", **dates)
    if waiver.unknown:
        yield say.counted("beside", "waiver_unknown", waiver.unknown)
    rules = str(say["condition"]["list"]).join(prose(name, 80) for name in waiver.rules)
    when = prose(condition_in_words(waiver.when, within.records, say), 300) if waiver.when else ""
    yield say.say("beside", "for_records" if when else "for_all", rules=rules, condition=when)
    because = prose(waiver.justification, 600)
    yield say.say("beside", "decided", who=prose(waiver.approved_by, 80), because=because)
    if waiver.reference:
        yield say.say("beside", "reference", reference=prose(waiver.reference, 120))
