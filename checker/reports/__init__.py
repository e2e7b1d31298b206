"""What results are written as, one file per format; `report.py` says what a report is."""

from __future__ import annotations

from pathlib import Path

from checker.reports import html, json, markdown, pdf, text, xlsx
from checker.reports.report import Report, format_of, write_whole
from checker.results import Results

FORMATS: dict[str, Report] = {
    ".html": html.render,
    ".json": json.render,
    ".md": markdown.render,
    ".pdf": pdf.render,
    ".txt": text.render,
    ".xlsx": xlsx.render,
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
