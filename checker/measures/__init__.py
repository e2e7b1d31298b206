"""The kinds of measures, one file each; `measure.py` says what a measure is."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, Union

from pydantic import Discriminator

from checker.measures.measure import Measure

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


def _model(name: str) -> Any:
    module = import_module(f"checker.measures.{name}")
    return getattr(module, "".join(word.capitalize() for word in name.split("_")))


KINDS: dict[str, Any] = {name: _model(name) for name in NAMES}
"""The model of each kind."""

if TYPE_CHECKING:
    AnyMeasure = Measure
else:
    AnyMeasure = Annotated[Union[tuple(KINDS.values())], Discriminator("kind")]  # noqa: UP007

__all__ = ["KINDS", "NAMES", "AnyMeasure", "Measure"]
