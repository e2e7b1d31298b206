"""Searching folders for rule files: what is looked into, and that all else is named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from checker.folders import note, yaml_files_in


def test_every_yaml_file_is_found_in_the_order_of_the_names(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yml", "B.YAML", "notes.txt"):
        (tmp_path / name).touch()
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "c.yaml").touch()
    (tmp_path / "linked.yaml").symlink_to("b.yaml")
    left_out: list[str] = []
    names = [str(file.relative_to(tmp_path)) for file in yaml_files_in(tmp_path, left_out)]
    assert names == ["B.YAML", "a/c.yaml", "a.yml", "b.yaml", "linked.yaml"]
    assert left_out == []


def test_hidden_and_linked_folders_hidden_files_pipes_and_devices_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("rules/.old").mkdir(parents=True)
    Path("rules/.old/a.yaml").touch()
    Path("elsewhere").mkdir()
    Path("elsewhere/b.yaml").touch()
    Path("rules/north").symlink_to("../elsewhere")
    Path("rules/.c.yaml").touch()
    os.mkfifo("rules/pipe.yaml")
    Path("rules/null.yml").symlink_to("/dev/null")
    left_out: list[str] = []
    assert yaml_files_in(Path("rules"), left_out) == []
    assert note(left_out) == (
        "not looked into: the device rules/null.yml, the hidden file rules/.c.yaml, the hidden folder rules/.old, "
        "the linked folder rules/north, the pipe rules/pipe.yaml"
    )


def test_folders_of_tools_and_virtual_environments_are_passed_over_without_a_word(tmp_path: Path) -> None:
    (tmp_path / "orders.yaml").touch()
    for name in (".git", ".github", "node_modules", ".venv", "env"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.yaml").touch()
    for name in (".venv", "env"):
        (tmp_path / name / "pyvenv.cfg").touch()
    left_out: list[str] = []
    assert yaml_files_in(tmp_path, left_out) == [tmp_path / "orders.yaml"]
    assert left_out == []
    (tmp_path / "env" / "pyvenv.cfg").unlink()
    assert yaml_files_in(tmp_path, left_out) == [tmp_path / "env" / "a.yaml", tmp_path / "orders.yaml"]


def test_of_very_many_the_first_are_named_and_the_others_counted(tmp_path: Path) -> None:
    for number in range(10):
        (tmp_path / f".{number}").mkdir()
    left_out: list[str] = []
    yaml_files_in(tmp_path, left_out)
    said = note(left_out)
    assert said is not None
    assert said.endswith(f"the hidden folder {tmp_path}/.7 and 2 more")


def test_where_all_was_looked_into_nothing_is_noted() -> None:
    assert note([]) is None


def test_a_link_that_leads_nowhere_is_a_file_like_others(tmp_path: Path) -> None:
    (tmp_path / "gone.yaml").symlink_to("nowhere.yaml")
    (tmp_path / "round.yaml").symlink_to("round.yaml")
    assert yaml_files_in(tmp_path, []) == [tmp_path / "gone.yaml", tmp_path / "round.yaml"]
