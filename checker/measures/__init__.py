"""The kinds of measures, one file each; `measure.py` says what a measure is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Union

from pydantic import Discriminator, Tag

from checker.measures.measure import Measure
from checker.when_written import kind_in, when_written

NAMES = (
    "all_of",
    "checklist",
    "elapsed_time",
    "follow_up",
    "promise_kept",
    "recurrence",
    "requirement",
    "sequence",
    "unique",
)
"""Every kind, by the word that names it in rule files; the module of that name holds it."""


def kind_named(name: str) -> Any:
    """The model of a kind; a rule set imports only those that it uses."""
    return kind_in(__name__, name)


def kind(written: Any) -> Any:
    """Which kind of measure was written."""
    return written.get("kind") if isinstance(written, dict) else getattr(written, "kind", None)


if TYPE_CHECKING:
    AnyMeasure = Measure
else:
    _KINDS = tuple(Annotated[when_written(partial(kind_named, name)), Tag(name)] for name in NAMES)
    AnyMeasure = Annotated[Union[_KINDS], Discriminator(kind)]  # noqa: UP007 - known only when run

__all__ = ["NAMES", "AnyMeasure", "Measure", "kind_named"]
