"""Comments that ask for warnings to be ignored: found where YAML has comments, and nowhere else."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.problems import FileProblems, Suppressed
from checker.ruleset import yaml12
from checker.ruleset.codes import CAN_BE_IGNORED, TITLES, WARNINGS
from checker.ruleset.loading import load_rule_set, read_file, read_rule_set, read_standard, read_whole
from checker.ruleset.suppressions import Suppression, _comments, suppressions_of

COMMENT = "# checker: ignore[R352] the clause follows"


def found(text: str) -> list[tuple[int, str, str]]:
    """The line, the code and the reason of each suppression of a text."""
    composed, problems = yaml12.compose(text, "a.yaml")
    assert composed is not None, problems
    suppressions, wrong = suppressions_of(composed, text)
    assert wrong == []
    return [(each.line, each.code, each.reason) for each in suppressions]


FOUND = [(1, "R352", "the clause follows")]


# ---- where a comment stands ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        f"a: b {COMMENT}\n",
        f"a: b {COMMENT}",
        f"a: b {COMMENT}\r\nc: d\r\n",
        f"a: b {COMMENT}\rc: d\r",
        f"a: b\t{COMMENT}\n",
        f"a: b \t {COMMENT}\n",
        f"a: 'b # checker: ignore[R351] x' {COMMENT}\n",
        f'a: "b \\" # checker: ignore[R351] x" {COMMENT}\n',
        f"a: 'it''s # checker: ignore[R351] x' {COMMENT}\n",
        f"a: b#c {COMMENT}\n",
        f"a: [b, c] {COMMENT}\n",
        f"a: [b, {COMMENT}\n  c]\n",
        f"a: {{b: c, {COMMENT}\n  d: e}}\n",
        f"a: {{b: '# checker: ignore[R351] x', {COMMENT}\n  d: e}}\n",
        f"a: | {COMMENT}\n  text\n",
        f"a: >2- {COMMENT}\n  text {COMMENT}\n",
        f"a: | {COMMENT}\n",
        f"a: {COMMENT}\n  b: c\n",
        f"- {COMMENT}\n  - b\n",
        f"ł: 𝄞ó {COMMENT}\n",
        f"a: b {COMMENT}   ",
    ],
)
def test_a_comment_is_found_wherever_yaml_has_one(text: str) -> None:
    assert found(text) == FOUND


@pytest.mark.parametrize(
    "text",
    [
        f"a: '{COMMENT}'\n",
        f'a: "{COMMENT}"\n',
        f'a: "b\n  {COMMENT}\n  c"\n',
        f"a: 'b\n\n  {COMMENT}'\n",
        f"a: |\n  {COMMENT}\n",
        f"a: >\n  b\n\n  {COMMENT}\n",
        f"a: |\r\n  b\r\n  {COMMENT}\r\n",
        f"a: |2\n   {COMMENT}\n",
        f"a: |\n  b\n    {COMMENT}",
        f"- |\n {COMMENT}\n- c\n",
        "a: b#checker:ignore[R352]why\n",
        f"a: [b, '{COMMENT}']\n",
        f"? '{COMMENT}'\n: b\n",
        f'"{COMMENT}": b\n',
    ],
)
def test_text_that_looks_like_a_comment_is_none(text: str) -> None:
    assert found(text) == []


def test_a_block_of_text_ends_where_a_line_stands_further_left() -> None:
    assert found(f"a:\n  b: |\n    {COMMENT}\n  {COMMENT}\n  c: d\n") == [(5, "R352", "the clause follows")]
    assert found(f"a:\n  b: >\n    {COMMENT}\n\n\n {COMMENT}\n  c: d\n") == [(7, "R352", "the clause follows")]


def test_a_byte_order_mark_moves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + f"a: b {COMMENT}\n".encode())
    composed, _ = yaml12.read(path)
    assert composed is not None
    assert [(each.line, each.unused.column) for each in composed.suppressions] == [(1, 24)]


SPACE = st.sampled_from(["", " ", "\t", "  "])
TRICK = st.sampled_from(
    [COMMENT, "#", " # x", "a", "''", '"', "'", " ", ": ", "- ", "{", "]", "ł", "𝄞", "\\", "|", ">"]
)
TEXT = st.lists(TRICK, max_size=5).map("".join)


def single(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def double(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@st.composite
def entries(draw: st.DrawFn) -> tuple[str, int]:
    """An entry of a mapping in one of many forms, without its key, and how many comments it has."""
    behind = draw(st.booleans())
    comment = f" {draw(SPACE)}{COMMENT}" if behind else ""
    text = draw(TEXT)
    form = draw(st.integers(0, 6))
    if form == 0:
        return f"{single(text)}{comment}\n", behind
    if form == 1:
        return f"{double(text)}{comment}\n", behind
    if form == 2:
        sign = draw(st.sampled_from(["|", ">", "|-", ">+", "|2"]))
        lines = [f"  x{line}\n" for line in draw(st.lists(TEXT, max_size=3))]
        return f"{sign}{comment}\n{''.join(lines)}", behind
    if form == 3:
        return f"[{single(text)},{comment}\n  {double(text)}]{comment}\n", 2 * behind
    if form == 4:
        return f"{{a: {double(text)},{comment}\n  {single(f'k{text}')}: b }}{comment}\n", 2 * behind
    if form == 5:
        return f"plain#{draw(st.sampled_from(['', '#', 'a#b']))}{comment}\n", behind
    return f"{comment}\n  - {single(text)}{comment}\n", 2 * behind


@given(
    st.lists(st.tuples(entries(), st.sampled_from(["", f"{COMMENT}\n", f"  {COMMENT}\n", "\n"])), max_size=6),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_as_many_comments_are_found_as_were_written(parts: list[tuple[tuple[str, int], str]], line_end: str) -> None:
    text = "first: line\n"
    expected = 0
    for number, ((entry, comments), line) in enumerate(parts):
        follows_text = text.rsplit("key", 1)[-1].startswith((f"{number - 1}: |", f"{number - 1}: >"))
        before = "" if line.startswith(" ") and follows_text else line  # it would be a line of that text
        text += f"{before}key{number}: {entry}"
        expected += comments + (COMMENT in before)
    text = text.replace("\n", line_end)
    composed, problems = yaml12.compose(text, "a.yaml")
    assert composed is not None, (problems, text)
    ours = [text[start:end] for start, end in _comments(text)]
    assert [each.startswith(COMMENT) for each in ours] == [True] * expected


def without_words(text: str) -> str:
    for start, end in _comments(text):
        text = text[:start] + "#".ljust(end - start) + text[end:]
    return text


@given(st.text("ab: -#'\"|>[]{},\n \t", max_size=40) | st.lists(TRICK | st.just("\n"), max_size=12).map("".join))
def test_without_the_words_of_its_comments_a_file_says_the_same(text: str) -> None:
    composed, _ = yaml12.compose(text, "a.yaml")
    if composed is not None:
        again, problems = yaml12.compose(without_words(text), "a.yaml")
        assert again is not None, problems
        assert again.value == composed.value


# ---- which line it speaks of -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"{COMMENT}\na: b\n", 2),
        (f"{COMMENT}\n\n\na: b\n", 4),
        (f"{COMMENT}\n# and more\n---\na: b\n", 4),
        (f"a:\n  {COMMENT}\n  b: c\n", 3),
        (f"a: [\n  {COMMENT}\n  b]\n", 3),
        (f"a: b\n{COMMENT}\n", 0),
        (f"a: b  {COMMENT}\nc: d\n", 1),
    ],
)
def test_behind_something_it_speaks_of_its_line_and_alone_of_the_next_that_says_something(text: str, line: int) -> None:
    assert [each for each, _, _ in found(text)] == [line]


def test_several_comments_may_speak_of_one_line() -> None:
    text = "# checker: ignore[R351, R353] one\n# checker: ignore[R352] two\na: b  # checker: ignore[R352] three\n"
    assert found(text) == [(3, "R351", "one"), (3, "R353", "one"), (3, "R352", "two"), (3, "R352", "three")]


# ---- which comments are meant ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "comment",
    [
        "# checker: Anna Nowak, 12 May",
        "# checker: a maker never checks what he made",
        "# checker:",
        "# checkers: ignore[R352] x",
        "# see checker: ignore[R352] x",
        "# ignore[R352] x",
        "# type: ignore",
        "# yamllint disable rule:line-length",
    ],
)
def test_a_comment_for_people_is_left_alone(comment: str) -> None:
    assert found(f"a: b  {comment}\n") == []


@pytest.mark.parametrize(
    ("comment", "code"),
    [
        ("# checker: ignore", "R121"),
        ("# checker: ignore R352 x", "R121"),
        ("# checker: ignore(R352) x", "R121"),
        ("# Checker: Ignore[R352] x", "R121"),
        ("# checker: ignored[R352] x", "R121"),
        ("# checker: disable[R352] x", "R121"),
        ("# checker: noqa", "R121"),
        ("# checker: R352 is meant", "R121"),
        ("# checker: ignore[] x", "R121"),
        ("# checker: ignore[ , ] x", "R121"),
        ("# checker: ignore[R352", "R121"),
        ("# checker: ignore[R352]", "R122"),
        ("# checker: ignore[R352] - …", "R122"),
        ("# checker: ignore[R999] x", "R123"),
        ("# checker: ignore[r352] x", "R123"),
        ("# checker: ignore[R101] x", "R124"),
        ("# checker: ignore[R301] x", "R124"),
        ("# checker: ignore[R125] x", "R124"),
    ],
)
def test_a_comment_for_the_program_that_says_too_little_is_told(comment: str, code: str) -> None:
    text = f"a: b  {comment}\n"
    composed, _ = yaml12.compose(text, "a.yaml")
    assert composed is not None
    assert [problem.code for problem in suppressions_of(composed, text)[1]] == [code]


@pytest.mark.parametrize("comment", ["#checker:ignore[R352]why", "## checker : ignore [ R352 ,R351 ]  why  it  is"])
def test_blanks_do_not_matter(comment: str) -> None:
    assert {(code, reason.split()[0]) for _, code, reason in found(f"a: b {comment}\n")} >= {("R352", "why")}


# ---- what is ignored -------------------------------------------------------------------------------------------------

RULES = """\
rule_set: orders  # checker: ignore[R351] the standard is published in June
title: Orders
version: 1
records:
  called: order
  id: order_id
  fields: {order_id: {type: text}, signed: {type: yes_no}}
rules:
  - id: signed  # checker: ignore[R352] the clause follows in spring
    title: Orders are signed
    measure: {kind: requirement, must: {signed: yes}}
owner: Quality
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "orders.yaml"
    path.write_text(RULES, "utf-8")
    return path


def changed(path: Path, old: str, new: str) -> Path:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    return path


def test_only_warnings_can_be_ignored() -> None:
    assert CAN_BE_IGNORED < WARNINGS < set(TITLES)
    assert not any(code.startswith("R1") for code in CAN_BE_IGNORED - {"R126", "R127"})


def test_an_ignored_warning_is_not_told_and_is_kept_with_its_reason(rules: Path) -> None:
    rule_set, problems = read_rule_set(rules)
    assert rule_set is not None
    assert problems == read_file(rules)[1] == []
    _, every, suppressions = read_whole(rules)
    assert [(problem.code, problem.suppressed) for problem in every] == [
        ("R351", Suppressed("comment", "the standard is published in June")),
        ("R352", Suppressed("comment", "the clause follows in spring")),
    ]
    assert all(isinstance(each, Suppression) for each in suppressions)


def test_errors_raised_by_loading_come_without_ignored_warnings(rules: Path) -> None:
    assert load_rule_set(rules).rule_set == "orders"
    changed(rules, "title: Orders are", "titel: Orders are")
    with pytest.raises(FileProblems) as raised:
        load_rule_set(rules)
    assert [problem.code for problem in raised.value.problems] == ["R201"]


def test_a_warning_of_another_line_or_code_is_told(rules: Path) -> None:
    changed(rules, "ignore[R351]", "ignore[R352]")
    assert [(problem.code, problem.line, problem.column) for problem in read_rule_set(rules)[1]] == [
        ("R351", 1, 1), ("R125", 1, 37)
    ]  # fmt: skip


def test_a_comment_without_use_is_not_told_while_errors_may_hide_what_it_speaks_of(rules: Path) -> None:
    changed(rules, "  id: order_id\n", "  id: order_id  # checker: ignore[R353] old\n")
    assert [problem.code for problem in read_rule_set(rules)[1]] == ["R125"]
    changed(rules, "version: 1", "versoin: 1")
    assert [problem.code for problem in read_rule_set(rules)[1]] == ["R201"]


def test_a_comment_without_use_is_not_told_while_the_standard_has_errors(rules: Path, tmp_path: Path) -> None:
    changed(
        rules,
        "rule_set: orders  # checker: ignore[R351]",
        "standard: service\nrule_set: orders  # checker: ignore[R351]",
    )
    (tmp_path / "service.yaml").write_text("standard: service\ntitle: Service\nclauses: []\n", "utf-8")
    assert [problem.code for problem in read_rule_set(rules, tmp_path)[1]] == ["R206"]
    (tmp_path / "service.yaml").write_text("standard: service\ntitle: S\nclauses: [{id: a, text: b}]\n", "utf-8")
    assert [problem.code for problem in read_rule_set(rules, tmp_path)[1]] == ["R125"]


def test_a_second_comment_for_the_same_is_without_use(rules: Path) -> None:
    changed(rules, "  - id: signed", "  # checker: ignore[R352] once is enough\n  - id: signed")
    assert [(problem.code, problem.line) for problem in read_rule_set(rules)[1]] == [("R125", 10)]


def test_comments_of_standards_are_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "service.yaml"
    path.write_text(
        "standard: service\ntitle: S  # checker: ignore[R352] x\nclauses: [{id: a, text: b, source: {document: c}}]\n",
        "utf-8",
    )
    assert [problem.code for problem in read_file(path)[1]] == ["R125"]
    assert read_standard(path)[0] is not None
    changed(path, "ignore[R352]", "ignore[R301]")
    standard, problems = read_standard(path)
    assert (standard, [problem.code for problem in problems]) == (None, ["R124"])


def test_very_many_comments_are_read_in_seconds(tmp_path: Path) -> None:
    path = tmp_path / "orders.yaml"
    for comment in ("# checker: ignore[R352] x\n", "# checker: ignore R352\n"):
        path.write_text(RULES + comment * 100_000, "utf-8")
        before = time.process_time()
        _, problems = read_rule_set(path)
        assert time.process_time() - before < 60
        assert yaml12.MOST_PROBLEMS - 2 < len(problems) <= yaml12.MOST_PROBLEMS + 1
