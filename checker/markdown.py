"""Words as GitHub Flavored Markdown (0.29) that shows them as they are: no markup, link, picture, mention or number."""

from __future__ import annotations

import re

_MARKS = re.compile(r"[\\`*_\[\]|~!{}]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "<span>$</span>"}
_LINKS = re.compile(
    r"(?<=[@#])|(?<=www)(?=\.)|(?<=:)(?=//)|(?<=GH)(?=-[0-9])|(?<=:)(?=(?![0-9]{2}:)[\w+-]+:)", re.IGNORECASE | re.ASCII
)
"""Where a sign that nobody sees keeps a mention, a number, an address or a little picture from being made of words."""


def escaped(text: str) -> str:
    """The words, escaped; what cannot be shown is for the caller to make visible before."""
    return _as_entities(_MARKS.sub(lambda mark: f"\\{mark[0]}", _LINKS.sub("\u200b", text)))


def escaped_in_html(text: str) -> str:
    """The words within a line that begins with HTML, where a backslash would be shown."""
    return _as_entities(_LINKS.sub("\u200b", text))


def _as_entities(text: str) -> str:
    return "".join(_ENTITIES.get(character, character) for character in text).replace("\u200b", "&#8203;")
