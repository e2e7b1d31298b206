"""Listings for programs: each can be read back by what it is written for, and says the same as the text."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import JUnitXml, Skipped
from markdown_it import MarkdownIt

from checker.listings import FORMATS, listed
from checker.listings.text import visible
from checker.problems import Problem, Suppressed
from checker.ruleset.codes import TITLES
from checker.ruleset.yaml12 import compose
from checker.validation import Size, ValidatedFile, Validation

SCHEMA = Path(__file__).parents[2].parent / "shared" / "data" / "schemas" / "sarif-schema-2.1.0.json"

UNKNOWN = Problem(
    "rules/late orders.yaml", 18, 5, "R201", "unknown key 'titel'", "did you mean 'title'?",
    end_line=18, end_column=10, excerpt="    titel: Late, 100 %: \u202e",
)  # fmt: skip
WARNED = Problem("rules/a.yaml", 1, 1, "R351", "the rule set names no standard", level="warning")
FOUND = Validation(
    (ValidatedFile("rules/a.yaml", Size(12, "rule")), ValidatedFile("rules/late orders.yaml", None)), (WARNED, UNKNOWN)
)
IGNORED = Problem(
    "rules/a.yaml", 9, 3, "R352", "rule 'a' cites no clause", level="warning",
    suppressed=Suppressed("comment", "the clause follows <in> spring"),
)  # fmt: skip
EVERYWHERE = Problem(
    "rules/late orders.yaml", 2, 1, "R353", "no id", level="warning",
    suppressed=Suppressed("configuration", "rows are orders"),
)  # fmt: skip
SUPPRESSED = Validation(FOUND.files, FOUND.problems, suppressed=(IGNORED, EVERYWHERE))
NOTHING = Validation((ValidatedFile("rules/a.yaml", Size(1, "rule")),), ())

anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
problems = st.builds(
    Problem,
    file=st.sampled_from(["a.yaml", "/rules/ł ó.yaml", "c:d,e%.yaml"]),
    line=st.integers(1, 99),
    column=st.integers(1, 99),
    code=st.sampled_from(sorted(TITLES)),
    message=anything,
    hint=st.none() | anything,
    level=st.sampled_from(["error", "warning", "note"]),
    end_line=st.none() | st.integers(1, 99),
    end_column=st.none() | st.integers(1, 99),
    excerpt=st.none() | anything,
)
validations = st.builds(
    Validation,
    files=st.just((ValidatedFile("a.yaml", None),)),
    problems=st.lists(problems, max_size=4).map(tuple),
    suppressed=st.lists(
        st.builds(replace, problems, suppressed=st.builds(Suppressed, st.just("comment"), anything)), max_size=3
    ).map(tuple),
)


def test_the_members_are_the_files_of_the_folder() -> None:
    folder = Path(import_module("checker.listings").__file__ or "").parent
    assert sorted(path.stem for path in folder.glob("*.py") if path.stem not in {"__init__", "listing"}) == sorted(
        FORMATS
    )


@pytest.mark.parametrize("name", FORMATS)
@given(validation=validations)
def test_anything_can_be_listed_and_ends_with_a_line_break(name: str, validation: Validation) -> None:
    text = listed(validation, name)
    assert text.endswith("\n")
    assert listed(validation, name) == text
    text.encode()


# ---- json ------------------------------------------------------------------------------------------------------------


def test_json_says_every_part_of_a_problem() -> None:
    told = json.loads(listed(FOUND, "json"))
    assert (told["format"], told["errors"], told["warnings"]) == (1, 1, 1)
    assert told["files"][1] == {
        "file": "rules/late orders.yaml",
        "valid": False,
        "holds": None,
        "analysed": True,
    }
    assert told["problems"][1] == {
        "file": "rules/late orders.yaml", "line": 18, "column": 5, "end_line": 18, "end_column": 10, "code": "R201",
        "level": "error", "message": "unknown key 'titel'", "hint": "did you mean 'title'?",
        "excerpt": "    titel: Late, 100 %: \u202e", "also": [],
    }  # fmt: skip


def test_json_and_sarif_say_what_errors_left_unsaid(sarif: jsonschema.Draft7Validator) -> None:
    unsaid = "gaps in tables, scopes and unused parts are looked for when its errors are mended"
    broken = replace(FOUND, files=(FOUND.files[0], replace(FOUND.files[1], is_unasked=True)))
    told = json.loads(listed(broken, "json"))
    assert (told["unasked"], [file["analysed"] for file in told["files"]]) == (unsaid, [True, False])
    assert json.loads(listed(FOUND, "json"))["unasked"] is None
    log = json.loads(listed(broken, "sarif"))
    assert not list(sarif.iter_errors(log))
    (invocation,) = log["runs"][0]["invocations"]
    (notification,) = invocation["toolExecutionNotifications"]
    assert invocation["executionSuccessful"] is True
    assert notification["message"]["text"] == unsaid
    (where,) = notification["locations"]
    assert where["physicalLocation"]["artifactLocation"]["uri"] == "rules/late%20orders.yaml"
    assert "invocations" not in json.loads(listed(FOUND, "sarif"))["runs"][0]


# ---- what somebody chose to ignore -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["text", "concise", "github"])
def test_the_last_line_counts_what_is_ignored(name: str) -> None:
    *told, last = listed(SUPPRESSED, name).splitlines()
    assert last == "1 problem in 1 file, and 1 warning; 2 warnings ignored; 1 file is valid"
    assert not any("R352" in line or "R353" in line for line in told)
    assert "ignored" not in listed(FOUND, name)


def test_json_counts_what_is_ignored_and_says_why() -> None:
    told = json.loads(listed(SUPPRESSED, "json"))
    assert (told["errors"], told["warnings"], told["suppressed"]) == (1, 1, 2)
    assert [(each["code"], each["by"], each["reason"]) for each in told["suppressed_problems"]] == [
        ("R352", "comment", "the clause follows <in> spring"), ("R353", "configuration", "rows are orders")
    ]  # fmt: skip
    assert len(told["problems"]) == 2
    assert json.loads(listed(NOTHING, "json"))["suppressed"] == 0


def test_junit_counts_what_is_ignored_of_each_file() -> None:
    for validation, counts in ((SUPPRESSED, ["1", "1"]), (FOUND, ["0", "0"])):
        suites = JUnitXml.fromstring(listed(validation, "junit").encode())
        values = [(each.name, each.value) for suite in suites for each in suite.properties()]
        assert values == [("suppressed", count) for count in counts]


def test_sarif_has_what_is_ignored_with_the_reason() -> None:
    (run,) = json.loads(listed(SUPPRESSED, "sarif"))["runs"]
    assert [result["suppressions"] for result in run["results"]] == [
        [],
        [],
        [{"kind": "inSource", "justification": "the clause follows <in> spring"}],
        [{"kind": "external", "justification": "rows are orders"}],
    ]


# ---- github ----------------------------------------------------------------------------------------------------------


def test_annotations_stand_at_the_word_and_hold_no_line_break_of_their_own() -> None:
    one = Problem("a,b:c.yaml", 2, 3, "R206", "50 % of\nit", None, end_line=2, end_column=7)
    assert listed(Validation((), (one,)), "github").splitlines()[0] == (
        "::error file=a%2Cb%3Ac.yaml,line=2,endLine=2,col=3,endColumn=6,"
        "title=R206 a value cannot be read::50 %25 of%0Ait"
    )


def test_an_annotation_of_several_lines_has_no_columns() -> None:
    one = Problem("a.yaml", 2, 3, "R207", "no", None, end_line=4, end_column=7, level="warning")
    assert listed(Validation((), (one,)), "github").splitlines()[0] == (
        "::warning file=a.yaml,line=2,endLine=4,title=R207 parts of a value do not fit together::no"
    )


@given(validation=validations)
def test_every_problem_is_one_command(validation: Validation) -> None:
    commands = [line for line in listed(validation, "github").split("\n") if line.startswith("::")]
    assert len(commands) == len(validation.problems)


# ---- junit -----------------------------------------------------------------------------------------------------------


@given(validation=validations)
def test_junit_is_read_back_with_a_failure_for_every_error(validation: Validation) -> None:
    read = JUnitXml.fromstring(listed(validation, "junit").encode())
    failures = [case for suite in read for case in suite if case.result and not isinstance(case.result[0], Skipped)]
    assert len(failures) == len(validation.errors) == read.failures
    assert sum(1 for suite in read for _ in suite) == read.tests
    assert sorted(case.result[0].type for case in failures) == sorted(each.code for each in validation.errors)


def test_a_valid_file_is_a_passed_case_and_its_warnings_are_output() -> None:
    sound, late = JUnitXml.fromstring(listed(FOUND, "junit").encode())
    assert (sound.name, [case.name for case in sound], sound.failures) == ("rules/a.yaml", ["valid"], 0)
    assert "R351 the rule set names no standard" in listed(FOUND, "junit")
    (case,) = late
    assert (case.name, case.result[0].message) == (
        "18:5 R201 a key is unknown", "unknown key 'titel'; did you mean 'title'?"
    )  # fmt: skip


# ---- sarif -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def sarif() -> jsonschema.Draft7Validator:
    if not SCHEMA.is_file():
        pytest.skip("the schema of SARIF is not here")
    return jsonschema.Draft7Validator(json.loads(SCHEMA.read_text("utf-8")))


@pytest.mark.parametrize("validation", [FOUND, NOTHING, SUPPRESSED])
def test_sarif_keeps_its_schema(validation: Validation, sarif: jsonschema.Draft7Validator) -> None:
    assert not list(sarif.iter_errors(json.loads(listed(validation, "sarif"))))


def test_sarif_says_where_and_which_rule() -> None:
    (run,) = json.loads(listed(FOUND, "sarif"))["runs"]
    result = run["results"][1]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "R201"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "rules/late%20orders.yaml", "uriBaseId": "%SRCROOT%"}
    assert {name: place["region"][name] for name in ("startLine", "startColumn", "endLine", "endColumn")} == {
        "startLine": 18, "startColumn": 5, "endLine": 18, "endColumn": 10
    }  # fmt: skip


def twice(line: int) -> Validation:
    """A key that is written twice; the first stands in this line."""
    _, problems = compose("\n" * (line - 1) + "title: One\nversion: 1\ntitle: Two\n", "late.yaml")
    return Validation((ValidatedFile("late.yaml", None),), tuple(problems))


def test_programs_are_told_where_the_same_stands_already() -> None:
    (problem,) = json.loads(listed(twice(4), "json"))["problems"]
    assert problem["message"] == "key 'title' is written twice; first in line 4, column 1"
    assert problem["also"] == [{"file": "late.yaml", "line": 4, "column": 1, "end_line": 4, "end_column": 6}]
    (result,) = json.loads(listed(twice(4), "sarif"))["runs"][0]["results"]
    (related,) = result["relatedLocations"]
    assert related["message"] == {"text": "the other place"}
    assert related["physicalLocation"] == {
        "artifactLocation": {"uri": "late.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 4, "startColumn": 1, "endLine": 4, "endColumn": 6},
    }
    (moved,) = json.loads(listed(twice(7), "sarif"))["runs"][0]["results"]
    assert moved["partialFingerprints"] == result["partialFingerprints"]


@pytest.mark.skipif(not SCHEMA.is_file(), reason="the schema of SARIF is not beside the checkout")
def test_sarif_with_another_place_keeps_its_schema(sarif: jsonschema.Draft7Validator) -> None:
    assert not list(sarif.iter_errors(json.loads(listed(twice(4), "sarif"))))


def test_the_same_mistake_has_the_same_fingerprint_when_lines_above_it_come_and_go() -> None:
    moved = Problem(**{**UNKNOWN.__dict__, "line": 40, "end_line": 40})
    prints = [
        json.loads(listed(Validation((), found), "sarif"))["runs"][0]["results"][-1]["partialFingerprints"]
        for found in ((UNKNOWN,), (moved,), (UNKNOWN, moved))
    ]
    assert prints[0] == prints[1] != prints[2]


# ---- gitlab ----------------------------------------------------------------------------------------------------------


def test_a_code_quality_report_has_an_issue_for_each_problem() -> None:
    warned, unknown = json.loads(listed(FOUND, "gitlab"))
    assert (warned["severity"], warned["check_name"]) == ("minor", "R351")
    fingerprint = unknown.pop("fingerprint")
    assert len(fingerprint) == 32
    assert unknown == {
        "description": "unknown key 'titel'; did you mean 'title'?",
        "check_name": "R201",
        "severity": "major",
        "location": {"path": "rules/late orders.yaml", "lines": {"begin": 18}},
    }


def test_the_issues_of_a_code_quality_report_are_told_apart_and_keep_their_fingerprints() -> None:
    moved = replace(UNKNOWN, line=40)
    issues = json.loads(listed(Validation((), (UNKNOWN, UNKNOWN)), "gitlab"))
    assert len({issue["fingerprint"] for issue in issues}) == 2
    assert json.loads(listed(Validation((), (moved,)), "gitlab"))[0]["fingerprint"] == issues[0]["fingerprint"]


# ---- markdown --------------------------------------------------------------------------------------------------------


def shown(text: str) -> list[list[str]]:
    """What a reader of the Markdown sees: the texts of the paragraphs, and of each row's cells; nothing is markup."""
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    rows: list[list[str]] = []
    for token in tokens:
        if token.type in ("tr_open", "paragraph_open"):
            rows.append([])
        if token.type == "inline":
            parts = token.children or []
            assert {part.type for part in parts} <= {"text", "text_special"}, parts
            rows[-1].append("".join(part.content for part in parts))
    kinds = {token.type.rpartition("_")[0] for token in tokens if token.type != "inline"}
    assert kinds <= {"paragraph", "table", "thead", "tbody", "tr", "th", "td"}
    return rows


def test_a_summary_in_markdown_counts_and_lists() -> None:
    assert shown(listed(NOTHING, "markdown")) == [["✅ 1 file is valid: rules/a.yaml (1 rule)"]]
    assert shown(listed(FOUND, "markdown")) == [
        ["❌ 1 problem in 1 file, and 1 warning; 1 file is valid"],
        ["where", "", "problem", "code"],
        ["rules/a.yaml:1:1", "warning", "the rule set names no standard", "R351 the rule set names no standard"],
        [
            "rules/late orders.yaml:18:5", "error", "unknown key 'titel'; did you mean 'title'?",
            "R201 a key is unknown",
        ],
    ]  # fmt: skip


@given(
    message=anything | st.sampled_from(["<img src=x>", "[a](b)", "`x`", "a|b", "**b**", "&lt;", "https://a.b", "\\|"])
)
def test_no_word_of_a_file_is_markup(message: str) -> None:
    one = replace(WARNED, file="a*b*|<c>.yaml", message=message)
    rows = shown(listed(Validation((), (one,)), "markdown"))
    assert rows[2][0] == "a*b*|<c>.yaml:1:1"
    assert rows[2][2] == " ".join(visible(message.replace("\n", " ")).split())


def test_a_summary_lists_no_more_than_can_be_shown() -> None:
    many = tuple(replace(WARNED, line=line) for line in range(1, 1_001))
    text = listed(Validation((), many), "markdown")
    assert text.count("rules\\/a\\.yaml") == 200
    assert text.endswith("\nand 800 more\n")
