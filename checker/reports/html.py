"""The report as one HTML file that works from an e-mail attachment: no scripts, network or other files."""

from __future__ import annotations

import base64

from checker.reports.printing.attachments import findings_csv
from checker.reports.printing.pages import Link, screen_page
from checker.reports.report import PLAIN, Manner
from checker.results import Results


def render(results: Results, manner: Manner = PLAIN) -> bytes:
    """The HTML file of the results, with the results and findings inside as files to save."""
    said = manner.words["page"]
    links = (
        Link("findings.csv", said["findings_file"], _address("text/csv", findings_csv(results))),
        Link("results.json", said["results_file"], _address("application/json", results.to_json())),
    )
    return screen_page(results, manner, links=links).whole.encode()


def _address(kind: str, text: str) -> str:
    return f"data:{kind};charset=utf-8;base64,{base64.b64encode(text.encode()).decode()}"
