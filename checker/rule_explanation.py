"""One rule of a rule file in plain words: the very sentences that reports print, and what a tailoring changes of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from checker.judging import described
from checker.problems import CheckerError
from checker.results import RecordsRead
from checker.ruleset.loading import load_rule_set
from checker.ruleset.model import Rule, RuleSet
from checker.ruleset.nearest import did_you_mean
from checker.ruleset.provenance import tailored_from
from checker.wording import phrases, words_of_rule
from checker.written import in_language

SUFFIXES = (".yaml", ".yml")


def is_rule(word: str) -> bool:
    """Whether a word names a rule of a file: `rules/delivery.yaml:delivery-cycle`."""
    return word.rpartition(":")[0].lower().endswith(SUFFIXES)


def explain_rule(word: str, language: str = "en", standards: Path | None = None) -> list[str]:
    """The paragraphs about a rule; of several versions one after the other.

    Raises FileProblems with every problem of the file, and CheckerError for a rule that it does not have.
    """
    file, _, name = word.rpartition(":")
    path = Path(file)
    if not path.is_file():
        raise CheckerError(f"there is no file '{file}'; write it as FILE.yaml:RULE")
    rule_set = load_rule_set(path, standards)
    versions = [rule for rule in rule_set.rules if rule.id == name]
    if not versions:
        raise CheckerError(f"'{file}' has no rule '{name}'; {did_you_mean(name, [rule.id for rule in rule_set.rules])}")
    told = [paragraph for rule in versions for paragraph in _paragraphs(rule, rule_set, language)]
    return [*told, *_tailored(path, name, language)]


def _paragraphs(rule: Rule, rule_set: RuleSet, language: str) -> Iterator[str]:
    say = phrases(language)
    words = words_of_rule(rule.id, described(rule, rule_set), _records(rule_set), language)
    yield in_language(rule.title, language)
    yield " · ".join(filter(None, (rule.clause, say["severity"][rule.severity])))
    yield say.joined("sentence", (words.promise, *words.target))
    yield say.joined("sentence", words.details)
    yield say.joined("sentence", words.worked_out)


def _records(rule_set: RuleSet) -> RecordsRead:
    """The records as results describe them, of which none are read."""
    told = rule_set.model_dump(mode="json", exclude_unset=True, include={"records"})["records"]
    worked_out = {
        name: field.model_dump(mode="json", include={"type", "label"}, exclude_none=True)
        for name, field in rule_set.columns().fields.items()
        if name in rule_set.worked_out
    }
    return RecordsRead(called=rule_set.records.called, fields={**told["fields"], **worked_out}, read=0, rejected=0)


def _tailored(path: Path, name: str, language: str) -> Iterator[str]:
    """Each value that a tailoring writes instead of the one that it extends, with its file and line."""
    say = phrases(language)
    for step in tailored_from(path):
        for each in step.values:
            if each.rule == name:
                place = {"file": each.file, "line": each.line, "rule": each.rule, "key": each.key}
                kind = "added" if each.before is None else "changed"
                yield say.say("tailored", kind, value=each.value or "", before=each.before or "", **place)
