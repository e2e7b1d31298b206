"""What the cases of a rule set reach: outcomes, both sides of every limit, rows of tables, verdicts.

Reached is only what some case expects: a record that passes by while nobody says what must become of it tests nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from checker.conditions import FittingRow
from checker.durations import Duration, observed_amount
from checker.expressions import nw
from checker.fields import Columns, NumberField
from checker.made_columns import ROW
from checker.outcomes import Code, Outcome, Verdict, meaning_of
from checker.ruleset.model import Rule
from checker.ruleset.yaml12 import Trail
from checker.ruletests.comparing import expectations, overall_expected
from checker.ruletests.loading import Suite
from checker.ruletests.running import Together
from checker.ruletests.scores import attainable, sides_of
from checker.ruletests.walking import bounds_in, parts_of, reads, written_at
from checker.target_rows import target_in_short
from checker.values import constants_at, number_of, rows_of
from checker.verdicts import lines_of
from checker.versions import rule_id
from checker.written import MILLIONTHS

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr

_AT_ONCE = 40
"""So many questions are asked of the records at once."""

_SIDES = {-1: "below", 0: "on", 1: "above"}


@dataclass(frozen=True)
class Goal:
    """Something that cases should reach, and where it stands in the rule set."""

    what: str
    """What is reached: an outcome, a limit, a row of a table, a target."""
    side: str
    """Which outcome, which side of the limit, which verdict; empty for a row."""
    line: int
    column: int
    is_reached: bool


@dataclass(frozen=True)
class Part:
    """A part of a rule set with all its goals: a rule, a worked-out field, an exclusion, the whole."""

    about: str
    line: int
    goals: tuple[Goal, ...]

    @property
    def reached(self) -> int:
        """How many goals the cases reach."""
        return sum(goal.is_reached for goal in self.goals)

    @property
    def missing(self) -> tuple[Goal, ...]:
        """The goals that no case reaches."""
        return tuple(goal for goal in self.goals if not goal.is_reached)


@dataclass(frozen=True)
class Coverage:
    """What the cases of a rule set reach."""

    parts: tuple[Part, ...]

    @property
    def reached(self) -> int:
        """How many goals the cases reach."""
        return sum(part.reached for part in self.parts)

    @property
    def goals(self) -> int:
        """How many goals there are."""
        return sum(len(part.goals) for part in self.parts)


def percent(reached: int, goals: int) -> str:
    """How much is reached, in percent to a tenth, never rounded up: 9,999 of 10,000 are 99.9 %."""
    tenths = 1000 if not goals else reached * 1000 // goals
    return f"{tenths // 10}.{tenths % 10} %" if tenths % 10 else f"{tenths // 10} %"


_Reached = tuple[Trail, tuple[str, str], bool]
"""A goal before it has its place: the way to it, what and which side, whether it is reached."""


@dataclass
class _Asked:
    """A question of which the answers for single records say which goals are reached."""

    about: str
    trail: Trail
    what: str
    goals: Mapping[int, str]
    """By answer, which side of it is reached."""
    answer: Expr | None
    """For each record; none where the answer is what is observed against a limit."""
    rules: frozenset[str]
    """Only records of which something is expected under one of these rules count."""
    row: Expr | None = None
    """Which row of a table is the record's, where the limit stands in one."""
    place: int = 0
    limit: int = 0
    factor: int = 1
    reached: set[int] = field(default_factory=set)


def covered(suite: Suite, groups: Sequence[Together]) -> Coverage:
    """What the cases of a suite reach."""
    asked = [_questions(group) for group in groups]
    for group, questions in zip(groups, asked, strict=True):
        _answer(group, questions)
    parts: dict[str, list[_Reached]] = {}
    for alike in zip(*asked, strict=True):
        reached = set().union(*(each.reached for each in alike))
        goals = parts.setdefault(alike[0].about, [])
        one = alike[0]
        goals += [(one.trail, (one.what, side), answer in reached) for answer, side in one.goals.items()]
    ordered: list[Part] = []
    for position, rule in enumerate(suite.rule_set.rules):
        goals = [*_outcomes(groups, position, rule), *parts.pop(rule.id, []), *_verdicts(groups, position, rule)]
        ordered.append(_part(suite, rule.id, ("rules", position, "id"), goals))
    for about, goals in parts.items():
        ordered.append(_part(suite, about, goals[0][0], goals))
    if suite.rule_set.overall is not None:
        ordered.append(_part(suite, "overall", ("overall",), list(_of_the_whole(groups))))
    return Coverage(tuple(ordered))


def _part(suite: Suite, about: str, trail: Trail, goals: Sequence[_Reached]) -> Part:
    placed = []
    for at, (what, side), is_reached in goals:
        place = suite.rules.place(at)
        placed.append(Goal(what, side, place.line, place.column, is_reached))
    return Part(about, suite.rules.place(trail).line, tuple(placed))


# ---- outcomes and verdicts


def _expected(group: Together) -> dict[str, set[int]]:
    """By rule, the rows of which something is expected."""
    rows: dict[str, set[int]] = {}
    for place in group.cases:
        for expected in expectations(group, place):
            rows.setdefault(expected.rule, set()).add(expected.row)
    return rows


def _outcomes(groups: Sequence[Together], position: int, rule: Rule) -> Iterator[_Reached]:
    reached: set[Outcome] = set()
    possible: set[Outcome] = set()
    for group in groups:
        compiled = group.rule(rule.id)
        codes = set(compiled.codes) - {Code.NEEDS_AS_OF, Code.NEEDS_PERIOD}
        possible |= {code.outcome for code in codes} | ({Outcome.EXCLUDED} if compiled.exclusions else set())
        rows = _expected(group).get(rule.id, set())
        reached |= {meaning_of(told[1]).outcome for row, told in group.told[rule.id].items() if row in rows}
    for outcome in Outcome:
        if outcome in possible:
            yield ("rules", position, "id"), ("outcome", outcome.value.replace("_", " ")), outcome in reached


def _verdicts(groups: Sequence[Together], position: int, rule: Rule) -> Iterator[_Reached]:
    """Each target is met in some case and missed in another; a sample may also be too close to call."""
    parts = groups[0].rule(rule.id).target_parts
    seen: list[set[Verdict]] = [set() for _ in parts]
    for group in groups:
        for place, case in group.cases.items():
            if rule_id(rule.id) in case.expect_verdict:
                known = group.known(place, group.rule(rule.id))
                for line in lines_of(group.rule(rule.id), group.counts[place].rules[rule.id], known):
                    seen[line.number] |= {line.judgement.verdict} if line.says_something else set()
    for part, verdicts in zip(parts, seen, strict=True):
        trail: Trail = ("rules", position, "target", *([part.row] if part.row is not None else []))
        wanted = [Verdict.MET, Verdict.MISSED]
        wanted += [Verdict.TOO_CLOSE] if getattr(part.target, "judged_on", None) == "interval" else []
        for verdict in wanted:
            said = f"target {target_in_short(part)}"
            yield trail, (said, verdict.value.replace("_", " ")), verdict in verdicts


def _of_the_whole(groups: Sequence[Together]) -> Iterator[_Reached]:
    seen = {
        group.whole(place).verdict.value
        for group in groups
        for place, case in group.cases.items()
        if overall_expected(case)
    }
    for verdict in ("met", "missed"):
        yield ("overall",), ("verdict", verdict), verdict in seen


# ---- limits and rows


def _questions(group: Together) -> list[_Asked]:
    """Everything to be asked of single records; the same for every group of a suite, in the same order."""
    asked: list[_Asked] = []
    rule_set = group.suite.rule_set
    for position, rule in enumerate(rule_set.rules):
        only = frozenset({rule.id})
        trail: Trail = ("rules", position)
        asked += _limits(group, rule, (*trail, "measure"), only)
        for key in ("scope", "measure", "target"):
            asked += _bounds(group, rule.id, getattr(rule, key), (*trail, key), only)
            asked += _tables(group, rule.id, getattr(rule, key), (*trail, key), only)
    for name, rows in rule_set.classifications.items():
        about = f"worked-out field {name}"
        readers = frozenset(
            rule.id for rule in rule_set.rules if name in reads(rule_set, iter(_of_rule(group, rule.id)))
        )
        asked += _tables(group, about, rows, ("worked_out", name), readers)
        asked += _bounds(group, about, rows, ("worked_out", name), readers)
    for position, exclusion in enumerate(rule_set.exclusions):
        about = f"exclusion {exclusion.id}"
        trail = ("exclusions", position, "when")
        readers = frozenset(rule.id for rule in rule_set.rules if rule.id not in exclusion.except_)
        fits = nw.col(f"$excluded${exclusion.id}")
        answer = nw.when(fits).then(nw.lit(1)).when(~fits).then(nw.lit(0)).otherwise(nw.lit(None, nw.Int64))
        asked.append(_Asked(about, trail, "condition", {1: "fits", 0: "does not fit"}, answer, readers))
        asked += _bounds(group, about, exclusion.when, trail, readers)
    return asked


def _of_rule(group: Together, rule: str) -> list[str]:
    compiled = group.rule(rule)
    excluded = [
        name
        for exclusion in group.suite.rule_set.exclusions
        if exclusion.id in compiled.exclusions
        for name in exclusion.when.fields()
    ]
    return [*compiled.evidence, *compiled.rule.measure.fields(), *compiled.beside, *excluded]


def _bounds(group: Together, about: str, part: Any, trail: Trail, rules: frozenset[str]) -> Iterator[_Asked]:
    """On which side of each constant of a condition a record lies."""
    columns = group.compiled.columns
    for at, name, written in bounds_in(part, trail):
        constant = columns.constant(name, written)
        value = columns.value(name)
        below = nw.when(value < constant).then(nw.lit(-1))
        answer = below.when(value == constant).then(nw.lit(0)).when(value > constant).then(nw.lit(1))
        word = next(str(key) for key in reversed(at) if isinstance(key, str) and key not in ("then", "otherwise"))
        said = f"{name} {word.replace('_', ' ')} {written}"
        goals = {side: _SIDES[side] for side in _sides(name, int(constant), columns)}
        yield _Asked(about, at, said, goals, answer.otherwise(nw.lit(None, nw.Int64)), rules)


def _sides(name: str, constant: int, columns: Columns) -> list[int]:
    """The sides of a constant on which the field can lie at all."""
    declared = columns.fields[name]
    sides = [-1, 0, 1]
    if isinstance(declared, NumberField):
        if declared.at_least is not None and declared.at_least * MILLIONTHS >= constant:
            sides.remove(-1)
        if declared.at_most is not None and declared.at_most * MILLIONTHS <= constant:
            sides.remove(1)
    return sides


def _tables(group: Together, about: str, part: Any, trail: Trail, rules: frozenset[str]) -> Iterator[_Asked]:
    """Which row of each table is a record's."""
    for at, table in parts_of(part, trail):
        if isinstance(table, tuple) and table and hasattr(table[0], "when"):
            key = next(str(key) for key in reversed(at) if isinstance(key, str))
            rows = rows_of(table, group.compiled.columns)
            for place, row in enumerate(table):
                word = "then" if isinstance(row, FittingRow) else "otherwise"
                value = written_at(group.suite.rules, (*at, place, word))
                said = f"row {place + 1} of {key} ({value})" if value not in ("", "…") else f"row {place + 1} of {key}"
                yield _Asked(about, (*at, place), said, {place: ""}, number_of(rows), rules)


def _limits(group: Together, rule: Rule, trail: Trail, rules: frozenset[str]) -> Iterator[_Asked]:
    """On which side of each constant limit of its measure a record lies."""
    measure: Any = rule.measure
    columns = group.compiled.columns
    for key, value, factor in _limits_of(measure, columns):
        for way, constant in constants_at(value):
            amount = _amount(constant)
            if amount is None:
                continue
            rows = rows_of(value, columns)
            row = number_of(rows) if isinstance(value, tuple) else None
            at = (*trail, key, *way)
            said = f"{key} {written_at(group.suite.rules, at) or constant}"
            goals = {side: word for side, word in _SIDES.items() if side in _possible(measure, amount, columns)}
            place = int(way[0]) if way else 0
            yield _Asked(rule.id, at, said, goals, None, rules, row=row, place=place, limit=amount, factor=factor)


def _limits_of(measure: Any, columns: Columns) -> Iterator[tuple[str, Any, int]]:
    """The limits of a measure by their keys, each with the sign of what is observed against it."""
    match measure.kind:
        case "elapsed_time" | "follow_up" | "recurrence" if measure.limit is not None:
            yield "within", measure.limit, 1
        case "recurrence":
            yield "at_least", Decimal(measure.at_least), 1
        case "checklist":
            yield "pass_mark", measure.pass_mark, 1
        case "promise_kept" if columns.fields[measure.actual].family != "text":
            is_timed = measure.span(columns) is not None
            upper, lower = ("late", "early") if is_timed else ("more", "less")
            more = getattr(measure, upper) or "none"
            less = getattr(measure, lower) or ("any" if is_timed else "none")
            if more != "any":
                yield upper, more, 1
            if less != "any" and not (less == more == "none"):
                yield lower, less, -1


def _amount(constant: Any) -> int | None:
    match constant:
        case Duration():
            return observed_amount(constant)
        case "none":
            return 0
        case Fraction() | Decimal():
            return int(constant * MILLIONTHS)
    return None


def _possible(measure: Any, amount: int, columns: Columns) -> set[int]:
    """The sides of a limit on which something can be observed: no time is less than none, no score between two."""
    if measure.kind in ("elapsed_time", "follow_up", "recurrence"):
        return {0, 1} if amount == 0 else {-1, 0, 1}
    scores = attainable(measure, columns) if measure.kind == "checklist" else None
    if scores is not None:
        return sides_of(amount, scores)
    return {-1, 0} if measure.kind == "checklist" and amount == MILLIONTHS else {-1, 0, 1}


def _answer(group: Together, questions: list[_Asked]) -> None:
    """Ask all questions of all records, and keep which goals are reached."""
    expected = _expected(group)
    expressions = [each.row if each.answer is None else each.answer for each in questions]
    answers: list[dict[int, int | None]] = [{} for _ in questions]
    asked = [(place, each) for place, each in enumerate(expressions) if each is not None]
    for start in range(0, len(asked), _AT_ONCE):
        some = asked[start : start + _AT_ONCE]
        columns = [nw.col(ROW), *(each.alias(f"$answer${place}") for place, each in some)]
        for row, *values in group.engine.rows(group.frame.select(*columns)):
            for (place, _), value in zip(some, values, strict=True):
                answers[place][row - 1] = value
    for place, question in enumerate(questions):
        rows = set().union(*(expected.get(rule, set()) for rule in question.rules))
        if question.answer is not None:
            question.reached |= {int(found) for row in rows if (found := answers[place].get(row)) is not None}
            continue
        (rule,) = question.rules
        for row in rows:
            told = group.told[rule].get(row)
            if (
                told is None
                or told[2] is None
                or (question.row is not None and answers[place].get(row) != question.place)
            ):
                continue
            off = told[2] * question.factor - question.limit
            question.reached.add((off > 0) - (off < 0))
