"""How good the records are, and what the undetermined ones could change, as sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from checker.outcomes import Outcome, Verdict
from checker.reports.printing.summary import Commitment, commitments, why_nothing_judged, worst_first
from checker.reports.printing.texts import prose
from checker.results import RecordsRead, Results, RuleSetResult
from checker.wording import Phrases, falls_back, in_language

MOST_NAMED = 3
"""How many commitments a sentence names."""

MOST_RULE_SETS = 4
"""How many rule sets have a sentence of their own on page 1."""


def data_quality(results: Results, say: Phrases) -> list[str]:
    """What was read and what was wrong with it, and one sentence on what the undetermined records could change."""
    if len(results.rule_sets) > MOST_RULE_SETS:
        called = say.counted("quality", "rule_sets", len(results.rule_sets))
        read = [_records_read(list(results.rule_sets), called, say)]
    else:
        read = [_records_read([within], _called(within, say), say) for within in results.rule_sets]
    told = [*read, _what_undetermined_could_change(results, say)]
    return [*told, say.say("quality", "fallback")] if falls_back(results, say.language) else told


def _called(within: RuleSetResult, say: Phrases) -> str:
    return say.counted("quality", "called", within.records.read, called=prose(within.records.called, 40))


def _records_read(all_within: list[RuleSetResult], of_what: str, say: Phrases) -> str:
    wrong: Counter[str] = Counter()
    for within in all_within:
        wrong["read"] += within.records.read
        wrong["rejected"] += within.records.rejected
        wrong["cells"] += unreadable_cells(within.records)
        wrong["duplicates"] += within.records.duplicate_records
    parts = [say.counted("quality", name, wrong[name]) for name in ("rejected", "cells", "duplicates") if wrong[name]]
    read = say.counted("quality", "read", wrong["read"], of_what=of_what)
    join = say["join"]
    wrong_told = join["colon"] + say.joined("comma", parts) if parts else join["part"] + say["quality"]["sound"]
    return f"{read}{wrong_told}{join['end']}"


def unreadable_cells(read: RecordsRead) -> int:
    """How many cells could not be read, whether they are listed or not."""
    return sum(faults.get("unreadable", 0) + faults.get("no_such_local_time", 0) for faults in read.faults.values())


def _what_undetermined_could_change(results: Results, say: Phrases) -> str:
    """What could change; of a whole that has no verdict because nothing was judged, why nothing was."""
    everything = commitments(results)
    undetermined = sum(
        one.rule.outcomes.get(Outcome.UNDETERMINED, 0)
        for one in everything
        if one.rule.verdict is not Verdict.NOT_EVALUATED
    )
    if not undetermined:
        idle = [one.rule for one in everything if one.rule.verdict is Verdict.UNDETERMINED and not one.rule.judged]
        if results.verdict is Verdict.UNDETERMINED and idle:
            return say.counted("quality", "none_judged", len(idle), why=why_nothing_judged(idle, say))
        return say.say("quality", "none_undetermined")
    left = say.counted("quality", "undetermined", undetermined)
    overall = list(_changed_overall(results, say))
    changed = list(_changed(everything, say))
    if overall:
        return say.joined("sentence", (left, say.say("quality", "changed_overall", changes=_listed(overall, say))))
    if changed:
        told = say.counted("quality", "changed", len(changed), changes=_listed(changed, say))
        return say.joined("sentence", (left, told))
    return say.joined("sentence", (left, say.say("quality", "unchanged")))


def _listed(changes: list[str], say: Phrases) -> str:
    more = [say.counted("quality", "more", len(changes) - MOST_NAMED)] if len(changes) > MOST_NAMED else []
    return say.joined("part", [*changes[:MOST_NAMED], *more])


def _changed_overall(results: Results, say: Phrases) -> Iterator[str]:
    name = "change_of" if len(results.rule_sets) > 1 else "change_overall"
    for within in results.rule_sets:
        then = within.if_undetermined_were_breaches
        if then is not None and then is not within.verdict:
            yield _change(name, in_language(within.rule_set.title, say.language), within.verdict, then, say)


def _changed(everything: list[Commitment], say: Phrases) -> Iterator[str]:
    for one in worst_first(everything):
        then = one.rule.if_undetermined_were_breaches
        if then is not None and then is not one.rule.verdict:
            yield _change("change", in_language(one.rule.title, say.language), one.rule.verdict, then, say)


def _change(name: str, title: str, before: Verdict, after: Verdict, say: Phrases) -> str:
    words = say["verdict"]
    return say.say("quality", name, rule=prose(title, 72), before=words[before.value], after=words[after.value])
