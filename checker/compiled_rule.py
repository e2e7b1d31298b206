"""A rule as expressions: a code for each record, what was observed, the evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.measures.measure import Observed
from checker.outcomes import Code
from checker.ruleset.model import Rule
from checker.target_parts import Part

if TYPE_CHECKING:
    from narwhals.stable.v2 import Expr

EXCLUSIONS_LEAVE = (Code.OUTSIDE_PERIOD, Code.DUPLICATE_ID)
"""The first and the last of the codes that no exclusion changes."""

SETTLED = (Code.OUTSIDE_PERIOD, Code.NOT_IN_SCOPE, Code.DUPLICATE_ID, Code.UNKNOWN_SCOPE)
"""What a record is before a measure is asked; a measure that speaks of some records only, such as what must follow a
complaint, gives the same codes."""


@dataclass(frozen=True)
class CompiledRule:
    """One rule as expressions over the prepared columns."""

    rule: Rule
    base: Expr
    """The code, before exclusions and target tables; to stand in `base_column`, or in `included_column` at once."""
    included: Expr | None
    """The code, had nothing been excluded; to stand in `included_column`, after the base. None: it is the base.

    After the measure come target tables, waivers, and versions that are only announced."""
    code: Expr
    """`outcomes.Code`, plus `EXCLUDED` where an exclusion fits; to stand in `code_column`, after the one before."""
    codes: tuple[Code, ...]
    """The codes that may occur, without `EXCLUDED`."""
    before: tuple[str | Code | None, ...]
    """What may settle a record; rules of which it is equal settle the same records."""
    exclusions: tuple[str, ...]
    """The exclusions that may take a record out of this rule."""
    waivers: tuple[str, ...]
    """The live waivers that may accept a breach of this rule."""
    observed: Observed
    evidence: tuple[str, ...]
    """The fields that a reader needs to follow what was observed."""
    beside: tuple[str, ...]
    """The fields that decide whether the rule speaks of a record, and which target is its own."""
    target_parts: tuple[Part, ...]
    """The target, taken apart; empty for figures only."""
    target_row: Expr | None
    """Which row of the target table is the record's."""
    rows: int = 0
    """How many rows the target table has; 0 where the target is no table."""
    parts: tuple[str, ...] = ()
    """The rules that it is made of."""
    hiding: tuple[str, ...] = ()
    """Those of them that are composed in their turn, and whose breaches waivers may accept."""
    settled: Expr | None = None
    """Where something settles a record before its parts are asked; none where nothing can."""
    key: str | None = None
    """The field whose records make one unit."""
    real: tuple[Expr, Expr] | None = None
    """As the base and what is included, but with parts from which records are excluded; none where that is the same."""

    @property
    def is_composed(self) -> bool:
        """Whether its codes are made of others, in steps of their own (see `CompiledRuleSet.composing`)."""
        return bool(self.parts or self.key)
