"""Where the settings of a project are looked for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from checker.settings import Found, find_settings

OURS = "[tool.checker]\npaths = ['rules']\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The root of a repository, with a folder two levels below it."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "rules" / "north").mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize("name", ["checker.toml", "pyproject.toml"])
@pytest.mark.parametrize("folder", [".", "rules", "rules/north"])
def test_the_nearest_file_upward_is_found(name: str, folder: str, root: Path) -> None:
    (root / name).write_text(OURS, "utf-8")
    assert find_settings(root / folder) == Found(root / name)
    (root / "rules" / "north" / name).write_text(OURS, "utf-8")
    nearest = root / "rules" / "north" if folder == "rules/north" else root
    assert find_settings(root / folder) == Found(nearest / name)


@pytest.mark.parametrize("mark", [".git", ".hg", ".svn"])
def test_nothing_is_looked_for_above_the_root_of_a_repository(mark: str, tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    (checkout / "rules").mkdir(parents=True)
    (tmp_path / "checker.toml").write_text("", "utf-8")
    assert find_settings(checkout / "rules") == Found(tmp_path / "checker.toml")
    (checkout / mark).mkdir()
    assert find_settings(checkout / "rules") is None
    (checkout / "checker.toml").write_text("", "utf-8")
    assert find_settings(checkout / "rules") == Found(checkout / "checker.toml")


def test_a_repository_whose_root_is_marked_by_a_file_is_one_too(tmp_path: Path) -> None:
    (tmp_path / "worktree").mkdir()
    (tmp_path / "worktree" / ".git").write_text("gitdir: elsewhere\n", "utf-8")
    (tmp_path / "checker.toml").write_text("", "utf-8")
    assert find_settings(tmp_path / "worktree") is None


def test_in_one_folder_our_own_file_goes_first_and_the_other_is_named(root: Path) -> None:
    (root / "checker.toml").write_text("", "utf-8")
    (root / "pyproject.toml").write_text("[project]\nname = 'checker'\n", "utf-8")
    assert find_settings(root) == Found(root / "checker.toml")
    (root / "pyproject.toml").write_text(OURS, "utf-8")
    assert find_settings(root) == Found(root / "checker.toml", root / "pyproject.toml")


@pytest.mark.parametrize(
    ("content", "ours"),
    [
        (OURS.encode(), True),
        (b"tool = {checker = {}}\n", True),
        (b'[tool."check\\u0065r"]\n', False),  # nobody writes it so, and looking would cost everybody
        (b'tool.checker.format = "json"\n', True),
        (b"[tool.checker\n", True),
        (b"[tool.other]\nname = 'checker'\n", False),
        (b"checker = [\n", False),
        (b"tool = 'checker'\n", False),
        (b"\xff checker", False),
        (b"", False),
        (b"x = " + b"[" * 20_000 + b"checker", False),
    ],
)
def test_a_project_file_counts_where_it_speaks_of_us(content: bytes, ours: bool, root: Path) -> None:
    (root / "pyproject.toml").write_bytes(content)
    assert (find_settings(root / "rules") is not None) == ours


def test_what_is_no_file_is_passed_over(root: Path) -> None:
    (root / "rules" / "pyproject.toml").mkdir()
    os.mkfifo(root / "pyproject.toml")
    assert find_settings(root / "rules") is None


def test_where_there_are_none_looking_loads_nothing_that_reads_settings(root: Path) -> None:
    (root / "pyproject.toml").write_text("[project]\nname = 'other'\n" * 1_000, "utf-8")
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "before = set(sys.modules)\n"
        "from checker.settings import find_settings\n"
        "assert find_settings(Path.cwd()) is None\n"
        "print(*sorted({'tomllib', 'pydantic', 'yaml', 'checker.settings.reading'} & set(sys.modules) - before))\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=root / "rules" / "north", capture_output=True, text=True, check=True
    )
    assert ended.stdout == "\n"
