"""Patterns and formats that mean the same on every engine."""

from __future__ import annotations

import pytest

from checker.patterns import alike
from checker.ruleset.patterns import format_problem, pattern_problem

SEVERAL = "use several conditions, such as {all: […]} or {none: […]}"
BOTH_CASES = "write [Aa] for a letter in both cases, or (?i) at the start for all of them"
CHARACTERS = "write the characters, such as [A-Za-z]"


@pytest.mark.parametrize(
    "pattern",
    [
        "^PL-",
        "[0-9]{4}-[0-9]{2}",
        "^(PL|DE)-[A-Z]+$",
        "(?i)łódź",
        "(?:a|b)c?",
        r"\.pdf$",
        r"\[x\]",
        r"\\d",
        "a{3,5}?",
        "[^,;]+",
        "[[]",
        r"\x41",
        "客服",
        "^(a+)+$",
    ],
)
def test_a_plain_pattern_is_read_alike_everywhere(pattern: str) -> None:
    assert pattern_problem(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "said", "hint"),
    [
        (r"\d+", r"'\d' means different things on different engines", "write [0-9]"),
        (r"a\\\d", r"'\d' means different things on different engines", "write [0-9]"),
        (r"\w", r"'\w' means different things on different engines", "write [A-Za-z0-9_]"),
        (r"\s", r"'\s' means different things on different engines", r"write [ \t]"),
        (r"\bPL", r"'\b' means different things on different engines", "leave it out"),
        (r"(a)\1", r"'\1' refers back, which no engine does in bounded time", "write what must follow"),
        ("(?=a)", "looking ahead or behind is not possible", SEVERAL),
        ("(?<!a)b", "looking ahead or behind is not possible", SEVERAL),
        ("(?P<x>a)(?P=x)", "a pattern cannot refer back to its own parts", "write what must follow"),
        ("(?s)a.b", "'(?s…' means different things on different engines", BOTH_CASES),
        ("a(?i)b", "'(?i…' means different things on different engines", BOTH_CASES),
        (r"\pL", r"'\p' means different things on different engines", "write the letters, such as [A-Za-zÀ-ſ]"),
        (r"\07", r"'\0' means different things on different engines", "write \\x{0}"),
        (
            r"\Qa.\E",
            r"'\Q' means different things on different engines",
            "write \\ before each character that has a meaning",
        ),
        ("a{256}", "a part is repeated more than 255 times, which not every engine can do", None),
        ("^*a", "the start and the end of a text are not repeated", "leave out what repeats it"),
        ("(" * 51 + ")" * 51, "more than 50 brackets stand in each other", None),
        ("[[:alpha:]]", "named classes mean different things on different engines", CHARACTERS),
        ("(", "the pattern cannot be read: missing ): (", None),
        ("a{2000}", "the pattern cannot be read: invalid repetition size: {2000}", None),
        ("*a", "the pattern cannot be read: no argument for repetition operator: *", None),
        ("a\\", "the pattern cannot be read: trailing \\", None),
    ],
)
def test_any_other_pattern_is_refused_with_what_to_write(pattern: str, said: str, hint: str | None) -> None:
    assert pattern_problem(pattern) == (said, hint)


@pytest.mark.parametrize(
    "written",
    ["%d.%m.%Y", "%Y-%m-%d", "%d/%m/%y", "%d %b %Y", "%B %d, %Y", "%Y%j", "%d.%m.%Y %H:%M", "100%% %Y-%m-%d"],
)
def test_a_format_of_dates_names_year_month_and_day(written: str) -> None:
    assert format_problem(written, moment=False) is None


@pytest.mark.parametrize(
    "written",
    ["%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S%z", "%m/%d/%Y %I:%M %p", "%Y-%m-%d %H"],
)
def test_a_format_of_moments_names_the_time_of_day_too(written: str) -> None:
    assert format_problem(written, moment=True) is None


@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        ("^PL-", r"^PL\x{2d}"),
        ("a.$", r"a[^\x{a}]\z"),
        ("(?P<n>a|b)+?", "(?:a|b)+"),
        ("(?i)^[^k]", "^[^kK]"),
        ("a{,2}", r"a\x{7b}\x{2c}2\x{7d}"),
        (r"[]\-a-]", r"[\x{5d}\x{2d}a\x{2d}]"),
    ],
)
def test_a_pattern_is_written_as_every_engine_reads_it(pattern: str, written: str) -> None:
    assert alike(pattern) == written


@pytest.mark.parametrize(
    ("written", "said", "hint"),
    [
        ("%d.%m", "the format has no year", "add %Y"),
        ("%d %Y", "the format has no month", "add %m"),
        ("%m/%Y", "the format has no day", "add %d"),
        ("%d.%m.%Y", "the format has no time of day", "add %H:%M, or make the field a date"),
        ("%d.%m.%Y %I:%M", "the format has hours of a half day without saying which", "add %p, or write %H"),
        ("%d.%m.%Y %d %H", "the format has %d twice", "keep one of them"),
        ("%d.%m.%Y %H:%M %", "unknown directive '%'", None),
        ("%d.%m.%Y %Q", "unknown directive '%Q'", None),
        ("%d.%m.%Y %-H", "unknown directive '%-'", None),
        ("%c", "unknown directive '%c'", None),
    ],
)
def test_any_other_format_is_refused_with_what_to_write(written: str, said: str, hint: str | None) -> None:
    problem = format_problem(written, moment=True)
    assert problem is not None
    assert problem[0] == said
    assert hint is None or problem[1] == hint
