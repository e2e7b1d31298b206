"""YAML text to values with positions: every scalar as it is written, and nothing that could hurt."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from checker.problems import Problem
from checker.ruleset import yaml12
from checker.ruleset.yaml12 import Composed, Trail, compose, read


def value(text: str) -> Any:
    composed, problems = compose(text, "a.yaml")
    assert composed is not None
    assert problems == []
    return composed.value


def refused(text: str) -> list[Problem]:
    composed, problems = compose(text, "a.yaml")
    assert composed is None
    return problems


def the_problem(text: str) -> tuple[str, int, int, str]:
    """Code, line, column and message of the only problem."""
    _, problems = compose(text, "a.yaml")
    (problem,) = problems
    return problem.code, problem.line, problem.column, problem.message


# ---- values ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    "no on y true ~ null 17:00 12:30:00 1:30 014 0o14 0x1F 1e3 1_000 .nan .inf 2026-05-01 2026.10 +5 -0 = 007".split(),
)
def test_a_scalar_is_the_text_that_it_is(written: str) -> None:
    assert value(f"a: {written}") == {"a": written}


def test_an_empty_value_is_an_empty_text() -> None:
    assert value("a:\nb: ''\nc: \"\"\n") == {"a": "", "b": "", "c": ""}


def test_block_texts_are_joined_as_yaml_says() -> None:
    assert value("a: |\n  one\n  two\nb: >-\n  one\n  two\n") == {"a": "one\ntwo\n", "b": "one two"}


def test_blanks_at_the_end_of_the_file_are_no_part_of_a_text() -> None:
    assert value("a: |\n  one\n    ") == value("a: |\n  one\n    \n")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_gives_the_same_values_and_places(end: str) -> None:
    composed, problems = compose(end.join(["a: 1", "b:", "  - x", "  - {c: y}", ""]), "a.yaml")
    assert composed is not None
    assert problems == []
    assert composed.value == {"a": "1", "b": ["x", {"c": "y"}]}
    assert composed.keys["b", 1, "c"][:2] == (4, 6)
    assert composed.lines[3] == "  - {c: y}"


def test_values_without_libyaml_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = 'a: {b: [1, "é: x"], c: ł}\nd:\n- >-\n  e\n  f\n- g: h\n'
    fast, _ = compose(text, "a.yaml")
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    slow, _ = compose(text, "a.yaml")
    assert fast is not None
    assert slow is not None
    assert (fast.value, fast.keys) == (slow.value, slow.keys)
    scalars = [trail for trail in fast.values if isinstance(at(fast, trail), str) and trail != ("d", 0)]
    assert [fast.values[trail] for trail in scalars] == [slow.values[trail] for trail in scalars]


def at(composed: Composed, trail: Trail) -> Any:
    written = composed.value
    for part in trail:
        written = written[part]
    return written


# ---- places ----------------------------------------------------------------------------------------------------------


def pointed(text: str) -> Iterator[tuple[Trail, str, str]]:
    """Each key and scalar of a text on one line: the way to it, what it is, and the text at its place."""
    composed, _ = compose(text, "a.yaml")
    assert composed is not None
    for trail, place in composed.keys.items():
        yield trail, str(trail[-1]), composed.lines[place.line - 1][place.column - 1 : place.end_column - 1]
    for trail, place in composed.values.items():
        written = at(composed, trail)
        if isinstance(written, str) and place.line == place.end_line:
            yield trail, written, composed.lines[place.line - 1][place.column - 1 : place.end_column - 1]


def test_places_count_characters_also_beyond_ascii() -> None:
    text = (
        "tytuł: Obsługa klienta w Łodzi  # żółć\n"
        "客服: {標題: 顧客服務, próg: '95 %'}\n"
        '💡 idea: [💡, ąę, "é"]\n'
        "нормы:\n  - {срок: 48 часов}\n  -   ещё\n"
    )
    found = list(pointed(text))
    assert len(found) == 15
    for trail, written, seen in found:
        assert seen.strip("'\"") == written, trail


def test_the_place_of_a_collection_reaches_to_its_end() -> None:
    composed, _ = compose("a: [1,\n    2]\nb: {c: d}\n", "a.yaml")
    assert composed is not None
    assert composed.values["a",] == (1, 4, 2, 7)
    assert composed.values["b",] == (3, 4, 3, 10)


def test_the_place_of_what_is_not_there_is_the_nearest_part_around_it() -> None:
    composed, _ = compose("a:\n  b: {c: d}\n", "a.yaml")
    assert composed is not None
    assert composed.place(("a", "b", "e", 3)) == composed.values["a", "b"]


def test_a_problem_carries_its_line_of_the_file() -> None:
    _, (problem,) = compose("żółć: 1\nb: 2\nb: 3\n", "a.yaml")
    assert (problem.line, problem.column, problem.end_line, problem.end_column) == (3, 1, 3, 2)
    assert problem.excerpt == "b: 3"


# ---- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: 1\nb: 2\na: 3", ("R111", 3, 1, "key 'a' is written twice; first in line 1, column 1")),
        ("x: {é: 1, é: 2}", ("R111", 1, 11, "key 'é' is written twice; first in line 1, column 5")),
        ("a: &b c", ("R112", 1, 4, "'&b' names a part of the file to repeat it")),
        ("a: *b", ("R112", 1, 4, "'*b' repeats another part of the file")),
        ("a: *b\nc: *d\ne: *f", ("R112", 1, 4, "'*b' repeats another part of the file (and 2 more such places)")),
        ("&a b: c", ("R112", 1, 1, "'&a' names a part of the file to repeat it")),
        ("a:\n  <<: {b: c}", ("R113", 2, 3, "merge keys are not used in these files")),
        ("a: !!python/name:os.x ", ("R114", 1, 4, "the tag 'tag:yaml.org,2002:python/name:os.x' is not used")),
        ("a: !!int 3", ("R114", 1, 4, "the tag 'tag:yaml.org,2002:int' is not used")),
        ("!x a: b", ("R114", 1, 1, "the tag '!x' is not used")),
        ("%TAG ! tag:x,2002:\n---\na: b", ("R114", 1, 1, "tags are not used in these files")),
        ("[a]: b", ("R115", 1, 1, "a key is a list or a mapping")),
        ("{a: b}: c", ("R115", 1, 1, "a key is a list or a mapping")),
        ("'': b", ("R115", 1, 1, "a key is empty")),
        ("{?a: b}", ("R115", 1, 3, "a key begins with a question mark")),
        ("a: b\n---\nc: d", ("R116", 2, 1, "a second document begins here")),
        ("a: \x07", ("R104", 1, 4, "the file holds the character U+0007")),
        ("a: b\n  \x1b[31m", ("R104", 2, 3, "the file holds the character U+001B")),
        ('a: "\\0"', ("R104", 1, 4, "the file holds the character U+0000")),
        ('{"a\\u001b": x}', ("R104", 1, 2, "the file holds the character U+001B")),
        ("a: x\u2028y", ("R104", 1, 5, "the file holds the character U+2028")),
        ("", ("R102", 1, 1, "the file is empty")),
        ("\n# nothing\n", ("R102", 1, 1, "the file is empty")),
    ],
)  # fmt: skip
def test_what_rule_files_do_not_have_is_refused_where_it_stands(text: str, told: tuple[str, int, int, str]) -> None:
    assert the_problem(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: b: c", (1, 5, "a colon stands where no key can be")),
        ("a:\n  b: c\n d: e", (3, 2, "a key does not fit here")),
        (": b", (1, 1, "a key does not fit here")),
        ("a: b\nc\nd: e", (2, 1, "a key has no colon")),
        ("- a\nb: c", (2, 1, "a list entry does not fit here")),
        ("a: - b", (1, 4, "a list cannot begin here")),
        ("a: [1, 2", (1, 9, "the list that begins with [ in line 1, column 4 is not closed")),
        ("a: [1,\n 2\nb: 3\n", (3, 2, "the list that begins with [ in line 1, column 4 is not closed")),
        ("a: {b: c\n\n", (1, 9, "the mapping that begins with { in line 1, column 4 is not closed")),
        ("a: 'b\nc: d", (2, 5, "the quote that begins in line 1, column 4 is never closed")),
        ("a:\n\tb: c", (2, 1, "a tab stands where blanks belong")),
        ("a: |\n \tb\n\tc", (2, 2, "a tab stands where blanks belong")),
        ("a: @b", (1, 4, "a text cannot begin with @")),
        ("a: `b`", (1, 4, "a text cannot begin with `")),
        ("a: %d.%m", (1, 4, "a text cannot begin with %")),
        ("a: * b", (1, 4, "a text cannot begin with *")),
        ("a: {b:, c: d}", (1, 6, "a colon has no blank after it")),
        ("a: [1, , 2]", (1, 8, "a value is missing here")),
        ('a: "\\d"', (1, 5, "a backslash in double quotes has a meaning of its own")),
        ("a: | text", (1, 6, "nothing can follow on this line")),
        ("a: b\n...\nc: d", (3, 1, "something stands outside the rest of the file")),
        ("%d: b", (1, 1, "a line cannot begin with %")),
    ],
)  # fmt: skip
def test_what_is_no_yaml_is_told_in_plain_words(text: str, told: tuple[int, int, str]) -> None:
    code, *place, message = the_problem(text)
    assert (code, *place, message) == ("R101", *told[:2], f"cannot be read as YAML: {told[2]}")


def test_what_can_be_composed_is_composed_beside_what_is_refused() -> None:
    composed, problems = compose("a: 1\na: 2\nb: 3", "a.yaml")
    assert composed is not None
    assert composed.value == {"a": "1", "b": "3"}
    assert [problem.code for problem in problems] == ["R111"]


def test_several_refusals_are_told_at_once() -> None:
    problems = refused("a: &x 1\nb: !!int 2\nc: {<<: {d: e}}\n[f]: g\nh: 1\nh: 2\n")
    assert [(problem.code, problem.line) for problem in problems] == [
        ("R112", 1), ("R114", 2), ("R113", 3), ("R115", 4), ("R111", 6),
    ]  # fmt: skip


# ---- what could hurt -------------------------------------------------------------------------------------------------

DEEPEST = yaml12.DEEPEST


def test_collections_are_nested_to_the_cap_and_no_deeper() -> None:
    assert value("[" * DEEPEST + "]" * DEEPEST)
    assert the_problem("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1)) == (
        "R106",
        1,
        51,
        "the file is nested more than 50 deep",
    )


def test_a_file_holds_nodes_to_the_cap_and_no_more() -> None:
    most = "[" + "a," * (yaml12.MOST - 1) + "]"
    assert len(value(most)) == yaml12.MOST - 1
    assert the_problem(most.replace("]", "a]"))[0] == "R107"


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("nested brackets", "[" * 20_000, "R106"),
        ("nested braces", "{a: " * 20_000, "R106"),
        ("nested dashes", "- " * 20_000, "R106"),
        ("nested question marks", "? " * 5_000, "R115"),
        ("nested keys", "".join(" " * depth + "a:\n" for depth in range(1_000)), "R106"),
        ("an alias bomb", "a: &a [x]\n" + "".join(f"{i}: &{i} [*a, *a]\n" for i in range(2_000)), "R112"),
        ("a merge bomb", "a: &a {b: c}\n" + "".join(f"m{i}: {{<<: [*a, *a]}}\n" for i in range(500)), "R112"),
        ("very many values", "[" + "a," * 900_000 + "]", "R107"),
        ("very many keys", "".join(f"k{i}: v\n" for i in range(300_000)), "R107"),
        ("the same key very often", "a: b\n" * 100_000, "R109"),
        ("an unclosed quote", "a: '" + "x\n" * 500_000, "R101"),
        ("a very long key", "x" * 3_000_000 + ": y", "R101"),
    ],
)
def test_a_file_made_to_hurt_is_refused_soon(name: str, text: str, code: str) -> None:
    spent: list[float] = []
    while not spent or (min(spent) >= 1 and len(spent) < 4):  # how busy the machine is does not decide
        before = time.process_time()
        problems = refused(text)
        spent.append(time.process_time() - before)
    assert min(spent) < 3, name  # below 1 on a machine of our own; a slow one does not decide
    assert code in {problem.code for problem in problems}
    assert len(problems) <= yaml12.MOST_PROBLEMS + 1


def test_of_very_many_problems_the_first_are_told_and_that_there_are_more() -> None:
    problems = refused("a: 1\n" + "a: 2\n" * 5_000)
    assert len(problems) == yaml12.MOST_PROBLEMS + 1
    assert {problem.code for problem in problems[:-1]} == {"R111"}
    last = problems[-1]
    assert (last.code, last.line) == ("R109", yaml12.MOST_PROBLEMS + 2)
    assert last.message == "the file has more than 1,000 problems, and the rest is not told"


def test_a_large_text_is_read_soon() -> None:
    before = time.process_time()
    assert len(value("a: " + "x" * 4_900_000)["a"]) == 4_900_000
    assert time.process_time() - before < 30


# ---- files -----------------------------------------------------------------------------------------------------------


def told_of(path: Path) -> tuple[str, int, int, str]:
    composed, (problem,) = read(path)
    assert composed is None
    assert problem.excerpt is None or problem.code not in {"R102", "R103", "R105", "R108"}
    return problem.code, problem.line, problem.column, problem.message


def written(folder: Path, content: bytes) -> Path:
    path = folder / "a.yaml"
    path.write_bytes(content)
    return path


def test_a_file_is_read_with_and_without_a_byte_order_mark(tmp_path: Path) -> None:
    for mark in (b"", b"\xef\xbb\xbf"):
        composed, problems = read(written(tmp_path, mark + "ł: ą\r\n".encode()))
        assert composed is not None
        assert problems == []
        assert composed.value == {"ł": "ą"}
        assert composed.keys["ł",][:2] == (1, 1)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", ("R102", 1, 1, "the file is empty")),
        (b"\xef\xbb\xbf", ("R102", 1, 1, "the file is empty")),
        ("a: ł".encode("utf-16"), ("R103", 1, 1, "the file is UTF-16 text: byte 0xff at offset 0")),
        ("a: ł".encode("utf-16-be"), ("R104", 1, 1, "the file holds the character U+0000")),
        ("a: 1\nb: żółw".encode("cp1250"), ("R103", 2, 4, "the file is not UTF-8 text: byte 0xbf at offset 8")),
        ("ł: é\nb: ".encode() + b"\xff", ("R103", 2, 4, "the file is not UTF-8 text: byte 0xff at offset 10")),
        (b"%PDF-1.7\n\x00\x01", ("R104", 2, 1, "the file holds the character U+0000")),
        (b"\x89PNG\r\n\x1a\n", ("R103", 1, 1, "the file is not UTF-8 text: byte 0x89 at offset 0")),
        (b"a: \xed\xa0\x80", ("R103", 1, 4, "the file is not UTF-8 text: byte 0xed at offset 3")),
    ],
)
def test_a_file_that_is_no_text_says_where(content: bytes, told: tuple[str, int, int, str], tmp_path: Path) -> None:
    assert told_of(written(tmp_path, content)) == told


def test_a_file_is_read_to_the_largest_size_and_no_further(tmp_path: Path) -> None:
    start = b"a: 1\n#"
    exactly = start + b"x" * (yaml12.LARGEST - len(start))
    composed, problems = read(written(tmp_path, exactly))
    assert composed is not None
    assert problems == []
    assert told_of(written(tmp_path, exactly + b"x")) == (
        "R105",
        1,
        1,
        "the file is larger than 5 MB (5,000,001 bytes)",
    )


def test_a_file_that_grows_while_it_is_read_is_read_no_further(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, b"a: 1\n")
    small = path.stat()
    path.write_bytes(b"#" * (yaml12.LARGEST + 10))
    monkeypatch.setattr(Path, "stat", lambda *_, **__: small)
    assert told_of(path)[0] == "R105"


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    path = tmp_path / "pipe.yaml"
    os.mkfifo(path)
    assert told_of(path) == ("R108", 1, 1, "the file is not a regular file")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no such device")
def test_a_device_is_refused_without_being_read() -> None:
    assert told_of(Path("/dev/zero")) == ("R108", 1, 1, "the file is not a regular file")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert told_of(tmp_path) == ("R108", 1, 1, "the file is not a regular file")


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    assert told_of(tmp_path / "a.yaml") == ("R108", 1, 1, "the file cannot be opened: no such file or directory")


def test_a_link_that_leads_to_itself_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.symlink_to(path)
    assert told_of(path)[:3] == ("R108", 1, 1)


@given(
    st.recursive(
        st.sampled_from(["a", "", "- b", "c: d", None]),
        lambda inner: st.lists(inner) | st.dictionaries(st.text("xy", min_size=1), inner),
    ),
    st.sampled_from([None, True, False]),
)
def test_a_text_has_no_more_nodes_than_its_signs_allow(value: Any, flow: bool | None) -> None:
    """What `_one_too_many` relies on where it does not parse."""
    text = yaml.safe_dump(value, default_flow_style=flow)
    nodes = sum(isinstance(event, yaml.NodeEvent) for event in yaml12.events(text))
    assert nodes <= 1 + 2 * sum(map(text.count, ":,{?")) + sum(map(text.count, "[-"))
