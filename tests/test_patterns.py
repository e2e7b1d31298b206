"""Patterns find the same on every engine: what RE2 finds, by which they were checked when the rules were read."""

from __future__ import annotations

from random import Random

import pytest
import re2

from checker.conditions import Condition, holds
from checker.engines import open_engine
from checker.expressions import nw
from checker.fields import Columns, TextField
from checker.ruleset.patterns import pattern_problem
from checker.steps import Constants
from tests.engines.available import ENGINES

TEXTS = [
    "", "a", "A", "ab", "b", "a\nb", "a\n", "\n", "a\r", "a\r\n", "a\u2028", "a\u2028b", "a\u0085", "ä", "Ä", "ß",
    "SS", "ı", "I", "i", "İ", "é", "e\u0301", "0", "٣", "a.b", "a\\b", "[", "]", "-", "^", "$", "a|b", "a$", "a$b",
    "{2}", "a{", "aa", "aaa", "\t", " ", "\u00a0", "#", "&&", "a&b", "'", '"', "PL-001", "DE-12", "(?i)a", "\x0b",
    "\x0c", "\x7f", "σ", "Σ", "😀", "a😀b", "***:a", "[.a.]", "Łódź", "łódź",
]  # fmt: skip
"""With what engines take for the end of a line, for the same letter, for a special character."""

PATTERNS = [
    "^a$", "a$", "^$", "$^", ".", "^.$", "^..$", "a.b", "a.$", "[^a]", "^[^a]$", "(?i)a", "(?i)ä", "(?i)^łódź$",
    "(?i)[ä]", "(?i)^[^b]$", "(?i)ß", "a|b", "^a|b$", "^(a|b)$", "(|a)+b", "(a|)*b", "()|b", "a?", "^a+$", "a{2}",
    "^a{2,}$", "^a{1,2}$", "^a{0}$", "a{,2}", "a{", "x{a}", "a*?", "a{1,2}?", "[.]", r"\.", r"\\", r"[\\]", "[]]",
    "[^]]", "[a-]", "[-a]", "[&&]", "[a&&b]", "[[]", "[a[b]", "[$]", r"[\^]", r"[\-a]", r"\t", r"\n", r"\r", r"\v",
    r"[\n-\r]", r"\x61", r"\x{1F600}", r"[\x41-\x5a]", r"\Aa\z", r"\Aa$", r"\#", "#", "a#b", "(?P<n>a)", "(?<n>a)",
    "(?:a)", r"\<", r"\_", "a$b", "[[.a.]]", "[[=a=]]", "[a-c-e]", "[,-.]", "^[A-Z]{2}-[0-9]{2,3}$",
    "^[A-ZĄĆĘŁŃÓŚŹŻ][a-ząćęłńóśźż]+$", "'", '"',
]  # fmt: skip

PARTS = ["a", "b", "A", ".", "[ab]", "[^a]", "[^a-z]", "(a|b)", "(?:ab)", "a|", "ä", "😀", r"\n", r"\.", "^", "$"]
REPEATS = ["", "", "", "?", "*", "+", "{2}", "{0,1}", "+?"]


def made_up(random: Random) -> str:
    parts = (random.choice(PARTS) for _ in range(random.randint(1, 5)))
    return "".join(part if part in "^$" else part + random.choice(REPEATS) for part in parts)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_pattern_finds_on_every_engine_what_it_says(engine: str) -> None:
    random = Random(1)
    drawn = {made_up(random) for _ in range(220)}
    patterns = [*PATTERNS, *sorted(pattern for pattern in drawn if pattern_problem(pattern) is None)]
    assert len(patterns) > 200
    columns = Columns({"text": TextField(type="text")})
    asked = [holds(Condition.model_validate({"text": {"matches": pattern}}), columns) for pattern in patterns]
    constants: Constants = {"$row": list(range(len(TEXTS))), "text": TEXTS, "text$fault": [0] * len(TEXTS)}
    with open_engine([], name=engine) as opened:
        frame = opened.table(constants).select(nw.col("$row"), *(each.alias(f"p{n}") for n, each in enumerate(asked)))
        found = [row[1:] for row in opened.rows(frame.sort("$row"))]
    for place, pattern in enumerate(patterns):
        assert pattern_problem(pattern) is None, pattern
        expected = [re2.search(pattern, text) is not None for text in TEXTS]
        wrong = [text for text, row, is_found in zip(TEXTS, found, expected, strict=True) if row[place] is not is_found]
        assert not wrong, pattern
