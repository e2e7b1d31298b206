"""The report as a workbook: a summary, and a sheet of findings for each commitment that asks for a look.

Findings stand with the furthest outside first, each with its record's number in the file it came from. Numbers and
dates are written as such, so that they can be sorted; a text of a record is text, whatever it begins with.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from checker.outcomes import FOUND, Outcome
from checker.reports.cells.book import NO_CLOCK, WIDTHS, Book, Cell, length, outside_by, typed
from checker.reports.printing.figures import bounds_of, digits, end_digits, kept_and_judged
from checker.reports.printing.found import ASKED, cell_of, label_of, value_of, why_of
from checker.reports.printing.front import dates_told, heading_of, overall, title_of
from checker.reports.printing.lines import MOST_PARTS_WHOLE, Line, line
from checker.reports.printing.quality import data_quality
from checker.reports.printing.scale import Scale, scale_of
from checker.reports.printing.summary import (
    Commitment,
    commitments,
    decisions,
    verdict_sentence,
    worst_first,
)
from checker.reports.printing.texts import BREAK
from checker.reports.report import PLAIN, Manner
from checker.results import Finding, Results, RuleResult, TargetRow
from checker.wording import Phrases, phrases

_COLUMNS = (17, 52, 30, 18, 18, 14)
"""How many characters wide the first columns of the summary are; the others are narrow."""


def render(results: Results, manner: Manner = PLAIN) -> bytes:
    """The report as a workbook of Excel."""
    import xlsxwriter  # noqa: PLC0415

    say = phrases(manner.language)
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as workbook:
        workbook.set_properties({"created": NO_CLOCK, "title": title_of(results, say)})
        book = Book(workbook, say.notation.numeric)
        _summary(book, results, say)
        scale = scale_of(results)
        for one in worst_first(commitments(results)):
            if one.rule.verdict in ASKED and one.rule.findings:
                _findings(book, one, scale, say)
    return file.getvalue()


# ---- the summary -----------------------------------------------------------------------------------------------------


def _summary(book: Book, results: Results, say: Phrases) -> None:
    """Page 1: the verdict, the commitment table, decisions asked, the quality of the records."""
    page, sheet = say["page"], book.sheet(say["workbook"]["summary"])
    book.write(sheet, 0, 0, heading_of(results, say), "title")
    sheet.set_row(0, 24)
    said = [verdict_sentence(results, say), *(part.told(say) for part in overall(results, say))]
    said.append(dates_told(results, say))
    row = 1
    for row, sentence in enumerate(filter(None, said), start=1):
        sheet.write_string(row, 0, _plain(sentence), book.formats["small"])
    row = _table(book, sheet, row + 2, results, say)
    asked = decisions(results, say, whole=True)
    if asked:
        row = _headed(book, sheet, row + 1, (page["due"], page["decisions"], page["commitment"], page["owner"]))
        for each in asked:
            for column, text in enumerate((each.due, each.asked, each.title, each.owner)):
                book.write(sheet, row, column, _plain(text))
            book.fit(sheet, row, zip((each.due, each.asked, each.title, each.owner), _COLUMNS, strict=False))
            row += 1
    row = _headed(book, sheet, row + 1, (page["quality"],))
    for sentence in data_quality(results, say):
        sheet.write_string(row, 0, _plain(sentence), book.formats["small"])
        row += 1


def _headed(book: Book, sheet: Any, row: int, heads: Iterable[str]) -> int:
    for column, head in enumerate(heads):
        book.write(sheet, row, column, head, "head")
    return row + 1


def _table(book: Book, sheet: Any, start: int, results: Results, say: Phrases) -> int:
    page, words = say["page"], say["workbook"]
    heads = [page["verdict"], page["commitment"], "", words["severity"], page["target"], page["actual"]]
    heads += [words["kept"], page["judged"], words["share"], words["lower"], words["upper"]]
    heads += [say["outcome"][outcome.value] for outcome in Outcome if outcome is not Outcome.KEPT]
    row, scale = _headed(book, sheet, start, heads), scale_of(results)
    for one in worst_first(commitments(results)):
        whole = line(one, scale, say, whole=True)
        _line(book, sheet, row, whole, one.rule, say)
        for column, outcome in enumerate((each for each in Outcome if each is not Outcome.KEPT), start=11):
            book.write(sheet, row, column, one.rule.outcomes.get(outcome, 0), "count")
        row += 1
        if len(one.rule.target_rows) <= MOST_PARTS_WHOLE:
            for part, counted in zip(whole.parts, one.rule.target_rows, strict=True):
                _line(book, sheet, row, part, counted, say)
                row += 1
    sheet.autofilter(start, 0, row - 1, len(heads) - 1)
    sheet.freeze_panes(start + 1, 2)
    sheet.repeat_rows(start)
    for column, width in enumerate((*_COLUMNS, *[13] * (len(heads) - len(_COLUMNS)))):
        sheet.set_column(column, column, width)
    return row


def _line(book: Book, sheet: Any, row: int, told: Line, counted: RuleResult | TargetRow, say: Phrases) -> None:
    book.write(sheet, row, 0, say["verdict"][told.verdict], told.verdict)
    is_part = isinstance(counted, TargetRow)
    book.write(sheet, row, 1, f"    {told.title}" if is_part else _plain(told.title))
    book.write(sheet, row, 2, _plain(" · ".join(filter(None, (told.clause, told.reason)))))
    for column, text in ((3, told.severity), (4, told.target), (5, told.actual)):
        book.write(sheet, row, column, _plain(text))
    texts = ("", told.title, f"{told.clause} · {told.reason}", told.severity, told.target, told.actual)
    book.fit(sheet, row, zip(texts, _COLUMNS, strict=True))
    kept, judged = kept_and_judged(counted)
    book.write(sheet, row, 6, kept, "count")
    book.write(sheet, row, 7, judged, "count")
    bounds = bounds_of(counted)
    if judged:
        decimals = _decimals(digits(Fraction(kept, judged), bounds))
        book.write(sheet, row, 8, kept / judged, book.percent(decimals))
    for column, end in zip((9, 10), (counted.interval or ()) if judged else (), strict=False):
        book.write(sheet, row, column, end, book.percent(_decimals(end_digits(end, bounds))))


# ---- findings --------------------------------------------------------------------------------------------------------


def _findings(book: Book, one: Commitment, scale: Scale, say: Phrases) -> None:
    """A sheet for one commitment: its figures, and every finding that the results hold."""
    rule, read, page = one.rule, one.within.records, say["page"]
    sheet = book.sheet(rule.id)
    told = line(one, scale, say, whole=True)
    book.write(sheet, 0, 0, _plain(told.title), "title")
    sheet.set_row(0, 24)
    small = (say["verdict"][told.verdict], told.target, f"{told.actual} {told.judged}", told.reason)
    sheet.write_string(1, 0, _plain(" · ".join(filter(None, small))), book.formats["small"])
    if len(rule.findings) < rule.findings_total:
        held = say.say("workbook", "held", held=say.count(len(rule.findings)), all=say.count(rule.findings_total))
        sheet.write_string(2, 0, held, book.formats["small"])
    groups = list(dict.fromkeys(name for each in rule.findings for name in each.groups))
    fields = list(dict.fromkeys(name for each in rule.findings for name in each.evidence if name not in groups))
    labels = [_plain(label_of(name, read, say)) for name in (*groups, *fields)]
    words = say["workbook"]
    heads = [page["record"], page["record_no"], page["file"], words["outcome"], page["because"]]
    heads += [page["observed"], page["limit"], words["outside_by"], words["unit"], *labels, words["waivers"]]
    rows = [_cells(each, groups, fields, one, say) for each in sorted(rule.findings, key=_furthest_first)]
    shown = [
        column for column in range(len(heads)) if column < 2 or any(row[column][0] not in ("", None) for row in rows)
    ]
    top = _headed(book, sheet, 4, (heads[column] for column in shown))
    for number, row in enumerate(rows, start=top):
        for column, place in enumerate(shown):
            book.write(sheet, number, column, *row[place])
    for column, place in enumerate(shown):
        longest = max(len(heads[place]), *(length(row[place]) for row in rows))
        sheet.set_column(column, column, min(max(longest + 3, WIDTHS[0]), WIDTHS[1]))
    sheet.autofilter(top - 1, 0, top - 1 + len(rows), len(shown) - 1)
    sheet.freeze_panes(top, 1)
    sheet.repeat_rows(top - 1)


def _furthest_first(finding: Finding) -> tuple[int, float, int, int]:
    """Breaches before what could not be told; among them the furthest outside, and those without a number last."""
    by = outside_by(finding)
    order = FOUND.index(finding.outcome) if finding.outcome in FOUND else len(FOUND)
    return (order, 1.0 if by is None else -by[0], finding.source, finding.source_row)


def _cells(
    finding: Finding, groups: Sequence[str], fields: Sequence[str], one: Commitment, say: Phrases
) -> list[tuple[Cell, str]]:
    """The cells of a finding's row, each with its format."""
    read, by = one.within.records, outside_by(finding)
    told: list[tuple[Cell, str]] = [
        (finding.record if read.id else say.say("page", "without_id", number=say.count(finding.source_row)), "text"),
        (finding.source_row, "count"),
        (finding.source + 1 if finding.source else None, "count"),
        (say["outcome"][finding.outcome.value], "text"),
        (_plain(why_of(finding, read, say)), "text"),
        (value_of(finding.observed, one, say) if finding.observed else "", "text"),
        (value_of(finding.limit, one, say) if finding.limit else "", "text"),
        (by[0] if by else None, "number"),
        (say.known("unit", by[1].replace(" ", "_")) if by and by[1] else "", "text"),
        *((finding.groups.get(name, ""), "text") for name in groups),
    ]
    for name in fields:
        described = read.fields.get(name)
        kind = described.get("type") if isinstance(described, dict) else None
        cell, form = typed(finding.evidence.get(name, ""), str(kind))
        told.append((cell_of(name, cell, read, say) if isinstance(cell, str) else cell, form))
    return [*told, (say.joined("comma", finding.waivers), "text")]


def _decimals(number: str) -> int:
    return len(number.partition(".")[2])


def _plain(text: str) -> str:
    return text.replace(BREAK, "")
