"""Names of files and folders that are odd: too long, not UTF-8, links in circles. A message, never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

Checker = Callable[..., tuple[int, str, str]]

NOT_UTF8 = os.fsdecode(b"b\xff\xfe")
ODD = {
    "too long": "x" * 300,
    "too long a part": f"rules/{'x' * 300}.yaml",
    "too deep": "d/" * 3_000 + "x.yaml",
    "not UTF-8": f"{NOT_UTF8}.yaml",
    "control characters": "a\n\x1b[2Jb.yaml",
    "link in a circle": "circle.yaml",
}
CALLS = [
    ("validate", "{}"),
    ("validate", "orders.yaml", "--standards", "{}"),
    ("validate", "orders.yaml", "--config", "{}"),
    ("validate", "orders.yaml", "--format", "{}"),
    ("validate", "orders.yaml", "--format", "json=nowhere/{}"),
    ("check", "{}", "--rules", "orders.yaml"),
    ("check", "{}.csv", "--rules", "orders.yaml"),
    ("check", "orders.csv", "--rules", "{}"),
    ("check", "orders.csv", "--rules", "orders.yaml", "--standards", "{}"),
    ("check", "orders.csv", "--rules", "orders.yaml", "--report", "nowhere/{}.json"),
    ("check", "orders.csv", "--rules", "orders.yaml", "--findings", "nowhere/{}.csv"),
    ("render", "{}"),
    ("render", "results.json", "--report", "nowhere/{}.txt"),
    ("explain", "{}"),
    ("schema", "--out", "nowhere/{}"),
]


@pytest.mark.parametrize("name", ODD.values(), ids=ODD)
@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_an_odd_name_is_refused_with_a_message(
    call: tuple[str, ...], name: str, folder: Path, checker: Checker
) -> None:
    (folder / "circle.yaml").symlink_to("circle.yaml")
    (folder / "circle.yaml.csv").symlink_to("circle.yaml.csv")
    code, out, err = checker(*(part.format(name) for part in call))
    assert code == 2, out
    said = out + err
    assert said.strip()
    assert "\x1b" not in said
    assert "Traceback" not in said


def test_an_empty_name_is_no_file(folder: Path, checker: Checker) -> None:
    for call in (
        ("validate", ""),
        ("check", "", "--rules", "orders.yaml"),
        ("check", "orders.csv", "--rules", ""),
        ("render", ""),
    ):
        code, _, err = checker(*call)
        assert code == 2
        assert err


@pytest.mark.parametrize("command", ["validate", "check", "render", "explain", "schema"])
def test_the_whole_program_prints_any_name(command: str, folder: Path) -> None:
    arguments: dict[str, list[bytes]] = {
        "validate": [b"\xff.yaml"],
        "check": [b"\xff.csv", b"--rules", b"orders.yaml"],
        "render": [b"\xff.json"],
        "explain": [b"\xff"],
        "schema": [b"--out", b"nowhere/\xff"],
    }
    call = [os.fsencode(sys.executable), b"-m", b"checker", command.encode(), *arguments[command]]
    ended = subprocess.run(call, cwd=folder, capture_output=True, check=False)
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert b"Traceback" not in ended.stderr
    assert len(ended.stderr.strip()) > 10


# ---- names that are there --------------------------------------------------------------------------------------------


@pytest.fixture
def named(folder: Path) -> str:
    """A rule set of which the name is not UTF-8."""
    (folder / f"{NOT_UTF8}.yaml").write_text((folder / "orders.yaml").read_text("utf-8"), "utf-8")
    return f"{NOT_UTF8}.yaml"


@pytest.mark.parametrize("name", ["text", "concise", "json", "github", "junit", "sarif"])
def test_every_listing_can_hold_any_name(name: str, named: str, folder: Path, checker: Checker) -> None:
    code, _, err = checker("validate", named, "--format", f"{name}=listing")
    assert (code, err) == (1, "")
    written = (folder / "listing").read_bytes().decode()
    if name == "junit":
        assert "bU+DCFFU+DCFE.yaml" in ElementTree.fromstring(written)[0].attrib["name"]
    elif name == "json":
        assert json.loads(written)["problems"][0]["file"] == named
    elif name == "sarif":
        artifact = json.loads(written)["runs"][0]["artifacts"][0]
        assert artifact["location"]["uri"] == "b%FF%FE.yaml"


def test_records_whose_name_is_not_utf8_are_refused(folder: Path, checker: Checker) -> None:
    (folder / "orders.csv").rename(folder / f"{NOT_UTF8}.csv")
    code, out, err = checker("check", f"{NOT_UTF8}.csv", "--rules", "orders.yaml")
    assert (code, out) == (2, "")
    assert (
        err == "checker: the name of 'bU+DCFFU+DCFE.csv' is not UTF-8, and records are read by such names; rename it\n"
    )


def test_rules_whose_name_is_not_utf8_are_named_in_the_results(folder: Path, checker: Checker) -> None:
    rules = folder / NOT_UTF8 / "orders.yaml"
    rules.parent.mkdir()
    (folder / "orders.yaml").rename(rules)
    for report in ("results.json", "report.html", "report.txt"):
        assert checker("check", "orders.csv", "--rules", str(rules), "--report", report)[0] == 0
    assert json.loads((folder / "results.json").read_text("utf-8"))["inputs"]["files"][0]["name"] == "orders.yaml"


# ---- links -----------------------------------------------------------------------------------------------------------


def test_links_in_circles_are_not_followed(folder: Path, checker: Checker) -> None:
    (folder / "rules").mkdir()
    (folder / "orders.yaml").rename(folder / "rules" / "orders.yaml")
    for name, target in {"up": "..", "self": ".", "there": "back", "back": "there"}.items():
        (folder / "rules" / name).symlink_to(target)
    before = time.process_time()
    code, out, err = checker("validate", "rules")
    assert code == 0
    assert err == "checker: not looked into: the linked folder rules/self, the linked folder rules/up\n"
    assert out.endswith("1 file is valid: rules/orders.yaml (1 rule), and 2 warnings\n")
    assert time.process_time() - before < 20  # without end, were links followed


def test_files_are_found_whatever_git_ignores_and_hidden_folders_are_left_alone(folder: Path, checker: Checker) -> None:
    text = (folder / "orders.yaml").read_text("utf-8")
    (folder / "orders.yaml").unlink()
    for place in ("rules/ignored", "rules/.hidden", "rules/.venv/lib"):
        (folder / place).mkdir(parents=True)
        (folder / place / "orders.yaml").write_text(text, "utf-8")
    (folder / "rules" / ".gitignore").write_text("ignored/\n*.yaml\n", "utf-8")
    assert checker("validate", "rules")[1].endswith(
        "1 file is valid: rules/ignored/orders.yaml (1 rule), and 2 warnings\n"
    )
    assert checker("validate", "rules/.hidden")[0] == 0  # asked for by its name
