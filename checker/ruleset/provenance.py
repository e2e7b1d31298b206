"""What a tailored rule set changes of the one that it extends, with file and line, and which rules it leaves out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from checker.results import LeftOut, TailoredFrom, TailoredValue
from checker.ruleset import yaml12
from checker.ruleset.spelling import kind_of

_DEEPEST = 10


def tailored_from(path: Path) -> tuple[TailoredFrom, ...]:
    """For a rule set that extends another, each step of the way: the nearest first; empty for any other rule set.

    The files must have been loaded without problems before.
    """
    steps: list[TailoredFrom] = []
    for _ in range(_DEEPEST + 1):
        composed, _ = yaml12.read(path)
        if composed is None or kind_of(composed.value) != "tailoring":
            break
        base = path.parent / composed.value["extends"]
        own = _whole(base)
        values = tuple(
            TailoredValue(
                rule=rule,
                key=key,
                before=_shown(own.get(rule, {}).get(key)),
                value=_shown(value),
                file=path.name,
                line=composed.place(("set", rule, key), key=True).line,
            )
            for rule, changed in composed.value.get("set", {}).items()
            for key, value in changed.items()
        )
        steps.append(
            TailoredFrom(
                file=path.name, extends=base.name, values=values, left_out=tuple(_left_out(composed.value, own))
            )
        )
        path = base
    return tuple(steps)


def _whole(path: Path) -> dict[str, dict[str, Any]]:
    """The rules of a file as they are written, by id; those of a tailoring as it makes them."""
    from checker.ruleset.other_files import tailored  # noqa: PLC0415

    composed, _ = yaml12.read(path)
    if composed is not None and kind_of(composed.value) == "tailoring":
        composed = tailored(composed, [], path)
    rules = composed.value["rules"] if composed is not None else []
    return {rule["id"]: rule for rule in rules}


def _left_out(written: Mapping[str, Any], own: Mapping[str, Any]) -> Iterator[LeftOut]:
    disabled = {each["rule"]: each["because"] for each in written.get("disable", ())}
    select = written.get("select")
    for rule in own:
        if rule in disabled:
            yield LeftOut(rule=rule, because=disabled[rule])
        elif select is not None and rule not in select:
            yield LeftOut(rule=rule)


def _shown(value: Any) -> str | None:
    """A value as it could be written on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_shown(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(str(_shown(each)) for each in value) + "]"
    return None if value is None else str(value)
