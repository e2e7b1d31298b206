"""A rules-driven service-standards compliance checker."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from checker.evaluation import evaluate
    from checker.outcomes import Verdict
    from checker.results import Results
    from checker.ruleset.loading import load_rule_set

__version__ = "0.1.0"

__all__ = ["Results", "Verdict", "evaluate", "load_rule_set"]

_HOMES = {
    "Results": "checker.results",
    "Verdict": "checker.outcomes",
    "evaluate": "checker.evaluation",
    "load_rule_set": "checker.ruleset.loading",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that validating a rule file loads no engine."""
    if name not in _HOMES:
        raise AttributeError(f"module 'checker' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)
