"""Asked to end, the program ends as on Ctrl-C: with the exit code that shells know, and with nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

RECORDS = 100_000


@pytest.fixture
def many(folder: Path) -> Path:
    """The folder with so many orders that a check of them can be interrupted."""
    header, first, *_ = (folder / "orders.csv").read_text("utf-8").splitlines()
    rows = (first.replace("a,", f"{number},", 1) for number in range(RECORDS))
    late = (row.replace("-03 ", "-07 ") for row in rows)
    (folder / "orders.csv").write_text("\n".join([header, *late, ""]), "utf-8")
    return folder


def works_in_temporary_files(folder: Path) -> bool:
    return any((folder / "temporary").iterdir())


def writes_findings(folder: Path) -> bool:
    return any(folder.glob(".*.part*"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT], ids=lambda number: number.name)
@pytest.mark.parametrize("stage", [works_in_temporary_files, writes_findings])
def test_a_check_that_is_asked_to_end_leaves_nothing_behind(
    number: signal.Signals, stage: Callable[[Path], bool], many: Path
) -> None:
    (many / "temporary").mkdir()
    before = sorted(many.rglob("*"))
    plain = ["env", "--default-signal=INT,TERM,HUP"]  # whoever runs the tests may ignore some of them
    command = [*plain, sys.executable, "-m", "checker", "check", "orders.csv", "--rules", "orders.yaml"]
    command += ["--as-of", "2026-10-01T00:00:00+02:00", "--findings", "findings.xlsx", "--report", "results.json"]
    environment = {**os.environ, "TMPDIR": str(many / "temporary")}
    with subprocess.Popen(
        command, cwd=many, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as called:
        until = time.monotonic() + 60
        while not stage(many) and called.poll() is None and time.monotonic() < until:
            time.sleep(0.002)
        assert called.poll() is None, "it ended before it was asked to"
        called.send_signal(number)
        out, err = called.communicate(timeout=60)
    assert called.returncode == 128 + number
    assert (out, err.strip()) == ("", "")
    assert sorted(many.rglob("*")) == before


def draws_pages(folder: Path) -> bool:
    return any((folder / "temporary").rglob("weasyprint-*"))


def test_a_check_that_is_stopped_while_it_draws_leaves_neither_fonts_nor_the_files_of_before(many: Path) -> None:
    (many / "temporary").mkdir()
    (many / "there.json").write_text("of before", "utf-8")
    before = sorted(many.rglob("*"))
    command = ["env", "--default-signal=INT", sys.executable, "-m", "checker", "check", "orders.csv"]
    command += ["--rules", "orders.yaml", "--as-of", "2026-10-01T00:00:00+02:00", "--findings", "findings.csv"]
    command += ["--report", "there.json", "--report", "results.json", "--report", "report.pdf"]
    environment = {**os.environ, "TMPDIR": str(many / "temporary")}
    with subprocess.Popen(command, cwd=many, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as called:
        until = time.monotonic() + 60
        while not draws_pages(many) and called.poll() is None and time.monotonic() < until:
            time.sleep(0.002)
        assert called.poll() is None, "it ended before it was asked to"
        assert (many / "results.json").is_file()
        called.send_signal(signal.SIGINT)
        called.communicate(timeout=60)
    assert called.returncode == 128 + signal.SIGINT
    assert sorted(many.rglob("*")) == before
    assert "rule_sets" in (many / "there.json").read_text("utf-8")  # whole, and not what was there


def test_a_signal_that_the_caller_wants_ignored_is_ignored(folder: Path) -> None:
    script = (
        "import os, signal\n"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "from checker.cli.ending import end_orderly\n"
        "end_orderly()\n"
        "os.kill(os.getpid(), signal.SIGHUP)\n"
        "print('still here')\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ended.stdout == "still here\n"


# ---- a Python that cannot print what reports say ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "orders.csv", "--rules", "orders.yaml", "--report", "results.json"),
        ("explain", "elapsed_time"),
        ("schema",),
        ("validate", "orders.yaml"),
    ],
)
def test_without_documentation_the_program_says_that_it_cannot_run(arguments: tuple[str, ...], folder: Path) -> None:
    environment = {**os.environ, "PYTHONOPTIMIZE": "2"}
    called = subprocess.run(
        [sys.executable, "-m", "checker", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert (called.returncode, called.stdout) == (2, "")
    assert called.stderr.startswith("checker: Python was told to leave out documentation (-OO, PYTHONOPTIMIZE=2)")
    assert len(called.stderr.splitlines()) == 1
    assert not (folder / "results.json").exists()


def test_without_documentation_no_results_are_made_by_the_library_either(folder: Path) -> None:
    script = (
        "from pathlib import Path\n"
        "from checker import evaluate, load_rule_set\n"
        "from checker.problems import CheckerError\n"
        "try:\n"
        "    evaluate(load_rule_set('orders.yaml'), [Path('orders.csv')])\n"
        "except CheckerError as error:\n"
        "    print(error)\n"
    )
    called = subprocess.run(
        [sys.executable, "-OO", "-c", script], cwd=folder, capture_output=True, text=True, check=True
    )
    assert called.stdout.startswith("Python was told to leave out documentation (-OO)")


def test_assertions_may_be_left_out(folder: Path) -> None:
    command = [sys.executable, "-m", "checker", "check", "orders.csv", "--rules", "orders.yaml", "--report"]
    for name, level in (("plain.json", ""), ("without.json", "1")):
        environment = {**os.environ, "PYTHONOPTIMIZE": level}
        subprocess.run([*command, name], cwd=folder, check=True, env=environment, capture_output=True)
    assert (folder / "plain.json").read_bytes() == (folder / "without.json").read_bytes()
