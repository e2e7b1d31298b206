"""A rule sentence by sentence: what is asked of each record, what of all together, and what its fields are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from checker.results import RecordsRead, RuleResult
from checker.wording.conditions import Speaker, described_as_rules_are
from checker.wording.language import Phrases, spoken
from checker.wording.measures import said_of_measure
from checker.wording.targets import said_of_target


@dataclass(frozen=True)
class RuleInWords:
    """What a rule says, sentence by sentence."""

    promise: str
    """What is asked of each record, with its limit."""
    target: tuple[str, ...]
    """What is asked of all records together."""
    details: tuple[str, ...]
    """What open records and missing evidence mean, what the points of a checklist are, what is left out."""
    worked_out: tuple[str, ...]
    """How the fields come about that the rule uses and no record carries."""
    between: str = " "
    """What stands between two sentences of the language."""

    def __str__(self) -> str:
        return self.between.join((self.promise, *self.target, *self.details, *self.worked_out))


def rule_in_words(rule: RuleResult, records: RecordsRead, language: str | Phrases = "en") -> RuleInWords:
    """Say a rule in plain words, limits, open records, missing evidence and targets included.

    Raises CheckerError where the results do not describe it as rules are.
    """
    return words_of_rule(rule.id, rule.describe, records, language)


def words_of_rule(
    name: str, described: Mapping[str, Any], records: RecordsRead, language: str | Phrases = "en"
) -> RuleInWords:
    """Say a rule as it is described, whether it was judged or not; raises as above."""
    with described_as_rules_are(name):
        return _in_words(described, Speaker(spoken(language), records))


def _in_words(describe: Mapping[str, Any], speaker: Speaker) -> RuleInWords:
    measure, details = said_of_measure(speaker, describe.get("measure") or {}, str(describe.get("says") or ""))
    scope = describe.get("scope")
    said = {"called": speaker.records.called, "measure": measure}
    if scope:
        promise = speaker.words.say("scope", "some", condition=speaker.condition(scope), **said)
    else:
        promise = speaker.words.say("scope", "every", **said)
    return RuleInWords(
        promise,
        tuple(said_of_target(speaker, describe.get("target"))),
        (*details, *_details(speaker, describe)),
        tuple(_worked_out(speaker, describe.get("worked_out") or {})),
        str(speaker.words["join"]["sentence"]),
    )


def _details(speaker: Speaker, describe: Mapping[str, Any]) -> Iterator[str]:
    if describe.get("per"):
        yield speaker.words.say("per", "says", field=speaker.field(describe["per"]))
    if describe.get("missing"):
        yield speaker.words.say("missing", describe["missing"])
    if describe.get("exclusions"):
        names = str(speaker.words["condition"]["list"]).join(describe["exclusions"])
        yield speaker.words.say("exclusion", "says", names=names)


def _worked_out(speaker: Speaker, fields: Mapping[str, Any]) -> Iterator[str]:
    for name, rows in fields.items():
        yield speaker.words.say("worked_out", "says", field=speaker.field(name), rows=_form(speaker, rows))


def _form(speaker: Speaker, form: Any) -> str:
    """How a field is worked out: by a table of values, or by one of the other forms."""
    if not isinstance(form, dict):
        return speaker.value(form)
    key = next(name for name in form if name not in ("at", "distinct"))
    named = form[key] if isinstance(form[key], list | tuple) else [form[key]]
    fields = [speaker.field(name) for name in named]
    said = {"fields": str(speaker.words["condition"]["list"]).join(fields), "first": fields[0], "second": fields[-1]}
    said |= {"table_field": form[key], "at": speaker.field(form["at"]) if form.get("at") else ""}
    kind = "lookup_at" if form.get("at") else "count_distinct" if form.get("distinct") else key
    return speaker.words.say("worked_out", kind, **said)
