"""The limits that stand in a rule, and whether a changed rule holds others.

A case that repeats a limit as text fails whenever the limit is written otherwise. That shows that it was changed, not
that anybody is judged otherwise, so that such a change is noticed by outcomes, by what is observed and by verdicts.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from checker.conditions import FieldReference
from checker.ruleset.model import Rule
from checker.ruletests.cases import ExpectedRecord
from checker.values import FieldDuration, constants_of

_KEYS = ("limit", "early", "late", "less", "more", "pass_mark", "every", "at_least")
"""What the limits of the measures are called in them."""


def holds_another_limit(rule: Rule, changed: Rule) -> bool:
    """Whether a constant limit stands in the changed rule that does not stand in the rule, or not so often.

    A table without one of its rows holds no other limit: which row is a record's is told by its limit alone.
    """
    return bool(_limits(changed.measure) - _limits(rule.measure))


def _limits(measure: Any) -> Counter[Any]:
    values = (value for key in _KEYS if (value := getattr(measure, key, None)) is not None)
    constants = (constant for value in values for constant in constants_of(value))
    return Counter(each for each in constants if not isinstance(each, FieldReference | FieldDuration))


def without_its_limit(expected: ExpectedRecord) -> ExpectedRecord:
    """What is expected of a record beside its limit."""
    return expected.model_copy(update={"limit": None})
