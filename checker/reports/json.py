"""The results themselves, from which every other report can be made later."""

from __future__ import annotations

from checker.reports.report import PLAIN, Manner
from checker.results import Results


def render(results: Results, manner: Manner = PLAIN) -> bytes:
    """The results file: every language in which words were given is in it."""
    return results.to_json().encode()
