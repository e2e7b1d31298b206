"""The kinds of targets, one file each; `target.py` says what a target is.

A rule's target is one of them, `95 %` for short, `none` for figures only, or a table of which each record meets its
row.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, WithJsonSchema

from checker.conditions import AllRows, FittingRow, OtherwiseRow, row_kind
from checker.targets.share import Share
from checker.targets.target import Judgement, Target
from checker.written import SHARE_PATTERN, parse_share

NAMES = ("share",)
"""Every kind of target, by the word that names it in rule files; the module of that name holds it."""


def _whole_form(written: Any) -> Any:
    """`95 %` is short for {share: kept, at_least: 95 %}."""
    if isinstance(written, dict | Share):
        return written
    return {"at_least": parse_share(written)}


OneTarget = Annotated[
    Share,
    BeforeValidator(_whole_form),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": SHARE_PATTERN},
                Share.model_json_schema(),
            ]
        }
    ),
]
_TargetRow = Annotated[
    Annotated[FittingRow[OneTarget], Tag("when")] | Annotated[OtherwiseRow[OneTarget], Tag("otherwise")],
    Discriminator(row_kind),
]


def _target_kind(written: Any) -> str:
    if isinstance(written, list | tuple):
        return "table"
    return "none" if written == "none" else "share"


AnyTarget = Annotated[
    Annotated[OneTarget, Tag("share")]
    | Annotated[Literal["none"], Tag("none")]
    | Annotated[Annotated[tuple[_TargetRow, ...], Field(min_length=1), AllRows], Tag("table")],
    Discriminator(_target_kind),
]
"""A rule's target as it is written."""

EVERY_RECORD = Share(at_least=Fraction(1))
"""The target of a rule that names none: every judged record keeps its limit."""

__all__ = ["EVERY_RECORD", "NAMES", "AnyTarget", "Judgement", "OneTarget", "Share", "Target"]
