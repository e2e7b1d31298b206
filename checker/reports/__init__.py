"""What results are written as, one file per format; `report.py` says what a report is."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from pathlib import Path
from typing import cast

from checker.reports.report import Report, format_of, write_whole
from checker.results import Results


def _render(name: str, results: Results, *, language: str = "en") -> bytes:
    member = import_module(f"checker.reports.{name}")  # a run that writes no report need not load what makes one
    return cast("Report", member.render)(results, language=language)


FORMATS: dict[str, Report] = {
    suffix: partial(_render, name)
    for suffix, name in {
        ".html": "html",
        ".json": "json",
        ".md": "markdown",
        ".pdf": "pdf",
        ".txt": "text",
        ".xlsx": "xlsx",
    }.items()
}
"""Every format, by the suffix of its files; the module of that member makes it."""


def write_report(results: Results, path: Path | str, *, language: str = "en") -> None:
    """Write the results as the report that the suffix names, whole or not at all.

    Raises CheckerError for an unknown suffix (naming the known ones), for a report that cannot be made, and for a file
    that cannot be written.
    """
    target = Path(path)
    write_whole(format_of(target, FORMATS)(results, language=language), target)


__all__ = ["FORMATS", "Report", "write_report"]
