"""The report as one HTML file that works from an e-mail attachment: no scripts, network or other files."""

from __future__ import annotations

import base64
from pathlib import Path

from checker.reports.printing.attachments import findings_csv
from checker.reports.printing.branding import Branding
from checker.reports.printing.pages import Link, screen_page
from checker.reports.printing.profiles import DEFAULT
from checker.results import Results


def render(
    results: Results,
    *,
    language: str = "en",
    profile: str = DEFAULT,
    font: Path | None = None,
    branding: Branding | None = None,
) -> bytes:
    """The HTML file of the results, with the results and findings inside as files to save."""
    said = (branding or Branding()).phrases(language)["page"]
    links = (
        Link("findings.csv", said["findings_file"], _address("text/csv", findings_csv(results))),
        Link("results.json", said["results_file"], _address("application/json", results.to_json())),
    )
    return screen_page(results, language=language, profile=profile, links=links, branding=branding).whole.encode()


def _address(kind: str, text: str) -> str:
    return f"data:{kind};charset=utf-8;base64,{base64.b64encode(text.encode()).decode()}"
