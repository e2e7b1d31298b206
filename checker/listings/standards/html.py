"""As a page by itself: a table for each standard, one row for each clause; nothing is loaded from elsewhere."""

from __future__ import annotations

import re
from html import escape

from checker.clause_matrix import CheckedClause, ClauseMatrix
from checker.listings.standards.text import OPEN, summary
from checker.listings.text import visible

_STYLE = (
    "body{font:16px/1.45 system-ui,sans-serif;max-width:70em;margin:2em auto;padding:0 1em;color:#1b1b1b;"
    "background:#fff}"
    "table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #bbb;padding:.5em;text-align:left;"
    "vertical-align:top}code{font-size:.9em;overflow-wrap:break-word}small{color:#555}.open{background:#fde8e4}"
    "caption{font-weight:bold;font-size:1.2em;text-align:left;padding:1.5em 0 .5em}"
    "@media(max-width:40em){thead{position:absolute;left:-99em}table,tbody,tr,th,td,caption{display:block}"
    "th,td{border:0;padding:.2em 0}tr{border-bottom:1px solid #bbb;padding:.5em 0}}"
)
"""On a narrow screen the cells of a row stand below each other, and the head is for those who listen to the page."""


def listed(matrix: ClauseMatrix) -> str:
    """A whole document; a clause with neither a rule nor a reason says so in words, and not by its colour alone."""
    tables = "".join(_table(standard, matrix) for standard in matrix.standards)
    without = ""
    if matrix.without_clause:
        rules = "".join(f"<li>{_code(rule)}</li>" for rule in matrix.without_clause)
        without = f"<h2>Rules without a clause</h2><ul>{rules}</ul>"
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Clauses and rules</title><style>{_STYLE}</style></head>\n<body><main><h1>Clauses and rules</h1>"
        f"<p>{_text(summary(matrix))}</p>{tables}{without}</main></body></html>\n"
    )


def _table(standard: str, matrix: ClauseMatrix) -> str:
    rows = "".join(_row(clause) for clause in matrix.clauses if clause.standard == standard)
    head = '<tr><th scope="col">Clause</th><th scope="col">What is promised</th><th scope="col">Checked by</th></tr>'
    return f"\n<table><caption>{_text(standard)}</caption><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _row(clause: CheckedClause) -> str:
    said = "<br>".join(_code(rule) for rule in clause.rules)
    if clause.not_checkable_because is not None:
        said += f"<small>Not checkable: {_text(clause.not_checkable_because)}</small>"
    if clause.is_open:
        said = f"<strong>Open: {OPEN}</strong>"
    mark = ' class="open"' if clause.is_open else ""
    return (
        f'\n<tr{mark}><th scope="row">{_code(clause.id)}<br><small>{_text(clause.source)}</small></th>'
        f"<td>{_text(clause.text)}</td><td>{said}</td></tr>"
    )


def _code(text: str) -> str:
    """An id, which breaks after a point or a stroke rather than in a word."""
    breaking = re.sub("([./])", r"\1<wbr>", _text(text))
    return f"<code>{breaking}</code>"


def _text(text: str) -> str:
    return escape(visible(text))
