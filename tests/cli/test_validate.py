"""`checker validate`: files and folders in, problems and their count out, and an exit code that tells which."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import beside_standard

Checker = Callable[..., tuple[int, str, str]]

STANDARD = """\
standard: service
title: Service
clauses:
  - {id: delivery.cycle, text: Within two days., source: {document: S1}}
"""

HEAVY = set(
    "babel duckdb jinja2 narwhals numpy pandas polars pyarrow python_calamine rich weasyprint xlsxwriter".split()
)

UNASKED = "; gaps in tables, scopes and unused parts are looked for when its errors are mended"


@pytest.fixture
def rules(folder: Path) -> Path:
    """The folder `rules` with a rule set without a problem, and the folder `standards` beside it."""
    text = beside_standard(folder, STANDARD)
    text = text.replace("    measure:", "    clause: delivery.cycle\n    measure:")
    (folder / "rules" / "orders.yaml").write_text(text, "utf-8")
    return folder / "rules"


def with_mistakes(rules: Path, name: str = "late") -> Path:
    text = (rules / "orders.yaml").read_text("utf-8").replace("rule_set: orders", f"rule_set: {name}")
    path = rules / f"{name}.yaml"
    path.write_text(
        text.replace("    title: Orders", "    titel: Orders").replace("48 hours, open", "2 days, open"), "utf-8"
    )
    return path


# ---- one file --------------------------------------------------------------------------------------------------------


def test_a_valid_file_is_named_with_what_it_holds(rules: Path, checker: Checker) -> None:
    assert checker("validate", "rules/orders.yaml") == (0, "1 file is valid: rules/orders.yaml (1 rule)\n", "")


def test_a_standard_is_valid_too(rules: Path, checker: Checker) -> None:
    code, out, _ = checker("validate", "standards/service.yaml")
    assert (code, out) == (0, "1 file is valid: standards/service.yaml (1 clause)\n")


def test_every_problem_of_a_file_is_told_and_counted(rules: Path, checker: Checker) -> None:
    with_mistakes(rules)
    code, out, err = checker("validate", "rules/late.yaml")
    assert (code, err) == (1, "")
    lines = out.splitlines()
    assert [line.partition(": ")[0] for line in lines if line.startswith("rules/")] == [
        "rules/late.yaml:18:5", "rules/late.yaml:20:79",
    ]  # fmt: skip
    assert lines[1:3] == ["   18 |     titel: Orders arrive within 48 hours", "      |     ^^^^^"]
    assert lines[-1] == f"2 problems in 1 file{UNASKED}"


def test_warnings_are_told_and_do_not_fail_unless_they_should(folder: Path, checker: Checker) -> None:
    code, out, _ = checker("validate", "orders.yaml")
    assert code == 0
    assert out.count(" warning: ") == 2
    assert out.endswith("1 file is valid: orders.yaml (1 rule), and 2 warnings\n")
    failing = checker("validate", "orders.yaml", "--fail-on", "warning")
    assert failing == (1, out, "exit code 1, since --fail-on is warning\n")


def test_notes_do_not_fail_unless_they_should(folder: Path, checker: Checker) -> None:
    text = (folder / "orders.yaml").read_text("utf-8").replace("rule_set: orders", "rule_set: noted")
    text = text.replace("  fields:\n", "  fields:\n    unread: {type: text}\n")
    (folder / "noted.yaml").write_text(text, "utf-8")
    (folder / "checker.toml").write_text('ignore = {R351 = "later", R352 = "later"}\n', "utf-8")
    code, out, _ = checker("validate", "noted.yaml", "--fail-on", "warning")
    assert " R371 note: field 'unread' is read by nothing" in out
    assert code == 0
    code, _, err = checker("validate", "noted.yaml", "--fail-on", "note")
    assert (code, err) == (1, "exit code 1, since --fail-on is note\n")


def test_warnings_that_comments_ignore_are_counted_and_never_fail(folder: Path, checker: Checker) -> None:
    text = (folder / "orders.yaml").read_text("utf-8")
    text = text.replace("rule_set: orders", "rule_set: orders  # checker: ignore[R351] not published yet")
    text = text.replace("  - id: two-days", "  # checker: ignore[R352] not published yet\n  - id: two-days")
    (folder / "orders.yaml").write_text(text, "utf-8")
    assert checker("validate", "orders.yaml", "--fail-on", "warning") == (
        0, "1 file is valid: orders.yaml (1 rule); 2 warnings ignored\n", ""
    )  # fmt: skip
    assert checker("check", "orders.csv", "--rules", "orders.yaml")[0] == 0


def test_a_comment_without_use_is_a_warning(rules: Path, checker: Checker) -> None:
    path = rules / "orders.yaml"
    path.write_text(path.read_text("utf-8") + "# checker: ignore[R352] of nothing\n", "utf-8")
    code, out, _ = checker("validate", "rules")
    assert code == 0
    assert "R125 warning: the next line has no R352 to ignore; remove the comment" in out
    assert checker("validate", "rules", "--fail-on", "warning")[0] == 1


def test_a_rule_set_whose_comments_are_wrong_is_not_judged_by(folder: Path, checker: Checker) -> None:
    text = (folder / "orders.yaml").read_text("utf-8")
    (folder / "orders.yaml").write_text(
        text.replace("title: Orders\n", "title: Orders # checker: ignore[R301]\n"), "utf-8"
    )
    code, out, err = checker("check", "orders.csv", "--rules", "orders.yaml")
    assert (code, out) == (2, "")
    assert "R122 a comment does not say why" in err
    assert "R124 R301 is an error and cannot be ignored" in err


def test_without_warnings_failing_on_them_changes_nothing(rules: Path, checker: Checker) -> None:
    assert checker("validate", "rules/orders.yaml", "--fail-on", "warning")[0] == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"rule_set: orders\ntitle: a: b\n", 2),
        (b"", 2),
        (b"# nothing\n", 2),
        (b"rule_set: \xff\n", 2),
        (b"rule_set: a\x00b\n", 2),
        (b"rules: " + b"[" * 60, 2),
        (b"#" * 5_000_001, 2),
        (b"- a\n", 1),
        (b"rule_set: orders\nrule_set: orders\n", 1),
        (b"a: &a b\n", 2),
        (b"hello\n", 1),
    ],
)
def test_a_file_that_is_no_yaml_is_told_by_its_own_exit_code(
    content: bytes, code: int, folder: Path, checker: Checker
) -> None:
    (folder / "orders.yaml").write_bytes(content)
    ended, out, err = checker("validate", "orders.yaml")
    assert ended == code
    assert out.startswith("orders.yaml:")
    assert err == ""


CASES = """rule_set: orders
cases:
  - name: two days are kept
    records: [{order_id: a, ordered_at: 2026-06-01 09:00:00, delivered_at: 2026-06-03 09:00:00}]
    expect: {two-days: kept}
  - todo: returned orders
"""


def test_the_tests_of_a_rule_set_are_valid_with_their_number_of_cases(rules: Path, checker: Checker) -> None:
    (rules / "orders.tests.yaml").write_text(CASES, "utf-8")
    assert checker("validate", "rules/orders.tests.yaml") == (
        0, "1 file is valid: rules/orders.tests.yaml (1 case, 1 to do)\n", ""
    )  # fmt: skip
    code, out, _ = checker("validate", "rules")
    assert (code, out) == (
        0, "2 files are valid: rules/orders.tests.yaml (1 case, 1 to do), rules/orders.yaml (1 rule)\n"
    )  # fmt: skip


def test_mistakes_in_the_tests_of_a_rule_set_are_told(rules: Path, checker: Checker) -> None:
    (rules / "orders.tests.yaml").write_text(CASES.replace("two-days", "two-day"), "utf-8")
    code, out, _ = checker("validate", "rules")
    assert code == 1
    assert out.startswith("rules/orders.tests.yaml:5:14: R302 unknown rule 'two-day'; did you mean 'two-days'?\n")


# ---- several files and folders ---------------------------------------------------------------------------------------


def test_a_folder_is_searched_for_rule_sets_and_standards(rules: Path, checker: Checker) -> None:
    deeper = rules / "north" / "branches"
    deeper.mkdir(parents=True)
    (deeper / "orders.yml").write_text((rules / "orders.yaml").read_text("utf-8"), "utf-8")
    (rules.parent / "orders.yaml").unlink()
    code, out, _ = checker("validate", ".", "--standards", "standards")
    assert code == 0
    assert out == (
        "3 files are valid: rules/north/branches/orders.yml (1 rule), rules/orders.yaml (1 rule), "
        "standards/service.yaml (1 clause)\n"
    )


def test_of_many_files_is_told_what_they_hold_together(rules: Path, checker: Checker) -> None:
    named = (rules / "orders.yaml").read_text("utf-8")
    for number in range(4):
        (rules / f"more-{number}.yaml").write_text(named.replace("orders", f"more-{number}", 1), "utf-8")
    (rules / "orders.tests.yaml").write_text(CASES, "utf-8")
    code, out, _ = checker("validate", "rules")
    assert (code, out) == (0, "6 files are valid: 5 rules, 1 case, 1 to do\n")


def test_other_files_of_a_folder_are_passed_over(rules: Path, checker: Checker) -> None:
    (rules / "compose.yaml").write_text("services: {}\n", "utf-8")
    (rules / "mkdocs.yml").write_text("site_name: Rules\n", "utf-8")
    (rules / "orders.yaml.bak").write_text("rule_set: orders\n", "utf-8")
    (rules / ".hidden.yaml").write_text("rule_set: [\n", "utf-8")
    (rules / ".git").mkdir()
    (rules / ".git" / "a.yaml").write_text("rule_set: [\n", "utf-8")
    (rules / ".old").mkdir()
    (rules / "folder.yaml").mkdir()
    os.mkfifo(rules / "pipe.yaml")
    others = "rules/compose.yaml, rules/mkdocs.yml"
    assert checker("validate", "rules") == (
        0,
        f"1 file is valid: rules/orders.yaml (1 rule); passed over other YAML files: {others}\n",
        (
            "checker: not looked into: the hidden file rules/.hidden.yaml, the hidden folder rules/.old, "
            "the pipe rules/pipe.yaml\n"
        ),
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("misspelt.yaml", "ruleset: misspelt\nrule: []\n"),
        ("indented.yaml", "  rule_set: indented\n  titel: a\n"),
        ("lines.yaml", '{"title": "x",\n "rule_set": "lines"}\n'),
        ("empty.yaml", ""),
        ("LOUD.YAML", "rule_set: LOUD\n"),
    ],
)
def test_a_broken_file_of_a_folder_is_never_passed_over(name: str, content: str, rules: Path, checker: Checker) -> None:
    (rules / name).write_text(content, "utf-8")
    code, out, _ = checker("validate", "rules")
    assert code in (1, 2)
    assert f"rules/{name}:" in out


def test_the_file_is_blamed_that_has_the_mistake_and_it_counts_once(rules: Path, checker: Checker) -> None:
    (rules / "strict.yaml").write_text("rule_set: strict\nversion: 1\nextends: orders.yaml\n", "utf-8")
    standard = rules.parent / "standards" / "service.yaml"
    standard.write_text(standard.read_text("utf-8").replace("title:", "titel:"), "utf-8")
    _, alone, _ = checker("validate", "rules/strict.yaml")
    assert "R326 'orders.yaml' cannot be used: standards/service.yaml has problems; validate that file first" in alone
    assert "\n1 problem in 1 file" in alone
    code, together, _ = checker("validate", "rules", "standards")
    assert code == 1
    assert "note: 'orders.yaml' cannot be used: standards/service.yaml has problems; what is wrong is told" in together
    assert "\n1 problem in 1 file" in together
    _, junit, _ = checker("validate", "rules", "standards", "--format", "junit")
    assert 'tests="1" failures="0" errors="0" skipped="1"' in junit


def test_of_a_broken_rule_set_its_tests_repeat_nothing(rules: Path, checker: Checker) -> None:
    (rules / "orders.tests.yaml").write_text("rule_set: orders\ncases: [{todo: all}]\n", "utf-8")
    orders = rules / "orders.yaml"
    orders.write_text(orders.read_text("utf-8").replace("title:", "titel:", 1), "utf-8")
    _, alone, _ = checker("validate", "rules/orders.tests.yaml")
    assert "R402 the rule set 'orders' has 1 problem; see it with checker validate rules/orders.yaml" in alone
    assert "\n1 problem in 1 file" in alone
    code, together, _ = checker("validate", "rules")
    assert code == 1
    assert "R402 note: the rule set 'orders' has 1 problem; what is wrong is told with that file" in together
    assert "\n1 problem in 1 file" in together


def test_what_errors_leave_unsaid_is_told_and_counts_as_nothing(rules: Path, checker: Checker) -> None:
    with_mistakes(rules)
    code, out, _ = checker("validate", "rules")
    assert code == 1
    assert out.endswith(f"; 1 file is valid{UNASKED}\n")
    with_mistakes(rules, "later")
    assert checker("validate", "rules")[1].endswith("when their errors are mended\n")
    standard = rules.parent / "standards" / "service.yaml"
    standard.write_text(standard.read_text("utf-8").replace("title:", "titel:"), "utf-8")
    assert "looked for" not in checker("validate", "standards/service.yaml")[1]


@pytest.mark.parametrize("text", ["foo: 1\n", "{a: 1}\n", "a.b: {c: [1]}\n"])
def test_what_has_no_key_of_ours_is_passed_over_and_named(text: str, rules: Path, checker: Checker) -> None:
    (rules / "other.yaml").write_text(text, "utf-8")
    code, out, _ = checker("validate", "rules")
    assert code == 0
    assert out.endswith("; passed over another YAML file: rules/other.yaml\n")


def test_rules_alone_are_a_rule_set_that_lacks_the_rest(rules: Path, checker: Checker) -> None:
    (rules / "other.yaml").write_text("rules: []\n", "utf-8")
    code, out, _ = checker("validate", "rules")
    assert code == 1
    assert "rules/other.yaml:1:1: R202 the rule set has no 'rule_set'" in out


def test_a_standard_is_found_in_the_folder_that_is_validated_too(rules: Path, checker: Checker) -> None:
    (rules / "sub").mkdir()
    (rules / "orders.yaml").rename(rules / "sub" / "orders.yml")
    assert "R314 the standard 'service' is not in rules/standards; put it in" in checker("validate", "rules")[1]
    assert "R314" not in checker("validate", "rules", "standards")[1]


@pytest.mark.parametrize("path", ["rules", "rules/gone.yaml"])
@pytest.mark.parametrize("to", ["nowhere.yaml", "gone.yaml"])
def test_a_link_that_leads_nowhere_is_a_problem_of_its_own(path: str, to: str, rules: Path, checker: Checker) -> None:
    (rules / "gone.yaml").symlink_to(to)
    code, out, err = checker("validate", path)
    assert (code, err) == (2, "")
    assert "rules/gone.yaml:1:1: R108 the link leads nowhere; mend the link or remove it\n" in out
    assert ("1 file is valid" in out) == (path == "rules")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("misspelt.yaml", b"rule_st: misspelt\nrecords: {}\nrules: []\n"),
        ("standrd.yaml", b"standrd: standrd\ntitle: a\nclauses: []\n"),
        ("broken.yaml", b"title: [\nrule_set: broken\n"),
        ("json.yaml", b'{"rule_set": "json"}'),
        ("mark.yaml", b"\xef\xbb\xbfrule_set: mark\n"),
        ("utf16.yaml", "rule_set: utf16\n".encode("utf-16")),
        ("windows.yaml", "rule_set: windows\ntitle: Łódź\n".encode("cp1250")),
    ],
)
def test_a_rule_set_with_mistakes_is_not_passed_over(name: str, content: bytes, rules: Path, checker: Checker) -> None:
    (rules / name).write_bytes(content)
    code, out, _ = checker("validate", "rules")
    assert code > 0
    assert out.startswith(f"rules/{name}:")


def test_a_folder_without_any_is_a_mistake_of_the_call(folder: Path, checker: Checker) -> None:
    (folder / "empty").mkdir()
    code, out, err = checker("validate", "empty")
    assert (code, out) == (2, "")
    assert "there is no rule set and no standard in 'empty'" in err


def test_a_file_given_twice_is_read_once(rules: Path, checker: Checker) -> None:
    with_mistakes(rules)
    (rules / "again.yaml").symlink_to(rules / "late.yaml")
    once = checker("validate", "rules/late.yaml")
    for paths in (
        ("rules/late.yaml", "rules/late.yaml"),
        ("rules/late.yaml", "./rules/../rules/late.yaml", str(rules / "late.yaml")),
        ("rules/late.yaml", "rules/again.yaml"),
    ):
        assert checker("validate", *paths) == once


def test_problems_of_several_files_follow_each_other_and_are_counted_together(rules: Path, checker: Checker) -> None:
    with_mistakes(rules, "early")
    with_mistakes(rules, "late")
    code, out, _ = checker("validate", "rules/late.yaml", "rules", "orders.yaml")
    told = [line.partition(":")[0] for line in out.splitlines() if ".yaml:" in line]
    assert code == 1
    assert told == ["rules/late.yaml"] * 2 + ["rules/early.yaml"] * 2 + ["orders.yaml"] * 2
    unasked = UNASKED.replace("its", "their")
    assert out.splitlines()[-1] == f"4 problems in 2 files, and 2 warnings; 2 files are valid{unasked}"


def test_the_worst_file_decides_the_exit_code(rules: Path, checker: Checker) -> None:
    with_mistakes(rules)
    (rules / "broken.yaml").write_text("rule_set: [\n", "utf-8")
    assert checker("validate", "rules/orders.yaml", "rules/late.yaml")[0] == 1
    assert checker("validate", "rules/orders.yaml", "rules/late.yaml", "rules/broken.yaml")[0] == 2


# ---- standards -------------------------------------------------------------------------------------------------------


def test_a_clause_must_stand_in_the_standard(rules: Path, checker: Checker) -> None:
    (rules.parent / "standards" / "service.yaml").write_text(
        STANDARD.replace("delivery.cycle", "visits.badge"), "utf-8"
    )
    code, out, _ = checker("validate", "rules/orders.yaml")
    assert code == 1
    assert "R315 unknown clause 'delivery.cycle' of standard 'service'; known is only visits.badge" in out


def test_standards_may_lie_elsewhere(rules: Path, checker: Checker) -> None:
    elsewhere = rules.parent / "promises"
    (rules.parent / "standards").rename(elsewhere)
    code, out, _ = checker("validate", "rules/orders.yaml")
    assert code == 1
    assert "R314 the standard 'service' is not in" in out
    assert checker("validate", "rules/orders.yaml", "--standards", "promises")[0] == 0


def test_a_standard_with_mistakes_is_told_once_for_all_its_rule_sets(rules: Path, checker: Checker) -> None:
    standard = rules.parent / "standards" / "service.yaml"
    standard.write_text(STANDARD.replace("text:", "txt:"), "utf-8")
    (rules / "more.yaml").write_text(
        (rules / "orders.yaml").read_text("utf-8").replace("set: orders", "set: more"), "utf-8"
    )
    for paths in (("rules", "standards"), ("standards", "rules"), (str(standard), "rules"), ("rules",)):
        code, out, _ = checker("validate", *paths)
        assert code == 1
        assert out.count("R201 unknown key 'txt'") == 1
        assert out.splitlines()[-1].startswith("1 problem in 1 file")


# ---- calls -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Missing argument 'PATH...'"),
        (("nowhere.yaml",), "'nowhere.yaml' does not exist"),
        (("orders.yaml", "--standards", "nowhere"), "'nowhere' does not exist"),
        (("orders.yaml", "--fail-on", "everything"), "'everything' is not one of"),
        (("orders.yaml", "--strict"), "No such option"),
    ],
)
def test_a_mistake_of_the_call_exits_with_2(
    arguments: tuple[str, ...], said: str, folder: Path, checker: Checker
) -> None:
    code, out, err = checker("validate", *arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_validating_loads_nothing_heavy_and_reaches_for_no_records(rules: Path) -> None:
    with_mistakes(rules)
    script = (
        "import sys\n"
        "from checker.cli import run\n"
        "code = run(['validate', *sys.argv[1:]])\n"
        "print(code, *sorted({name.partition('.')[0] for name in sys.modules}))\n"
    )
    for file, expected in (("rules/orders.yaml", "0"), ("rules/late.yaml", "1"), ("standards/service.yaml", "0")):
        call = [sys.executable, "-c", script, file]
        ended = subprocess.run(call, cwd=rules.parent, capture_output=True, text=True, check=True)
        code, *modules = ended.stdout.splitlines()[-1].split()
        assert code == expected
        assert not HEAVY & set(modules)


def test_the_shipped_rule_sets_and_standards_are_valid(checker: Checker) -> None:
    root = Path(__file__).parents[2]
    code, out, _ = checker("validate", str(root / "rules"), str(root / "standards"), "--fail-on", "warning")
    assert code == 0
    assert "files are valid" in out


# ---- formats ---------------------------------------------------------------------------------------------------------


def test_several_formats_are_written_at_once_and_one_is_printed(rules: Path, checker: Checker) -> None:
    with_mistakes(rules)
    formats = ["--format", "concise", "--format", "sarif=out.sarif", "--format", "junit=out.xml"]
    code, out, err = checker("validate", "rules/late.yaml", *formats)
    assert (code, err) == (1, "")
    assert [line.partition(" ")[0] for line in out.splitlines()[:2]] == [
        "rules/late.yaml:18:5:", "rules/late.yaml:20:79:"
    ]  # fmt: skip
    assert out.splitlines()[2:] == [f"2 problems in 1 file{UNASKED}"]
    assert '"ruleId": "R201"' in Path("out.sarif").read_text("utf-8")
    assert 'failures="2"' in Path("out.xml").read_text("utf-8")


@pytest.mark.parametrize(
    ("formats", "says"),
    [
        (["--format", "sarf"], "no format 'sarf'; did you mean 'sarif'?"),
        (["--format", "json", "--format", "text"], "json and text would both go to standard output"),
        (["--format", "json=a", "--format", "json=b"], "the format json was asked for twice"),
        (["--format", "json="], "--format json= names no file"),
    ],
)
def test_formats_that_cannot_be_written_are_told(formats: list[str], says: str, rules: Path, checker: Checker) -> None:
    code, out, err = checker("validate", "rules/orders.yaml", *formats)
    assert (code, out) == (2, "")
    assert says in err


def test_a_listing_that_cannot_be_written_leaves_nothing(rules: Path, checker: Checker) -> None:
    code, _, err = checker("validate", "rules/orders.yaml", "--format", "json=nowhere/out.json")
    assert code == 2
    assert "nowhere/out.json cannot be written" in err


def test_a_listing_never_takes_the_place_of_a_rule_file(rules: Path, checker: Checker) -> None:
    before = (rules / "orders.yaml").read_bytes()
    code, out, err = checker("validate", "rules", "--format", "json=rules/orders.yaml")
    assert (code, out) == (2, "")
    assert "rules/orders.yaml cannot be written: it is one of the files to read" in err
    assert (rules / "orders.yaml").read_bytes() == before


@pytest.mark.parametrize("name", ["standards/service.yaml", "checker.toml", "elsewhere/base.YML"])
def test_a_listing_is_not_written_over_a_file_of_rules_or_settings(name: str, rules: Path, checker: Checker) -> None:
    file = rules.parent / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("# mine\n", "utf-8")
    code, out, err = checker("validate", "rules", "--no-config", "--format", f"json={name}")
    assert (code, out) == (2, "")
    assert f"'{name}' is a file of rules or settings; a listing is not written over it" in err
    assert file.read_text("utf-8") == "# mine\n"
