"""Rule files with mistakes, and what is told of them: `invalid/NAME.yaml` and beside it `NAME.problems.txt`.

The text is what `checker validate NAME.yaml` prints, 100 columns wide. After a message was changed on purpose,
`UPDATE_EXPECTED=1 pytest tests/ruleset/test_loading.py` writes the texts again; read the difference before committing.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from checker.cli import run
from checker.problems import FileProblems
from checker.ruleset import yaml12
from checker.ruleset.codes import OF_SETTINGS, TITLES, UNREADABLE, WARNINGS
from checker.ruleset.loading import load_rule_set, load_standard, load_standard_of, read_file, read_rule_set
from checker.ruleset.model import RuleSet
from checker.ruleset.shape import Form, words_of
from checker.shipped import shipped
from checker.standards import Standard

HERE = Path(__file__).parent
INVALID = HERE / "invalid"
VALID = HERE / "valid"
STANDARDS = HERE / "standards"


def too_large(path: Path) -> None:
    path.write_bytes(b"#" * (yaml12.LARGEST + 1))


def too_many_nodes(path: Path) -> None:
    path.write_text("rules:\n" + "- {a: b, c: d}\n" * 120_000, "utf-8")


def too_many_problems(path: Path) -> None:
    text = (INVALID / "ids-twice.yaml").read_text("utf-8").replace("rule_set: ids-twice", "rule_set: too-many-problems")
    path.write_text(text + "".join(f"key-{number}: value\n" for number in range(2_000)), "utf-8")


def not_a_file(path: Path) -> None:
    os.mkfifo(path)


MADE: dict[str, Callable[[Path], None]] = {
    "too-large": too_large,
    "too-many-nodes": too_many_nodes,
    "too-many-problems": too_many_problems,
    "not-a-file": not_a_file,
}
"""Files that are too large or too odd to be kept."""

TOGETHER = {"clauses-without-rules": STANDARDS / "service.yaml"}
"""What is wrong with two files only shows where both are validated."""

NAMES = sorted({*(path.stem for path in INVALID.glob("*.yaml")), *MADE})


def expected(name: str) -> Path:
    return INVALID / f"{name}.problems.txt"


def validated(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """What the command prints of a file, and its exit code."""
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path if name in MADE else INVALID)
    if name in MADE:
        MADE[name](tmp_path / f"{name}.yaml")
    also = [str(TOGETHER[name])] if name in TOGETHER else []
    code = run(["validate", f"{name}.yaml", *also, "--standards", str(STANDARDS)])
    printed = capsys.readouterr()
    assert printed.err == ""
    lines = printed.out.replace(str(STANDARDS), "STANDARDS").splitlines()
    if name == "too-many-problems":
        lines = [*lines[:6], f"({len(lines) - 13} lines)", *lines[-7:]]
    return "\n".join([*lines, f"exit code {code}", ""])


@pytest.mark.parametrize("name", NAMES)
def test_a_file_with_mistakes_is_told_as_the_text_beside_it_says(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = validated(name, tmp_path, monkeypatch, capsys)
    if os.environ.get("UPDATE_EXPECTED"):
        expected(name).write_text(told, "utf-8")
    assert told == expected(name).read_text("utf-8")


def test_every_text_belongs_to_a_file() -> None:
    assert {path.name.removesuffix(".problems.txt") for path in INVALID.glob("*.problems.txt")} == set(NAMES)


def told_codes() -> dict[str, set[str]]:
    """The codes that each text shows."""
    shown = re.compile(r"^\S+:\d+:\d+: (R\d{3}) ", re.MULTILINE)
    return {name: set(shown.findall(expected(name).read_text("utf-8"))) for name in NAMES}


def test_every_code_has_a_file_that_shows_it() -> None:
    of_tests = {code for code in TITLES if code.startswith("R4")} - {"R409"}  # tests/ruletests
    assert set().union(*told_codes().values()) == set(TITLES) - OF_SETTINGS - of_tests


def test_warnings_are_those_that_are_said_to_be() -> None:
    said = re.compile(r"^\S+:\d+:\d+: (R\d{3}) (warning: |note: )?", re.MULTILINE)
    told = {found.groups() for name in NAMES for found in said.finditer(expected(name).read_text("utf-8"))}
    assert {code for code, warning in told if warning} == WARNINGS
    assert not {code for code, warning in told if not warning} & WARNINGS


def test_the_exit_code_tells_a_file_that_is_no_yaml_from_one_with_mistakes() -> None:
    for name, codes in told_codes().items():
        code = 2 if codes & UNREADABLE else 0 if codes <= WARNINGS else 1
        assert expected(name).read_text("utf-8").endswith(f"exit code {code}\n"), name


def test_a_misspelt_key_a_wrong_type_and_an_unknown_field_give_three_messages() -> None:
    _, problems = read_rule_set(INVALID / "three-mistakes.yaml", STANDARDS)
    assert [(problem.line, problem.column, problem.code, problem.message, problem.hint) for problem in problems] == [
        (12, 26, "R204", "unknown field type 'momnt'", "did you mean 'moment'?"),
        (17, 5, "R201", "unknown key 'severty'", "did you mean 'severity'?"),
        (18, 41, "R301", "unknown field 'orderd_at'", "did you mean 'ordered_at'?"),
    ]


# ---- files without mistakes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(VALID.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_file_without_mistakes_loads_with_nothing_told(path: Path) -> None:
    rule_set, problems = read_rule_set(path, STANDARDS)
    assert [str(problem) for problem in problems] == []
    assert rule_set is not None


def test_every_key_of_the_language_stands_in_a_file_without_mistakes() -> None:
    written: set[str] = set()
    for path in VALID.glob("*.yaml"):
        composed, _ = yaml12.read(path)
        assert composed is not None
        written |= {str(key) for trail in composed.keys for key in trail}
    assert words_of(Form(RuleSet)) <= written


def test_loading_gives_the_rule_set_or_raises_every_problem() -> None:
    rule_set = load_rule_set(VALID / "quoted.yaml", STANDARDS)
    assert rule_set.rule_set == "quoted"
    with pytest.raises(FileProblems) as raised:
        load_rule_set(str(INVALID / "three-mistakes.yaml"), str(STANDARDS))
    assert len(raised.value.problems) == 3
    assert str(raised.value).splitlines()[1].endswith("17:5: R201 unknown key 'severty'; did you mean 'severity'?")


@pytest.mark.parametrize(
    "zone", "localtime posixrules Factory right/Europe/Warsaw posix/UTC Europe zones x/../UTC".split()
)
def test_a_time_zone_is_known_on_every_machine_or_refused(zone: str, tmp_path: Path) -> None:
    text = (VALID / "judged.yaml").read_text("utf-8")
    path = tmp_path / "judged.yaml"
    path.write_text(text.replace("time_zone: Europe/Warsaw", f"time_zone: {zone}"), "utf-8")
    _, problems = read_rule_set(path, STANDARDS)
    assert [(problem.code, problem.message) for problem in problems] == [("R206", f"unknown time zone '{zone}'")]


def test_numbers_are_written_with_the_digits_from_0_to_9(tmp_path: Path) -> None:
    text = (VALID / "whole-language.yaml").read_text("utf-8")
    path = tmp_path / "whole-language.yaml"
    words = re.compile(r"version|because|badge_worn|group:|2026-Q1")  # digits in texts and words are the author's
    accepted = []
    for digit in re.finditer("[0-9]", text):
        line = text[text.rfind("\n", 0, digit.start()) + 1 : text.find("\n", digit.end())]
        path.write_text(text[: digit.start()] + chr(ord(digit[0]) + 0xFEE0) + text[digit.end() :], "utf-8")
        if read_rule_set(path, STANDARDS)[0] is not None and not words.search(line):
            accepted.append(line)
    assert accepted == []


def test_warnings_alone_keep_no_file_from_loading() -> None:
    rule_set, problems = read_rule_set(INVALID / "no-standard.yaml", STANDARDS)
    assert rule_set is not None
    assert {problem.level for problem in problems} == {"warning"}
    assert load_rule_set(INVALID / "no-standard.yaml").records.called == "order"


# ---- standards -------------------------------------------------------------------------------------------------------


def test_a_file_is_read_as_what_it_says_it_is() -> None:
    standard, problems = read_file(STANDARDS / "service.yaml")
    assert problems == []
    assert isinstance(standard, Standard)
    rule_set, _ = read_file(VALID / "judged.yaml", STANDARDS)
    assert isinstance(rule_set, RuleSet)


def test_a_standard_is_loaded_or_every_problem_is_raised() -> None:
    assert load_standard(STANDARDS / "service.yaml").clause("visits.badge")
    with pytest.raises(FileProblems) as raised:
        load_standard(INVALID / "standard-with-twins.yaml")
    assert [problem.code for problem in raised.value.problems] == ["R304", "R303"]


def test_the_standard_stands_in_the_folder_beside_that_of_the_rules() -> None:
    rule_set = load_rule_set(VALID / "judged.yaml")
    standard = load_standard_of(rule_set, VALID / "judged.yaml")
    assert standard == load_standard(STANDARDS / "service.yaml")


@pytest.mark.parametrize("folder", [True, False], ids=["without it", "no folder"])
def test_a_standard_that_comes_with_the_program_is_never_taken_unasked(folder: bool, tmp_path: Path) -> None:
    text = (VALID / "judged.yaml").read_text("utf-8").replace("standard: service", "standard: customer-service")
    path = tmp_path / "rules" / "judged.yaml"
    path.parent.mkdir()
    if folder:
        (tmp_path / "standards").mkdir()
    path.write_text(text, "utf-8")
    _, (problem,) = read_rule_set(path)
    assert problem.code == "R314"
    assert problem.message == f"the standard 'customer-service' is not in {os.path.relpath(tmp_path / 'standards')}"
    ours = shipped("standards")
    assert problem.hint is not None
    assert problem.hint.startswith("one of this name comes with the program: copy its standards/customer-service.yaml")
    assert str(ours) not in problem.hint
    assert {each.code for each in read_rule_set(path, ours)[1]} == {"R315"}


def test_a_rule_set_without_a_standard_has_none_to_load() -> None:
    rule_set = load_rule_set(INVALID / "no-standard.yaml")
    assert load_standard_of(rule_set, INVALID / "no-standard.yaml") is None


def test_a_standard_that_is_gone_is_told() -> None:
    rule_set = load_rule_set(VALID / "judged.yaml", STANDARDS)
    with pytest.raises(FileProblems, match="R314 the standard 'service' is not in"):
        load_standard_of(rule_set, VALID / "judged.yaml", INVALID)


def test_mistakes_of_the_standard_are_told_with_those_of_the_rule_set(tmp_path: Path) -> None:
    (tmp_path / "service.yaml").write_text(
        "standard: service\ntitle: Service\nclauses:\n  - {id: a, txt: b}\n", "utf-8"
    )
    _, problems = read_rule_set(INVALID / "three-mistakes.yaml", tmp_path)
    assert [Path(problem.file).name for problem in problems] == ["three-mistakes.yaml"] * 3 + ["service.yaml"]
    assert problems[-1].message == "unknown key 'txt'"
    assert (problems[-1].line, problems[-1].column) == (4, 13)


# ---- floods ----------------------------------------------------------------------------------------------------------

FLOOD = """rule_set: flood
title: Flood
version: 1
records:
  called: order
  fields: {order_id: {type: text}}
rules:
  - id: a
    title: A
    measure: {kind: requirement, must: {order_id: {is: present}}}
"""
FIELDS = "".join(f"field_{number}: a, " for number in range(50_000))
CHAIN = "  f{}: [{{when: {{f{}: a}}, then: a}}, {{otherwise: b}}]\n"
KNOWN = ", ".join(f"word_{number * 7_919 % 100_003:06d}" for number in range(5_000))
LIKE = ", ".join(f"wrod_{number * 104_729 % 100_003:06d}" for number in range(3_000))
WORDS = ", ".join(f"w{number}" for number in range(50_000))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("unknown keys", "".join(f"key_{number}: value\n" for number in range(50_000))),
        ("unknown fields", f"    scope: {{{FIELDS}}}\n"),
        ("unknown rules", f"exclusions: [{{id: x, when: {{order_id: a}}, because: y, except: [{WORDS}]}}]\n"),
        ("entries of the wrong shape", "  - rule\n" * 50_000),
        ("misspelt keys", "".join(f"  - {{id: a-{number}, titel: A, mesure: {{}}}}\n" for number in range(900))),
        ("a long chain", "worked_out:\n" + "".join(CHAIN.format(n, n + 1) for n in range(3_000))),
        ("a long circle", "worked_out:\n" + "".join(CHAIN.format(n, (n + 1) % 3_000) for n in range(3_000))),
        ("a long choice", f"    scope: {{order_id: [{WORDS}]}}\n"),
    ],
)
def test_a_file_with_very_many_parts_is_read_in_seconds(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / "flood.yaml"
    path.write_text(FLOOD + text, "utf-8")
    before = time.process_time()
    _, problems = read_rule_set(path)
    assert time.process_time() - before < 60, name  # minutes, were the work not bounded
    assert len(problems) <= yaml12.MOST_PROBLEMS + 1


@pytest.mark.parametrize(
    ("field", "scope"),
    [
        (
            "order_id: {type: text}, " + KNOWN.replace(",", ": {type: text},") + ": {type: text}",
            LIKE.replace(",", ": a,") + ": a",
        ),
        (f"order_id: {{type: choice, of: [{KNOWN}]}}", f"order_id: [{LIKE}]"),
    ],
    ids=["fields", "words"],
)
def test_very_many_words_that_are_like_others_are_told_in_seconds(field: str, scope: str, tmp_path: Path) -> None:
    path = tmp_path / "flood.yaml"
    text = FLOOD.replace("order_id: {type: text}", field).replace("title: A", f"title: A\n    scope: {{{scope}}}")
    path.write_text(text, "utf-8")
    before = time.process_time()
    _, problems = read_rule_set(path)
    assert time.process_time() - before < 60  # minutes, were the work not bounded
    assert len(problems) == yaml12.MOST_PROBLEMS + 1


# ---- worked examples -------------------------------------------------------------------------------------------------

EXPRESSED = HERE.parents[2] / "shared" / "expressed.yaml"
SLIPS = {"mystery-visits": ["'solved' needs points to be an item of a checklist"]}
"""What the worked examples themselves get wrong: a choice is asked without saying what its answers are worth."""


@pytest.mark.skipif(not EXPRESSED.is_file(), reason="the worked examples are not beside the checkout")
def test_the_worked_examples_load_but_for_what_they_get_wrong_themselves(tmp_path: Path) -> None:
    documents = EXPRESSED.read_text("utf-8").split("\n---\n")[1:]
    assert len(documents) == 10
    for document in documents:
        name = document.partition("rule_set:")[2].split()[0]
        path = tmp_path / f"{name}.yaml"
        path.write_text(document, "utf-8")
        rule_set, problems = read_rule_set(path)
        wrong = [problem.message for problem in problems if problem.level == "error"]
        assert (rule_set is None) == (name in SLIPS)
        assert wrong == SLIPS.get(name, [])


# ---- one run tells all -----------------------------------------------------------------------------------------------


def corrected(text: str, name: str) -> str:
    """The text with every word replaced by the one that was meant."""
    _, problems = read_rule_set(INVALID / f"{name}.yaml", STANDARDS)
    lines = text.splitlines(keepends=True)
    for problem in sorted(problems, key=lambda each: (each.line, each.column), reverse=True):
        meant = re.fullmatch(r"did you mean '(.*)'\?", problem.hint or "")
        assert meant, problem
        assert problem.end_column, problem
        line = lines[problem.line - 1]
        lines[problem.line - 1] = line[: problem.column - 1] + meant[1] + line[problem.end_column - 1 :]
    return "".join(lines)


@pytest.mark.parametrize("name", ["misspelt-inner-keys", "three-mistakes"])
def test_whoever_follows_every_hint_is_told_nothing_more(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.yaml"
    path.write_text(corrected((INVALID / f"{name}.yaml").read_text("utf-8"), name), "utf-8")
    told = read_rule_set(path, STANDARDS)[1]
    assert [str(problem) for problem in told if problem.code not in ("R371", "R373")] == []
