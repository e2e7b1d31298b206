"""The kinds of targets, one file each; `target.py` says what a target is.

A rule's target is one of them, `95 %` for short, `none` for figures only, or a table of which each record meets its
row.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, WithJsonSchema

from checker.conditions import FieldReference, Rows, any_of_forms, table_of
from checker.targets.all_of import AllOf as _AllOf
from checker.targets.share import Share
from checker.targets.target import Judgement, Target
from checker.when_written import kind_in, when_written
from checker.written import SHARE_PATTERN, Written, form_meant, parse_share

NAMES = ("all_of", "count", "mean", "percentile", "rate", "share", "spread")
"""Every kind of target, by the word that names it in rule files; the module of that name holds it."""


def _kind(written: Any) -> str:
    """Which statistic a target is about; without the key of one it is the share."""
    if isinstance(written, dict):
        return form_meant(written, NAMES) or "share"
    return (named_by(written) or "share") if isinstance(written, Written) else "short"


def named_by(target: object) -> str | None:
    """Which statistic a target is about, by the word that names it in rule files; none where it is no target."""
    return next((name for name in NAMES if hasattr(target, name)), None)


def kind_named(name: str) -> Any:
    """The model of a kind of target; a rule set imports only those that it uses."""
    return kind_in(__name__, name)


def _short_form(written: Any) -> Any:
    """`95 %` is short for {share: kept, at_least: 95 %}."""
    return {"at_least": parse_share(written)}


_Short = Annotated[Share, BeforeValidator(_short_form), WithJsonSchema({"type": "string", "pattern": SHARE_PATTERN})]
_SINGLE = {"short": _Short, "share": Share} | {
    name: when_written(partial(kind_named, name)) for name in ("percentile", "mean", "count", "rate", "spread")
}


if TYPE_CHECKING:
    _Single = Target
else:
    _Single = Annotated[any_of_forms(_SINGLE), Discriminator(_kind)]


class AllOf(_AllOf):
    """Several targets at once: met where all are met, missed where one is missed."""

    # Here its parts are known, of which a member of the family knows nothing.

    all_of: Annotated[tuple[_Single, ...], Field(min_length=1)] = Field(
        description="The targets, each as it stands alone."
    )


if TYPE_CHECKING:
    OneTarget = Target
else:
    OneTarget = Annotated[any_of_forms(_SINGLE | {"all_of": AllOf}), Discriminator(_kind)]
"""One target, whole or short."""


if TYPE_CHECKING:
    _TargetTable = Rows
else:
    _TargetTable = table_of("Target", OneTarget)


def _target_kind(written: Any) -> str:
    if isinstance(written, list | tuple):
        return "table"
    if isinstance(written, FieldReference) or (
        isinstance(written, dict) and form_meant(written, ("field", *NAMES)) == "field"
    ):
        return "field"
    return "none" if written == "none" else "one"


AnyTarget = Annotated[
    Annotated[OneTarget, Tag("one")]
    | Annotated[Literal["none"], Tag("none")]
    | Annotated[FieldReference, Tag("field")]
    | Annotated[_TargetTable, Tag("table")],
    Discriminator(_target_kind),
]
"""A rule's target as it is written; a field holds each record's own share."""

# Without validating it: that would build the validator of every bound a target may have, just to import this.
EVERY_RECORD = Share.model_construct({"at_least"}, at_least=Fraction(1))
"""The target of a rule that names none: every judged record keeps its limit."""

__all__ = [
    "EVERY_RECORD",
    "NAMES",
    "AllOf",
    "AnyTarget",
    "Judgement",
    "OneTarget",
    "Share",
    "Target",
    "kind_named",
    "named_by",
]
