"""The figures of an earlier run, as a case gives them: what a target came to then, by group where it has some."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Annotated, Any

from pydantic import Discriminator, Field, PlainSerializer, PlainValidator, Tag, WithJsonSchema

from checker.durations import Duration
from checker.problems import quoted
from checker.ruleset.model import Rule, RuleSet
from checker.ruleset.target_fitting import misfit, units_counted
from checker.targets.target import Amount, Previous, bounds_of, parse_amount
from checker.values import constants_at, constants_of
from checker.written import Text

_OF = re.compile(r"\s*([0-9]{1,9}) of ([0-9]{1,9})\s*")


def parse_figure(written: object) -> Amount | Duration:
    """Read what a target came to: `19 of 20`, `95 %`, `3.5`, `10 points`, `4 working hours`.

    Raises ValueError naming what was written.
    """
    counts = _OF.fullmatch(written) if isinstance(written, str) else None
    if counts is None:
        return parse_amount(written)
    kept, judged = int(counts[1]), int(counts[2])
    if not judged or kept > judged:
        raise ValueError(f"'{written}' is no share; write those kept of those judged, such as 19 of 20")
    return Amount(Fraction(kept, judged), "share")


Figure = Annotated[
    Amount | Duration,
    PlainValidator(parse_figure),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(
        {
            "type": ["number", "string"],
            "pattern": r"^\s*[+-]?[0-9]",
            "description": "Those kept of those judged, a share, a number, points, or a number and a unit of time.",
            "examples": ["19 of 20", "95 %", 3.5, "10 points", "4 working hours"],
        }
    ),
]


def _kind(written: Any) -> str:
    return "groups" if isinstance(written, dict) else "figure"


Figures = Annotated[
    Annotated[Figure, Tag("figure")] | Annotated[Annotated[dict[Text, Figure], Field(min_length=1)], Tag("groups")],
    Discriminator(_kind),
]
"""What a rule came to in an earlier run; or what each of its groups did, by what the group is called."""


def held_against_earlier(rule: Rule) -> list[Any]:
    """The parts of a rule's target that have a bound from an earlier run."""
    targets = (target for _, target in constants_at(rule.target))
    singles = (part for target in targets for part in getattr(target, "all_of", None) or (target,))
    return [
        part
        for part in singles
        if any(isinstance(each, Previous) for _, bound in bounds_of(part) for each in constants_of(bound))
    ]


def misfits(figures: Any, rule: Rule, rule_set: RuleSet) -> Iterator[tuple[str | None, str, str]]:
    """What is given in another unit than what the rule counts: the group, or none; what is wrong; what to write.

    The figures are as they stand in the file; what cannot be read is told elsewhere.
    """
    columns = rule_set.columns()
    for group, written in figures.items() if isinstance(figures, Mapping) else [(None, figures)]:
        try:
            figure = parse_figure(written)
        except ValueError:
            continue
        for part in held_against_earlier(rule):
            units = units_counted(part, rule, columns)
            hint = misfit(figure, units[0], part, rule, columns) if units else None
            if hint is not None:
                yield group, f"{quoted(str(written))} does not fit what rule '{rule.id}' measures", hint
                break
