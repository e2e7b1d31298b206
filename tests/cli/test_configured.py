"""Settings from a file: they fill what the command line leaves open, and nothing is said of them unless asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from checker.cli import run
from tests.cli.conftest import beside_standard

Checker = Callable[..., tuple[int, str, str]]


@pytest.fixture
def settings(folder: Path) -> Callable[[str], None]:
    """Write settings into the folder, which is the root of a repository."""
    (folder / ".git").mkdir()

    def written(text: str, name: str = "checker.toml") -> None:
        (folder / name).write_text(text, "utf-8")

    return written


NONE = "there is no checker.toml and no pyproject.toml with [tool.checker] up to the root of the repository"
VALID = "1 file is valid: orders.yaml (1 rule)"


def test_without_settings_nothing_changes(folder: Path, checker: Checker) -> None:
    (folder / ".git").mkdir()
    code, out, err = checker("validate", "orders.yaml")
    assert (code, err) == (0, "")
    assert out == checker("validate", "orders.yaml", "--no-config")[1]


def test_paths_are_taken_where_none_is_named(settings: Callable[[str], None], checker: Checker) -> None:
    settings('paths = ["orders.yaml"]\nformat = "concise"\n')
    code, out, err = checker("validate")
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == f"{VALID}, and 2 warnings"
    assert not any("|" in line for line in out.splitlines())


def test_the_command_line_goes_before_the_settings(
    settings: Callable[[str], None], folder: Path, checker: Checker
) -> None:
    settings('paths = ["orders.yaml"]\nformat = "json"\nfail_on = "warning"\n')
    assert checker("validate")[0] == 1
    assert checker("validate", "--fail-on", "error")[0] == 0
    assert checker("validate", "--format", "concise")[1].endswith(f"{VALID}, and 2 warnings\n")
    (folder / "more.yaml").write_text(
        (folder / "orders.yaml").read_text("utf-8").replace(": orders", ": more"), "utf-8"
    )
    out = checker("validate", "more.yaml", "--format", "text")[1]
    assert "orders.yaml" not in out
    assert "more.yaml (1 rule)" in out


def test_several_formats_are_written_as_the_settings_say(
    settings: Callable[[str], None], folder: Path, checker: Checker, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(
        'paths = ["orders.yaml"]\nformat = ["concise", "sarif=out/checker.sarif", "junit=junit.xml"]\n'
        '[test]\nformat = ["text", "json=out/tests.json"]\n'
    )
    code, _, err = checker("validate")
    assert (code, err.splitlines()[-1]) == (
        2,
        "checker: out/checker.sarif cannot be written: there is no folder 'out'; make it first",
    )
    (folder / "out").mkdir()
    (folder / "below").mkdir()
    monkeypatch.chdir(folder / "below")
    assert (
        "  format: concise, sarif=../out/checker.sarif, junit=../junit.xml\n" in checker("validate", "--show-config")[1]
    )
    code, out, err = checker("validate")
    assert (code, err) == (0, "")
    assert out.endswith("2 warnings\n")
    assert json.loads((folder / "out" / "checker.sarif").read_text("utf-8"))["version"] == "2.1.0"
    assert (folder / "junit.xml").read_text("utf-8").startswith("<?xml")
    (folder / "junit.xml").unlink()
    assert checker("validate", "--format", "json")[0] == 0
    assert not (folder / "junit.xml").exists()
    (folder / "orders.tests.yaml").write_text(
        "rule_set: orders\ncases:\n  - name: on the limit\n"
        "    records: [{ordered_at: 2026-06-01 09:00:00, delivered_at: 2026-06-03 09:00:00}]\n"
        "    expect: {two-days: kept}\n",
        "utf-8",
    )
    assert "1 case passed" in checker("test")[1]
    assert json.loads((folder / "out" / "tests.json").read_text("utf-8"))["files"]


def test_ignored_codes_are_counted_and_their_reasons_listed(settings: Callable[[str], None], checker: Checker) -> None:
    settings('ignore = {R351 = "published in June", R352 = "published in June"}\nfail_on = "warning"\n')
    assert checker("validate", "orders.yaml") == (0, f"{VALID}; 2 warnings ignored\n", "")
    assert '"reason": "published in June"' in checker("validate", "orders.yaml", "--format", "json")[1]
    assert checker("validate", "orders.yaml", "--no-config", "--fail-on", "warning")[0] == 1


def test_a_comment_goes_before_the_settings(settings: Callable[[str], None], folder: Path, checker: Checker) -> None:
    settings('ignore = {R351 = "by settings"}\n')
    text = (folder / "orders.yaml").read_text("utf-8")
    (folder / "orders.yaml").write_text(
        text.replace("orders\n", "orders  # checker: ignore[R351] by comment\n", 1), "utf-8"
    )
    out = checker("validate", "orders.yaml", "--format", "json")[1]
    assert '"reason": "by comment"' in out
    assert "R125" not in out


def test_a_standard_is_found_where_the_settings_say(
    settings: Callable[[str], None], folder: Path, checker: Checker
) -> None:
    (folder / "promises").mkdir()
    (folder / "promises" / "service.yaml").write_text(
        "standard: service\ntitle: Service\nclauses: [{id: a.b, text: c}]\n", "utf-8"
    )
    text = (folder / "orders.yaml").read_text("utf-8")
    (folder / "orders.yaml").write_text(text.replace("version: 1", "version: 1\nstandard: service"), "utf-8")
    assert checker("validate", "orders.yaml")[0] == 1
    assert checker("check", "orders.csv", "--rules", "orders.yaml")[0] == 2
    settings('standards = "promises"\n')
    assert checker("validate", "orders.yaml")[0] == 0
    assert checker("check", "orders.csv", "--rules", "orders.yaml")[0] == 0


def test_a_check_fails_on_what_its_own_table_says(
    settings: Callable[[str], None], folder: Path, checker: Checker
) -> None:
    (folder / "orders.csv").write_text("order_id,ordered_at,delivered_at,site\na,,,b\n", "utf-8")
    call = ("check", "orders.csv", "--rules", "orders.yaml")
    settings('fail_on = "warning"\n')
    assert checker(*call)[0] == 0
    settings('[check]\nfail_on = ["undetermined"]\n')
    assert checker(*call)[0] == 1
    assert checker(*call, "--fail-on", "too_close")[0] == 0
    assert checker(*call, "--no-config")[0] == 0


def test_clauses_are_put_beside_rules_as_the_settings_say(
    settings: Callable[[str], None], folder: Path, checker: Checker
) -> None:
    text = beside_standard(folder, "standard: service\ntitle: Service\nclauses: [{id: a.b, text: c}]\n")
    (folder / "rules" / "orders.yaml").write_text(text, "utf-8")
    (folder / "standards").rename(folder / "promises")
    code, _, err = checker("standards")
    assert code == 2
    assert "set 'paths' in checker.toml" in err
    settings('standards = "promises"\npaths = ["rules"]\n')
    code, out, err = checker("standards")
    assert (code, err) == (0, "")
    assert "OPEN: no rule, and no reason why not" in out
    settings('paths = ["rules"]\n[standards]\nfolder = "promises"\nformat = "json"\nfail_on = "open"\n')
    code, out, _ = checker("standards")
    assert code == 1
    assert json.loads(out)["clauses"][0]["id"] == "a.b"
    assert checker("standards", "--format", "text", "--fail-on", "without_clause")[0] == 1
    assert checker("validate")[0] == 0
    assert "  folder: promises\n" not in checker("standards", "--show-config")[1]
    assert "  standards: promises\n" in checker("standards", "--show-config")[1]


@pytest.mark.parametrize("call", [("validate", "orders.yaml"), ("check", "orders.csv", "--rules", "orders.yaml")])
def test_settings_with_mistakes_are_refused_with_all_of_them(
    call: tuple[str, ...], settings: Callable[[str], None], checker: Checker
) -> None:
    settings('formt = "text"\nstandards = 5\n')
    code, out, err = checker(*call)
    assert (code, out) == (2, "")
    assert "checker.toml:1:1: R602 unknown setting 'formt'; did you mean 'format'?" in err
    assert "checker.toml:2:13: R603 'standards' must be a path" in err
    assert checker(*call, "--no-config")[0] == 0
    assert checker(call[0], "--help")[0] == 0


def test_other_commands_take_no_settings(settings: Callable[[str], None], checker: Checker) -> None:
    settings("formt = [\n")
    assert checker("explain", "R602")[0] == 0
    assert checker("schema")[0] == 0


def test_a_file_of_settings_may_be_named(settings: Callable[[str], None], folder: Path, checker: Checker) -> None:
    settings('format = "json"\n')
    (folder / "ci").mkdir()
    (folder / "ci" / "strict.toml").write_text('fail_on = "warning"\n', "utf-8")
    code, out, _ = checker("validate", "orders.yaml", "--config", "ci/strict.toml")
    assert code == 1
    assert out.endswith(f"{VALID}, and 2 warnings\n")
    code, _, err = checker("validate", "orders.yaml", "--config", "ci/none.toml")
    assert code == 2
    assert "ci/none.toml:1:1: R601 it cannot be opened: no such file or directory" in err
    (folder / "pyproject.toml").write_text("[project]\n", "utf-8")
    code, _, err = checker("validate", "orders.yaml", "--config", "pyproject.toml")
    assert code == 2
    assert "R601 it has no table [tool.checker]" in err
    code, _, err = checker("validate", "orders.yaml", "--config", "ci/strict.toml", "--no-config")
    assert code == 2
    assert "--config and --no-config contradict each other" in err


def test_of_two_files_in_one_folder_it_is_said_which_is_taken(settings: Callable[..., None], checker: Checker) -> None:
    settings('paths = ["orders.yaml"]\n')
    settings('[tool.checker]\nformat = "json"\n', "pyproject.toml")
    code, out, err = checker("validate")
    assert code == 0
    assert out.endswith(f"{VALID}, and 2 warnings\n")
    assert err == "checker: settings are taken from checker.toml; those in pyproject.toml are passed over\n"


def test_what_is_taken_is_told_when_asked(
    settings: Callable[[str], None], checker: Checker, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    assert checker("validate", "--show-config")[:2] == (
        0,
        f"no settings: {NONE}\n",
    )
    settings('paths = ["orders.yaml"]\nignore = {R352 = "in\\u0007spring"}\n[check]\nfail_on = ["too_close"]\n')
    (folder / "rules").mkdir()
    monkeypatch.chdir(folder / "rules")
    assert checker("validate", "--show-config")[1].splitlines() == [
        f"settings of {folder / 'checker.toml'}", "  paths: ../orders.yaml", "  ignore R352: inU+0007spring"
    ]  # fmt: skip
    assert checker("check", "--show-config")[1].splitlines()[1:] == ["  fail_on: too_close"]


def test_a_checkout_of_others_is_not_governed_from_above_it(
    settings: Callable[[str], None], folder: Path, checker: Checker, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings('fail_on = "warning"\n')
    checkout = folder / "checkout"
    (checkout / ".git").mkdir(parents=True)
    (folder / "orders.yaml").rename(checkout / "orders.yaml")
    monkeypatch.chdir(checkout)
    assert checker("validate", "orders.yaml")[0] == 0


def test_a_code_that_no_file_has_is_told_where_the_settings_say_what_is_validated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text("standard: a\ntitle: A\nclauses: [{id: a.b, text: In time.}]\n", "utf-8")
    (tmp_path / "checker.toml").write_text('paths = ["a.yaml"]\nignore = {R374 = "later", R352 = "later"}\n', "utf-8")
    told = "checker.toml:2:27: R125 warning: no file has R352 to ignore; remove it from the settings\n"
    for paths in ([], ["a.yaml"], ["."]):  # all that the settings name
        assert run(["validate", *paths, "--fail-on", "warning"]) == 1
        assert capsys.readouterr().out.startswith(told)
    assert run(["validate"]) == 0
    capsys.readouterr()
    (tmp_path / "b.yaml").write_text("standard: b\ntitle: A\nclauses: [{id: a.b, text: In time.}]\n", "utf-8")
    assert run(["validate", "b.yaml"]) == 0
    (tmp_path / "a.yaml").write_text("standard: a\ntitel: A\nclauses: [{id: a.b, text: In time.}]\n", "utf-8")
    assert run(["validate"]) == 1  # errors may hide what is ignored
    assert "R125" not in capsys.readouterr().out


def test_without_paths_in_the_settings_all_files_are_those_in_their_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "standards").mkdir()
    text = "standard: a\ntitle: A\nclauses: [{id: a.b, text: In time.}]\n"
    (tmp_path / "standards" / "a.yaml").write_text(text, "utf-8")
    (tmp_path / "checker.toml").write_text('ignore = {R352 = "later"}\n', "utf-8")
    assert run(["validate", "standards/a.yaml"]) == 0
    assert "R125" not in capsys.readouterr().out
    assert run(["validate", "standards"]) == 0
    assert "R125" not in capsys.readouterr().out
    assert run(["validate", "."]) == 0
    assert "R125 warning: no file has R352" in capsys.readouterr().out


def test_tests_take_their_settings_and_the_command_line_goes_before_them(
    settings: Callable[[str], None], folder: Path, checker: Checker
) -> None:
    (folder / "orders.tests.yaml").write_text(
        "rule_set: orders\ncases: [{name: open, records: [{order_id: 1}], expect: {two-days: undetermined}}]\n", "utf-8"
    )
    settings("[test]\ncoverage = true\nfail_under = 90\nformat = 'json'\n")
    told = checker("test", "orders.yaml", "--show-config")[1]
    assert told.splitlines()[1:] == ["  coverage: true", "  fail_under: 90.0", "  format: json"]
    code, out, err = checker("test", "orders.yaml")
    assert (code, out[0]) == (1, "{")
    assert err.endswith("checker: the coverage is less than 90 %\n")
    code, out, err = checker("test", "orders.yaml", "--fail-under", "0", "--format", "text")
    assert (code, err) == (0, "")
    assert '"coverage": null' in checker("test", "orders.yaml", "--no-config", "--format", "json")[1]
