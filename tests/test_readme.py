"""What the README shows is what the program says and does. `python tests/test_readme.py` writes the help texts anew."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from checker.cli import COMMANDS, commands
from checker.outcomes import Outcome, Verdict

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
HELP = re.compile(r"<!-- help: checker ?(\w*) -->\n(?:```\n.*?```\n)?", re.DOTALL)


def told(command: str) -> str:
    """What `--help` prints in a terminal of 80 columns."""
    arguments = [command, "--help"] if command else ["--help"]
    result = CliRunner().invoke(commands, arguments, prog_name="checker", terminal_width=80)
    assert result.exit_code == 0, result.output
    return result.output


def with_help(text: str) -> str:
    """The README with every help text as the program prints it now."""

    def block(found: re.Match[str]) -> str:
        name = f"checker {found[1]}".strip()
        return f"<!-- help: {name} -->\n```\n{told(found[1])}```\n"

    return HELP.sub(block, text)


def blocks(language: str) -> list[str]:
    text = README.read_text("utf-8")
    every = re.findall(r"^ *```(\w*)\n(.*?)^ *```$", text, re.DOTALL | re.MULTILINE)
    found = [block for of, block in every if of == language]
    return [re.sub(r"(?m)^   ", "", block) if block.startswith("   ") else block for block in found]


def test_the_help_of_every_command_stands_in_the_readme_as_it_is_printed() -> None:
    text = README.read_text("utf-8")
    assert {found[1] for found in HELP.finditer(text)} == {"", *COMMANDS}
    assert with_help(text) == text, "write it anew with: python tests/test_readme.py"


def test_every_help_text_fits_80_columns() -> None:
    for command in ("", *COMMANDS):
        assert max(map(len, told(command).splitlines())) <= 80


def test_the_rule_set_in_the_readme_is_valid(tmp_path: Path) -> None:
    (rule_set,) = blocks("yaml")
    (tmp_path / "deliveries.yaml").write_text(rule_set, encoding="utf-8")
    checked = subprocess.run(
        [sys.executable, "-m", "checker", "validate", "deliveries.yaml"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout
    assert "1 file is valid: deliveries.yaml (2 rules)" in checked.stdout


def test_the_tests_in_the_readme_pass_on_its_rule_set(tmp_path: Path) -> None:
    (rule_set,) = blocks("yaml")
    (cases,) = (block for block in blocks("") if block.startswith("rule_set: deliveries"))
    (tmp_path / "deliveries.yaml").write_text(rule_set, encoding="utf-8")
    (tmp_path / "deliveries.tests.yaml").write_text(cases, encoding="utf-8")
    tested = subprocess.run(
        [sys.executable, "-m", "checker", "test", "deliveries.yaml"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert tested.returncode == 0, tested.stdout + tested.stderr
    assert tested.stdout.endswith("3 cases passed; 1 to do: orders that were returned (deliveries)\n")


def test_the_python_in_the_readme_runs() -> None:
    (program,) = blocks("python")
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert re.search(r"^badge missed 0\.9\d+$", ran.stdout, re.MULTILINE)


def test_every_command_line_in_the_readme_names_commands_and_options_that_exist() -> None:
    text = README.read_text("utf-8").replace("\\\n", " ")
    lines = [line.partition("#")[0] for line in re.findall(r"(?m)^ *(checker \w.*)$", text) if "[OPTIONS]" not in line]
    assert len(lines) >= 4
    for line in lines:
        _, command, *arguments = shlex.split(line)
        options = {name for option in commands.get_command(None, command).params for name in option.opts}  # type: ignore[arg-type, union-attr]
        assert {argument for argument in arguments if argument.startswith("-")} <= options, line


@pytest.mark.parametrize("word", [*(outcome.value for outcome in Outcome), *(verdict.value for verdict in Verdict)])
def test_every_outcome_and_verdict_is_among_the_words(word: str) -> None:
    words = README.read_text("utf-8").partition("## Words")[2].partition("## What it does not do")[0]
    assert word.replace("_", " ") in words


def test_every_family_and_every_top_folder_is_on_the_map() -> None:
    chapter = README.read_text("utf-8").partition("## Map")[2].partition("## Words")[0]
    for folder in ("standards/", "rules/", "report_templates/", "checker/", "tests/"):
        assert folder in chapter
    for family in ("measures/", "targets/", "engines/", "sources/", "reports/"):
        assert f"`{family}`" in chapter


if __name__ == "__main__":
    README.write_text(with_help(README.read_text("utf-8")), encoding="utf-8")
