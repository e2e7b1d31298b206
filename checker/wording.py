"""A rule in plain words, from its structured data alone: whole phrases per language, with labels put in as they are written.

The phrases of a language stand in report_templates/words. Nothing of a rule set is inflected, so that one phrase serves
every label; names of fields stand in quotation marks, so that no label can be mistaken for the sentence around it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from checker.problems import CheckerError
from checker.results import RecordsRead, RuleResult
from checker.shipped import shipped
from checker.written import in_language

__all__ = [
    "Phrases",
    "RuleInWords",
    "condition_in_words",
    "field_label",
    "in_language",
    "phrases",
    "rule_in_words",
]


@dataclass(frozen=True)
class Phrases:
    """The phrases of one language, by section and name."""

    language: str
    sections: Mapping[str, Any]

    def __getitem__(self, section: str) -> Any:
        return self.sections[section]

    def say(self, section: str, name: str, **words: object) -> str:
        """A phrase with the words put in. Raises KeyError for a phrase that the language does not have."""
        phrase: str = self.sections[section][name]
        return phrase.format_map(words) if words else phrase

    def known(self, section: str, name: str) -> str:
        """The phrase of a name, or the name itself as words where the language has none."""
        phrase = self.sections[section].get(name)
        return phrase if isinstance(phrase, str) else name.replace("_", " ")


@cache
def phrases(language: str = "en") -> Phrases:
    """The phrases of a language. Raises CheckerError naming the languages there are."""
    folder = shipped("report_templates") / "words"
    languages = sorted(path.stem for path in folder.glob("*.toml"))
    if language not in languages:
        raise CheckerError(f"reports are not written in '{language}'; known languages are {', '.join(languages)}")
    return Phrases(language, tomllib.loads((folder / f"{language}.toml").read_text(encoding="utf-8")))


@dataclass(frozen=True)
class RuleInWords:
    """What a rule says, sentence by sentence."""

    promise: str
    """What is asked of each record, with its limit."""
    details: tuple[str, ...]
    """What open records and missing evidence mean, and what the points of a checklist are."""
    target: tuple[str, ...]
    """What is asked of all records together."""
    worked_out: tuple[str, ...]
    """How the fields come about that the rule uses and no record carries."""

    def __str__(self) -> str:
        return " ".join((self.promise, *self.target, *self.details, *self.worked_out))


def rule_in_words(rule: RuleResult, records: RecordsRead, language: str = "en") -> RuleInWords:
    """Say a rule in plain words, limits, open records, missing evidence and targets included."""
    return _Speaker(phrases(language), records).rule(rule.describe)


def condition_in_words(condition: Mapping[str, Any], records: RecordsRead, language: str = "en") -> str:
    """Say a condition as it is written in a rule file in plain words."""
    return _Speaker(phrases(language), records).condition(condition)


def field_label(name: str, records: RecordsRead, language: str = "en") -> str:
    """What people call a field: its label, or its name with spaces."""
    label = records.fields.get(name, {}).get("label")
    return in_language(label, language) if label else name.replace("_", " ")


@dataclass(frozen=True)
class _Speaker:
    """Puts one rule set's labels into one language's phrases."""

    words: Phrases
    records: RecordsRead

    def rule(self, describe: Mapping[str, Any]) -> RuleInWords:
        measure = describe.get("measure") or {}
        promise, details = self._measure(measure)
        scope = describe.get("scope")
        said = {"called": self.records.called, "measure": promise}
        sentence = (
            self.words.say("scope", "some", condition=self.condition(scope), **said)
            if scope
            else self.words.say("scope", "every", **said)
        )
        missing = describe.get("missing")
        if missing:
            details = [*details, self.words.say("missing", missing)]
        worked_out = tuple(
            self.words.say("worked_out", "says", field=self._field(name), rows=self.value(rows))
            for name, rows in (describe.get("worked_out") or {}).items()
        )
        return RuleInWords(sentence, tuple(details), tuple(self.target(describe.get("target"))), worked_out)

    # ---- measures ----------------------------------------------------------------------------------------------------

    def _measure(self, measure: Mapping[str, Any]) -> tuple[str, list[str]]:
        kind = str(measure.get("kind", ""))
        match kind:
            case "elapsed_time":
                return self._elapsed_time(measure)
            case "promise_kept":
                return self._promise_kept(measure)
            case "requirement":
                return self._requirement(measure)
            case "checklist":
                return self._checklist(measure)
        return self.words.say("measure", "unknown", kind=kind.replace("_", " ")), []

    def _elapsed_time(self, measure: Mapping[str, Any]) -> tuple[str, list[str]]:
        start, stop = self._field(measure["from"]), self._field(measure["to"])
        limit = self.value(measure["within"], lambda value: self.words.say("elapsed_time", "limit", value=value))
        promise = self.words.say("elapsed_time", "says", **{"from": start, "to": stop, "limit": limit})
        open_records = measure.get("open_records") or "by_limit"
        return promise, [
            self.words.say("elapsed_time", open_records, to=stop),
            *self._no_row(measure["within"]),
        ]

    def _promise_kept(self, measure: Mapping[str, Any]) -> tuple[str, list[str]]:
        names = {word: self._field(measure[word]) for word in ("promised", "actual")}
        types = {self._type(measure[word]) for word in ("promised", "actual")}
        if not types & {"date", "moment"}:
            sides = [self._tolerance(measure.get(word), word, names) for word in ("less", "more")]
            equal = self.words.say("promise_kept", "equals", **names)
            return self._joined([equal, *filter(None, sides)]), self._no_row(measure.get("less"), measure.get("more"))
        late, early = measure.get("late") or "none", measure.get("early") or "any"
        by_day = "date" in types or measure.get("by") == "day"
        parts = [
            self._bound(late, {"none": "not_after", "any": "after_any"}, "after", names),
            self._early(early, late, names),
            self.words.say("promise_kept", "by_day" if by_day else "by_moment"),
        ]
        open_records = measure.get("open_records") or "by_limit"
        details = [
            self.words.say("promise_kept", open_records, **names),
            *self._no_row(late, early),
        ]
        return ", ".join(parts), details

    def _early(self, early: Any, late: Any, names: Mapping[str, str]) -> str:
        not_early = "early_none" if late == "none" else "not_before"
        return self._bound(early, {"none": not_early, "any": "before_any"}, "before", names)

    def _bound(self, tolerance: Any, whole: Mapping[str, str], partly: str, names: Mapping[str, str]) -> str:
        if isinstance(tolerance, str) and tolerance in whole:
            return self.words.say("promise_kept", whole[tolerance], **names)
        return self.words.say("promise_kept", partly, value=self.value(tolerance), **names)

    def _tolerance(self, tolerance: Any, word: str, names: Mapping[str, str]) -> str | None:
        if tolerance in (None, "none"):
            return None
        if tolerance == "any":
            return self.words.say("promise_kept", f"{word}_any", **names)
        return self.words.say("promise_kept", word, value=self.value(tolerance), **names)

    def _requirement(self, measure: Mapping[str, Any]) -> tuple[str, list[str]]:
        return self.words.say("requirement", "says", condition=self.condition(measure["must"])), []

    def _checklist(self, measure: Mapping[str, Any]) -> tuple[str, list[str]]:
        items = "; ".join(self._item(item) for item in measure["items"])
        details = [self.words.say("checklist", "items", items=items)]
        if any(item.get("critical") for item in measure["items"]):
            details.append(self.words.say("checklist", "critical"))
        for key, default in (("not_applicable", "left_out"), ("not_checked", "undetermined")):
            details.append(self.words.say("checklist", f"{key}_{measure.get(key) or default}"))
        promise = self.words.say("checklist", "says", mark=self.value(measure["pass_mark"]))
        return promise, [*details, *self._no_row(measure["pass_mark"])]

    def _item(self, item: Mapping[str, Any]) -> str:
        points = item.get("points") or {}
        said = ", ".join(
            self.words.say("checklist", "answer", word=word, points=_plain(worth)) for word, worth in points.items()
        )
        name = ("critical_" if item.get("critical") else "") + "item" + ("_points" if points else "")
        weight = 1 if item.get("weight") is None else item["weight"]
        return self.words.say("checklist", name, field=self._field(item["field"]), weight=_plain(weight), points=said)

    # ---- targets -----------------------------------------------------------------------------------------------------

    def target(self, target: Any) -> list[str]:
        """What is asked of all records together, sentence by sentence."""
        if target is None:
            return [self.words.say("target", "every")]
        if target == "none":
            return [self.words.say("target", "none")]
        if not isinstance(target, list | tuple):
            return self._share(target)
        said = []
        for row in target:
            sentences = " ".join(self._share(row["then"] if "when" in row else row["otherwise"]))
            if "when" in row:
                said.append(self.words.say("target", "when", condition=self.condition(row["when"]), target=sentences))
            else:
                said.append(self.words.say("target", "otherwise", target=sentences))
        return [*said, self.words.say("target", "table")]

    def _share(self, target: Any) -> list[str]:
        if not isinstance(target, Mapping):
            target = {"at_least": target}
        said = []
        for bound in ("at_least", "above", "at_most", "below"):
            share = target.get(bound)
            if share is not None:
                every = bound == "at_least" and str(share).replace(" ", "") == "100%"
                said.append(self.words.say("target", "every" if every else bound, share=share))
        if target.get("judged_on") == "interval":
            said.append(self.words.say("target", "interval", confidence=target.get("confidence") or "95 %"))
        if target.get("unacceptable") is not None:
            said.append(self.words.say("target", "unacceptable", share=target["unacceptable"]))
        return said

    # ---- values and conditions ---------------------------------------------------------------------------------------

    def value(self, value: Any, says: Any = str) -> str:
        """A constant, a field, or a table of which the first line that fits decides."""
        if isinstance(value, list | tuple):
            return self._rows(value, says)
        if isinstance(value, Mapping):
            name = self._field(value["field"])
            unit = value.get("unit")
            if unit:
                return str(says(self.words.say("value", "field_unit", field=name, unit=_plural(str(unit)))))
            return str(says(self.words.say("value", "field", field=name)))
        return str(says(_plain(value)))

    def _rows(self, rows: Any, says: Any) -> str:
        said = []
        for row in rows:
            if "when" in row:
                condition, value = self.condition(row["when"]), self.value(row["then"], says)
                said.append(self.words.say("value", "when", value=value, condition=condition))
            else:
                said.append(self.words.say("value", "otherwise", value=self.value(row["otherwise"], says)))
        text = self.words.say("value", "rows").join(said)
        conditions = sum("when" in row for row in rows)
        return self.words.say("value", "first_fit", rows=text) if conditions > 1 else text

    def _no_row(self, *values: Any) -> list[str]:
        """What becomes of records that no line of a table fits, where there can be such."""
        open_ended = [value for value in values if isinstance(value, list | tuple) and "otherwise" not in value[-1]]
        return [_sentence(self.words.say("value", "no_row"))] if open_ended else []

    def condition(self, condition: Mapping[str, Any]) -> str:
        """A condition as it is written; everything in it must hold."""
        return self._joined(self._parts(condition))

    def _parts(self, condition: Mapping[str, Any]) -> list[str]:
        parts: list[str] = []
        for name, test in condition.items():
            if name in ("any", "all", "none"):
                if test is not None:
                    parts.append(self._group(name, test))
            elif test is not None:
                parts += self._tests(name, test)
        return parts

    def _group(self, word: str, conditions: Any) -> str:
        each = [self.words.say("condition", "grouped", condition=self.condition(part)) for part in conditions]
        joined = self.words.say("condition", "list").join(each)
        whole = self.words.say("condition", word, conditions=joined)
        return self.words.say("condition", "grouped", condition=whole)

    def _tests(self, name: str, test: Any) -> list[str]:
        label = self._field(name)
        if isinstance(test, list | tuple):
            return [self._one_of(label, test, "is", "one_of")]
        if not isinstance(test, Mapping):
            return [self.words.say("condition", "is", field=label, word=self._word(test))]
        if set(test) == {"field"}:
            return [self.words.say("condition", "equals", field=label, other=self._field(test["field"]))]
        said = []
        for key, asked in test.items():
            if asked is None:
                continue
            if key == "is":
                said.append(self.words.say("condition", asked, field=label))
            elif key == "matches":
                said.append(self.words.say("condition", "matches", field=label, pattern=asked))
            elif key == "not" and isinstance(asked, Mapping):
                said.append(self.words.say("condition", "differs", field=label, other=self._field(asked["field"])))
            elif key == "not":
                words = asked if isinstance(asked, list | tuple) else [asked]
                said.append(self._one_of(label, words, "not", "none_of"))
            else:
                said.append(self.words.say("condition", key, field=label, bound=self._compared_with(asked)))
        return said

    def _compared_with(self, bound: Any) -> str:
        if isinstance(bound, Mapping):
            return self._field(bound["field"])
        said = self.value(bound)
        grouped = isinstance(bound, list | tuple)
        return self.words.say("condition", "grouped", condition=said) if grouped else said

    def _one_of(self, label: str, words: Any, single: str, several: str) -> str:
        if len(words) == 1:
            return self.words.say("condition", single, field=label, word=self._word(words[0]))
        listed = self.words.say("condition", "list").join(self._word(word) for word in words)
        return self.words.say("condition", several, field=label, words=listed)

    def _word(self, word: Any) -> str:
        return _plain(word) or self.words.say("condition", "empty_word")

    def _joined(self, parts: list[str]) -> str:
        return self.words.say("condition", "and").join(parts)

    def _field(self, name: str) -> str:
        return self.words.say("condition", "field", label=field_label(name, self.records, self.words.language))

    def _type(self, name: str) -> str:
        return str(self.records.fields.get(name, {}).get("type", ""))


def _plain(value: Any) -> str:
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value)


def _plural(unit: str) -> str:
    return unit if unit.endswith("s") else f"{unit}s"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")
