"""A bound and what is held against it are told in words that say which of the two is higher."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from checker.outcomes import Verdict
from checker.target_parts import Part
from checker.target_rows import statistic_of, target_figures
from checker.targets.mean import Mean
from checker.targets.target import Bounds, Judgement, Previous

MEAN = Mean.model_validate({"mean": "hours", "at_least": 1})
numbers = st.builds(Fraction, st.integers(0, 10**6), st.integers(1, 1000))


def told(bounds: Mapping[str, object], known: Bounds, number: Fraction, unit: str = "number") -> tuple[str, str]:
    """The words of the bound, and of what is held against it."""
    part = Part(MEAN, unit, bounds)  # type: ignore[arg-type]
    judgement = Judgement(Verdict.MET, statistic=number)
    statistic = statistic_of(judgement, part, known)
    assert statistic is not None
    return target_figures(part, known, judgement).words["at_least"], statistic.text


def of_a_run(before: Fraction, number: Fraction, unit: str = "number") -> tuple[str, str]:
    bound, statistic = told({"at_least": Previous(previous="run")}, {"at_least": before}, number, unit)
    return bound.removesuffix(" (previous run)"), statistic


@pytest.mark.parametrize(
    ("before", "number", "unit", "words"),
    [
        ("25/3", "41/5", "number", ("8.33", "8.2")),
        ("25/3", "25/3", "number", ("8.33", "8.33")),
        ("25/3", "8333/1000", "number", ("8.3333", "8.33")),
        ("2/3", "3/5", "share", ("66.7 %", "60.0 %")),
        ("1/3", "1/4", "points", ("33.3 points", "25 points")),
        ("40000001/3", "13000000", "elapsed", ("13.333 seconds", "13 seconds")),
        ("17/7", "5/2", "calendar days", ("2.4 calendar days", "2.5 calendar days")),
    ],
)  # fmt: skip
def test_the_figure_of_an_earlier_run_is_as_fine_as_it_must_be(
    before: str, number: str, unit: str, words: tuple[str, str]
) -> None:
    assert of_a_run(Fraction(before), Fraction(number), unit) == words


@settings(deadline=None)
@given(before=numbers, number=numbers)
@example(before=Fraction(83604, 10_000), number=Fraction(8359, 1000))
def test_words_say_which_is_higher(before: Fraction, number: Fraction) -> None:
    bound, statistic = map(Fraction, of_a_run(before, number))
    assert (statistic > bound) - (statistic < bound) == (number > before) - (number < before)


@settings(deadline=None)
@given(bound=st.integers(0, 10**9), number=numbers)
def test_a_bound_that_is_written_has_all_its_digits(bound: int, number: Fraction) -> None:
    share = Fraction(bound, 1_000_000)
    words, statistic = told({"at_least": share}, {"at_least": share}, number)
    assert Fraction(words) == share
    assert (Fraction(statistic) > share) - (Fraction(statistic) < share) == (number > share) - (number < share)
