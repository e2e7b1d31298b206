"""The GitHub Action: its form, and its steps run as a runner would run them, without a network."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]

VALID = "rule_set: {name}\ntitle: T\nversion: 1\nstandard: service\nowner: O\nrecords:\n  called: order\n  id: a\n  fields: {{a: {{type: text}}}}\nrules:\n  - {{id: a, title: T, clause: s.a, measure: {{kind: unique, fields: [a]}}}}\n"  # noqa: E501
STANDARD = "standard: service\ntitle: T\nclauses:\n  - {id: s.a, text: T, source: {document: D}}\n"


# ---- form: "Metadata syntax for GitHub Actions" ----------------------------------------------------------------------


def test_the_metadata_has_the_keys_that_are_documented() -> None:
    assert set(ACTION) == {"name", "description", "author", "branding", "inputs", "outputs", "runs"}
    assert ACTION["runs"]["using"] == "composite"
    for described in ACTION["inputs"].values():
        assert set(described) == {"description", "default"}
        assert isinstance(described["default"], str)
    for described in ACTION["outputs"].values():
        assert set(described) == {"description", "value"}
    for step in STEPS:
        assert set(step) <= {"name", "id", "if", "uses", "with", "shell", "env", "run"}
        assert ("uses" in step) != ("run" in step)
        assert "run" not in step or step["shell"] == "bash"


def test_other_actions_are_pinned_to_a_version() -> None:
    used = [step["uses"] for step in STEPS if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w-]+/[\w/-]+@v[0-9]+", name) for name in used)


def test_no_value_from_outside_is_written_into_a_script() -> None:
    for step in STEPS:
        assert "${{" not in step.get("run", "")


def test_every_value_that_is_named_exists() -> None:
    text = json.dumps(ACTION)
    assert set(re.findall(r"inputs\.([\w-]+)", text)) == set(ACTION["inputs"])
    ids = {step["id"] for step in STEPS if "id" in step}
    assert set(re.findall(r"steps\.([\w-]+)\.", text)) <= ids
    written = set(re.findall(r'echo "([\w-]+)=', next(step["run"] for step in STEPS if step.get("id") == "validate")))
    assert set(re.findall(r"steps\.validate\.outputs\.([\w-]+)", text)) == written


# ---- the steps, run --------------------------------------------------------------------------------------------------


class Runner:
    """A folder with what a runner gives a step: its checkout, its files for outputs and summaries, its variables."""

    def __init__(self, folder: Path) -> None:
        self.workspace, self.temporary = folder / "workspace", folder / "temp"
        for made in (self.workspace / "rules", self.workspace / "standards", self.temporary):
            made.mkdir(parents=True)
        self.output, self.summary, self.path = folder / "output", folder / "summary", folder / "path"
        binaries = self.temporary / "service-standards-checker" / "bin"
        binaries.mkdir(parents=True)
        program = binaries / "checker"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m checker "$@"\n')
        program.chmod(0o755)

    def run(self, step: dict[str, Any], **inputs: str) -> tuple[int, str]:
        """Run a step with inputs by their names, as `bash --noprofile --norc -eo pipefail` does on a runner."""
        given = {name: described["default"] for name, described in ACTION["inputs"].items()}
        given |= {name.replace("_", "-"): value for name, value in inputs.items()}
        contexts = {f"inputs.{name}": value for name, value in given.items()} | {
            "github.action_path": str(ROOT), "steps.python.outputs.python-path": inputs.get("python", sys.executable)
        }  # fmt: skip
        environment = {
            "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(self.temporary), "CI": "true",
            "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(self.workspace), "RUNNER_TEMP": str(self.temporary),
            "GITHUB_OUTPUT": str(self.output), "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_PATH": str(self.path), "LANG": "C.UTF-8",
        }  # fmt: skip
        for name, value in step.get("env", {}).items():
            environment[name] = re.sub(r"\$\{\{ *(.+?) *\}\}", lambda found: contexts[found[1]], value)
        self.output.write_text("")
        self.summary.write_text("")
        script = self.temporary / "step.sh"
        script.write_text(step["run"])
        ran = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=self.workspace, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return ran.returncode, ran.stdout + ran.stderr

    def outputs(self) -> dict[str, str]:
        return dict(line.split("=", 1) for line in self.output.read_text().splitlines())


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    made = Runner(tmp_path)
    (made.workspace / "standards" / "service.yaml").write_text(STANDARD)
    (made.workspace / "rules" / "orders.yaml").write_text(VALID.format(name="orders"))
    return made


VALIDATE = next(step for step in STEPS if step.get("id") == "validate")
INSTALL = next(step for step in STEPS if step["name"] == "Install the checker")


def test_valid_files_pass_and_the_summary_says_so(runner: Runner) -> None:
    code, said = runner.run(VALIDATE)
    assert (code, said) == (0, "2 files are valid: rules/orders.yaml (1 rule), standards/service.yaml (1 clause)\n")
    sarif = str(runner.temporary / "service-standards.sarif")
    assert runner.outputs() == {"sarif": sarif, "exit-code": "0"}
    assert json.loads(Path(sarif).read_text("utf-8"))["runs"][0]["results"] == []
    assert runner.summary.read_text("utf-8").startswith("✅ 2 files are valid")


def test_a_mistake_fails_with_an_annotation_a_row_and_a_result(runner: Runner) -> None:
    (runner.workspace / "rules" / "orders.yaml").write_text(VALID.format(name="orders").replace("title", "titel", 1))
    code, said = runner.run(VALIDATE)
    assert code == 1
    assert said.startswith("::error file=rules/orders.yaml,line=2,")
    assert runner.outputs()["exit-code"] == "1"
    (result,) = json.loads(Path(runner.outputs()["sarif"]).read_text("utf-8"))["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "rules/orders.yaml"
    assert r"| rules\/orders\.yaml\:2\:1 | error |" in runner.summary.read_text("utf-8")


def test_a_file_that_is_no_yaml_is_exit_code_2(runner: Runner) -> None:
    (runner.workspace / "rules" / "orders.yaml").write_text("rule_set: [")
    assert runner.run(VALIDATE)[0] == 2
    assert runner.outputs()["exit-code"] == "2"


def test_a_folder_that_is_not_there_fails_without_a_sarif_file(runner: Runner) -> None:
    code, said = runner.run(VALIDATE, paths="nowhere")
    assert code == 2
    assert "nowhere" in said
    assert runner.outputs() == {"exit-code": "2"}


def test_warnings_fail_where_that_is_asked_for(runner: Runner) -> None:
    (runner.workspace / "rules" / "orders.yaml").write_text(VALID.format(name="orders").replace("  id: a\n", ""))
    assert runner.run(VALIDATE)[0] == 0
    assert runner.run(VALIDATE, fail_on="warning")[0] == 1


def test_paths_are_one_on_each_line_whatever_is_in_them(runner: Runner) -> None:
    folder = runner.workspace / "more rules; $(touch stolen) `touch stolen` -x"
    folder.mkdir()
    (folder / "b.yaml").write_text(VALID.format(name="b"))
    paths = f"rules/orders.yaml\r\n\n  {folder.name}  \n"
    code, said = runner.run(VALIDATE, paths=paths, standards="standards")
    assert (code, said.startswith("2 files are valid")) == (0, True), said
    assert not list(runner.workspace.rglob("stolen"))


@pytest.mark.parametrize("value", ["--help", "$(touch stolen)", "; touch stolen", '"; touch stolen; "'])
@pytest.mark.parametrize("name", ["paths", "standards", "fail_on"])
def test_no_input_is_taken_for_a_command_or_an_option(name: str, value: str, runner: Runner) -> None:
    code, said = runner.run(VALIDATE, **{name: value})
    assert code == 2
    assert "Usage: checker validate [OPTIONS] PATH" in said
    assert "Show this message" not in said
    assert not list(runner.workspace.rglob("stolen"))


def test_the_checker_is_installed_from_the_checkout_of_the_action(runner: Runner, tmp_path: Path) -> None:
    python, calls = tmp_path / "python", tmp_path / "calls"
    python.write_text(f'''#!/bin/sh
printf '%s\\n' "$*" >> "{calls}"
if [ "$2" = venv ]; then mkdir -p "$3/bin" && cp "$0" "$3/bin/python"; fi
''')
    python.chmod(0o755)
    code, said = runner.run(INSTALL, python=str(python))
    assert code == 0, said
    venv, pip = calls.read_text().splitlines()
    assert venv == f"-m venv {runner.temporary}/service-standards-checker"
    assert pip.startswith("-m pip install ")
    assert pip.endswith(f" --constraint {ROOT}/constraints.txt {ROOT}")
    assert runner.path.read_text() == f"{runner.temporary}/service-standards-checker/bin\n"  # for steps that follow
