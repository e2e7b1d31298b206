"""Composition: what several outcomes come to, of the parts of a rule or of the records of one key.

The first that is present decides: breach, undetermined, pending, waived, kept, excluded, out of scope. Where several
have the outcome that decides, the first of their codes is the reason. So the order of parts and records never matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from checker.compiled_rule import EXCLUSIONS_LEAVE, CompiledRule
from checker.expressions import any_of, nw
from checker.made_columns import (
    ROW,
    base_column,
    code_column,
    exclusion_column,
    hidden_column,
    included_column,
    real_column,
    row_column,
    standing_column,
    target_row_column,
    whole_column,
)
from checker.measures.measure import Observed
from checker.outcomes import BESIDE, EXCLUDED, MARKS, Code, Outcome
from checker.ruleset.model import RuleSet
from checker.steps import Adding, Beside, Step

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr, LazyFrame

PRECEDENCE = (
    Outcome.BREACH,
    Outcome.UNDETERMINED,
    Outcome.PENDING,
    Outcome.WAIVED,
    Outcome.KEPT,
    Outcome.EXCLUDED,
    Outcome.OUT_OF_SCOPE,
)
"""The first of these that is present is what several outcomes come to."""


def composed(outcomes: Iterable[Outcome]) -> Outcome:
    """What several outcomes come to."""
    return min(outcomes, key=PRECEDENCE.index)


def deciding(codes: Iterable[Code]) -> Code:
    """What several codes come to: the first code of the outcome that decides."""
    return min(codes, key=lambda code: (PRECEDENCE.index(code.outcome), code))


def standing(code: Expr) -> Expr:
    """A code without marks as a number of which the least decides (see `code_of`)."""
    chain: Any = nw
    for place, outcome in enumerate(PRECEDENCE):
        codes = [int(each) for each in Code if each.outcome is outcome]
        if codes:
            chain = chain.when(code.is_in(codes)).then(code + place * MARKS)
    whole: Expr = chain.otherwise(nw.lit(None, nw.Int64))
    return whole


def code_of(least: Expr) -> Expr:
    """The code that such a number stands for."""
    return least % MARKS


def deciding_parts(parts: Sequence[str]) -> Observed:
    """The parts that have the outcome which decides, by name."""
    columns = {part: nw.col(standing_column(part)) // MARKS for part in parts}
    least = nw.min_horizontal(*columns.values())
    said = [nw.when(place == least).then(nw.lit(f", {part}")).otherwise(nw.lit("")) for part, place in columns.items()]
    return Observed(nw.concat_str(said).str.slice(2), None, ("words",))


@dataclass(frozen=True)
class Composing:
    """The records of one key become one unit: the first record that has the code which decides speaks for it.

    The others have the same code with the mark `BESIDE` and are never counted. The first is the first by id, so that
    the order of records never matters. A record without a key is a unit of its own.
    """

    columns: Mapping[str, Expr]
    """By the name of the column that is added: the code of each record by itself, without marks."""
    key: str
    first: Sequence[str]
    """The columns by which one record is the first of several."""

    def take(self, frame: LazyFrame[Any], beside: Beside) -> LazyFrame[Any]:
        """The records with the codes of their units."""
        there = set(frame.columns)
        for name, code in self.columns.items():
            if name not in there:
                frame = self._composed(frame, name, code, (*beside.apart, self.key))
        return frame

    def _composed(self, frame: LazyFrame[Any], name: str, code: Expr, keys: Sequence[str]) -> LazyFrame[Any]:
        own, least, before = (f"{part}{name}" for part in ("$own", "$least", "$before"))
        frame = frame.with_columns(standing(code).alias(own))
        frame = frame.with_columns(
            nw.col(own).min().over(*keys).alias(least),
            nw.col(own).shift(1).over(*keys, order_by=[own, *self.first]).alias(before),
        )
        alone = nw.col(self.key).is_null()
        speaks = alone | nw.col(before).is_null()
        unit = nw.when(alone).then(nw.col(own)).otherwise(nw.col(least))
        spoken = code_of(unit) + nw.when(speaks).then(nw.lit(0)).otherwise(nw.lit(BESIDE))
        return frame.with_columns(spoken.alias(name)).drop(own, least, before)


def parts_first(parts: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The rules, each after its parts; those that are named and not there are left out."""
    seen: dict[str, None] = {}

    def visit(name: str) -> Iterator[str]:
        if name in seen or name not in parts:
            return
        seen[name] = None
        for part in parts[name]:
            yield from visit(part)
        yield name

    for name in parts:
        yield from visit(name)


# ---- the codes of rules that are made of others, or judge the records of one key together


def composing(compiled: Mapping[str, CompiledRule], rule_set: RuleSet) -> Iterator[Step]:
    """The steps that give rules their codes that are made of others, or judge the records of one key together."""
    whole = [rule for rule in compiled.values() if rule.is_composed]
    are_parts = {part for rule in whole for part in rule.parts}
    first = [*([rule_set.records.id] if rule_set.records.id else []), ROW]
    alone = [rule for rule in compiled.values() if rule.rule.id in are_parts and not rule.is_composed]
    yield from _side_by_side([_of_part(rule) for rule in alone])
    for rule in whole:
        yield from _composed(rule, first)
        if rule.rule.id in are_parts:
            yield from _standing(rule)


def _of_part(rule: CompiledRule) -> Iterator[Adding]:
    """The code of a rule that others are made of, and its standing among the others."""
    yield from _with_code(rule, included_column(rule.rule.id))
    yield Adding({code_column(rule.rule.id): rule.code})
    yield from _standing(rule)


def _standing(rule: CompiledRule) -> Iterator[Adding]:
    """The standing of a part, as the code says without its mark; that is a column, since it is asked for many times."""
    name = rule.rule.id
    code, included = nw.col(code_column(name)), nw.col(included_column(name))
    plain = f"$plain${name}", f"$plain$included${name}"
    of_one = code if rule.is_composed else _without_mark(code)
    yield Adding({plain[0]: of_one % MARKS, plain[1]: included % MARKS})
    yield Adding(
        {
            standing_column(name): standing(nw.col(plain[0])),
            standing_column(name, included=True): standing(nw.col(plain[1])),
        }
    )


def _side_by_side(each: Iterable[Iterable[Adding]]) -> Iterator[Adding]:
    """Steps of which none reads another's, the first of all as one step, then the second: each costs by itself."""
    for together in zip_longest(*each, fillvalue=Adding({})):
        yield Adding({name: value for step in together for name, value in step.columns.items()})


def _with_code(rule: CompiledRule, column: str) -> Iterator[Adding]:
    """A record's code by itself, had nothing been excluded."""
    name = rule.rule.id
    if rule.target_row is not None:
        yield Adding({target_row_column(name): rule.target_row})
    if rule.included is None:
        yield Adding({column: rule.base})
    else:
        yield Adding({base_column(name): rule.base})
        yield Adding({column: rule.included})


def _composed(rule: CompiledRule, first: Sequence[str]) -> Iterator[Step]:
    name = rule.rule.id
    included, code, row = included_column(name), code_column(name), row_column(name)
    if rule.parts:
        yield Adding(
            {whole_column(name, included=each): code_of(_least(rule, included=each)) for each in (True, False)}
        )
    yield from _with_code(rule, row)
    if rule.real is not None:
        yield Adding({real_column(name): rule.real[0]})
    own = nw.col(row) if rule.real is None else rule.real[1]
    real = _without_mark(unless_excluded(own, rule.exclusions))
    if rule.waivers:
        yield from _hidden(rule, own)
    if rule.key is None:
        yield Adding({included: nw.col(row), code: real})
    elif not rule.exclusions and rule.real is None:
        yield Composing({code: real}, rule.key, first)
        yield Adding({included: nw.col(code)})
    else:
        yield Composing({included: nw.col(row), code: real}, rule.key, first)


def _least(rule: CompiledRule, *, included: bool) -> Expr:
    """The standing that decides among the rule's parts."""
    least: Expr = nw.min_horizontal(*(nw.col(standing_column(part, included=included)) for part in rule.parts))
    return least


def _hidden(rule: CompiledRule, own: Expr) -> Iterator[Step]:
    """Where a waiver accepts a breach among what records come to: without it they would be breaches, whatever else.

    Not where nothing asks the parts, nor where the record is excluded.
    """
    name = rule.rule.id
    accepted = [own == int(Code.WAIVED)]
    accepted += [nw.col(standing_column(part)) % MARKS == int(Code.WAIVED) for part in rule.parts]
    accepted += [nw.col(hidden_column(part)) == 1 for part in rule.hiding]
    hides = any_of(each.fill_null(False) for each in accepted)
    counts = own.is_in([int(code) for code in Code if code.outcome in _BEFORE_KEPT])
    apart = [nw.col(exclusion_column(each)).fill_null(False) for each in rule.exclusions]
    apart += [] if rule.settled is None else [rule.settled]
    hides = hides & counts & ~any_of(apart) if apart else hides & counts
    yield Adding({hidden_column(name): hides.cast(nw.Int64)})
    if rule.key is not None:
        yield Spreading(hidden_column(name), rule.key)


_BEFORE_KEPT = (Outcome.BREACH, Outcome.UNDETERMINED, Outcome.PENDING, Outcome.WAIVED)
"""What something comes to that has a breach among its parts, accepted or not."""


@dataclass(frozen=True)
class Spreading:
    """What one record of a key has all records of the key have; one without a key stands for itself."""

    column: str
    key: str

    def take(self, frame: LazyFrame[Any], beside: Beside) -> LazyFrame[Any]:
        """The records with the highest that any record of their key has."""
        of_key = nw.col(self.column).max().over(*beside.apart, self.key)
        spread = nw.when(nw.col(self.key).is_null()).then(nw.col(self.column)).otherwise(of_key)
        return frame.with_columns(spread.alias(self.column))


def _without_mark(code: Expr) -> Expr:
    """The code, or that the record is excluded."""
    plain: Expr = nw.when(code >= EXCLUDED).then(nw.lit(int(Code.EXCLUDED))).otherwise(code)
    return plain


def unless_excluded(code: Expr, exclusions: tuple[str, ...]) -> Expr:
    """The code, marked where exclusions fit; outside the period, out of scope or a duplicate stays what it is."""
    if not exclusions:
        return code
    fits = any_of(nw.col(exclusion_column(name)) for name in exclusions)
    first, last = (int(end) for end in EXCLUSIONS_LEAVE)
    stays = code.is_between(first, last)
    marked: Expr = nw.when(fits & ~stays).then(code + EXCLUDED).otherwise(code)
    return marked
