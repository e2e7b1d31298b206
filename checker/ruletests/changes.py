"""Small changes of a rule set, each of one part: what a slip of the pen, or a careless edit, would make of it.

A change says in words what it changes, and where that stands. What cannot be a rule any more is not made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from checker.conditions import Condition, FieldReference, FittingRow, OtherwiseRow
from checker.durations import UNITS, Duration, Span, shown
from checker.fields import Columns
from checker.measures.measure import Particular
from checker.measures.recurrence import Event, Recurrence
from checker.ruleset.model import Exclusion, Rule, RuleSet
from checker.ruleset.shape import form_of, keys_of
from checker.ruleset.yaml12 import Composed, Trail
from checker.ruletests.clock_changes import clock_changes, ends_with_its_day
from checker.ruletests.condition_changes import Change, always, condition_changes, never, number_step
from checker.ruletests.date_changes import date_changes
from checker.ruletests.name_changes import FEWEST, name_changes
from checker.ruletests.walking import written_at
from checker.target_parts import is_of_observed
from checker.values import constants_at
from checker.written import share_text

_LEFT_ALONE = frozenset({"kind", "share", "field", "unit", "fields", "label"})
"""Keys that say what a part is about, and not how it is judged."""


@dataclass(frozen=True)
class Around:
    """What is known around a part that is changed."""

    rule_set: RuleSet
    columns: Columns
    composed: Composed
    worth: Fraction = Fraction(1, 100)
    """What one record is of all that a verdict is expected of: a target is moved by that much."""
    is_judged_as_a_whole: bool = False
    """Whether some case says what the rule set as a whole comes to."""


def rule_changes(rule: Rule, position: int, around: Around) -> Iterator[Change]:
    """Every small change of how a rule judges one record."""
    trail: Trail = ("rules", position)
    if rule.scope is not None:
        at: Trail = (*trail, "scope")
        yield Change(at, "scope: dropped", rule.model_copy(update={"scope": None}))
        for change in condition_changes(rule.scope, at, around.columns):
            yield Change(change.trail, change.said, rule.model_copy(update={"scope": change.part}))
    # Records that are no series any more are no rule.
    if rule.per is not None and not (isinstance(rule.measure, Recurrence) and rule.measure.table() is None):
        yield Change((*trail, "per"), "per: dropped, so that each record counts", rule.model_copy(update={"per": None}))
    for change in _measure_changes(rule, (*trail, "measure"), around):
        yield replace(change, part=rule.model_copy(update={"measure": change.part}))
    other = "breach" if rule.missing == "undetermined" else "undetermined"
    yield Change((*trail, "missing"), f"missing: {rule.missing} -> {other}", rule.model_copy(update={"missing": other}))
    yield from date_changes(rule, trail)


def importance_changes(rule: Rule, position: int, around: Around) -> Iterator[Change]:
    """How much a rule counts in the whole, where some case says what that comes to."""
    if not around.is_judged_as_a_whole:
        return
    trail: Trail = ("rules", position)
    for severity in ("critical", "major", "minor"):
        if severity != rule.severity:
            said = f"severity: {rule.severity} -> {severity}"
            yield Change((*trail, "severity"), said, rule.model_copy(update={"severity": severity}))
    for way, constant in constants_at(rule.weight):
        for weight in _beside(constant, Decimal(1)) if isinstance(constant, Decimal) else ():
            if weight >= 0:
                said = f"weight{f' row {int(way[0]) + 1}' if way else ''}: {constant} -> {weight}"
                changed = _in_row(rule.weight, way, weight)
                yield Change((*trail, "weight", *way), said, rule.model_copy(update={"weight": changed}))


def _in_row(value: Any, way: tuple[str | int, ...], constant: Decimal) -> Any:
    """The value with another constant, in the row of a table where it is one."""
    if not way:
        return constant
    place, key = way
    return tuple(row.model_copy(update={key: constant}) if each == place else row for each, row in enumerate(value))


# ---- measures


def _measure_changes(rule: Rule, trail: Trail, around: Around) -> Iterator[Change]:
    measure: Any = rule.measure
    own = (*_tolerances(measure, trail, around), *clock_changes(measure, trail))
    for change in (*own, *changes_of(measure, trail, around)):
        changed = change.part
        if isinstance(changed, Particular) and list(changed.misfits(around.columns)):
            continue
        is_empty = changed.kind == "checklist" and not any(item.weight for item in changed.items)
        if is_empty:
            continue
        if is_of_observed(rule.target) and len(changed.units(around.columns)) != 1:
            continue
        if change.trail[-1] != "by" or not ends_with_its_day(measure):
            yield change


def changes_of(part: Any, trail: Trail, around: Around) -> Iterator[Change]:
    """Every small change of a part, whatever it is."""
    match part:
        case Condition():
            yield from condition_changes(part, trail, around.columns)
        case tuple() if part and isinstance(part[0], FittingRow | OtherwiseRow):
            yield from table_changes(part, trail, around)
        case tuple() if part and isinstance(part[0], BaseModel):
            yield from _entries(part, trail, around)
        case Duration():
            yield from _durations(part, trail, around)
        case Fraction():
            yield from _shares(part, trail)
        case Decimal() | int() if not isinstance(part, bool):
            yield from _numbers(part, trail, around)
        case bool():
            yield Change(trail, f"{trail[-1]}: {str(part).lower()} -> {str(not part).lower()}", not part)
        case dict():
            for key, value in part.items():
                for change in changes_of(value, (*trail, key), around):
                    said = f"{trail[-1]} {change.said}"
                    yield replace(change, said=said, part={**part, key: change.part})
        case FieldReference():
            return
        case BaseModel():
            yield from _keys(part, trail, around)


def _keys(part: BaseModel, trail: Trail, around: Around) -> Iterator[Change]:
    for (key, info), name in zip(keys_of(type(part)).items(), type(part).model_fields, strict=True):
        value = getattr(part, name)
        if key in _LEFT_ALONE:
            if key == "fields" and isinstance(value, tuple) and len(value) > 1:
                for place, each in enumerate(value):
                    rest = (*value[:place], *value[place + 1 :])
                    yield Change((*trail, key, place), f"fields: without {each}", part.model_copy(update={name: rest}))
            continue
        if isinstance(value, Condition) and key == "must":
            dropped = part.model_copy(update={name: always(value)})
            yield Change((*trail, key), "must: dropped, so that everything is kept", dropped)
        if isinstance(value, Condition) and isinstance(part, Event):
            dropped = part.model_copy(update={name: always(value)})
            yield Change((*trail, key), "when: dropped, so that every record is an event", dropped)
        if key in FEWEST:
            yield from name_changes(part, key, (*trail, key))
            continue
        words = _words(info) if isinstance(value, str) else ()
        for word in words:
            if word != value:
                yield Change((*trail, key), f"{key}: {value} -> {word}", part.model_copy(update={name: word}))
        if value is not None and not words and value not in ("none", "any"):
            for change in changes_of(value, (*trail, key), around):
                yield replace(change, part=part.model_copy(update={name: change.part}))


def _words(info: Any) -> tuple[str, ...]:
    form = form_of(info)
    return tuple(map(str, get_args(form.type))) if get_origin(form.type) is Literal else ()


def _entries(part: tuple[Any, ...], trail: Trail, around: Around) -> Iterator[Change]:
    """The entries of a list, such as the questions of a checklist."""
    for place, entry in enumerate(part):
        at: Trail = (*trail, place)
        called = getattr(entry, "field", place + 1)
        if len(part) > 1:
            yield Change(at, f"{trail[-1]}: without {called}", (*part[:place], *part[place + 1 :]))
        for change in changes_of(entry, at, around):
            said = f"{called} {change.said}"
            yield Change(change.trail, said, (*part[:place], change.part, *part[place + 1 :]))


def table_changes(rows: tuple[Any, ...], trail: Trail, around: Around, *, with_values: bool = True) -> Iterator[Change]:
    """Rows dropped, fitting everything, and changed in their conditions and values."""
    key = next(str(part) for part in reversed(trail) if isinstance(part, str))
    for place, row in enumerate(rows):
        at: Trail = (*trail, place)
        before, after = rows[:place], rows[place + 1 :]
        if len(rows) > 1:
            yield Change(at, f"{key}: row {place + 1} dropped", (*before, *after))
        if isinstance(row, FittingRow):
            if after:
                whole = OtherwiseRow.model_construct(otherwise=row.then)
                yield Change(at, f"{key}: row {place + 1} for every record that comes to it", (*before, whole))
            for change in condition_changes(row.when, (*at, "when"), around.columns):
                said = f"{key} row {place + 1}, {change.said}"
                yield Change(change.trail, said, (*before, row.model_copy(update={"when": change.part}), *after))
        word = "then" if isinstance(row, FittingRow) else "otherwise"
        for change in changes_of(getattr(row, word), (*at, word), around) if with_values else ():
            said = f"{key} row {place + 1}: {change.said.removeprefix(f'{word}: ')}"
            yield Change(change.trail, said, (*before, row.model_copy(update={word: change.part}), *after))


# ---- values


def _durations(part: Duration, trail: Trail, around: Around) -> Iterator[Change]:
    """A unit more, a unit less, and the limit itself no longer within."""
    written = written_at(around.composed, trail) or str(part)
    unit = _finest_unit(part, written)
    size = UNITS[unit][1]
    key = trail[-1]
    for amount in (part.amount - size, part.amount + size):
        if amount >= 0:
            number = amount // size
            is_whole = part.amount % size == 0 and len(written.split()) <= 1 + len(unit.split())
            said = f"{number} {unit}{'' if number == 1 else 's'}" if is_whole else shown(amount, part.span)
            yield Change(trail, f"{key}: {written} -> {said}", Duration(amount, part.span))
    if size > 1:
        yield Change(trail, f"{key}: {written} -> under {written}", Duration(part.amount - 1, part.span))


def _finest_unit(part: Duration, written: str) -> str:
    """The smallest unit in which a duration is written."""
    if part.span in (Span.CALENDAR_DAYS, Span.WORKING_DAYS):
        return part.span.value.removesuffix("s")
    word = next((unit for unit in ("second", "minute") if unit in written), "hour")
    return f"working {word}" if part.span is Span.WORKING else word


def _beside(number: Decimal, step: Decimal) -> tuple[Decimal, Decimal]:
    return number - step, number + step


def _numbers(part: Decimal | int, trail: Trail, around: Around) -> Iterator[Change]:
    key = trail[-1]
    if isinstance(part, int):  # so many, and never none
        yield from (Change(trail, f"{key}: {part} -> {each}", each) for each in (part - 1, part + 1) if each > 0)
        return
    step = number_step(written_at(around.composed, trail) or str(part))
    for number in _beside(part, step):
        if key != "weight" or number >= 0:
            yield Change(trail, f"{key}: {part} -> {number}", number)


def _shares(part: Fraction, trail: Trail) -> Iterator[Change]:
    """A point more, a point less, and the share itself no longer enough."""
    key = trail[-1]
    step = Fraction(number_step(share_text(part))) / 100
    for share in (part - step, part + step):
        if 0 <= share <= 1:
            yield Change(trail, f"{key}: {share_text(part)} -> {share_text(share)}", share)
    yield Change(trail, f"{key}: {share_text(part)} -> more than {share_text(part)}", part + Fraction(1, 1_000_000))


def _tolerances(measure: Any, trail: Trail, around: Around) -> Iterator[Change]:
    """The words `none` and `any` of a promise, and what stands for them where nothing is written."""
    if measure.kind != "promise_kept" or around.columns.fields[measure.actual].family == "text":
        return
    span = measure.span(around.columns)
    defaults = {"less": "none", "more": "none"} if span is None else {"early": "any", "late": "none"}
    step: Any = Decimal(1)
    under: Any = Decimal(-1) / 1_000_000
    if span is not None:
        step = Duration(1 if span is Span.CALENDAR_DAYS else 60_000_000, span)
        under = Duration(-1, span)
    for key, default in defaults.items():
        written = getattr(measure, key) or default
        at: Trail = (*trail, key)
        if written == "none":
            opposite = {"late": "before", "early": "after", "more": "less than", "less": "more than"}[key]
            yield Change(at, f"{key}: none -> {step}", measure.model_copy(update={key: step}))
            said = f"{key}: none -> only {opposite} what was promised"
            yield Change(at, said, measure.model_copy(update={key: under}))
        if written != "any":
            yield Change(at, f"{key}: {_plain(written)} -> any", measure.model_copy(update={key: "any"}))
        if written != "none":
            yield Change(at, f"{key}: {_plain(written)} -> none", measure.model_copy(update={key: "none"}))
    if measure.by is None and span is Span.ELAPSED:
        yield Change((*trail, "by"), "by: moment -> day", measure.model_copy(update={"by": "day"}))


def _plain(tolerance: Any) -> str:
    return "the table" if isinstance(tolerance, tuple) else str(tolerance)


# ---- what all rules share


def exclusion_changes(position: int, exclusion: Exclusion, around: Around) -> Iterator[Change]:
    """An exclusion dropped, fitting everything, changed in its condition; rules taken from its exceptions or added.

    The part is the list of exclusions.
    """
    trail: Trail = ("exclusions", position)
    every = around.rule_set.exclusions
    before, after = every[:position], every[position + 1 :]
    yield Change(trail, "dropped", (*before, *after))
    whole = exclusion.model_copy(update={"when": always(exclusion.when)})
    yield Change((*trail, "when"), "when: dropped, so that it fits every record", (*before, whole, *after))
    for change in condition_changes(exclusion.when, (*trail, "when"), around.columns):
        changed = exclusion.model_copy(update={"when": change.part})
        yield Change(change.trail, change.said, (*before, changed, *after))
    for rule in around.rule_set.rules:
        if rule.id in exclusion.except_:
            place = exclusion.except_.index(rule.id)
            at: Trail = (*trail, "except", place)
            rest = tuple(each for each in exclusion.except_ if each != rule.id)
            said = f"except: without {rule.id}"
        else:
            at, rest = (*trail, "except"), (*exclusion.except_, rule.id)
            said = f"except: with {rule.id}"
        yield Change(at, said, (*before, exclusion.model_copy(update={"except_": rest}), *after))


def worked_out_changes(name: str, around: Around) -> Iterator[Change]:
    """The rows of a worked-out field changed; the part is the field's table.

    A value that no row gives any more stays one that the field can have, so that rules may still ask for it.
    """
    rows: Any = around.rule_set.worked_out[name]
    some = next((row.when for row in rows if isinstance(row, FittingRow)), None)
    for change in table_changes(rows, ("worked_out", name), around):
        given = set(map(_value_of, change.part))
        lost = [value for value in dict.fromkeys(map(_value_of, rows)) if value not in given]
        unused = tuple(FittingRow.model_construct(when=never(some), then=value) for value in lost if some)
        said = change.said.removeprefix(name).removeprefix(":").strip()
        yield replace(change, said=said, part=(*unused, *change.part))


def _value_of(row: Any) -> Any:
    return row.then if isinstance(row, FittingRow) else row.otherwise


def overall_changes(around: Around) -> Iterator[Change]:
    """How the rules decide together, changed; the part is the whole of it."""
    overall = around.rule_set.overall
    if overall is None or not around.is_judged_as_a_whole:
        return
    trail: Trail = ("overall",)
    severities = {rule.severity for rule in around.rule_set.rules}
    for severity in ("critical", "major", "minor"):
        if severity in overall.must_meet:
            rest = tuple(each for each in overall.must_meet if each != severity)
            said = f"must_meet: without {severity}"
        else:
            if severity not in severities:
                continue  # of which there is no rule
            rest, said = (*overall.must_meet, severity), f"must_meet: with {severity}"
        if rest or overall.score is not None:
            yield Change((*trail, "must_meet"), said, overall.model_copy(update={"must_meet": rest}))
    if overall.score is None:
        return
    if overall.must_meet:
        yield Change((*trail, "score"), "score: dropped", overall.model_copy(update={"score": None}))
    for change in _shares(overall.score.at_least, (*trail, "score", "at_least")):
        score = overall.score.model_copy(update={"at_least": change.part})
        yield replace(change, said=f"score {change.said}", part=overall.model_copy(update={"score": score}))
