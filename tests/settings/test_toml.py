"""The place of every key and value of a TOML file, found again in its text."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.ruleset.yaml12 import Composed, Place, Trail
from checker.settings.toml import compose


def composed(text: str) -> Composed:
    found, problems = compose(text, "a.toml")
    assert found is not None, problems
    return found


def trails(value: Any, trail: Trail = ()) -> set[Trail]:
    """The way to every value within one."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {trail, *(each for part, inner in parts for each in trails(inner, (*trail, part)))}


def at(text: str, place: Place) -> str:
    lines = text.replace("\r\n", "\n").split("\n")[place.line - 1 : place.end_line]
    lines[-1] = lines[-1][: place.end_column - 1]
    lines[0] = lines[0][place.column - 1 :]
    return "\n".join(lines)


EXAMPLE = '''# settings
standards = "standards"   # of all
paths = [
  "rules", # first
  'more rules',
]
ignore = {R352 = "clauses # follow", "R353"="x"}
"quoted \\u0061 key".inner . 'deep' = 1

[validate]
format = """one
"two" \\"""" # not here
when = 2026-01-01 10:00:00
numbers = [1, [2.5, {a = true}], -inf]

[[rows]]
a = 1
[rows.sub]
b = \'\'\'it's\'\'\'
[[rows]]
a = 2
'''


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_every_key_and_value_has_the_place_where_it_stands(line_end: str) -> None:
    text = EXAMPLE.replace("\n", line_end)
    found = composed(text)
    assert found.value == tomllib.loads(EXAMPLE)
    for trail, written in {
        ("standards",): '"standards"',
        ("paths", 1): "'more rules'",
        ("ignore", "R352"): '"clauses # follow"',
        ("quoted a key", "inner", "deep"): "1",
        ("validate", "format"): '"""one\n"two" \\""""',
        ("validate", "when"): "2026-01-01 10:00:00",
        ("validate", "numbers", 1, 1, "a"): "true",
        ("rows", 0, "sub", "b"): "'''it's'''",
        ("rows", 1, "a"): "2",
    }.items():
        assert at(text, found.values[trail]) == written
    for trail, written in {
        ("ignore", "R353"): '"R353"',
        ("quoted a key",): '"quoted \\u0061 key"',
        ("quoted a key", "inner", "deep"): "'deep'",
        ("validate",): "validate",
        ("rows",): "rows",
        ("rows", 0, "sub"): "sub",
    }.items():
        assert at(text, found.keys[trail]) == written
    assert trails(found.value) - {()} <= set(found.values) | set(found.keys)


WORD = st.text("ab-_1", min_size=1, max_size=4)
NAME = WORD | st.text("a.#='\" ]\\ł", max_size=4)
SCALAR = (
    st.booleans().map(lambda value: str(value).lower())
    | st.integers(-99, 99).map(str)
    | st.text("a#,]}='\"\\ł\n", max_size=6).map(lambda text: json.dumps(text, ensure_ascii=False))
    | st.text('a#,]}=" \\', max_size=6).map(lambda text: f"'{text}'")
    | st.text('a#\n"', max_size=6).map(lambda text: f"'''{text}'''")
    | st.text("a#\n' ", max_size=6).map(lambda text: f'"""{text}"""')
    | st.sampled_from(
        ["2026-01-01", "2026-01-01 10:00:00", "07:00:00", "1e5", "nan", "0x1f", '""""two"""""', "''''a'''''"]
    )
)
GAP = st.sampled_from(["", " ", "\n", " # ] } , = \n", "\t"])


def key(name: str) -> str:
    return name if name and set(name) <= set("ab-_1") else json.dumps(name, ensure_ascii=False)


def listed(parts: list[tuple[str, str, str]]) -> str:
    return "[" + ",".join(f"{before}{value}{after}" for before, value, after in parts) + "]"


def table(parts: dict[str, str]) -> str:
    return "{" + ", ".join(f"{key(name)} = {value}" for name, value in parts.items()) + "}"


VALUE = st.recursive(
    SCALAR,
    lambda inner: (
        st.lists(st.tuples(GAP, inner, GAP), max_size=3).map(listed)
        | st.dictionaries(NAME, inner, max_size=3).map(table)
    ),
    max_leaves=6,
)
PAIRS = st.dictionaries(st.lists(NAME, min_size=1, max_size=2).map(tuple), VALUE, max_size=3)


@st.composite
def documents(draw: st.DrawFn) -> str:
    text = ""
    for header in draw(st.lists(st.sampled_from(["", "[{}]", "[ {} ]", "[[{}]]"]), max_size=4)):
        text += header.format(key(draw(NAME))) + "\n" if header else ""
        for names, value in draw(PAIRS).items():
            text += f"{' . '.join(map(key, names))}{draw(st.sampled_from(['', ' ']))}= {value} # = [\n"
    return text


@given(documents())
def test_all_that_was_read_is_found_again(text: str) -> None:
    try:
        value = tomllib.loads(text)
    except ValueError:
        return
    found = composed(text)
    assert repr(found.value) == repr(value)
    every = trails(value) - {()}
    assert every <= set(found.values) | set(found.keys)
    for trail, place in found.keys.items():
        written = at(text, place)
        assert tomllib.loads(f"{written} = 1") == {trail[-1]: 1}
    for trail in set(found.values) & every:
        inner: Any = value
        for part in trail:
            inner = inner[part]
        written = at(text, found.values[trail])
        if not isinstance(inner, dict | list) or written[:1] in "[{":
            assert str(tomllib.loads(f"x = {written}")["x"]) == str(inner)


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("a = b\n", 1, 5, "cannot be read as TOML: invalid value"),
        ("a = 1\nb = \n", 2, 5, "cannot be read as TOML: invalid value"),
        ("a = 1\na = 2\n", 2, 6, "cannot be read as TOML: cannot overwrite a value"),
        ("a = '", 1, 6, "cannot be read as TOML: "),
        ("[a\n", 1, 3, "cannot be read as TOML: expected ']' at the end of a table declaration"),
        ("x = " + "[" * 20_000, 1, 1, "the file is nested too deeply"),
        ("x = " + "9" * 5_000, 1, 1, "cannot be read as TOML: "),
    ],
)
def test_a_text_that_is_no_toml_is_told_where_that_shows(text: str, line: int, column: int, said: str) -> None:
    found, (problem,) = compose(text, "a.toml")
    assert found is None
    assert (problem.code, problem.line, problem.column) == ("R601", line, column)
    assert problem.message.startswith(said)
