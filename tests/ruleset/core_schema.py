"""How editors and other programs read a scalar: the core schema of YAML 1.2. Rule files keep every scalar as text."""

from __future__ import annotations

import re


def core_value(text: str, plain: bool) -> bool | int | float | str | None:
    """What a scalar is under the core schema of YAML 1.2 (chapter 10.3.2); a quoted one is always text."""
    words = {**dict.fromkeys(("", "~", "null", "Null", "NULL")), "true": True, "false": False}
    if not plain or text in words:
        return text if not plain else words[text]
    if re.fullmatch(r"[-+]?[0-9]+", text):
        return int(text) if len(text) < 1_000 else float(text)
    if re.fullmatch(r"0o[0-7]+|0x[0-9a-fA-F]+", text):
        return int(text, 0)
    return float(text) if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", text) else text
