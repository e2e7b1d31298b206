"""The report as a PDF for managers and auditors: declares PDF/A-3a, is tagged, and carries the results and findings inside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from checker.problems import CheckerError
from checker.reports.printing.attachments import findings_csv
from checker.reports.printing.fonts import drawable, font_addresses
from checker.reports.printing.pages import Link, document_date, page
from checker.results import Results
from checker.wording import phrases

DEADLINE = 120
"""Seconds that drawing the pages may take."""

_TRIES = 6


def render(results: Results, *, language: str = "en", deadline: float = DEADLINE) -> bytes:
    """The PDF of the results: the same results are the same bytes.

    Pages are drawn in a child process without network or files. Raises CheckerError when that takes longer than the
    deadline (in seconds), needs more memory than it may, or fails.
    """
    say = phrases(language)
    text = results.to_json()
    told = json.dumps([text, dict(say.sections)], ensure_ascii=False)
    covered = drawable(set(told) | {chr(number) for number in range(32, 0x250)} | set("–—…·≥≤“”’≠"))
    links = (Link("findings.csv", say["page"]["findings_file"]), Link("results.json", say["page"]["results_file"]))
    attachments = [
        {"name": link.name, "said": link.said, "text": content}
        for link, content in zip(links, (findings_csv(results), text), strict=True)
    ]
    pdf = b""
    for smaller_by in range(_TRIES):
        html = page(
            results,
            language=language,
            paper=True,
            drawable=covered,
            fonts=font_addresses(),
            links=links,
            smaller_by=smaller_by,
        )
        order = {"html": html, "attachments": attachments, "date": document_date(results)}
        pdf, before = _drawn(order, deadline)
        if before <= 1:
            break
    return pdf


def _drawn(order: dict[str, object], deadline: float) -> tuple[bytes, int]:
    folder = str(Path(__file__).resolve().parents[2])
    known = os.environ.get("PYTHONPATH")
    environment = {
        **os.environ,
        "PYTHONPATH": f"{folder}{os.pathsep}{known}" if known else folder,
        "PYTHONHASHSEED": "0",
    }
    command = [sys.executable, "-P", "-m", "checker.reports.printing.drawing"]
    try:
        child = subprocess.run(
            command,
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=deadline,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise CheckerError(
            f"drawing the PDF took longer than {deadline:g} seconds and was stopped; write .html instead, which has no pages to lay out"
        ) from None
    head, _, pdf = child.stdout.partition(b"\n")
    if child.returncode or not pdf.startswith(b"%PDF"):
        raise CheckerError(_why(child))
    return pdf, int(json.loads(head)["pages_before_found"])


def _why(child: subprocess.CompletedProcess[bytes]) -> str:
    said = child.stderr.decode("utf-8", "replace").strip().splitlines()
    last = said[-1][:300] if said else f"it ended with code {child.returncode}"
    if "MemoryError" in last or child.returncode < 0:
        last = "it needed more memory than it may have"
    if "cannot load library" in last or "OSError" in last:
        last += "; install Pango (on Debian: libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)"
    return f"the PDF could not be drawn: {last}; write .html instead"
