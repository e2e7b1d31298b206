"""Settings with mistakes, and what is told of them: `invalid/NAME.toml` and beside it `NAME.problems.txt`.

The text is what `checker validate --config NAME.toml` prints, 100 columns wide; `UPDATE_EXPECTED=1` writes it again.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from checker.cli import COMMANDS, run
from checker.listings import FORMATS
from checker.listings.ruletests import FORMATS as FORMATS_OF_TESTS
from checker.listings.standards import FORMATS as FORMATS_OF_STANDARDS
from checker.problems import FileProblems
from checker.ruleset.codes import OF_SETTINGS
from checker.settings.formats import SUFFIXES
from checker.settings.reading import OF_COMMANDS, read_settings

INVALID = Path(__file__).parent / "invalid"
NAMES = sorted(path.stem for path in INVALID.glob("*.toml"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the folders that settings speak of, and one beside it."""
    for name in ("project/rules", "project/standards", "outside"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "project" / "way-out").symlink_to(tmp_path / "outside")
    (tmp_path / "project" / "circle").symlink_to("circle")
    monkeypatch.chdir(tmp_path / "project")
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path / "project"


@pytest.mark.parametrize("name", NAMES)
def test_settings_with_mistakes_are_told_as_the_text_beside_them_says(
    name: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(INVALID / f"{name}.toml", folder)
    code = run(["validate", "--config", f"{name}.toml"])
    said = capsys.readouterr()
    assert said.out == ""
    told = f"{said.err}exit code {code}\n"
    expected = INVALID / f"{name}.problems.txt"
    if os.environ.get("UPDATE_EXPECTED"):
        expected.write_text(told, "utf-8")
    assert told == expected.read_text("utf-8")
    assert code == 2


def test_every_text_belongs_to_a_file_and_every_code_of_settings_has_one() -> None:
    texts = {path.name.removesuffix(".problems.txt"): path.read_text("utf-8") for path in INVALID.glob("*.txt")}
    assert set(texts) == set(NAMES)
    codes = {code for text in texts.values() for code in re.findall(r"^\S+:\d+:\d+: (R\d{3}) ", text, re.MULTILINE)}
    assert codes >= OF_SETTINGS


def read(folder: Path, text: str, name: str = "checker.toml") -> dict[str, dict[str, object]]:
    (folder / name).write_text(text, "utf-8")
    return read_settings(folder / name).of_commands


def test_settings_are_read_as_options_take_them(folder: Path) -> None:
    text = """
standards = "standards"
paths = ["rules", "./standards"]
format = "concise"
fail_on = "warning"
ignore = {R352 = "clauses follow in spring"}
[test]
format = "junit"
coverage = true
mutation = false
fail_under = 87.5
[check]
fail_on = ["too_close", "undetermined"]
language = "pl_PL.UTF-8"
font = "rules/own.ttf"
[render]
language = "zh-TW"
"""
    (folder / "rules" / "own.ttf").touch()
    expected = {
        "validate": {
            "standards": Path("standards"),
            "paths": (Path("rules"), Path("standards")),
            "format": ("concise",),
            "fail_on": "warning",
            "ignore": {"R352": "clauses follow in spring"},
        },
        "test": {
            "standards": Path("standards"),
            "paths": (Path("rules"), Path("standards")),
            "format": ("junit",),
            "coverage": True,
            "mutation": False,
            "fail_under": 87.5,
        },
        "check": {
            "standards": Path("standards"),
            "fail_on": ("too_close", "undetermined"),
            "language": "pl",
            "font": Path("rules/own.ttf"),
        },
        "render": {"language": "zh-Hant"},
        "standards": {"standards": Path("standards"), "paths": (Path("rules"), Path("standards"))},
    }
    assert read(folder, text) == expected
    within = "[tool.other]\na = 1\n[tool.checker]" + text.replace("[check]", "[tool.checker.check]").replace(
        "[test]", "[tool.checker.test]"
    ).replace("[render]", "[tool.checker.render]")
    assert read(folder, within, "pyproject.toml") == expected


def test_the_table_of_a_command_goes_before_what_is_for_all(folder: Path) -> None:
    text = """
format = "json"
fail_on = "error"
ignore = {R351 = "one", R352 = "two"}
[validate]
format = "text"
ignore = {R352 = "three", R353 = "four"}
[check]
fail_on = "too_close"
"""
    assert read(folder, text) == {
        "validate": {
            "format": ("text",),
            "fail_on": "error",
            "ignore": {"R351": "one", "R352": "three", "R353": "four"},
        },
        "test": {},
        "check": {"fail_on": ("too_close",)},
        "render": {},
        "standards": {},
    }


def test_the_table_of_standards_says_where_they_are_for_every_command_and_what_its_own_is_asked(folder: Path) -> None:
    text = """
paths = ["rules"]
format = "json"
[standards]
folder = "standards"
paths = ["standards"]
format = "html"
fail_on = ["open"]
[check]
standards = "rules"
"""
    assert read(folder, text) == {
        "validate": {"standards": Path("standards"), "paths": (Path("rules"),), "format": ("json",)},
        "test": {"standards": Path("standards"), "paths": (Path("rules"),)},
        "check": {"standards": Path("rules")},
        "render": {},
        "standards": {
            "standards": Path("standards"),
            "paths": (Path("standards"),),
            "format": ("html",),
            "fail_on": ("open",),
        },
    }


def test_paths_are_those_of_the_file_and_shown_from_where_one_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder / "rules")
    settings = read(folder, 'standards = "standards"\npaths = ["rules"]\n')["validate"]
    assert settings == {"standards": Path("../standards"), "paths": (Path(),)}


@pytest.mark.parametrize(
    "path", ["/etc", "..", "../outside", "rules/../../outside", "way-out", "way-out/x", "circle", "", "a\\u0000b", "~"]
)
@pytest.mark.parametrize("setting", ["standards = {}", "paths = [{}]", "font = {}", "[check]\nstandards = {}"])
def test_no_path_leads_out_of_the_folder(path: str, setting: str, folder: Path) -> None:
    with pytest.raises(FileProblems) as raised:
        read(folder, setting.format(f'"{path}"'))
    assert [problem.code for problem in raised.value.problems] == ["R603"]


def test_several_formats_go_to_files_beside_the_settings(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = """
format = ["text", "sarif=out/checker.sarif", "junit=./junit.xml"]
[test]
format = ["json=tests.json", "junit=out/tests.xml"]
"""
    expected = ("text", "sarif=out/checker.sarif", "junit=junit.xml")
    assert read(folder, text)["validate"] == {"format": expected}
    assert read(folder, text)["test"] == {"format": ("json=tests.json", "junit=out/tests.xml")}
    monkeypatch.chdir(folder / "rules")
    assert read(folder, text)["validate"] == {"format": ("text", "sarif=../out/checker.sarif", "junit=../junit.xml")}


@pytest.mark.parametrize("name", FORMATS)
def test_a_setting_names_a_file_only_where_it_is_called_as_such_a_listing_is(name: str, folder: Path) -> None:
    assert read(folder, f'format = "{name}"')["validate"] == {"format": (name,)}
    for ending in SUFFIXES[name]:
        assert read(folder, f'format = "{name}=out{ending}"')["validate"] == {"format": (f"{name}=out{ending}",)}
        assert read(folder, f'format = ["{name}=out{ending}"]')["validate"] == {"format": (f"{name}=out{ending}",)}
    for file in ("", "out", "out.sh", "out.py", "Makefile", ".json", "setup.cfg", "rules.yaml", "checker.toml"):
        with pytest.raises(FileProblems, match=f"R603 a file of the format {name} ends with "):
            read(folder, f'format = "{name}={file}"')


@pytest.mark.parametrize(
    "file",
    ["../out.json", "/etc/out.json", "way-out/out.json", "rules/../../out.json", ".git/out.json", "a/.vscode/out.json"],
)
def test_no_listing_leaves_the_folder_or_is_hidden(file: str, folder: Path) -> None:
    with pytest.raises(FileProblems, match=r"R603 .* (leads out of the folder of this file|is hidden)"):
        read(folder, f'format = ["text", "json={file}"]')


def test_every_format_has_files_that_are_called_so() -> None:
    assert set(SUFFIXES) == {*FORMATS, *FORMATS_OF_TESTS, *FORMATS_OF_STANDARDS}


def test_what_is_no_readable_file_is_told(folder: Path) -> None:
    os.mkfifo(folder / "pipe.toml")
    (folder / "large.toml").write_bytes(b"#" * 1_000_001)
    (folder / "bytes.toml").write_bytes(b"a = 1\n# \xff\n")
    for name, said in {
        "pipe.toml": "pipe.toml:1:1: R601 it is not a regular file",
        "large.toml": r"large.toml:1:1: R601 it is larger than 1 MB \(1,000,001 bytes\)",
        "bytes.toml": "bytes.toml:2:1: R601 it is not UTF-8 text",
        "none.toml": "none.toml:1:1: R601 it cannot be opened: no such file or directory",
        "rules": "rules:1:1: R601 it is not a regular file",
    }.items():
        with pytest.raises(FileProblems, match=said):
            read_settings(Path(name))


def test_a_byte_order_mark_is_no_mistake(folder: Path) -> None:
    (folder / "checker.toml").write_bytes(b'\xef\xbb\xbfformat = "json"\r\n')
    assert read_settings(folder / "checker.toml").of("validate") == {"format": ("json",)}


def test_the_commands_with_settings_are_commands() -> None:
    assert set(OF_COMMANDS) <= set(COMMANDS)


@pytest.mark.parametrize("name", ["checker.toml", "pyproject.toml"])
def test_a_file_of_settings_that_is_a_link_out_of_its_folder_is_refused_and_nothing_of_it_shown(
    name: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder.parent / "outside" / "secret").write_text("[tool.checker]\nhush = 1\npassword hunter2\n", "utf-8")
    (folder / name).symlink_to(folder.parent / "outside" / "secret")
    assert run(["validate", "rules"]) == 2
    said = capsys.readouterr()
    assert f"{name}:1:1: R601 it is a link that leads out of its folder" in said.err
    assert "hunter2" not in said.out + said.err
    assert "hush" not in said.out + said.err
