"""What making reports of hostile texts asks of the system: nothing outside the program and fonts, and no network."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from checker.reports import json
from tests.reports.conftest import golden, html_of, pdf_of
from tests.tracing import PROGRAM, needs_strace, opened, outside, reached, traced

ROOT = Path(__file__).parents[2]

MADE = ("report.pdf", "report.html", "report.xlsx", "report.md", "report.txt", "again.json")
REPORTS = [f"--report={name}" for name in MADE]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "results"
    root.mkdir()
    (root / "results.json").write_bytes(json.render(golden("hostile")))
    return root


@needs_strace
def test_reports_of_hostile_texts_open_no_file_outside_and_reach_nothing(folder: Path) -> None:
    temporary = folder.parent / "temporary"
    temporary.mkdir()
    said, calls = traced(folder, "render", "results.json", *REPORTS, "--profile=auditor", TMPDIR=str(temporary))
    assert [name for name in MADE if not (folder / name).is_file()] == [], said
    assert reached(calls) == []
    fonts = (Path("/etc/fonts"), Path("/var/cache/fontconfig"), Path("/usr/local/share/fonts"))
    kinds = Path("/etc/mime.types")  # Python's own list of what files are
    templates = ROOT / "report_templates"
    assert outside(calls, folder, temporary, templates, kinds, *fonts) == []
    assert [*temporary.iterdir()] == []
    runs = {Path(name).name for call in calls for name in re.findall(r'^execve\("([^"]+)"', call)}
    # Itself, its child that draws the PDF, and what lists the libraries of the machine.
    assert {name for name in runs if not name.startswith("python")} <= {"ldconfig", "sh"}
    written = {path for call, path in opened(calls, folder) if re.search("O_(WRONLY|RDWR)", call)}
    others = {path for path in written if not path.is_relative_to(temporary) and not path.is_relative_to("/dev")}
    assert {path.parent for path in others} == {folder}


@pytest.mark.skipif(shutil.which("unshare") is None, reason="unshare is not installed")
def test_reports_are_the_same_where_there_is_no_network_at_all(folder: Path) -> None:
    alone = ["unshare", "--map-root-user", "--net"]
    if subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no namespace can be made here")
    subprocess.run([*alone, *PROGRAM, "render", "results.json", *REPORTS[:2]], cwd=folder, check=True)
    assert (folder / "report.pdf").read_bytes() == pdf_of("hostile")
    assert (folder / "report.html").read_text("utf-8") == html_of("hostile")
