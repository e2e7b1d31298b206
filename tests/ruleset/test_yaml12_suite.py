"""The public YAML test suite: every case is read as its JSON says, or refused for a reason that is written here."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from checker.ruleset.suppressions import _comments
from checker.ruleset.yaml12 import compose
from tests.ruleset.core_schema import core_value

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "yaml-test-suite" / "src"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the YAML test suite is not beside the checkout")

CODES_OF_THE_LANGUAGE = {"R112", "R113", "R114", "R115", "R116"}
"""Anchors and aliases, merge keys, tags, keys that are no words, several documents: refused whatever they say."""

NOT_READ = {
    "a colon of a flow mapping on another line than its key": "4MUZ 4MUZ-1 4MUZ-2 5MUD 9SA2 K3WX NJ66 UT92 VJP3-1",
    "an empty key or value in flow style": "4ABK 58MP CFD4 FRK4",
    "a plain text beginning with a colon or question mark": "5T43 652Z DBG4 HM87 HM87-1 UKK6",
    "a plain key that is empty": "2JQS M2N8 NHX8 NKF9 S3PD SM9W-1",
    "a tab where YAML 1.1 wants blanks": "6BCT 6CA3 96NN 96NN-1 A2M4 DK95 DK95-3 DK95-4 Q5MG R4YG Y79Y-1 Y79Y-10",
    "a document without its start after another or after `...`": "7Z25 M7A3 W4TN HWV9 QT73",
    "a directive that is unknown, or of a later version": (
        "2LFX 6LVF BEC7 MUS6-5 MUS6-6 ZYU8 ZYU8-1 ZYU8-2 ZYU8-3"
    ),
    "a block text at the very margin": "DK3J FP8R",
    "an anchor with letters that YAML 1.1 does not have in names": "2SXE 6M2F 8XYN W5VH",
    "nothing but comments": "8G76 98YD AVM7",
    "a control character, which no rule file needs": "G4RS",
}  # fmt: skip
"""Valid YAML that is refused, by reason. The parser is libyaml, which reads YAML 1.1: nothing of it is misread."""

READ_ALL_THE_SAME = {
    "a comment directly after a quote, a bracket, a comma or a block sign": "9JBA CVW2 SU5Z X4QW",
    "a line of a flow list or quoted text further left than it should be": "9C9N QB6E",
    "dashes alone in a flow list": "G5U8 YJV2",
    "a tab as indentation inside a flow list or a quoted text": "DK95-1 Y79Y-3",
    "lines of blanks above a block text that are longer than its indentation": "S98Z",
    "a comment directly after a directive": "MUS6",
}
"""Invalid YAML that libyaml reads, by reason; what is read is what a person sees."""


class Case(NamedTuple):
    name: str
    text: str
    told: dict[str, Any]
    """What the suite says of the case."""

    @property
    def is_invalid(self) -> bool:
        return "fail" in self.told

    def shows(self, code: str) -> bool:
        """Whether the case has what a code refuses."""
        events = self.told.get("tree", "")
        return {
            "R112": bool(re.search(r"[&*]\w", events + self.text)),
            "R113": "<<" in self.text,
            "R114": "!" in self.text,
            "R115": has_key_that_is_no_word(events),
            "R116": events.count("+DOC") > 1 or self.text.count("---") > 1,
        }[code]


def has_key_that_is_no_word(events: str) -> bool:
    """Whether a key in the events of a case is a list, a mapping or empty."""
    parts: list[int] = []
    for event in events.split("\n"):
        word = event.strip()
        if word.startswith(("+MAP", "+SEQ", "=VAL", "=ALI")) and parts:
            is_key = parts[-1] >= 0 and parts[-1] % 2 == 0
            if is_key and (word.startswith("+") or word.endswith(" :")):
                return True
            parts[-1] += 1 if parts[-1] >= 0 else 0
        if word.startswith(("+MAP", "+SEQ")):
            parts.append(0 if word.startswith("+MAP") else -1)
        elif word.startswith(("-MAP", "-SEQ")):
            parts.pop()
    return False


def cases() -> Iterator[Case]:
    for file in sorted(FOLDER.glob("*.yaml")):
        told: dict[str, Any] = {}
        for number, own in enumerate(yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader)):
            inherited = {key: value for key, value in told.items() if key != "fail"}
            told = {**inherited, **own}
            yield Case(file.stem + (f"-{number}" if number else ""), as_meant(told["yaml"]), told)


def as_meant(shown: str) -> str:
    """The text of a case, of which blanks, tabs and line ends are shown by signs."""
    text = re.sub("—*»", "\t", shown).replace("␣", " ").replace("↵", "").replace("∎\n", "").replace("←", "\r")
    return text.replace("⇔", "\ufeff").removeprefix("\ufeff")


def json_values(text: str) -> list[Any]:
    """The JSON values that follow each other in a text."""
    values, rest = [], text.strip()
    while rest:
        value, end = json.JSONDecoder().raw_decode(rest)
        values.append(value)
        rest = rest[end:].strip()
    return values


def names_of(reasons: dict[str, str]) -> list[str]:
    return [name for names in reasons.values() for name in names.split()]


ALL = list(cases())


def test_the_whole_suite_is_there_and_each_exception_names_one_case_of_it():
    names = [case.name for case in ALL]
    assert len(names) > 400
    exceptions = names_of(NOT_READ) + names_of(READ_ALL_THE_SAME)
    assert len(set(exceptions)) == len(exceptions)
    assert set(exceptions) <= set(names)


@pytest.mark.parametrize("case", ALL, ids=[case.name for case in ALL])
def test_a_case_is_read_as_its_json_says_or_refused_for_a_reason(case: Case):
    composed, problems = compose(case.text, "case.yaml", core_value)
    codes = {problem.code for problem in problems}
    is_refused = composed is None or bool(problems)
    if case.is_invalid:
        assert is_refused != (case.name in names_of(READ_ALL_THE_SAME))
    elif case.name in names_of(NOT_READ):
        assert codes - CODES_OF_THE_LANGUAGE <= {"R101", "R102", "R104"}
        assert codes
    elif is_refused:
        assert codes
        assert all(case.shows(code) for code in codes)
    else:
        assert composed
        values = json_values(case.told["json"])
        assert len(values) == 1
        assert typed(composed.value) == typed(values[0])


def typed(value: Any) -> Any:
    """A value in which 1, 1.0 and true differ."""
    if isinstance(value, dict):
        return {key: typed(part) for key, part in value.items()}
    return [typed(part) for part in value] if isinstance(value, list) else (type(value), value)


@pytest.mark.parametrize("case", ALL, ids=[case.name for case in ALL])
def test_without_the_words_of_its_comments_a_case_says_the_same(case: Case):
    composed, _ = compose(case.text, "case.yaml")
    if composed is not None:
        text = case.text
        for start, end in _comments(text):
            text = text[:start] + "#".ljust(end - start) + text[end:]
        without, problems = compose(text, "case.yaml")
        assert without is not None, problems
        assert without.value == composed.value
