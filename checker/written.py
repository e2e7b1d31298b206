"""What people write in files: the shape every part of a file shares, and the small types its keys have."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainSerializer,
    StringConstraints,
    Tag,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError, PydanticKnownError

MILLIONTHS = 1_000_000
"""Numbers are integers of millionths inside, so that every engine computes the same value exactly."""

LARGEST = 9_000_000_000_000
"""The largest number a rule or record may hold; above it the millionths no longer fit an engine's integer."""

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_SHARE = re.compile(r"\s*([+-]?[0-9]+(?:\.[0-9]+)?)\s*%\s*")


class Written(BaseModel):
    """A mapping of a file that people write: unknown keys are refused, and what is read never changes."""

    # Only the model of a whole file is ever built: building every part's own validator too would double the start.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


NamedThing = Literal["field", "rule", "calendar", "table field"]


@dataclass(frozen=True)
class Names:
    """Says of a text in a model what it names, so that loading can ask whether that exists."""

    what: NamedThing


def _says_something(written: str) -> str:
    if written.strip() in ("", "null", "~"):
        raise PydanticKnownError("string_too_short", {"min_length": 1})
    return written


SAYS_SOMETHING = r"\S"
"""How a text is written, for editors; one that looks like a number or like true is a text, too."""

Text = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2000),
    AfterValidator(_says_something),
    WithJsonSchema({"type": "string", "maxLength": 2000, "pattern": SAYS_SOMETHING}),
]
"""Words for people; never empty, nor YAML's words for nothing."""

ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"
"""How an id is written."""

Id = Annotated[str, StringConstraints(pattern=ID, max_length=80)]
"""A kebab-case name: `delivery-cycle`."""

RuleId = Annotated[Id, Names("rule")]
"""The id of a rule that stands elsewhere in the same file."""

FIELD_NAME = r"^[a-z][a-z0-9_]*$"
"""How the name of a field, or of a tag, is written."""

FieldName = Annotated[str, StringConstraints(pattern=FIELD_NAME, max_length=60), Names("field")]
"""A field's name in a rule set: `ordered_at`."""

TagName = Annotated[str, StringConstraints(pattern=FIELD_NAME, max_length=60)]
"""What a tag is about: `phase`."""

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Za-z]+)?$")]
"""A language by its ISO code: `pl`."""


def _words_kind(written: Any) -> str:
    return "languages" if isinstance(written, dict) else "text"


Words = Annotated[
    Annotated[Text, Tag("text")] | Annotated[Annotated[dict[Language, Text], Field(min_length=1)], Tag("languages")],
    Discriminator(_words_kind),
]
"""Words for people, once or by language: `Branch` or `{en: Branch, pl: Oddział}`."""


def in_language(words: str | dict[str, str], language: str = "en") -> str:
    """The words in a language; where that one is not written, in English, else in the first that is."""
    if isinstance(words, str):
        return words
    return words.get(written_in(words, language) or "en") or next(iter(words.values()))


def written_in(words: dict[str, str], language: str) -> str | None:
    """Under which name a language is written: its own, or without its script, `zh` for `zh-Hant`; none if it is not."""
    return next((name for name in (language, language.partition("-")[0]) if words.get(name)), None)


def parse_number(written: object) -> Decimal:
    """Read a plain decimal number of at most six decimals. Raises ValueError naming what was written."""
    if isinstance(written, bool) or not isinstance(written, str | int | float | Decimal):
        raise ValueError("a number belongs here, such as 3 or 0.5")
    text = str(written).strip()
    if not _NUMBER.fullmatch(text):
        hint = "; write a point for decimals" if re.fullmatch(r"[+-]?[0-9]+,[0-9]+", text) else ""
        raise ValueError(f"'{text}' is not a number{hint}")
    number = Decimal(text)
    if abs(number) > LARGEST:
        raise ValueError(f"'{text}' is larger than {LARGEST:,}")
    if number != number.quantize(Decimal("0.000001")):
        raise ValueError(f"'{text}' has more than six decimals")
    return number


def so_many(things: str) -> Callable[[object], int]:
    """Reads how many of some things there must be: a whole number, 1 or more."""

    def read(written: object) -> int:
        number = parse_number(written)
        if number < 1 or number % 1:
            raise ValueError(f"'{written}' is not a whole number of {things}; write 1 or more")
        return int(number)

    return read


def parse_share(written: object) -> Fraction:
    """Read a share, `95 %`, as a fraction of one. Raises ValueError with the share that was probably meant."""
    if isinstance(written, Fraction):
        return written
    if isinstance(written, dict | list | tuple):
        raise ValueError("a share belongs here, such as 95 %")
    text = str(written)
    match = _SHARE.fullmatch(text)
    if match is None:
        raise ValueError(f"'{text.strip()}' is not a share; {_share_meant(text.strip())}")
    share = Fraction(match[1]) / 100
    if not 0 <= share <= 1:
        raise ValueError(f"'{text.strip()}' is not between 0 % and 100 %")
    if MILLIONTHS % share.denominator:
        raise ValueError(f"'{text.strip()}' has more than four decimals")
    return share


def _share_meant(text: str) -> str:
    if not _NUMBER.fullmatch(text):
        return "write a number and a percent sign, such as 95 %"
    number = Fraction(text)
    if number == 1:
        return "write 1 % or 100 %"
    return f"write {share_text(number if 0 < number < 1 else number / 100)}"


def share_text(share: Fraction) -> str:
    """Write a share of a rule file as people do, with every digit it was given: `95 %`, `99.95 %`."""
    percent = Decimal(share.numerator * 100) / Decimal(share.denominator)
    return f"{percent.normalize():f} %"


def millionths(number: Decimal) -> int:
    """The number as the integer that engines compute with."""
    return int(number * MILLIONTHS)


def number_text(amount: int) -> str:
    """Write an integer of millionths as a plain number: `4`, `0.5`."""
    return f"{(Decimal(amount) / MILLIONTHS).normalize():f}"


def _number_shown(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


Number = Annotated[
    Decimal,
    BeforeValidator(parse_number),
    PlainSerializer(_number_shown, return_type=int | float),
    WithJsonSchema({"type": "number", "description": "A number with at most six decimals."}),
]


def parse_share_number(written: object) -> Decimal:
    """Read a share of one as records have it, `0.95` or `95 %`. Raises ValueError naming what was written."""
    if isinstance(written, str) and written.strip().endswith("%"):
        return parse_number(written.strip().removesuffix("%").strip()) / 100
    number = parse_number(written)
    if number > 1:
        raise ValueError(f"'{written}' is more than the whole; write {number} %")
    return number


ShareNumber = Annotated[
    Decimal,
    BeforeValidator(parse_share_number),
    PlainSerializer(_number_shown, return_type=int | float),
    WithJsonSchema({"type": ["number", "string"], "description": "A share of one: 0.95 or 95 %."}),
]


def _not_negative(number: Decimal) -> Decimal:
    if number < 0:
        raise ValueError(f"'{number}' is below zero; write 0 or more")
    return number


Weight = Annotated[
    Number,
    AfterValidator(_not_negative),
    WithJsonSchema(
        {
            "type": ["number", "string"],
            "minimum": 0,
            "pattern": r"^\s*[+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)\s*$",
            "description": "A number, 0 or more.",
        }
    ),
]

SHARE_PATTERN = r"^\s*[+]?0*(100(\.0+)?|[0-9]{1,2}(\.[0-9]+)?)\s*%\s*$"
"""How a share of all is written, for editors."""

ShareText = Annotated[
    Fraction,
    BeforeValidator(parse_share),
    PlainSerializer(share_text, return_type=str),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": SHARE_PATTERN,
            "description": "A share of all, written with its percent sign.",
            "examples": ["95 %"],
        }
    ),
]


def at_key(key: str | int | tuple[str | int, ...], message: str, code: str = "R207") -> PydanticCustomError:
    """What is wrong with a mapping or list as a whole, and the key, or the way to the place, at which that shows."""
    way = key if isinstance(key, tuple) else (key,)
    return PydanticCustomError("at_key", "{message}", {"way": way, "message": message, "code": code})


def form_meant(written: dict[Any, Any], forms: Collection[str]) -> str | None:
    """Which of several forms a mapping has, by the key that names it; with a slip in that key, the form meant."""
    named = next((key for key in written if key in forms), None)
    if named is not None or not written:
        return named
    from difflib import get_close_matches  # noqa: PLC0415

    close = (get_close_matches(str(key), forms, 1, 0.6) for key in written)
    return next((names[0] for names in close if names), None)


def one_or_more(written: Any) -> Any:
    """One word alone as a list of one."""
    return (written,) if isinstance(written, str) else written


def _words_schema(fewest: int) -> WithJsonSchema:
    listed = {"type": "array", "items": {"type": ["string", "number", "boolean", "null"]}, "minItems": fewest}
    return WithJsonSchema(
        {
            "anyOf": [{"type": ["string", "number", "boolean"]}, listed],
            "description": "One word, or a list of words, as they are written in the records.",
        }
    )


WordList = Annotated[
    tuple[str, ...],
    BeforeValidator(one_or_more),
    Field(description="One word, or a list of words."),
    _words_schema(0),
]

SomeWords = Annotated[WordList, Field(min_length=1), _words_schema(1)]
"""At least one word."""

_ONE_FIELD = {"type": "string", "pattern": FIELD_NAME}

SomeFields = Annotated[
    tuple[FieldName, ...],
    BeforeValidator(one_or_more),
    Field(min_length=1),
    WithJsonSchema({"anyOf": [_ONE_FIELD, {"type": "array", "items": _ONE_FIELD, "minItems": 1}]}),
]
"""One field, or a list of fields."""


def _several(fields: tuple[str, ...]) -> tuple[str, ...]:
    if len(fields) < 2:
        raise ValueError(f"at least two fields belong here, not {len(fields)}; write them as [first, second]")
    return fields


SeveralFields = Annotated[
    tuple[FieldName, ...],
    AfterValidator(_several),
    WithJsonSchema({"type": "array", "items": _ONE_FIELD, "minItems": 2}),
]
"""Two fields or more."""
