"""Conditions, as `scope`, `when` and `must` have them: what is written, and the three-valued expression it becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from checker.expressions import all_of, any_of, nw
from checker.fields import Columns, Fault
from checker.patterns import alike
from checker.when_written import when_written
from checker.written import FieldName, WordList, Written

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr

Word = Annotated[
    str,
    BeforeValidator(lambda written: written if isinstance(written, str | dict | list) else str(written)),
    WithJsonSchema({"type": ["string", "number", "boolean"]}),
]
"""A constant; the field it is compared with decides how it is read."""


class FieldReference(Written):
    """Another field of the same record: `{field: preferred_channel}`."""

    field: FieldName = Field(description="The field whose value is taken.")


class Condition(BaseModel):
    """What must hold of a record: every field's test, and every group of conditions."""

    model_config = ConfigDict(extra="allow", frozen=True, defer_build=True, json_schema_extra={"minProperties": 1})
    __pydantic_extra__: dict[str, Test]

    any: Annotated[tuple[Condition, ...], Field(min_length=1)] | None = Field(None, description="At least one holds.")
    all: Annotated[tuple[Condition, ...], Field(min_length=1)] | None = Field(None, description="Every one holds.")
    none: Annotated[tuple[Condition, ...], Field(min_length=1)] | None = Field(None, description="Not one holds.")

    @model_validator(mode="after")
    def _says_something(self) -> Condition:
        if not self.model_fields_set:
            raise ValueError("a condition is empty; write a field and what it must be, such as {segment: A}")
        return self

    @property
    def tests(self) -> dict[str, Any]:
        """The test of each field that is written directly in this condition."""
        return self.__pydantic_extra__

    @property
    def groups(self) -> dict[str, tuple[Condition, ...]]:
        """The conditions under `any`, `all` and `none`."""
        return {word: part for word in ("any", "all", "none") if (part := getattr(self, word))}

    def fields(self) -> Iterator[str]:
        """Every field that the condition reads, also those it compares with."""
        for name, test in self.tests.items():
            yield name
            yield from _compared_with(test)
        for parts in self.groups.values():
            for part in parts:
                yield from part.fields()

    def compared_fields(self) -> Iterator[str]:
        """The fields whose values are compared; not those of which only `is` is asked."""
        for name, test in self.tests.items():
            if not (isinstance(test, Comparison) and test.model_fields_set == {"is_"}):
                yield name
            yield from _compared_with(test)
        for parts in self.groups.values():
            for part in parts:
                yield from part.compared_fields()


class FittingRow(Written):
    """A row of a table of values: it fits where its condition holds."""

    when: Condition = Field(description="Which records the row is for.")
    then: Any


class OtherwiseRow(Written):
    """The last row of a table of values: it fits every record that no row before it fitted."""

    otherwise: Any


Rows = tuple[FittingRow | OtherwiseRow, ...]
"""A table of values as it was read."""


def row_kind(written: Any) -> str:
    """Which kind of row was written, so that its mistakes are told in its own words; one strange key is `otherwise`."""
    if isinstance(written, FittingRow | OtherwiseRow):
        return "when" if isinstance(written, FittingRow) else "otherwise"
    if not isinstance(written, dict) or {"when", "then"} & set(written):
        return "when"
    return "otherwise" if "otherwise" in written or len(written) == 1 else "when"


def _only_the_last_is_otherwise(rows: tuple[Any, ...]) -> tuple[Any, ...]:
    for position, row in enumerate(rows[:-1], 1):
        if isinstance(row, OtherwiseRow):
            told = "row {position} always fits, so the rows after it are never reached"
            raise PydanticCustomError("never_reached", told, {"position": position})
    return rows


def table_of(name: str, value: Any) -> Any:
    """The type of a table of values of one kind; `name` tells its rows from those of other tables.

    Its rows are models of their own, since a generic model would be built just to be named.
    """
    return when_written(partial(_table_of, name, value))


def _table_of(name: str, value: Any) -> Any:
    then = Annotated[value, Field(description="What these records have.")]
    otherwise = Annotated[value, Field(description="What all other records have.")]
    fitting: Any = _row(f"{name}Row", FittingRow, then=then)
    last: Any = _row(f"{name}Otherwise", OtherwiseRow, otherwise=otherwise)
    union: Any = Annotated[fitting, Tag("when")] | Annotated[last, Tag("otherwise")]
    row = Annotated[union, Discriminator(row_kind)]
    return Annotated[tuple[row, ...], Field(min_length=1), AfterValidator(_only_the_last_is_otherwise)]


def _row(name: str, parent: type[Written], **keys: Any) -> Any:
    return type(name, (parent,), {"__module__": __name__, "__doc__": parent.__doc__, "__annotations__": keys})


BOUNDS = ("at_least", "at_most", "above", "below")
"""The keys of a bound, of comparisons as of targets; equality keeps the first two."""


def value_kind(written: Any) -> str:
    """Which form of value was written: a constant, a field or a table."""
    if isinstance(written, dict | FieldReference):
        return "field"
    return "table" if isinstance(written, list | tuple) else "constant"


def value_of(name: str, *, kind: Callable[[Any], str] = value_kind, constant: Any, **others: Any) -> Any:
    """The type of a value that is written as a constant, as a field, in another form, or as a table of these.

    `kind` tells by name which form was written; `name` stands in the names of the table's rows.
    """
    forms = {"constant": constant, "field": FieldReference} | others
    one: Any = Annotated[any_of_forms(forms), Discriminator(kind)]
    return Annotated[any_of_forms(forms | {"table": table_of(name, one)}), Discriminator(kind)]


def any_of_forms(forms: dict[str, Any]) -> Any:
    """The type of what has one of several forms, each by its name; a discriminator beside it tells which."""
    return Union[tuple(Annotated[form, Tag(tag)] for tag, form in forms.items())]  # noqa: UP007 - known only when run


if TYPE_CHECKING:
    Bound = str | FieldReference | Rows
else:
    Bound = value_of("Bound", constant=Word)


def _other_kind(written: Any) -> str:
    is_comparison = isinstance(written, dict) and set(written) & {*BOUNDS, "is", "matches", "not"}
    return "field" if isinstance(written, dict | FieldReference) and not is_comparison else "words"


Others = Annotated[
    Annotated[WordList, Tag("words")] | Annotated[FieldReference, Tag("field")],
    Discriminator(_other_kind),
]
"""What a field must not be."""


class Comparison(Written):
    """What is asked of one field; everything written must hold."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    not_: Others | None = Field(None, alias="not", description="None of these words, or not equal to the field.")
    at_least: Bound | None = Field(None, description="Equal to it or more, or later.")
    at_most: Bound | None = Field(None, description="Equal to it or less, or earlier.")
    above: Bound | None = Field(None, description="More than it, or later.")
    below: Bound | None = Field(None, description="Less than it, or earlier.")
    is_: Literal["missing", "present", "not_applicable", "not_checked"] | None = Field(
        None, alias="is", description="Whether something was recorded; never unknown."
    )
    matches: Annotated[str, Field(min_length=1, max_length=1000)] | None = Field(
        None,
        description="A regular expression (RE2 without \\d \\w \\s \\b \\p, and flags but (?i) at the start).",
    )

    @model_validator(mode="after")
    def _asks_something(self) -> Comparison:
        if not self.model_fields_set:
            raise ValueError(
                "a comparison is empty; write a word, or one of not, at_least, at_most, above, below, is, matches"
            )
        return self


def _test_kind(written: Any) -> str:
    if isinstance(written, dict):
        return "field" if "field" in written else "comparison"
    if isinstance(written, FieldReference):
        return "field"
    if isinstance(written, Comparison):
        return "comparison"
    return "words" if isinstance(written, list | tuple) else "word"


Test = Annotated[
    Annotated[Word, Tag("word")]
    | Annotated[Annotated[tuple[Word, ...], Field(min_length=1)], Tag("words")]
    | Annotated[FieldReference, Tag("field")]
    | Annotated[Comparison, Tag("comparison")],
    Discriminator(_test_kind),
]


# Built once: conditions stand in many forms, each of which would build them anew.
Condition.model_rebuild()


def compares_words(condition: Condition) -> bool:
    """Whether it compares fields with words only, or asks whether they are recorded."""
    return all(map(_asks_for_words, condition.tests.values())) and all(
        compares_words(part) for parts in condition.groups.values() for part in parts
    )


def _asks_for_words(test: Any) -> bool:
    if isinstance(test, Comparison):
        return test.model_fields_set <= {"not_", "is_"} and isinstance(test.not_, str | tuple | None)
    return isinstance(test, str | tuple)


def _compared_with(test: Any) -> Iterator[str]:
    if isinstance(test, FieldReference):
        yield test.field
    elif isinstance(test, Comparison):
        for bound in (test.not_, test.at_least, test.at_most, test.above, test.below):
            if isinstance(bound, FieldReference):
                yield bound.field
            elif isinstance(bound, tuple):
                yield from _of_rows(bound)


def _of_rows(rows: tuple[Any, ...]) -> Iterator[str]:
    for row in rows:
        if isinstance(row, FittingRow):
            yield from row.when.fields()
        then = row.then if isinstance(row, FittingRow) else getattr(row, "otherwise", None)
        if isinstance(then, FieldReference):
            yield then.field


def holds(condition: Condition, columns: Columns) -> Expr:
    """Whether the condition holds of a record: yes, no, or null where a missing field leaves it unknown."""
    parts = [_test_holds(name, test, columns) for name, test in condition.tests.items()]
    for word, conditions in condition.groups.items():
        each = [holds(part, columns) for part in conditions]
        parts.append({"any": any_of, "all": all_of, "none": _none_of}[word](each))
    return all_of(parts)


def _none_of(parts: list[Expr]) -> Expr:
    return ~any_of(parts)


def _test_holds(name: str, test: Any, columns: Columns) -> Expr:
    if isinstance(test, str):
        return _unless_not_applicable([name], columns.is_one_of(name, [columns.constant(name, test)]), columns)
    if isinstance(test, tuple):
        words = {columns.constant(name, word) for word in test}
        return _unless_not_applicable([name], columns.is_one_of(name, words), columns)
    if isinstance(test, FieldReference):
        equal = columns.value(name) == columns.value(test.field)
        return _unless_not_applicable([name, test.field], equal, columns)
    return _comparison_holds(name, test, columns)


def _comparison_holds(name: str, test: Comparison, columns: Columns) -> Expr:
    value = columns.value(name)
    parts: list[Expr] = []
    compared = [name]
    if isinstance(test.not_, FieldReference):
        parts.append(value != columns.value(test.not_.field))
        compared.append(test.not_.field)
    elif test.not_ is not None:
        parts.append(~columns.is_one_of(name, {columns.constant(name, word) for word in test.not_}))
    for word in BOUNDS:
        bound = getattr(test, word)
        if bound is not None:
            parts.append(_keeps_bound(name, word, bound, columns))
    if test.matches is not None:
        parts.append(value.str.contains(alike(test.matches)))
    whole = _unless_not_applicable(compared, all_of(parts), columns) if parts else None
    asked = _is(name, test.is_, columns) if test.is_ else None
    return all_of([part for part in (asked, whole) if part is not None])


_COMPARE = {
    "at_least": lambda value, bound: value >= bound,
    "at_most": lambda value, bound: value <= bound,
    "above": lambda value, bound: value > bound,
    "below": lambda value, bound: value < bound,
}


def _keeps_bound(name: str, word: str, bound: Any, columns: Columns) -> Expr:
    """Whether the field keeps a bound; unknown where no row of a table fits, or a row is unknown."""
    if isinstance(bound, tuple):
        return _keeps_bound_of_row(name, word, bound, columns)
    if isinstance(bound, FieldReference):
        kept = _COMPARE[word](columns.value(name), columns.value(bound.field))
        return _unless_not_applicable([bound.field], kept, columns)
    kept_constant: Expr = _COMPARE[word](columns.value(name), columns.constant(name, bound))
    return kept_constant


def _keeps_bound_of_row(name: str, word: str, rows: tuple[Any, ...], columns: Columns) -> Expr:
    chain: Any = nw
    for row in rows:
        if isinstance(row, OtherwiseRow):
            kept = _keeps_bound(name, word, row.otherwise, columns)
            return kept if chain is nw else chain.otherwise(kept)
        fits = holds(row.when, columns)
        kept = _keeps_bound(name, word, row.then, columns)
        chain = chain.when(fits.is_null()).then(nw.lit(None, nw.Boolean)).when(fits).then(kept)
    whole: Expr = chain
    return whole


def _is(name: str, asked: str, columns: Columns) -> Expr:
    if asked == "present":
        absent = (Fault.MISSING, Fault.NOT_APPLICABLE, Fault.NOT_CHECKED)
        return ~columns.is_fault(name, *absent)
    return columns.is_fault(name, Fault[asked.upper()])


def _unless_not_applicable(names: list[str], compared: Expr, columns: Columns) -> Expr:
    """A comparison with a field that did not apply is no, whatever was asked."""
    for name in names:
        if columns.may_be(name, Fault.NOT_APPLICABLE):
            compared = nw.when(columns.is_fault(name, Fault.NOT_APPLICABLE)).then(nw.lit(False)).otherwise(compared)
    return compared
