"""The report as a PDF: declares PDF/A-3a, is tagged, and carries the results and findings inside."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from tempfile import TemporaryDirectory
from typing import Any

from checker.interruptions import uninterrupted
from checker.problems import CheckerError
from checker.reports.printing import drawing
from checker.reports.printing.attachments import findings_csv
from checker.reports.printing.fonts import drawable, font_faces, refuse_undrawable
from checker.reports.printing.pages import Link, document_date, paper_pages
from checker.reports.report import PLAIN, Manner
from checker.results import Results

DEADLINE = 300
"""Seconds that drawing the pages may take."""

_SETTINGS = {"PYTHONHASHSEED": "0"} | ({"PATH": ""} if os.name == "posix" else {})
"""The same bytes each time, and no program to run: where ctypes looks for libraries it would call a compiler."""

MEMORY = 2 * 1024**3
"""Bytes of address space that drawing may take."""

_OWN_SIGNS = {*map(chr, range(32, 0x250)), *"–—−…·≥≤“”’≠"}
"""What the templates and the program write themselves."""


def render(results: Results, manner: Manner = PLAIN, *, deadline: float = DEADLINE, memory: int = MEMORY) -> bytes:
    """The PDF of the results: the same results are the same bytes.

    Pages are drawn in a child process without network or files. Raises CheckerError when that takes longer than the
    deadline (in seconds), needs more memory than it may (in bytes), or fails.
    """
    say, text = manner.words, results.to_json()
    words = json.dumps([dict(say.sections), list(say.forms.values())], ensure_ascii=False)
    told = json.dumps(json.loads(text), ensure_ascii=False) + words
    drawn = drawable({*_OWN_SIGNS, *told, *told.upper()}, manner.font)
    refuse_undrawable(words, manner.language, drawn)
    links = (Link("findings.csv", say["page"]["findings_file"]), Link("results.json", say["page"]["results_file"]))
    document = paper_pages(results, manner, drawable=drawn, links=links)
    attachments = [
        {"name": link.name, "said": link.said, "text": content}
        for link, content in zip(links, (findings_csv(results), text), strict=True)
    ]
    faces = font_faces(manner.font)
    order = {
        "frame": document.frame,
        "pages": document.pages,
        "faces": faces.sheet,
        "fonts": faces.files,
        "attachments": attachments,
        "date": document_date(results),
        "memory": memory,
    }
    return _drawn(order, deadline)


def _drawn(order: dict[str, Any], deadline: float) -> bytes:
    command = [sys.executable, "-P", drawing.__file__]
    with uninterrupted():
        # A child that is stopped leaves its temporary files; they go with this folder.
        temporary = TemporaryDirectory(prefix="checker-", ignore_cleanup_errors=True)
    try:
        with temporary as folder:
            child = subprocess.run(
                command,
                input=json.dumps(order).encode(),
                capture_output=True,
                timeout=deadline,
                env={**os.environ, **_SETTINGS, "TMPDIR": folder},
                check=False,
            )
    except subprocess.TimeoutExpired:
        raise CheckerError(
            f"drawing the PDF took longer than {deadline:g} seconds and was stopped; "
            "write .html instead, which has no pages to lay out"
        ) from None
    if child.returncode or not child.stdout.startswith(b"%PDF"):
        raise CheckerError(_why(child))
    return child.stdout


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _why(child: subprocess.CompletedProcess[bytes]) -> str:
    said = child.stderr.decode("utf-8", "replace").strip().splitlines()
    last = said[-1][:300] if said else f"it ended with code {child.returncode}"
    if "MemoryError" in last:
        last = "it needed more memory than it may have"
    elif child.returncode < 0:
        last = f"it was ended by {_signal(-child.returncode)}, as happens where memory runs out"
    elif "cannot load library" in last:
        last += "; install Pango (on Debian: libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)"
    return f"the PDF could not be drawn: {last}; write .html instead"
