"""What results are written as, one file per format; `report.py` says what a report is."""

from __future__ import annotations

from pathlib import Path

from checker.reports.printing.profiles import DEFAULT, PROFILES
from checker.reports.report import PLAIN, Manner, Report, format_of, write_whole
from checker.results import Results

FORMATS = {
    ".html": "checker.reports.html:render",
    ".json": "checker.reports.json:render",
    ".md": "checker.reports.markdown:render",
    ".pdf": "checker.reports.pdf:render",
    ".txt": "checker.reports.text:render",
    ".xlsx": "checker.reports.xlsx:render",
}
"""Every format, by the suffix of its files, and what makes it, which is imported when a report is asked for."""


def write_report(results: Results, path: Path | str, manner: Manner = PLAIN) -> None:
    """Write the results as the report that the suffix names, whole or not at all.

    Raises CheckerError for an unknown suffix (naming the known ones), for a report that cannot be made, and for a file
    that cannot be written.
    """
    target = Path(path)
    write_whole(format_of(target, FORMATS)(results, manner), target)


def undrawn(results: Results, path: Path, font: Path | None) -> list[str]:
    """What a report of pages writes as codes since no font draws it, each character with its place; else nothing."""
    if path.suffix.lower() != ".pdf":
        return []
    from checker.reports.printing.undrawn import undrawn_told  # noqa: PLC0415

    return undrawn_told(results, font)


__all__ = ["DEFAULT", "FORMATS", "PROFILES", "Manner", "Report", "undrawn", "write_report"]
