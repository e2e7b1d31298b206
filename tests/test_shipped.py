"""The folders of people's work are found in a checkout and in an installed wheel alike."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from checker.shipped import shipped

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("standards", "rules", "report_templates")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
    ]
    subprocess.run([*command, "-q", "-w", folder, ROOT], check=True)
    (built,) = folder.glob("*.whl")
    return built


def files_of(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_checkout_has_them_beside_the_package(name):
    assert shipped(name) == ROOT / name
    assert files_of(shipped(name))


def test_the_wheel_holds_the_program_the_folders_and_nothing_else(wheel):
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"checker"}


@pytest.mark.parametrize("name", FOLDERS)
def test_an_unpacked_wheel_finds_every_file_of_them(wheel, tmp_path, name):
    zipfile.ZipFile(wheel).extractall(tmp_path)
    question = f"from checker.shipped import shipped; print(shipped({name!r}))"
    answer = subprocess.run(
        [sys.executable, "-P", "-c", question],
        cwd="/",
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
    )
    found = Path(answer.stdout.strip())
    assert found.is_relative_to(tmp_path)
    assert files_of(found) == files_of(ROOT / name)
