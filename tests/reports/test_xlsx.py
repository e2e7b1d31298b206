"""The report as a workbook: what it says is what the results say, in numbers and dates that can be sorted."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import openpyxl
import pytest

from checker.outcomes import Outcome
from checker.reports.cells import safe_cell
from checker.reports.printing.summary import commitments
from checker.reports.xlsx import render
from checker.results import Results
from tests.reports.conftest import golden
from tests.reports.golden import GOLDEN, HOSTILE, results


def book(found: Results) -> Any:
    return openpyxl.load_workbook(io.BytesIO(render(found)))


def row_of(sheet: Any, text: str) -> int:
    return next(cell.row for row in sheet.iter_rows() for cell in row if cell.value == text)


def finding(record: str, observed: int | None, limit: int = 3_600_000_000, **more: Any) -> dict[str, Any]:
    """A breach of a limit in elapsed time, in microseconds."""
    seen = None if observed is None else {"unit": "elapsed", "amount": observed, "text": f"{observed}"}
    asked = {"unit": "elapsed", "amount": limit, "text": "1 hour"}
    return {
        "record": record, "outcome": "breach", "observed": seen, "limit": asked, "source_row": int(record[1:]), **more
    }  # fmt: skip


def of(*findings: dict[str, Any], **more: Any) -> Results:
    counts = {
        "breach": sum(each["outcome"] == "breach" for each in findings),
        "undetermined": sum(each["outcome"] == "undetermined" for each in findings),
    }
    one = {"id": "in-time", "title": "In time", "counts": {"kept": 1} | counts, "verdict": "missed", **more}
    return results({"verdict": "missed", "rules": [{**one, "findings": list(findings)}]})


@pytest.mark.parametrize("name", GOLDEN)
def test_the_summary_holds_every_figure_of_every_commitment(name: str) -> None:
    found = golden(name)
    sheet = book(found)["Summary"]
    start = row_of(sheet, "Verdict")
    heads = [cell.value for cell in sheet[start]]
    rows = {
        row[1]: dict(zip(heads, row, strict=True))
        for row in sheet.iter_rows(min_row=start + 1, values_only=True)
        if row[0] and not str(row[1]).startswith(" ")
    }
    for one in commitments(found):
        told = rows[one.rule.title if isinstance(one.rule.title, str) else one.rule.title["en"]]
        kept, judged = one.rule.outcomes[Outcome.KEPT], one.rule.judged
        assert (told["Kept"], told["Judged"]) == (kept, judged)
        assert told["Share kept"] == (pytest.approx(kept / judged) if judged else None)
        for outcome, number in one.rule.outcomes.items():
            if outcome is not Outcome.KEPT:
                assert told[outcome.value.replace("_", " ")] == number


def test_findings_stand_with_the_furthest_outside_first_and_what_has_no_number_last() -> None:
    unclear = finding("r9", None) | {"outcome": "undetermined", "reason": "missing_field", "field": "told_at"}
    sheet = book(
        of(finding("r1", 7_200_000_000), finding("r2", None), unclear, finding("r3", 10_800_000_000), finding("r4", 0))
    )["in-time"]
    heads = [cell.value for cell in sheet[5]]
    assert heads == [
        "Record", "Record no.", "Outcome", "Why", "Observed", "Limit", "Outside by", "Unit"
    ]  # fmt: skip
    rows = [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=6, values_only=True)]
    assert [row["Record"] for row in rows] == ["r3", "r1", "r4", "r2", "r9"]
    assert [row["Record no."] for row in rows] == [3, 1, 4, 2, 9]
    assert [row["Outside by"] for row in rows] == [2, 1, 1, None, None]
    assert rows[0]["Unit"] == "hours"
    assert "told_at" in rows[-1]["Why"] or "told at" in rows[-1]["Why"]


def test_numbers_and_dates_of_records_can_be_sorted_and_all_else_is_text() -> None:
    evidence = {
        "ordered_quantity": "12", "years_with_us": "2.5", "promised_on": "2026-07-06", "order_status": "12",
        "delivered_at": "2026-07-08 09:51:00",
    }  # fmt: skip
    odd = {
        "ordered_quantity": "1234567890123456", "years_with_us": "", "promised_on": "1899-12-31",
        "delivered_at": "2026-07-08 09:51:00.000001", "order_status": "open",
    }  # fmt: skip
    sheet = book(of(finding("r1", 2, evidence=evidence), finding("r2", 2, evidence=odd)))["in-time"]
    heads = [cell.value for cell in sheet[5]]
    first, second = (dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=6, values_only=True))
    assert first["ordered quantity"] == 12
    assert first["years with us"] == 2.5
    assert first["promised on"] == datetime(2026, 7, 6)
    assert first["delivered at"] == datetime(2026, 7, 8, 9, 51)
    assert first["order status"] == "12"
    assert second["ordered quantity"] == "1234567890123456"
    assert second["years with us"] in (None, "")
    assert second["promised on"] == "1899-12-31"
    assert second["delivered at"] == "2026-07-08 09:51:00.000001"


def test_a_sheet_has_filters_and_its_header_stays_in_sight() -> None:
    whole = book(of(finding("r1", 2)))
    assert whole["in-time"].freeze_panes == "B6"
    assert whole["in-time"].auto_filter.ref == "A5:G6"
    assert whole["Summary"].auto_filter.ref


def test_where_the_results_hold_only_some_findings_the_sheet_says_so() -> None:
    held = of(finding("r1", 2), findings_total=1, counts={"kept": 1, "breach": 1})
    assert not any("--findings" in str(row) for row in book(held)["in-time"].values)
    some = of(finding("r1", 2), findings_total=5, counts={"kept": 1, "breach": 5})
    assert any("1 of 5 findings" in str(row) for row in book(some)["in-time"].values)


def test_sheets_are_named_as_excel_allows_and_none_twice() -> None:
    ids = ["a" * 40, "a" * 41, "Summary", "history"]
    rules = [
        {"id": each, "title": each, "counts": {"kept": 1, "breach": 1}, "verdict": "missed",
         "findings": [finding("r1", 2)]}
        for each in ids
    ]  # fmt: skip
    names = book(results({"verdict": "missed", "rules": rules})).sheetnames
    assert names == ["Summary", "a" * 31, f"{'a' * 29} 2", "Summary 2", "history 2"]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_of_a_record_is_a_formula_or_a_link(name: str) -> None:
    text = HOSTILE[name]
    found = of(finding("r1", 2, evidence={"order_status": text}, groups={"branch": text}), title=text)
    whole = book(found)
    cells = [cell for sheet in whole for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert not any(cell.hyperlink for cell in cells)
    values = [cell.value for cell in cells if cell.data_type == "s"]
    assert safe_cell(text) in values
    assert not any(value.startswith("=") for value in values)


def test_the_same_results_are_the_same_bytes() -> None:
    assert render(golden("mixed")) == render(golden("mixed"))


def test_no_share_is_shown_on_the_other_side_of_its_target():
    one = {"id": "r", "title": "Promise", "counts": {"kept": 9496, "breach": 504}, "verdict": "missed"}
    sheet = book(results({"verdict": "missed", "rules": [one]})).worksheets[0]
    (cell,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == 0.9496]
    assert cell.number_format == "0.00 %"
