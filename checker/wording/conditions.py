"""Conditions and values as people say them, with the labels of one rule set's fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from checker.problems import CheckerError
from checker.results import RecordsRead
from checker.wording.language import Phrases, spoken
from checker.wording.told import amount_in_words
from checker.written import in_language

CONNECTIVES = ("any", "all", "none")

_Says = Callable[[str], str]


def condition_in_words(condition: Mapping[str, Any], records: RecordsRead, language: str | Phrases = "en") -> str:
    """Say a condition as it is written in a rule file in plain words.

    Raises CheckerError where it is not written as conditions are.
    """
    with described_as_rules_are("condition"):
        return Speaker(spoken(language), records).condition(condition)


@contextmanager
def described_as_rules_are(what: str) -> Iterator[None]:
    """Results hold rules as free data: what no rule file can have put there is an error of the results file."""
    try:
        yield
    except (AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise CheckerError(
            f"the results describe '{what}' as no rule file does ({type(error).__name__}: {str(error)[:80]}); "
            "they were changed or damaged, make them again with checker check"
        ) from None


def field_label(name: str, records: RecordsRead, language: str = "en") -> str:
    """What people call a field: its label, or its name with spaces."""
    label = records.fields.get(name, {}).get("label")
    return in_language(label, language) if label else name.replace("_", " ")


def is_table(value: Any) -> bool:
    """Whether a value is a table of rows of which the first that fits decides."""
    return isinstance(value, list | tuple) and any(isinstance(row, Mapping) and "then" in row for row in value)


@dataclass(frozen=True)
class Speaker:
    """Puts one rule set's labels into one language's phrases."""

    words: Phrases
    records: RecordsRead

    def field(self, name: str) -> str:
        """A field by its label, in quotation marks."""
        label = field_label(name, self.records, self.words.language)
        return self.words.say("condition", "field", label=label)

    def type_of(self, name: str) -> str:
        """The declared type of a field; empty where the results do not say it."""
        return str(self.records.fields.get(name, {}).get("type", ""))

    def answer(self, name: str, word: Any) -> Any:
        """A word of a field as evidence says it: those for yes and no are `yes` and `no`, any other is as written."""
        if self.type_of(name) == "yes_no":
            for said in ("yes", "no"):
                if word in (self.records.fields[name].get(said) or ()):
                    return said
        return word

    def _answers(self, name: str, words: Sequence[Any]) -> list[Any]:
        """The words as evidence says them, each once."""
        return list(dict.fromkeys(self.answer(name, word) for word in words))

    # ---- values ------------------------------------------------------------------------------------------------------

    def value(self, value: Any, says: _Says = str) -> str:
        """A constant, a field, or a table of which the first line that fits decides."""
        if isinstance(value, list | tuple):
            return self._rows(value, says)
        if isinstance(value, Mapping):
            name, unit = self.field(value["field"]), value.get("unit")
            if unit:
                return says(self.words.say("value", "field_unit", field=name, unit=self._unit(str(unit))))
            return says(self.words.say("value", "field", field=name))
        return says(self.constant(value))

    def constant(self, value: Any) -> str:
        """A duration, number, share or date of a rule, as the language writes it; any other word as it is written."""
        return self.words.notation.date(amount_in_words(plain(value), self.words))

    def _unit(self, unit: str) -> str:
        return self.words.known("unit", f"{unit.removesuffix('s')}s".replace(" ", "_"))

    def _rows(self, rows: Sequence[Mapping[str, Any]], says: _Says) -> str:
        said = []
        for row in rows:
            if "when" in row:
                condition, value = self.condition(row["when"]), self.value(row["then"], says)
                said.append(self.words.say("value", "when", value=value, condition=condition))
            else:
                said.append(self.words.say("value", "otherwise", value=self.value(row["otherwise"], says)))
        text = str(self.words["value"]["rows"]).join(said)
        conditions = sum("when" in row for row in rows)
        return self.words.say("value", "first_fit", rows=text) if conditions > 1 else text

    # ---- conditions --------------------------------------------------------------------------------------------------

    def condition(self, condition: Mapping[str, Any]) -> str:
        """A condition as it is written; everything in it must hold."""
        return self._joined("and", self._parts(condition))

    def _parts(self, condition: Mapping[str, Any]) -> list[tuple[str, bool]]:
        """What must hold, each with whether it needs brackets beside something else."""
        parts: list[tuple[str, bool]] = []
        for name, test in condition.items():
            if test is None:
                continue
            if name in CONNECTIVES:
                parts.append(self._group(name, test))
            else:
                parts += [(said, False) for said in self._tests(name, test)]
        return parts

    def _joined(self, word: str, parts: Sequence[tuple[str, bool]]) -> str:
        if len(parts) == 1:
            return parts[0][0]
        said = [self.words.say("condition", "grouped", condition=text) if group else text for text, group in parts]
        return str(self.words["condition"][word]).join(said)

    def _group(self, word: str, conditions: Sequence[Mapping[str, Any]]) -> tuple[str, bool]:
        each = []
        for condition in conditions:
            parts = self._parts(condition)
            each.append((self._joined("and", parts), len(parts) > 1 or any(group for _, group in parts)))
        said = self._joined("and" if word == "all" else "or", each)
        if word == "none":
            return self.words.say("condition", "none", conditions=said), True
        return said, len(each) > 1

    def _tests(self, name: str, test: Any) -> list[str]:
        label = self.field(name)
        if isinstance(test, list | tuple):
            return [self._one_of(name, self._answers(name, test), "is", "one_of")]
        if not isinstance(test, Mapping):
            return [self.words.say("condition", "is", field=label, word=self._word(self.answer(name, test), name))]
        if set(test) == {"field"}:
            return [self.words.say("condition", "equals", field=label, other=self.field(test["field"]))]
        return [self._comparison(name, key, asked) for key, asked in test.items() if asked is not None]

    def _comparison(self, name: str, key: str, asked: Any) -> str:
        label = self.field(name)
        if key == "is":
            return self.words.say("condition", asked, field=label)
        if key == "matches":
            return self.words.say("condition", "matches", field=label, pattern=asked)
        if key == "not" and isinstance(asked, Mapping):
            return self.words.say("condition", "differs", field=label, other=self.field(asked["field"]))
        if key == "not":
            words = self._answers(name, asked if isinstance(asked, list | tuple) else [asked])
            return self._one_of(name, words, "not", "none_of")
        return self.words.say("condition", key, field=label, bound=self._bound(asked))

    def _bound(self, bound: Any) -> str:
        if isinstance(bound, Mapping):
            return self.field(bound["field"])
        said = self.value(bound)
        return self.words.say("condition", "grouped", condition=said) if is_table(bound) else said

    def _one_of(self, name: str, words: Sequence[Any], single: str, several: str) -> str:
        label = self.field(name)
        if len(words) == 1:
            return self.words.say("condition", single, field=label, word=self._word(words[0], name))
        *first, last = (self._word(word, name) for word in words)
        listed = str(self.words["condition"]["list"]).join(first) + self.words["condition"]["last"] + last
        return self.words.say("condition", several, field=label, words=listed)

    def _word(self, word: Any, name: str) -> str:
        if word in ("yes", "no") and self.type_of(name) == "yes_no":
            return str(self.words["measure"][word])
        return plain(word) or str(self.words["condition"]["empty_word"])


def plain(value: Any) -> str:
    """A constant as it is written, a whole number without its point."""
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value)
