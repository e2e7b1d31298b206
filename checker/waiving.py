"""Waivers over records: breaches that a live waiver fits are marked as waived, and counted beside the judged ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from checker.adding_up import Asked, added_up
from checker.compilation import CompiledRule, CompiledRuleSet
from checker.engines.engine import Engine
from checker.expressions import is_breach, nw
from checker.made_columns import code_column, waiver_column
from checker.outcomes import Code
from checker.results import WaiverCount
from checker.ruleset.model import RuleSet
from checker.waivers import Waiver

if TYPE_CHECKING:
    from narwhals.stable.v2 import LazyFrame

SOON = 30
"""Days before its last day from which on a waiver is said to expire soon."""


@dataclass
class WaiverTally:
    """How many breaches a waiver fits, and of how many that is unknown."""

    waived: int = 0
    unknown: int = 0


def count_waived(
    engine: Engine, frame: LazyFrame[Any], compiled: CompiledRuleSet, rules: Sequence[CompiledRule]
) -> dict[str, WaiverTally]:
    """By live waiver, the breaches of these rules that it fits; a breach that two waivers fit is counted under both.

    Raises EngineError where the engine cannot compute a rule.
    """
    tallies = {waiver.id: WaiverTally() for waiver in compiled.waivers}
    for numbers in added_up(engine, frame, rules, _fits).values():
        for name, number in numbers.items():
            kind, _, waiver = name.partition(" ")
            tally = tallies[waiver]
            tally.waived += number if kind == "waived" else 0
            tally.unknown += number if kind == "unknown" else 0
    return tallies


def _fits(rule: CompiledRule) -> Asked:
    code = nw.col(code_column(rule.rule.id))
    asked = {}
    for name in rule.waivers:
        fits = nw.col(waiver_column(name))
        breach = is_breach(code)
        asked[f"waived {name}"] = (code == int(Code.WAIVED)) & fits.fill_null(False)
        asked[f"unknown {name}"] = breach & fits.is_null()
    return asked


def told_of_waivers(
    waivers: Iterable[Waiver], rule_set: RuleSet, tallies: dict[str, WaiverTally], as_of_on: date | None
) -> tuple[WaiverCount, ...]:
    """Each waiver of the rule set's rules: whether it holds on the as-of date, and how many breaches it accepts."""
    if as_of_on is None:
        return ()
    ids = {rule.id for rule in rule_set.rules}
    return tuple(
        WaiverCount(
            id=waiver.id,
            rules=waiver.rules,
            when=waiver.when.model_dump(mode="json", by_alias=True, exclude_unset=True) if waiver.when else None,
            from_=waiver.from_.isoformat(),
            until=waiver.until.isoformat(),
            approved_by=waiver.approved_by,
            justification=waiver.justification,
            reference=waiver.reference,
            state=waiver.state(as_of_on),
            expires_soon=waiver.state(as_of_on) == "live" and (waiver.until - as_of_on).days <= SOON,
            waived=tallies[waiver.id].waived if waiver.id in tallies else 0,
            unknown=tallies[waiver.id].unknown if waiver.id in tallies else 0,
        )
        for waiver in waivers
        if ids & set(waiver.rules)
    )
