"""Which scores a checklist can come to at all, where its answers are few; marks between two of them are all alike."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from checker.fields import ChoiceField, Columns, Fault, NumberField, WholeNumberField, YesNoField
from checker.measures.checklist import Checklist, Question
from checker.values import constant_weight
from checker.written import MILLIONTHS

_MOST_ANSWERS = 100
_MOST_SCORES = 100_000

Score = tuple[Fraction, Fraction]
"""The points earned, and the points possible."""


def attainable(checklist: Checklist, columns: Columns) -> set[Score] | None:
    """Every score that some record has; none where there are too many to say."""
    scores: set[Score] = {(Fraction(0), Fraction(0))}
    for item in checklist.items:
        answers = _answers(item, checklist, columns)
        if answers is None or len(scores) * len(answers) > _MOST_SCORES * 10:
            return None
        scores = {(earned + one, possible + most) for earned, possible in scores for one, most in answers}
        if len(scores) > _MOST_SCORES:
            return None
    return {(earned, possible) for earned, possible in scores if possible > 0}


def sides_of(mark: int, scores: set[Score]) -> set[int]:
    """On which sides of a mark (in millionths) a score can lie: below it -1, on it 0, above it 1."""
    shares = {earned * MILLIONTHS // possible for earned, possible in scores}
    return {(share > mark) - (share < mark) for share in shares}


def judge_alike(one: Any, other: Any, scores: set[Score]) -> bool:
    """Whether two marks are reached by the same scores."""
    return (
        isinstance(one, Fraction)
        and isinstance(other, Fraction)
        and all((earned >= possible * one) == (earned >= possible * other) for earned, possible in scores)
    )


def _answers(item: Question, checklist: Checklist, columns: Columns) -> set[Score] | None:
    field = columns.fields[item.field]
    constant = constant_weight(item.weight)
    if constant is None:
        return None
    weight = Fraction(constant)
    highest = item.scale(field)[1]
    most = highest * weight
    if item.points is not None:
        if not isinstance(field, ChoiceField | YesNoField) and not columns.fields[item.field].values:
            return None
        answers = {(Fraction(points) * weight, most) for points in item.points.values()}
    elif isinstance(field, YesNoField):
        answers = {(Fraction(0), most), (most, most)}
    elif isinstance(field, NumberField) and isinstance(field, WholeNumberField):
        assert field.at_least is not None
        assert field.at_most is not None
        first, last = int(field.at_least), int(field.at_most)
        if last - first > _MOST_ANSWERS:
            return None
        answers = {(Fraction(each - first, last - first) * weight, most) for each in range(first, last + 1)}
    else:
        return None
    if columns.may_be(item.field, Fault.NOT_APPLICABLE):
        instead = {
            "left_out": (Fraction(0), Fraction(0)),
            "zero": (Fraction(0), most),
            "full": (most, most),
        }
        answers.add(instead[checklist.not_applicable])
    if columns.may_be(item.field, Fault.NOT_CHECKED) and checklist.not_checked == "zero":
        answers.add((Fraction(0), most))
    return answers
