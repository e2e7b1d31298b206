"""The records' own verdicts: where a flag of theirs disagrees with what was found (`recorded_in`)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from checker.adding_up import Asked, added_up
from checker.compilation import CompiledRule, CompiledRuleSet
from checker.engines.engine import Engine
from checker.expressions import is_breach, nw
from checker.fields import UNREADABLE, Columns, Fault
from checker.made_columns import code_column
from checker.outcomes import Code
from checker.results import OwnVerdicts

if TYPE_CHECKING:
    from narwhals.stable.v2 import LazyFrame


def own_verdicts(
    engine: Engine, frame: LazyFrame[Any], compiled: CompiledRuleSet, rules: Sequence[CompiledRule]
) -> dict[str, OwnVerdicts]:
    """By rule with `recorded_in`, how its judged records speak of themselves; a yes says that they kept the rule.

    Raises EngineError where the engine cannot compute a rule.
    """
    counted = added_up(engine, frame, rules, partial(_asked, compiled.columns))
    fields = {rule.rule.id: rule.rule.recorded_in for rule in rules}
    return {name: OwnVerdicts(field=str(fields[name]), **numbers) for name, numbers in counted.items()}


def _asked(columns: Columns, rule: CompiledRule) -> Asked:
    name = rule.rule.recorded_in
    if name is None:
        return {}
    code = nw.col(code_column(rule.rule.id))
    kept = code == int(Code.KEPT)
    breach = is_breach(code)
    said_kept, said_breach = columns.is_one_of(name, ["yes"]), columns.is_one_of(name, ["no"])
    no_flag = (Fault.MISSING, Fault.NOT_APPLICABLE, Fault.NOT_CHECKED)
    return {
        "said_kept_is_breach": breach & said_kept,
        "said_breach_is_kept": kept & said_breach,
        "agree": (kept & said_kept) | (breach & said_breach),
        "missing": (kept | breach) & columns.is_fault(name, *no_flag),
        "unreadable": (kept | breach) & columns.is_fault(name, *UNREADABLE),
    }
