"""What the parts of a rule file mean, as values that are equal where the meaning is, however it was written.

Every key of every model is part of the meaning, so that nothing can change unseen; only what is known to mean the same
(a default that is written out, the order of words, one word and a list of it) is made equal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator

from checker.calendars import Calendar, Interval, weekdays_of
from checker.conditions import Condition, FittingRow, OtherwiseRow
from checker.difference.implication import disjoint
from checker.difference.logic import EVERYTHING, Logic, Node
from checker.fields import Columns, DateField, FieldModel, MomentField
from checker.ruleset.model import RuleSet
from checker.ruleset.shape import Form, form_of, is_model, keys_of
from checker.written import NamedThing, Names, WordList, Words

UNORDERED = frozenset(
    "groups fields except must_meet lines rules pauses exclusions clauses items earliest latest sum".split()
)
"""Keys of lists whose order decides nothing."""

ROWS_TO_SORT = 100
"""Rows of a table whose order is asked after; the order of a longer one counts."""

_DEFAULTS = {
    ("PromiseKept", "early"): "any",
    ("PromiseKept", "late"): "none",
    ("PromiseKept", "less"): "none",
    ("PromiseKept", "more"): "none",
}
"""What a key means that is left out, where the model does not say it."""

_AS_WORDS = {id(note) for note in form_of(WordList).notes if isinstance(note, BeforeValidator)}
_LANGUAGES = form_of(Words)


class Meanings:
    """The meanings of one rule set or standard, in the names of the one that it is compared with."""

    def __init__(
        self,
        content: BaseModel,
        fields: Mapping[str, str],
        rules: Mapping[str, str],
        alike: frozenset[str] = frozenset(),
        *,
        is_owner_kept: bool = True,
    ) -> None:
        self.content = content
        self.names: dict[str, Mapping[str, str]] = {"field": fields, "rule": rules}
        self.owner = content.owner if isinstance(content, RuleSet) and is_owner_kept else None
        columns = content.columns() if isinstance(content, RuleSet) else Columns({})
        self.columns = columns
        self.logic = Logic(columns, fields, alike)

    def name(self, what: NamedThing, name: str) -> str:
        """What the other rule set calls a field, a rule, and so on."""
        return self.names[what].get(name, name) if what in self.names else name

    def of(self, value: Any, form: Form | None = None, key: str = "") -> Hashable:
        """The meaning of a value that stands under a key; `form` is what may stand there."""
        if isinstance(value, Condition):
            return self.logic.node(value)
        if isinstance(value, BaseModel):
            keys = keys_of(type(value))
            names = type(value).model_fields
            parts = {
                key: self.of_key(value, name, key, form_of(info))
                for name, (key, info) in zip(names, keys.items(), strict=True)
            }
            return frozenset((key, part) for key, part in parts.items() if part is not None)
        form = form_for(form, value)
        if isinstance(value, dict):
            return self._of_dict(value, form)
        if isinstance(value, tuple):
            return self._of_tuple(value, form, key)
        named = next((note for note in form.notes if isinstance(note, Names)), None) if form else None
        if named is not None and isinstance(value, str):
            return self.name(named.what, value)
        return value if isinstance(value, Hashable) else repr(value)

    def of_key(self, model: BaseModel, name: str, key: str, form: Form | None) -> Hashable:
        """The meaning of what stands under a key of a model, or of its absence."""
        value = getattr(model, name)
        if isinstance(model, Calendar) and key == "hours":
            return frozenset(week(model).items())
        for cls in type(model).__mro__:
            if value is None:
                value = _DEFAULTS.get((cls.__name__, key))
            if (cls.__name__, key) == ("PromiseKept", "by") and value is None:
                value = self.compared_by(model)
            if (cls.__name__, key) == ("Rule", "owner") and value == self.owner:
                value = None
        return None if value is None else self.of(value, form, key)

    def compared_by(self, model: Any) -> str | None:
        """Whether a promise is compared by day or to the moment where it does not say so; none for what is no time."""
        sides = [self.columns.fields.get(name) for name in (model.promised, model.actual)]
        if any(isinstance(side, DateField) for side in sides):
            return "day"
        return "moment" if any(isinstance(side, MomentField) for side in sides) else None

    def without(self, model: BaseModel, *left_out: str) -> Hashable:
        """The meaning of a model but for some keys."""
        whole = self.of(model)
        assert isinstance(whole, frozenset)
        return frozenset((key, part) for key, part in whole if key not in left_out)

    def _of_dict(self, value: dict[str, Any], form: Form | None) -> Hashable:
        key_form, value_form = map(form_of, get_args(form.type)) if form and get_args(form.type) else (None, None)
        if len(value) == 1 and _is_by_language(form):
            (said,) = value.values()  # in whatever language it is asked for
            return str(said)
        return frozenset(
            (
                self.of(name, key_form),
                self.of_field(name, each) if isinstance(each, FieldModel) else self.of(each, value_form),
            )
            for name, each in value.items()
        )

    def of_field(self, name: str, field: FieldModel) -> Hashable:
        """The meaning of a field of the records, which is read from the column of its name unless it says otherwise."""
        return (self.without(field, "column"), field.column or name)

    def _of_tuple(self, value: tuple[Any, ...], form: Form | None, key: str) -> Hashable:
        inner = form_of(get_args(form.type)[0]) if form and get_args(form.type) else None
        if is_table(value):
            return self._of_rows(value)
        parts = [self.of(each, inner) for each in value]
        if (
            key in UNORDERED
            or is_words(form)
            or any(isinstance(each, BaseModel) and "id" in each.model_fields_set for each in value)
        ):
            return frozenset(Counter(parts).items())
        return tuple(parts)

    def _of_rows(self, rows: tuple[Any, ...]) -> Hashable:
        """A table: the first row that fits decides, so the order of rows counts unless no record fits two."""
        parts = [
            (self.row(row), self.of_key(row, row_key(row), row_key(row), form_of(type(row).model_fields[row_key(row)])))
            for row in rows
        ]
        fitting = [(node, part) for node, part in parts if node is not EVERYTHING]
        if is_any_order([node for node, _ in fitting]):
            return ("rows", frozenset(Counter(parts).items()))
        return ("rows", tuple(parts))

    def row(self, row: Any) -> Node:
        """Which records a row of a table is for."""
        return EVERYTHING if isinstance(row, OtherwiseRow) else self.logic.node(row.when)


def week(calendar: Calendar) -> dict[str, tuple[Interval, ...]]:
    """The hours of each working day of the week, however the days are written together."""
    return {day: _joined(hours) for written, hours in calendar.hours.items() if hours for day in weekdays_of(written)}


def _joined(hours: tuple[Interval, ...]) -> tuple[Interval, ...]:
    """The parts of a day, those as one that follow each other without a break."""
    parts: list[Interval] = []
    for part in sorted(hours, key=lambda each: each.start):
        before = parts[-1] if parts and parts[-1].end == part.start else None
        parts[-1:] = [Interval(before.start, part.end)] if before else [*parts[-1:], part]
    return tuple(parts)


def row_key(row: Any) -> str:
    """The key under which a row of a table has its value."""
    return "then" if isinstance(row, FittingRow) else "otherwise"


def is_table(value: Any) -> bool:
    """Whether a value is a table of which the first row that fits decides."""
    return isinstance(value, tuple) and bool(value) and all(isinstance(row, FittingRow | OtherwiseRow) for row in value)


def is_any_order(nodes: list[Node]) -> bool:
    """Whether no record fits two of these, so that their order decides nothing."""
    return all(is_apart_from(node, nodes[:position]) for position, node in enumerate(nodes))


def is_apart_from(node: Node, others: list[Node]) -> bool:
    """Whether no record that fits one fits another; of very many nothing is proven."""
    return len(others) < ROWS_TO_SORT and all(disjoint(node, other) for other in others)


def is_words(form: Form | None) -> bool:
    """Whether a list of words stands there, of which the order decides nothing."""
    return form is not None and any(id(note) in _AS_WORDS for note in form.notes)


def _is_by_language(form: Form | None) -> bool:
    options = [form_of(part) for part in get_args(_LANGUAGES.type)]
    return form is not None and any(option.type == form.type for option in options)


def form_for(form: Form | None, value: Any) -> Form | None:
    """Of the forms that may stand at a place the one that a value has."""
    while form is not None and get_origin(form.type) is Union:
        form = next((option for part in get_args(form.type) if _fits(option := form_of(part), value)), None)
    return form


def _fits(form: Form, value: Any) -> bool:
    origin = get_origin(form.type)
    if origin is Union:
        return any(_fits(form_of(part), value) for part in get_args(form.type))
    if origin is Literal:
        return value in get_args(form.type)
    if is_model(form) or isinstance(form.type, type):
        return isinstance(value, form.type)
    return origin is not None and isinstance(origin, type) and isinstance(value, origin)
