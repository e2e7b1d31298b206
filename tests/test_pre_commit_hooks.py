"""The hooks for pre-commit: their form, and each run on files as pre-commit would run it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from checker.cli import COMMANDS, run

ROOT = Path(__file__).resolve().parent.parent
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
BY_ID = {hook["id"]: hook for hook in HOOKS}

# pre-commit.com, "Creating new hooks".
NEEDED = {"id", "name", "entry", "language"}
KNOWN = NEEDED | set(
    "files exclude types types_or exclude_types always_run fail_fast verbose pass_filenames require_serial description "
    "language_version minimum_pre_commit_version args stages".split()
)

RULES = """\
rule_set: orders
title: Orders
version: 1
standard: service
records:
  called: order
  id: a
  fields: {a: {type: text}}
rules:
  - {id: a, title: A, clause: s.a, measure: {kind: unique, fields: [a]}}
"""


def test_every_hook_has_the_keys_that_are_documented() -> None:
    for hook in HOOKS:
        assert set(hook) >= NEEDED
        assert set(hook) <= KNOWN
        assert hook["language"] == "python"
        assert isinstance(hook.get("args", []), list)
    assert len(BY_ID) == len(HOOKS)


def test_a_hook_calls_a_command_that_exists_and_is_called_after_it() -> None:
    for hook in HOOKS:
        program, command = shlex.split(hook["entry"])
        assert program == "checker"
        assert command in COMMANDS
        assert hook["id"] == f"checker-{command}"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for folder in ("rules", "standards"):
        (tmp_path / folder).mkdir()
    (tmp_path / "rules/orders.yaml").write_text(RULES)
    (tmp_path / "standards/service.yaml").write_text("standard: service\ntitle: S\nclauses: [{id: s.a, text: A}]\n")
    return tmp_path


def ran(hook: dict[str, Any], changed: str) -> int | None:
    """The exit code of a hook after a change of a file; none where the hook does not look at it."""
    if not re.search(hook["files"], changed) or re.search(hook.get("exclude", "^$"), changed):
        return None
    names = [changed] if hook.get("pass_filenames", True) else []
    return run([*shlex.split(hook["entry"])[1:], *hook.get("args", []), *names])


def test_valid_files_pass(repository: Path) -> None:
    assert ran(BY_ID["checker-validate"], "rules/orders.yaml") == 0


def test_a_mistake_in_a_rule_set_fails(repository: Path) -> None:
    (repository / "rules/orders.yaml").write_text(RULES.replace("title", "titel", 1))
    assert ran(BY_ID["checker-validate"], "rules/orders.yaml") == 1


def test_a_change_of_a_standard_fails_where_it_breaks_a_rule_set(repository: Path) -> None:
    (repository / "standards/service.yaml").write_text("standard: service\ntitle: S\nclauses: [{id: s.b, text: B}]\n")
    assert ran(BY_ID["checker-validate"], "standards/service.yaml") == 1


def test_other_files_are_passed_by(repository: Path) -> None:
    for name in ("README.md", "docs/rules/x.yaml.md", "rules/notes.txt", "rules/samples/a.csv"):
        assert ran(BY_ID["checker-validate"], name) is None


@pytest.mark.parametrize("name", ["policies/orders.yml", "policies/deep/orders.yaml", "checker.toml", "pyproject.toml"])
def test_a_change_of_another_folder_or_of_a_setting_is_looked_at_too(name: str) -> None:
    for hook in ("checker-validate", "checker-test"):
        assert re.search(BY_ID[hook]["files"], name)


def test_the_schema_is_written_anew_and_stays_as_it_is_while_the_checker_does(repository: Path) -> None:
    hook, schema = BY_ID["checker-schema"], repository / "rule-set.schema.json"
    schema.write_text("{}")
    assert ran(hook, "rule-set.schema.json") == 0
    first = schema.read_bytes()
    assert len(first) > 1_000
    assert ran(hook, ".pre-commit-config.yaml") == 0
    assert schema.read_bytes() == first
    assert ran(hook, "rules/orders.yaml") is None
