"""Nothing of a rule file changes unseen: every key of every model is walked, known to the words of changes or not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, Field

from checker.calendars import Interval
from checker.conditions import Condition
from checker.difference import Change, changes_between
from checker.difference.comparing import TELLERS
from checker.difference.meaning import Meanings, week
from checker.difference.side import Side
from checker.difference.walk import Spot, Walk
from checker.durations import Duration
from checker.ruleset import yaml12
from checker.ruleset.loading import content_of
from checker.ruleset.model import Rule, RuleSet
from checker.ruleset.shape import Form, form_of, is_model, keys_of, options_of, words_of
from checker.standards import Standard
from checker.targets.target import Amount

TESTS = Path(__file__).parents[1]
FILES = [
    TESTS / "difference" / "orders.yaml",
    TESTS / "difference" / "service.yaml",
    TESTS / "made_up" / "everything.yaml",
    TESTS / "ruleset" / "valid" / "whole-language.yaml",
]


def side_of(path: Path) -> Side:
    composed, problems = yaml12.read(path)
    assert composed is not None
    content, problems = content_of(composed, problems, path, TESTS / "ruleset" / "standards")
    assert content is not None, problems
    return Side(content, composed)


# ---- every part of a rich file, changed ------------------------------------------------------------------------------


def other(value: Any) -> Iterator[Any]:
    """Other values than this one, of the same shape; the value within it that changed is another one each time."""
    if isinstance(value, BaseModel):
        yield from others_of_model(value)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from (value | {key: changed} for changed in other(each))
            yield {name: kept for name, kept in value.items() if name != key} | {other_name(key): each}
            if len(value) > 1:
                yield {name: kept for name, kept in value.items() if name != key}
    elif isinstance(value, tuple):
        for position, each in enumerate(value):
            before, after = value[:position], value[position + 1 :]
            yield from ((*before, changed, *after) for changed in other(each))
            if len(value) > 1:
                yield (*before, *after)
    else:
        yield from others_of_constant(value)


def other_name(key: Any) -> Any:
    return key + timedelta(days=1) if isinstance(key, date) else OTHER_WORDS.get(key, f"{key}_too")


def others_of_model(model: BaseModel) -> Iterator[BaseModel]:
    for name in type(model).model_fields:
        value = getattr(model, name)
        yield from (model.model_copy(update={name: changed}) for changed in other(value))
    for name, value in (model.__pydantic_extra__ or {}).items():
        for changed in other(value):
            yield condition_of(model, {**(model.__pydantic_extra__ or {}), name: changed})
        if len(model.__pydantic_extra__ or {}) > 1:
            yield condition_of(
                model, {key: each for key, each in (model.__pydantic_extra__ or {}).items() if key != name}
            )


def condition_of(model: BaseModel, tests: dict[str, Any]) -> BaseModel:
    assert isinstance(model, Condition)
    return Condition.model_construct(
        **{**{name: getattr(model, name) for name in model.model_fields_set & {"any", "all", "none"}}, **tests}
    )


OTHER_WORDS = {
    "Europe/Warsaw": "Europe/Lisbon",
    "hour": "minute",
    "minute": "hour",
    "mon-thu": "mon-wed",
    "sun-sat": "mon-sat",
    "fri": "sat",
    "mon-fri": "mon-sat",
}
"""Of words from lists that are looked up."""


def others_of_constant(value: Any) -> Iterator[Any]:  # noqa: PLR0912
    match value:
        case None:
            return
        case bool():
            yield not value
        case Duration(amount=amount, span=span):
            yield Duration(amount + 1, span)
        case Interval(start=start, end=end):
            yield Interval(start, end + 1)
        case Amount(value=amount, unit=unit):
            yield Amount(amount + 1, unit)
        case date():
            yield value + timedelta(days=1)
        case int():
            yield value + 1
        case Fraction():
            yield value / 2 if value else Fraction(1, 2)
        case Decimal():
            yield value + 1
        case str() if value in OTHER_WORDS:
            yield OTHER_WORDS[value]
        case str() if value.isdigit():
            yield str(int(value) + 1)
        case str():
            yield f"{value}x"
        case _:
            raise AssertionError(f"no other value is known for {value!r}")


def is_only_another_day_off(content: Any, old: Any) -> bool:
    """Whether all that changed is that a day off is written, or is not."""
    both = [getattr(each, "calendars", {}) for each in (content, old)]
    if content != old.model_copy(update={"calendars": both[0]}) or both[0].keys() != both[1].keys() or not both[0]:
        return False
    return all(
        calendar == both[1][name].model_copy(update={"hours": calendar.hours}) and week(calendar) == week(both[1][name])
        for name, calendar in both[0].items()
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_whatever_changes_is_told(path: Path) -> None:
    old = side_of(path)
    count = 0
    for content in other(old.content):
        if is_only_another_day_off(content, old.content):
            continue
        count += 1
        found = changes_between(old, Side(content, old.composed))
        keys = [key for key in type(content).model_fields if getattr(content, key) != getattr(old.content, key)]
        assert found, f"a change within {keys} is told"
        assert not [change for change in found if change.before == change.after and change.note is None]
    assert count > {"service": 20}.get(path.stem, 250)


def test_the_parts_that_are_changed_are_all_the_keys_that_the_file_has() -> None:
    """The rich file has every key, so the test above walks the whole language."""
    side = side_of(TESTS / "ruleset" / "valid" / "whole-language.yaml")
    named = set(keys_within(side.composed.value))
    language = words_of(Form(RuleSet)) - {"any", "all", "none", "field", "is"}
    assert language - named <= {"above", "confidence"}


def keys_within(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from keys_within(each)
    elif isinstance(value, list):
        for each in value:
            yield from keys_within(each)


def test_every_key_with_words_of_its_own_is_a_key_of_the_language() -> None:
    known = {
        f"{model.__name__}.{key}"
        for root in (RuleSet, Standard)
        for model in models_within(Form(root))
        for key in keys_of(model)
    }
    ancestors = {f"{parent.__name__}.{key}" for root in (RuleSet, Standard) for model in models_within(Form(root))
                 for parent in model.__mro__ for key in keys_of(model)}  # fmt: skip
    assert set(TELLERS) <= known | ancestors


def models_within(form: Form, seen: set[Any] | None = None) -> set[type[BaseModel]]:
    seen = set() if seen is None else seen
    options = list(options_of(form).values()) or [form]
    for option in options:
        if is_model(option) and option.type not in seen:
            seen.add(option.type)
            for info in keys_of(option.type).values():
                models_within(form_of(info), seen)
        elif not is_model(option):
            for part in getattr(option.type, "__args__", ()):
                if not isinstance(part, str) and part is not ...:
                    models_within(form_of(part), seen)
    return seen


# ---- what the language gains -----------------------------------------------------------------------------------------


class Pause(BaseModel):
    """A part that no words of changes know."""

    began: str
    ended: str = "now"


class LaterRule(Rule):
    """A rule with keys that no words of changes know."""

    surprise: str | None = None
    pauses: tuple[Pause, ...] = ()
    steps: tuple[str, ...] = ()
    by_site: dict[str, Decimal] = Field(default_factory=dict)
    only: Condition | None = None


def with_rule(side: Side, **keys: Any) -> Side:
    assert isinstance(side.content, RuleSet)
    rule = side.content.rules[0]
    later = LaterRule.model_construct(rule.model_fields_set | set(keys), **{**dict(rule), **keys})
    return Side(side.content.model_copy(update={"rules": (later, *side.content.rules[1:])}), side.composed)


def condition(**tests: Any) -> Condition:
    return Condition.model_construct(**tests)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({}, {"surprise": "yes"}, ["surprise: not written → yes"]),
        ({"surprise": "yes"}, {"surprise": "no"}, ["surprise: yes → no"]),
        ({"surprise": "yes"}, {}, ["surprise: yes → not written"]),
        ({"steps": ("a", "b")}, {"steps": ("b", "a")}, ["steps: a, b → b, a"]),
        ({"by_site": {"A": Decimal(1)}}, {"by_site": {"A": Decimal(2), "B": Decimal("0.5")}},
         ["A of by site: 1 → 2", "B of by site: not written → 0.5"]),
        ({"pauses": (Pause(began="x"),)}, {"pauses": (Pause(began="y"),)}, ["began of entry 1 of pauses: x → y"]),
        ({"pauses": (Pause(began="x"), Pause(began="y"))}, {"pauses": (Pause(began="y"), Pause(began="x"))}, []),
        ({"pauses": (Pause(began="x"),)}, {"pauses": (Pause(began="x"), Pause(began="z"))},
         ["entry 2 of pauses: not written → began z"]),
        ({"only": condition(segment="A")}, {"only": condition(segment=("A", "B"))},
         ["only: “segment” is A → “segment” is A or B"]),
    ],
)  # fmt: skip
def test_a_key_that_no_words_know_is_told_by_its_name_and_values(
    before: dict[str, Any], after: dict[str, Any], said: list[str]
) -> None:
    side = side_of(FILES[0])
    found = changes_between(with_rule(side, **before), with_rule(side, **after))
    assert [f"{change.what}: {change.values}" for change in found] == said
    assert all(is_unknown(change) for change in found)


def is_unknown(change: Change) -> bool:
    return (change.rule, change.kind, change.effect) == ("cycle", "changed", "unclear")


def test_a_new_key_of_a_model_that_others_are_made_of_is_told() -> None:
    side = side_of(FILES[0])
    assert isinstance(side.content, RuleSet)
    field = side.content.records.fields["site"]
    model: Any = type(
        "LaterField", (type(field),), {"__annotations__": {"unit": str}, "unit": "none", "__module__": __name__}
    )
    sides = []
    for unit in ("kg", "g"):
        later = model.model_construct(field.model_fields_set | {"unit"}, **{**dict(field), "unit": unit})
        records = side.content.records.model_copy(update={"fields": {**side.content.records.fields, "site": later}})
        sides.append(Side(side.content.model_copy(update={"records": records}), side.composed))
    assert [f"{change.what}: {change.values}" for change in changes_between(*sides)] == ["unit of field 'site': kg → g"]


def test_what_its_own_words_leave_out_is_told_all_the_same() -> None:
    side = side_of(FILES[0])
    assert isinstance(side.content, RuleSet)
    newer = Side(side.content.model_copy(update={"version": "2"}), side.composed)
    meanings = Meanings(side.content, {}, {}), Meanings(newer.content, {}, {})
    walk = Walk(side, newer, meanings, {"RuleSet.version": lambda _walk, _spot: iter(())})
    spot = Spot(None, "", "", side.content, newer.content, (), ())
    assert [f"{change.what}: {change.values}" for change in walk.keys(spot)] == ["version: 1 → 2"]
