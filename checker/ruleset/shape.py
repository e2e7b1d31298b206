"""What may stand where in a rule file, read from the models, so that no part of the language is described twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, Discriminator, StringConstraints, Tag
from pydantic.fields import FieldInfo

from checker.conditions import Condition, Test
from checker.ruleset.yaml12 import Trail
from checker.when_written import WhenWritten
from checker.written import NamedThing, Names


@dataclass(frozen=True, eq=False)
class Form:
    """What may stand at a place: a model, a dict, a tuple, a union of forms or a plain type, with its annotations.

    A model's forms are made once and known by themselves, since a file asks for the same ones thousands of times.
    """

    annotation: Any
    annotated: tuple[Any, ...] = ()

    @cached_property
    def _made(self) -> tuple[Any, tuple[Any, ...]]:
        later = next((note for note in self.annotated if isinstance(note, WhenWritten)), None)
        if later is None:
            return self.annotation, self.annotated
        form = form_of(later.form, tuple(note for note in self.annotated if note is not later))
        return form.type, form.notes

    @property
    def type(self) -> Any:
        """What stands there; a form that is made when it is written is made now."""
        return self._made[0]

    @property
    def notes(self) -> tuple[Any, ...]:
        """The annotations of what stands there."""
        return self._made[1]


class Found(NamedTuple):
    """Where a problem of a model lies in the file: the way to it, and the mapping that it is about."""

    trail: Trail
    owner: type[BaseModel] | None
    form: Form | None
    is_key: bool = False
    options: Mapping[str, Form] = MappingProxyType({})
    """The forms of which the mapping has one, where it could have had others."""


def form_of(annotation: Any, notes: tuple[Any, ...] = ()) -> Form:
    """The form that an annotation describes; `None` beside another type only says that a key may be left out."""
    if isinstance(annotation, FieldInfo):
        more = (annotation.discriminator,) if annotation.discriminator else ()
        return form_of(annotation.annotation, (*annotation.metadata, *map(_as_discriminator, more), *notes))
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *meta = get_args(annotation)
        for note in meta:
            if isinstance(note, FieldInfo):
                more = (_as_discriminator(note.discriminator),) if note.discriminator else ()
                notes = (*note.metadata, *more, *notes)
            else:
                notes = (note, *notes)
        return form_of(inner, notes)
    if origin in (Union, UnionType):
        some = [part for part in get_args(annotation) if part is not NoneType]
        if len(some) == 1:
            return form_of(some[0], notes)
    return Form(annotation, notes)


def _as_discriminator(written: Any) -> Discriminator:
    return written if isinstance(written, Discriminator) else Discriminator(written)


@cache
def _forms_of_keys(model: type[BaseModel]) -> dict[str, Form]:
    """The form of what stands under each key of a model."""
    return {key: form_of(info) for key, info in keys_of(model).items()}


@cache
def _form_of_parts(form: Form) -> Form | None:
    """The form of what stands in a mapping of any keys, or in a list."""
    origin = get_origin(form.type)
    if origin is dict:
        return form_of(get_args(form.type)[1])
    return form_of(get_args(form.type)[0]) if origin is tuple else None


@cache
def _form_of_tests() -> Form:
    return form_of(Test)


def is_model(form: Form | None) -> bool:
    """Whether a mapping with fixed keys stands there."""
    return form is not None and isinstance(form.type, type) and issubclass(form.type, BaseModel)


@cache
def keys_of(model: type[BaseModel]) -> Mapping[str, FieldInfo]:
    """The keys of a mapping as they are written."""
    return MappingProxyType({info.alias or name: info for name, info in model.model_fields.items()})


@cache
def options_of(form: Form) -> Mapping[str, Form]:
    """The forms of which one may stand there, by the tag that tells them apart."""
    told_by = _told_by(form)
    if told_by is None:
        return {}
    options: dict[str, Form] = {}
    for part in get_args(form.type):
        option = form_of(part)
        tags = [note.tag for note in option.annotated if isinstance(note, Tag)]
        if tags:
            options[tags[-1]] = option
        elif isinstance(told_by, str):
            for word in get_args(option.type.model_fields[told_by].annotation):
                options[word] = option
    return options


@cache
def _told_by(form: Form) -> Any:
    if get_origin(form.type) not in (Union, UnionType):
        return None
    return next((note.discriminator for note in form.notes if isinstance(note, Discriminator)), None)


def option_for(form: Form, written: Any) -> Form | None:
    """The form that a written value claims to have."""
    while (told_by := _told_by(form)) is not None:
        if isinstance(told_by, str):
            tag = written.get(told_by) if isinstance(written, dict) else None
        else:
            tag = told_by(written)
        option = options_of(form).get(tag) if isinstance(tag, str) else None
        if option is None:
            return None
        form = option
    return form


def child(form: Form, part: str | int) -> Form | None:
    """The form of what stands under a key or at a position."""
    if is_model(form):
        found = _forms_of_keys(form.type).get(str(part))
        return _form_of_tests() if found is None and form.type is Condition else found
    return _form_of_parts(form)


def follow(root: type[BaseModel], location: tuple[str | int, ...]) -> Found:
    """Where a location of a validation error lies in the file: without the tags of unions, which are no keys."""
    form: Form | None = Form(root)
    trail: list[str | int] = []
    owner: type[BaseModel] | None = None
    around: Mapping[str, Form] = {}
    for part in location:
        if part == "[key]":
            return Found(tuple(trail), owner, form, is_key=True)
        if form is None:
            continue
        options = options_of(form)
        if options:
            form, around = options.get(str(part)), options
            continue
        owner = form.type if is_model(form) else None
        trail.append(part)
        form = child(form, part)
        options, around = around, {}
    return Found(tuple(trail), owner, form, options=options if trail else {})


def words_of(form: Form | None, seen: set[Any] | None = None) -> set[str]:
    """Every key that may be written somewhere within a form."""
    seen = set() if seen is None else seen
    if form is None or form.type in seen:
        return set()
    options = list(options_of(form).values())
    if options:
        return set().union(*(words_of(option, seen) for option in options))
    if is_model(form):
        seen.add(form.type)
        keys = keys_of(form.type)
        tests = words_of(form_of(Test), seen) if form.type is Condition else set()
        return set(keys).union(tests, *(words_of(form_of(info), seen) for info in keys.values()))
    inner = get_args(form.type)[-1:] if get_origin(form.type) is dict else get_args(form.type)[:1]
    return set().union(*(words_of(form_of(part), seen) for part in inner if not isinstance(part, str)))


def models_in(form: Form | None, seen: dict[type[BaseModel], None] | None = None) -> dict[type[BaseModel], None]:
    """Every mapping of fixed keys that may stand somewhere within a form, the outer ones first."""
    seen = {} if seen is None else seen
    if form is None or form.type in seen:
        return seen
    parts: list[Any] = [*options_of(form).values()]
    if not parts and is_model(form):
        seen[form.type] = None
        parts = [*map(form_of, keys_of(form.type).values()), *([form_of(Test)] if form.type is Condition else [])]
    elif not parts:
        inner = get_args(form.type)[-1:] if get_origin(form.type) is dict else get_args(form.type)[:1]
        parts = [form_of(part) for part in inner if not isinstance(part, str)]
    for part in parts:
        models_in(part, seen)
    return seen


class Named(NamedTuple):
    """A place of the file that names something that must exist: a field, a rule, a calendar, a field of a table."""

    what: NamedThing
    name: str
    trail: Trail
    is_key: bool


def names_in(form: Form | None, written: Any, trail: Trail = ()) -> Iterator[Named]:
    """Everything that a part of the file names and that must exist; parts of the wrong shape are passed over."""
    form = option_for(form, written) if form is not None else None
    if form is None:
        return
    if isinstance(written, dict) and (is_model(form) or get_origin(form.type) is dict):
        keys = keys_of(form.type) if is_model(form) else {}
        for key, value in written.items():
            if form.type is Condition and key not in keys:
                yield Named("field", key, (*trail, key), True)
            yield from names_in(child(form, key), value, (*trail, key))
    elif isinstance(written, list) and get_origin(form.type) is tuple:
        for position, value in enumerate(written):
            yield from names_in(child(form, position), value, (*trail, position))
    elif isinstance(written, str) and get_origin(form.type) is tuple:  # one alone, where a list may stand
        yield from names_in(child(form, 0), written, trail)
    elif isinstance(written, str):
        for note in form.notes:
            if isinstance(note, Names) and _is_well_formed(written, form):
                yield Named(note.what, written, trail, False)


def _is_well_formed(written: str, form: Form) -> bool:
    patterns = [note.pattern for note in form.notes if isinstance(note, StringConstraints) and note.pattern]
    return all(re.search(pattern, written) for pattern in patterns)
