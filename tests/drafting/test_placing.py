"""All new files or none, whatever happens on the way, and never in the place of another."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from checker.drafting.placing import place
from checker.problems import CheckerError

FILES = {"standards/a.yaml": "a\n", "rules/b.yaml": "b\n", "c.yaml": "ł\n"}


def all_of(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()}


def test_every_file_is_written_and_nothing_else(tmp_path: Path) -> None:
    place(FILES, tmp_path / "new" / "folder")
    assert all_of(tmp_path / "new" / "folder") == FILES
    mask = os.umask(0)
    os.umask(mask)
    assert {path.stat().st_mode & 0o777 for path in tmp_path.rglob("*.yaml")} == {0o666 & ~mask}


def test_every_file_that_is_there_is_named_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "b.yaml").write_text("mine\n")
    (tmp_path / "c.yaml").symlink_to(tmp_path / "nowhere")
    with pytest.raises(CheckerError) as told:
        place(FILES, tmp_path)
    assert str(told.value) == (
        f"nothing was written, since there are files already: {tmp_path / 'rules' / 'b.yaml'}, {tmp_path / 'c.yaml'};"
        " give another --name, --standard or --into"
    )
    assert all_of(tmp_path) == {"rules/b.yaml": "mine\n"}
    assert not (tmp_path / "standards").exists()


def test_a_file_in_the_place_of_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "rules").write_text("mine\n")
    with pytest.raises(CheckerError, match=r"^nothing was written: .*rules"):
        place(FILES, tmp_path)
    assert all_of(tmp_path) == {"rules": "mine\n"}
    with pytest.raises(CheckerError, match=r"rules is no folder; give another --into$"):
        place(FILES, tmp_path / "rules")


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize(
    ("what", "error"), [("link", OSError(28, "No space left on device")), ("fsync", OSError(5, "?"))]
)
def test_a_failure_on_the_way_leaves_nothing_behind(
    number: int, what: str, error: OSError, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    works, calls = getattr(os, what), 0

    def fails(*arguments: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == number:
            raise FileExistsError(17, "File exists") if what == "link" else error
        works(*arguments)

    monkeypatch.setattr(os, what, fails)
    with pytest.raises(CheckerError, match=r"^nothing was written: "):
        place(FILES, tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_being_interrupted_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "link", interrupted)
    with pytest.raises(KeyboardInterrupt):
        place(FILES, tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_a_file_system_without_links_will_do_and_still_nothing_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: Any) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", no_links)
    place(FILES, tmp_path)
    assert all_of(tmp_path) == FILES
    with pytest.raises(CheckerError):
        place(FILES, tmp_path)
