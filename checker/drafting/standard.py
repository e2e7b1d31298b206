"""The standard of a draft: a few clauses to be put into the author's own words."""

from __future__ import annotations

from collections.abc import Sequence

from checker.drafting.request import Request
from checker.drafting.starter import sentences, title
from checker.drafting.yaml_text import scalar


def drafted_standard(request: Request, checked: Sequence[str], unchecked: Sequence[str]) -> str:
    """The text of the file: clauses that rules check, then clauses that none does yet, by the names of sentences."""
    said = sentences(request.language)
    lines = [
        f"# What is promised. Each rule of rules/{request.name}.yaml cites a clause by its id; reports print its text.",
        f"standard: {request.standard}",
        f"title: {title(said['standard'], request.language)}",
        "# source says where each promise is made: a contract, a leaflet, a law.",
        "clauses:",
    ]
    for name in checked:
        lines.extend(_clause(name, said[name], request.language))
    lines.append("  # A promise that no rule checks says why; delete that line when a rule does.")
    for name in unchecked:
        lines.extend(_clause(name, said[name], request.language))
        lines.append(f"    not_checkable_because: {scalar(said['no_rule'])}")
    return "\n".join(lines) + "\n"


def _clause(name: str, sentence: str, language: str) -> list[str]:
    return [
        f"  - id: service.{name}",
        f"    text: {{{language}: {scalar(sentence)}}}",
        "    source: {document: Draft}",
    ]
