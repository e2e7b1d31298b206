"""What the cells of a column seem to be: a draft that its author confirms, since a check guesses nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from checker.drafting import dates
from checker.drafting.words import MISSING, YES_AND_NO
from checker.drafting.yaml_text import listed, scalar, shown
from checker.ruleset.characters import can_be_written
from checker.written import LARGEST

MOST_CHOICES = 12
"""More different words than these are no choice; each must occur five times on average."""
_LONGEST_CHOICE = 40
_AGREE = 0.95
"""So large a part of the cells must be readable as a type; the others are said in a comment."""
_ID = 0.99
"""So large a part of the cells of an id must be unlike all others; repeated ids are a finding of the audit."""

_WHOLE = re.compile(r"[+-]?(?:0|[1-9][0-9]{0,12})")
_NUMBER = re.compile(r"[+-]?(?:0|[1-9][0-9]{0,12})?(?:\.[0-9]+)?(?<=[0-9])")
_COMMA = re.compile(r"[+-]?[0-9]{1,3}(?:[ .\u00a0]?[0-9]{3})*,[0-9]+")
_PERCENT = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?[ \u00a0]?%")


@dataclass(frozen=True)
class Column:
    """A column of a record file as far as it was looked at."""

    heading: str
    values: tuple[str, ...] = ()
    """The cells of the first rows as they are written, in their order."""
    type: str | None = None
    """The type of field that the file itself gives it; then no cells are looked at."""


@dataclass(frozen=True)
class Guess:
    """What a field of the column may be declared as."""

    type: str
    keys: tuple[tuple[str, str], ...] = ()
    """Further keys of the field with their values as YAML."""
    remark: str | None = None
    """What the author must know to confirm it."""
    is_open: bool = False
    """Whether the remark asks for a decision that nobody can take from the cells."""
    is_ambiguous: bool = False
    """Whether it would be a date, if somebody said what comes first: the day or the month."""
    missing: tuple[str, ...] = ()
    """Words among the cells that say nothing was recorded."""
    is_unique: bool = False
    """Whether it could name a record."""
    filled: int = 0
    """How many cells hold something."""


def guess(column: Column, order: dates.Order | None = None) -> Guess:
    """What the cells seem to be; `order` says how dates are read where day and month could change places."""
    if column.type is not None:
        return Guess(column.type, remark="the type that the file gives it", filled=1)
    said = [value.strip() for value in column.values]
    missing = tuple(dict.fromkeys(value for value in said if value.lower() in MISSING))
    values = [value for value in said if value and value not in missing]
    if not values:
        remark = "no cell of it was seen with anything in it" if column.values else "the file has no rows yet"
        return Guess("text", remark=remark, missing=missing)
    found = _typed(values, order)
    alike = sum(count - 1 for count in Counter(values).values())
    is_unique = len(values) == len(said) > 1 and alike <= len(values) * (1 - _ID) and found.type in _NAMES_A_RECORD
    return replace(found, missing=missing, is_unique=is_unique, filled=len(values))


_NAMES_A_RECORD = ("text", "whole_number")


def _typed(values: Sequence[str], order: dates.Order | None) -> Guess:
    answer = _yes_or_no(values)
    if answer is not None:
        return answer
    found = dates.written(values)
    if found is not None and found.read >= len(values) * _AGREE:
        return _date(found, values, order)
    for type_, pattern in (("whole_number", _WHOLE), ("number", _NUMBER), ("share", _PERCENT)):
        others = [value for value in values if not pattern.fullmatch(value) or _is_too_large(value)]
        if len(others) <= len(values) * (1 - _AGREE):
            also = " only 0 and 1: perhaps a yes or no" if set(values) == {"0", "1"} else ""
            return Guess(type_, remark=_but_for(others, values) or also.strip() or None)
    if all(_COMMA.fullmatch(value) or _WHOLE.fullmatch(value) for value in values):
        remark = f"numbers with a decimal comma, such as {shown(values[0])}: only points are read"
        return Guess("text", remark=f"{remark}, so save them with points and make it a number", is_open=True)
    counts = Counter(values)
    is_few = len(counts) <= MOST_CHOICES and len(values) >= 5 * len(counts)
    if is_few and all(len(word) <= _LONGEST_CHOICE and can_be_written(word) for word in counts):
        once = [shown(word) for word, count in counts.items() if count == 1]
        rare = f", {' and '.join(once)} only once" if once else ""
        return Guess("choice", (("of", listed(counts)),), f"the words seen{rare}; any other word will be unreadable")
    return Guess("text")


def _is_too_large(value: str) -> bool:
    return abs(float(value.rstrip("% \u00a0"))) > LARGEST


def _but_for(others: Sequence[str], values: Sequence[str]) -> str | None:
    """Say how many of the cells cannot be read so."""
    if not others:
        return None
    return f"{len(others):,} of {len(values):,} cells cannot be read so, such as {shown(others[0])}"


def _yes_or_no(values: Sequence[str]) -> Guess | None:
    """A yes or no, where every word is one; the other word of a pair is added where only one was seen."""
    seen = list(dict.fromkeys(values))
    if len(seen) > 2 * len(YES_AND_NO):
        return None
    yes_words, no_words = ({pair[side] for pair in YES_AND_NO} for side in (0, 1))
    binary = {"1": "yes", "0": "no"} if {value.lower() for value in seen} & (yes_words | no_words) else {}
    yes = [word for word in seen if word.lower() in yes_words or binary.get(word) == "yes"]
    no = [word for word in seen if word not in yes and (word.lower() in no_words or binary.get(word) == "no")]
    if len(yes) + len(no) < len(seen):
        return None
    one_side = yes or no if not (yes and no) else None
    for words, others, side in ((yes, no, 0), (no, yes, 1)):
        for word in list(words):
            _complete(others, word, side)
    remark = f"only {shown(one_side[0])} was seen" if one_side and len(one_side) == 1 else None
    keys = (("yes", _one_or_more(yes)), ("no", _one_or_more(no)))
    return Guess("yes_no", () if (yes, no) == (["yes"], ["no"]) else keys, remark)


def _complete(others: list[str], word: str, side: int) -> None:
    """Add the other word of a pair to the others; where a word is in several pairs, only if there is none yet."""
    partners = [pair[1 - side] for pair in (*YES_AND_NO, ("1", "0")) if pair[side] == word.lower()]
    is_there = {other.lower() for other in others} & set(partners)
    if not is_there and (len(partners) == 1 or not others):
        others.append(partners[0].upper() if word.isupper() else partners[0].title() if word.istitle() else partners[0])


def _one_or_more(words: Sequence[str]) -> str:
    # In quotes where another program would take it for true or false.
    return scalar(words[0]) if len(words) == 1 else listed(words)


def _date(found: dates.Written, values: Sequence[str], order: dates.Order | None) -> Guess:
    if not found.formats:
        others = [value for value in values if dates.written([value]) is None or dates.written([value]).formats]  # type: ignore[union-attr]
        return Guess(found.type, remark=_but_for(others, values))
    chosen = found.chosen(order)
    if chosen is None:
        one = dates.examples(values, found.formats)
        ways = " or ".join(f'{{type: {found.type}, format: "{form}"}}' for form in found.formats)
        such = f", such as {shown(one)}" if one else ""
        return Guess(
            "text",
            remark=f"dates that can be read in more than one way{such}: write {ways}",
            is_open=True,
            is_ambiguous=True,
        )
    others = [value for value in values if not dates.reads(chosen, value)]
    remark = _but_for(others, values)
    if len(found.formats) > 1:
        remark = f"{order}, as you said" + (f"; {remark}" if remark else "")
    return Guess(found.type, (("format", scalar(chosen)),), remark)
