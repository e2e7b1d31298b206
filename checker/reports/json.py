"""The results themselves, from which every other report can be made later."""

from __future__ import annotations

from pathlib import Path

from checker.reports.printing.branding import Branding
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
    """The results file: every language in which words were given is in it."""
    return results.to_json().encode()
