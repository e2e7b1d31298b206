"""Whether each field's type fits its use, in every part of a rule set: a walk over all that was written."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from pydantic import BaseModel

from checker.conditions import Condition
from checker.fields import FieldModel, what_is
from checker.measures.measure import Particular
from checker.problems import quoted
from checker.ruleset.condition_fitting import fit_condition
from checker.ruleset.meaning import Reading
from checker.ruleset.messages import value_at
from checker.ruleset.shape import keys_of
from checker.ruleset.yaml12 import Trail
from checker.values import FieldDuration


def fit(reading: Reading, part: Any, trail: Trail) -> None:
    """Say where anything in a part of the rule set asks of a field what its type cannot give."""
    if isinstance(part, Condition):
        fit_condition(reading, part, trail)
    elif isinstance(part, FieldDuration):
        _fit_duration(reading, part, trail)
    elif isinstance(part, tuple):
        for position, each in enumerate(part):
            fit(reading, each, (*trail, position))
    elif isinstance(part, bool):
        _fit_answer(reading, trail)
    elif isinstance(part, BaseModel):
        for key, name in zip(keys_of(type(part)), type(part).model_fields, strict=True):
            fit(reading, getattr(part, name), (*trail, key))
        if _is_particular(type(part)):
            _fit_measure(reading, cast("Particular", part), trail)


@cache
def _is_particular(model: type[BaseModel]) -> bool:
    """Whether a model is a measure with questions of its own; asking the protocol of each part is slow."""
    return issubclass(model, Particular)


def fit_answers(reading: Reading, fields: Mapping[str, FieldModel], trail: Trail) -> None:
    """Say where a field of the records has another word than true or false for what is one of the two."""
    for name, field in fields.items():
        for key in type(field).model_fields:
            if isinstance(getattr(field, key), bool):
                _fit_answer(reading, (*trail, name, key))


def _fit_answer(reading: Reading, trail: Trail) -> None:
    """Say where something else is written than the words true and false, which other programs read as one of them."""
    written = value_at(reading.composed.value, trail)
    if written not in ("true", "false", None):
        reading.say("R206", f"{quoted(written)} is neither true nor false", trail, hint="write true or false")


def _fit_measure(reading: Reading, measure: Particular, trail: Trail) -> None:
    has_unread_calendar = any(place[: len(trail) + 1] == (*trail, "calendar") for place in reading.stand_ins)
    for misfit in measure.misfits(reading.columns):
        if misfit.code == "R323" and has_unread_calendar:
            continue  # one is written; what is wrong with it is told
        hint = misfit.hint or reading.nearest_to(str(misfit.at[-1]), misfit.known)
        first = None if misfit.first is None else reading.composed.place((*trail, *misfit.first))
        reading.say(misfit.code, misfit.message, (*trail, *misfit.at), key=misfit.is_key, hint=hint, first=first)


def _fit_duration(reading: Reading, part: FieldDuration, trail: Trail) -> None:
    if reading.columns.family(part.field) not in ("number", None):
        message = f"a duration needs a number; {what_is(part.field, reading.columns)}"
        reading.say("R308", message, (*trail, "field"))
