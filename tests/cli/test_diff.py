"""`checker diff`: two files or folders in, what changed in meaning out, and an exit code where one is asked for."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.test_validate import HEAVY

Checker = Callable[..., tuple[int, str, str]]


@pytest.fixture
def files(folder: Path) -> Path:
    """The rule set orders.yaml, and new/orders.yaml with another limit and target."""
    (folder / "new").mkdir()
    text = (folder / "orders.yaml").read_text("utf-8")
    text = text.replace("within: 48 hours", "within: 36 hours").replace("target: 75 %", "target: 70 %")
    (folder / "new" / "orders.yaml").write_text(text, "utf-8")
    return folder


def test_changes_are_told_with_both_values_and_both_places(files: Path, checker: Checker) -> None:
    code, out, err = checker("diff", "orders.yaml", "new/orders.yaml")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "Less is promised:",
        "  loosened  two-days, target: at least 75 % → at least 70 %",
        "            orders.yaml:19 → new/orders.yaml:19",
        "",
        "More is promised:",
        "  tightened two-days, limit: 48 hours → 36 hours",
        "            orders.yaml:18 → new/orders.yaml:18",
        "",
        "2 changes in 1 file: 1 by which less is promised, 1 by which more is promised",
    ]


def test_a_file_has_not_changed_from_itself(folder: Path, checker: Checker) -> None:
    assert checker("diff", "orders.yaml", "orders.yaml", "--fail-on", "any") == (
        0, "no change of meaning in 1 file\n", ""
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "codes"),
    [
        ("target: 75 %", "target: 70 %", {"loosened": 1, "unclear": 1, "any": 1}),
        ("target: 75 %", "target: 75 %\n    scope: {site: Gdynia}", {"loosened": 1, "unclear": 1, "any": 1}),
        ("time_zone: Europe/Warsaw", "time_zone: Europe/Lisbon", {"loosened": 0, "unclear": 1, "any": 1}),
        ("target: 75 %", "target: 80 %", {"loosened": 0, "unclear": 0, "any": 1}),
        ("title: Orders\n", "title: All orders\n", {"loosened": 0, "unclear": 0, "any": 1}),
        ("target: 75 %", "target: {share: kept, at_least: 75.0 %}", {"loosened": 0, "unclear": 0, "any": 0}),
    ],
)
def test_the_exit_code_tells_what_was_asked_for(
    before: str, after: str, codes: dict[str, int], folder: Path, checker: Checker
) -> None:
    text = (folder / "orders.yaml").read_text("utf-8")
    assert before in text
    (folder / "new").mkdir()
    (folder / "new" / "orders.yaml").write_text(text.replace(before, after), "utf-8")
    assert checker("diff", "orders.yaml", "new/orders.yaml")[0] == 0
    assert {kind: checker("diff", "orders.yaml", "new/orders.yaml", "--fail-on", kind)[0] for kind in codes} == codes


def test_several_formats_are_written_at_once_and_one_is_printed(files: Path, checker: Checker) -> None:
    formats = ["--format", "json", "--format", "markdown=comment.md"]
    code, out, err = checker("diff", "orders.yaml", "new/orders.yaml", *formats)
    assert (code, err) == (0, "")
    assert [change["kind"] for change in json.loads(out)["changes"]] == ["loosened", "tightened"]
    assert "| **🔻 loosened** | two-days, target |" in Path("comment.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("orders.yaml",), "Missing argument 'NEW'"),
        (("orders.yaml", "nowhere.yaml"), "'nowhere.yaml' does not exist"),
        (("orders.yaml", "new"), "'orders.yaml' and 'new' are a file and a folder; give two files or two folders"),
        (("orders.yaml", "new/orders.yaml", "--format", "sarif"), "no format 'sarif'; known are text, json, markdown"),
        (("orders.yaml", "new/orders.yaml", "--format", "json=orders.yaml"), "it is one of the files to read"),
        (("orders.yaml", "new/orders.yaml", "--fail-on", "tightened"), "'tightened' is not one of"),
    ],
)
def test_a_mistake_of_the_call_exits_with_2(
    arguments: tuple[str, ...], says: str, files: Path, checker: Checker
) -> None:
    before = (files / "orders.yaml").read_bytes()
    code, out, err = checker("diff", *arguments)
    assert (code, out) == (2, "")
    assert says in err
    assert (files / "orders.yaml").read_bytes() == before


def test_every_problem_of_both_files_is_told_and_nothing_is_compared(files: Path, checker: Checker) -> None:
    for path in (files / "orders.yaml", files / "new" / "orders.yaml"):
        text = path.read_text("utf-8")
        path.write_text(
            text.replace("    title:", "    titel:").replace("to: delivered_at", "to: deliverd_at"), "utf-8"
        )
    code, out, err = checker("diff", "orders.yaml", "new/orders.yaml")
    assert (code, out) == (2, "")
    told = [line.partition(": ")[2] for line in err.splitlines() if ".yaml:" in line]
    assert [line.partition(" ")[0] for line in told] == ["R201", "R301"] * 2
    assert "new/orders.yaml:17:5: R201 unknown key 'titel'; did you mean 'title'?" in err


def test_comparing_loads_nothing_heavy(files: Path) -> None:
    script = (
        "import sys\n"
        "from checker.cli import run\n"
        "code = run(['diff', *sys.argv[1:]])\n"
        "print(code, *sorted({name.partition('.')[0] for name in sys.modules}))\n"
    )
    for format_ in ("text", "json", "markdown"):
        call = [sys.executable, "-c", script, "orders.yaml", "new/orders.yaml", "--format", format_]
        ended = subprocess.run(call, cwd=files, capture_output=True, text=True, check=True)
        code, *modules = ended.stdout.splitlines()[-1].split()
        assert code == "0"
        assert not HEAVY & set(modules)
