"""A workbook of Excel: its sheets and formats, and the texts of results as the cells that they are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from math import ceil
from typing import Any

from checker.outcomes import Outcome
from checker.reports.cells import safe_cell
from checker.results import Finding

Cell = str | float | datetime | None

NO_CLOCK = datetime(2000, 1, 1, tzinfo=UTC)
"""The workbook's date of creation: the same results give the same bytes."""

_UNITS = {
    "elapsed": ("hours", 3_600_000_000),
    "working": ("working hours", 3_600_000_000),
    "calendar days": ("calendar days", 1),
    "working days": ("working days", 86_400_000_000),
    "number": ("", 1_000_000),
    "share": ("share", 1_000_000),
}
"""In which unit a finding is told how far it is outside, and how many of the results' make one."""

_NAME_HOLDS_NOT = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_WHEN = {"date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")}
_WHEN["moment"] = re.compile(rf"{_WHEN['date'].pattern} [0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}")
_FIRST_YEAR = 1901
"""Before it Excel's dates are not those of the calendar."""
_MOST_DIGITS = 15
"""Of more digits Excel keeps no number exactly."""
WIDTHS = (8, 44)
"""The least and the most characters that a column is wide."""


class Book:
    """A workbook with the formats that its sheets share, that of dates being the language's."""

    def __init__(self, workbook: Any, dates: str = "yyyy-mm-dd") -> None:
        self.workbook = workbook
        self.names: set[str] = set()
        look: dict[str, Any] = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
        forms: dict[str, dict[str, Any]] = {
            "text": {"text_wrap": True},
            "title": {"bold": True, "font_size": 16},
            "small": {"font_color": "#5B6570"},
            "head": {"bold": True, "text_wrap": True, "bg_color": "#274B6D", "font_color": "#FFFFFF"},
            "met": {"bold": True, "bg_color": "#DCEFE8", "font_color": "#0B5D46"},
            "too_close": {"bold": True, "bg_color": "#F2C14E", "font_color": "#3A2A00"},
            "missed": {"bold": True, "bg_color": "#8F1D21", "font_color": "#FFFFFF"},
            "undetermined": {"bold": True, "font_color": "#555555"},
            "not_judged": {"bold": True, "font_color": "#5B6570"},
            "not_evaluated": {"bold": True, "font_color": "#16202B"},
            "count": {"num_format": "#,##0", "align": "right", "indent": 1},
            "number": {"num_format": "#,##0.######", "align": "right", "indent": 1},
            "date": {"num_format": dates, "align": "left"},
            "moment": {"num_format": f"{dates} hh:mm:ss", "align": "left"},
        }
        self._look = look
        self.formats = {name: workbook.add_format(look | form) for name, form in forms.items()}

    def percent(self, decimals: int) -> str:
        """The format of a share with so many decimals, so that no sheet says 95.0 % of what is below 95 %."""
        name = f"percent{decimals}"
        if name not in self.formats:
            form = {**self._look, "num_format": f"0.{'0' * decimals} %", "align": "right", "indent": 1}
            self.formats[name] = self.workbook.add_format(form)
        return name

    def sheet(self, wanted: str) -> Any:
        """A new sheet with the name wanted, or as near to it as Excel allows."""
        plain = _NAME_HOLDS_NOT.sub("-", wanted).strip("' ") or "-"
        name, number = plain[:_LONGEST_NAME], 1
        while name.casefold() in self.names or name.casefold() == "history":
            number += 1
            name = f"{plain[: _LONGEST_NAME - len(str(number)) - 1]} {number}"
        self.names.add(name.casefold())
        sheet = self.workbook.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def fit(self, sheet: Any, row: int, texts: Iterable[tuple[str, int]]) -> None:
        """Make a row as high as its longest text needs, each in a column of so many characters."""
        lines = max(ceil(len(text) / width) for text, width in texts)
        if lines > 1:
            sheet.set_row(row, 15 * lines)

    def write(self, sheet: Any, row: int, column: int, cell: Cell, form: str = "text") -> None:
        """Write a cell: a text as text, never as a formula."""
        if isinstance(cell, datetime):
            sheet.write_datetime(row, column, cell, self.formats[form])
        elif isinstance(cell, str):
            sheet.write_string(row, column, safe_cell(cell), self.formats[form])
        elif cell is None:
            sheet.write_blank(row, column, None, self.formats[form])
        else:
            sheet.write_number(row, column, cell, self.formats[form])


def outside_by(finding: Finding) -> tuple[float, str] | None:
    """How far the observed value lies from the limit, and in which unit; none where there is no such number."""
    observed, limit = finding.observed, finding.limit
    if finding.outcome is Outcome.UNDETERMINED or observed is None or limit is None or observed.unit != limit.unit:
        return None
    if observed.amount is None or limit.amount is None or observed.unit not in _UNITS:
        return None
    name, size = _UNITS[observed.unit]
    return abs(observed.amount - limit.amount) / size, name


def typed(text: str, kind: str) -> tuple[Cell, str]:
    """A text of a record as a number or a date where its field says so and Excel holds it exactly."""
    if kind in ("number", "whole_number", "share") and _NUMBER.fullmatch(text):
        if sum(map(str.isdigit, text)) <= _MOST_DIGITS:
            return float(text), "number"
    elif kind in ("date", "moment") and _WHEN[kind].fullmatch(text):
        try:
            when = datetime.fromisoformat(text)
        except ValueError:
            return text, "text"
        if when.year >= _FIRST_YEAR:
            return when, kind
    return text, "text"


def length(cell: tuple[Cell, str]) -> int:
    """How many characters a cell shows, about."""
    value, form = cell
    if isinstance(value, str):
        return len(value)
    return {"date": 10, "moment": 19}.get(form, 8)
